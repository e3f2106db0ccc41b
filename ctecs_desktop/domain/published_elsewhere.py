"""What readers have of a release from elsewhere: the figures that the state published itself cannot be withheld here.

A sign in place of such a figure would protect nobody, so that the suppression would rest on sand: the audit must know
that everybody can look it up. What the state withheld is an interval in the rollup already.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.publication import CellId, PublicationSet, Reader
from ctecs_desktop.domain.publication_addresses import FigurePart, FigurePlace
from ctecs_desktop.domain.published import PublishedAddress, PublishedFigure, is_rounded


def with_published_elsewhere(
    publication: PublicationSet, plan: Plan, published: Iterable[PublishedFigure]
) -> PublicationSet:
    """``publication`` with every figure known that the state gives exactly so; another one tells readers nothing."""
    counts: set[CellId] = set()
    rates: set[CellId] = set()
    for figure in published:
        if not isinstance(figure.amount, Decimal) or not plan.has_measure(figure.address.measure):
            continue
        name = _name(publication, plan, figure.address)
        if name in publication.by_name and publication.cell(name).number == figure.amount:
            counts.add(name)
        elif name in publication.quotient_by_name and _is_as_printed(publication, name, figure.amount):
            rates.add(name)
    return replace(
        publication,
        cells=tuple(
            replace(cell, reader=Reader.KNOWN) if cell.name in counts and cell.reader is Reader.SHOWN else cell
            for cell in publication.cells
        ),
        quotients=tuple(replace(rate, is_known=True) if rate.name in rates else rate for rate in publication.quotients),
    )


def _name(publication: PublicationSet, plan: Plan, address: PublishedAddress) -> CellId:
    """The cell or rate that a published figure is, if the release has it."""
    measure = plan.measure(address.measure)
    school = None if address.organization == plan.district else SchoolCode(address.organization)
    place = FigurePlace(measure.code, address.school_year, school, address.subgroup)
    rate = place.name(FigurePart.RATE)
    if is_rounded(measure, address.part):
        return rate
    if address.part is Part.DENOMINATOR and rate in publication.quotient_by_name:
        return publication.quotient_by_name[rate].denominator
    return place.name(FigurePart.NUMERATOR)


def _is_as_printed(publication: PublicationSet, name: CellId, amount: Decimal) -> bool:
    """Whether the state prints the rate to as many places as we, and the same."""
    places = -int(amount.as_tuple().exponent)
    return places == publication.quotient_by_name[name].decimals and publication.shown_value(name) == amount
