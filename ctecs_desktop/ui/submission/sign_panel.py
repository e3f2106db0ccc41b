"""Who signs and with what totals; after sign-off the lock that says who, when, and what can be done now."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ctecs_desktop.domain.observation import ObservationKey
from ctecs_desktop.domain.sign_off import SignedRecord, SubmissionState
from ctecs_desktop.domain.submission import ControlTotals
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, Tone, muted_label, section_title
from ctecs_desktop.wording import quantity_text, recorded_time_text, revision_reason_text

MOST_NAMED = 8
"""Measures with a text that was not taken which are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class ToSign:
    """What the panel says: the state of the period, what would be signed, and what is in the way."""

    state: SubmissionState
    totals: ControlTotals
    measures: int
    errors: int
    warnings: int
    signed: SignedRecord | None
    has_key: bool
    is_enrolled: bool
    changed: int = 0  # values that differ from the revision before
    strategies: int = 0  # that something is said of
    all_strategies: int = 0  # that the plan has
    typed: tuple[ObservationKey, ...] = ()  # where a text stands that was not taken
    is_sent: bool = False
    file: Path | None = None  # where the signed workbook was written
    signer: str = ""  # who is to sign, as far as it is known
    role: str = ""
    passphrase_hint: str = ""  # in practice only


class SignPanel(QFrame):
    """``sign_wanted`` is emitted once name, role and passphrase are there and nothing is in the way.

    ``value_wanted`` carries the address of a text that was typed and not taken, which has to be looked at first.
    """

    sign_wanted = Signal()
    value_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.title = section_title(_("What will be signed"))
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.hint = muted_label()
        self.signer, self.role, self.passphrase = QLineEdit(), QLineEdit(), QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.sign = QAction(_("Sign and export…"), self)
        self.sign.setShortcut("Ctrl+Return")
        self.sign.triggered.connect(self.sign_wanted)
        self.export = QAction(_("Export again…"), self)
        self.show_file = QAction(_("Show in folder"), self)
        self.take_back = QAction(_("Take the signature back"), self)
        self.take_back.setToolTip(_("Before it is sent: work goes on under the next revision number"))
        self.mark_sent = QAction(_("I have sent it"), self)
        self.amend = QAction(_("Begin an amendment…"), self)
        self.show_typed = QAction(_("Go to the typed text"), self)
        self.show_typed.triggered.connect(self._show_typed)
        self._to_sign: ToSign | None = None
        self._inputs = QWidget()
        self._lay_out()
        for field in (self.signer, self.role, self.passphrase):
            field.textChanged.connect(self._follow)
            field.returnPressed.connect(self._sign_if_ready)

    @property
    def actions_of_panel(self) -> tuple[QAction, ...]:
        """What the window offers in its menu."""
        return (
            *(self.sign, self.show_typed, self.show_file),
            *(self.mark_sent, self.take_back, self.export, self.amend),
        )

    @property
    def typed(self) -> tuple[ObservationKey, ...]:
        """Where the panel says that a text stands which was not taken."""
        return self._to_sign.typed if self._to_sign is not None else ()

    def show_state(self, to_sign: ToSign) -> None:
        """Say what would be signed, or who signed it."""
        self._to_sign = to_sign
        is_locked = to_sign.state.is_locked
        self._inputs.setVisible(not is_locked)
        self.sign.setVisible(not is_locked)
        self.export.setVisible(to_sign.signed is not None)
        if to_sign.signed is not None:
            number = to_sign.signed.identity.revision
            older = _("Export revision {number} again…").format(number=number)
            self.export.setText(_("Export again…") if is_locked else older)
        self.show_file.setVisible(to_sign.file is not None and is_locked)
        self.take_back.setVisible(is_locked and not to_sign.is_sent)
        self.mark_sent.setVisible(is_locked and not to_sign.is_sent)
        self.amend.setVisible(is_locked and to_sign.is_sent)
        self.show_typed.setVisible(not is_locked and bool(to_sign.typed))
        if is_locked and to_sign.signed is not None:
            self._show_lock(to_sign.signed, to_sign)
        else:
            self._show_totals(to_sign)
            for field, text in ((self.signer, to_sign.signer), (self.role, to_sign.role)):
                if not field.text():
                    field.setText(text)
        self._follow()

    def forget_passphrase(self) -> None:
        """Empty the box as soon as the passphrase has been used."""
        self.passphrase.clear()

    def _lay_out(self) -> None:
        line = QHBoxLayout(self._inputs)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(BETWEEN_GROUPS)
        for label, field in (
            (_("&Name"), self.signer),
            (_("&Role"), self.role),
            (_("&Passphrase"), self.passphrase),
        ):
            above = QLabel(label)
            above.setBuddy(field)
            field.setAccessibleName(label.replace("&", ""))
            pair = QVBoxLayout()
            pair.setSpacing(4)
            pair.addWidget(above)
            pair.addWidget(field)
            line.addLayout(pair, stretch=1)
        column = QVBoxLayout(self)
        column.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
        column.setSpacing(INSIDE)
        for widget in (self.title, self.summary, self._inputs, self.hint):
            column.addWidget(widget)
        quiet = (self.export, self.show_file, self.take_back, self.amend, self.show_typed)
        primary = (button_of(self.mark_sent, is_primary=True), button_of(self.sign, is_primary=True))  # never both
        column.addLayout(button_row(*map(button_of, quiet), *primary))

    def _show_lock(self, signed: SignedRecord, to_sign: ToSign) -> None:
        self._colour_hint(Tone.MUTED)
        identity = signed.identity
        self.title.setText(_("Signed, locked and sent") if to_sign.is_sent else _("Signed and locked"))
        text = _("Revision {revision} was signed by {signer}, {role}, {time}, as {file}.").format(
            revision=identity.revision,
            signer=identity.signer,
            role=identity.role,
            time=recorded_time_text(signed.at),
            file=to_sign.file or signed.file_name,
        )
        if identity.revision_reason:
            reason = _("Why there is this revision: {reason}").format(
                reason=revision_reason_text(identity.revision_reason)
            )
            text = f"{text}\n{reason}"
        self.summary.setText(text)
        if to_sign.is_sent:
            self.hint.setText(
                _(
                    "To change a value, begin an amendment: the next revision, with a reason that is signed with it. "
                    "Both revisions are kept."
                )
            )
            return
        self.hint.setText(
            _(
                "Send the workbook to central office by e-mail or on a stick, then say so here. Until then the "
                "signature can be taken back with one click; the number {revision} is not used again."
            ).format(revision=identity.revision)
        )

    def _show_totals(self, to_sign: ToSign) -> None:
        totals, state = to_sign.totals, to_sign.state
        self.title.setText(_("What will be signed"))
        values = ngettext("{count} value", "{count} values", totals.values).format(count=f"{totals.values:,}")
        blanks = ngettext("{count} blank with its reason", "{count} blanks with their reason", totals.blanks)
        measures = ngettext("{count} measure", "{count} measures", to_sign.measures).format(count=to_sign.measures)
        strategies = _("{done} of {all} strategies").format(done=to_sign.strategies, all=to_sign.all_strategies)
        parts = [values, blanks.format(count=f"{totals.blanks:,}"), measures, strategies]
        parts.append(_("control total {total}").format(total=quantity_text(Decimal(totals.total))))
        parts.append(_("revision {revision}").format(revision=state.revision))
        text = " · ".join(parts)
        if state.parent:
            text = f"{text}\n{_changed_text(to_sign)}"
        self.summary.setText(text)

    def _follow(self) -> None:
        to_sign = self._to_sign
        if to_sign is None or to_sign.state.is_locked:
            return
        obstacle = "\n".join(_obstacles(to_sign))
        fields = (self.signer, self.role, self.passphrase)
        is_filled = all(field.text().strip() for field in fields)
        for field in fields:
            field.setEnabled(not obstacle)
        self.sign.setEnabled(not obstacle and is_filled)
        usual = _("Name and role are printed on the workbook; the passphrase opens your key.")
        self.hint.setText(obstacle or to_sign.passphrase_hint or usual)
        self._colour_hint(Tone.BAD if to_sign.errors else Tone.WARN if obstacle else Tone.MUTED)

    def _colour_hint(self, tone: Tone) -> None:
        """What is in the way is seen, and not only read by who looks for it."""
        self.hint.setProperty("tone", tone.value)
        self.hint.style().unpolish(self.hint)
        self.hint.style().polish(self.hint)

    def _show_typed(self) -> None:
        if self._to_sign is not None and self._to_sign.typed:
            self.value_wanted.emit(self._to_sign.typed[0])

    def _sign_if_ready(self) -> None:
        if self.sign.isEnabled():
            self.sign.trigger()


