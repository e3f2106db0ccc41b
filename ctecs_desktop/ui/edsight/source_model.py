"""The files of published figures that were loaded, the withdrawn ones too."""

from __future__ import annotations

from ctecs_desktop.domain.published import PublishedSource
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.table import Cell, Column, TableModel
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import short_time_text

NUMBER, FILE, YEAR, FIGURES, LOADED, PERSON, STATE = range(7)


class SourceModel(TableModel[PublishedSource]):
    """Newest file last, as they were loaded."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column(_("No."), 5, is_number=True),
                Column(_("File"), 0),
                Column(_("School year"), 10),
                Column(_("Figures"), 8, is_number=True),
                Column(_("Loaded (UTC)"), 16),
                Column(_("By"), 12),
                Column(_("Counts"), 22),
            ]
        )

    def cell(self, row: PublishedSource, column: int) -> Cell:
        tone = Tone.MUTED if row.withdrawn else Tone.PLAIN
        if column == STATE:
            if row.withdrawn:
                text = _("taken back: {reason}").format(reason=row.withdrawn)
                return Cell(text, Tone.MUTED, "dash", tip=text)
            return Cell(_("yes"), Tone.GOOD, "check")
        texts = {
            NUMBER: str(row.number),
            FILE: row.file_name,
            YEAR: row.school_year,
            FIGURES: f"{row.figures:,}",
            LOADED: short_time_text(row.at),
            PERSON: row.person,
        }
        return Cell(texts[column], tone, tip=texts[column] if column == FILE else "")
