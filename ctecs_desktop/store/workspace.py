"""Whose store it is: one row, the first link of the history; a restore changes its incarnation and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import astuple
from typing import TYPE_CHECKING

from ctecs_desktop.domain.errors import StoreDamaged
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.workspace import Workspace, WorkspaceRole
from ctecs_desktop.store import history

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "workspace"


def write_workspace(store: Store, workspace: Workspace) -> None:
    """Say whose store it is, inside a transaction. Its birth is recorded under the program's own name."""
    store.execute(
        "INSERT INTO workspace (id, role, district, organization, incarnation, created_at) VALUES (1, ?, ?, ?, ?, ?)",
        (workspace.role.value, *astuple(workspace)[1:]),
    )
    history.append(
        store,
        at=workspace.created_at,
        person="",
        noun=NOUN,
        subject="",
        before="",
        after=_text(workspace),
    )


def renew_incarnation(store: Store, workspace: Workspace, *, at: str, person: str) -> None:
    """Say, inside a transaction, that the store was made anew from a backup: from here on it is ``workspace``."""
    before = _text(read_workspace(store))
    store.execute("UPDATE workspace SET incarnation = ?", (workspace.incarnation,))
    history.append(store, at=at, person=person, noun=NOUN, subject="", before=before, after=_text(workspace))


def read_workspace(store: Store) -> Workspace:
    """Whose store it is; raises ``StoreDamaged`` where it does not say."""
    rows = store.query("SELECT role, district, organization, incarnation, created_at FROM workspace")
    try:
        ((role, district, organization, incarnation, created_at),) = rows
        return Workspace(WorkspaceRole(role), SchoolCode(district), SchoolCode(organization), incarnation, created_at)
    except ValueError as error:
        raise StoreDamaged("store.damaged", path=str(store.path), check="workspace") from error


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    yield "", _text(read_workspace(store))


def _text(workspace: Workspace) -> str:
    row = (workspace.role.value, *astuple(workspace)[1:])
    return json.dumps(row, ensure_ascii=False)
