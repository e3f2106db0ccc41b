from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from ctecs_desktop.domain.plan import Direction, RollupMethod, Unit
from ctecs_desktop.domain.value import Mean, Missing, Names, Ratio, Suppressed, Value
from ctecs_desktop.wording import (
    beside_target_text,
    bounds_text,
    coverage_text,
    figure_text,
    recorded_time_text,
    short_time_text,
    target_text,
    value_text,
)
from tests.building import make_measure


def measure(**changes: Any) -> Any:
    return make_measure("1.01", **changes)


@pytest.mark.parametrize(
    ("value", "changes", "text"),
    [
        (Ratio(Decimal(57), Decimal(449)), {}, "12.7 % (57 of 449)"),
        (Ratio(Suppressed(Decimal(1), Decimal(5)), Decimal(50)), {}, "2.0–10.0 % (1–5 of 50)"),
        (Decimal(10506), {"unit": Unit.COUNT, "decimals": 0}, "10,506"),
        (Decimal("1250.5"), {"unit": Unit.CURRENCY, "decimals": 2}, "$1,250.5"),
        (Mean(Decimal("469.4"), Decimal(2445)), {"unit": Unit.MEAN}, "469.4 (n 2,445)"),
        (Suppressed(Decimal(1), Decimal(5)), {"unit": Unit.COUNT}, "1–5 (withheld)"),
        (True, {"unit": Unit.YES_NO}, "yes"),
        (date(2020, 3, 31), {"unit": Unit.MILESTONE_DATE}, "March 31, 2020"),
        (Names(("Pratt", "Acme")), {"unit": Unit.NAMES}, "Acme; Pratt"),
        (Names(()), {"unit": Unit.NAMES}, "none"),
        (Missing.NOT_APPLICABLE, {}, "not applicable"),
        (Decimal(0), {"unit": Unit.COUNT}, "0"),
    ],
)
def test_a_value_is_shown_with_its_parts(value: Value, changes: dict[str, Any], text: str) -> None:
    assert value_text(value, measure(**changes)) == text


def test_a_figure_is_rounded_as_the_measure_is_shown() -> None:
    assert figure_text(Fraction(127, 10) + Fraction(1, 30), measure()) == "12.7 %"
    assert figure_text(None, measure()) == "–"


def test_milestones_on_time_are_counted_and_their_target_is_a_date() -> None:
    milestone = measure(
        unit=Unit.MILESTONE_DATE, rollup_method=RollupMethod.ON_TIME_COUNT, direction=Direction.ON_TIME, decimals=0
    )
    assert figure_text(Fraction(14), milestone) == "14"
    assert target_text(Fraction(date(2020, 3, 31).toordinal()), milestone) == "March 31, 2020"
    earliest_and_latest = measure(unit=Unit.MILESTONE_DATE, rollup_method=RollupMethod.RANGE)
    low, high = Fraction(date(2020, 3, 1).toordinal()), Fraction(date(2020, 3, 31).toordinal())
    assert bounds_text(low, high, earliest_and_latest) == "March 1, 2020 – March 31, 2020"


def test_bounds_say_which_end_is_open() -> None:
    assert bounds_text(Fraction(12), Fraction(13), measure()) == "12.0–13.0 %"
    assert bounds_text(Fraction(12), None, measure()) == "at least 12.0 %"
    assert bounds_text(None, Fraction(13), measure()) == "at most 13.0 %"
    assert bounds_text(None, None, measure()) == "–"
    assert bounds_text(Fraction(12), Fraction(12), measure()) == "12.0 %"


def test_an_interval_is_never_shown_as_a_point() -> None:
    assert bounds_text(Fraction("3.48"), Fraction("3.52"), measure()) == "3.48–3.52 %"


def test_a_figure_short_of_its_target_never_looks_equal_to_it() -> None:
    assert beside_target_text(Fraction("12.04"), Fraction(12), measure()) == ("12.04 %", "12.00 %")
    assert beside_target_text(Fraction(12), Fraction(12), measure()) == ("12.0 %", "12.0 %")


def test_coverage_counts_schools_and_weighs_them() -> None:
    assert coverage_text(14, 17, Fraction(92, 100)) == "14 of 17 schools, 92 % of enrollment"
    assert coverage_text(1, 1, None) == "1 of 1 school"
    assert coverage_text(0, 0, None) == "no school asked"


def test_times_are_shown_in_utc_and_nonsense_as_it_is() -> None:
    assert recorded_time_text("2020-03-31T16:03:00+02:00") == "March 31, 2020, 14:03 UTC"
    assert short_time_text("2020-03-31T14:03:00Z") == "2020-03-31 14:03"
    assert recorded_time_text("") == ""
    assert short_time_text("soon") == "soon"
