"""Tests of the merge: how submissions stand is a function of the set of files and of the decisions over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctecs_desktop.domain.observation import PeriodCode, SchoolCode
from ctecs_desktop.domain.review import Candidate, Decision, Verdict, standing
from ctecs_desktop.domain.submission import SubmissionStatus

ACCEPTED, RETURNED, CONFLICT = SubmissionStatus.ACCEPTED, SubmissionStatus.RETURNED, SubmissionStatus.CONFLICT
RECEIVED, HELD, SUPERSEDED = SubmissionStatus.RECEIVED, SubmissionStatus.HELD, SubmissionStatus.SUPERSEDED
EXCLUDED = SubmissionStatus.EXCLUDED
SCHOOL, OTHER, YEAR = SchoolCode("9001116"), SchoolCode("9001216"), PeriodCode("2019-20")
Merge = Callable[[Sequence[Candidate], Sequence[Decision]], dict[str, SubmissionStatus]]


def file(
    digest: str, revision: int = 1, *, school: SchoolCode = SCHOOL, verdict: Verdict = Verdict.ACCEPTED
) -> Candidate:
    return Candidate(digest, school, YEAR, revision, verdict)


def accept(digest: str, *against: str) -> Decision:
    return Decision(digest, ACCEPTED, frozenset(against))


def exclude(digest: str, *against: str) -> Decision:
    return Decision(digest, EXCLUDED, frozenset(against))


def take_back(digest: str, *against: str) -> Decision:
    return Decision(digest, RECEIVED, frozenset(against))


def hand_back(digest: str, *against: str) -> Decision:
    return Decision(digest, RETURNED, frozenset(against))


# A digest names one content, so school, period and revision follow from it; only the verdict on a copy may differ.
_IDENTITIES = [(SCHOOL, 1), (SCHOOL, 1), (SCHOOL, 2), (SCHOOL, 2), (SCHOOL, 3), (OTHER, 1)]
_files = st.tuples(st.integers(0, 5), st.sampled_from([Verdict.ACCEPTED, Verdict.HELD])).map(
    lambda drawn: file(f"d{drawn[0]}", _IDENTITIES[drawn[0]][1], school=_IDENTITIES[drawn[0]][0], verdict=drawn[1])
)
_decisions = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.sampled_from([ACCEPTED, RETURNED, EXCLUDED, RECEIVED]),
        st.frozensets(st.integers(0, 5).map("d{}".format)),
    ).map(lambda drawn: Decision(f"d{drawn[0]}", drawn[1], drawn[2] - {f"d{drawn[0]}"})),
    max_size=5,
)


def _all_orders_agree(merge: Merge, files: Sequence[Candidate], decisions: Sequence[Decision]) -> bool:
    expected = merge(files, decisions)
    return all(merge(order, decisions) == expected for order in permutations(files))


@settings(max_examples=60, deadline=None)
@given(st.lists(_files, max_size=6), _decisions)
def test_the_order_of_arrival_changes_nothing_in_all_orders_of_up_to_six_files(
    files: list[Candidate], decisions: list[Decision]
) -> None:
    assert _all_orders_agree(standing, files, decisions)


def _last_one_wins(files: Iterable[Candidate], decisions: Iterable[Decision]) -> dict[str, SubmissionStatus]:
    """The merge that most programs have."""
    last = {(each.school, each.period): each.digest for each in files}
    return {each.digest: ACCEPTED if last[each.school, each.period] == each.digest else SUPERSEDED for each in files}


def test_the_test_of_orders_tells_a_merge_in_which_the_last_one_wins() -> None:
    files = [file("a"), file("b", 2), file("c", 3)]
    assert not _all_orders_agree(_last_one_wins, files, [])
    assert _all_orders_agree(standing, files, [])


@settings(max_examples=200, deadline=None)
@given(st.lists(_files, max_size=6), _decisions, st.data())
def test_a_file_that_comes_again_changes_nothing(
    files: list[Candidate], decisions: list[Decision], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(files), max_size=4)) if files else []
    assert standing([*files, *again], decisions) == standing(files, decisions)


@settings(max_examples=200, deadline=None)
@given(st.lists(_files, max_size=6), _decisions)
def test_nothing_is_accepted_without_a_decision_and_at_most_one_content_per_school_and_period(
    files: list[Candidate], decisions: list[Decision]
) -> None:
    stands = standing(files, decisions)
    assert stands.keys() == {each.digest for each in files}
    said = {decision.digest: decision for decision in decisions}
    for digest, status in stands.items():
        if status is ACCEPTED:
            assert said[digest].status is ACCEPTED
    where = {each.digest: (each.school, each.period) for each in files}
    accepted = [where[digest] for digest, status in stands.items() if status is ACCEPTED]
    assert len(accepted) == len(set(accepted))


@settings(max_examples=200, deadline=None)
@given(st.lists(_files, max_size=6), _decisions)
def test_two_contents_of_one_revision_are_never_settled_by_a_decision_that_did_not_see_both(
    files: list[Candidate], decisions: list[Decision]
) -> None:
    stands = standing(files, decisions)
    said = {decision.digest: decision for decision in decisions}
    for one, other in combinations({each.digest: each for each in files}.values(), 2):
        if (one.school, one.revision) != (other.school, other.revision):
            continue
        for mine, theirs in ((one, other), (other, one)):
            if stands[mine.digest] in {ACCEPTED, RETURNED, EXCLUDED}:
                assert theirs.digest in said[mine.digest].against
            assert stands[mine.digest] not in {RECEIVED, HELD}


@settings(max_examples=200, deadline=None)
@given(st.lists(_files, max_size=6), _decisions, _files)
def test_an_older_revision_or_another_school_changes_nothing_of_what_stands(
    files: list[Candidate], decisions: list[Decision], late: Candidate
) -> None:
    before, after = standing(files, decisions), standing([*files, late], decisions)
    for each in files:
        if each.school != late.school or each.revision > late.revision:
            assert after[each.digest] is before[each.digest]


@settings(max_examples=100, deadline=None)
@given(st.lists(_files, max_size=6), _decisions)
def test_decisions_over_different_submissions_may_be_read_in_any_order(
    files: list[Candidate], decisions: list[Decision]
) -> None:
    last = list({decision.digest: decision for decision in decisions}.values())
    assert standing(files, last) == standing(files, list(reversed(last))) == standing(files, decisions)


@pytest.mark.parametrize(
    ("files", "decisions", "expected"),
    [
        ([file("a")], [], {"a": RECEIVED}),
        ([file("a", verdict=Verdict.HELD)], [], {"a": HELD}),
        ([file("a", verdict=Verdict.HELD), file("a")], [], {"a": RECEIVED}),
        ([file("a")], [accept("a")], {"a": ACCEPTED}),
        ([file("a")], [accept("a"), hand_back("a")], {"a": RETURNED}),
        ([file("a"), file("b")], [], {"a": CONFLICT, "b": CONFLICT}),
        ([file("a"), file("b")], [accept("a")], {"a": CONFLICT, "b": CONFLICT}),
        ([file("a"), file("b")], [accept("a", "b")], {"a": ACCEPTED, "b": SUPERSEDED}),
        ([file("a"), file("b")], [accept("a", "b"), accept("b", "a")], {"a": CONFLICT, "b": CONFLICT}),
        ([file("a"), file("b")], [hand_back("a", "b")], {"a": RETURNED, "b": CONFLICT}),
        ([file("a"), file("b")], [hand_back("a", "b"), hand_back("b", "a")], {"a": RETURNED, "b": RETURNED}),
        ([file("a"), file("b")], [hand_back("a", "b"), accept("b", "a")], {"a": SUPERSEDED, "b": ACCEPTED}),
        ([file("a"), file("b"), file("c")], [accept("a", "b")], {"a": CONFLICT, "b": CONFLICT, "c": CONFLICT}),
        ([file("a"), file("b", 2)], [], {"a": SUPERSEDED, "b": RECEIVED}),
        ([file("a"), file("b", 2)], [accept("a")], {"a": ACCEPTED, "b": RECEIVED}),
        ([file("a"), file("b", 2)], [accept("a"), accept("b")], {"a": SUPERSEDED, "b": ACCEPTED}),
        ([file("a"), file("b", 2)], [accept("b")], {"a": SUPERSEDED, "b": ACCEPTED}),
        ([file("a"), file("b", 2)], [hand_back("a")], {"a": RETURNED, "b": RECEIVED}),
        (
            [file("a"), file("b", 2), file("c", 2)],
            [accept("a")],
            {"a": ACCEPTED, "b": CONFLICT, "c": CONFLICT},
        ),
        ([file("a"), file("b", school=OTHER)], [], {"a": RECEIVED, "b": RECEIVED}),
        ([file("a")], [accept("a"), take_back("a")], {"a": RECEIVED}),
        ([file("a", verdict=Verdict.HELD)], [accept("a"), take_back("a")], {"a": HELD}),
        ([file("a")], [accept("a"), take_back("a"), accept("a")], {"a": ACCEPTED}),
        ([file("a")], [exclude("a")], {"a": EXCLUDED}),
        ([file("a"), file("b", 2)], [accept("a"), accept("b"), exclude("b")], {"a": ACCEPTED, "b": EXCLUDED}),
        ([file("a"), file("b", 2)], [accept("a"), accept("b"), take_back("b")], {"a": ACCEPTED, "b": RECEIVED}),
        ([file("a"), file("b")], [accept("a", "b"), take_back("a", "b")], {"a": CONFLICT, "b": CONFLICT}),
        ([file("a"), file("b")], [exclude("a", "b")], {"a": EXCLUDED, "b": CONFLICT}),
        ([file("a"), file("b")], [exclude("a", "b"), accept("b", "a")], {"a": SUPERSEDED, "b": ACCEPTED}),
        ([file("a"), file("b")], [exclude("a")], {"a": CONFLICT, "b": CONFLICT}),
        ([file("a"), file("b", 2)], [exclude("a"), accept("b")], {"a": SUPERSEDED, "b": ACCEPTED}),
    ],
)
def test_how_submissions_stand(
    files: list[Candidate], decisions: list[Decision], expected: dict[str, SubmissionStatus]
) -> None:
    assert standing(files, decisions) == expected
