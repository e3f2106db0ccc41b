"""The inbox: workbooks are dropped or chosen, each gets its verdict, and what is clean is accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.domain.review import Verdict
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import intake, review
from ctecs_desktop.services.gathering import files_among
from ctecs_desktop.services.intake import Import, ImportedFile
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.page import SIDE_WIDTH, Page
from ctecs_desktop.ui.review.folder_watcher import FolderWatcher
from ctecs_desktop.ui.review.intake_model import IntakeModel
from ctecs_desktop.ui.review.submission_panel import SubmissionPanel
from ctecs_desktop.ui.table import TableView
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import INSIDE, Tone, muted_label, section_title
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import explanation_text, verdict_reason_text

_TOUCHED = frozenset({Noun.SUBMISSION, Noun.ROLLUP})


class InboxPage(Page):
    """The files taken in since the workspace was opened; the board keeps what they brought."""

    name = "inbox"

    enrolment_wanted = Signal(object)
    """Carries the path of an enrolment workbook that waits for the words to be compared."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Inbox"))
        self.model = IntakeModel(workplace.plan)
        self.view = TableView(_("Files taken in"))
        self.view.show_model(self.model)
        self.panel = SubmissionPanel(workplace, is_primary=False)
        self._paths: dict[str, Path] = {}
        self.choose = QAction(_("Take in workbooks…"), self)
        self.choose.setShortcut("Ctrl+I")
        self.choose.triggered.connect(self._choose)
        self.accept_clean = QAction(_("Accept all that are clean"), self)
        self.accept_clean.setToolTip(_("Genuine, nothing left to ask, in no conflict"))
        self.accept_clean.triggered.connect(self._accept_clean)
        self.compare_words = QAction(_("Compare words and approve…"), self)
        self.compare_words.triggered.connect(self._compare_words)
        self.watcher = FolderWatcher(workplace, self)
        self.watcher.arrived.connect(self.take_in)
        self.watcher.changed.connect(self._follow)
        self.watch_folder = QAction(_("Watch a folder…"), self)
        self.watch_folder.setToolTip(_("Whatever is put there is taken in once it has been copied whole"))
        self.watch_folder.triggered.connect(self._choose_watched)
        self.refused = QAction(_("Refused files…"), self)
        self.refused.setToolTip(_("Every file that was refused so far, with the reason"))
        self.refused.triggered.connect(self._show_refused)
        self._watching = muted_label()
        self._watching.setWordWrap(False)
        self.head.addWidget(self._watching)
        self._empty = _empty_box(self.choose, self.watch_folder)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.view)
        self._splitter.addWidget(self.panel)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setSizes([10_000, SIDE_WIDTH])
        self.body.addWidget(self._empty, stretch=1)
        self.body.addWidget(self._splitter, stretch=1)
        self._buttons = QWidget()
        buttons = button_row(
            button_of(self.choose), button_of(self.compare_words), button_of(self.accept_clean, is_primary=True)
        )
        buttons.insertWidget(0, button_of(self.watch_folder))
        buttons.insertWidget(1, button_of(self.refused))
        buttons.setContentsMargins(0, 0, 0, 0)
        self._buttons.setLayout(buttons)
        self.body.addWidget(self._buttons)
        self.view.when_row_changes(self._show_row)
        self.setFocusProxy(self.view)
        workplace.tasks.writing_changed.connect(lambda _writing: self._follow())
        self.watcher.resume()

    def actions_of_page(self) -> Sequence[QAction]:
        own = (self.choose, self.watch_folder, self.refused, self.accept_clean, self.compare_words)
        return (*own, *self.panel.actions_of_panel)

    def concerns(self, changes: Changes) -> bool:
        return Noun.SUBMISSION in changes.nouns

    def read(self) -> None:
        self._refresh_states()
        self._follow()
        self._show_row(self.view.current_row())

    def take_in(self, paths: Sequence[Path]) -> None:
        """Verify and keep every file; folders stand for the workbooks in them."""
        files = files_among(paths)
        if not files:
            self.message.show_message(_("There is no file in what was dropped."), Tone.WARN)
            return
        looked_at: list[ImportedFile] = []

        def work(session: Session, progress: JobProgress) -> Import:
            return intake.import_files(session, files, progress=progress, told=looked_at.append)

        def done(found: Import) -> None:
            self._show_files(files, found.files)
            self.message.show_message(*_summary(found.files))
            self.workplace.changes.publish(found.changes)

        def stopped() -> None:
            self._show_files(files, looked_at)
            self.watcher.give_again(files[len(looked_at) :])
            text = _("Stopped after {done} of {total} files. What was done is kept; drop the rest again to go on.")
            self.message.show_message(text.format(done=len(looked_at), total=len(files)), Tone.WARN)
            self.workplace.changes.publish(Changes(nouns=_TOUCHED))

        self.workplace.run(
            _("Taking in workbooks"),
            work,
            done=done,
            failed=self.tell,
            stopped=stopped,
            writes=True,
            can_be_stopped=True,
        )

    def _show_files(self, files: Sequence[Path], looked_at: Sequence[ImportedFile]) -> None:
        """Add what became of ``files`` to the list; the same bytes again take the place of the row they had."""
        for path, row in zip(files, looked_at, strict=False):
            self._paths[_identity(row)] = path
        known = {_identity(row) for row in looked_at}
        kept = [row for row in self.model.rows if _identity(row) not in known]
        self.model.show_rows([*kept, *looked_at])
        self.view.setCurrentIndex(self.model.index(len(kept), 0))
        self._follow()

    def _stopped(self) -> None:
        self.workplace.changes.publish(Changes(nouns=_TOUCHED))
        self.message.show_message(_("Stopped. What was accepted before stays accepted."), Tone.WARN)

    def _choose_watched(self) -> None:
        if self.watcher.folder is not None:
            self.watcher.watch(None)
            return
        folder = self.workplace.asker.choose_folder(_("Watch a folder"))
        if folder is not None:
            self.watcher.watch(folder)

    def _show_refused(self) -> None:
        from ctecs_desktop.ui.review.refused_dialog import RefusedDialog

        RefusedDialog(self.workplace.session, self.workplace.asker, self).exec()

    def _choose(self) -> None:
        files = self.workplace.asker.choose_files(_("Take in workbooks"), FileKind.WORKBOOK)
        if files:
            self.take_in(files)

    def _accept_clean(self) -> None:
        digests = [
            row.verdict.values.received.digest for row in self.model.rows if _is_clean(row) and row.verdict.values
        ]

        def work(session: Session, progress: JobProgress) -> Changes:
            changes = Changes()
            for number, digest in enumerate(digests):
                progress.report(number, len(digests), "")
                changes |= review.accept(session, digest)
            return changes

        self.workplace.run(
            _("Accepting"), work, done=self._accepted, failed=self.tell, stopped=self._stopped, writes=True
        )

    def _accepted(self, changes: Changes) -> None:
        self.workplace.changes.publish(changes)
        self.message.show_message(_("Everything clean is accepted and counted in the rollup."), Tone.GOOD)

    def _compare_words(self) -> None:
        row = self._current()
        if row is not None and _identity(row) in self._paths:
            self.enrolment_wanted.emit(self._paths[_identity(row)])

    def _refresh_states(self) -> None:
        """How every submission of the list stands by now, after decisions taken anywhere."""
        try:
            states = {each.digest: each.status.value for each in review.received(self.workplace.session)}
        except CtecsError as error:
            self.tell(error)
            return
        for number, row in enumerate(self.model.rows):
            state = states.get(row.verdict.values.received.digest) if row.verdict.values else None
            if state is not None and state != row.state:
                self.model.rows[number] = replace(row, state=state)
                self.model.row_changed(number)

    def _follow(self) -> None:
        has_rows = bool(self.model.rows)
        self._empty.setVisible(not has_rows)
        self._splitter.setVisible(has_rows)
        self._buttons.setVisible(has_rows)
        is_writing = self.workplace.tasks.is_writing
        self.choose.setEnabled(not is_writing)
        self.accept_clean.setEnabled(not is_writing and any(_is_clean(row) for row in self.model.rows))
        folder = self.watcher.folder
        self.watch_folder.setText(_("Stop watching") if folder is not None else _("Watch a folder…"))
        self._watching.setText(_("watching {folder}").format(folder=folder.name) if folder is not None else "")
        self._watching.setToolTip(str(folder or ""))

    def _current(self) -> ImportedFile | None:
        number = self.view.current_row()
        return self.model.rows[number] if 0 <= number < len(self.model.rows) else None

    def _show_row(self, number: int) -> None:
        row = self.model.rows[number] if 0 <= number < len(self.model.rows) else None
        is_enrolment = row is not None and row.verdict.kind is WorkbookKind.ENROLMENT
        self.compare_words.setVisible(is_enrolment and row is not None and row.verdict.verdict is not Verdict.REFUSED)
        if row is None:
            self.panel.show_nothing()
        elif row.verdict.values is not None and row.verdict.verdict is not Verdict.REFUSED:
            self.panel.show_submission(row.verdict.values.received.digest)
        else:
            self.panel.show_nothing(row.verdict.file, _why(row))


