"""One step of entering that can be undone: it calls the same service both ways, so undo cannot skip a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QUndoCommand

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import Edit, Observation, ObservationKey
from ctecs_desktop.ui.workplace import Workplace

Observations = Mapping[ObservationKey, Observation]


@dataclass(slots=True)
class Outcome:
    """Why the step was refused the last time it was tried; None where it was not.

    It is an object of its own because Qt deletes a refused command while ``push`` still runs.
    """

    refusal: CtecsError | None = None


class ChangeValues(QUndoCommand):
    """Holds what stood before and what stands after. A refused step leaves the stack and says why in ``outcome``."""

    def __init__(self, workplace: Workplace, *, before: Observations, after: Observations, text: str) -> None:
        super().__init__(text)
        self._workplace = workplace
        self._before = before
        self._after = after
        self.outcome = Outcome()

    def redo(self) -> None:
        self._write(self._after, expected=self._before)

    def undo(self) -> None:
        self._write(self._before, expected=self._after)

    def _write(self, wanted: Observations, *, expected: Observations) -> None:
        from ctecs_desktop.services.entry import record_values

        edits = [Edit(key, each.value, each.note) for key, each in wanted.items()]
        try:
            changes = record_values(self._workplace.session, edits, expected=expected)
        except CtecsError as error:
            self.outcome.refusal = error
            self.setObsolete(True)
            self._workplace.refused.emit(error)
            return
        self.outcome.refusal = None
        self._workplace.changes.publish(changes)
