"""Check and sign: every finding at once, the workbook exactly as it will be signed, and the signature."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QShowEvent
from PySide6.QtWidgets import QTabWidget

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import ObservationKey
from ctecs_desktop.domain.rule import Finding, Severity
from ctecs_desktop.domain.submission import Explanation, control_totals
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import drafts, entry, keys, practice_bounds, sending, submission
from ctecs_desktop.services.getting_started import saved_enrolment
from ctecs_desktop.services.preview import Preview, preview
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.submission import SignedFile, Validation
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.page import Page
from ctecs_desktop.ui.page_view import PageView
from ctecs_desktop.ui.submission.findings_panel import FindingsPanel
from ctecs_desktop.ui.submission.pdf_copy import pdf_of
from ctecs_desktop.ui.submission.sign_panel import SignPanel, ToSign
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import problem_text

FINDINGS, WORKBOOK = 0, 1
TYPING_MILLISECONDS = 300
"""After a letter of the signer's name the preview waits for a pause before it is made anew."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A sign-off, the PDF copy filed beside it, and why there is none where that failed."""

    signed: SignedFile
    pdf: Path | None
    problem: CtecsError | None = None


class CheckPage(Page):
    """Two tabs, the findings and the workbook, and below both the panel for signing."""

    name = "check"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Check and sign"))
        self.findings = FindingsPanel(self._keep)
        self.findings.value_wanted.connect(workplace.show_value)
        self.findings.rule_wanted.connect(workplace.rule_wanted)
        self.findings.export_action.triggered.connect(self._export_findings)
        self.preview = PageView()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.findings, _("Findings"))
        self.tabs.addTab(self.preview, _("The workbook"))
        self.tabs.setAccessibleName(_("Findings or the workbook"))
        self.tabs.tabBar().setAccessibleName(_("Findings or the workbook"))
        self.tabs.currentChanged.connect(self._show_preview)
        self.panel = SignPanel()
        self._preview_timer = QTimer(self)
        self._preview_timer.setSingleShot(True)
        self._preview_timer.setInterval(TYPING_MILLISECONDS)
        self._preview_timer.timeout.connect(self._show_preview)
        self._has_chosen_tab = False
        self.body.addWidget(self.tabs, stretch=1)
        self.body.addWidget(self.panel)
        self.setFocusProxy(self.findings.view)
        self._connect()

    def actions_of_page(self) -> Sequence[QAction]:
        found = self.findings
        return (found.go_action, found.rule_action, found.export_action, *self.panel.actions_of_panel)

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.nouns - {Noun.ROLLUP})

    def read(self) -> None:
        session, period = self.workplace.session, self.workplace.period.code
        try:
            found = submission.validate(session, period)
            shown = self._preview()
            self.panel.show_state(self._to_sign(found, shown))
        except CtecsError as error:
            self.tell(error)
            return
        is_locked = submission.state_of(session, period).is_locked
        self.findings.show_findings(found, self.workplace.plan, is_locked=is_locked)
        self.preview.show_pages(shown.pages)
        self.heading.setText(_heading(found))
        self.tabs.setTabText(FINDINGS, _tab_title(found))
        self.tabs.setTabText(WORKBOOK, _("What was signed") if shown.is_signed else _("What will be signed"))
        if not self._has_chosen_tab:
            self._has_chosen_tab = True
            self.tabs.setCurrentIndex(FINDINGS if found.open else WORKBOOK)

    def showEvent(self, event: QShowEvent) -> None:
        # What is typed and not taken is no change of values, so nothing has told this page about it.
        if self._typed() != self.panel.typed:
            self.read_again()
        super().showEvent(event)

    def show_findings(self) -> None:
        """Bring the findings to the front."""
        self.tabs.setCurrentIndex(FINDINGS)

    def _connect(self) -> None:
        panel = self.panel
        panel.sign_wanted.connect(self._sign)
        panel.value_wanted.connect(self.workplace.show_value)
        panel.export.triggered.connect(self._export_again)
        panel.amend.triggered.connect(self._amend)
        panel.take_back.triggered.connect(self._take_back)
        panel.mark_sent.triggered.connect(self._mark_sent)
        panel.show_file.triggered.connect(self._show_file)
        for field in (panel.signer, panel.role):
            field.textEdited.connect(lambda _text: self._preview_timer.start())
        self.workplace.tasks.writing_changed.connect(lambda is_writing: panel.setEnabled(not is_writing))
        self.workplace.closing.connect(self._preview_timer.stop)
        self.workplace.period_changed.connect(self._forget_tab)

    def _forget_tab(self) -> None:
        self._has_chosen_tab = False

    def _preview(self) -> Preview:
        return preview(
            self.workplace.session,
            self.workplace.period.code,
            signer=self.panel.signer.text(),
            role=self.panel.role.text(),
        )

    def _show_preview(self) -> None:
        if self.tabs.currentIndex() != WORKBOOK or not self.isVisible():
            return
        try:
            self.preview.show_pages(self._preview().pages)
        except CtecsError as error:
            self.tell(error)

    def _to_sign(self, found: Validation, shown: Preview) -> ToSign:
        session, period = self.workplace.session, self.workplace.period.code
        values = [each for each in entry.current_values(session, period).values() if each.is_entered]
        signed = submission.timeline(session, period)
        errors = sum(1 for each in found.open if each.severity is Severity.ERROR)
        enrolment = saved_enrolment(session)
        last = signed[-1] if signed else None
        path = sending.exported_to(session, last.digest) if last else None
        hint = _("PRACTICE: the passphrase is “{passphrase}”.").format(passphrase=practice_bounds.PASSPHRASE)
        return ToSign(
            state=submission.state_of(session, period),
            totals=control_totals(values),
            measures=len({each.key.measure for each in values}),
            errors=errors,
            warnings=len(found.open) - errors,
            signed=last,
            has_key=keys.has_key(session),
            is_enrolled=keys.is_certified(session),
            changed=shown.changed,
            strategies=len(shown.submission.strategy_updates),
            all_strategies=len(self.workplace.plan.strategies),
            typed=self._typed(),
            is_sent=last is not None and sending.is_sent(session, last),
            file=path if path is not None and path.exists() else None,
            signer=enrolment.signer if enrolment else "",
            role=enrolment.role if enrolment else "",
            passphrase_hint=hint if practice_bounds.is_practice(session) else "",
        )

    def _typed(self) -> tuple[ObservationKey, ...]:
        typed = drafts.typed_texts(self.workplace.session, self.workplace.period.code)
        return tuple(sorted(key for key, _part in typed))

    def _keep(self, finding: Finding, reason: str) -> None:
        explanation = Explanation(finding.code, finding.key, reason)
        self._carry_out(lambda session: entry.explain(session, explanation))

    def _carry_out(self, act: Callable[[Session], Changes]) -> None:
        try:
            changes = act(self.workplace.session)
        except CtecsError as error:
            self.tell(error)
            return
        self.workplace.changes.publish(changes)

    def _export_findings(self) -> None:
        from ctecs_desktop.services.findings_file import export_findings

        session, period = self.workplace.session, self.workplace.period.code
        school = session.workspace.organization
        name = practice_bounds.suggested_path(session, f"{school} {period} findings.xlsx")
        out = self.workplace.asker.choose_new_file(_("Save the findings"), FileKind.VALUES, suggestion=name)
        if out is None:
            return

        def work(own: Session, _progress: JobProgress) -> Path:
            return export_findings(own, period, out=out)

        self.workplace.run(_("Saving the findings"), work, done=self._findings_saved, failed=self.tell)

    def _findings_saved(self, path: Path) -> None:
        self.message.show_message(_("The findings were saved: {path}").format(path=path), Tone.GOOD)

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

        def work(session: Session, progress: JobProgress) -> Signed:
            progress.report(0, 3, _("opening the key"))
            key = keys.unlock(session, passphrase)
            progress.report(1, 3, _("writing, sealing and reading back"))
            signed = submission.sign_off(session, period, signer=signer, role=role, key=key, out=out)
            return _with_pdf(session, signed)

        self.workplace.run(_("Signing"), work, done=self._signed, failed=self._sign_refused, writes=True)

    def _signed(self, outcome: Signed) -> None:
        self.workplace.changes.publish(Changes(nouns=frozenset({Noun.SUBMISSION})))
        text = (
            _("Signed. Send this file to central office: {path}")
            if self.workplace.is_school
            else _("Signed. The district's figures name this workbook as their source; a copy is in {path}")
        ).format(path=outcome.signed.path)
        if outcome.pdf is not None:
            text = f"{text}\n{_('A PDF copy for your files: {path}').format(path=outcome.pdf)}"
        if outcome.problem is not None:
            text = f"{text}\n{problem_text(outcome.problem)}"
        self.message.show_message(text, Tone.GOOD, action=self.panel.show_file)

    def _sign_refused(self, error: CtecsError) -> None:
        # The store keeps the signed workbook before it is written outside, so the period may be locked all the same.
        self.workplace.changes.publish(Changes(nouns=frozenset({Noun.SUBMISSION})))
        self.tell(error)

    def _export_again(self) -> None:
        session, period = self.workplace.session, self.workplace.period.code
        name = practice_bounds.suggested_path(session, submission.timeline(session, period)[-1].file_name)
        out = self.workplace.asker.choose_new_file(_("Save the signed workbook"), FileKind.WORKBOOK, suggestion=name)
        if out is None:
            return

        def work(own: Session, _progress: JobProgress) -> Path:
            return submission.export_again(own, period, out=out).path

        self.workplace.run(_("Exporting"), work, done=self._exported, failed=self.tell)

    def _exported(self, path: Path) -> None:
        self.workplace.changes.publish(Changes(nouns=frozenset({Noun.SUBMISSION})))
        self.message.show_message(_("The signed workbook was written again: {path}").format(path=path), Tone.GOOD)

    def _amend(self) -> None:
        question = _("Why are you changing values that were signed? The reason is signed with the next revision.")
        reason = self.workplace.asker.ask_text(question, verb=_("Begin the amendment"))
        if reason is not None:
            self.message.clear()
            self._carry_out(lambda session: submission.amend(session, self.workplace.period.code, reason=reason))

    def _take_back(self) -> None:
        self.message.clear()
        self._carry_out(lambda session: sending.take_back(session, self.workplace.period.code))

    def _mark_sent(self) -> None:
        self._carry_out(lambda session: sending.mark_sent(session, self.workplace.period.code))

    def _show_file(self) -> None:
        record = sending.last_record(self.workplace.session, self.workplace.period.code)
        path = sending.exported_to(self.workplace.session, record.digest)
        if path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))


def _with_pdf(session: Session, signed: SignedFile) -> Signed:
    """File the PDF copy; where that fails, the signature stands and the person is told."""
    pages = preview(session, signed.identity.period).pages
    try:
        data = pdf_of(pages, title=signed.path.stem)
        return Signed(signed, sending.file_copy(session, data, beside=signed.path))
    except CtecsError as error:
        return Signed(signed, None, error)


def _tab_title(found: Validation) -> str:
    count = len(found.open)
    return _("Findings ({count})").format(count=count) if count else _("Findings")


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
