"""Deciding over what arrived: every decision is a further entry, and every reviewer sees what differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctecs_desktop.domain.differences import ComparisonBasis
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey
from ctecs_desktop.domain.reply import Question
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.domain.value import Missing
from ctecs_desktop.services import edsight, entry, intake, review, rollup, submission
from ctecs_desktop.services.inspection import inspect_submission
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.plan import open_workbook
from ctecs_desktop.services.session import Session
from tests.district import ABBOTT, BULLARD, CENTRAL_PASSPHRASE, YEAR, District, explain_all, sign
from tests.exchange.edsight_building import EXPORTS

COUNT = ObservationKey(BULLARD, YEAR, MeasureCode("1.04"), ALL_STUDENTS)
ACCEPTED, RECEIVED, EXCLUDED = SubmissionStatus.ACCEPTED, SubmissionStatus.RECEIVED, SubmissionStatus.EXCLUDED


def first(signed: District) -> Path:
    return signed.folder / f"{BULLARD} {YEAR}.xlsx"


def second(signed: District) -> Path:
    out = signed.folder / "second.xlsx"
    with signed.school() as school:
        submission.amend(school, YEAR, reason="Counted anew.")
        entry.record_values(school, [Edit(COUNT, Missing.NOT_COLLECTED, "The list was lost.")])
        explain_all(school, YEAR)
        sign(school, out)
    return out


def statuses(central: Session) -> list[SubmissionStatus]:
    return [each.status for each in review.received(central, school=BULLARD)]


def digests(central: Session) -> list[str]:
    return [each.digest for each in review.received(central, school=BULLARD)]


def test_an_acceptance_is_taken_back_by_a_further_entry(signed: District) -> None:
    with signed.central() as central:
        intake.import_files(central, [first(signed)], accept_clean=True)
        (digest,) = digests(central)
        review.take_back(central, digest, reason="The wrong one.")
        assert statuses(central) == [RECEIVED]
        assert not rollup.compute(central, YEAR).schools_accepted
        taken = inspect_submission(central, digest).decisions
        assert [each.decision.status for each in taken] == [ACCEPTED, RECEIVED]
        assert [each.reason for each in taken] == ["", "The wrong one."]
        with pytest.raises(NotAllowed) as refused:
            review.take_back(central, digest)
        assert refused.value.code == "review.nothing_decided"
        review.accept(central, digest)
        assert statuses(central) == [ACCEPTED]


def test_an_excluded_revision_leaves_the_rollup_to_the_one_before(signed: District) -> None:
    later = second(signed)
    with signed.central() as central:
        intake.import_files(central, [first(signed)], accept_clean=True)
        intake.import_files(central, [later])
        one, two = digests(central)
        review.accept(central, two)
        assert statuses(central) == [SubmissionStatus.SUPERSEDED, ACCEPTED]
        with pytest.raises(NotAllowed) as refused:
            review.exclude(central, two, reason=" ")
        assert refused.value.code == "review.reason_missing"
        review.exclude(central, two, reason="Made from a test copy.")
        assert statuses(central) == [ACCEPTED, EXCLUDED]
        assert {each.digest for figure in rollup.compute(central, YEAR).figures for each in figure.sources} == {one}
        assert inspect_submission(central, two).reason == "Made from a test copy."
        review.take_back(central, two)
        assert statuses(central) == [ACCEPTED, RECEIVED]


def test_a_revision_is_laid_beside_the_one_that_counts_with_what_changed_first(signed: District) -> None:
    later = second(signed)
    with signed.central() as central:
        intake.import_files(central, [first(signed)], accept_clean=True)
        intake.import_files(central, [later])
        one, two = digests(central)
        found = inspect_submission(central, two)
        assert [(each.basis, each.origin) for each in found.columns] == [(ComparisonBasis.COUNTING, one)]
        assert [each.measure for each in found.differences] == ["1.04"]
        assert found.differences[0].note == "The list was lost."
        assert found.differences[0].value is Missing.NOT_COLLECTED


def test_who_signed_is_told_with_the_words_of_the_key(signed: District) -> None:
    with signed.central() as central:
        intake.import_files(central, [first(signed)])
        signed_with = inspect_submission(central, digests(central)[0]).signed_with
        assert signed_with.words is not None
        assert len(signed_with.words) == 7
        assert (signed_with.package_signature, signed_with.seal, signed_with.revocation) == ("valid", "valid", None)


def test_questions_wait_for_the_reply_and_reach_the_school(signed: District) -> None:
    with signed.central() as central:
        intake.import_files(central, [first(signed)])
        (digest,) = digests(central)
        review.ask(central, digest, Question(COUNT, "Why so few?"))
        review.ask(central, digest, Question(COUNT, "Why so many?"))
        assert inspect_submission(central, digest).questions == (Question(COUNT, "Why so many?"),)
        review.return_to_school(central, digest, reason="One question.")
        authority = unlock(central, CENTRAL_PASSPHRASE)
        review.write_reply(central, digest, authority=authority, out=signed.folder / "reply.xlsx")
    with signed.school() as school:
        opened = open_workbook(school, signed.folder / "reply.xlsx")
        assert opened.reply is not None
        assert opened.reply.questions == (Question(COUNT, "Why so many?"),)


def test_a_question_is_withdrawn_and_only_about_the_submissions_own_values(signed: District) -> None:
    with signed.central() as central:
        intake.import_files(central, [first(signed)])
        (digest,) = digests(central)
        review.ask(central, digest, Question(COUNT, "Why so few?"))
        assert review.ask(central, digest, Question(COUNT, " ")).keys == {COUNT}
        assert not review.ask(central, digest, Question(COUNT, "")).keys
        assert inspect_submission(central, digest).questions == ()
        with pytest.raises(NotAllowed) as refused:
            review.ask(central, digest, Question(COUNT._replace(school=ABBOTT), "Why?"))
        assert refused.value.code == "review.foreign_value"


def test_the_states_figures_are_a_column_of_their_own_where_they_were_loaded(signed: District) -> None:
    with signed.central() as central:
        intake.import_files(central, [first(signed)])
        (digest,) = digests(central)
        assert inspect_submission(central, digest).columns == ()
        edsight.load_files(central, [EXPORTS / "two-row-header.csv"])
        found = inspect_submission(central, digest)
        assert [(each.basis, each.origin, each.title) for each in found.columns] == [
            (ComparisonBasis.PUBLISHED, "", YEAR)
        ]
        published = found.columns[0].values
        assert published
        row = next(each for each in found.values if (each.measure, each.subgroup) == ("1.04", ALL_STUDENTS))
        assert row.others == (published[row.measure, row.subgroup],)
        silent = [each for each in found.values if (each.measure, each.subgroup) not in published]
        assert {each.sizes for each in silent} == {(None,)}, "where the state says nothing nothing differs"
