"""What the state published is known to readers, whatever signs a public edition prints."""

from __future__ import annotations

from decimal import Decimal

from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, SchoolCode
from ctecs_desktop.domain.publication import CellId, Reader
from ctecs_desktop.domain.published import Amount, PublishedAddress, PublishedFigure, Unstated
from ctecs_desktop.domain.published_elsewhere import with_published_elsewhere
from ctecs_desktop.domain.value import Suppressed
from tests.publishing import (
    ABSENCE,
    FIRST,
    OWN_YEAR,
    SECOND,
    THIRD,
    declared,
    protected,
    publishing_plan,
    year_of_canaries,
)

PLAN = publishing_plan()


def published(school: str, part: Part, amount: Amount) -> PublishedFigure:
    address = PublishedAddress(SchoolCode(school), OWN_YEAR, MeasureCode(ABSENCE), ALL_STUDENTS, part)
    return PublishedFigure(address, amount, 2, "Count")


def name(part: str, school: str) -> CellId:
    return CellId(f"{ABSENCE} {part} {school} {OWN_YEAR}")


def test_a_sign_never_stands_for_protection_where_the_state_tells_the_figure() -> None:
    publication = declared(values=[year_of_canaries(0)])
    before = protected(publication).plan
    hidden = next(school for school in (SECOND, THIRD) if before.is_withheld(name("n", school)))
    number = publication.cell(name("n", hidden)).number
    assert number is not None
    known = with_published_elsewhere(publication, PLAN, [published(hidden, Part.NUMERATOR, number)])
    assert known.cell(name("n", hidden)).reader is Reader.KNOWN
    after = protected(known).plan
    assert not after.is_withheld(name("n", hidden))
    assert after.is_withheld(name("n", FIRST))
    other = THIRD if hidden == SECOND else SECOND
    assert after.is_withheld(name("n", other)) or after.is_withheld(name("n", "district")), "another one has to do it"


def test_only_what_is_told_exactly_so_is_known() -> None:
    publication = declared(values=[year_of_canaries(0)])
    others = [
        published(SECOND, Part.NUMERATOR, Decimal(316)),
        published(SECOND, Part.NUMERATOR, Suppressed(Decimal(1), Decimal(5))),
        published(SECOND, Part.VALUE, Unstated.WITHHELD),
        published(SECOND, Part.VALUE, Decimal("9.35")),
    ]
    assert with_published_elsewhere(publication, PLAN, others) == publication


def test_a_rate_printed_as_we_print_it_is_known_and_so_is_its_denominator() -> None:
    publication = declared(values=[year_of_canaries(0)])
    told = [published(SECOND, Part.VALUE, Decimal("9.3")), published(SECOND, Part.DENOMINATOR, Decimal(3391))]
    known = with_published_elsewhere(publication, PLAN, told)
    assert known.quotient_by_name[name("r", SECOND)].is_known
    assert known.cell(name("d", SECOND)).reader is Reader.KNOWN
