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
from ctecs_desktop.services.intake import Import, ImportedFile
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.page import SIDE_WIDTH, Page
from ctecs_desktop.ui.review.intake_model import IntakeModel
from ctecs_desktop.ui.review.submission_panel import SubmissionPanel
from ctecs_desktop.ui.table import TableView
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import INSIDE, Tone, section_title
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import explanation_text, verdict_reason_text


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
        self._empty = _empty_box(self.choose)
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
        buttons.setContentsMargins(0, 0, 0, 0)
        self._buttons.setLayout(buttons)
        self.body.addWidget(self._buttons)
        self.view.when_row_changes(self._show_row)
        self.setFocusProxy(self.view)
        workplace.tasks.writing_changed.connect(lambda _writing: self._follow())

    def actions_of_page(self) -> Sequence[QAction]:
        return (self.choose, self.accept_clean, self.compare_words, self.panel.accept, self.panel.give_back)

    def concerns(self, changes: Changes) -> bool:
        return Noun.SUBMISSION in changes.nouns

    def read(self) -> None:
        self._refresh_states()
        self._follow()
        self._show_row(self.view.current_row())

    def take_in(self, paths: Sequence[Path]) -> None:
        """Verify and keep every file; folders stand for the workbooks in them."""
        files = [file for path in paths for file in _workbooks_of(path)]
        if not files:
            self.message.show_message(_("There is no workbook among what was dropped."), Tone.WARN)
            return
        self._paths.update({file.name: file for file in files})

        def work(session: Session, progress: JobProgress) -> Import:
            return intake.import_files(session, files, progress=progress)

        self.workplace.run(
            _("Taking in workbooks"),
            work,
            done=self._taken_in,
            failed=self.tell,
            stopped=self._stopped,
            writes=True,
            can_be_stopped=True,
        )

    def _taken_in(self, done: Import) -> None:
        known = {row.verdict.file_digest for row in done.files}
        kept = [row for row in self.model.rows if row.verdict.file_digest not in known]
        self.model.show_rows([*kept, *done.files])
        refused = sum(1 for row in done.files if row.verdict.verdict is Verdict.REFUSED)
        taken = ngettext("{count} file was looked at.", "{count} files were looked at.", len(done.files))
        text = taken.format(count=len(done.files))
        if refused:
            more = ngettext("{count} was refused.", "{count} were refused.", refused).format(count=refused)
            text = f"{text} {more}"
        self.message.show_message(text, Tone.WARN if refused else Tone.GOOD)
        self.view.setCurrentIndex(self.model.index(len(kept), 0))
        self.workplace.changes.publish(done.changes)
        self._follow()

    def _stopped(self) -> None:
        self.workplace.changes.publish(Changes(nouns=frozenset({Noun.SUBMISSION, Noun.ROLLUP})))
        self.message.show_message(_("Stopped. Files that were done are kept and stand on the board."), Tone.WARN)

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
        if row is not None and row.verdict.file in self._paths:
            self.enrolment_wanted.emit(self._paths[row.verdict.file])

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
            self.panel.show_nothing(_why(row))


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


def _workbooks_of(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(each for each in path.iterdir() if each.is_file() and not each.name.startswith((".", "~$")))


def _empty_box(choose: QAction) -> QWidget:
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
    column.addStretch(1)
    return box
