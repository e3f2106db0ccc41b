"""Steps of undo, read off the history: one act is one step, and what takes an act back is an act itself."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from ctecs_desktop.domain.observation import Observation, ObservationKey

Address = TypeVar("Address", bound=Hashable)
Held = TypeVar("Held")

# Frozen without slots: Python 3.11 cannot make an object by the name of a generic class with both (Act, Step below).


@dataclass(frozen=True)
class ActOn(Generic[Address, Held]):
    """What one transaction did: at each address what stood before it and what stood after.

    ``reverses`` is the number of the act that it took back, 0 for one that stands by itself.
    """

    number: int
    reverses: int
    at: str
    person: str
    before: Mapping[Address, Held]
    after: Mapping[Address, Held]


@dataclass(frozen=True)
class StepOn(Generic[Address, Held]):
    """What a person did at once: typed a value, pasted a block, entered a file.

    ``act`` is the last act that did it or took it back. ``at`` and ``person`` are those of the first. Undone, the
    values are those of ``before``; done again, those of ``after``.
    """

    act: int
    at: str
    person: str
    before: Mapping[Address, Held]
    after: Mapping[Address, Held]

    @property
    def keys(self) -> frozenset[Address]:
        """The addresses whose values it changed."""
        return frozenset(self.before)


@dataclass(frozen=True)
class StepsOn(Generic[Address, Held]):
    """What can be undone and what can be done again; the last of each comes first in turn."""

    done: tuple[StepOn[Address, Held], ...] = ()
    undone: tuple[StepOn[Address, Held], ...] = ()

    @property
    def next_undo(self) -> StepOn[Address, Held] | None:
        """What Ctrl+Z takes back."""
        return self.done[-1] if self.done else None

    @property
    def next_redo(self) -> StepOn[Address, Held] | None:
        """What Ctrl+Y does again."""
        return self.undone[-1] if self.undone else None


Act = ActOn[ObservationKey, Observation]
"""What one transaction did to the values of a period."""

Step = StepOn[ObservationKey, Observation]
Steps = StepsOn[ObservationKey, Observation]


def steps_of(acts: Iterable[ActOn[Address, Held]]) -> StepsOn[Address, Held]:
    """The steps that ``acts``, in their order, leave to be undone and to be done again.

    A new act ends what could be done again, as everywhere. An act that takes back one which no longer stands (a second
    window may have been quicker) counts as new.
    """
    done: dict[int, StepOn[Address, Held]] = {}  # by the last act; a dict keeps the order
    undone: dict[int, StepOn[Address, Held]] = {}
    for act in acts:
        if act.reverses in done:
            undone[act.number] = replace(done.pop(act.reverses), act=act.number)
        elif act.reverses in undone:
            done[act.number] = replace(undone.pop(act.reverses), act=act.number)
        elif act.before:
            done[act.number] = StepOn(act.number, act.at, act.person, act.before, act.after)
            undone.clear()
    return StepsOn(tuple(done.values()), tuple(undone.values()))
