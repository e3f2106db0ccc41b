from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ctecs_desktop.domain.changes import Noun
from ctecs_desktop.domain.errors import NotAllowed, WrongTemplate
from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, PeriodCode, SubgroupCode
from ctecs_desktop.domain.plan import PeriodKind
from ctecs_desktop.domain.reconciliation import Address, Agreement, Comparison
from ctecs_desktop.domain.value import encode_value
from ctecs_desktop.services import baselines, edsight, intake, plan_editing, reconciliation
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import history, plans, submissions
from ctecs_desktop.store.replay import verify_replay
from tests.district import ABBOTT, BULLARD, YEAR, District
from tests.exchange.edsight_building import EXPORTS

SUSPENSION = EXPORTS / "no-title-no-year.csv"


@pytest.fixture
def central(signed: District) -> Session:
    session = signed.central()
    intake.import_files(session, [signed.folder / f"{BULLARD} {YEAR}.xlsx"], accept_clean=True)
    intake.import_files(session, [signed.folder / f"{ABBOTT} {YEAR}.xlsx"])
    return session


def found_at(session: Session, organization: str, measure: str, part: Part) -> Comparison:
    address = Address(type(BULLARD)(organization), MeasureCode(measure), SubgroupCode(ALL_STUDENTS))
    (found,) = (
        each
        for each in reconciliation.compare(session, YEAR).comparisons
        if (each.address, each.part) == (address, part)
    )
    return found


def test_the_same_file_again_changes_nothing_and_says_so(central: Session) -> None:
    first = edsight.load_files(central, [EXPORTS / "two-row-header.csv"])
    assert (first.files[0].new, first.files[0].is_known) == (5, False)
    assert first.changes.nouns == {Noun.PUBLISHED}
    head = history.head(central.store)
    again = edsight.load_files(central, [EXPORTS / "two-row-header.csv"])
    assert (again.files[0].same, again.files[0].is_known, again.changes.nouns) == (5, True, frozenset())
    assert history.head(central.store) == head
    (source,) = edsight.sources(central)
    assert (source.file_name, source.school_year, source.figures, source.person) == (
        "two-row-header.csv",
        YEAR,
        5,
        "carol",
    )
    verify_replay(central.store)


def test_a_corrected_export_is_told_figure_by_figure(central: Session) -> None:
    edsight.load_files(central, [EXPORTS / "two-row-header.csv"])
    loading = edsight.load_files(central, [EXPORTS / "two-row-header-corrected.csv"])
    (changed,) = loading.files[0].changed
    assert (changed.before, changed.new.amount, changed.new.address.measure) == (Decimal(40), Decimal(41), "1.04")


def test_a_dry_run_says_what_would_be_new_and_keeps_nothing(central: Session) -> None:
    head = history.head(central.store)
    loading = edsight.load_files(central, [EXPORTS / "two-row-header.csv"] * 2, dry_run=True)
    assert [(each.new, each.same) for each in loading.files] == [(5, 0), (0, 5)]
    assert history.head(central.store) == head


def test_a_bad_file_stops_no_other(central: Session, tmp_path: Path) -> None:
    files = [EXPORTS / "broken-quotes.csv", tmp_path / "gone.csv", tmp_path, EXPORTS / "thousands.csv"]
    loading = edsight.load_files(central, files)
    assert [each.error.code if each.error else "" for each in loading.files] == [
        "edsight.broken_csv",
        "file.not_found",
        "file.is_a_folder",
        "",
    ]


def test_the_year_of_a_file_without_one_comes_from_a_person_or_by_their_leave_from_its_name(
    central: Session, tmp_path: Path
) -> None:
    named = Path(shutil.copy(SUSPENSION, tmp_path / "suspension-rates 2014-15.csv"))
    assert edsight.files_without_year(central, [named, EXPORTS / "thousands.csv"]) == {named: "2014-15"}
    refused = edsight.load_files(central, [named])
    assert refused.files[0].error is not None
    assert refused.files[0].error.params["suggested"] == "2014-15"
    loaded = edsight.load_files(central, [named, EXPORTS / "thousands.csv"], school_year=edsight.NAME_OF_YEAR)
    assert [each.read.school_year for each in loaded.files if each.read] == ["2014-15", "2015-16"]
    with pytest.raises(WrongTemplate, match=r"edsight\.not_a_year"):
        edsight.load_files(central, [named], school_year="2015")


def test_what_a_school_sent_is_compared_whether_accepted_or_waiting_and_nothing_is_changed(central: Session) -> None:
    edsight.load_files(central, [SUSPENSION], school_year=YEAR)
    head = history.head(central.store)
    before = [submissions.submitted_values(central.store, each.digest) for each in submissions.received(central.store)]
    found = found_at(central, BULLARD, "1.03", Part.NUMERATOR)
    assert (found.agreement, found.sent and found.sent.status) == (Agreement.AGREES, "accepted")
    assert found.sent is not None
    assert found.sent.sheet
    waiting = found_at(central, ABBOTT, "1.03", Part.NUMERATOR)
    assert (waiting.agreement, waiting.difference, waiting.sent and waiting.sent.status) == (
        Agreement.DIFFERS,
        97,
        "received",
    )
    assert found_at(central, ABBOTT, "1.03", Part.VALUE).agreement is Agreement.WITHHELD
    after = [submissions.submitted_values(central.store, each.digest) for each in submissions.received(central.store)]
    assert (history.head(central.store), after) == (head, before)


