"""Whose workspace a store is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ctecs_desktop.domain.observation import SchoolCode


class WorkspaceRole(Enum):
    """A school enters and signs; central office verifies, merges and publishes."""

    SCHOOL = "school"
    CENTRAL = "central"


@dataclass(frozen=True, slots=True)
class Workspace:
    """What a store says of itself.

    ``organization`` is the school's EdSight code, or the district's for central office. ``incarnation`` changes when a
    store is made anew from a backup, so that two copies of one school can be told apart.
    """

    role: WorkspaceRole
    district: SchoolCode
    organization: SchoolCode
    incarnation: str
    created_at: str
