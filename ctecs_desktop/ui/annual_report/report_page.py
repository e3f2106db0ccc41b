"""The Annual Progress Report: its parts at the left, a text in the middle, the pages as they will be at the right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QSplitter, QVBoxLayout, QWidget

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import annual_report, snapshots
from ctecs_desktop.services.report_files import CHARTS_FOLDER, ReportChoice, page_pictures, write_chosen
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.annual_report.export_dialog import ExportDialog
from ctecs_desktop.ui.annual_report.parts_tree import PartsTree
from ctecs_desktop.ui.annual_report.text_editor import TextEditor
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.page import Page
from ctecs_desktop.ui.page_preview import PIXELS_PER_INCH, PagePreview
from ctecs_desktop.ui.page_printing import PIXELS_PER_INCH as PAPER
from ctecs_desktop.ui.page_printing import print_pages
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import INSIDE, Tone, muted_label, scaled
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import problem_text, short_time_text
from ctecs_desktop.wording.report_texts import report_text_hint, report_text_title

PREVIEW_PAUSE_MILLISECONDS = 900
"""The pages are set again when nothing was changed for this long."""


class ReportPage(Page):
    """Everything typed is saved by itself; the pages follow a moment later."""

    name = "report"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Annual report"))
        self._texts: dict[str, str] = {}
        self._period = workplace.period.code
        self._is_saving = False
        self.figures = QComboBox()
        self.tree = PartsTree(workplace.plan)
        self.editor = TextEditor(self._save)
        self.preview = PagePreview()
        self.export = QAction(_("Export the report…"), self)
        self.export.setShortcut("Ctrl+E")
        self.export.setToolTip(_("PDF, Word and Excel with the same figures, the board's summary, charts for slides"))
        self.export.triggered.connect(self._export)
        self.print = QAction(_("Print…"), self)
        self.print.setShortcut("Ctrl+P")
        self.print.setToolTip(_("The pages as they are shown"))
        self.print.triggered.connect(self._print)
        self.up = QAction(_("Part up"), self)
        self.up.setShortcut("Alt+Up")
        self.up.triggered.connect(lambda: self.tree.move_current(-1))
        self.down = QAction(_("Part down"), self)
        self.down.setShortcut("Alt+Down")
        self.down.triggered.connect(lambda: self.tree.move_current(1))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PREVIEW_PAUSE_MILLISECONDS)
        self._timer.timeout.connect(self._set_pages)
        self._lay_out()
        self.tree.arranged.connect(self._arrange)
        self.tree.text_chosen.connect(self._show_text)
        self.figures.currentIndexChanged.connect(self._timer.start)
        self.setFocusProxy(self.tree)
        workplace.closing.connect(self._stop)

    def actions_of_page(self) -> Sequence[QAction]:
        return (self.export, self.print, self.up, self.down, self.preview.back, self.preview.on, self.preview.wide)

    def concerns(self, changes: Changes) -> bool:
        nouns = {Noun.REPORT, Noun.ROLLUP, Noun.OBSERVATION, Noun.SUBMISSION, Noun.PLAN}
        return bool(changes.nouns & nouns)

    def take(self, changes: Changes) -> bool:
        """Its own saving changes nothing of what is shown but the pages, and must not disturb who types."""
        if self._is_saving:
            self._timer.start()
        return self._is_saving

    def read(self) -> None:
        self.editor.save_now()
        session, self._period = self.workplace.session, self.workplace.period.code
        try:
            self._texts = annual_report.texts(session, self._period)
            settings = annual_report.part_settings(session)
            frozen = snapshots.snapshots(session, self._period)
        except CtecsError as error:
            self.tell(error)
            return
        chosen = self.figures.currentData()
        self.figures.blockSignals(True)
        self.figures.clear()
        self.figures.addItem(_("What is accepted now"), None)
        for each in frozen:
            text = _("Snapshot {number}, {time}").format(number=each.number, time=short_time_text(each.at))
            self.figures.addItem(f"{text}  {each.note}".rstrip(), each.number)
        self.figures.setCurrentIndex(max(0, self.figures.findData(chosen)))
        self.figures.blockSignals(False)
        self.tree.show_parts(settings, self._texts)
        self._show_text(self.tree.chosen_text())
        self.heading.setText(_("Annual report {period}").format(period=self._period))
        self._set_pages()

    def _lay_out(self) -> None:
        label = QLabel(_("&Figures"))
        label.setBuddy(self.figures)
        self.figures.setAccessibleName(_("Figures"))
        self.figures.setMinimumContentsLength(22)
        self.figures.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(INSIDE)
        column.addWidget(label)
        column.addWidget(self.figures)
        column.addWidget(self.tree, stretch=1)
        column.addLayout(button_row(button_of(self.up), button_of(self.down)))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        for widget in (left, self.editor, self.preview):
            splitter.addWidget(widget)
        splitter.setSizes([scaled(250), scaled(380), scaled(470)])
        self.body.addWidget(splitter, stretch=1)
        note = muted_label(_("Internal edition: it holds figures about few people and is not for publication."))
        row = button_row(button_of(self.print), button_of(self.export, is_primary=True))
        row.insertWidget(0, note, stretch=1)
        self.body.addLayout(row)

    def _show_text(self, name: str) -> None:
        text = self._texts.get(name, "")
        if name and (name, text) != (self.editor.name, self.editor.box.toPlainText().strip()):
            hint = report_text_hint(name, self.workplace.plan)
            self.editor.show_text(name, report_text_title(name), hint, text)

    def _save(self, name: str, text: str) -> CtecsError | None:
        try:
            changes = annual_report.write_text(self.workplace.session, PeriodCode(self._period), name, text)
        except CtecsError as error:
            return error
        self._texts[name] = text.strip()
        self.tree.mark_text(name, is_written=bool(text.strip()))
        self._publish(changes)
        return None

    def _arrange(self) -> None:
        try:
            changes = annual_report.arrange_parts(self.workplace.session, self.tree.settings())
        except CtecsError as error:
            self.tell(error)
            return
        self._publish(changes)

    def _publish(self, changes: Changes) -> None:
        self._is_saving = True
        self.workplace.changes.publish(changes)
        self._is_saving = False

    def _set_pages(self) -> None:
        self._timer.stop()
        period, number = self._period, self.figures.currentData()

        def work(session: Session, progress: JobProgress) -> list[bytes]:
            report = annual_report.build(session, period, snapshot=number, progress=progress)
            return page_pictures(report, pixels_per_inch=PIXELS_PER_INCH)

        def done(pages: list[bytes]) -> None:
            if period == self._period:
                self.preview.show_pages(pages)

        def failed(error: CtecsError) -> None:
            self.preview.show_pages((), problem_text(error))

        self.workplace.run(_("Setting the pages of the report"), work, done=done, failed=failed)

    def _print(self) -> None:
        self.editor.save_now()
        device = self.workplace.asker.choose_printer(_("Annual report {period}").format(period=self._period))
        if device is None:
            return
        period, number = self._period, self.figures.currentData()

        def work(session: Session, _progress: JobProgress) -> list[bytes]:
            report = annual_report.build(session, period, snapshot=number)
            return page_pictures(report, pixels_per_inch=PAPER)

        def done(pages: list[bytes]) -> None:
            print_pages(pages, device)
            text = ngettext(
                "{count} page was sent to the printer.", "{count} pages were sent to the printer.", len(pages)
            )
            self.message.show_message(text.format(count=len(pages)), Tone.GOOD)

        self.workplace.run(_("Setting the pages for the printer"), work, done=done, failed=self.tell)

    def _export(self) -> None:
        self.editor.save_now()
        dialog = ExportDialog(self.workplace.tasks, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.export_chosen(dialog.choice)

    def export_chosen(self, choice: ReportChoice) -> None:
        """Write the chosen files into a folder that is asked for."""
        folder = self.workplace.asker.choose_folder(_("Export the report"))
        if folder is None:
            return
        period, number = self._period, self.figures.currentData()

        def work(session: Session, progress: JobProgress) -> tuple[Path, ...]:
            report = annual_report.build(session, period, snapshot=number)
            return write_chosen(report, folder, choice, progress=progress)

        self.workplace.run(
            _("Exporting the report"),
            work,
            done=self._exported,
            failed=self.tell,
            stopped=lambda: self.message.show_message(
                _("Stopped. Files that were finished stay in {folder}.").format(folder=folder), Tone.WARN
            ),
            can_be_stopped=True,
        )

    def _exported(self, paths: tuple[Path, ...]) -> None:
        charts = [path for path in paths if path.parent.name == CHARTS_FOLDER]
        names = [path.name for path in paths if path not in charts]
        if charts:
            names.append(ngettext("{count} chart", "{count} charts", len(charts)).format(count=len(charts)))
        folder = paths[0].parent.parent if paths[0] in charts else paths[0].parent
        self.message.show_message(
            _("Exported to {folder}: {names}").format(folder=folder, names=", ".join(names)), Tone.GOOD
        )

    def _stop(self) -> None:
        """Save at once, and set no more pages: the store is about to be closed."""
        self.editor.save_now()
        self._timer.stop()
