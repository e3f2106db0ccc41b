from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import NotAllowed, WrongTemplate
from ctecs_desktop.domain.observation import MeasureCode, Observation, PeriodCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.plan import Unit
from ctecs_desktop.domain.submission import Explanation, StrategyStatus, StrategyUpdate, Submission
from ctecs_desktop.domain.value import Missing, Names, Ratio, Value, exact, rounded
from ctecs_desktop.exchange.plan_files import practice_plan, shipped_plan
from ctecs_desktop.exchange.submission import workbook_layout as layout
from ctecs_desktop.exchange.submission.observation_cells import shown_value, value_cells
from ctecs_desktop.exchange.submission.submission_pages import changes_since, submission_pages
from ctecs_desktop.exchange.workbook.workbook_page import page_cells
from ctecs_desktop.exchange.workbook.workbook_parts import MOST_SHEETS
from tests.exchange.submission_building import CODES, PLAN, key_of, make_identity, make_submission, values_of


def _require_in_plan(submission: Submission) -> None:
    layout.require_in_plan(submission, PLAN, places=layout.reading_order(PLAN))


@pytest.mark.parametrize("plan", [shipped_plan(), practice_plan(), PLAN], ids=["shipped", "practice", "small"])
def test_every_plan_fits_the_sheets_that_a_signature_covers(plan: object) -> None:
    names = layout.sheet_names(plan)  # type: ignore[arg-type]
    assert len(names) <= MOST_SHEETS
    assert len({name.lower() for name in names}) == len(names)
    assert all(len(name) <= 31 for name in names)
    assert (names[0], names[-1]) == ("Sign-off", "Seal")


@given(st.data())
def test_different_values_look_different(data: st.DataObject) -> None:
    unit = data.draw(st.sampled_from(Unit))
    measure = PLAN.measure(CODES[unit])
    one, other = data.draw(values_of(unit)), data.draw(values_of(unit))
    assert (one == other) == (value_cells(one, measure) == value_cells(other, measure)) or (
        # The count of names stands here; the names themselves fill a sheet of their own.
        isinstance(one, Names) and isinstance(other, Names) and len(one.names) == len(other.names)
    )


_parts = st.decimals(min_value=-(10**6), max_value=10**12, allow_nan=False, allow_infinity=False, places=3)


@given(_parts, _parts.filter(bool), st.sampled_from([Unit.PERCENT, Unit.AMOUNT_PER]), st.integers(0, 4))
def test_the_shown_quotient_is_the_exactly_rounded_one(
    over: Decimal, under: Decimal, unit: Unit, decimals: int
) -> None:
    measure = replace(PLAN.measure(CODES[unit]), decimals=decimals)
    expected = rounded(measure.unit.factor * exact(over) / exact(under), decimals)
    assert shown_value(Ratio(over, under), measure) == expected


def test_nothing_is_shown_for_a_share_of_nobody() -> None:
    assert value_cells(Ratio(Decimal(0), Decimal(0)), PLAN.measure(CODES[Unit.PERCENT])).value is None


def test_a_quotient_of_too_many_digits_for_a_spreadsheet_is_shown_as_text() -> None:
    cells = value_cells(Ratio(Decimal("4645.57"), Decimal("3E-9")), PLAN.measure(CODES[Unit.AMOUNT_PER]))
    assert cells.value == Decimal("1548523333333.3")
    cells = value_cells(Ratio(Decimal("464555555555.57"), Decimal("3E-9")), PLAN.measure(CODES[Unit.AMOUNT_PER]))
    assert cells.value == "154851851851856666666.7"


