"""Edits that the store could not take: each stays until it is written, is given up or is typed anew.

Where another program holds the file, they are tried again by themselves, since that nearly always ends within a second
and the window must not stand still meanwhile. A full disk is a person's matter: it is told, and tried again on request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from ctecs_desktop.domain.errors import CtecsError, StoreBusy, StoreError
from ctecs_desktop.domain.observation import Observation, ObservationKey
from ctecs_desktop.ui.entry.edit_history import EditHistory, Observations

RETRY_MILLISECONDS = 250
"""Between two tries, so that the keys go on working."""

LONGEST_WAIT_MILLISECONDS = 10_000
"""How long another program is waited for before it is told."""


@dataclass(slots=True)
class UnsavedEdit:
    """One step that is not written yet: what stood at its addresses, and what is wanted there."""

    before: dict[ObservationKey, Observation]
    after: dict[ObservationKey, Observation]


class Unsaved(QObject):
    """Writes edits in their order; whatever comes while one waits stands in line behind it."""

    waiting = Signal()
    """Something waits for another program, and will be tried again by itself."""

    settled = Signal(object, object)
    """Carries addresses whose edits no longer wait by themselves, and the error that stopped them; None: written."""

    def __init__(self, history: EditHistory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._edits: list[UnsavedEdit] = []
        self._waited = 0
        self.error: CtecsError | None = None
        """Why the last of them could not be written."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(RETRY_MILLISECONDS)
        self._timer.timeout.connect(self._try_again)

    @property
    def keys(self) -> frozenset[ObservationKey]:
        """The addresses with an edit that is not written."""
        return frozenset(key for edit in self._edits for key in edit.after)

    @property
    def is_waiting(self) -> bool:
        """Whether what is not written is tried again by itself."""
        return self._timer.isActive()

    def wanted(self, key: ObservationKey) -> Observation | None:
        """What is to stand at ``key`` once it can be written; None where nothing waits there."""
        return next((edit.after[key] for edit in self._edits if key in edit.after), None)

    def write(self, before: Observations, after: Observations) -> CtecsError | None:
        """Write ``after`` as one step; where it cannot be written, the answer is why, and it is kept here."""
        if not self.is_waiting:
            error = self._history.write(before, after)
            if not isinstance(error, StoreError):
                if error is None:
                    self._forget_written(after)
                    self.retry()  # there is room again
                else:
                    self._history.workplace.refused.emit(error)
                return error
        else:
            error = StoreBusy("store.busy", path=str(self._history.workplace.session.store_path))
        self._keep(before, after)
        self._tell(error)
        return error

    def retry(self, *, is_patient: bool = False) -> None:
        """Write what waits, as far as it goes. ``is_patient``: another program is waited for, as at the very end."""
        while self._edits:
            edit = self._edits.pop(0)
            error = self._history.write(edit.before, edit.after, is_patient=is_patient)
            if isinstance(error, StoreError):
                self._edits.insert(0, edit)
                self._tell(error)
                return
            if error is not None:
                self._history.workplace.refused.emit(error)
            self.settled.emit(frozenset(edit.after), error)
        self._timer.stop()
        self._waited = 0

    def forget(self, key: ObservationKey) -> None:
        """The person took back what was not written at ``key``."""
        for edit in self._edits:
            edit.before.pop(key, None)
            edit.after.pop(key, None)
        self._edits = [edit for edit in self._edits if edit.after]
        if not self._edits:
            self._timer.stop()

    def clear(self) -> None:
        """Nothing can be entered any more."""
        self._edits.clear()
        self._timer.stop()

    def _keep(self, before: Observations, after: Observations) -> None:
        """In line; a second edit of an address that waits takes the place of the first."""
        new: Mapping[ObservationKey, Observation] = after
        for edit in self._edits:
            edit.after.update({key: each for key, each in new.items() if key in edit.after})
            new = {key: each for key, each in new.items() if key not in edit.after}
        if new:
            self._edits.append(UnsavedEdit({key: before[key] for key in new}, dict(new)))

    def _forget_written(self, after: Observations) -> None:
        for key in after:
            self.forget(key)

    def _tell(self, error: CtecsError) -> None:
        """A program that holds the file is waited for, and told once that takes too long; anything else at once."""
        self.error = error
        if isinstance(error, StoreBusy) and self._waited < LONGEST_WAIT_MILLISECONDS:
            if not self._timer.isActive():
                self._timer.start()
            self.waiting.emit()
            return
        self._timer.stop()
        self._waited = 0
        self._history.workplace.refused.emit(error)
        self.settled.emit(self.keys, error)

    def _try_again(self) -> None:
        self._waited += RETRY_MILLISECONDS
        self.retry()
