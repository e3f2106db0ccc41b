"""Tests of what exactly is signed, and of the steps that a submission may take."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import (
    MeasureCode,
    Observation,
    ObservationKey,
    PeriodCode,
    SchoolCode,
    SubgroupCode,
)
from ctecs_desktop.domain.submission import (
    STEPS,
    ControlTotals,
    Explanation,
    StrategyStatus,
    StrategyUpdate,
    Submission,
    SubmissionIdentity,
    SubmissionStatus,
    canonical_text,
    control_totals,
    step,
    submission_digest,
)
from ctecs_desktop.domain.value import Mean, Missing, Names, Ratio, Suppressed, Value

SCHOOL, YEAR = SchoolCode("9001116"), PeriodCode("2019-20")
IDENTITY = SubmissionIdentity(
    format_version=1,
    district=SchoolCode("9000016"),
    school=SCHOOL,
    plan_version="2019.1",
    period=YEAR,
    revision=1,
    parent="",
    unique_id="0f",
    incarnation="1",
    program_version="0.1.0",
    signer="R. Principal",
    role="Principal",
    claimed_time="2020-07-10T12:00:00Z",
    history_head="ab",
)


def key(measure: str, subgroup: str = "all") -> ObservationKey:
    return ObservationKey(SCHOOL, YEAR, MeasureCode(measure), SubgroupCode(subgroup))


_texts = st.text(alphabet="a\\tnr\t\n\r é=+-@", max_size=8)
_keys = st.builds(key, st.sampled_from(["1.01", "1.02", "2.04"]), st.sampled_from(["all", "grade.09", "grade.10"]))
_values: st.SearchStrategy[Value] = st.one_of(
    st.integers(0, 99).map(Decimal),
    st.integers(0, 99).map(lambda number: Ratio(Decimal(number), Decimal(131))),
    st.lists(_texts, max_size=2).map(lambda names: Names(tuple(names))),
    st.sampled_from(Missing),
)
_observations = st.lists(st.builds(Observation, _keys, _values, _texts), max_size=6, unique_by=lambda each: each.key)
_explanations = st.lists(
    st.builds(Explanation, st.sampled_from(["placeholder", "change-count"]), _keys, _texts),
    max_size=4,
    unique_by=lambda each: (each.code, each.key),
)
_updates = st.lists(
    st.builds(StrategyUpdate, st.sampled_from(["1.1", "1.2", "2.1"]), st.sampled_from(StrategyStatus), _texts),
    max_size=3,
    unique_by=lambda each: each.strategy,
)
_submissions = st.builds(Submission, st.just(IDENTITY), _observations, _explanations, _updates)


@settings(max_examples=150)
@given(_submissions, st.randoms(use_true_random=False))
def test_what_is_signed_does_not_depend_on_the_order_in_which_it_was_entered(
    submission: Submission, random: Random
) -> None:
    shuffled = [list(getattr(submission, each)) for each in ("observations", "explanations", "strategy_updates")]
    for part in shuffled:
        random.shuffle(part)
    other = Submission(IDENTITY, *(tuple(part) for part in shuffled))
    assert canonical_text(other) == canonical_text(submission)
    assert other == submission


@settings(max_examples=300)
@given(_submissions, _submissions)
def test_two_submissions_share_a_digest_only_if_they_say_the_same(one: Submission, other: Submission) -> None:
    assert (submission_digest(one) == submission_digest(other)) is (one == other)


@pytest.mark.parametrize("name", [each.name for each in fields(SubmissionIdentity)])
def test_every_field_of_the_identity_is_signed(name: str) -> None:
    before = getattr(IDENTITY, name)
    changed = replace(IDENTITY, **{name: before + (1 if isinstance(before, int) else "\n")})
    assert canonical_text(Submission(changed, ())) != canonical_text(Submission(IDENTITY, ()))


@given(_submissions)
def test_the_signed_text_has_one_line_for_each_thing_whatever_its_notes_hold(submission: Submission) -> None:
    text = canonical_text(submission).decode("utf-8")
    things = len(submission.observations) + len(submission.explanations) + len(submission.strategy_updates)
    assert text.endswith("\n")
    assert text.count("\n") == 1 + len(fields(SubmissionIdentity)) + things
    assert "\r" not in text


def test_the_signed_text_is_this_and_stays_this() -> None:
    submission = Submission(
        IDENTITY,
        (
            Observation(key("2.04"), Names(("Pratt", "Acme\tInc"))),
            Observation(key("1.01"), Ratio(Decimal(57), Decimal(131)), "two\nlines"),
            Observation(key("1.01", "grade.09"), Suppressed(Decimal(1), Decimal(5))),
        ),
        (Explanation("change-percent", key("1.01"), "remote schooling"),),
        (StrategyUpdate("1.1", StrategyStatus.UNDER_WAY, "begun"),),
    )
    lines = canonical_text(submission).decode("utf-8").splitlines()
    assert lines[0] == "ctecs submission 1"
    assert lines[1] == "i\tformat_version\t1"
    assert lines[-5:] == [
        "v\t1.01\tall\t57/131\ttwo\\nlines",
        "v\t1.01\tgrade.09\t[1,5]\t",
        'v\t2.04\tall\t["Acme Inc","Pratt"]\t',
        "e\tchange-percent\t1.01\tall\tremote schooling",
        "s\t1.1\tunder way\tbegun",
    ]


def test_control_totals_count_values_and_blanks_and_add_what_is_known() -> None:
    values: list[Value] = [
        Decimal("1.5"),
        Ratio(Decimal(57), Decimal(131)),
        Ratio(Suppressed(Decimal(1), Decimal(5)), Decimal(20)),
        Mean(Decimal("449.5"), Decimal(174)),
        Names(("Acme",)),
        True,
        Missing.NOT_APPLICABLE,
    ]
    observations = [Observation(key(f"1.{place:02}"), value) for place, value in enumerate(values)]
    assert control_totals(observations) == ControlTotals(values=6, blanks=1, total="833")
    assert control_totals([]) == ControlTotals(0, 0, "0")


@given(st.lists(st.tuples(st.integers(-(10**15), 10**15), st.integers(0, 6)), min_size=20, max_size=60))
def test_the_control_total_is_exact_whatever_is_added(parts: list[tuple[int, int]]) -> None:
    numbers = [Decimal(units).scaleb(-places) for units, places in parts]
    observations = [Observation(key("1.01"), number) for number in numbers]
    exact = sum(int(number.scaleb(6)) for number in numbers)
    assert Decimal(control_totals(observations).total).scaleb(6) == exact


@pytest.mark.parametrize("current", SubmissionStatus)
@pytest.mark.parametrize("wanted", SubmissionStatus)
def test_only_the_steps_of_the_table_are_taken(current: SubmissionStatus, wanted: SubmissionStatus) -> None:
    if wanted in STEPS[current]:
        assert step(current, wanted) is wanted
        return
    with pytest.raises(NotAllowed) as raised:
        step(current, wanted)
    assert raised.value.code == "submission.step"
    assert raised.value.params == {"current": current.value, "wanted": wanted.value}


def test_what_was_superseded_stays_so_and_every_other_state_leads_on() -> None:
    assert STEPS.keys() == set(SubmissionStatus)
    assert [status for status, steps in STEPS.items() if not steps] == [SubmissionStatus.SUPERSEDED]
