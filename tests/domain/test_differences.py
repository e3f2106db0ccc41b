"""Values beside each other: every difference is there, the largest first, whichever side is called the earlier."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.domain.differences import (
    OTHER_KIND,
    Address,
    Beside,
    ComparisonBasis,
    compare,
    largest_first,
    size_of,
)
from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, Observation, SubgroupCode
from ctecs_desktop.domain.value import Mean, Missing, Names, Ratio, Suppressed, Value, encode_value
from tests.building import key, make_measure, make_plan, make_school
from tests.store.stores import values

SCHOOL = "9001116"
MEASURES = tuple(MeasureCode(f"1.0{number}") for number in range(1, 6))
PLAN = make_plan([make_measure(code) for code in MEASURES], [make_school(SCHOOL)])

addresses = st.tuples(st.sampled_from(MEASURES), st.sampled_from([ALL_STUDENTS, SubgroupCode("gender.female")]))
sides: st.SearchStrategy[dict[Address, Value]] = st.dictionaries(addresses, values, max_size=8)


def said(side: dict[Address, Value]) -> list[Observation]:
    return [Observation(key(measure, subgroup, school=SCHOOL), value) for (measure, subgroup), value in side.items()]


def beside(side: dict[Address, Value]) -> Beside:
    return Beside(ComparisonBasis.COUNTING, side)


def ratio(numerator: int, denominator: int) -> Ratio:
    return Ratio(Decimal(numerator), Decimal(denominator))


@given(sides, sides)
def test_exactly_what_differs_is_a_difference(one: dict[Address, Value], other: dict[Address, Value]) -> None:
    found = {(row.measure, row.subgroup) for row in largest_first(compare(said(one), [beside(other)], PLAN), 0)}
    nothing = encode_value(Missing.NOT_ENTERED)
    texts = [{address: encode_value(value) for address, value in side.items()} for side in (one, other)]
    mine, theirs = texts
    assert found == {each for each in mine | theirs if mine.get(each, nothing) != theirs.get(each, nothing)}


@given(sides, sides)
def test_the_largest_difference_comes_first(one: dict[Address, Value], other: dict[Address, Value]) -> None:
    sizes = [row.sizes[0] for row in largest_first(compare(said(one), [beside(other)], PLAN), 0)]
    assert all(size is not None and 0 <= size <= OTHER_KIND for size in sizes)
    assert sizes == sorted(sizes, key=lambda size: -(size or 0))


@given(values, values)
def test_which_side_is_the_earlier_one_makes_no_difference(one: Value, other: Value) -> None:
    assert size_of(one, other, PLAN, MEASURES[0]) == size_of(other, one, PLAN, MEASURES[0])


@given(values)
def test_a_value_does_not_differ_from_itself(value: Value) -> None:
    assert size_of(value, value, PLAN, MEASURES[0]) is None


@pytest.mark.parametrize(
    ("before", "after", "size"),
    [
        (Decimal(100), Decimal(75), Fraction(1, 4)),
        (Decimal(0), Decimal(7), Fraction(1)),
        (Decimal(-5), Decimal(5), Fraction(2)),
        (ratio(50, 100), ratio(100, 200), Fraction(1, 2)),  # the same share of twice as many
        (ratio(57, 131), ratio(57, 1310), Fraction(9, 10)),
        (Mean(Decimal(400), Decimal(10)), Mean(Decimal(400), Decimal(20)), Fraction(1, 2)),
        (Decimal(3), Suppressed(Decimal(1), Decimal(5)), Fraction(0)),
        (Decimal(10), Suppressed(Decimal(1), Decimal(5)), Fraction(1, 2)),
        (Decimal("43.5"), ratio(435, 1000), Fraction(0)),  # a published percent beside its counts
        (Missing.NOT_ENTERED, Decimal(0), OTHER_KIND),
        (Missing.NOT_ENTERED, Missing.NOT_APPLICABLE, Fraction(0)),
        (True, False, Fraction(1)),
        (True, Decimal(1), OTHER_KIND),
        (Names(("Acme", "Pratt")), Names(("Acme", "Sikorsky")), Fraction(2, 3)),
        (date(2015, 1, 1), date(2016, 1, 1), Fraction(1)),
        (date(2015, 1, 1), date(2030, 1, 1), Fraction(2)),
    ],
)
def test_how_far_values_lie_apart(before: Value, after: Value, size: Fraction) -> None:
    assert size_of(before, after, PLAN, MEASURES[0]) == size


def test_every_column_has_its_own_sizes_and_notes_come_along() -> None:
    observations = [replace(each, note="counted twice") for each in said({(MEASURES[0], ALL_STUDENTS): ratio(1, 4)})]
    columns = [
        Beside(ComparisonBasis.COUNTING, {(MEASURES[0], ALL_STUDENTS): ratio(1, 4)}),
        Beside(ComparisonBasis.LAST_YEAR, {(MEASURES[0], ALL_STUDENTS): ratio(2, 4)}),
    ]
    (row,) = compare(observations, columns, PLAN)
    assert (row.note, row.others, row.sizes) == ("counted twice", (ratio(1, 4), ratio(2, 4)), (None, Fraction(1, 2)))
    assert largest_first([row], 0) == ()
    assert largest_first([row], 1) == (row,)


def test_where_last_year_or_the_state_says_nothing_there_is_no_difference() -> None:
    observations = said({(MEASURES[0], ALL_STUDENTS): ratio(1, 4)})
    columns = [Beside(basis, {(MEASURES[1], ALL_STUDENTS): ratio(1, 4)}) for basis in ComparisonBasis]
    turned_up, vanished = compare(observations, columns, PLAN)
    assert turned_up.sizes == (OTHER_KIND, OTHER_KIND, None, None)
    assert vanished.sizes == (OTHER_KIND,) * 4


@pytest.mark.parametrize(
    ("published", "submitted", "differs"),
    [
        (Decimal("12.7"), ratio(57, 449), False),  # 12.694…, as the state prints it
        (Decimal("12.6"), ratio(57, 449), True),
        (Ratio(Suppressed(Decimal(1), Decimal(5)), Decimal(26)), ratio(3, 26), False),
        (Ratio(Suppressed(Decimal(1), Decimal(5)), Decimal(26)), ratio(8, 26), True),
        (Decimal(248), Decimal(249), True),
    ],
)
def test_what_may_be_the_published_figure_does_not_differ_from_it(
    published: Value, submitted: Value, differs: bool
) -> None:
    address = (MEASURES[0], ALL_STUDENTS)
    (row,) = compare(said({address: submitted}), [Beside(ComparisonBasis.PUBLISHED, {address: published})], PLAN)
    assert (row.sizes[0] is not None) is differs
    assert row.others == (published,)