def test_the_district_is_compared_by_its_rollup_and_by_bounds_while_schools_are_missing(central: Session) -> None:
    edsight.load_files(central, [EXPORTS / "thousands.csv"])
    found = found_at(central, "9000016", "3.01", Part.VALUE)
    assert found.agreement is not Agreement.AGREES
    assert found.sent is not None
    assert found.sent.part(Part.VALUE).low != found.sent.part(Part.VALUE).high


def test_the_line_of_a_figure_can_be_shown_as_it_came(central: Session) -> None:
    edsight.load_files(central, [SUSPENSION], school_year=YEAR)
    (loaded,) = (
        each
        for each in edsight.figures(central, YEAR)
        if each.figure.address.organization == BULLARD and each.figure.address.part is Part.VALUE
    )
    assert edsight.source_line(central, loaded).endswith('"=""9001116""",83,10.8')


def test_a_file_of_the_wrong_year_can_be_taken_back_with_a_reason(central: Session) -> None:
    edsight.load_files(central, [SUSPENSION], school_year="2014-15")
    with pytest.raises(NotAllowed, match=r"edsight\.reason_wanted"):
        edsight.withdraw(central, 1, reason="  ")
    edsight.withdraw(central, 1, reason="It is of 2015-16.")
    assert edsight.figures(central, "2014-15") == []
    assert edsight.sources(central)[0].withdrawn == "It is of 2015-16."


def test_quarters_are_not_compared_with_figures_of_years(central: Session) -> None:
    year = central.plan.period(YEAR)
    quarter = replace(year, code=PeriodCode("2015-16 Q1"), kind=PeriodKind.QUARTER, quarter=1)
    plan = replace(central.plan, version="with-quarters", periods=(*central.plan.periods, quarter))
    plans.save_plan(central.store, plan, at=central.now(), person="carol", source="test")
    with pytest.raises(NotAllowed, match=r"edsight\.not_a_whole_year"):
        reconciliation.compare(central, quarter.code)


def test_the_differences_are_written_with_both_figures_and_the_source_line(central: Session, tmp_path: Path) -> None:
    edsight.load_files(central, [SUSPENSION], school_year=YEAR)
    path = reconciliation.write_differences(central, YEAR, tmp_path / "differences.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    first = rows[0]
    assert (first["organization"], first["sent_low"], first["published"], first["difference"]) == (
        ABBOTT,
        "102",
        "[1,5]",
        "97",
    )
    assert (first["source_file"], first["source_line"], first["source_column"]) == (SUSPENSION.name, "3", "Count")


def test_what_was_published_of_a_school_is_given_as_values_for_its_review(central: Session) -> None:
    edsight.load_files(central, [SUSPENSION, EXPORTS / "wide-breakdown.csv"], school_year=YEAR)
    found = {
        (key.measure, key.subgroup): encode_value(each.value)
        for key, each in reconciliation.published_observations(central, YEAR, BULLARD).items()
    }
    assert found["1.03", "all"] == "10.8"
    assert found["3.05", "all"] == "519/768"
    assert found["3.01", "frpm.not_eligible"] == "249"
    withheld = reconciliation.published_observations(central, YEAR, ABBOTT)
    assert not [key for key in withheld if key.measure == "1.03"]


def test_a_school_may_not_load_published_figures(signed: District) -> None:
    with signed.school() as session, pytest.raises(NotAllowed, match=r"session\.wrong_role"):
        edsight.load_files(session, [SUSPENSION], school_year=YEAR)


def test_baselines_are_proposed_shown_and_taken_into_the_draft_as_one_step(central: Session) -> None:
    edsight.load_files(central, [EXPORTS / "thousands.csv", EXPORTS / "two-row-header.csv"])
    (district,) = baselines.propose(central, YEAR)
    assert (district.measure, district.before, district.before_year, district.value) == (
        "3.01",
        "10698",
        "2013-14",
        Decimal(10710),
    )
    both = baselines.propose(central, YEAR, with_schools=True)
    assert {(each.measure, each.school) for each in both} >= {("3.01", ""), ("1.04", BULLARD)}
    assert not [each for each in both if each.measure == "1.05" and each.school == BULLARD], "a star is no baseline"
    in_force = central.plan
    changes = baselines.take(central, both)
    assert changes.nouns == {Noun.PLAN_DRAFT}
    assert central.plan == in_force
    assert baselines.propose(central, YEAR, with_schools=True) == ()
    cells = [row.cells for row in plan_editing.draft_of(central).rows["baselines"]]
    assert ("3.01", YEAR, "", "10710", "Published by the state (EdSight, Enrollment, district)") in cells
    with pytest.raises(NotAllowed, match=r"edsight\.proposal_moved_on"):
        baselines.take(central, both)


def test_the_baseline_of_a_share_is_made_of_its_counts_where_no_share_is_published(central: Session) -> None:
    edsight.load_files(central, [EXPORTS / "wide-breakdown.csv"])
    found = {(each.measure, each.school): each.value for each in baselines.propose(central, YEAR, with_schools=True)}
    assert found["3.05", BULLARD] == Decimal("67.6")
    assert ("3.05", ABBOTT) not in found


def test_taking_nothing_is_refused(central: Session) -> None:
    with pytest.raises(NotAllowed, match=r"edsight\.nothing_chosen"):
        baselines.take(central, [])
