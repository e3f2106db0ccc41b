"""What measures count: the shipped table fits the shipped plan, and says nothing careless."""

from __future__ import annotations

import pytest

from ctecs_desktop.domain.counting import counting_from_table
from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.plan import Population, Unit
from ctecs_desktop.domain.publication import Counted
from ctecs_desktop.domain.publication_addresses import FigurePart
from ctecs_desktop.services.workspace import starting_plan
from tests.building import make_measure
from tests.publishing import NOTHING_SAID, shipped_counting

HEADER = "code,name,part,counted,reason\n"


def test_every_line_of_the_shipped_table_is_about_a_measure_of_the_shipped_plan() -> None:
    plan = starting_plan()
    for entry in shipped_counting().entries.values():
        assert plan.measure(entry.measure).name == entry.name
        assert entry.reason


def test_expulsions_bullying_and_suspensions_are_taken_for_pupils() -> None:
    plan, counting = starting_plan(), shipped_counting()
    for code in ("1.03", "1.04", "1.05", "1.06", "1.07"):
        assert counting.counted(plan.measure(code), FigurePart.NUMERATOR) is Counted.PUPILS


def test_without_a_line_the_cautious_answer_holds() -> None:
    numerator, denominator = FigurePart.NUMERATOR, FigurePart.DENOMINATOR
    said = NOTHING_SAID.counted
    assert said(make_measure("1.01", population=Population.OTHER), numerator) is Counted.PUPILS
    assert said(make_measure("5.01", population=Population.STAFF), denominator) is Counted.STAFF
    assert said(make_measure("2.14", unit=Unit.CURRENCY), numerator) is Counted.THINGS
    per_head = make_measure("4.06", unit=Unit.AMOUNT_PER)
    assert (said(per_head, numerator), said(per_head, denominator)) == (Counted.THINGS, Counted.PUPILS)
    assert said(make_measure("1.08", unit=Unit.MEAN), FigurePart.POINTS) is Counted.POINTS


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("1.01,Name,n,things,", "reason"),
        (",Name,n,things,why", "code"),
        ("1.01,Name,r,things,why", "part"),
        ("1.01,Name,n,points,why", "counted"),
        ("1.01,Name,n,people,why", "counted"),
    ],
)
def test_a_line_that_says_nothing_usable_is_refused_with_its_column(line: str, column: str) -> None:
    with pytest.raises(PublicationRefused) as refusal:
        counting_from_table(f"{HEADER}{line}\n")
    assert refusal.value.code == "publication.counting_invalid"
    assert refusal.value.params == {"line": 2, "column": column}
