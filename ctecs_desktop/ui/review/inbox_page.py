"""The inbox: workbooks are dropped or chosen, each gets its verdict, and what is clean is accepted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.domain.review import Verdict
from ctecs_desktop.i18n import _
from ctecs_desktop.services import intake, review
from ctecs_desktop.services.gathering import files_among
from ctecs_desktop.services.intake import Import, ImportedFile
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.page import Page, beside
from ctecs_desktop.ui.review.empty_inbox import EmptyInbox
from ctecs_desktop.ui.review.folder_watcher import FolderWatcher
from ctecs_desktop.ui.review.inbox_bar import InboxBar
from ctecs_desktop.ui.review.inbox_rows import InboxRow, Wants, arranged, with_waiting
from ctecs_desktop.ui.review.inbox_words import stopped_text, summary_of, why_text
from ctecs_desktop.ui.review.intake_model import IntakeModel
from ctecs_desktop.ui.review.submission_panel import SubmissionPanel
from ctecs_desktop.ui.sorted_table import show_sortable
from ctecs_desktop.ui.table import TableView
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import Tone, muted_label
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import printable

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
        show_sortable(self.view, self.model)
        self.bar = InboxBar()
        self.bar.changed.connect(self._narrow)
        self.panel = SubmissionPanel(workplace, is_primary=False)
        self._is_arranging = self._shows_later = False
        self.choose = QAction(_("Take in workbooks…"), self)
        self.choose.setShortcut("Ctrl+I")
        self.choose.triggered.connect(self._choose)
        self.accept_clean = QAction(_("Accept all that are clean"), self)
        self.accept_clean.setToolTip(_("Genuine, nothing left to ask, in no conflict"))
        self.accept_clean.triggered.connect(self._accept_clean)
        self.compare_words = QAction(_("Compare words and approve…"), self)
        self.compare_words.triggered.connect(self._compare_words)
        self.watcher = FolderWatcher(workplace, self)
        self.watcher.arrived.connect(lambda paths: self.take_in(paths, is_watched=True))
        self.watcher.changed.connect(self._follow_watcher)
        self.watch_folder = QAction(_("Watch a folder…"), self)
        self.watch_folder.setToolTip(_("Whatever is put there is taken in once it has been copied whole"))
        self.watch_folder.triggered.connect(self._choose_watched)
        self.refused = QAction(_("Refused files…"), self)
        self.refused.setToolTip(_("Every file that was refused so far, with the reason"))
        self.refused.triggered.connect(self._show_refused)
        self.try_again = QAction(_("Try again"), self)
        self.try_again.setToolTip(_("Look once more at every file that could not be opened"))
        self.try_again.triggered.connect(self._try_again)
        self._watching = muted_label()
        self._watching.setWordWrap(False)
        self.head.addWidget(self._watching)
        self.empty = EmptyInbox(workplace.tasks, self.choose, self.watch_folder)
        self._splitter = beside(self.view, self.panel)
        self.body.addWidget(self.empty, stretch=1)
        self.body.addWidget(self.bar)
        self.body.addWidget(self._splitter, stretch=1)
        self._buttons = QWidget()
        buttons = button_row(
            button_of(self.try_again),
            button_of(self.choose),
            button_of(self.compare_words),
            button_of(self.accept_clean, is_primary=True),
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
        own = (self.choose, self.watch_folder, self.refused, self.try_again, self.accept_clean, self.compare_words)
        return (*own, *self.panel.actions_of_panel)

    def concerns(self, changes: Changes) -> bool:
        return Noun.SUBMISSION in changes.nouns

    def read(self) -> None:
        self.model.show_states(self._states())
        self.bar.count(self.model.all_rows)
        self._follow()
        self._show_row(self.view.current_row())

    def take_in(self, paths: Sequence[Path], *, is_watched: bool = False) -> None:
        """Verify and keep every file; folders stand for the files in them.

        What wants a person is shown then. Files of the watched folder come by themselves while somebody decides over
        another one: they are shown only where nothing was chosen, and what cannot be opened waits instead of being
        refused.
        """
        files: list[Path] = []
        looked_at: list[ImportedFile] = []

        def work(session: Session, progress: JobProgress) -> Import:
            files.extend(files_among(paths))  # a folder may lie on a slow stick
            return intake.import_files(session, files, waits=is_watched, progress=progress, told=looked_at.append)

        def show(found: Sequence[ImportedFile]) -> list[InboxRow]:
            self._is_arranging = True  # the submission chosen is read once, when the changes are published
            arrived = self._show_files(files, found, keeps_place=is_watched)
            self._is_arranging = False
            return arrived

        def done(found: Import) -> None:
            if not files:
                self.message.show_message(_("There is no file in what was dropped."), Tone.WARN)
                return
            self.watcher.give_again([path for path, each in zip(files, found.files, strict=True) if each.is_waiting])
            self.message.show_message(*summary_of(show(found.files)))
            self._publish(found.changes)

        def stopped() -> None:
            show(looked_at)
            self.watcher.give_again(files[len(looked_at) :])
            self.message.show_message(stopped_text(len(looked_at), len(files)), Tone.WARN)
            self._publish(Changes(nouns=_TOUCHED))

        def failed(error: CtecsError) -> None:
            if looked_at:  # as on a disk that became full: the files before are kept
                show(looked_at)
                self._publish(Changes(nouns=_TOUCHED))
            self.tell(error)

        self.workplace.run(
            _("Taking in files"),
            work,
            done=done,
            failed=failed,
            stopped=stopped,
            writes=True,
            can_be_stopped=True,
        )

    def _show_files(self, files: Sequence[Path], found: Sequence[ImportedFile], *, keeps_place: bool) -> list[InboxRow]:
        """Put what became of ``files`` among the rows, and say how each stands beside all the others."""
        states = self._states()
        arrived = [InboxRow(each, path) for path, each in zip(files, found, strict=False)]
        arrived = [row.standing_as(states.get(row.digest, row.imported.state)) for row in arrived]
        chosen = self._current()
        rows = arranged(self.model.all_rows, arrived)
        names = {row.identity for row in arrived}
        shown = [row for row in rows if row.identity in names]
        self._show_rows(rows, chosen if keeps_place and chosen is not None else next(iter(shown), None))
        self._follow()
        return shown

    def _show_rows(self, rows: Sequence[InboxRow], chosen: InboxRow | None) -> None:
        self.bar.count(rows)
        self.model.show_all(rows)
        self._go_to_row(chosen)

    def _go_to_row(self, wanted: InboxRow | None) -> None:
        """That row, if it is shown; else the first one."""
        identities = [row.identity for row in self.model.rows]
        number = identities.index(wanted.identity) if wanted and wanted.identity in identities else 0
        self.view.setCurrentIndex(self.model.index(number, 0))

    def _narrow(self) -> None:
        chosen, self._is_arranging = self._current(), True
        self.model.narrow(lambda row: self.bar.wants(row, f"{row.imported.verdict.file} {self.model.whose(row)}"))
        self._go_to_row(chosen)
        self._is_arranging = False
        self._show_row(self.view.current_row())

    def _publish(self, changes: Changes) -> None:
        """After a job: this page is read too, but the window must not stand still for the one submission chosen."""
        self._shows_later = True
        self.workplace.changes.publish(changes)
        self._shows_later = False

    def _stopped(self) -> None:
        self._publish(Changes(nouns=_TOUCHED))
        self.message.show_message(_("Stopped. What was accepted before stays accepted."), Tone.WARN)

    def _choose_watched(self) -> None:
        if self.watcher.folder is not None:
            self.watcher.watch(None)
            return
        folder = self.workplace.asker.choose_folder(_("Watch a folder"))
        if folder is not None:
            self.watcher.watch(folder)

    def _follow_watcher(self) -> None:
        """Show which files wait; whoever decides over another one goes on undisturbed."""
        chosen = self._current()
        self._is_arranging = True
        self._show_rows(with_waiting(self.model.all_rows, self.watcher.waiting), chosen)
        self._is_arranging = False
        now = self._current()
        if chosen is None or now is None or now.identity != chosen.identity:
            self._show_row(self.view.current_row())
        self._follow()

    def _try_again(self) -> None:
        dropped = [row.path for row in self.model.all_rows if row.wants is Wants.OPENING and not row.is_waiting]
        if dropped:
            self.take_in(dropped)
        else:
            self.message.show_message(_("The files that wait are looked at once more."), Tone.PLAIN)
        self.watcher.try_again()

    def _show_refused(self) -> None:
        from ctecs_desktop.ui.review.refused_dialog import RefusedDialog

        RefusedDialog(self.workplace.session, self.workplace.asker, self).exec()

    def _choose(self) -> None:
        files = self.workplace.asker.choose_files(_("Take in workbooks"), FileKind.WORKBOOK)
        if files:
            self.take_in(files)

    def _accept_clean(self) -> None:
        digests = [row.digest for row in self.model.all_rows if row.wants is Wants.YES]

        def work(session: Session, progress: JobProgress) -> Changes:
            changes = Changes()
            for number, digest in enumerate(digests):
                progress.report(number, len(digests), "")
                changes |= review.accept(session, digest)
            return changes

        self.workplace.run(
            _("Accepting"),
            work,
            done=self._accepted,
            failed=self.tell,
            stopped=self._stopped,
            writes=True,
            can_be_stopped=True,
        )

    def _accepted(self, changes: Changes) -> None:
        self._publish(changes)
        self.message.show_message(_("Everything clean is accepted and counted in the rollup."), Tone.GOOD)

    def _compare_words(self) -> None:
        row = self._current()
        if row is not None:
            self.enrolment_wanted.emit(row.path)

    def _states(self) -> dict[str, str]:
        """How every submission that is held stands by now."""
        try:
            return {each.digest: each.status.value for each in review.received(self.workplace.session)}
        except CtecsError as error:
            self.tell(error)
            return {}

    def _follow(self) -> None:
        rows = self.model.all_rows
        self.empty.setVisible(not rows)
        for widget in (self.bar, self._splitter, self._buttons):
            widget.setVisible(bool(rows))
        is_writing = self.workplace.tasks.is_writing
        self.choose.setEnabled(not is_writing)
        self.accept_clean.setEnabled(not is_writing and any(row.wants is Wants.YES for row in rows))
        self.try_again.setVisible(any(row.wants is Wants.OPENING for row in rows))
        self.try_again.setEnabled(not is_writing)
        folder = self.watcher.folder
        self.watch_folder.setText(_("Stop watching") if folder is not None else _("Watch a folder…"))
        self._watching.setText(_watching_text(folder, is_reached=self.watcher.is_reached))
        self._watching.setToolTip(str(folder or ""))
        self.empty.watch(folder)

    def _current(self) -> InboxRow | None:
        number = self.view.current_row()
        return self.model.rows[number] if 0 <= number < len(self.model.rows) else None

    def _show_row(self, number: int) -> None:
        if self._is_arranging:
            return
        row = self.model.rows[number] if 0 <= number < len(self.model.rows) else None
        verdict = row.imported.verdict if row is not None else None
        is_refused = verdict is not None and verdict.verdict is Verdict.REFUSED
        is_enrolment = verdict is not None and verdict.kind is WorkbookKind.ENROLMENT
        self.compare_words.setVisible(is_enrolment and not is_refused)
        if row is None:
            self.panel.show_nothing()
        elif row.digest and not is_refused:
            show = self.panel.show_submission_later if self._shows_later else self.panel.show_submission
            show(row.digest)
        else:
            self.panel.show_nothing(printable(row.imported.verdict.file), why_text(row.imported))


def _watching_text(folder: Path | None, *, is_reached: bool) -> str:
    if folder is None:
        return ""
    name = printable(folder.name)
    if is_reached:
        return _("watching {folder}").format(folder=name)
    return _("watching {folder}, which cannot be reached now").format(folder=name)
