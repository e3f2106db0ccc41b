"""The demonstration's figures: complete, well formed, and rolling up to what the state published.

Plain ``csv`` and ``Decimal`` on purpose: the figures are checked without the program that reads them.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"
PERIODS = ("2013-14", "2014-15", "2015-16")
BRISTOL, WRIGHT = "9009216", "9002116"
SCHOOLS = {
    *("9001116", "9001216", "9001316", "9001416", "9001516", "9001616", "9001716", "9001816", "9001916"),
    *("9002016", "9002116", "9002216", "9002316", "9002416", "9002516", "9002616", "9002716", "9009216"),
}
GROUPS = {
    "all": ("all",),
    "race": ("american_indian", "asian", "black", "hispanic", "pacific_islander", "two_or_more", "white"),
    "gender": ("female", "male"),
    "grade": ("09", "10", "11", "12"),
    "swd": ("yes", "no"),
    "el": ("yes", "no"),
    "frpm": ("eligible", "not_eligible"),
}
SUBGROUPS = {"all"} | {f"{name}.{part}" for name, parts in GROUPS.items() if name != "all" for part in parts}
COUNTS = {"1.04", "1.05", "1.07", "3.01"}
MEANS = {"1.12"}
PER_HUNDRED = {"1.06"}
BLANKS = {"not_applicable", "not_yet", "not_collected", "withheld"}
COLUMNS = ["school", "measure", "subgroup", "numerator", "denominator", "value", "blank", "note"]
CELL = re.compile(r"\d+(?:-\d+)?\Z")


class Interval(NamedTuple):
    """The closed interval that holds a figure; both ends are equal where it is known."""

    low: Decimal
    high: Decimal

    def __contains__(self, number: object) -> bool:
        return isinstance(number, Decimal) and self.low <= number <= self.high


def interval(text: str) -> Interval:
    """``138-142`` or ``143`` as an interval."""
    low, _, high = text.partition("-")
    return Interval(Decimal(low), Decimal(high or low))


def total(intervals: Iterator[Interval]) -> Interval:
    """The interval of a sum."""
    known = list(intervals)
    low = sum((one.low for one in known), Decimal(0))
    return Interval(low, sum((one.high for one in known), Decimal(0)))


def read(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


VALUES = {period: read(f"values-{period}.csv") for period in PERIODS}
PUBLISHED = {(row["period"], row["measure"], row["subgroup"]): row for row in read("published.csv")}
ENTERED = {(row["period"], row["subgroup"]): row for row in read("district-entered.csv")}
ALL_ROWS = [(period, row) for period in PERIODS for row in VALUES[period]]


def cells(period: str, measure: str, subgroup: str, column: str) -> list[Interval]:
    rows = VALUES[period]
    chosen = (row for row in rows if row["measure"] == measure and row["subgroup"] == subgroup)
    return [interval(row[column]) for row in chosen if row[column]]


def summed(period: str, measure: str, column: str, subgroup: str = "all") -> Interval:
    return total(iter(cells(period, measure, subgroup, column)))


def to_places(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def published(period: str, measure: str, subgroup: str = "all", column: str = "value") -> Decimal:
    return Decimal(PUBLISHED[period, measure, subgroup][column])


@pytest.mark.parametrize("period", PERIODS)
def test_the_rows_have_the_promised_columns_are_sorted_and_unique(period: str) -> None:
    rows = VALUES[period]
    keys = [(row["school"], row["measure"], row["subgroup"]) for row in rows]
    assert list(rows[0]) == COLUMNS
    assert keys == sorted(set(keys))
    assert {row["subgroup"] for row in rows} <= SUBGROUPS


@pytest.mark.parametrize("period", PERIODS)
def test_every_school_has_a_figure_or_a_reason_for_each_measure_of_the_year(period: str) -> None:
    schools_of = defaultdict(set)
    for row in VALUES[period]:
        if row["subgroup"] == "all":
            schools_of[row["measure"]].add(row["school"])
    assert len(schools_of) >= 14
    assert {measure: SCHOOLS - schools for measure, schools in schools_of.items() if schools != SCHOOLS} == {}


def test_each_measure_fills_the_cells_of_its_unit_and_no_others() -> None:
    for period, row in ALL_ROWS:
        filled = {name for name in ("numerator", "denominator", "value") if row[name]}
        if row["blank"] in BLANKS - {"withheld"}:
            expected = set()
        elif row["measure"] in COUNTS:
            expected = {"value"}
        elif row["measure"] in MEANS:
            expected = {"value", "denominator"}
        else:
            expected = {"numerator", "denominator"}
        assert filled == expected, (period, row)
        assert all(CELL.match(row[name]) for name in filled), (period, row)


def test_an_interval_is_always_marked_withheld_and_a_withheld_row_always_has_one() -> None:
    for period, row in ALL_ROWS:
        intervals = [row[name] for name in ("numerator", "denominator", "value") if "-" in row[name]]
        assert (row["blank"] == "withheld") == bool(intervals), (period, row)
        assert all(interval(text).low <= interval(text).high for text in intervals), (period, row)
        assert row["blank"] in BLANKS | {""}
        assert row["note"] or not row["blank"], (period, row)


def test_no_part_exceeds_its_whole() -> None:
    for period, row in ALL_ROWS:
        if row["numerator"] and row["measure"] not in PER_HUNDRED:
            part, whole = interval(row["numerator"]), interval(row["denominator"])
            assert part.low <= whole.low, (period, row)
            assert part.high <= whole.high, (period, row)


def test_bristol_is_not_applicable_throughout_and_wright_not_yet_before_its_first_grade() -> None:
    for period in PERIODS:
        rows = VALUES[period]
        assert {row["blank"] for row in rows if row["school"] == BRISTOL} == {"not_applicable"}
    assert {row["blank"] for row in VALUES["2013-14"] if row["school"] == WRIGHT} == {"not_yet"}
    later = {(row["measure"], row["blank"]) for row in VALUES["2014-15"] if row["school"] == WRIGHT}
    assert later >= {("1.14", "not_yet"), ("1.15", "not_yet"), ("1.01", "")}
    last = {(row["measure"], row["subgroup"]): row for row in VALUES["2015-16"] if row["school"] == WRIGHT}
    assert last["3.01", "all"]["value"] == "250"
    assert last["1.10", "all"]["blank"] == "not_yet"


def test_a_star_in_a_table_of_counts_is_one_to_five_and_never_zero() -> None:
    stars = [row for _, row in ALL_ROWS if row["measure"] in {"1.05", "1.07"} and row["blank"] == "withheld"]
    assert len(stars) == 51
    assert {row["value"] for row in stars} == {"1-5"}


def test_a_star_on_graduates_means_few_who_did_not_graduate() -> None:
    rows = [row for row in VALUES["2014-15"] if row["measure"] == "1.14" and row["subgroup"] == "all"]
    stars = [row for row in rows if row["blank"] == "withheld"]
    assert len(stars) == 9
    for row in stars:
        cohort = int(row["denominator"])
        assert row["numerator"] == f"{cohort - 5}-{cohort - 1}"


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("dimension", ["race", "gender", "grade", "swd", "el", "frpm"])
def test_the_groups_of_an_enrolment_can_add_up_to_it(period: str, dimension: str) -> None:
    by_school: dict[str, list[Interval]] = defaultdict(list)
    whole = {}
    for row in VALUES[period]:
        if row["measure"] == "3.01" and row["value"]:
            if row["subgroup"] == "all":
                whole[row["school"]] = Decimal(row["value"])
            elif row["subgroup"].startswith(f"{dimension}."):
                by_school[row["school"]].append(interval(row["value"]))
    assert by_school.keys() == whole.keys()
    for school, parts in by_school.items():
        assert len(parts) == len(GROUPS[dimension])
        assert whole[school] in total(iter(parts)), school


def test_a_derived_absence_numerator_follows_from_the_rate_and_enrolment_in_its_note() -> None:
    pattern = re.compile(r"Numerator derived: published ([\d.]+) % of October enrolment (\d+)\Z")
    checked = 0
    for period, row in ALL_ROWS:
        match = pattern.match(row["note"]) if row["measure"] == "1.01" else None
        if match:
            rate, enrolled = Decimal(match[1]), Decimal(match[2])
            assert Decimal(row["denominator"]) == enrolled, (period, row)
            assert Decimal(row["numerator"]) == to_places(rate * enrolled / 100, 0), (period, row)
            checked += 1
    assert checked > 400


def test_a_derived_suspension_denominator_gives_the_published_rate_back() -> None:
    pattern = re.compile(r"enominator derived: (\d+) published as ([\d.]+) %")
    rows = [row for _, row in ALL_ROWS if row["measure"] == "1.03"] + list(ENTERED.values())
    checked = 0
    for row in rows:
        match = pattern.search(row["note"])
        if match:
            assert row["numerator"] == match[1]
            rate = Decimal(row["numerator"]) * 100 / Decimal(row["denominator"])
            half_a_pupil = rate / Decimal(row["denominator"]) / 2
            assert abs(rate - Decimal(match[2])) <= half_a_pupil + Decimal("0.001"), row
            checked += 1
    assert checked > 400


def test_suspended_students_of_2015_16_are_1542_at_the_schools_and_1537_in_the_district() -> None:
    numerator, denominator = summed("2015-16", "1.03", "numerator"), summed("2015-16", "1.03", "denominator")
    assert numerator == Interval(Decimal(1542), Decimal(1542))
    assert to_places(numerator.high * 100 / denominator.low, 2) == Decimal("14.68")
    counts = cells("2015-16", "1.03", "all", "numerator")
    bases = cells("2015-16", "1.03", "all", "denominator")
    rates = [to_places(n.low * 100 / d.low, 1) for n, d in zip(counts, bases, strict=True)]
    assert len(rates) == 17
    assert to_places(sum(rates, Decimal(0)) / 17, 2) == Decimal("15.14")
    entered = ENTERED["2015-16", "all"]
    assert entered["numerator"] == "1537"
    assert to_places(1537 * Decimal(100) / Decimal(entered["denominator"]), 1) == Decimal("14.6")
    assert published("2015-16", "1.03") == Decimal("14.6")


def test_chronic_absence_of_2015_16_is_12_72_weighted_and_12_86_as_a_mean_of_percentages() -> None:
    numerator, denominator = summed("2015-16", "1.01", "numerator"), summed("2015-16", "1.01", "denominator")
    assert to_places(numerator.low * 100 / denominator.low, 2) == Decimal("12.72")
    rows = [row for row in VALUES["2015-16"] if (row["measure"], row["subgroup"]) == ("1.01", "all")]
    notes = [row["note"] for row in rows if not row["blank"]]
    rates = [Decimal(note.split(" published ")[1].split(" %")[0]) for note in notes]
    assert len(rates) == 17
    assert to_places(sum(rates, Decimal(0)) / 17, 2) == Decimal("12.86")
    assert published("2015-16", "1.01") == Decimal("12.7")


def test_the_sat_mean_of_2015_16_is_469_4_weighted_and_469_0_as_a_mean_of_means() -> None:
    means = [one.low for one in cells("2015-16", "1.12", "all", "value")]
    tested = [one.low for one in cells("2015-16", "1.12", "all", "denominator")]
    assert len(means) == 16
    points = sum((mean * n for mean, n in zip(means, tested, strict=True)), Decimal(0))
    weighted = points / sum(tested, Decimal(0))
    assert to_places(weighted, 1) == Decimal("469.4")
    assert to_places(sum(means, Decimal(0)) / 16, 1) == Decimal("469.0")
    assert published("2015-16", "1.12") == Decimal(469)


def test_the_graduation_cohort_of_2014_15_is_2468_over_sixteen_schools() -> None:
    assert len(cells("2014-15", "1.14", "all", "denominator")) == 16
    assert summed("2014-15", "1.14", "denominator") == Interval(Decimal(2468), Decimal(2468))
    assert published("2014-15", "1.14", column="denominator") == Decimal(2468)


def test_enrolment_of_october_2016_is_10556() -> None:
    rows = read("values-2016-17.csv")
    assert {row["school"] for row in rows} == SCHOOLS
    assert {(row["measure"], row["subgroup"]) for row in rows} == {("3.01", "all")}
    assert sum(int(row["value"]) for row in rows if row["value"]) == 10556
    assert published("2016-17", "3.01") == Decimal(10556)


def test_published_counts_lie_within_the_sums_of_the_schools() -> None:
    checked = 0
    for (period, measure, subgroup), row in PUBLISHED.items():
        column = "value" if measure in COUNTS else "denominator"
        if period not in PERIODS or not cells(period, measure, subgroup, column):
            continue
        if measure == "3.01":
            assert Decimal(row["value"]) in summed(period, measure, "value", subgroup), row
        elif row["numerator"] and row["denominator"]:
            assert Decimal(row["numerator"]) in summed(period, measure, "numerator", subgroup), row
            assert Decimal(row["denominator"]) in summed(period, measure, "denominator", subgroup), row
        elif measure == "1.03" and row["numerator"]:
            assert Decimal(row["numerator"]) <= summed(period, measure, "numerator", subgroup).high, row
        else:
            continue
        checked += 1
    assert checked > 150


def test_published_absence_rates_are_met_within_rounding_and_weights() -> None:
    checked = 0
    for (period, measure, subgroup), row in PUBLISHED.items():
        if measure == "1.01" and row["value"]:
            numerator = summed(period, measure, "numerator", subgroup)
            denominator = summed(period, measure, "denominator", subgroup)
            tolerance = Decimal("0.05") if subgroup == "all" else Decimal("0.2")
            low = numerator.low * 100 / denominator.high - tolerance
            high = numerator.high * 100 / denominator.low + tolerance
            assert low <= Decimal(row["value"]) <= high, row
            checked += 1
    assert checked == 51


def test_central_office_enters_what_the_state_published_as_unduplicated() -> None:
    expected = {(period, sub) for (period, measure, sub) in PUBLISHED if measure == "1.03"}
    assert ENTERED.keys() == expected
    for (period, subgroup), row in ENTERED.items():
        count = PUBLISHED[period, "1.03", subgroup]["numerator"]
        if count:
            assert row["numerator"] == count
        else:
            assert row["blank"] == "withheld" or row["note"].startswith("N/A"), row


def test_the_readme_names_source_and_licence_and_counts_the_withheld_rows_rightly() -> None:
    text = (DEMO / "README.md").read_text(encoding="utf-8")
    assert "CT SDE EdSight Raw Data" in text
    assert "ODC-By" in text
    withheld = {period: sum(row["blank"] == "withheld" for row in VALUES[period]) for period in PERIODS}
    counts = [f"**{withheld[period]} of {len(VALUES[period])}**" for period in PERIODS]
    assert f"| **all** | {' | '.join(counts)} |" in text
