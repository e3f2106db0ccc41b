"""District figures: the published cases of 2015-16, coverage, bounds and provenance."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.domain.observation import Observation
from ctecs_desktop.domain.plan import Direction, Level, Measure, Population, RollupMethod, SumBound, Target, Unit
from ctecs_desktop.domain.rollup import Rollup, RollupNote, roll_up
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.domain.value import Mean, Missing, Names, Ratio, Suppressed, Value, rounded
from tests.building import DISTRICT, YEAR, key, make_measure, make_plan, make_school, make_submission, make_submitted

# Published figures of the 17 schools: code, October enrolment 2015, chronic absence %, suspended students,
# cohort 2014-15, SAT ELA tested, SAT ELA mean, suspension %, October enrolment 2016.
# Source: EdSight, through the CT Data Collaborative.
PUBLISHED = [
    ("9001116", 784, "20.9", 83, 194, 174, 449, "10.8", 780),
    ("9001216", 640, "8.0", 102, 143, 145, 491, "15.8", 667),
    ("9001316", 623, "10.2", 48, 142, 154, 469, "8.0", 644),
    ("9001416", 551, "29.2", 111, 121, 140, 417, "20.8", 546),
    ("9001516", 768, "18.1", 158, 191, 169, 429, "21.1", 720),
    ("9001616", 653, "11.8", 119, 155, 148, 475, "18.7", 624),
    ("9001716", 760, "8.7", 67, 178, 188, 482, "8.9", 750),
    ("9001816", 588, "14.1", 77, 153, 139, 465, "13.3", 522),
    ("9001916", 636, "10.8", 129, 134, 141, 453, "21.0", 624),
    ("9002016", 657, "4.3", 76, 163, 158, 494, "11.7", 643),
    ("9002116", 250, "13.9", 54, None, None, None, "22.5", 319),
    ("9002216", 657, "13.7", 75, 155, 157, 502, "11.6", 639),
    ("9002316", 758, "7.0", 87, 171, 174, 493, "11.5", 767),
    ("9002416", 496, "6.7", 86, 136, 118, 478, "17.4", 474),
    ("9002516", 573, "17.7", 80, 125, 131, 456, "14.2", 570),
    ("9002616", 811, "9.4", 115, 201, 184, 478, "14.6", 783),
    ("9002716", 505, "14.2", 75, 106, 125, 473, "15.4", 484),
]
SCHOOLS = [make_school(row[0], row[1]) for row in PUBLISHED]
ENROLMENT = make_measure("3.01", unit=Unit.COUNT, rollup_method=RollupMethod.SUM, low=Decimal(0), high=None)


def rolled(
    measure: Measure,
    values: Mapping[str, Value],
    *,
    subgroup: str = "all",
    own: Value | None = None,
    targets: tuple[Target, ...] = (),
) -> Rollup:
    """The rollup of one measure over the published schools; a school that ``values`` lacks has sent nothing."""
    plan = make_plan([measure, ENROLMENT], SCHOOLS, targets=targets)
    accepted = [
        make_submitted(make_submission(school, {(measure.code, subgroup): value})) for school, value in values.items()
    ]
    entered = {}
    if own is not None:
        address = key(measure.code, subgroup, school=DISTRICT)
        entered[address] = Observation(address, own)
    return roll_up(plan, plan.period(YEAR), accepted, entered=entered)


def suspensions() -> dict[str, Value]:
    """Published counts over the denominators that the published percentages imply."""
    return {
        row[0]: Ratio(Decimal(row[3]), rounded(Fraction(100 * row[3]) / Fraction(Decimal(row[7])), 0))
        for row in PUBLISHED
    }


def absences() -> dict[str, Value]:
    return {row[0]: Ratio(rounded(Fraction(Decimal(row[2])) * row[1] / 100, 0), Decimal(row[1])) for row in PUBLISHED}


def sat_means() -> dict[str, Value]:
    return {
        row[0]: Missing.NOT_YET if row[6] is None else Mean(Decimal(row[6]), Decimal(row[5] or 0)) for row in PUBLISHED
    }


SUSPENSION = make_measure(
    "1.03",
    direction=Direction.LOWER,
    level=Level.SCHOOL_AND_CENTRAL,
    rollup_method=RollupMethod.DISTRICT_ENTERED,
    sum_bound=SumBound.UPPER,
)


def test_suspended_students_are_the_1537_that_central_office_enters_and_not_the_sum_of_1542() -> None:
    figure = rolled(SUSPENSION, suspensions(), own=Ratio(Decimal(1537), Decimal(10505))).figure("1.03")
    assert figure.numerator == 1537
    assert rounded(figure.value or Fraction(0), 1) == Decimal("14.6")
    wrong = sum(Fraction(Decimal(row[7])) for row in PUBLISHED) / len(PUBLISHED)
    assert rounded(wrong, 2) == Decimal("15.14")
    assert figure.school_sum is not None
    assert rounded(figure.school_sum, 2) == Decimal("14.68")
    assert RollupNote.DISTRICT_ENTERED in figure.notes
    assert RollupNote.OUTSIDE_SCHOOL_SUM not in figure.notes


def test_until_central_office_enters_the_schools_sum_is_only_an_upper_bound() -> None:
    figure = rolled(SUSPENSION, suspensions()).figure("1.03")
    assert figure.value is None
    assert figure.high is not None
    assert figure.low is None
    assert rounded(figure.high, 2) == Decimal("14.68")
    assert RollupNote.NOT_ENTERED_BY_DISTRICT in figure.notes


def test_a_district_entry_above_the_schools_sum_is_named() -> None:
    figure = rolled(SUSPENSION, suspensions(), own=Ratio(Decimal(1543), Decimal(10505))).figure("1.03")
    assert RollupNote.OUTSIDE_SCHOOL_SUM in figure.notes


def test_teachers_who_moved_to_a_sister_school_make_the_sum_a_lower_bound() -> None:
    measure = make_measure(
        "5.01",
        level=Level.SCHOOL_AND_CENTRAL,
        rollup_method=RollupMethod.DISTRICT_ENTERED,
        population=Population.STAFF,
        sum_bound=SumBound.LOWER,
    )
    values: dict[str, Value] = {row[0]: Ratio(Decimal(45), Decimal(50)) for row in PUBLISHED}
    figure = rolled(measure, values).figure("5.01")
    assert (figure.value, figure.low, figure.high) == (None, Fraction(90), None)


def test_chronic_absence_is_weighted_by_enrolment_and_not_the_mean_of_percentages() -> None:
    figure = rolled(make_measure("1.01", direction=Direction.LOWER), absences()).figure("1.01")
    wrong = sum(Fraction(Decimal(row[2])) for row in PUBLISHED) / len(PUBLISHED)
    assert rounded(wrong, 2) == Decimal("12.86")
    assert figure.value is not None
    assert rounded(figure.value, 2) == Decimal("12.72")
    assert figure.low == figure.value == figure.high


def test_the_sat_mean_is_weighted_by_those_tested() -> None:
    measure = make_measure(
        "1.12", unit=Unit.MEAN, rollup_method=RollupMethod.WEIGHTED_MEAN, low=Decimal(200), high=Decimal(800)
    )
    figure = rolled(measure, sat_means()).figure("1.12")
    means = [row[6] for row in PUBLISHED if row[6] is not None]
    assert rounded(Fraction(sum(means), len(means)), 1) == Decimal("469.0")
    assert figure.value is not None
    assert rounded(figure.value, 1) == Decimal("469.4")
    assert (figure.coverage.reporting, figure.coverage.expected) == (16, 16)


def test_the_graduation_cohort_adds_up_to_2468_over_sixteen_schools() -> None:
    measure = make_measure("1.14", unit=Unit.COUNT, rollup_method=RollupMethod.SUM)
    values: dict[str, Value] = {row[0]: Missing.NOT_YET if row[4] is None else Decimal(row[4]) for row in PUBLISHED}
    figure = rolled(measure, values).figure("1.14")
    assert figure.numerator == 2468
    assert figure.coverage.is_whole
    assert figure.coverage.expected == 16


def test_enrolment_of_october_2016_adds_up_to_10556() -> None:
    values: dict[str, Value] = {row[0]: Decimal(row[8]) for row in PUBLISHED}
    assert rolled(make_measure("2.06", unit=Unit.COUNT, rollup_method=RollupMethod.SUM), values).figure(
        "2.06"
    ).numerator == Decimal(10556)


def test_a_missing_school_shows_in_coverage_and_bounds() -> None:
    values = absences()
    del values["9002616"]
    figure = rolled(make_measure("1.01"), values).figure("1.01")
    whole = sum(row[1] for row in PUBLISHED)
    assert (figure.coverage.reporting, figure.coverage.expected) == (16, 17)
    assert figure.coverage.enrolment_share == Fraction(whole - 811, whole)
    numerator = figure.numerator
    assert numerator is not None
    assert figure.low == Fraction(100) * Fraction(numerator) / whole
    assert figure.high == 100 * (Fraction(numerator) + 811) / whole
    assert figure.status is MeasureStatus.NOT_RATED
    assert RollupNote.SCHOOLS_MISSING in figure.notes


def test_a_withheld_count_gives_an_interval_and_no_value() -> None:
    values = absences()
    values["9002016"] = Ratio(Suppressed(Decimal(1), Decimal(5)), Decimal(657))
    figure = rolled(make_measure("1.01"), values).figure("1.01")
    assert figure.value is None
    assert figure.numerator is None
    assert figure.denominator == 10710
    assert figure.low is not None
    assert figure.high is not None
    assert figure.high - figure.low == Fraction(400, 10710)
    assert RollupNote.FIGURES_WITHHELD in figure.notes


def test_an_interval_on_both_sides_of_the_target_has_no_certain_status() -> None:
    values = absences()
    del values["9002616"]
    target = (Target(make_measure("1.01").code, "2015-16", Decimal("12.9")),)
    measure = make_measure("1.01", direction=Direction.LOWER)
    assert rolled(measure, values, targets=target).figure("1.01").status is MeasureStatus.UNDETERMINED
    assert rolled(measure, absences(), targets=target).figure("1.01").status is MeasureStatus.MET


def test_every_figure_names_the_workbook_sheet_and_cell_of_every_school() -> None:
    figure = rolled(make_measure("1.01"), absences()).figure("1.01")
    assert [source.school for source in figure.sources] == [row[0] for row in PUBLISHED]
    first = figure.sources[0]
    assert (first.file, first.sheet, first.cell, first.value) == ("9001116.xlsx", "Goal 1", "E6", "164/784")
    assert first.digest


def test_names_are_united_and_not_added() -> None:
    measure = make_measure(
        "2.04", unit=Unit.NAMES, rollup_method=RollupMethod.DISTINCT_UNION, population=Population.OTHER
    )
    values: dict[str, Value] = {row[0]: Names(("Pratt & Whitney", f"Shop {row[0]}")) for row in PUBLISHED}
    values["9001116"] = Names(("PRATT &  Whitney",))
    figure = rolled(measure, values).figure("2.04")
    assert figure.value == 17
    assert figure.names[0].casefold() == "pratt & whitney"


def test_medians_give_a_range_and_no_average() -> None:
    measure = make_measure("4.09", unit=Unit.DAYS, rollup_method=RollupMethod.RANGE, population=Population.OTHER)
    figure = rolled(measure, {"9001116": Decimal("4.5"), "9001216": Decimal(12)}).figure("4.09")
    assert (figure.value, figure.low, figure.high) == (None, Fraction(9, 2), Fraction(12))
    assert RollupNote.RANGE_ONLY in figure.notes


def test_a_range_over_means_shows_the_least_and_the_greatest_mean() -> None:
    measure = make_measure("4.09", unit=Unit.MEAN, rollup_method=RollupMethod.RANGE)
    figure = rolled(
        measure, {"9001116": Mean(Decimal(3), Decimal(9)), "9001216": Mean(Decimal("4.5"), Decimal(2))}
    ).figure("4.09")
    assert (figure.low, figure.high) == (Fraction(3), Fraction(9, 2))


def test_a_value_that_nothing_bounds_has_no_certain_status() -> None:
    measure = make_measure("5.06", unit=Unit.AMOUNT_PER, population=Population.STAFF, low=None, high=None)
    target = (Target(measure.code, "2015-16", Decimal(10)),)
    values: dict[str, Value] = {"9001116": Ratio(Decimal(40), Decimal(2))}
    assert rolled(measure, values, targets=target).figure("5.06").status is MeasureStatus.UNDETERMINED
    assert rolled(measure, values).figure("5.06").status is MeasureStatus.NOT_RATED


def test_dates_on_or_before_the_due_date_are_on_time() -> None:
    measure = make_measure("4.03", unit=Unit.MILESTONE_DATE, rollup_method=RollupMethod.ON_TIME_COUNT)
    due = (Target(measure.code, "2015-16", Decimal(date(2015, 11, 1).toordinal())),)
    values: dict[str, Value] = {"9001116": date(2015, 11, 1), "9001216": date(2015, 11, 2)}
    figure = rolled(measure, values, targets=due).figure("4.03")
    assert (figure.numerator, figure.denominator, figure.high) == (1, 2, 16)
    assert figure.status is MeasureStatus.OFF_TRACK
    assert RollupNote.NO_DUE_DATE in rolled(measure, values).figure("4.03").notes


def test_yes_is_counted_over_the_schools_reporting() -> None:
    measure = make_measure("4.01", unit=Unit.YES_NO, rollup_method=RollupMethod.COUNT_OF_YES, direction=Direction.YES)
    everyone: dict[str, Value] = {row[0]: True for row in PUBLISHED}
    assert rolled(measure, everyone).figure("4.01").status is MeasureStatus.MET
    figure = rolled(measure, everyone | {"9001116": False}).figure("4.01")
    assert (figure.numerator, figure.denominator, figure.status) == (16, 17, MeasureStatus.OFF_TRACK)


def test_a_school_without_the_population_is_not_expected() -> None:
    values = absences() | {"9001116": Missing.NOT_APPLICABLE}
    assert rolled(make_measure("1.01"), values).figure("1.01").coverage.expected == 16


def test_two_submissions_of_one_school_are_never_chosen_between() -> None:
    plan = make_plan([ENROLMENT], SCHOOLS)
    one = make_submitted(make_submission("9001116", {("3.01", "all"): Decimal(1)}))
    two = make_submitted(make_submission("9001116", {("3.01", "all"): Decimal(2)}))
    with pytest.raises(ValueError, match="9001116"):
        roll_up(plan, plan.period(YEAR), [one, two])


def test_the_rollup_does_not_depend_on_the_order_of_submissions() -> None:
    plan = make_plan([make_measure("1.01"), ENROLMENT], SCHOOLS)
    accepted = [
        make_submitted(make_submission(school, {("1.01", "all"): value})) for school, value in absences().items()
    ]
    expected = roll_up(plan, plan.period(YEAR), accepted)
    shuffled = random.Random(7).sample(accepted, len(accepted))
    assert roll_up(plan, plan.period(YEAR), shuffled) == expected


quantities = st.one_of(
    st.integers(0, 60).map(Decimal),
    st.tuples(st.integers(0, 30), st.integers(0, 30)).map(
        lambda pair: Suppressed(Decimal(min(pair)), Decimal(max(pair)))
    ),
)


@given(
    means=st.lists(st.tuples(quantities, quantities), min_size=1, max_size=4),
    picks=st.lists(st.tuples(st.fractions(0, 1), st.fractions(0, 1)), min_size=4, max_size=4),
)
def test_the_bounds_of_a_weighted_mean_hold_whatever_was_withheld(
    means: list[tuple[Decimal | Suppressed, Decimal | Suppressed]], picks: list[tuple[Fraction, Fraction]]
) -> None:
    measure = make_measure("1.12", unit=Unit.MEAN, rollup_method=RollupMethod.WEIGHTED_MEAN, low=None, high=None)
    values: dict[str, Value] = {PUBLISHED[at][0]: Mean(mean, n) for at, (mean, n) in enumerate(means)}
    plan = make_plan([measure], [make_school(code) for code in values])
    accepted = [make_submitted(make_submission(code, {("1.12", "all"): value})) for code, value in values.items()]
    figure = roll_up(plan, plan.period(YEAR), accepted).figure("1.12")

    def at(quantity: Decimal | Suppressed, share: Fraction) -> Fraction:
        if isinstance(quantity, Decimal):
            return Fraction(quantity)
        return Fraction(quantity.low) + share * (Fraction(quantity.high) - Fraction(quantity.low))

    possible = [(at(mean, pick[0]), at(n, pick[1])) for (mean, n), pick in zip(means, picks, strict=False)]
    weight = sum(n for _, n in possible)
    if weight:
        true = sum((mean * n for mean, n in possible), Fraction(0)) / weight
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low <= true <= figure.high


@given(
    parts=st.lists(
        st.tuples(st.integers(0, 50), st.integers(1, 50), st.sampled_from(["known", "withheld", "missing"])),
        min_size=1,
        max_size=5,
    )
)
def test_the_bounds_of_a_percent_hold_whatever_is_missing(parts: list[tuple[int, int, str]]) -> None:
    measure = make_measure("1.01")
    schools = []
    accepted = []
    numerator = denominator = 0
    for at, (first, second, state) in enumerate(parts):
        n, d = min(first, second), max(first, second)
        code = PUBLISHED[at][0]
        schools.append(make_school(code, 50))
        numerator, denominator = numerator + n, denominator + d
        low, high = Decimal(max(0, n - 2)), Decimal(min(d, n + 2))
        if state != "missing":
            value = Ratio(Decimal(n) if state == "known" else Suppressed(low, high), Decimal(d))
            accepted.append(make_submitted(make_submission(code, {("1.01", "all"): value})))
    plan = make_plan([measure], schools)
    figure = roll_up(plan, plan.period(YEAR), accepted).figure("1.01")
    if figure.low is not None and figure.high is not None:
        assert figure.low <= Fraction(100 * numerator, denominator) <= figure.high


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 400)), min_size=17, max_size=17))
def test_a_ratio_of_which_nothing_is_open_is_bounded_as_the_general_way_would_bound_it(
    parts: list[tuple[int, int]],
) -> None:
    """An interval of one number is no less known, but goes the general way."""
    measure = make_measure("1.01")
    known = {row[0]: Ratio(Decimal(n), Decimal(d)) for row, (n, d) in zip(PUBLISHED, parts, strict=True)}
    first, (n, d) = PUBLISHED[0][0], parts[0]
    general = {**known, first: Ratio(Suppressed(Decimal(n), Decimal(n)), Decimal(d))}
    quick, slow = rolled(measure, known).figure("1.01"), rolled(measure, general).figure("1.01")
    assert (quick.low, quick.high) == (slow.low, slow.high)
