"""The backups in a table: when, why, how large, and whether they were found sound."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from ctecs_desktop.i18n import _
from ctecs_desktop.services.backup import BackupFile, ListedBackup, backups_folder
from ctecs_desktop.ui.table import Cell, Column, TableModel
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import backup_kind_text, problem_text

WHEN, WHY, SIZE, STATE, WHERE = range(5)
_KILOBYTE = 1024


class BackupModel(TableModel[ListedBackup | BackupFile]):
    """A file that has not been checked yet stands as such; a checked one says what was found."""

    def __init__(self, store: Path) -> None:
        self._usual = backups_folder(store)
        super().__init__(
            [
                Column(_("When"), 20),
                Column(_("Why it was made"), 30),
                Column(_("Size"), 11, is_number=True),
                Column(_("Checked"), 24),
                Column(_("Where"), 0),
            ]
        )

    def cell(self, row: ListedBackup | BackupFile, column: int) -> Cell:
        file = file_of(row)
        if column == WHEN:
            return Cell(local_time(file.at))
        if column == WHY:
            return Cell(backup_kind_text(file.kind))
        if column == SIZE:
            return Cell(_("{size} kB").format(size=f"{Decimal(file.size) / _KILOBYTE:,.0f}"))
        if column == WHERE:
            is_usual = file.path.parent == self._usual
            return Cell(
                _("beside the workspace") if is_usual else str(file.path.parent), Tone.MUTED, tip=str(file.path)
            )
        if isinstance(row, BackupFile):
            return Cell(_("being checked…"), Tone.MUTED, "clock")
        if row.problem is None:
            return Cell(_("sound"), Tone.GOOD, "check")
        return Cell(_("damaged"), Tone.BAD, "cross", tip=problem_text(row.problem))


def file_of(row: ListedBackup | BackupFile) -> BackupFile:
    """The file of a row, checked or not."""
    return row.file if isinstance(row, ListedBackup) else row


def local_time(at: datetime) -> str:
    """By the clock of this PC, on which the backups were made."""
    return f"{at.replace(tzinfo=at.tzinfo or UTC).astimezone():%Y-%m-%d %H:%M}"
