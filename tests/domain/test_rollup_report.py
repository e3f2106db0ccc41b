from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.domain.observation import Observation
from ctecs_desktop.domain.plan import Level, Population, RollupMethod, Unit
from ctecs_desktop.domain.rollup import Rollup, roll_up
from ctecs_desktop.domain.rollup_report import exact_text, figure_document, rollup_document, shows_dates
from ctecs_desktop.domain.value import Ratio, Suppressed, Value
from tests.building import DISTRICT, YEAR, key, make_measure, make_plan, make_school, make_submission, make_submitted

SCHOOLS = [make_school("9001116", 400), make_school("9001216", 200)]
RATE = make_measure("1.01")
DATE = make_measure(
    "4.04",
    unit=Unit.MILESTONE_DATE,
    rollup_method=RollupMethod.RANGE,
    denominator="",
    population=Population.OTHER,
)
PLAN = make_plan([RATE, DATE], SCHOOLS)


def rolled(values: dict[str, dict[tuple[str, str], Value]]) -> Rollup:
    accepted = [make_submitted(make_submission(school, sent), file_name="one.xlsx") for school, sent in values.items()]
    return roll_up(PLAN, PLAN.period(YEAR), accepted)


@given(st.decimals(min_value=-1000, max_value=1000, places=6))
def test_a_finite_decimal_is_spelled_exactly(number: Decimal) -> None:
    assert Fraction(exact_text(Fraction(number))) == Fraction(number)


@given(st.fractions(min_value=-100, max_value=100))
def test_any_number_is_spelled_to_within_half_a_millionth(number: Fraction) -> None:
    assert abs(Fraction(exact_text(number)) - number) <= Fraction(1, 2_000_000)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(1, 3), "0.333333"),
        (Fraction(-2, 3), "-0.666667"),
        (Fraction(1, 10**9), "0.000000001"),
        (Fraction(1, 6_000_000), "0"),
        (Fraction(250), "250"),
        (Fraction(5, 8), "0.625"),
    ],
)
def test_endless_numbers_are_rounded_half_up_to_six_places_and_others_are_not(number: Fraction, text: str) -> None:
    assert exact_text(number) == text


def test_a_figure_names_its_parts_bounds_coverage_and_cells() -> None:
    rollup = rolled({"9001116": {("1.01", "all"): Ratio(Decimal(1), Decimal(3))}})
    document = figure_document(rollup.figure("1.01"), PLAN)
    assert document["measure"] == "1.01"
    assert document["subgroup"] == "all"
    assert document["method"] == "ratio of sums"
    assert (document["numerator"], document["denominator"], document["value"]) == ("1", "3", "33.333333")
    assert (document["low"], document["high"]) == ("0.492611", "99.014778")
    assert document["coverage"] == {"reporting": 1, "expected": 2, "enrolment_share": "0.666667"}
    assert document["sources"] == [
        {
            "school": "9001116",
            "revision": 1,
            "file": "one.xlsx",
            "sheet": "Goal 1",
            "cell": "E6",
            "value": "1/3",
            "digest": rollup.figure("1.01").sources[0].digest,
            "note": "",
        }
    ]


def test_a_withheld_figure_has_bounds_and_no_value() -> None:
    rollup = rolled({"9001116": {("1.01", "all"): Ratio(Suppressed(Decimal(1), Decimal(5)), Decimal(10))}})
    document = figure_document(rollup.figure("1.01"), PLAN)
    assert (document["numerator"], document["value"]) == (None, None)
    assert document["notes"] == ["schools_missing", "figures_withheld"]


def test_dates_are_iso_dates() -> None:
    rollup = rolled({"9001116": {("4.04", "all"): date(2015, 11, 1)}, "9001216": {("4.04", "all"): date(2015, 9, 1)}})
    document = figure_document(rollup.figure("4.04"), PLAN)
    assert (document["value"], document["low"], document["high"]) == (None, "2015-09-01", "2015-11-01")


def test_a_count_of_dates_on_time_is_a_number_and_an_entered_date_a_date() -> None:
    counted = make_measure("4.03", unit=Unit.MILESTONE_DATE, rollup_method=RollupMethod.ON_TIME_COUNT)
    entered = make_measure(
        "4.03", unit=Unit.MILESTONE_DATE, rollup_method=RollupMethod.ON_TIME_COUNT, level=Level.CENTRAL
    )
    assert not shows_dates(counted)
    assert shows_dates(entered)
    address = key("4.03", school=DISTRICT)
    plan = make_plan([entered], SCHOOLS)
    rollup = roll_up(plan, plan.period(YEAR), [], entered={address: Observation(address, date(2016, 2, 29))})
    assert figure_document(rollup.figure("4.03"), plan)["low"] == "2016-02-29"


def test_the_whole_rollup_counts_its_schools_names_the_missing_and_is_plain_json() -> None:
    rollup = rolled({"9001216": {("1.01", "all"): Ratio(Decimal(1), Decimal(4))}})
    document = rollup_document(rollup, PLAN)
    assert (document["schools_expected"], document["schools_accepted"]) == (2, 1)
    assert document["schools_missing"] == ["9001116"]
    assert document["period"] == "2015-16"
    assert document["fingerprint"] == rollup.fingerprint
    assert json.loads(json.dumps(document)) == document
