"""Steps of entering that can be undone, also after a restart: they are read off the store's history.

Every step calls the services both ways, so that undo writes history too and cannot skip a rule. A step of many values
is taken back on the worker's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QUndoCommand, QUndoStack

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.errors import CtecsError, StoreError
from ctecs_desktop.domain.observation import Observation, ObservationKey, PeriodCode
from ctecs_desktop.domain.undo import Step, Steps
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import undo
from ctecs_desktop.services.entry import MANY_EDITS
from ctecs_desktop.services.paste import Pasted, checked
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.workplace import Workplace

Observations = Mapping[ObservationKey, Observation]
Act = Callable[[Session, Step], Changes]

MANY_CHANGES = 2_000
"""From so many changes since the last sign-off on, the history is read on the worker's thread."""

MOST_STEPS = 500
"""Steps offered to be taken back one by one; what is older can be typed."""


class ChangeValues(QUndoCommand):
    """A step on the stack. It is there because it was done: only Ctrl+Z and Ctrl+Y make Qt carry it out."""

    def __init__(self, history: EditHistory, step: Step) -> None:
        super().__init__(step_text(step))
        self._history = history
        self.held = HeldStep(step)

    def redo(self) -> None:
        self._history.carry_out(self, undo.redo)

    def undo(self) -> None:
        self._history.carry_out(self, undo.undo)


class HeldStep:
    """A command's step, which gets a new number each time; it outlives the command, which Qt deletes as it likes."""

    def __init__(self, step: Step) -> None:
        self.step = step

    def follow(self, changes: Changes) -> None:
        """The step was taken back or done again by another act."""
        if changes.act:
            self.step = replace(self.step, act=changes.act)


class EditHistory(QObject):
    """The undo stack of the entry page, and its rebuilding from what the store has kept since the last sign-off."""

    def __init__(self, workplace: Workplace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workplace = workplace
        self.stack = QUndoStack(self)
        self.is_publishing = False
        self.arrived: Callable[[Pasted], None] = lambda pasted: self.publish(pasted.changes)
        """Called with what a step did on the worker's thread."""
        self._is_filling = False
        self._is_out_of_step = False
        self._running = 0
        self._acts = 0  # of this window, so far

    def write(self, before: Observations, after: Observations, *, is_patient: bool = False) -> CtecsError | None:
        """Write ``after`` where ``before`` stands, as one step; the answer is why it was refused, if so.

        Unless ``is_patient``, another program that holds the file is not waited for: the answer is ``StoreBusy`` then.
        """
        session = self.workplace.session
        step = Step(0, "", "", before, after)
        try:
            with nullcontext() if is_patient else session.impatient():
                changes = undo.redo(session, step)
        except CtecsError as error:
            if not isinstance(error, StoreError):
                self.rebuild()  # somebody else was quicker
            return error
        if changes.act:
            self.add(replace(step, act=changes.act))
            self.publish(changes)
        return None

    def add(self, step: Step) -> None:
        """Put a step that was done on the stack."""
        self._acts += 1
        if self._running:
            self._is_out_of_step = True  # steps before it are being taken back: the store knows what follows from both
            return
        self._is_filling = True
        try:
            self.stack.push(ChangeValues(self, step))
        finally:
            self._is_filling = False

    def publish(self, changes: Changes) -> None:
        """Pass on what a step of our own changed: such changes are on the stack already."""
        self.is_publishing = True
        try:
            self.workplace.changes.publish(changes)
        finally:
            self.is_publishing = False

    def carry_out(self, command: ChangeValues, act: Act) -> None:
        """Take the step of ``command`` back or do it again; a refused one leaves the stack, and it is told why."""
        if self._is_filling:
            return
        self._acts += 1
        held = command.held
        if len(held.step.before) >= MANY_EDITS or self.workplace.tasks.is_writing:
            self._carry_out_beside(held, act)
            return
        try:
            with self.workplace.session.impatient():
                changes = act(self.workplace.session, held.step)
        except CtecsError as error:
            command.setObsolete(True)
            self._doubt()
            self.workplace.refused.emit(error)
            return
        if not changes.act:
            command.setObsolete(True)  # everything stood there already
        held.follow(changes)
        self.publish(changes)

    def _carry_out_beside(self, held: HeldStep, act: Act) -> None:
        """The same on the worker's thread, where steps follow each other as they were asked for."""
        self._running += 1

        def work(session: Session, progress: JobProgress) -> Pasted:
            progress.report(0, 0, "")
            changes = act(session, held.step)
            held.follow(changes)
            return checked(session, changes)

        def done(pasted: Pasted) -> None:
            self._running -= 1
            self._is_out_of_step |= not pasted.changes.act
            self.arrived(pasted)
            self._mend()

        def failed(error: CtecsError) -> None:
            self._running -= 1
            self._is_out_of_step = True
            self.workplace.refused.emit(error)
            self._mend()

        self.workplace.run(_("Taking the block"), work, done=done, failed=failed, writes=True)

    def _doubt(self) -> None:
        """A step was refused: look again what the store says, once Qt has let the refused command go."""
        self._is_out_of_step = True
        QTimer.singleShot(0, self, self._mend)

    def _mend(self) -> None:
        """Rebuild after a refusal."""
        if self._is_out_of_step:
            self.rebuild()

    def rebuild(self) -> None:
        """Offer what the store's history says can be undone and done again."""
        self._is_out_of_step = bool(self._running)
        if self._running:
            return  # looked at once the last of them has ended
        self.stack.clear()
        session, period = self.workplace.session, self.workplace.period.code
        try:
            if undo.count_changes(session, period) > MANY_CHANGES:
                self._rebuild_beside(period)
            else:
                self._offer(undo.steps(session, period))
        except CtecsError as error:
            self.workplace.refused.emit(error)

    def _rebuild_beside(self, period: PeriodCode) -> None:
        """The same with a long history, read on the worker's thread; what is done meanwhile is read with it."""

        def work(session: Session, progress: JobProgress) -> Steps:
            progress.report(0, 0, "")
            return undo.steps(session, period)

        acts = self._acts

        def done(steps: Steps) -> None:
            if acts != self._acts or period != self.workplace.period.code:
                self.rebuild()
            else:
                self._offer(steps)

        self.workplace.run(_("Reading what can be undone"), work, done=done, failed=self.workplace.refused.emit)

    def _offer(self, steps: Steps) -> None:
        self.stack.clear()
        done, undone = steps.done[-MOST_STEPS:], steps.undone[-MOST_STEPS:]
        self._is_filling = True
        try:
            for step in (*done, *reversed(undone)):
                self.stack.push(ChangeValues(self, step))
            self.stack.setIndex(len(done))
        finally:
            self._is_filling = False


def step_text(step: Step) -> str:
    """What the menu says of a step after the word "Undo"."""
    keys = step.keys
    if len(keys) == 1:
        (key,) = keys
        return _("change of {measure}").format(measure=key.measure)
    return ngettext("change of {count} value", "change of {count} values", len(keys)).format(count=f"{len(keys):,}")
