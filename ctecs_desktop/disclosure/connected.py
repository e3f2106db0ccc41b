"""Things that hang together: what sums and rates do not tie to each other can be solved apart, and much faster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

Thing = TypeVar("Thing", bound=Hashable)


def heads_of(things: Iterable[Thing], ties: Iterable[Sequence[Thing]]) -> dict[Thing, Thing]:
    """For each thing the first of those that hang together with it; ``ties`` names only ``things``."""
    order = {thing: place for place, thing in enumerate(things)}
    leader = {thing: thing for thing in order}

    def find(thing: Thing) -> Thing:
        while leader[thing] != thing:
            leader[thing] = leader[leader[thing]]
            thing = leader[thing]
        return thing

    for tie in ties:
        for other in tie[1:]:
            one, another = find(tie[0]), find(other)
            if order[one] > order[another]:
                one, another = another, one
            leader[another] = one
    return {thing: find(thing) for thing in order}


def groups_of(heads: dict[Thing, Thing]) -> dict[Thing, list[Thing]]:
    """The things of each head, in their order."""
    groups: dict[Thing, list[Thing]] = defaultdict(list)
    for thing, head in heads.items():
        groups[head].append(thing)
    return dict(groups)
