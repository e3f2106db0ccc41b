"""Check and sign: every finding at once, what will be signed, and the signature."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QLabel

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.rule import Finding, Severity
from ctecs_desktop.domain.submission import Explanation, control_totals
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import entry, keys, submission
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.submission import SignedFile, Validation
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.buttons import button_of
from ctecs_desktop.ui.page import Page
from ctecs_desktop.ui.submission.findings_model import REASON, FindingsModel, rows_of
from ctecs_desktop.ui.submission.sign_panel import SignPanel, ToSign
from ctecs_desktop.ui.table import TableView
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.ui.workplace import Workplace


class CheckPage(Page):
    """The table of findings above, the panel for signing below."""

    name = "check"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Check and sign"))
        self.model = FindingsModel(self._keep)
        self.view = TableView(_("Findings"))
        self.view.set_lines(2)
        self.view.show_model(self.model)
        self.view.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.view.doubleClicked.connect(lambda index: self._go() if index.column() != REASON else None)
        self.go_action = QAction(_("Go to the value"), self)
        self.go_action.setShortcut("Ctrl+G")
        self.go_action.triggered.connect(self._go)
        self._nothing = QLabel(_("Nothing was found. Everything that the rules ask for is there."))
        self.panel = SignPanel()
        self.panel.sign_wanted.connect(self._sign)
        self.panel.export.triggered.connect(self._export_again)
        self.panel.amend.triggered.connect(self._amend)
        self.head.addWidget(button_of(self.go_action))
        self.body.addWidget(self.view, stretch=1)
        self.body.addWidget(self._nothing, stretch=1)
        self.body.addWidget(self.panel)
        self.setFocusProxy(self.view)
        workplace.tasks.writing_changed.connect(self._follow_writing)

    def actions_of_page(self) -> Sequence[QAction]:
        return (self.go_action, self.panel.sign, self.panel.export, self.panel.amend)

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.nouns - {Noun.ROLLUP})

    def read(self) -> None:
        session, period = self.workplace.session, self.workplace.period.code
        try:
            found = submission.validate(session, period)
            self.panel.show_state(self._to_sign(found))
        except CtecsError as error:
            self.tell(error)
            return
        row = self.view.current_row()
        self.model.is_locked = submission.state_of(session, period).is_locked
        self.model.show_rows(rows_of(found, self.workplace.plan))
        has_rows = bool(self.model.rows)
        self.view.setVisible(has_rows)
        self._nothing.setVisible(not has_rows)
        self.go_action.setVisible(has_rows)
        if has_rows:
            self.view.setCurrentIndex(self.model.index(max(0, min(row, len(self.model.rows) - 1)), REASON))
        self.heading.setText(_heading(found))

    def _to_sign(self, found: Validation) -> ToSign:
        session, period = self.workplace.session, self.workplace.period.code
        values = [each for each in entry.current_values(session, period).values() if each.is_entered]
        signed = submission.timeline(session, period)
        errors = sum(1 for each in found.open if each.severity is Severity.ERROR)
        return ToSign(
            state=submission.state_of(session, period),
            totals=control_totals(values),
            measures=len({each.key.measure for each in values}),
            errors=errors,
            warnings=len(found.open) - errors,
            signed=signed[-1] if signed else None,
            has_key=keys.has_key(session),
            is_enrolled=keys.is_certified(session),
        )

    def _follow_writing(self, is_writing: bool) -> None:
        self.panel.setEnabled(not is_writing)

    def _keep(self, finding: Finding, reason: str) -> None:
        try:
            changes = entry.explain(self.workplace.session, Explanation(finding.code, finding.key, reason))
        except CtecsError as error:
            self.tell(error)
            return
        self.workplace.changes.publish(changes)

    def _go(self) -> None:
        row = self.view.current_row()
        if row >= 0:
            self.workplace.show_value(self.model.rows[row].finding.key)

    def _sign(self) -> None:
        period = self.workplace.period.code
        suggestion = submission.suggested_file_name(self.workplace.session, period)
        out = self.workplace.asker.choose_new_file(
            _("Save the signed workbook"), FileKind.WORKBOOK, suggestion=suggestion
        )
        if out is None:
            return
        signer, role, passphrase = self.panel.signer.text(), self.panel.role.text(), self.panel.passphrase.text()
        self.panel.forget_passphrase()

        def work(session: Session, _progress: JobProgress) -> SignedFile:
            key = keys.unlock(session, passphrase)
            return submission.sign_off(session, period, signer=signer, role=role, key=key, out=out)

        self.workplace.run(_("Signing"), work, done=self._signed, failed=self._sign_refused, writes=True)

    def _signed(self, signed: SignedFile) -> None:
        self.workplace.changes.publish(Changes(nouns=frozenset({Noun.SUBMISSION})))
        text = _("Signed. Send this file to central office: {path}").format(path=signed.path)
        self.message.show_message(text, Tone.GOOD)

    def _sign_refused(self, error: CtecsError) -> None:
        # The store keeps the signed workbook before it is written outside, so the period may be locked all the same.
        self.workplace.changes.publish(Changes(nouns=frozenset({Noun.SUBMISSION})))
        self.tell(error)

    def _export_again(self) -> None:
        session, period = self.workplace.session, self.workplace.period.code
        name = submission.timeline(session, period)[-1].file_name
        out = self.workplace.asker.choose_new_file(_("Save the signed workbook"), FileKind.WORKBOOK, suggestion=name)
        if out is None:
            return

        def work(own: Session, _progress: JobProgress) -> Path:
            return submission.export_again(own, period, out=out).path

        self.workplace.run(_("Exporting"), work, done=self._exported, failed=self.tell)

    def _exported(self, path: Path) -> None:
        self.message.show_message(_("The signed workbook was written again: {path}").format(path=path), Tone.GOOD)

    def _amend(self) -> None:
        question = _("Why are you changing values that were signed? The reason is signed with the next revision.")
        reason = self.workplace.asker.ask_text(question, verb=_("Begin the amendment"))
        if reason is None:
            return
        try:
            changes = submission.amend(self.workplace.session, self.workplace.period.code, reason=reason)
        except CtecsError as error:
            self.tell(error)
            return
        self.message.clear()
        self.workplace.changes.publish(changes)


def _heading(found: Validation) -> str:
    errors = sum(1 for each in found.open if each.severity is Severity.ERROR)
    warnings = len(found.open) - errors
    if not found.open:
        return _("Check and sign")
    stops = ngettext("{count} stops signing", "{count} stop signing", errors).format(count=errors)
    wants = ngettext("{count} wants a reason", "{count} want a reason", warnings).format(count=warnings)
    return _("Check and sign: {findings}").format(
        findings=", ".join(text for text, count in ((stops, errors), (wants, warnings)) if count)
    )
