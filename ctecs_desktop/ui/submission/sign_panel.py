"""What will be signed, who signs, and the button; after sign-off the lock that says who, when and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ctecs_desktop.domain.sign_off import SignedRecord, SubmissionState
from ctecs_desktop.domain.submission import ControlTotals
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, muted_label, section_title
from ctecs_desktop.wording import quantity_text, recorded_time_text


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


class SignPanel(QFrame):
    """``sign_wanted`` is emitted once name, role and passphrase are there and nothing is in the way."""

    sign_wanted = Signal()

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
        self.amend = QAction(_("Begin an amendment…"), self)
        self._to_sign: ToSign | None = None
        self._inputs = QWidget()
        self._lay_out()
        for field in (self.signer, self.role, self.passphrase):
            field.textChanged.connect(self._follow)
            field.returnPressed.connect(self._sign_if_ready)

    def show_state(self, to_sign: ToSign) -> None:
        """Say what would be signed, or who signed it."""
        self._to_sign = to_sign
        is_locked = to_sign.state.is_locked
        self._inputs.setVisible(not is_locked)
        self.sign.setVisible(not is_locked)
        self.export.setVisible(to_sign.signed is not None)
        self.amend.setVisible(is_locked)
        if is_locked and to_sign.signed is not None:
            self._show_lock(to_sign.signed)
        else:
            self._show_totals(to_sign)
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
        buttons = (button_of(self.export), button_of(self.amend), button_of(self.sign, is_primary=True))
        column.addLayout(button_row(*buttons))

    def _show_lock(self, signed: SignedRecord) -> None:
        identity = signed.identity
        self.title.setText(_("Signed and locked"))
        self.summary.setText(
            _("Revision {revision} was signed by {signer}, {role}, {time}, as {file}.").format(
                revision=identity.revision,
                signer=identity.signer,
                role=identity.role,
                time=recorded_time_text(signed.at),
                file=signed.file_name,
            )
        )
        self.hint.setText(
            _(
                "Send the workbook to central office by e-mail or on a stick. To change a value, begin an amendment: "
                "the next revision, with a reason. Both revisions are kept."
            )
        )

    def _show_totals(self, to_sign: ToSign) -> None:
        totals = to_sign.totals
        self.title.setText(_("What will be signed"))
        values = ngettext("{count} value", "{count} values", totals.values).format(count=f"{totals.values:,}")
        blanks = ngettext("{count} blank with its reason", "{count} blanks with their reason", totals.blanks)
        measures = ngettext("{count} measure", "{count} measures", to_sign.measures).format(count=to_sign.measures)
        parts = (values, blanks.format(count=f"{totals.blanks:,}"), measures)
        total = _("control total {total}").format(total=quantity_text(Decimal(totals.total)))
        revision = _("revision {revision}").format(revision=to_sign.state.revision)
        self.summary.setText(" · ".join((*parts, total, revision)))

    def _follow(self) -> None:
        to_sign = self._to_sign
        if to_sign is None or to_sign.state.is_locked:
            return
        obstacle = _obstacle(to_sign)
        fields = (self.signer, self.role, self.passphrase)
        is_filled = all(field.text().strip() for field in fields)
        for field in fields:
            field.setEnabled(not obstacle)
        self.sign.setEnabled(not obstacle and is_filled)
        self.hint.setText(obstacle or _("Name and role are printed on the workbook; the passphrase opens your key."))

    def _sign_if_ready(self) -> None:
        if self.sign.isEnabled():
            self.sign.trigger()


def _obstacle(to_sign: ToSign) -> str:
    """Why nobody can sign now, and what to do; "" where somebody can."""
    if to_sign.errors:
        return ngettext(
            "{count} finding stops signing. Correct it first.",
            "{count} findings stop signing. Correct them first.",
            to_sign.errors,
        ).format(count=to_sign.errors)
    if to_sign.warnings:
        return ngettext(
            "{count} finding wants a reason. Correct the value, or say why it is right.",
            "{count} findings want a reason. Correct the values, or say why they are right.",
            to_sign.warnings,
        ).format(count=to_sign.warnings)
    if not to_sign.has_key:
        return _("This school has no key yet. Make it under File, Make the school's key.")
    if not to_sign.is_enrolled:
        return _(
            "Central office has not certified this school's key yet. Open the plan or reply workbook that it sends "
            "after approving the enrolment."
        )
    if not to_sign.totals.values and not to_sign.totals.blanks:
        return _("Nothing has been entered for this period.")
    return ""
