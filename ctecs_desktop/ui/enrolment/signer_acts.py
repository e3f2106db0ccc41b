"""What central office does about the school that is chosen: approve, refuse, renew, revoke, send, whom to call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QWidget

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import certification, enrolment, register_sent
from ctecs_desktop.services.certification import Renewal
from ctecs_desktop.services.enrolment import ReadRequest
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.school_register import RegisteredSchool
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.enrolment.approve_dialog import ApproveDialog
from ctecs_desktop.ui.enrolment.contact_dialog import ContactDialog
from ctecs_desktop.ui.enrolment.revoke_dialog import RevokeDialog
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.ui.workplace import Workplace

_REGISTER = Changes(nouns=frozenset({Noun.TRUST}))


class SignerActs(QObject):
    """``told`` carries what happened, as a sentence and its tone; ``refused`` a ``CtecsError``."""

    told = Signal(str, object)
    refused = Signal(object)

    record_wanted = Signal(str)
    """Carries the code of the school of which somebody wants to see what was done."""

    def __init__(self, workplace: Workplace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._window = parent
        self._row: RegisteredSchool | None = None
        self._asked: tuple[ReadRequest, ...] = ()
        self.approve = self._act(_("Approve the key…"), self._approve, "Ctrl+Return")
        self.refuse = self._act(_("Refuse the request…"), self._refuse)
        self.renew = self._act(_("Renew the certificate…"), self._renew)
        self.revoke = self._act(_("Revoke a certificate…"), self._revoke)
        self.send = self._act(_("Write the certificate…"), self._send)
        self.send.setToolTip(_("A reply workbook that brings this school its certificate, and nothing else"))
        self.contact = self._act(_("Change the contact…"), self._contact, "F2")
        self.record = self._act(_("Show what was done"), self._show_record)
        self.record.setToolTip(_("Everything recorded about this school's keys and contact"))
        self.show_school(None, ())

    @property
    def all(self) -> tuple[QAction, ...]:
        """In the order in which they are offered."""
        return self.approve, self.refuse, self.contact, self.send, self.renew, self.revoke, self.record

    def show_school(self, row: RegisteredSchool | None, asked: tuple[ReadRequest, ...]) -> None:
        """Offer what can be done about ``row``."""
        self._row, self._asked = row, asked
        now = self._workplace.session.clock()
        is_signing = row is not None and row.in_force(now) is not None
        for act in (self.approve, self.refuse):
            act.setVisible(bool(asked))
        for act in (self.contact, self.record):
            act.setEnabled(row is not None)
        self.send.setVisible(is_signing)
        self.renew.setVisible(row is not None and any(not each.is_revoked(now) for each in row.certificates))
        self.revoke.setVisible(is_signing)

    def approve_request(self, request: ReadRequest) -> None:
        """Compare the words of a request and certify its key."""
        dialog = ApproveDialog(self._workplace.session, request, self._workplace.tasks, parent=self._window)
        if dialog.exec() and dialog.changes is not None:
            self._done(dialog.changes, _("Approved. Publish the plan workbook to send the certificate."))

    def renew_all(self, schools: tuple[SchoolCode, ...]) -> None:
        """Renew the certificates of several schools at once."""
        passphrase = self._passphrase(_("Renew"))
        if passphrase is None:
            return

        def work(session: Session, _progress: JobProgress) -> Renewal:
            return certification.renew(session, schools, authority=unlock(session, passphrase))

        self._run(_("Renewing certificates"), work, self._renewed)

    def _renewed(self, renewal: Renewal) -> None:
        text = ngettext(
            "{count} certificate was renewed. Publish the plan workbook to send it.",
            "{count} certificates were renewed. Publish the plan workbook to send them.",
            len(renewal.issued),
        ).format(count=len(renewal.issued))
        if renewal.to_enrol:
            names = ", ".join(self._workplace.plan.school(code).name for code in renewal.to_enrol)
            text = f"{text} {_('These have to enrol again: {names}.').format(names=names)}"
        self._done(renewal.changes, text)

    def _approve(self) -> None:
        if self._asked:
            self.approve_request(self._asked[0])

    def _refuse(self) -> None:
        if not self._asked:
            return
        request, asker = self._asked[0], self._workplace.asker
        reason = asker.ask_text(_("Why is the request refused? The reason is kept."), verb=_("Refuse the request"))
        if reason is None:
            return

        def work(session: Session, _progress: JobProgress) -> Changes:
            return enrolment.refuse_request(session, request, reason=reason)

        self._run(
            _("Refusing the request"), work, lambda changes: self._done(changes, _("Refused. Nobody was enrolled."))
        )

    def _renew(self) -> None:
        if self._row is not None:
            self.renew_all((self._row.school.code,))

    def _revoke(self) -> None:
        if self._row is None:
            return
        now = self._workplace.session.clock()
        certificates = [each for each in reversed(self._row.certificates) if each.is_in_force(now)]
        dialog = RevokeDialog(
            self._workplace.session,
            certificates,
            self._workplace.tasks,
            whose=self._row.school.name,
            parent=self._window,
        )
        self._finish(dialog, _("Revoked. Publish the plan workbook, so that every school hears of it."))

    def _contact(self) -> None:
        if self._row is not None:
            dialog = ContactDialog(
                self._workplace.session, self._row.contact, self._workplace.tasks, parent=self._window
            )
            self._finish(dialog, _("The contact is saved."))

    def _show_record(self) -> None:
        if self._row is not None:
            self.record_wanted.emit(self._row.school.code)

    def _finish(self, dialog: RevokeDialog | ContactDialog, text: str) -> None:
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.changes is not None:
            self._done(dialog.changes, text)

    def _send(self) -> None:
        if self._row is None:
            return
        school = self._row.school.code
        suggestion = f"certificate {school}.xlsx"
        title = _("Write a workbook with the certificate")
        out = self._workplace.asker.choose_new_file(title, FileKind.WORKBOOK, suggestion=suggestion)
        passphrase = self._passphrase(_("Sign the workbook")) if out is not None else None
        if out is None or passphrase is None:
            return

        def work(session: Session, _progress: JobProgress) -> Path:
            return register_sent.write_certificate(session, school, authority=unlock(session, passphrase), out=out)

        def written(path: Path) -> None:
            self._done(_REGISTER, _("Send it to the school: {path}").format(path=path))

        self._run(title, work, written)

    def _passphrase(self, verb: str) -> str | None:
        return self._workplace.asker.ask_passphrase(_("Passphrase of the district's key"), verb=verb)

    def _run(self, title: str, work: Callable[[Session, JobProgress], object], done: Callable[..., None]) -> None:
        self._workplace.run(title, work, done=done, failed=self.refused.emit, writes=True)

    def _done(self, changes: Changes, text: str) -> None:
        self._workplace.changes.publish(changes)
        self.told.emit(text, Tone.GOOD)

    def _act(self, text: str, slot: Callable[[], None], key: str = "") -> QAction:
        action = QAction(text, self)
        if key:
            action.setShortcut(key)
        action.triggered.connect(lambda _checked=False: slot())
        return action
