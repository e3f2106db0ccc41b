"""Where a value stands (its address), the value with its note, and the record of every change to it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import NamedTuple, NewType

from ctecs_desktop.domain.errors import ValueRejected
from ctecs_desktop.domain.value import Missing, Value

MeasureCode = NewType("MeasureCode", str)
SchoolCode = NewType("SchoolCode", str)
PeriodCode = NewType("PeriodCode", str)
SubgroupCode = NewType("SubgroupCode", str)

ALL_STUDENTS = SubgroupCode("all")
"""The subgroup that is everyone; each breakdown sums to it."""

LONGEST_NOTE = 2000
"""Characters that a note or a reason may have."""


def clean_note(text: str, *, most: int = LONGEST_NOTE) -> str:
    """A note, reason or narrative as it is kept: line ends as one newline, no space at its ends.

    Raises ``ValueRejected``: ``value.note_too_long`` (``length``, ``most``), ``value.note_character`` (``character``)
    for what no workbook can hold, such as half an emoji from a broken clipboard.
    """
    note = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(note) > most:
        raise ValueRejected("value.note_too_long", length=len(note), most=most)
    for character in note:
        is_control = character not in "\n\t" and unicodedata.category(character) in {"Cc", "Cs"}
        if is_control or character in "\ufffe\uffff":
            raise ValueRejected("value.note_character", character=f"U+{ord(character):04X}")
    return note


class ObservationKey(NamedTuple):
    """The address of every value. Sorts by school, period, measure, subgroup."""

    school: SchoolCode
    period: PeriodCode
    measure: MeasureCode
    subgroup: SubgroupCode


@dataclass(frozen=True, slots=True)
class Observation:
    """A value at its address, with the note of the person who recorded it."""

    key: ObservationKey
    value: Value
    note: str = ""

    @property
    def is_entered(self) -> bool:
        """Whether anyone has said anything here: a value or a reason for none."""
        return self.value is not Missing.NOT_ENTERED


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person wants to stand at ``key``. ``Missing.NOT_ENTERED`` clears it."""

    key: ObservationKey
    value: Value
    note: str = ""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One link of the append-only chain: who changed which thing from what to what, and when.

    ``noun`` names the kind of thing (``observation``, ``explanation``, ``strategy_update``, ``submission``, ``plan``,
    ``trust``); ``subject`` is its address, ``before`` and ``after`` its canonical text ("" for absent). ``at`` is
    ISO-8601 UTC. ``act`` is the number of the first entry of the same transaction, so that entries made together, such
    as a paste, are known as one act; ``reverses`` is the act that this one takes back, 0 for one that stands by itself.
    ``digest`` is SHA-256 over the previous digest and this row.
    """

    sequence: int
    at: str
    person: str
    noun: str
    subject: str
    before: str
    after: str
    act: int
    reverses: int
    digest: str