def _is_clean(row: ImportedFile) -> bool:
    return (
        row.verdict.verdict is Verdict.ACCEPTED
        and not row.findings
        and row.state == SubmissionStatus.RECEIVED.value
        and row.verdict.values is not None
    )


def _why(row: ImportedFile) -> str:
    """Why there is nothing to decide over, with what the file seems to be."""
    verdict = row.verdict
    texts = [verdict_reason_text(verdict.code, verdict.error)]
    if verdict.explanation is not None:
        texts.append(explanation_text(verdict.explanation.kind, verdict.explanation.application))
    return "\n\n".join(text for text in texts if text)


def _identity(row: ImportedFile) -> str:
    """The digest of the bytes; of a file that could not be read its name."""
    return row.verdict.file_digest or row.verdict.file


def _summary(rows: Sequence[ImportedFile]) -> tuple[str, Tone]:
    """How many were looked at and how many refused, for the message."""
    refused = sum(1 for row in rows if row.verdict.verdict is Verdict.REFUSED)
    text = ngettext("{count} file was looked at.", "{count} files were looked at.", len(rows)).format(count=len(rows))
    if refused:
        more = ngettext("{count} was refused.", "{count} were refused.", refused).format(count=refused)
        text = f"{text} {more}"
    return text, Tone.WARN if refused else Tone.GOOD


def _empty_box(choose: QAction, watch: QAction) -> QWidget:
    """What an inbox without files says: what belongs here, and the first step."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setSpacing(INSIDE)
    title = section_title(_("Drop workbooks anywhere in this window"))
    title.setAlignment(Qt.AlignmentFlag.AlignCenter)
    text = QLabel(
        _("Submissions and enrolment workbooks, one or many, or a folder of them. Nothing counts before you accept it.")
    )
    text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    text.setWordWrap(True)
    column.addStretch(1)
    column.addWidget(title)
    column.addWidget(text)
    column.addSpacing(INSIDE)
    column.addWidget(button_of(choose, is_primary=True), alignment=Qt.AlignmentFlag.AlignCenter)
    column.addWidget(button_of(watch), alignment=Qt.AlignmentFlag.AlignCenter)
    column.addStretch(1)
    return box
