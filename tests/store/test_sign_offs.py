"""A school's sign-offs: the lock, the revisions, the kept workbook."""

from __future__ import annotations

from hashlib import sha256

import pytest

from ctecs_desktop.domain.errors import NotAllowed, StoreError
from ctecs_desktop.domain.sign_off import SubmissionState
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.store import sign_offs
from ctecs_desktop.store.store import Store
from tests.building import YEAR
from tests.store.stores import AT, QUARTER, WHO, full_submission, record_signed

DRAFT, SIGNED_OFF = SubmissionStatus.DRAFT, SubmissionStatus.SIGNED_OFF


def test_before_the_first_sign_off_everything_is_a_draft(store: Store) -> None:
    assert sign_offs.submission_state(store, YEAR) == SubmissionState(DRAFT, 1)
    assert not sign_offs.is_locked(store, YEAR)
    assert sign_offs.high_water_revision(store, YEAR) == 0
    assert sign_offs.signed_submissions(store) == []


def test_signing_off_locks_its_period_and_no_other(store: Store) -> None:
    digest = record_signed(store, full_submission())
    assert sign_offs.submission_state(store, YEAR) == SubmissionState(SIGNED_OFF, 1, digest)
    assert sign_offs.is_locked(store, YEAR)
    assert not sign_offs.is_locked(store, QUARTER)
    with pytest.raises(NotAllowed) as refused:
        record_signed(store, full_submission(revision=2, parent=digest))
    assert refused.value.code == "submission.locked"


def test_the_signed_workbook_is_kept_byte_for_byte(store: Store) -> None:
    submission = full_submission()
    digest = record_signed(store, submission)
    (record,) = sign_offs.signed_submissions(store, YEAR)
    assert (record.digest, record.identity, record.file_name) == (digest, submission.identity, "signed.xlsx")
    assert (record.at, record.person) == (AT, "Pat")
    assert sha256(sign_offs.signed_workbook(store, digest)).hexdigest() == record.file_digest
    assert sign_offs.signed_submissions(store, QUARTER) == []
    with pytest.raises(StoreError) as refused:
        sign_offs.signed_workbook(store, "0" * 64)
    assert refused.value.code == "submission.unknown"


def test_a_revision_begins_with_a_reason_and_ends_in_the_next_sign_off(store: Store) -> None:
    first = record_signed(store, full_submission())
    assert sign_offs.unlock_for_revision(store, YEAR, reason="a figure was late", **WHO) == 2
    assert sign_offs.submission_state(store, YEAR) == SubmissionState(DRAFT, 2, first, "a figure was late")
    second = record_signed(store, full_submission(revision=2, parent=first))
    assert sign_offs.submission_state(store, YEAR) == SubmissionState(SIGNED_OFF, 2, second)
    assert sign_offs.high_water_revision(store, YEAR) == 2
    assert [each.digest for each in sign_offs.signed_submissions(store)] == [first, second]


def test_a_draft_cannot_be_unlocked_nor_anything_without_a_reason(store: Store) -> None:
    with pytest.raises(NotAllowed) as refused:
        sign_offs.unlock_for_revision(store, YEAR, reason="because", **WHO)
    assert refused.value.code == "submission.not_signed_off"
    record_signed(store, full_submission())
    with pytest.raises(NotAllowed) as refused:
        sign_offs.unlock_for_revision(store, YEAR, reason="  ", **WHO)
    assert refused.value.code == "submission.reason_missing"
    assert sign_offs.is_locked(store, YEAR)


def test_a_number_known_outside_is_not_used_twice(store: Store) -> None:
    first = record_signed(store, full_submission())
    assert sign_offs.unlock_for_revision(store, YEAR, reason="late", above=5, **WHO) == 6
    for revision, parent in ((5, first), (6, ""), (1, "")):
        with pytest.raises(NotAllowed) as refused:
            record_signed(store, full_submission(revision=revision, parent=parent))
        assert refused.value.code == "submission.revision_taken"
    record_signed(store, full_submission(revision=6, parent=first))


def test_a_record_that_names_other_bytes_is_refused(store: Store) -> None:
    with pytest.raises(StoreError) as refused:
        sign_offs.record_signed(
            store,
            full_submission().identity,
            digest="0" * 64,
            file_name="x.xlsx",
            file_digest="0" * 64,
            workbook=b"other bytes",
            **WHO,
        )
    assert refused.value.code == "archive.digest"
    assert not sign_offs.is_locked(store, YEAR)
