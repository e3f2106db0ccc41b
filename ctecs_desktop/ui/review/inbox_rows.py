"""The rows of the inbox: a file, what became of it, and what it wants of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.domain.review import Verdict
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.services.intake import ImportedFile, waiting_file


class Wants(Enum):
    """What a file wants of a person, in the order in which the inbox shows them."""

    CHOICE = "choice"  # two contents under one revision contradict each other
    LOOK = "look"  # held: saved again by another program, or words to be compared
    REASONS = "reasons"  # genuine, but the rules still want something
    OPENING = "opening"  # another program holds it, or nobody here may read it
    ANSWER = "answer"  # refused: whoever sent it should hear why
    YES = "yes"  # clean, waits to be accepted
    NOTHING = "nothing"  # decided, or of no concern here


NEEDS_SOMEBODY = frozenset(Wants) - {Wants.YES, Wants.NOTHING}
"""What cannot be left to "accept all that are clean"."""


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One file of the inbox, where it lay, and whether another row shows the same submission."""

    imported: ImportedFile
    path: Path
    is_repeat: bool = False

    @property
    def digest(self) -> str:
        """Of the submission's content; "" where the file is no submission that is held."""
        values = self.imported.verdict.values
        return values.received.digest if values is not None else ""

    @property
    def identity(self) -> tuple[str, str]:
        """The name and the digest of the bytes; of a file that could not be read its place is all that is known."""
        verdict = self.imported.verdict
        return (verdict.file, verdict.file_digest) if verdict.file_digest else (str(self.path), "")

    @property
    def is_waiting(self) -> bool:
        """Whether the file lies in the watched folder and is taken in as soon as it can be opened."""
        return self.imported.is_waiting

    @property
    def wants(self) -> Wants:
        """What it wants, as the submission stands by now."""
        imported = self.imported
        verdict = imported.verdict
        if verdict.is_unopened:
            return Wants.OPENING
        if verdict.verdict is Verdict.REFUSED:
            return Wants.ANSWER if imported.state == "refused" else Wants.NOTHING
        if verdict.values is None:
            return Wants.LOOK if verdict.kind is WorkbookKind.ENROLMENT else Wants.NOTHING
        if self.is_repeat:
            return Wants.NOTHING
        if imported.state == SubmissionStatus.CONFLICT.value:
            return Wants.CHOICE
        if imported.state == SubmissionStatus.HELD.value:
            return Wants.LOOK
        if imported.state != SubmissionStatus.RECEIVED.value:
            return Wants.NOTHING
        return Wants.REASONS if imported.findings else Wants.YES

    def standing_as(self, state: str) -> InboxRow:
        """The same row, its submission standing as ``state``."""
        return replace(self, imported=replace(self.imported, state=state))


def arranged(before: Sequence[InboxRow], arrived: Iterable[InboxRow]) -> list[InboxRow]:
    """All rows, what wants a person first, else in the order of arrival.

    The same file again takes the place of the row that it had, and changes nothing in it where it brought nothing new.
    What could not be opened before stands for nothing once the file at its place has been looked at again.
    """
    arrived = list(arrived)
    places = {row.path for row in arrived}
    rows = {row.identity: row for row in before if row.wants is not Wants.OPENING or row.path not in places}
    for row in arrived:
        if not (row.imported.is_known and row.identity in rows):
            rows[row.identity] = row
    order = list(Wants)
    return sorted(_with_repeats(rows.values()), key=lambda row: order.index(row.wants))


def with_waiting(before: Sequence[InboxRow], waiting: Mapping[Path, CtecsError]) -> list[InboxRow]:
    """All rows, with exactly those waiting that wait now."""
    others = [row for row in before if not row.is_waiting]
    return arranged(others, [InboxRow(waiting_file(path, error), path) for path, error in waiting.items()])


def _with_repeats(rows: Iterable[InboxRow]) -> list[InboxRow]:
    """Of several files with the same submission the one that brought it stands for it."""
    rows = list(rows)
    first: dict[str, InboxRow] = {}
    for row in sorted(rows, key=lambda row: row.imported.is_known):
        if row.digest:
            first.setdefault(row.digest, row)
    return [replace(row, is_repeat=bool(row.digest) and first[row.digest] is not row) for row in rows]
