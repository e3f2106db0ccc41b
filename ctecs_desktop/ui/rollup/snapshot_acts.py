"""Freezing the figures shown, and what was frozen before against what is accepted now."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from ctecs_desktop.domain.rollup import Rollup
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.i18n import _
from ctecs_desktop.services import snapshots
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.snapshots import Frozen, Ledger
from ctecs_desktop.ui.rollup.ledger_dialog import DIGITS_SHOWN, LedgerDialog, changed_text
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import muted_label
from ctecs_desktop.ui.workplace import Workplace


class SnapshotActs(QObject):
    """The acts follow the figures shown; ``changed`` says beside them what changed since the newest snapshot."""

    told = Signal(str)
    refused = Signal(object)
    """Carries the ``CtecsError``."""

    def __init__(self, workplace: Workplace, parent: QWidget) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._window = parent
        self.freeze = QAction(_("Freeze these figures…"), self)
        self.freeze.setToolTip(_("Before they are given away: later corrections are then told figure by figure"))
        self.freeze.triggered.connect(self._freeze)
        self.ledger = QAction(_("Snapshots…"), self)
        self.ledger.setToolTip(_("What was frozen, and what reads otherwise now"))
        self.ledger.triggered.connect(self._compare)
        self.changed = muted_label()

    def follow(self, rollup: Rollup, newest: Ledger | None) -> None:
        """Offer what can be done with these figures."""
        self.ledger.setEnabled(newest is not None)
        self.freeze.setEnabled(_says_anything(rollup))
        self.changed.setText(
            _("Snapshot {number}: {changed}").format(number=newest.snapshot.number, changed=changed_text(newest))
            if newest is not None
            else ""
        )

    def _freeze(self) -> None:
        period = self._workplace.period.code
        question = _("What are the figures of {period} frozen for? Such as the board and its date.")
        note = self._workplace.asker.ask_text(question.format(period=period), verb=_("Freeze"))
        if note is None:
            return

        def work(session: Session, progress: JobProgress) -> Frozen:
            return snapshots.freeze(session, period, note=note, progress=progress)

        self._workplace.run(
            _("Freezing the figures"),
            work,
            done=self._frozen,
            failed=self.refused.emit,
            writes=True,
            can_be_stopped=True,
        )

    def _frozen(self, made: Frozen) -> None:
        text = _("Frozen as snapshot {number}, fingerprint {fingerprint}.")
        snapshot = made.snapshot
        self.told.emit(text.format(number=snapshot.number, fingerprint=snapshot.fingerprint[:DIGITS_SHOWN]))
        self._workplace.changes.publish(made.changes)

    def _compare(self) -> None:
        period = self._workplace.period.code

        def work(session: Session, progress: JobProgress) -> tuple[Ledger, ...]:
            return snapshots.ledgers(session, period, progress=progress)

        title = _("Comparing with what was frozen")
        self._workplace.run(title, work, done=self._show, failed=self.refused.emit, can_be_stopped=True)

    def _show(self, ledgers: tuple[Ledger, ...]) -> None:
        LedgerDialog(self._workplace.plan, ledgers, self._window).exec()


def _says_anything(rollup: Rollup) -> bool:
    """Whether there is anything to freeze."""
    return bool(rollup.schools_accepted) or any(figure.status is not MeasureStatus.NO_DATA for figure in rollup.figures)
