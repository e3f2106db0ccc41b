"""What of a report is exported: its formats, the board's summary, its charts for slides."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QWidget

from ctecs_desktop.domain.annual_report import ReportFormat
from ctecs_desktop.i18n import _
from ctecs_desktop.services.report_files import ChartFormat, ReportChoice
from ctecs_desktop.ui.form import FormDialog
from ctecs_desktop.ui.tasks import TaskRunner


class ExportDialog(FormDialog):
    """``choice`` is what was asked for, once the dialog is accepted."""

    help_page = "report"

    def __init__(self, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(_("Export the report"), verb=_("Choose the folder…"), tasks=tasks, parent=parent)
        self.formats = {
            ReportFormat.PDF: QCheckBox(_("PDF, to print and to send")),
            ReportFormat.WORD: QCheckBox(_("Word, to go on editing")),
            ReportFormat.EXCEL: QCheckBox(_("Excel, with live formulas")),
        }
        self.summary = QCheckBox(_("Board summary, two pages (PDF)"))
        self.charts = {
            ChartFormat.PNG: QCheckBox(_("Every chart as a picture (PNG)")),
            ChartFormat.SVG: QCheckBox(_("Every chart as a drawing (SVG)")),
        }
        self._add(_("The report"), *self.formats.values())
        self._add(_("For the board"), self.summary)
        self._add(_("For slides"), *self.charts.values())
        for box in self.formats.values():
            box.setChecked(True)
        self.follow()

    @property
    def choice(self) -> ReportChoice:
        """What is ticked."""
        return ReportChoice(
            formats=tuple(kind for kind, box in self.formats.items() if box.isChecked()),
            has_summary=self.summary.isChecked(),
            charts=tuple(kind for kind, box in self.charts.items() if box.isChecked()),
        )

    def is_complete(self) -> bool:
        return not self.choice.is_empty

    def carry_out(self) -> None:
        """The files are written once there is a folder for them, beside the window."""
        self.accept()

    def _add(self, label: str, *boxes: QCheckBox) -> None:
        """The boxes below each other, the label beside the first of them."""
        for number, box in enumerate(boxes):
            box.setAccessibleName(box.text())
            self.add_row("" if number else label, box)
            box.toggled.connect(self.follow)
