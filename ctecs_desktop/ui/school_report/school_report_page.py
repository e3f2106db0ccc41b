"""A school's own report: its pages as they will be, what they rest on beside them, and the ways to hand them on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ctecs_desktop.domain.annual_report import ReportFormat
from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.school_report import SchoolReport
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import school_report
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.page import Page, SidePanel
from ctecs_desktop.ui.page_preview import PIXELS_PER_INCH, PagePreview
from ctecs_desktop.ui.page_printing import PIXELS_PER_INCH as PAPER
from ctecs_desktop.ui.page_printing import print_pages
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, Tone, muted_label, section_title
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import basis_text, district_missing_text, problem_text, recorded_time_text

NOTHING_ENTERED = "school_report.nothing_entered"


class SchoolReportPage(Page):
    """The pages are set again whenever something changed that stands in them and somebody looks."""

    name = "school-report"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Our report"))
        self._report: SchoolReport | None = None
        self.preview = PagePreview()
        self.side = SidePanel(_("What this report rests on"))
        self.facts = QVBoxLayout()
        self.side.column.addLayout(self.facts)
        self.side.column.addStretch(1)
        self.nothing = QLabel()
        self.nothing.setWordWrap(True)
        self.enter = QAction(_("Enter values"), self)
        self.enter.triggered.connect(lambda: workplace.go_to_page.emit("entry"))
        self.save_pdf = self._act(_("Save as PDF…"), "Ctrl+E", lambda: self._save(ReportFormat.PDF))
        self.save_pdf.setToolTip(_("A tagged PDF that screen readers can read"))
        self.save_word = self._act(_("Save as Word…"), "Ctrl+Shift+E", lambda: self._save(ReportFormat.WORD))
        self.save_word.setToolTip(_("The same pages for further editing"))
        self.print = self._act(_("Print…"), "Ctrl+P", self._print)
        self.print.setToolTip(_("The pages as they are shown"))
        self._lay_out()

    def actions_of_page(self) -> Sequence[QAction]:
        return (self.save_pdf, self.save_word, self.print, self.preview.back, self.preview.on, self.preview.wide)

    def concerns(self, changes: Changes) -> bool:
        nouns = {Noun.OBSERVATION, Noun.EXPLANATION, Noun.SUBMISSION, Noun.DISTRICT, Noun.PLAN}
        return bool(changes.nouns & nouns)

    def read(self) -> None:
        period = self.workplace.period.code
        self.heading.setText(_("Our report {period}").format(period=period))

        def work(session: Session, progress: JobProgress) -> tuple[SchoolReport, list[bytes]]:
            report = school_report.build(session, period, progress=progress)
            return report, school_report.page_pictures(report, pixels_per_inch=PIXELS_PER_INCH)

        def done(found: tuple[SchoolReport, list[bytes]]) -> None:
            if period == self.workplace.period.code:
                self._show(*found)

        def failed(error: CtecsError) -> None:
            if period == self.workplace.period.code:
                self._show_nothing(error)

        self.workplace.run(_("Setting the pages of the report"), work, done=done, failed=failed)

    def _act(self, title: str, keys: str, act: Callable[[], None]) -> QAction:
        action = QAction(title, self)
        action.setShortcut(keys)
        action.triggered.connect(act)
        action.setEnabled(False)
        return action

    def _lay_out(self) -> None:
        self._whole = QWidget()
        row = QHBoxLayout(self._whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(BETWEEN_GROUPS)
        row.addWidget(self.preview, stretch=3)
        row.addWidget(self.side, stretch=1)
        self._empty = QWidget()
        column = QVBoxLayout(self._empty)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(BETWEEN_GROUPS)
        column.addWidget(self.nothing)
        column.addWidget(button_of(self.enter, is_primary=True), alignment=Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._empty.hide()
        self.body.addWidget(self._whole, stretch=1)
        self.body.addWidget(self._empty, stretch=1)
        note = muted_label(_("It holds figures about few people and is not for publication."))
        self._buttons = QWidget()
        buttons = button_row(
            button_of(self.print), button_of(self.save_word), button_of(self.save_pdf, is_primary=True)
        )
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.insertWidget(0, note, stretch=1)
        self._buttons.setLayout(buttons)
        self.body.addWidget(self._buttons)

    def _show(self, report: SchoolReport, pages: list[bytes]) -> None:
        self._report = report
        self.preview.show_pages(pages)
        self._show_facts(report)
        self._offer(is_there=True)

    def _show_nothing(self, error: CtecsError) -> None:
        """Nothing to report yet, with the first step; or why the pages could not be set."""
        self._report = None
        self.preview.show_pages((), problem_text(error))
        self.nothing.setText(problem_text(error))
        self.enter.setVisible(error.code == NOTHING_ENTERED)
        self._offer(is_there=False)

    def _offer(self, *, is_there: bool) -> None:
        for widget, is_shown in ((self._whole, is_there), (self._buttons, is_there), (self._empty, not is_there)):
            widget.setVisible(is_shown)
        for action in (self.save_pdf, self.save_word, self.print):
            action.setEnabled(is_there)

    def _show_facts(self, report: SchoolReport) -> None:
        while (item := self.facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.facts.addWidget(section_title(_("Our values")))
        for year in reversed(report.bases):
            self._add_fact(_("{period}: {basis}").format(period=year.period, basis=basis_text(year)))
        self.facts.addSpacing(INSIDE)
        self.facts.addWidget(section_title(_("The district's figures")))
        for frozen in reversed(report.frozen):
            count = ngettext("{count} figure", "{count} figures", len(frozen.figures)).format(count=len(frozen.figures))
            self._add_fact(
                _("{year}: {figures}, frozen {time}").format(
                    year=frozen.school_year, figures=count, time=recorded_time_text(frozen.at)
                )
            )
        missing = district_missing_text(report)
        if missing:
            self._add_fact(missing)

    def _add_fact(self, text: str) -> None:
        label = QLabel(text)
        label.setWordWrap(True)
        self.facts.addWidget(label)

    def _save(self, kind: ReportFormat) -> None:
        report = self._report
        if report is None:
            return
        files = {ReportFormat.PDF: FileKind.PDF, ReportFormat.WORD: FileKind.WORD}
        suggestion = school_report.file_name(report, kind)
        path = self.workplace.asker.choose_new_file(_("Save the report"), files[kind], suggestion=suggestion)
        if path is None:
            return

        def work(_session: Session, _progress: JobProgress) -> Path:
            return school_report.write_as(report, path, kind)

        self.workplace.run(_("Writing the report"), work, done=self._saved, failed=self.tell)

    def _saved(self, path: Path) -> None:
        self.message.show_message(_("Saved: {path}").format(path=path), Tone.GOOD)

    def _print(self) -> None:
        report = self._report
        if report is None:
            return
        device = self.workplace.asker.choose_printer(_("Our report {period}").format(period=report.period.code))
        if device is None:
            return

        def work(_session: Session, _progress: JobProgress) -> list[bytes]:
            return school_report.page_pictures(report, pixels_per_inch=PAPER)

        def done(pages: list[bytes]) -> None:
            print_pages(pages, device)
            text = ngettext(
                "{count} page was sent to the printer.", "{count} pages were sent to the printer.", len(pages)
            )
            self.message.show_message(text.format(count=len(pages)), Tone.GOOD)

        self.workplace.run(_("Setting the pages for the printer"), work, done=done, failed=self.tell)
