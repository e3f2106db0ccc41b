from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import ValueRejected
from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.observation import MeasureCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.plan import Plan, RollupMethod, Unit
from ctecs_desktop.domain.published import (
    Amount,
    LoadedFigure,
    PublishedAddress,
    PublishedFigure,
    PublishedSource,
    Unstated,
    amount_of,
    amount_text,
    figures_digest,
)
from ctecs_desktop.domain.reconciliation import (
    Address,
    Agreement,
    Comparison,
    Sent,
    are_disjoint,
    parts_of_value,
    published_bounds,
    reconcile,
)
from ctecs_desktop.domain.status import Bounds
from ctecs_desktop.domain.value import Mean, Missing, Ratio, Suppressed, Value, encode_value
from tests.building import YEAR, make_measure, make_plan, make_school

SCHOOL, OTHER = SchoolCode("9001116"), SchoolCode("9001216")
COUNT = make_measure("1.04", unit=Unit.COUNT, rollup_method=RollupMethod.SUM, high=None, decimals=0)
MEAN = make_measure("1.12", unit=Unit.MEAN, rollup_method=RollupMethod.WEIGHTED_MEAN, low=None, high=None)
PLAN: Plan = make_plan([make_measure("1.03"), COUNT, MEAN], [make_school(SCHOOL), make_school(OTHER)])
SOURCE = PublishedSource(1, "f" * 64, "export.csv", "suspension", YEAR, 1, "2016-11-02T12:00:00Z", "carol")


def published(
    amount: str, measure: str = "1.03", part: Part = Part.VALUE, subgroup: str = "all", school: SchoolCode = SCHOOL
) -> LoadedFigure:
    address = PublishedAddress(school, YEAR, MeasureCode(measure), SubgroupCode(subgroup), part)
    return LoadedFigure(PublishedFigure(address, amount_of(amount), 5, "%"), SOURCE)


def sent(
    value: Value, measure: str = "1.03", subgroup: str = "all", school: SchoolCode = SCHOOL
) -> dict[Address, Sent]:
    blank = value if isinstance(value, Missing) else None
    address = Address(school, MeasureCode(measure), SubgroupCode(subgroup))
    return {address: Sent(parts_of_value(value, PLAN.measure(measure)), blank)}


def ratio(numerator: int | str, denominator: int) -> Ratio:
    return Ratio(Decimal(numerator), Decimal(denominator))


def compared(loaded: LoadedFigure, value: Value) -> Comparison:
    address = loaded.figure.address
    (found,) = (
        each
        for each in reconcile(PLAN, [loaded], sent(value, address.measure, address.subgroup))
        if each.part is address.part
    )
    return found


@pytest.mark.parametrize(
    ("amount", "part", "value", "agreement", "difference"),
    [
        ("20.9", Part.VALUE, ratio(164, 784), Agreement.AGREES, None),
        ("21.2", Part.VALUE, ratio(164, 784), Agreement.DIFFERS, Fraction(16400, 784) - Fraction(212, 10)),
        ("164", Part.NUMERATOR, ratio(164, 784), Agreement.AGREES, None),
        ("160", Part.NUMERATOR, ratio(164, 784), Agreement.DIFFERS, Fraction(4)),
        ("[1,5]", Part.NUMERATOR, ratio(3, 784), Agreement.INTERVAL, None),
        ("[1,5]", Part.NUMERATOR, ratio(5, 784), Agreement.INTERVAL, None),
        ("[1,5]", Part.NUMERATOR, ratio(8, 784), Agreement.DIFFERS, Fraction(3)),
        ("[1,5]", Part.NUMERATOR, ratio(0, 784), Agreement.DIFFERS, Fraction(-1)),
        ("*", Part.VALUE, ratio(3, 784), Agreement.WITHHELD, None),
        ("N/A", Part.NUMERATOR, ratio(0, 784), Agreement.AGREES, None),
        ("N/A", Part.NUMERATOR, ratio(2, 784), Agreement.ONLY_SENT, None),
        ("164", Part.NUMERATOR, Missing.NOT_COLLECTED, Agreement.ONLY_PUBLISHED, None),
        (
            "164",
            Part.NUMERATOR,
            Ratio(Suppressed(Decimal(160), Decimal(170)), Decimal(784)),
            Agreement.INTERVAL,
            None,
        ),
        (
            "180",
            Part.NUMERATOR,
            Ratio(Suppressed(Decimal(160), Decimal(170)), Decimal(784)),
            Agreement.DIFFERS,
            Fraction(-10),
        ),
    ],
)
def test_a_figure_sent_and_one_published_are_compared_part_by_part(
    amount: str, part: Part, value: Value, agreement: Agreement, difference: Fraction | None
) -> None:
    found = compared(published(amount, part=part), value)
    assert (found.agreement, found.difference) == (agreement, difference)


def test_a_mean_is_compared_in_the_places_in_which_it_is_printed() -> None:
    value = Mean(Decimal("449.4"), Decimal(174))
    assert compared(published("449", "1.12"), value).agreement is Agreement.AGREES
    assert compared(published("450", "1.12"), value).agreement is Agreement.DIFFERS
    assert compared(published("174", "1.12", Part.DENOMINATOR), value).agreement is Agreement.AGREES


def test_a_count_is_compared_exactly() -> None:
    assert compared(published("40", "1.04"), Decimal(40)).agreement is Agreement.AGREES
    assert compared(published("40", "1.04"), Decimal(41)).difference == 1


def test_nothing_here_and_n_a_there_is_no_finding() -> None:
    assert reconcile(PLAN, [published("N/A")], {}) == ()


