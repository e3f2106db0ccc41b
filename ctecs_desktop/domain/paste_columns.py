"""Which column of a pasted table is what: told by its header, or chosen by a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from ctecs_desktop.domain.clipboard_table import Table
from ctecs_desktop.domain.errors import ValueRejected
from ctecs_desktop.domain.grid import Part


class AddressColumn(Enum):
    """A column that says where the values of its row belong."""

    MEASURE = "measure"
    SUBGROUP = "subgroup"


Role = Part | AddressColumn | None
"""What a column is; ``None`` for one that is left out."""

HEADER_WORDS: dict[str, Role] = {
    **{part.value: part for part in Part},
    **{column.value: column for column in AddressColumn},
    "code": AddressColumn.MEASURE,
    "measure code": AddressColumn.MEASURE,
    "group": AddressColumn.SUBGROUP,
    "num": Part.NUMERATOR,
    "den": Part.DENOMINATOR,
    "n": Part.DENOMINATOR,
    "blank reason": Part.BLANK,
    "reason": Part.BLANK,
    "reason for a blank": Part.BLANK,
    "notes": Part.NOTE,
    "name": None,
    "measure name": None,
    "group name": None,
    "unit": None,
    "last year": None,
    "target": None,
    "status": None,
    "what is counted": None,
}
"""The headings of our own tables, workbooks and window, and their short forms."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What each column of a table is, and whether its first row is the header.

    Raises ``ValueRejected``: ``paste.column_twice`` (``column``) for two columns of one role and
    ``paste.no_value_column`` for a table that says nothing of any value.
    """

    roles: tuple[Role, ...]
    has_header: bool

    def __post_init__(self) -> None:
        given = [role for role in self.roles if role is not None]
        twice = next((role for role in given if given.count(role) > 1), None)
        if twice is not None:
            raise ValueRejected("paste.column_twice", column=twice.value)
        if not any(isinstance(role, Part) for role in given):
            raise ValueRejected("paste.no_value_column")

    def column_of(self, role: AddressColumn) -> int | None:
        """The number of the column of that role, if there is one."""
        return self.roles.index(role) if role in self.roles else None


def mapping_of_header(table: Table) -> ColumnMapping | None:
    """The mapping that the first row of ``table`` tells; ``None`` where it is not a header of ours.

    Every heading must be known and one must be a part of a value: a row of data never looks so. Raises as
    :class:`ColumnMapping` does.
    """
    if len(table) < 2:
        return None
    headings = [_words(cell) for cell in table[0]]
    if not all(heading in HEADER_WORDS for heading in headings if heading):
        return None
    roles = tuple(HEADER_WORDS.get(heading) for heading in headings)
    if not any(isinstance(role, Part) for role in roles):
        return None
    return ColumnMapping(roles, has_header=True)


def suggested_roles(table: Table, *, codes: Sequence[str]) -> tuple[Role, ...]:
    """A first guess for a person to correct: the column that holds most measure codes, and the parts beside it.

    ``codes`` are those of the measures shown. Used where there is no header and the shape does not fit.
    """
    width = max((len(row) for row in table), default=0)
    known = set(codes)
    hits = {at: sum(1 for row in table if len(row) > at and first_word(row[at]) in known) for at in range(width)}
    address = max(hits, key=lambda at: hits[at]) if any(hits.values()) else None
    parts = iter((Part.NUMERATOR, Part.DENOMINATOR, Part.VALUE))
    return tuple(AddressColumn.MEASURE if at == address else next(parts, None) for at in range(width))


def first_word(text: str) -> str:
    """``2.05`` of ``2.05  Recognized credential``."""
    return text.split()[0] if text.split() else ""


def _words(heading: str) -> str:
    return " ".join(heading.replace("\u00a0", " ").casefold().rstrip(".: ").split())
