"""What central office holds: whole, idempotent, and standing as the merge rules say."""

from __future__ import annotations

import random
import tempfile
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import NotAllowed, StoreError
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.review import Candidate, Decision, Verdict, standing
from ctecs_desktop.domain.submission import Submission, SubmissionStatus, submission_digest
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.store import decisions, history, submissions
from ctecs_desktop.store.opening import create_store, open_store
from ctecs_desktop.store.store import Store
from ctecs_desktop.store.submitted_rows import rows_of
from tests.building import YEAR, make_submission
from tests.store.stores import QUARTER, SCHOOL, WHO, full_submission, receive, submitted, workspace

ACCEPTED, RETURNED = SubmissionStatus.ACCEPTED, SubmissionStatus.RETURNED


def decide(store: Store, digest: str, status: SubmissionStatus = ACCEPTED, *against: str) -> None:
    decisions.record_decision(store, Decision(digest, status, frozenset(against)), reason="looked at", **WHO)


def test_a_submission_is_given_back_as_it_was_signed(central: Store) -> None:
    submission = full_submission()
    values, workbook = submitted(submission)
    assert receive(central, submission)
    digest = submission_digest(submission)
    assert submissions.submission(central, digest) == submission
    held = replace(values.received, status=SubmissionStatus.RECEIVED)
    assert submissions.submitted_values(central, digest) == replace(values, received=held)
    assert submissions.received(central) == [held]
    assert submissions.archived_workbook(central, digest) == workbook


def test_the_same_submission_twice_changes_nothing(central: Store) -> None:
    receive(central, full_submission())
    head = history.head(central)
    assert not receive(central, full_submission())
    assert not receive(central, full_submission(), verdict=Verdict.HELD, file="saved again")
    assert history.head(central) == head


def test_a_held_submission_is_replaced_by_the_signed_file(central: Store) -> None:
    submission = full_submission()
    digest = submission_digest(submission)
    assert receive(central, submission, verdict=Verdict.HELD, file="saved again", note="saved again by Excel")
    assert submissions.received(central)[0].status is SubmissionStatus.HELD
    assert not receive(central, submission, verdict=Verdict.HELD, file="saved a third time")
    assert receive(central, submission)
    (held,) = submissions.received(central)
    assert (held.verdict, held.status, held.note) == (Verdict.ACCEPTED, SubmissionStatus.RECEIVED, "")
    assert submissions.archived_workbook(central, digest) == submitted(submission)[1]
    assert submissions.submission(central, digest) == submission


def test_what_does_not_add_up_to_its_digest_is_not_taken_in(central: Store) -> None:
    submission = full_submission()
    values, workbook = submitted(submission)
    with pytest.raises(StoreError) as refused:
        # The explanations are missing.
        submissions.receive(central, values.received, rows_of(values), workbook=workbook, **WHO)
    assert refused.value.code == "submission.digest"
    with pytest.raises(StoreError) as refused:
        submissions.receive(central, values.received, rows_of(values), workbook=b"other", **_with(submission))
    assert refused.value.code == "archive.digest"
    with pytest.raises(NotAllowed) as not_allowed:
        receive(central, submission, verdict=Verdict.REFUSED)
    assert not_allowed.value.code == "submission.refused"
    assert submissions.received(central) == []


def _with(submission: Submission) -> dict[str, object]:
    return {"explanations": submission.explanations, "strategy_updates": submission.strategy_updates, **WHO}


def test_what_is_not_held_is_said_so(central: Store) -> None:
    for ask in (submissions.submission, submissions.submitted_values, submissions.archived_workbook):
        with pytest.raises(StoreError) as refused:
            ask(central, "0" * 64)
        assert refused.value.code == "submission.unknown"
    with pytest.raises(StoreError) as refused:
        decide(central, "0" * 64)
    assert refused.value.code == "submission.unknown"


def test_submissions_are_found_by_period_school_and_status(central: Store) -> None:
    mine, other = full_submission(), full_submission("9001216")
    quarterly = make_submission(SCHOOL, {}, period=QUARTER)
    for each in (mine, other, quarterly):
        receive(central, each)
    decide(central, submission_digest(other))

    def found(**wanted: object) -> list[tuple[str, str]]:
        held = submissions.received(central, **wanted)  # type: ignore[arg-type]
        return [(each.identity.school, each.identity.period) for each in held]

    assert found() == [(SCHOOL, YEAR), ("9001216", YEAR), (SCHOOL, QUARTER)]
    assert found(period=YEAR) == [(SCHOOL, YEAR), ("9001216", YEAR)]
    assert found(school=SCHOOL) == [(SCHOOL, YEAR), (SCHOOL, QUARTER)]
    assert found(status=ACCEPTED) == [("9001216", YEAR)]
    (accepted,) = submissions.accepted_values(central, YEAR)
    assert accepted.observations == other.observations


