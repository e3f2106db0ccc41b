"""All that a workspace file says, as texts by noun and address, to compare two files; also of a damaged one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ctecs_desktop.domain.errors import CtecsError, StoreDamaged, StoreTooNew
from ctecs_desktop.domain.workspace import Workspace
from ctecs_desktop.store import workspace as workspaces
from ctecs_desktop.store.backups import reading, verify_backup
from ctecs_desktop.store.replay import STATES
from ctecs_desktop.store.workspace import read_workspace


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file says. ``unreadable`` are the nouns whose table could not be read; ``problem`` why it is not sound."""

    workspace: Workspace | None
    states: Mapping[str, Mapping[str, str]]
    unreadable: frozenset[str] = frozenset()
    problem: CtecsError | None = None


def contents(path: Path) -> Contents:
    """Read the file at ``path``, checking it whole; from a damaged one comes what can be read, to be taken as such.

    Whose store it is, is no part of the states: every restore changes it. Raises ``StoreTooNew`` and
    ``StoreError("store.missing")``.
    """
    problem: CtecsError | None = None
    try:
        verify_backup(path)
    except StoreTooNew:
        raise
    except CtecsError as error:
        if error.code == "store.missing":
            raise
        problem = error
    states: dict[str, dict[str, str]] = {}
    unreadable = set(STATES) - {workspaces.NOUN}
    workspace: Workspace | None = None
    try:
        with reading(path) as store:
            try:
                workspace = read_workspace(store)
            except CtecsError as error:
                problem = problem or error
            for noun in sorted(unreadable):
                try:
                    states[noun] = {subject: text for subject, text in STATES[noun](store) if text}
                except (CtecsError, ValueError, LookupError, TypeError, AttributeError) as error:
                    problem = problem or StoreDamaged("store.damaged", path=str(path), check=noun, detail=str(error))
                    continue
                unreadable.discard(noun)
    except CtecsError as error:
        problem = problem or error
    return Contents(workspace, states, frozenset(unreadable), problem)
