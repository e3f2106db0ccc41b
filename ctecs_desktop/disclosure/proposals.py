"""Coarser editions to choose from: what each spares the reader in stars, and what it costs in detail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from ctecs_desktop.disclosure.protection import proposed_protection
from ctecs_desktop.domain.coarsening import Coarsening, CoarseningKind, coarsened
from ctecs_desktop.domain.disclosure_plan import Override
from ctecs_desktop.domain.disclosure_rules import DisclosureRules
from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.publication import PublicationSet, Reader
from ctecs_desktop.domain.value import low_of

Report = Callable[[int, int, str], None]
"""``report(done, total, what)``: told between proposals and inside them; raises ``Cancelled``."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What becomes of a release: ``None`` for the coarsening stands for the release as it is.

    ``boxes`` are the counts and rates that it has, ``withheld`` those of them with a sign, ``small_groups`` the
    protections that it needs (the risk), ``can_be_published`` whether the audit passes.
    """

    coarsening: Coarsening | None
    boxes: int
    withheld: int
    small_groups: int
    can_be_published: bool

    @property
    def shown(self) -> int:
        """Figures that readers get. The difference from the release as it is is the loss, or the gain."""
        return self.boxes - self.withheld


def proposals(
    publication: PublicationSet,
    rules: DisclosureRules,
    *,
    breakdowns: tuple[str, ...],
    years: str,
    further: tuple[Coarsening, ...] = (),
    overrides: tuple[Override, ...] = (),
    report: Report,
) -> tuple[Proposal, ...]:
    """The release as it is, then each coarser one: smallest two groups merged, years merged, a breakdown dropped.

    ``breakdowns`` and ``years`` are the names of these dimensions in the coordinates; ``further`` ways come last.
    """
    ways: list[Coarsening | None] = [None]
    for dimension in breakdowns:
        smallest = _by_size(publication, dimension)[:2]
        if len(_by_size(publication, dimension)) > 2:
            ways.append(Coarsening(CoarseningKind.MERGE, dimension, tuple(sorted(smallest))))
        if smallest:
            ways.append(Coarsening(CoarseningKind.DROP, dimension))
    told = _by_size(publication, years)
    if len(told) > 1:
        ways.append(Coarsening(CoarseningKind.MERGE, years, tuple(sorted(told))))
    ways += further
    found = []
    for done, way in enumerate(ways):
        report(done, len(ways), "proposals")
        try:
            coarser = publication if way is None else coarsened(publication, way)
        except PublicationRefused:
            continue  # readers have the detail already
        decided = tuple(each for each in overrides if each.cell in coarser.by_name)
        found.append(_judged(coarser, rules, way, overrides=decided, report=report))
    return tuple(found)


def _by_size(publication: PublicationSet, dimension: str) -> list[str]:
    """The categories of ``dimension``, smallest first, by all that is counted in them."""
    sizes: dict[str, Decimal] = defaultdict(Decimal)
    for cell in publication.cells:
        category = dict(cell.coordinates).get(dimension)
        if category is not None:
            sizes[category] += low_of(cell.value)
    return sorted(sizes, key=lambda category: (sizes[category], category))


def _judged(
    publication: PublicationSet,
    rules: DisclosureRules,
    way: Coarsening | None,
    *,
    overrides: tuple[Override, ...],
    report: Report,
) -> Proposal:
    protection = proposed_protection(publication, rules, overrides=overrides, report=report)
    boxes = [cell.name for cell in publication.cells if cell.reader is Reader.SHOWN]
    boxes += [quotient.name for quotient in publication.quotients]
    return Proposal(
        coarsening=way,
        boxes=len(boxes),
        withheld=sum(protection.plan.is_withheld(name) for name in boxes),
        small_groups=len(protection.plan.asks),
        can_be_published=protection.audit.has_passed,
    )
