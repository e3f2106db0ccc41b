"""From freezing to the line in a school's report: figures travel in the plan workbook, and only newer ones replace."""

from __future__ import annotations

import shutil
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from ctecs_desktop.domain.changes import Noun
from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey
from ctecs_desktop.domain.value import Ratio
from ctecs_desktop.services import entry, intake, review, school_report, snapshots, submission
from ctecs_desktop.services.check import check_workspace
from ctecs_desktop.services.district_figures import known_figures
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.plan import open_workbook, publish_plan
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.workspace import create_school, read_invitation
from ctecs_desktop.store import history
from tests.district import ABBOTT, BULLARD, CENTRAL_PASSPHRASE, YEAR, District, explain_all, sign

ABSENCE = MeasureCode("1.01")
FIRST, SECOND = Fraction(100 * 215, 1424), Fraction(100 * 221, 1424)


def publish(central: Session, out: Path) -> Path:
    return publish_plan(central, authority=unlock(central, CENTRAL_PASSPHRASE), out=out)


def line_of(session: Session) -> Fraction | None:
    """The district's chronic absence in the school's report."""
    report = school_report.build(session, YEAR)
    (absence,) = [each for each in report.measures if each.measure.code == ABSENCE]
    return absence.district[-1].figure.value


def corrected(district: District) -> Path:
    """Bullard-Havens counts six more and signs again."""
    with district.school() as school:
        submission.amend(school, YEAR, reason="Counted anew")
        key = ObservationKey(BULLARD, YEAR, ABSENCE, ALL_STUDENTS)
        entry.record_values(school, [Edit(key, Ratio(Decimal(170), Decimal(784)), "Counted anew")])
        explain_all(school, YEAR)
        return sign(school, district.folder / "second.xlsx").path


def test_a_frozen_year_reaches_the_schools_and_only_a_newer_workbook_changes_it(signed: District) -> None:
    files = [signed.folder / f"{school} {YEAR}.xlsx" for school in (BULLARD, ABBOTT)]
    with signed.central() as central:
        before = shutil.copy(signed.plan_file, signed.folder / "before.xlsx")
        intake.import_files(central, files, accept_clean=True)
        unfrozen = publish(central, signed.folder / "unfrozen.xlsx")
        snapshots.freeze(central, YEAR, note="for the schools")
        first = publish(central, signed.folder / "first.xlsx")

    with signed.school(ABBOTT) as school:
        assert open_workbook(school, unfrozen).district_years == ()
        assert line_of(school) is None, "accepted is not frozen"
        opened = open_workbook(school, first)
        assert (opened.district_years, opened.is_new_plan) == ((YEAR,), False)
        assert Noun.DISTRICT in opened.changes.nouns
        assert line_of(school) == FIRST
        again = open_workbook(school, first)
        assert (again.district_years, Noun.DISTRICT in again.changes.nouns) == ((), False)

    second_revision = corrected(signed)
    with signed.central() as central:
        intake.import_files(central, [second_revision])
        review.accept(central, review.received(central)[-1].digest)
        still_first = publish(central, signed.folder / "still first.xlsx")
        snapshots.freeze(central, YEAR, note="after the correction")
        second = publish(central, signed.folder / "second plan.xlsx")

    with signed.school(ABBOTT) as school:
        open_workbook(school, still_first)
        assert line_of(school) == FIRST, "a correction that nobody froze is not told"
        assert open_workbook(school, second).district_years == (YEAR,)
        assert line_of(school) == SECOND
        for older in (first, unfrozen, Path(before), still_first):
            assert open_workbook(school, older).district_years == ()
            assert line_of(school) == SECOND, older.name
        entries = [each for each in history.entries(school.store) if each.noun == "district_figures"]
        assert len(entries) == 2
    assert all(each.ok for each in check_workspace(signed.school_path(ABBOTT), clock=signed.clock))


def test_a_school_that_begins_with_such_a_workbook_knows_the_district_at_once(signed: District, tmp_path: Path) -> None:
    files = [signed.folder / f"{school} {YEAR}.xlsx" for school in (BULLARD, ABBOTT)]
    with signed.central() as central:
        intake.import_files(central, files, accept_clean=True)
        snapshots.freeze(central, YEAR)
        workbook = publish(central, tmp_path / "plan.xlsx")
        told = known_figures(central)
    invitation = read_invitation(workbook)
    with create_school(
        tmp_path / "new.ctecs", invitation=invitation, school=invitation.pack.plan.schools[3].code, clock=signed.clock
    ) as school:
        assert known_figures(school) == told
        assert told.years[0].figure(ABSENCE) is not None
