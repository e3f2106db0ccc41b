"""The board: every school of the plan with its submission for one period, or with all of its periods."""

from __future__ import annotations

from collections.abc import Sequence

from ctecs_desktop.domain.board import BoardState
from ctecs_desktop.domain.plan import ReportingPeriod
from ctecs_desktop.i18n import _
from ctecs_desktop.services.board import SchoolRow, SchoolStanding
from ctecs_desktop.ui.sorted_table import SortedModel
from ctecs_desktop.ui.table import Cell, Column
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import date_text, recorded_time_text, short_time_text, standing_text

SCHOOL, STATE, REVISION, SIGNER, RECEIVED = range(5)
FIRST_PERIOD = 1

_SIGNS: dict[BoardState, tuple[str, Tone]] = {
    BoardState.NOT_OPEN: ("", Tone.MUTED),
    BoardState.AWAITED: ("dash", Tone.MUTED),
    BoardState.LATE: ("clock", Tone.WARN),
    BoardState.MISSING: ("dash", Tone.WARN),
    BoardState.RECEIVED: ("inbox", Tone.ACCENT),
    BoardState.HELD: ("warning", Tone.WARN),
    BoardState.CONFLICT: ("conflict", Tone.BAD),
    BoardState.QUESTIONED: ("question", Tone.WARN),
    BoardState.RETURNED: ("returned", Tone.WARN),
    BoardState.ACCEPTED: ("check", Tone.GOOD),
    BoardState.EXCLUDED: ("dash", Tone.WARN),
    BoardState.SUPERSEDED: ("dash", Tone.MUTED),
}


def standing_cell(row: SchoolStanding) -> Cell:
    """How a school stands in a period."""
    name, tone = _SIGNS[row.state]
    text = standing_text(row.state, row.days_late, row.questions)
    return Cell(text, tone, name, tip=_("{state}; due {day}").format(state=text, day=date_text(row.period.due)))


class BoardModel(SortedModel[SchoolStanding]):
    """One period, with who signed and when it came."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column(_("School"), 0),
                Column(_("State"), 19),
                Column(_("Revision"), 6, is_number=True),
                Column(_("Signed by"), 15),
                Column(_("Received (UTC)"), 16),
            ]
        )

    def cell(self, row: SchoolStanding, column: int) -> Cell:
        submission = row.submission
        if column == SCHOOL:
            return Cell(row.school.name, tip=f"{row.school.name}\n{row.school.note}".strip())
        if column == STATE:
            return standing_cell(row)
        if submission is None:
            return Cell("–", Tone.MUTED, spoken=_("nothing received"))
        if column == REVISION:
            return Cell(str(submission.identity.revision))
        if column == RECEIVED:
            whole = recorded_time_text(submission.received_at)
            return Cell(short_time_text(submission.received_at), tip=whole, spoken=whole)
        return Cell(submission.identity.signer, tip=submission.identity.signer)

    def sort_key(self, row: SchoolStanding, column: int) -> tuple[object, ...]:
        """States in the order in which a period goes, times as they were recorded."""
        if column == STATE:
            return (list(BoardState).index(row.state), -row.days_late)
        submission = row.submission
        if column == REVISION:
            return (submission.identity.revision if submission else 0,)
        if column == RECEIVED:
            return (submission.received_at if submission else "",)
        return super().sort_key(row, column)


class BoardMatrix(SortedModel[SchoolRow]):
    """Every period of the plan, one column each."""

    def __init__(self, periods: Sequence[ReportingPeriod]) -> None:
        in_time = (Column(each.code, 14, tip=date_text(each.due)) for each in periods)
        super().__init__([Column(_("School"), 0), *in_time])
        self.periods = tuple(periods)

    def cell(self, row: SchoolRow, column: int) -> Cell:
        if column == SCHOOL:
            return Cell(row.school.name, tip=row.school.name)
        return standing_cell(row.standings[column - FIRST_PERIOD])

    def sort_key(self, row: SchoolRow, column: int) -> tuple[object, ...]:
        if column == SCHOOL:
            return (row.school.name,)
        standing = row.standings[column - FIRST_PERIOD]
        return (list(BoardState).index(standing.state), -standing.days_late)
