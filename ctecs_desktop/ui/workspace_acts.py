"""Acts on a whole workspace that belong to no page: taking in files, keys, publishing the plan."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.domain.reply import Reply
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import keys
from ctecs_desktop.services import plan as plans
from ctecs_desktop.services.plan import OpenedWorkbook
from ctecs_desktop.services.plan_editing import version_differences
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.edsight.edsight_page import ENDINGS, EdSightPage
from ctecs_desktop.ui.enrolment.enrol_dialog import EnrolDialog
from ctecs_desktop.ui.enrolment.key_back_dialog import KeyBackDialog
from ctecs_desktop.ui.enrolment.new_root_dialog import NewRootDialog
from ctecs_desktop.ui.enrolment.schools_page import SchoolsPage
from ctecs_desktop.ui.entry.file_entry import FileEntry
from ctecs_desktop.ui.page import Page
from ctecs_desktop.ui.review.inbox_page import InboxPage
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.ui.workspace_view import WorkspaceView
from ctecs_desktop.wording import (
    district_years_text,
    kept_newer_text,
    plan_difference_text,
    problem_text,
    submission_status_text,
    words_text,
)

MOST_REFUSALS = 8
"""Refused cells that are named in the page; the rest is counted."""

MOST_DIFFERENCES = 6
"""Changes of a new plan that are told in the page; the rest is counted."""

NO_WORKBOOK_OF_OURS = "workbook.unknown_kind"
UNKNOWN_ROOT = "trust.root_unknown"


class WorkspaceActs(QObject):
    """Offered in the menu File; what happened is told in the page that is shown."""

    def __init__(self, workplace: Workplace, view: WorkspaceView, window: QWidget) -> None:
        super().__init__(view)
        self._workplace = workplace
        self._view = view
        self._window = window
        self._files = FileEntry(workplace, window, self._say)
        self.enter = self._action(_("Take values from a file…"), self._choose_values, "Ctrl+Shift+I")
        self.open_workbook = self._action(_("Open a workbook from central office…"), self._choose_workbook)
        self.enrol = self._action(_("Make the school's key…"), self._enrol)
        self.key_back = self._action(_("Take an earlier key back…"), self._take_key_back)
        self.publish = self._action(_("Publish the plan workbook…"), self._publish)
        self.words = self._action(_("Seven words of the district's key"), self._tell_words)
        view.page_changed.connect(self._learn_page)
        view.practice.answered.connect(self._open)
        workplace.key_wanted.connect(self._enrol)
        workplace.workbook_wanted.connect(self._choose_workbook)

    def actions(self) -> list[QAction]:
        """Those that this kind of workspace has."""
        if self._workplace.is_school:
            return [self.enter, self.open_workbook, self.enrol, self.key_back, self.words]
        return [self.enter, self.publish, self.words]

    def take_files(self, paths: list[Path]) -> None:
        """Files dropped on the window: submissions or exports at central office; workbooks or values at a school."""
        if not self._workplace.is_school and self._are_exports(paths):
            exports = self._view.go_to("edsight")
            assert isinstance(exports, EdSightPage)
            exports.take_in(paths)
        elif not self._workplace.is_school:
            page = self._view.go_to("inbox")
            assert isinstance(page, InboxPage)
            page.take_in(paths)
        elif paths[0].suffix.lower() == ".csv":
            self._enter_values(paths[0])
        else:
            self._open(paths[0])

    def _are_exports(self, paths: list[Path]) -> bool:
        """Whether the state's exports are dropped: text files, or a folder on the page that is theirs."""
        is_there = self._view.page_name == "edsight"
        return all(path.suffix.lower() in ENDINGS or (is_there and path.is_dir()) for path in paths)

    def _action(self, text: str, call: Callable[[], object], keys_: str = "") -> QAction:
        action = QAction(text, self)
        if keys_:
            action.setShortcut(QKeySequence(keys_))
        action.triggered.connect(lambda _checked=False: call())
        return action

    def _learn_page(self, page: Page) -> None:
        if isinstance(page, InboxPage) and not page.property("has-enrolment"):
            page.setProperty("has-enrolment", True)
            page.enrolment_wanted.connect(self._approve)
        if isinstance(page, SchoolsPage) and not page.property("has-publishing"):
            page.setProperty("has-publishing", True)
            page.publish_wanted.connect(self._publish)

    def _say(self, text: str, tone: Tone) -> None:
        page = self._view.page
        if page is not None:
            page.message.show_message(text, tone)

    def _refuse(self, error: CtecsError) -> None:
        self._say(problem_text(error), Tone.BAD)

    def _choose_values(self) -> None:
        path = self._workplace.asker.choose_file(_("Take values from a file"), FileKind.VALUES)
        if path is not None:
            self._enter_values(path)

    def _enter_values(self, path: Path) -> None:
        self._view.go_to("entry")
        self._files.take(path)

    def _choose_workbook(self) -> None:
        path = self._workplace.asker.choose_file(_("Open a workbook from central office"), FileKind.WORKBOOK)
        if path is not None:
            self._open(path)

    def _open(self, path: Path) -> None:
        def work(session: Session, _progress: JobProgress) -> OpenedWorkbook:
            return plans.open_workbook(session, path)

        def refused(error: CtecsError) -> None:
            if error.code == NO_WORKBOOK_OF_OURS:  # then it is a sheet with values
                self._enter_values(path)
            elif error.code == UNKNOWN_ROOT:
                self._offer_comparing(path, error)
            else:
                self._refuse(error)

        self._workplace.run(_("Opening the workbook"), work, done=self._taken, failed=refused, writes=True)

    def _offer_comparing(self, path: Path, error: CtecsError) -> None:
        """Say what is wrong first: a dialog that came by itself would ask for a yes before anybody has thought."""
        words = error.params["words"]
        assert isinstance(words, tuple)

        def compare() -> None:
            workplace = self._workplace
            dialog = NewRootDialog(workplace.session, path, words, workplace.tasks, parent=self._window)
            if dialog.exec() and dialog.changes is not None:
                workplace.changes.publish(dialog.changes)
                self._open(path)

        page = self._view.page
        if page is not None:
            self._comparing = self._action(_("Compare the seven words…"), compare)
            page.message.show_message(problem_text(error), Tone.BAD, action=self._comparing)

    def _taken(self, found: OpenedWorkbook) -> None:
        self._workplace.changes.publish(found.changes)
        if found.is_new_plan:
            self._workplace.renewed.emit(self._new_plan_text(found))
        elif found.kind is WorkbookKind.PLAN:
            text = _("Plan {version} was in force already.").format(version=found.plan_version)
            text = text if found.kept is None or not found.kept.plan else ""
            self._say(_with_figures(text, found), Tone.GOOD if found.kept is None else Tone.WARN)
        elif found.reply is not None and not found.reply.revision:
            self._say(_("Taken in: the register of signers with the school's certificate."), Tone.GOOD)
        elif found.reply is not None:
            self._show_reply(found.reply)
            status = submission_status_text(found.reply.status)
            asked = ngettext("{count} question", "{count} questions", len(found.reply.questions))
            text = _("Central office answered to {period}: {status}, {questions}. {note}").format(
                period=found.reply.period,
                status=status,
                questions=asked.format(count=len(found.reply.questions)),
                note=found.reply.note,
            )
            self._say(text.strip(), Tone.ACCENT)

    def _new_plan_text(self, found: OpenedWorkbook) -> str:
        """That the plan is in force, and what it says otherwise than the one before."""
        text = _with_figures(_("Plan {version} is in force now.").format(version=found.plan_version), found)
        if found.plan_before == found.plan_version:
            return text
        differences = version_differences(self._workplace.session, found.plan_before, found.plan_version)
        told = [plan_difference_text(difference) for difference in differences[:MOST_DIFFERENCES]]
        more = len(differences) - len(told)
        if more:
            told.append(ngettext("And {count} more change.", "And {count} more changes.", more).format(count=more))
        return "\n".join([text, *told])

    def _show_reply(self, reply: Reply) -> None:
        """Go to the period that it is about: to the first value in question, else to the timeline."""
        if not reply.revision:
            return
        self._workplace.choose_period(self._workplace.plan.period(reply.period))
        self._view.questions.read()
        if self._view.questions.isHidden() or not reply.questions:
            self._view.go_to("sent")
        else:
            self._view.questions.go(0)

    def _enrol(self) -> None:
        dialog = EnrolDialog(self._workplace.session, self._workplace.asker, self._workplace.tasks, self._window)
        if dialog.exec() and dialog.written is not None:
            text = _("Send {path} to central office, and read these seven words to them: {words}").format(
                path=dialog.written.path, words=words_text(dialog.written.words)
            )
            self._workplace.changes.publish(Changes(nouns=frozenset({Noun.TRUST})))
            self._say(text, Tone.GOOD)

    def _take_key_back(self) -> None:
        dialog = KeyBackDialog(self._workplace.session, self._workplace.tasks, parent=self._window)
        if dialog.exec() and dialog.words:
            self._workplace.changes.publish(Changes(nouns=frozenset({Noun.TRUST})))
            self._say(_("From now on this key signs: {words}").format(words=words_text(dialog.words)), Tone.GOOD)

    def _approve(self, path: Path) -> None:
        page = self._view.go_to("schools")
        assert isinstance(page, SchoolsPage)
        page.take_request(path)

    def _publish(self) -> None:
        asker = self._workplace.asker
        out = asker.choose_new_file(_("Publish the plan workbook"), FileKind.WORKBOOK, suggestion="plan.xlsx")
        passphrase = (
            asker.ask_passphrase(_("Passphrase of the district's key"), verb=_("Sign the plan")) if out else None
        )
        if out is None or passphrase is None:
            return

        def work(session: Session, _progress: JobProgress) -> Path:
            return plans.publish_plan(session, authority=keys.unlock(session, passphrase), out=out)

        self._workplace.run(_("Signing the plan"), work, done=self._published, failed=self._refuse, writes=True)

    def _published(self, path: Path) -> None:
        self._workplace.changes.publish(Changes(nouns=frozenset({Noun.TRUST})))
        text = _("Published with the register of signers. Send it to the schools: {path}").format(path=path)
        self._say(text, Tone.GOOD)

    def _tell_words(self) -> None:
        try:
            words = keys.district_words(self._workplace.session)
        except CtecsError as error:
            self._refuse(error)
            return
        self._say(_("The district's key: {words}").format(words=words_text(words)), Tone.ACCENT)


def _with_figures(text: str, found: OpenedWorkbook) -> str:
    """The text, what came along of the district, and what was kept since the workbook is older."""
    years = district_years_text(found.district_years) if found.district_years else ""
    kept = kept_newer_text(found.kept) if found.kept is not None else ""
    return " ".join(each for each in (text, years, kept) if each)