def test_only_sent_is_said_only_where_the_state_publishes_such_figures_of_schools() -> None:
    both = {**sent(ratio(1, 9)), **sent(ratio(1, 9), school=OTHER), **sent(Decimal(3), "1.04")}
    both |= sent(ratio(1, 5), subgroup="gender.female")
    found = reconcile(PLAN, [published("11.1")], both)
    assert [(each.address.organization, each.agreement) for each in found] == [
        (OTHER, Agreement.ONLY_SENT),
        (SCHOOL, Agreement.AGREES),
    ]


def test_the_largest_difference_beside_its_figure_comes_first_and_small_counts_do_not_push_ahead() -> None:
    loaded = [
        published("200", part=Part.NUMERATOR),
        published("1", part=Part.NUMERATOR, school=OTHER),
        published("500", part=Part.DENOMINATOR),
    ]
    values = {**sent(ratio(300, 490)), **sent(ratio(3, 500), school=OTHER)}
    found = [each for each in reconcile(PLAN, loaded, values) if each.agreement is Agreement.DIFFERS]
    assert [(each.difference, each.weight) for each in found] == [
        (100, Fraction(1, 2)),
        (2, Fraction(2, 10)),
        (-10, Fraction(10, 500)),
    ]


counts = st.integers(0, 500)
amounts: st.SearchStrategy[Amount] = st.one_of(
    st.sampled_from(list(Unstated)),
    counts.map(Decimal),
    st.tuples(counts, counts).map(lambda ends: Suppressed(Decimal(min(ends)), Decimal(max(ends)))),
)
quantities = st.one_of(
    counts.map(Decimal),
    st.tuples(counts, counts).map(lambda ends: Suppressed(Decimal(min(ends)), Decimal(max(ends)))),
)


@given(amount=amounts)
def test_an_amount_and_its_text_are_one(amount: Amount) -> None:
    assert amount_of(amount_text(amount)) == amount


@given(whole=counts, places=st.integers(0, 4))
def test_an_amount_keeps_the_places_it_was_printed_with(whole: int, places: int) -> None:
    text = f"{whole}.{'0' * places}" if places else str(whole)
    assert amount_text(amount_of(text)) == text


@pytest.mark.parametrize("text", ["", "-1", "1e5", "[5,1]", "[1,5", "1,234", "NaN", "½"])
def test_any_other_text_is_no_amount(text: str) -> None:
    with pytest.raises(ValueRejected):
        amount_of(text)


@given(amount=amounts, numerator=quantities)
def test_a_difference_is_found_exactly_where_the_two_intervals_share_no_number(
    amount: Amount, numerator: Decimal | Suppressed
) -> None:
    loaded = published(amount_text(amount), part=Part.NUMERATOR)
    found = compared(loaded, Ratio(numerator, Decimal(500)))
    here = parts_of_value(Ratio(numerator, Decimal(500)), PLAN.measure("1.03"))[Part.NUMERATOR]
    there = published_bounds(amount, PLAN.measure("1.03"), Part.NUMERATOR)
    assert here.low is not None
    assert here.high is not None
    numbers = [number for number in range(501) if here.low <= number <= here.high]
    if isinstance(amount, Unstated):
        assert found.agreement in {Agreement.WITHHELD, Agreement.ONLY_SENT, Agreement.AGREES}
        return
    assert there.low is not None
    assert there.high is not None
    shared = [number for number in numbers if there.low <= number <= there.high]
    assert (found.agreement is Agreement.DIFFERS) == (not shared) == are_disjoint(here, there)
    if not shared:
        assert found.difference is not None
        # Moved by the difference, the two touch.
        moved = Bounds(here.low - found.difference, here.high - found.difference)
        assert not are_disjoint(moved, there)


addresses = st.tuples(st.sampled_from([SCHOOL, OTHER]), st.sampled_from(["all", "gender.female", "gender.male"]))


values_sent = st.one_of(
    st.builds(Ratio, quantities, st.just(Decimal(500))), st.sampled_from([Missing.NOT_YET, Missing.NOT_COLLECTED])
)
stated_parts = st.tuples(addresses, st.sampled_from([Part.NUMERATOR, Part.VALUE]))


@given(
    there=st.dictionaries(stated_parts, amounts, max_size=6),
    here=st.dictionaries(addresses, values_sent, max_size=6),
    data=st.data(),
)
def test_reconciling_changes_nothing_and_names_every_published_figure_once_in_any_order(
    there: dict[tuple[tuple[SchoolCode, str], Part], Amount],
    here: dict[tuple[SchoolCode, str], Value],
    data: st.DataObject,
) -> None:
    loaded = [
        published(amount_text(amount), part=part, school=school, subgroup=subgroup)
        for ((school, subgroup), part), amount in there.items()
    ]
    values: dict[Address, Sent] = {}
    for (school, subgroup), value in here.items():
        values |= sent(value, subgroup=subgroup, school=school)
    before = (
        figures_digest(tuple(each.figure for each in loaded)),
        {key: encode_value(each) for key, each in here.items()},
    )
    kept = dict(values)
    found = reconcile(PLAN, loaded, values)
    assert reconcile(PLAN, data.draw(st.permutations(loaded)), dict(reversed(values.items()))) == found
    assert before == (
        figures_digest(tuple(each.figure for each in loaded)),
        {key: encode_value(each) for key, each in here.items()},
    )
    assert values == kept
    named = [each.published for each in found if each.published is not None]
    assert len(named) == len({each.figure.address for each in named})
    stated = {each.figure.address for each in loaded if each.figure.amount is not Unstated.NONE}
    assert stated <= {each.figure.address for each in named}
