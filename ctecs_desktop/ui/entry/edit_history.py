"""Steps of entering that can be undone, also after a restart: they are read off the store's history.

Every step calls the services both ways, so that undo writes history too and cannot skip a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QUndoCommand, QUndoStack

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import Observation, ObservationKey
from ctecs_desktop.domain.undo import Step
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import undo
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.workplace import Workplace

Observations = Mapping[ObservationKey, Observation]

MOST_STEPS = 500
"""Steps offered to be taken back one by one; what is older can be typed."""


@dataclass(slots=True)
class Outcome:
    """Why the step was refused the last time it was tried; None where it was not.

    It is an object of its own because Qt deletes a refused command while ``push`` still runs.
    """

    refusal: CtecsError | None = None


class ChangeValues(QUndoCommand):
    """Holds what stood before and what stands after. A refused step leaves the stack and says why in ``outcome``."""

    def __init__(self, history: EditHistory, step: Step) -> None:
        super().__init__(step_text(step))
        self._history = history
        self._step = step
        self.outcome = Outcome()

    def redo(self) -> None:
        self._carry_out(undo.redo)

    def undo(self) -> None:
        self._carry_out(undo.undo)

    def _carry_out(self, act: Callable[[Session, Step], Changes]) -> None:
        history = self._history
        if history.is_rebuilding:
            return
        workplace = history.workplace
        try:
            changes = act(workplace.session, self._step)
        except CtecsError as error:
            self.outcome.refusal = error
            self.setObsolete(True)
            history.doubt()
            workplace.refused.emit(error)
            return
        self.outcome.refusal = None
        if not changes.act:
            self.setObsolete(True)  # everything stood there already
            return
        self._step = replace(self._step, act=changes.act)
        history.publish(changes)


class EditHistory(QObject):
    """The undo stack of the entry page, and its rebuilding from what the store has kept since the last sign-off."""

    def __init__(self, workplace: Workplace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workplace = workplace
        self.stack = QUndoStack(self)
        self.is_rebuilding = False
        self.is_publishing = False
        self.is_out_of_step = False
        """Whether a step was refused, so that the stack may no longer be what the store says."""

    def push(self, before: Observations, after: Observations) -> CtecsError | None:
        """Write ``after`` where ``before`` stands, as one step; the answer is why it was refused, if so."""
        command = ChangeValues(self, Step(0, "", "", before, after))
        outcome = command.outcome
        self.stack.push(command)
        self.mend()
        return outcome.refusal

    def publish(self, changes: Changes) -> None:
        """Pass on what a step of our own changed: such changes are on the stack already."""
        self.is_publishing = True
        try:
            self.workplace.changes.publish(changes)
        finally:
            self.is_publishing = False

    def doubt(self) -> None:
        """A step was refused: look again what the store says, once Qt has let the refused command go."""
        self.is_out_of_step = True
        QTimer.singleShot(0, self, self.mend)

    def mend(self) -> None:
        """Rebuild after a refusal."""
        if self.is_out_of_step:
            self.rebuild()

    def rebuild(self) -> None:
        """Offer what the store's history says can be undone and done again."""
        self.is_out_of_step = False
        self.stack.clear()
        try:
            steps = undo.steps(self.workplace.session, self.workplace.period.code)
        except CtecsError as error:
            self.workplace.refused.emit(error)
            return
        done, undone = steps.done[-MOST_STEPS:], steps.undone[-MOST_STEPS:]
        self.is_rebuilding = True
        try:
            for step in (*done, *reversed(undone)):
                self.stack.push(ChangeValues(self, step))
            self.stack.setIndex(len(done))
        finally:
            self.is_rebuilding = False


def step_text(step: Step) -> str:
    """What the menu says of a step after the word "Undo"."""
    keys = sorted(step.keys)
    if len(keys) == 1:
        return _("change of {measure}").format(measure=keys[0].measure)
    return ngettext("change of {count} value", "change of {count} values", len(keys)).format(count=f"{len(keys):,}")
