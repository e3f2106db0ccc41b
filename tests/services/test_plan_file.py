"""The draft to Excel and back: nothing is taken before its differences were seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from ctecs_desktop.domain.errors import ValueMovedOn
from ctecs_desktop.domain.plan_differences import DifferenceKind
from ctecs_desktop.domain.plan_draft import RowKey
from ctecs_desktop.domain.plan_schema import SCHEMAS
from ctecs_desktop.exchange.plan_files import write_plan_folder
from ctecs_desktop.services import plan_editing, plan_file
from ctecs_desktop.services.session import Session
from tests.district import District


def first(session: Session, table: str) -> RowKey:
    return plan_editing.draft_of(session).rows[table][0].key


def test_a_draft_exported_and_taken_back_is_the_same(enrolled: District, tmp_path: Path) -> None:
    with enrolled.central() as session:
        plan_editing.change_cells(session, first(session, "measures"), {"decimals": "not a number yet"})
        written = plan_file.export_draft(session, tmp_path / "draft.xlsx")
        preview = plan_file.preview_import(session, written)
        assert (preview.rows, preview.differences) == ({}, ())
        assert [(each.file, each.code) for each in preview.problems] == [
            ("Counting rules!J5", "plan.cell.not_a_number")
        ]


def test_what_was_edited_in_excel_is_shown_before_it_is_taken_as_one_step(enrolled: District, tmp_path: Path) -> None:
    with enrolled.central() as session:
        written = plan_file.export_draft(session, tmp_path / "draft.xlsx")
        book = load_workbook(written)
        book["Measures"]["B5"].value = "Absence"
        book["Targets"].delete_rows(5)
        book["Goals"].append(["6", "A sixth goal", "One; Two"])
        book.save(written)
        before = plan_editing.draft_of(session)
        preview = plan_file.preview_import(session, written)
        assert plan_editing.draft_of(session) == before
        assert [(each.kind, each.table, each.label) for each in preview.differences] == [
            (DifferenceKind.ADDED, "goals", "6"),
            (DifferenceKind.CHANGED, "measures", "1.01"),
            (DifferenceKind.REMOVED, "targets", "1.01 2013-14"),
        ]
        assert preview.problems == ()
        plan_file.take_import(session, preview)
        assert plan_editing.differences_of(session, plan_editing.draft_of(session)) == preview.differences
        assert len(plan_editing.steps(session).done) == 1
        plan_editing.undo_last(session)
        assert plan_editing.draft_of(session) == before


def test_a_draft_that_was_edited_after_the_preview_is_not_overwritten(enrolled: District, tmp_path: Path) -> None:
    with enrolled.central() as session:
        written = plan_file.export_draft(session, tmp_path / "draft.xlsx")
        book = load_workbook(written)
        book["Measures"]["B5"].value = "Absence"
        book.save(written)
        preview = plan_file.preview_import(session, written)
        plan_editing.change_cells(session, first(session, "measures"), {"name": "Attendance"})
        with pytest.raises(ValueMovedOn):
            plan_file.take_import(session, preview)
        assert plan_editing.draft_of(session).cell(first(session, "measures"), "name") == "Attendance"


def test_the_published_plan_and_a_folder_of_tables_can_be_taken_too(enrolled: District, tmp_path: Path) -> None:
    with enrolled.central() as session:
        plan_editing.change_cells(session, first(session, "goals"), {"title": "Culture"})
        published = plan_file.preview_import(session, enrolled.plan_file)
        assert [(each.table, each.column) for each in published.differences] == [("goals", "title")]
        assert published.problems == ()
        write_plan_folder(session.plan, tmp_path / "tables")
        from_folder = plan_file.preview_import(session, tmp_path / "tables")
        assert from_folder.differences == published.differences
        plan_file.take_import(session, from_folder)
        assert not plan_editing.draft_of(session).is_changed


@pytest.mark.parametrize("text", ["=1+1", '<b>x</b> & "y"', "007", "12.50", "2015-02-31", "one\ntwo", "1.10", "ſß–“”"])
def test_every_attribute_goes_to_excel_and_back_and_is_told_whatever_it_says(
    enrolled: District, tmp_path: Path, text: str
) -> None:
    with enrolled.central() as session:
        draft = plan_editing.draft_of(session)
        plan_editing.add_row(session, "series_breaks", {"measure": "1.01", "school_year": "2014-15", "reason": "New."})
        edited = []
        for schema in reversed(SCHEMAS):  # what is named comes after what names it, or the text would be its name
            if schema.name in {"about", "series_breaks"}:
                continue
            row = draft.rows[schema.name][-1]
            for column in schema.columns:
                # A key that is changed makes another row of it, and so does a milestone's strategy.
                if not draft.is_fixed(row.key, column.name) and column.name not in {*schema.key, "strategy"}:
                    plan_editing.change_cells(session, row.key, {column.name: text})
                    edited.append((schema.name, column.name))
        state = plan_editing.draft_state(session)
        told = {(each.table, each.column) for each in state.differences}
        assert told >= set(edited)
        out = plan_file.export_draft(session, tmp_path / "draft.xlsx")
        plan_editing.discard(session)
        preview = plan_file.preview_import(session, out)
        plan_file.take_import(session, preview)
        assert plan_editing.draft_state(session).differences == state.differences