def test_a_withheld_part_is_shown_as_its_interval() -> None:
    submission = make_submission()
    (observation,) = (each for each in submission.observations if each.key == key_of(Unit.RATE_PER_100))
    cells = value_cells(observation.value, PLAN.measure(CODES[Unit.RATE_PER_100]))
    assert cells == ("1–5", Decimal(600), None, "withheld")


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        (Unit.PERCENT, Decimal(1)),
        (Unit.COUNT, True),
        (Unit.COUNT, Ratio(Decimal(1), Decimal(2))),
        (Unit.YES_NO, Decimal(1)),
        (Unit.MILESTONE_DATE, Names(("a",))),
    ],
    ids=str,
)
def test_a_value_that_its_unit_does_not_have_is_refused(unit: Unit, value: Value) -> None:
    with pytest.raises(NotAllowed) as refused:
        value_cells(value, PLAN.measure(CODES[unit]))
    assert refused.value.code == "submission.value_not_of_unit"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"format_version": 2}, "submission.other_format"),
        ({"district": SchoolCode("1")}, "submission.other_district"),
        ({"plan_version": "older"}, "submission.other_plan_version"),
        ({"school": SchoolCode("1")}, "submission.unknown_school"),
        ({"period": PeriodCode("1999-00")}, "submission.unknown_period"),
    ],
)
def test_what_is_not_for_this_plan_is_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(WrongTemplate) as refused:
        layout.require_known(make_identity(**changes), PLAN)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (key_of(Unit.COUNT)._replace(measure=MeasureCode("9.99")), "submission.unknown_measure"),
        (key_of(Unit.COUNT)._replace(subgroup=SubgroupCode("gender.none")), "submission.unknown_subgroup"),
    ],
)
def test_values_that_the_plan_has_no_place_for_are_refused(key: object, code: str) -> None:
    for submission in (
        make_submission(observations=(Observation(key, Decimal(1)),)),  # type: ignore[arg-type]
        make_submission(explanations=(Explanation("change", key, "so"),)),  # type: ignore[arg-type]
    ):
        with pytest.raises(WrongTemplate) as refused:
            _require_in_plan(submission)
        assert refused.value.code == code


def test_a_value_given_twice_and_an_unknown_strategy_are_refused() -> None:
    twice = (Observation(key_of(Unit.COUNT), Decimal(1)), Observation(key_of(Unit.COUNT), Decimal(2)))
    with pytest.raises(WrongTemplate) as refused:
        _require_in_plan(make_submission(observations=twice))
    assert refused.value.code == "submission.value_twice"
    unknown = (StrategyUpdate("S9", StrategyStatus.DONE),)
    with pytest.raises(WrongTemplate) as refused:
        _require_in_plan(make_submission(strategy_updates=unknown))
    assert refused.value.code == "submission.unknown_strategy"


def test_page_one_says_whose_values_these_are_and_how_many() -> None:
    submission = make_submission(identity=make_identity(revision=2, revision_reason="Two counts were wrong."))
    cells = page_cells(submission_pages(submission, PLAN)[0])
    facts = {cells[row, 1]: content for (row, column), content in cells.items() if column == 2 and (row, 1) in cells}
    assert facts["School code"] == "9001616"
    assert facts["Revision"] == Decimal(2)
    assert facts["Reason for the revision"] == "Two counts were wrong."
    assert facts["Signed at"] == "29 July 2016, 15:04 UTC"
    for label, field in layout.IDENTITY_LABELS.items():
        shown = facts.get(label, "")
        assert str(shown) == str(getattr(submission.identity, field)), label
    (total,) = (row for (row, column), content in cells.items() if column == 1 and content == "Control total")
    blanks = sum(isinstance(each.value, Missing) for each in submission.observations)
    assert [cells[total, column] for column in (4, 5)] == [len(submission.observations) - blanks, blanks]


def test_what_changed_since_the_revision_before_is_listed_in_words() -> None:
    previous = make_submission()
    key = key_of(Unit.PERCENT)
    changed = tuple(
        replace(each, value=Ratio(Decimal(75), Decimal(131))) if each.key == key else each
        for each in previous.observations
        if each.key != key_of(Unit.DAYS)
    )
    submission = make_submission(identity=make_identity(revision=2), observations=changed)
    changes = changes_since(previous, submission, PLAN)
    assert [(each.key, each.before) for each in changes] == [(key, "57 / 131"), (key_of(Unit.DAYS), "0.1")]
    page = submission_pages(submission, PLAN, changes=changes)[-1]
    assert [page.rows[row][5].content for row in (4, 5)] == ["75 / 131", "not entered"]
    assert changes_since(None, submission, PLAN) == ()
