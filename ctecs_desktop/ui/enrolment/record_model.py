"""The table of everything that was done to the register and the keys, and what of it is wanted."""

from __future__ import annotations

from collections.abc import Mapping

from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.register_record import RecordKind
from ctecs_desktop.i18n import _
from ctecs_desktop.services.register_record import RecordLine
from ctecs_desktop.ui.sorted_table import SortedModel
from ctecs_desktop.ui.table import Cell, Column
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import short_time_text, words_text
from ctecs_desktop.wording.register_record import recorded_act_text, schools_text

WHEN, WHAT, SCHOOL, PERSON = range(4)

_SIGNS: dict[RecordKind, tuple[str, Tone]] = {
    RecordKind.REQUEST_CAME: ("question", Tone.ACCENT),
    RecordKind.APPROVED: ("check", Tone.GOOD),
    RecordKind.APPROVED_FOR_A_TIME: ("check", Tone.GOOD),
    RecordKind.REFUSED: ("cross", Tone.BAD),
    RecordKind.RENEWED: ("check", Tone.GOOD),
    RecordKind.REVOKED: ("cross", Tone.BAD),
    RecordKind.CONTACT_CHANGED: ("note", Tone.PLAIN),
    RecordKind.KEY_MADE: ("key", Tone.PLAIN),
    RecordKind.SECOND_KEY_MADE: ("key", Tone.PLAIN),
    RecordKind.KEY_REPLACED: ("key", Tone.WARN),
    RecordKind.KEY_TAKEN_UP: ("key", Tone.PLAIN),
    RecordKind.KEY_REVOKED: ("cross", Tone.BAD),
    RecordKind.COPY_TESTED: ("key", Tone.PLAIN),
    RecordKind.DRILL_HELD: ("key", Tone.PLAIN),
    RecordKind.PLAN_SENT: ("sent", Tone.PLAIN),
    RecordKind.REPLY_SENT: ("sent", Tone.PLAIN),
}


class RecordModel(SortedModel[RecordLine]):
    """One row for each act, the newest first; ``names`` are those of the schools."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column(_("When (UTC)"), 16),
                Column(_("What was done"), 0),
                Column(_("School"), 21),
                Column(_("By"), 9),
            ]
        )
        self.names: Mapping[SchoolCode, str] = {}

    def cell(self, row: RecordLine, column: int) -> Cell:
        act = row.act
        if column == WHEN:
            return Cell(short_time_text(act.at))
        if column == WHAT:
            name, tone = _SIGNS[act.kind]
            text = recorded_act_text(act, self.names)
            # The sign alone is coloured: a list of sentences in all colours would be read by nobody.
            return Cell(text, Tone.PLAIN if tone is Tone.GOOD else tone, name, tip=text)
        if column == SCHOOL:
            return Cell(
                schools_text(act, self.names), tip="\n".join(self.names.get(each, each) for each in act.schools)
            )
        return Cell(act.person)

    def sort_key(self, row: RecordLine, column: int) -> tuple[object, ...]:
        """Times as they were recorded, and what was done at the same moment in its order."""
        if column == WHEN:
            return row.act.at, row.act.sequence
        return super().sort_key(row, column)

    def searched(self, row: RecordLine) -> str:
        """Everything of a row that a search finds."""
        act = row.act
        schools = " ".join(f"{each} {self.names.get(each, '')}" for each in act.schools)
        shown = f"{short_time_text(act.at)} {recorded_act_text(act, self.names)} {words_text(row.words)}"
        return f"{shown} {schools} {act.key} {act.certificate} {act.person}".casefold()
