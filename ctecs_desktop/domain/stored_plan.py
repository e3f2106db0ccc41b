"""What a workspace remembers of each plan version that it holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """One version of the plan. ``source`` says where it came from (the shipped plan, or a plan workbook's name)."""

    version: str
    source: str
    at: str  # ISO-8601 UTC
    person: str
    is_current: bool
