"""Tests of what a value shows and of how it stands against its target."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.plan import Baseline, Direction, Measure, Target
from ctecs_desktop.domain.status import NOTHING, Bounds, MeasureStatus, displayed, status_of, targets_of
from ctecs_desktop.domain.value import Mean, Missing, Names, Ratio, Suppressed, Value
from ctecs_desktop.exchange.plan_files import shipped_plan

PLAN = shipped_plan()
PERCENT, RATE, AMOUNT, MEAN, COUNT, CAPACITY = (
    PLAN.measure(code) for code in ("1.01", "1.06", "5.06", "1.12", "3.01", "3.03")
)
FEW = Suppressed(Decimal(1), Decimal(5))
SCHOOL = PLAN.schools[0].code
MET, ON_TRACK, OFF_TRACK = MeasureStatus.MET, MeasureStatus.ON_TRACK, MeasureStatus.OFF_TRACK
UNDETERMINED, NOT_RATED, NO_DATA = MeasureStatus.UNDETERMINED, MeasureStatus.NOT_RATED, MeasureStatus.NO_DATA


def ratio(numerator: int, denominator: int) -> Ratio:
    return Ratio(Decimal(numerator), Decimal(denominator))


@pytest.mark.parametrize(
    ("measure", "value", "low", "high"),
    [
        (PERCENT, ratio(1, 3), Fraction(100, 3), Fraction(100, 3)),
        (PERCENT, Ratio(FEW, Decimal(20)), 5, 25),
        (PERCENT, Ratio(Decimal(3), FEW), 60, 100),  # a share is never more than everybody
        (PERCENT, Ratio(FEW, Suppressed(Decimal(0), Decimal(10))), 10, 100),
        (CAPACITY, Ratio(Decimal(3), FEW), 60, 200),
        (PERCENT, ratio(151, 143), Fraction(15100, 143), Fraction(15100, 143)),
        (RATE, Ratio(FEW, Suppressed(Decimal(0), Decimal(10))), 10, None),
        (RATE, ratio(12, 8), 150, 150),
        (AMOUNT, ratio(7, 2), Fraction(7, 2), Fraction(7, 2)),
        (PERCENT, ratio(0, 0), None, None),
        (MEAN, Mean(Decimal("449.5"), Decimal(174)), Fraction(899, 2), Fraction(899, 2)),
        (MEAN, Mean(Suppressed(Decimal(400), Decimal(500)), FEW), 400, 500),
        (COUNT, Decimal(0), 0, 0),
        (COUNT, FEW, 1, 5),
        (PLAN.measure("4.01"), True, 1, 1),
        (PLAN.measure("4.01"), False, 0, 0),
        (PLAN.measure("4.03"), date(2020, 3, 31), 737515, 737515),
        (PLAN.measure("2.04"), Names(("Acme", "Pratt")), 2, 2),
        (COUNT, Missing.NOT_ENTERED, None, None),
        (COUNT, Missing.NOT_APPLICABLE, None, None),
    ],
)
def test_what_is_shown_is_exact(
    measure: Measure, value: Value, low: Fraction | int | None, high: Fraction | int | None
) -> None:
    assert displayed(value, measure) == Bounds(
        None if low is None else Fraction(low), None if high is None else Fraction(high)
    )


def _status(
    low: str | None,
    high: str | None = None,
    *,
    direction: Direction = Direction.LOWER,
    targets: tuple[tuple[str, str, str | None], ...] = (("2020-21", "12.0", None),),
    baseline: tuple[str, str] | None = None,
    school_year: str = "2020-21",
) -> MeasureStatus:
    measure = replace(PERCENT, direction=direction)
    return status_of(
        None if low is None else Fraction(low),
        None if (high or low) is None else Fraction(high or low or 0),
        measure,
        baseline=None if baseline is None else Baseline(measure.code, baseline[0], Decimal(baseline[1]), "test"),
        targets=[
            Target(measure.code, year, Decimal(least), None if most is None else Decimal(most))
            for year, least, most in targets
        ],
        school_year=school_year,
    )


@pytest.mark.parametrize(
    ("direction", "value", "status"),
    [
        (Direction.LOWER, "12", MET),
        (Direction.LOWER, "12.04", OFF_TRACK),  # shown as 12.0, and still not 12.0
        (Direction.LOWER, "11.96", MET),
        (Direction.HIGHER, "12", MET),
        (Direction.HIGHER, "11.96", OFF_TRACK),
        (Direction.INFO, "12", NOT_RATED),
    ],
)
def test_the_years_own_target_is_met_or_not_to_the_last_fraction(
    direction: Direction, value: str, status: MeasureStatus
) -> None:
    assert _status(value, direction=direction) is status


@pytest.mark.parametrize(("value", "status"), [("89.99", OFF_TRACK), ("90", MET), ("100", MET), ("100.01", OFF_TRACK)])
def test_a_band_is_met_within_its_ends(value: str, status: MeasureStatus) -> None:
    assert _status(value, direction=Direction.TARGET_BAND, targets=(("2020-21", "90", "100"),)) is status


def test_yes_and_being_on_time_meet_their_targets() -> None:
    yes = (("2020-21", "1", None),)
    assert _status("1", direction=Direction.YES, targets=yes) is MET
    assert _status("0", direction=Direction.YES, targets=yes) is OFF_TRACK
    due = (("2020-21", str(date(2021, 6, 30).toordinal()), None),)
    assert _status(str(date(2021, 6, 30).toordinal()), direction=Direction.ON_TIME, targets=due) is MET
    assert _status(str(date(2021, 7, 1).toordinal()), direction=Direction.ON_TIME, targets=due) is OFF_TRACK


def test_nothing_known_is_no_data_and_no_target_is_not_rated() -> None:
    assert _status(None) is NO_DATA
    assert Bounds(None, None) == NOTHING
    assert _status("12", targets=()) is NOT_RATED
    assert _status("12", targets=(("2019-20", "12.0", None),)) is NOT_RATED


@pytest.mark.parametrize(
    ("low", "high", "status"), [("5", "12", MET), ("5", "13", UNDETERMINED), ("12.5", "13", OFF_TRACK)]
)
def test_an_interval_is_rated_only_where_both_its_ends_agree(low: str, high: str, status: MeasureStatus) -> None:
    assert _status(low, high) is status


def test_a_value_without_an_upper_bound_is_rated_only_by_what_is_certain() -> None:
    target = Target(RATE.code, "2020-21", Decimal(12))

    def rate(low: int, direction: Direction) -> MeasureStatus:
        measure = replace(RATE, direction=direction)
        return status_of(Fraction(low), None, measure, baseline=None, targets=[target], school_year="2020-21")

    assert rate(13, Direction.LOWER) is OFF_TRACK
    assert rate(11, Direction.LOWER) is UNDETERMINED
    assert rate(13, Direction.HIGHER) is MET


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("11.9", ON_TRACK),  # reached already
        ("14", ON_TRACK),  # the line from 16 in 2018-19 to 12 in 2020-21 is at 14 in 2019-20
        ("14.01", OFF_TRACK),
    ],
)
def test_before_the_targets_year_a_value_follows_the_straight_line_from_the_baseline(
    value: str, status: MeasureStatus
) -> None:
    assert _status(value, baseline=("2018-19", "16"), school_year="2019-20") is status


def test_the_next_year_with_a_target_counts_and_the_years_own_before_it() -> None:
    targets = (("2021-22", "10", None), ("2019-20", "14", None), ("2020-21", "12", None))
    assert _status("14", targets=targets, school_year="2019-20") is MET
    assert _status("12.5", targets=targets, school_year="2020-21") is OFF_TRACK
    assert _status("12.5", targets=targets[:2], baseline=("2018-19", "16"), school_year="2020-21") is OFF_TRACK
    assert _status("12", targets=targets[:2], baseline=("2018-19", "16"), school_year="2020-21") is ON_TRACK


def test_without_a_line_a_value_short_of_a_later_target_is_not_rated() -> None:
    assert _status("13", school_year="2019-20") is NOT_RATED
    assert _status("12", school_year="2019-20") is ON_TRACK
    assert _status("13", baseline=("2020-21", "16"), school_year="2019-20") is NOT_RATED
    later = (("2021-22", "1", None),)
    assert _status("0", direction=Direction.YES, targets=later, baseline=("2018-19", "0")) is NOT_RATED
    assert _status("1", direction=Direction.YES, targets=later) is ON_TRACK


def test_a_band_is_approached_from_the_side_the_baseline_is_on() -> None:
    band = (("2020-21", "90", "100"),)

    def on_the_way(value: str) -> MeasureStatus:
        return _status(
            value, direction=Direction.TARGET_BAND, targets=band, baseline=("2018-19", "110"), school_year="2019-20"
        )

    assert on_the_way("105") is ON_TRACK
    assert on_the_way("105.1") is OFF_TRACK
    assert on_the_way("89") is OFF_TRACK


def test_an_interval_across_the_line_is_undetermined() -> None:
    assert _status("13", "15", baseline=("2018-19", "16"), school_year="2019-20") is UNDETERMINED


@given(st.fractions(0, 100), st.fractions(0, 100), st.integers(0, 100))
def test_a_better_value_never_stands_worse(one: Fraction, other: Fraction, goal: int) -> None:
    rank = {OFF_TRACK: 0, ON_TRACK: 1, MET: 1}
    low, high = min(one, other), max(one, other)
    targets = [Target(PERCENT.code, "2021-22", Decimal(goal))]
    baseline = Baseline(PERCENT.code, "2018-19", Decimal(50), "test")
    for year in ("2019-20", "2021-22"):

        def rated(value: Fraction, direction: Direction, year: str = year) -> int:
            measure = replace(PERCENT, direction=direction)
            return rank[status_of(value, value, measure, baseline=baseline, targets=targets, school_year=year)]

        assert rated(low, Direction.LOWER) >= rated(high, Direction.LOWER)
        assert rated(high, Direction.HIGHER) >= rated(low, Direction.HIGHER)


def test_a_school_is_held_to_its_own_targets_or_to_the_districts_but_never_to_its_totals() -> None:
    district = Target(PERCENT.code, "2020-21", Decimal(12))
    own = Target(PERCENT.code, "2020-21", Decimal(20), school=SCHOOL)
    total = Target(COUNT.code, "2020-21", Decimal(10_900))
    plan = replace(PLAN, targets=(district, own, total))
    assert targets_of(plan, PERCENT) == (district,)
    assert targets_of(plan, PERCENT, SCHOOL) == (own,)
    assert targets_of(plan, PERCENT, SchoolCode("9999999")) == (district,)
    assert targets_of(plan, COUNT) == (total,)
    assert targets_of(plan, COUNT, SCHOOL) == ()
