"""A frozen rollup is given back exactly, and a correction is told figure by figure."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.domain.plan import RollupMethod, Unit
from ctecs_desktop.domain.restatement import restatements
from ctecs_desktop.domain.rollup import Rollup, roll_up
from ctecs_desktop.domain.snapshot import rollup_of, snapshot_document
from ctecs_desktop.domain.value import Missing, Names, Ratio, Suppressed, Value
from tests.building import YEAR, make_measure, make_plan, make_school, make_submission, make_submitted

SCHOOLS = ("9001116", "9001216", "9001316")
PLAN = make_plan(
    [
        make_measure("1.01"),
        make_measure("1.02", unit=Unit.COUNT, rollup_method=RollupMethod.SUM),
        make_measure("1.03", unit=Unit.NAMES, rollup_method=RollupMethod.DISTINCT_UNION, disaggregations=()),
    ],
    [make_school(code) for code in SCHOOLS],
)

counts = st.integers(0, 400).map(Decimal)
withheld = st.just(Suppressed(Decimal(1), Decimal(5)))
ratios: st.SearchStrategy[Value] = st.builds(Ratio, counts | withheld, st.integers(401, 900).map(Decimal))
blanks: st.SearchStrategy[Value] = st.sampled_from([Missing.NOT_APPLICABLE, Missing.WITHHELD])
names: st.SearchStrategy[Value] = st.lists(st.sampled_from(["Acme", "Pratt", "Öl & Söhne"])).map(
    lambda found: Names(tuple(found))
)
said: st.SearchStrategy[dict[tuple[str, str], Value]] = st.fixed_dictionaries(
    {},
    optional={
        ("1.01", "all"): ratios | blanks,
        ("1.01", "gender.female"): ratios,
        ("1.02", "all"): counts | withheld,
        ("1.03", "all"): names,
    },
)
districts = st.dictionaries(st.sampled_from(SCHOOLS), said, max_size=3)
District = dict[str, dict[tuple[str, str], Value]]


def rolled_up(district: District) -> Rollup:
    accepted = [make_submitted(make_submission(school, values)) for school, values in district.items()]
    return roll_up(PLAN, PLAN.period(YEAR), accepted)


@given(districts)
def test_a_frozen_rollup_is_given_back_exactly(district: District) -> None:
    rollup = rolled_up(district)
    assert rollup_of(snapshot_document(rollup)) == rollup


def test_a_third_is_not_rounded() -> None:
    rollup = rolled_up({SCHOOLS[0]: {("1.01", "all"): Ratio(Decimal(1), Decimal(3))}})
    assert rollup_of(snapshot_document(rollup)).figure("1.01").value == Fraction(100, 3)


@given(districts)
def test_nothing_is_restated_where_nothing_changed(district: District) -> None:
    moved = rolled_up(district)
    elsewhere = [
        replace(figure, sources=tuple(replace(source, cell="Z99") for source in figure.sources))
        for figure in moved.figures
    ]
    assert restatements(rolled_up(district), replace(moved, figures=tuple(elsewhere))) == ()


@given(districts, districts)
def test_the_ledger_names_exactly_the_figures_that_read_otherwise(before: District, after: District) -> None:
    frozen, present = rolled_up(before), rolled_up(after)
    named = {(each.measure, each.subgroup) for each in restatements(frozen, present)}
    backwards = {(each.measure, each.subgroup) for each in restatements(present, frozen)}
    assert named == backwards
    old = {(each.measure, each.subgroup): (each.value, each.low, each.high, each.status) for each in frozen.figures}
    new = {(each.measure, each.subgroup): (each.value, each.low, each.high, each.status) for each in present.figures}
    assert {address for address in old.keys() | new.keys() if old.get(address) != new.get(address)} <= named
    same = [address for address in old.keys() & new.keys() if address not in named]
    assert all(old[address] == new[address] for address in same)


def test_a_correction_of_one_school_is_told_with_the_school_and_both_figures() -> None:
    before: District = {
        SCHOOLS[0]: {("1.02", "all"): Decimal(40), ("1.01", "all"): Ratio(Decimal(1), Decimal(4))},
        SCHOOLS[1]: {("1.02", "all"): Decimal(2)},
    }
    after = before | {SCHOOLS[0]: before[SCHOOLS[0]] | {("1.02", "all"): Decimal(50)}}
    (found,) = restatements(rolled_up(before), rolled_up(after))
    assert (found.measure, found.subgroup, found.schools) == ("1.02", "all", (SCHOOLS[0],))
    assert found.before is not None
    assert found.after is not None
    assert (found.before.numerator, found.after.numerator) == (Decimal(42), Decimal(52))
