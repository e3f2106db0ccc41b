"""The board: every school of the plan and how its submission for the period stands."""

from __future__ import annotations

from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.overview import SchoolStanding
from ctecs_desktop.ui.signs import submission_cell
from ctecs_desktop.ui.table import Cell, Column, TableModel
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import recorded_time_text
from ctecs_desktop.wording.sending import COUNTED_DAYS

SCHOOL, STATE, REVISION, SIGNER, RECEIVED = range(5)


class BoardModel(TableModel[SchoolStanding]):
    """In the plan's order of schools."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column(_("School"), 0),
                Column(_("State"), 19),
                Column(_("Revision"), 8, is_number=True),
                Column(_("Signed by"), 17),
                Column(_("Received"), 26),
            ]
        )

    def cell(self, row: SchoolStanding, column: int) -> Cell:
        submission = row.submission
        if column == SCHOOL:
            return Cell(row.school.name, tip=row.school.note)
        if column == STATE:
            return _state_cell(row)
        if submission is None:
            return Cell("–", Tone.MUTED, spoken=_("nothing received"))
        if column == REVISION:
            return Cell(str(submission.identity.revision))
        texts = {
            SIGNER: submission.identity.signer,
            RECEIVED: recorded_time_text(submission.received_at),
        }
        return Cell(texts[column], tip=texts[column])


def _state_cell(row: SchoolStanding) -> Cell:
    if row.status is not None:
        return submission_cell(row.status)
    if row.days_late > COUNTED_DAYS:
        return Cell(_("overdue"), Tone.WARN, "clock")  # thousands of days tell nobody anything
    if row.days_late:
        words = ngettext("late by {count} day", "late by {count} days", row.days_late).format(
            count=f"{row.days_late:,}"
        )
        return Cell(words, Tone.WARN, "clock")
    return Cell(_("not yet received"), Tone.MUTED, "dash")
