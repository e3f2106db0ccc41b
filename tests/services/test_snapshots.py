"""Figures that were given away: frozen once, and every later correction told against them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import NotAllowed, StoreError
from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.domain.value import Missing
from ctecs_desktop.services import entry, intake, review, rollup, snapshots, submission
from ctecs_desktop.services.session import Session
from tests.district import BULLARD, YEAR, District, explain_all, sign

COUNT = ObservationKey(BULLARD, YEAR, MeasureCode("1.04"), ALL_STUDENTS)


def accepted(signed: District) -> Session:
    central = signed.central()
    intake.import_files(central, [signed.folder / f"{BULLARD} {YEAR}.xlsx"], accept_clean=True)
    return central


def corrected(signed: District) -> Path:
    """The school's next revision, which says nothing of one measure any more."""
    out = signed.folder / "second.xlsx"
    with signed.school() as school:
        submission.amend(school, YEAR, reason="Counted anew.")
        entry.record_values(school, [Edit(COUNT, Missing.NOT_COLLECTED)])
        explain_all(school, YEAR)
        sign(school, out)
    return out


def test_a_period_is_frozen_once_under_its_fingerprint(signed: District) -> None:
    with accepted(signed) as central:
        made = snapshots.freeze(central, YEAR, note="For the board").snapshot
        assert made.fingerprint == rollup.compute(central, YEAR).fingerprint
        assert snapshots.snapshots(central) == (made,)
        assert snapshots.frozen(central, made.number) == rollup.compute(central, YEAR)
        with pytest.raises(NotAllowed) as refused:
            snapshots.freeze(central, YEAR)
        assert (refused.value.code, refused.value.params["number"]) == ("snapshot.frozen_already", made.number)


def test_without_figures_there_is_nothing_to_freeze(enrolled: District) -> None:
    with enrolled.central() as central:
        with pytest.raises(NotAllowed) as refused:
            snapshots.freeze(central, YEAR)
        assert refused.value.code == "snapshot.nothing_accepted"
        with pytest.raises(StoreError) as unknown:
            snapshots.frozen(central, 7)
        assert unknown.value.code == "snapshot.unknown"


def test_a_late_correction_is_told_before_it_is_accepted_and_stands_in_the_ledger_after(signed: District) -> None:
    second = corrected(signed)
    with accepted(signed) as central:
        snapshots.freeze(central, YEAR, note="For the board")
        intake.import_files(central, [second])
        late = review.received(central)[-1]
        assert [each.restatements for each in snapshots.ledgers(central)] == [()]
        (would_be,) = snapshots.ledgers_if_accepted(central, late.digest)
        review.accept(central, late.digest)
        (ledger,) = snapshots.ledgers(central, YEAR)
        assert ledger == would_be
        assert {each.measure for each in ledger.restatements} == {"1.04"}
        assert {school for each in ledger.restatements for school in each.schools} == {BULLARD}
        assert snapshots.frozen(central, ledger.snapshot.number).figure("1.04") == ledger.restatements[0].before


def test_taking_the_correction_back_empties_the_ledger_again(signed: District) -> None:
    second = corrected(signed)
    with accepted(signed) as central:
        snapshots.freeze(central, YEAR)
        intake.import_files(central, [second])
        late = review.received(central)[-1]
        review.accept(central, late.digest)
        assert snapshots.ledgers(central)[0].restatements
        review.take_back(central, late.digest)
        assert [each.status for each in review.received(central)] == [
            SubmissionStatus.ACCEPTED,
            SubmissionStatus.RECEIVED,
        ]
        assert snapshots.ledgers(central)[0].restatements == ()