def _changed_text(to_sign: ToSign) -> str:
    """What is new since the revision before, and why there is another one."""
    reason = revision_reason_text(to_sign.state.reason)
    if not to_sign.changed:
        return _("No value changed since the revision before. Why there is another: {reason}").format(reason=reason)
    text = ngettext(
        "{count} value changed since the revision before. Why: {reason}",
        "{count} values changed since the revision before. Why: {reason}",
        to_sign.changed,
    )
    return text.format(count=to_sign.changed, reason=reason)


def _obstacles(to_sign: ToSign) -> list[str]:
    """Everything that keeps anybody from signing now, and what to do about it; all at once, as the findings are."""
    found = []
    if to_sign.errors:
        text = ngettext(
            "{count} finding stops signing. Correct it first.",
            "{count} findings stop signing. Correct them first.",
            to_sign.errors,
        )
        found.append(text.format(count=to_sign.errors))
    if to_sign.warnings:
        text = ngettext(
            "{count} finding wants a reason. Correct the value, or say why it is right.",
            "{count} findings want a reason. Correct the values, or say why they are right.",
            to_sign.warnings,
        )
        found.append(text.format(count=to_sign.warnings))
    if to_sign.typed:
        found.append(_typed_text(to_sign.typed))
    if not to_sign.has_key:
        found.append(_("This school has no key yet. Make it under Home, Getting started."))
    elif not to_sign.is_enrolled:
        found.append(
            _(
                "Central office has not certified this school's key yet. Open the plan or reply workbook that it sends "
                "after approving the enrolment."
            )
        )
    if not to_sign.totals.values and not to_sign.totals.blanks:
        found.append(_("Nothing has been entered for this period."))
    return found


def _typed_text(typed: tuple[ObservationKey, ...]) -> str:
    """That figures stand in cells which would be missing from what is signed."""
    text = ngettext(
        "{count} text was typed and not taken, at {measures}. Correct or delete it: it would not be signed.",
        "{count} texts were typed and not taken, at {measures}. Correct or delete them: they would not be signed.",
        len(typed),
    )
    codes = list(dict.fromkeys(key.measure for key in typed))
    named = ", ".join(codes[:MOST_NAMED]) + (" …" if len(codes) > MOST_NAMED else "")
    return text.format(count=len(typed), measures=named)