def test_two_contents_of_one_revision_stay_side_by_side_until_someone_decides(central: Store) -> None:
    one, two = (make_submission(SCHOOL, {("1.01", "all"): Decimal(n)}) for n in (1, 2))
    receive(central, one)
    decide(central, submission_digest(one))
    receive(central, two)
    assert {each.status for each in submissions.received(central)} == {SubmissionStatus.CONFLICT}
    decide(central, submission_digest(two), ACCEPTED, submission_digest(one))
    assert [each.status for each in submissions.received(central)] == [SubmissionStatus.SUPERSEDED, ACCEPTED]


def test_a_decision_is_kept_with_its_reason(central: Store) -> None:
    receive(central, full_submission())
    digest = submission_digest(full_submission())
    assert decisions.last_reason(central, digest) == ""
    decide(central, digest, RETURNED, "b", "a")
    assert decisions.decisions(central) == (Decision(digest, RETURNED, frozenset({"a", "b"})),)
    assert decisions.last_reason(central, digest) == "looked at"


_FILES = [
    (school, revision, content) for school in ("9001116", "9001216") for revision in (1, 2, 3) for content in (1, 2)
]
_ACTS = st.lists(
    st.tuples(st.sampled_from(_FILES), st.sampled_from(["accepted", "held", "accept", "accept all", "return"])),
    min_size=1,
    max_size=14,
)


def _file(school: str, revision: int, content: int) -> Submission:
    return make_submission(SchoolCode(school), {("1.01", "all"): Decimal(content)}, revision=revision)


@settings(max_examples=60)
@given(_ACTS)
def test_the_stored_standing_is_always_that_of_the_merge_rules(acts: list[tuple[tuple[str, int, int], str]]) -> None:
    candidates: dict[str, Candidate] = {}
    decided: list[Decision] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "central.ctecs"
        with create_store(path, workspace(WorkspaceRole.CENTRAL)) as store:
            for (school, revision, content), act in acts:
                submission = _file(school, revision, content)
                digest = submission_digest(submission)
                if act in {"accepted", "held"}:
                    verdict = Verdict(act)
                    receive(store, submission, verdict=verdict, file=act)
                    if digest not in candidates or verdict is Verdict.ACCEPTED:
                        candidates[digest] = Candidate(digest, SchoolCode(school), YEAR, revision, verdict)
                elif digest in candidates:
                    rivals = {submission_digest(_file(school, revision, other)) for other in (1, 2)} - {digest}
                    against = frozenset(rivals) if act == "accept all" else frozenset()
                    decided.append(Decision(digest, RETURNED if act == "return" else ACCEPTED, against))
                    decide(store, digest, decided[-1].status, *against)
        with open_store(path) as store:
            found = {each.digest: each.status for each in submissions.received(store)}
            wanted = {each.received.digest for each in submissions.accepted_values(store, YEAR)}
    assert found == standing(candidates.values(), decided)
    assert wanted == {digest for digest, status in found.items() if status is ACCEPTED}


@settings(max_examples=20)
@given(st.permutations(range(7)), st.integers(0, 2**32))
def test_the_order_of_arrival_and_repeats_make_no_difference(order: list[int], seed: int) -> None:
    files = [(_file(*_FILES[index]), Verdict.HELD if index % 3 == 0 else Verdict.ACCEPTED) for index in range(7)]
    files.append((files[0][0], Verdict.ACCEPTED))  # the signed original of a file that was saved again
    arrivals = [*order, 7, *random.Random(seed).choices(range(8), k=4)]
    random.Random(seed).shuffle(arrivals)
    with tempfile.TemporaryDirectory() as folder:
        results = []
        for name, indices in (("one", arrivals), ("other", range(8))):
            with create_store(Path(folder) / name, workspace(WorkspaceRole.CENTRAL)) as store:
                for index in indices:
                    submission, verdict = files[index]
                    receive(store, submission, verdict=verdict, file=verdict.value)
                held = {each.digest: each for each in submissions.received(store)}
                results.append((held, {digest: submissions.submitted_values(store, digest) for digest in held}))
    assert results[0] == results[1]


def test_five_thousand_values_go_in_and_out_whole(central: Store) -> None:
    values = {(f"{n % 200}", f"s{n // 200}"): Decimal(n) for n in range(5000)}
    submission = make_submission(SCHOOL, values)
    assert receive(central, submission)
    assert submissions.submission(central, submission_digest(submission)) == submission
    ((name, digest),) = central.query("SELECT file_name, digest FROM received")
    assert (name, digest.hex()) == (f"{SCHOOL}.xlsx", submission_digest(submission))
    assert sha256(submissions.archived_workbook(central, digest.hex())).digest()
