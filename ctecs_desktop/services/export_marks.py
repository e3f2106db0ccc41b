"""The revision numbers that have left the workspace, kept outside it too, so that no restore can use one twice.

``NAME.exports.json`` beside the store: the greatest revision signed of each period. It is written before the signed
workbook leaves, and a store that knows less than it is lifted above it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.revision_reason import RevisionCause, coded_reason
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.files import read_file_bounded, write_file_atomically
from ctecs_desktop.store import replies, sign_offs
from ctecs_desktop.store.store import Store

LARGEST_FILE = 1_000_000

_log = logging.getLogger(__name__)

Marks = dict[PeriodCode, int]
"""The greatest revision number known to have been signed, by period."""


def marks_path_of(store_path: Path) -> Path:
    """``norwich.ctecs`` has its marks in ``norwich.exports.json``."""
    return store_path.with_name(f"{store_path.stem}.exports.json")


def read_marks(file: Path, *, organization: str) -> Marks:
    """The marks of one organization in ``file``; none where there is no such file or it makes no sense."""
    try:
        periods = marks_document(file).get(organization, {})
        return {PeriodCode(str(period)): int(revision) for period, revision in periods.items()}
    except (ValueError, TypeError, AttributeError) as error:
        _log.warning("the marks of exports make no sense: %s", type(error).__name__)
    return {}


def raise_marks(store_path: Path, marks: Mapping[PeriodCode, int], *, organization: str) -> None:
    """Keep ``marks`` where they are above those kept; a mark is never lowered. Raises ``FileUnwritable``."""
    file = marks_path_of(store_path)
    kept = read_marks(file, organization=organization)
    raised = kept | {period: max(revision, kept.get(period, 0)) for period, revision in marks.items() if revision > 0}
    if raised != kept:
        write_marks(store_path, organization, dict(sorted(raised.items())))


def write_marks(store_path: Path, name: str, marks: Mapping[Any, object]) -> None:
    """Put ``marks`` under ``name`` into the file beside the store, and leave all others. Raises ``FileUnwritable``."""
    file = marks_path_of(store_path)
    content = marks_document(file) | {name: marks}
    write_file_atomically(file, (json.dumps(content, indent=2) + "\n").encode("utf-8"))


def marks_document(file: Path) -> dict[str, Any]:
    """By organization, since a name may serve another workspace later; empty where the file cannot be used."""
    try:
        content = json.loads(read_file_bounded(file, LARGEST_FILE))
    except CtecsError as error:
        if error.code != "file.not_found":
            _log.warning("the marks of exports cannot be read: %s", error.code)
        return {}
    except (ValueError, RecursionError) as error:
        _log.warning("the marks of exports cannot be read: %s", type(error).__name__)
        return {}
    return content if isinstance(content, dict) else {}


def copy_marks(store_path: Path, folder: Path) -> None:
    """Put a copy of the marks beside the backups in ``folder``, for a PC that has lost everything else."""
    file = marks_path_of(store_path)
    if file.exists():
        write_file_atomically(folder / file.name, read_file_bounded(file, LARGEST_FILE))


def greatest_revisions(store: Store) -> Marks:
    """The greatest revision of each period that is known to have left: by the store, its receipts and the marks."""
    greatest = read_marks(marks_path_of(store.path), organization=store.workspace.organization)
    for record in sign_offs.signed_submissions(store):
        period, revision = record.identity.period, record.identity.revision
        greatest[period] = max(revision, greatest.get(period, 0))
    for reply in replies.replies(store):
        greatest[reply.period] = max(reply.revision, greatest.get(reply.period, 0))
    return greatest


def lift_above_marks(store: Store, *, at: str, person: str) -> Marks:
    """Give every draft whose number has left already a number above it; the new number of each such period."""
    if store.workspace.role is not WorkspaceRole.SCHOOL:
        return {}
    lifted: Marks = {}
    for period, known in greatest_revisions(store).items():
        standing = sign_offs.submission_state(store, period)
        if standing.is_locked or standing.revision > known:
            continue
        reason = coded_reason(RevisionCause.RESTORED, known)
        number = sign_offs.skip_revisions(store, period, above=known, reason=reason, at=at, person=person)
        if number is not None:
            lifted[period] = number
    return lifted
