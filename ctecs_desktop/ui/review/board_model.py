"""The board: every school of the plan with its submission for one period, or with all of its periods."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt

from ctecs_desktop.domain.board import BoardState
from ctecs_desktop.domain.plan import ReportingPeriod
from ctecs_desktop.i18n import _
from ctecs_desktop.services.board import SchoolRow, SchoolStanding
from ctecs_desktop.ui.table import Cell, Column, Row, TableModel
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


class SortedModel(TableModel[Row]):
    """Rows in the plan's order, or sorted by what stands in a column; a search and a filter leave some out."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__(columns)
        self._all: list[Row] = []
        self._column, self._order = -1, Qt.SortOrder.AscendingOrder
        self._wanted: Callable[[Row], bool] = lambda _row: True

    def show_all(self, rows: Sequence[Row]) -> None:
        """Replace all rows, as filter and order in use have them."""
        self._all = list(rows)
        self._arrange()

    def narrow(self, wanted: Callable[[Row], bool]) -> None:
        """Leave out the rows of which ``wanted`` is not true."""
        self._wanted = wanted
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._order = column, order
        self._arrange()

    def sort_key(self, row: Row, column: int) -> tuple[object, ...]:
        """What rows are sorted by in that column."""
        return (self.cell(row, column).text,)

    def _arrange(self) -> None:
        rows = [row for row in self._all if self._wanted(row)]
        if self._column >= 0:
            # Sorting is stable, so equal rows keep the plan's order in both directions.
            rows.sort(
                key=lambda row: self.sort_key(row, self._column), reverse=self._order is Qt.SortOrder.DescendingOrder
            )
        self.show_rows(rows)


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
