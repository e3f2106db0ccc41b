"""Editing the next plan in central office's workspace, publishing it, and what becomes of what schools sent before."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import FileUnwritable, NotAllowed, PlanInvalid, ValueMovedOn
from ctecs_desktop.domain.plan_draft import RowKey
from ctecs_desktop.domain.plan_use import SentUse
from ctecs_desktop.domain.review import Verdict
from ctecs_desktop.domain.rule import Severity
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.services import inspection, intake, plan_editing, review, rollup
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.plan import open_workbook
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import plans
from tests.district import BULLARD, CENTRAL_PASSPHRASE, YEAR, District

SECOND, THIRD = "demo-2013-17.2", "demo-2013-17.3"


def key(session: Session, table: str, code: str) -> RowKey:
    rows = plan_editing.draft_of(session).rows[table]
    return next(row.key for row in rows if row.cells[0] == code)


def rename(session: Session, name: str, *, measure: str = "1.01") -> None:
    plan_editing.change_cells(session, key(session, "measures", measure), {"name": name})


def name_of(session: Session, measure: str = "1.01") -> str:
    return plan_editing.draft_of(session).cell(key(session, "measures", measure), "name")


def publish(session: Session, out: Path) -> Path:
    written, _changes = plan_editing.publish_draft(session, authority=unlock(session, CENTRAL_PASSPHRASE), out=out)
    return written


def add_rule(session: Session, code: str, check: str, *, severity: str = "warning", measures: str = "") -> None:
    texts = {
        "code": code, "check": check, "severity": severity, "scope": "value", "measures": measures,
        "sentence": "Look at it again.", "reason": "It was wrong before.",
    }  # fmt: skip
    plan_editing.add_row(session, "rules", texts)


def test_edits_are_kept_and_taken_back_one_by_one_also_after_a_restart(enrolled: District) -> None:
    with enrolled.central() as session:
        before = name_of(session)
        rename(session, "Absence")
        rename(session, "Absence of any kind")
    with enrolled.central() as session:
        assert name_of(session) == "Absence of any kind"
        plan_editing.undo_last(session)
        assert name_of(session) == "Absence"
        plan_editing.undo_last(session)
        assert name_of(session) == before
        assert not plan_editing.draft_of(session).is_changed
    with enrolled.central() as session:
        plan_editing.redo_last(session)
        assert name_of(session) == "Absence"
        assert session.plan.measure("1.01").name == before


def test_removing_a_measure_with_all_that_belongs_to_it_is_one_step(enrolled: District) -> None:
    with enrolled.central() as session:
        plan_editing.remove_row(session, key(session, "measures", "1.01"))
        draft = plan_editing.draft_of(session)
        assert "1.01" not in {row.cells[0] for row in (*draft.rows["measures"], *draft.rows["targets"])}
        assert len(plan_editing.steps(session).done) == 1
        plan_editing.undo_last(session)
        assert not plan_editing.draft_of(session).is_changed


def test_discarding_takes_everything_back_and_can_be_taken_back_itself(enrolled: District) -> None:
    with enrolled.central() as session:
        rename(session, "Absence")
        rename(session, "Attendance", measure="1.02")
        plan_editing.discard(session)
        assert not plan_editing.draft_of(session).is_changed
        plan_editing.undo_last(session)
        assert (name_of(session), name_of(session, "1.02")) == ("Absence", "Attendance")


def test_an_edit_of_a_draft_that_moved_on_is_refused(enrolled: District) -> None:
    with enrolled.central() as session:
        stale = plan_editing.draft_of(session)
        address = key(session, "measures", "1.01")
        rename(session, "Absence")
        with pytest.raises(ValueMovedOn) as refused:
            plan_editing.write_rows(session, stale, {address: None})
        assert refused.value.code == "plan.row_moved_on"
        assert name_of(session) == "Absence"


def test_where_nothing_was_edited_nothing_is_taken_back_or_published(enrolled: District, tmp_path: Path) -> None:
    with enrolled.central() as session:
        for act in (plan_editing.undo_last, plan_editing.redo_last):
            with pytest.raises(NotAllowed):
                act(session)
        with pytest.raises(NotAllowed) as refused:
            publish(session, tmp_path / "plan.xlsx")
        assert refused.value.code == "plan.nothing_to_publish"


def test_a_school_edits_no_plan(enrolled: District) -> None:
    with enrolled.school() as session, pytest.raises(NotAllowed) as refused:
        plan_editing.draft_of(session)
    assert refused.value.code == "session.wrong_role"


def test_a_draft_with_a_mistake_is_not_published(enrolled: District, tmp_path: Path) -> None:
    with enrolled.central() as session:
        rename(session, "")
        with pytest.raises(PlanInvalid) as refused:
            publish(session, tmp_path / "plan.xlsx")
        assert refused.value.code == "plan.invalid"
        assert session.plan.version == "demo-2013-17.1"


def test_a_published_draft_is_the_plan_in_force_and_schools_take_it(enrolled: District, tmp_path: Path) -> None:
    with enrolled.central() as session:
        rename(session, "Absence")
        written = publish(session, tmp_path / "plan.xlsx")
        assert (session.plan.version, session.plan.measure("1.01").name) == (SECOND, "Absence")
        draft = plan_editing.draft_of(session)
        assert (draft.base_version, draft.version, draft.is_changed) == (SECOND, THIRD, False)
        assert plan_editing.steps(session).done == ()
        found = plan_editing.version_differences(session, "demo-2013-17.1", SECOND)
        assert [(each.label, each.column, each.after) for each in found] == [("1.01", "name", "Absence")]
    with enrolled.school() as session:
        opened = open_workbook(session, written)
        assert (opened.plan_version, session.plan.measure("1.01").name) == (SECOND, "Absence")


def test_a_plan_whose_workbook_cannot_be_written_is_in_force_all_the_same(enrolled: District, tmp_path: Path) -> None:
    with enrolled.central() as session:
        rename(session, "Absence")
        with pytest.raises(FileUnwritable) as refused:
            publish(session, tmp_path / "nowhere" / "plan.xlsx")
        assert refused.value.code == "plan.not_written"
        assert refused.value.params["version"] == session.plan.version == SECOND


def test_the_code_of_a_removed_measure_stays_retired_in_every_later_version(enrolled: District, tmp_path: Path) -> None:
    with enrolled.central() as session:
        plan_editing.remove_row(session, key(session, "measures", "1.07"))
        publish(session, tmp_path / "plan.xlsx")
        rename(session, "Absence")
        publish(session, tmp_path / "plan.xlsx")
        plan_editing.add_row(session, "measures", {"code": "1.07", "name": "Something else"})
        problems = plan_editing.problems_of(session, plan_editing.draft_of(session))
        retired = [each for each in problems if each.code == "plan.row.code_retired"]
        assert [dict(each.facts) for each in retired] == [{"code": "1.07", "version": "demo-2013-17.1"}]


def test_what_hangs_on_a_row_is_told_before_it_is_removed(signed: District) -> None:
    with signed.central() as session:
        use = plan_editing.used_by(session, key(session, "measures", "1.01"))
        assert (use.asked, use.sent) == (18, SentUse())
        intake.import_files(session, sorted(signed.folder.glob(f"*{YEAR}.xlsx")))
        use = plan_editing.used_by(session, key(session, "measures", "1.01"))
        assert (use.sent.schools, use.sent.submissions) == (2, 2)
        assert use.sent.values >= 2
        assert dict(use.rows).keys() >= {"targets", "baselines"}
        goal = plan_editing.used_by(session, key(session, "goals", "1"))
        assert goal.sent.values > use.sent.values
        assert plan_editing.used_by(session, key(session, "schools", BULLARD)).sent == SentUse(1, 1, 0)
        assert plan_editing.used_by(session, key(session, "periods", YEAR)).sent == SentUse(2, 2, 0)
        assert plan_editing.used_by(session, key(session, "disaggregations", "gender")).sent.schools == 2
        area = plan_editing.draft_of(session).rows["priority_areas"][0].key
        assert not plan_editing.used_by(session, area).is_used


def test_a_submission_under_an_older_version_is_taken_mapped_and_only_warned(signed: District, tmp_path: Path) -> None:
    """Its school never saw the new plan: a measure less, a measure more, an error that is new."""
    with signed.central() as session:
        plan_editing.remove_row(session, key(session, "measures", "1.04"))
        plan_editing.add_row(
            session,
            "measures",
            {
                "code": "1.90", "name": "Assemblies", "goal": "1", "unit": "count", "numerator": "Assemblies held",
                "direction": "higher", "frequency": "annual", "level": "school", "rollup_method": "sum",
                "sum_bound": "none", "population": "other", "decimals": "0", "part_decimals": "0", "source": "Ours",
                "evidence": "C",
            },
        )  # fmt: skip
        add_rule(session, "ours", "placeholder_number", measures="1.05")
        plan_editing.change_cells(
            session, key(session, "rules", "ours"), {"params": f"numbers={_number_of_sanctions(signed)}"}
        )
        publish(session, tmp_path / "plan.xlsx")
        (done,) = intake.import_files(session, [signed.folder / f"{BULLARD} {YEAR}.xlsx"]).files
        assert (done.verdict.verdict, done.state) == (Verdict.ACCEPTED, SubmissionStatus.RECEIVED.value)
        assert {(each.code, each.severity) for each in done.findings} == {("ours", Severity.WARNING)}
        digest = review.received(session)[0].digest
        assert inspection.inspect_submission(session, digest).findings == done.findings
        review.accept(session, digest)
        figures = rollup.compute(session, YEAR)
        assert figures.plan_version == SECOND
        assert figures.figure("1.05").coverage.reporting == 1
        assert figures.figure("1.90").coverage.reporting == 0
        assert not any(figure.measure == "1.04" for figure in figures.figures)


def test_a_submission_for_a_period_that_is_gone_is_taken_and_kept(signed: District, tmp_path: Path) -> None:
    with signed.central() as session:
        plan_editing.remove_row(session, key(session, "periods", YEAR))
        publish(session, tmp_path / "plan.xlsx")
        (done,) = intake.import_files(session, [signed.folder / f"{BULLARD} {YEAR}.xlsx"], accept_clean=True).files
        assert (done.state, done.findings) == (SubmissionStatus.ACCEPTED.value, ())


def _number_of_sanctions(district: District) -> str:
    """What the school says at 1.05, which the new rule does not like."""
    table = (district.folder / f"values {BULLARD}.csv").read_text(encoding="utf-8-sig")
    header, *lines = [line.split(",") for line in table.splitlines()]
    at = {name: number for number, name in enumerate(header)}
    return next(line[at["value"]] for line in lines if line[at["measure"]] == "1.05")


def test_the_history_of_editing_is_replayed_like_everything_else(enrolled: District, tmp_path: Path) -> None:
    with enrolled.central() as session:
        rename(session, "Absence")
        plan_editing.remove_row(session, key(session, "goals", "5"))
        plan_editing.undo_last(session)
        publish(session, tmp_path / "plan.xlsx")
        rename(session, "Absence again")
    with enrolled.central() as session:
        assert [each.version for each in plans.plan_versions(session.store)] == ["demo-2013-17.1", SECOND]
        assert name_of(session) == "Absence again"  # opening has compared history and tables
