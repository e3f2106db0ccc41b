"""Steps of undo, read off the history: one act is one step, and what takes an act back is an act itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ctecs_desktop.domain.observation import Observation, ObservationKey


@dataclass(frozen=True, slots=True)
class Act:
    """What one transaction did to the values of a period: at each address what stood before it and what stood after.

    ``reverses`` is the number of the act that it took back, 0 for one that stands by itself.
    """

    number: int
    reverses: int
    at: str
    person: str
    before: Mapping[ObservationKey, Observation]
    after: Mapping[ObservationKey, Observation]


@dataclass(frozen=True, slots=True)
class Step:
    """What a person did at once: typed a value, pasted a block, entered a file.

    ``act`` is the last act that did it or took it back. ``at`` and ``person`` are those of the first. Undone, the
    values are those of ``before``; done again, those of ``after``.
    """

    act: int
    at: str
    person: str
    before: Mapping[ObservationKey, Observation]
    after: Mapping[ObservationKey, Observation]

    @property
    def keys(self) -> frozenset[ObservationKey]:
        """The addresses whose values it changed."""
        return frozenset(self.before)


@dataclass(frozen=True, slots=True)
class Steps:
    """What can be undone and what can be done again; the last of each comes first in turn."""

    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()

    @property
    def next_undo(self) -> Step | None:
        """What Ctrl+Z takes back."""
        return self.done[-1] if self.done else None

    @property
    def next_redo(self) -> Step | None:
        """What Ctrl+Y does again."""
        return self.undone[-1] if self.undone else None


def steps_of(acts: Iterable[Act]) -> Steps:
    """The steps that ``acts``, in their order, leave to be undone and to be done again.

    A new act ends what could be done again, as everywhere. An act that takes back one which no longer stands (a second
    window may have been quicker) counts as new.
    """
    done: dict[int, Step] = {}  # by the last act; a dict keeps the order
    undone: dict[int, Step] = {}
    for act in acts:
        if act.reverses in done:
            undone[act.number] = replace(done.pop(act.reverses), act=act.number)
        elif act.reverses in undone:
            done[act.number] = replace(undone.pop(act.reverses), act=act.number)
        elif act.before:
            done[act.number] = Step(act.number, act.at, act.person, act.before, act.after)
            undone.clear()
    return Steps(tuple(done.values()), tuple(undone.values()))
