"""A plan as a folder of CSV files: what people's editors do to it, and where mistakes are said to be."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import ExchangeError, FileUnwritable, PlanInvalid
from ctecs_desktop.domain.plan import Goal
from ctecs_desktop.domain.plan_reading import PlanProblem
from ctecs_desktop.domain.plan_schema import TABLE_NAMES
from ctecs_desktop.exchange.plan_files import practice_plan, read_plan_folder, shipped_plan, write_plan_folder
from tests.any_plan import texts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped plan as files that may be spoiled."""
    write_plan_folder(shipped_plan(), tmp_path / "plan")
    return tmp_path / "plan"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_bytes().decode("utf-8-sig")
    assert text.count(old) >= 1, f"{old!r} is not in {file.name}"
    file.write_bytes(text.replace(old, new, 1).encode("utf-8"))


def problems_of(folder: Path) -> tuple[PlanProblem, ...]:
    with pytest.raises(PlanInvalid) as caught:
        read_plan_folder(folder)
    assert caught.value.code == "plan.invalid"
    problems = caught.value.params["problems"]
    assert isinstance(problems, tuple)
    return problems


def places(problems: tuple[PlanProblem, ...]) -> list[tuple[str, int, str, str]]:
    return [(problem.file, problem.line, problem.column, problem.code) for problem in problems]


def test_the_shipped_plan_is_read_again_as_it_was_written(folder: Path) -> None:
    assert read_plan_folder(folder) == shipped_plan()


def test_the_folder_holds_one_file_for_each_table_and_nothing_else(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{name}.csv" for name in TABLE_NAMES)


def test_files_are_written_for_excel_with_a_byte_order_mark(folder: Path) -> None:
    data = (folder / "goals.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfnumber,title,themes\r\n1,")


def test_writing_over_a_folder_replaces_the_plan(folder: Path) -> None:
    renamed = replace(shipped_plan(), title="Another title")
    write_plan_folder(renamed, folder)
    assert read_plan_folder(folder) == renamed


@settings(max_examples=30, deadline=None)
@given(title=texts, themes=st.lists(texts, max_size=3, unique=True), mission=texts)
def test_texts_with_commas_quotes_and_line_breaks_come_back(
    tmp_path_factory: pytest.TempPathFactory, title: str, themes: list[str], mission: str
) -> None:
    folder = tmp_path_factory.mktemp("plan")
    base = shipped_plan()
    plan = replace(base, mission=mission, goals=(Goal(1, title, tuple(themes)), *base.goals[1:]))
    for table, rows in {
        "about": [("key", "text"), *_about(plan.mission)],
        "goals": [("number", "title", "themes"), *((g.number, g.title, _joined(g.themes)) for g in plan.goals)],
    }.items():
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        (folder / f"{table}.csv").write_bytes(text.getvalue().encode("utf-8"))
    assert read_plan_folder(folder, over=base) == plan


def _about(mission: str) -> list[tuple[str, str]]:
    plan = shipped_plan()
    return [
        ("version", plan.version), ("district", plan.district), ("district_name", plan.district_name),
        ("title", plan.title), ("school_years", ";".join(plan.school_years)), ("status_note", plan.status_note),
        ("vision", plan.vision), ("mission", mission),
    ]  # fmt: skip


def _joined(themes: tuple[str, ...]) -> str:
    return ";".join(theme.replace("\\", "\\\\").replace(";", "\\;") for theme in themes)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_any_line_end_with_or_without_a_byte_order_mark_is_welcome(folder: Path, line_end: str, mark: bytes) -> None:
    for file in folder.iterdir():
        lines = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        file.write_bytes(mark + lines.replace("\n", line_end).encode("utf-8"))
    assert read_plan_folder(folder) == shipped_plan()


def test_a_mistake_is_told_with_its_file_and_line(folder: Path) -> None:
    change(folder / "measures.csv", "1.02,Average daily attendance,1,percent", "1.02,Average daily attendance,1,percnt")
    change(folder / "periods.csv", "2020-07-15", "2020-06-15")
    assert places(problems_of(folder)) == [
        ("measures.csv", 3, "unit", "plan.cell.unknown_choice"),
        ("periods.csv", 2, "due", "plan.row.period_due_before_it_ends"),
        ("periods.csv", 2, "due", "plan.row.period_due_before_it_opens"),
    ]


def test_lines_are_counted_as_an_editor_counts_them_past_a_cell_of_several_lines(folder: Path) -> None:
    change(folder / "goals.csv", "Industry Alignment and Collaboration", '"Industry\nalignment\nand collaboration"')
    change(folder / "goals.csv", "Systems of Excellence", "")
    assert places(problems_of(folder)) == [("goals.csv", 7, "title", "plan.cell.blank")]


def test_what_a_spreadsheet_does_to_codes_and_days_is_noticed(folder: Path) -> None:
    change(folder / "measures.csv", "\r\n1.10,", "\r\n1.1,")
    change(folder / "periods.csv", "2019-07-01", "7/1/2019")
    assert ("measures.csv", 11, "code", "plan.cell.not_a_measure_code") in places(problems_of(folder))
    assert ("periods.csv", 2, "starts", "plan.cell.not_a_date") in places(problems_of(folder))


def test_a_file_in_the_old_code_page_is_told_with_the_line_of_the_first_foreign_letter(folder: Path) -> None:
    text = (folder / "schools.csv").read_bytes().decode("utf-8-sig").replace("O'Brien", "O’Brien")
    (folder / "schools.csv").write_bytes(text.encode("cp1252"))
    assert places(problems_of(folder)) == [("schools.csv", 16, "", "plan.file.not_utf8")]


def test_unicode_text_as_excel_calls_it_is_told_as_utf_16(folder: Path) -> None:
    text = (folder / "goals.csv").read_bytes().decode("utf-8-sig")
    (folder / "goals.csv").write_bytes(text.encode("utf-16"))
    problem = problems_of(folder)[0]
    assert (problem.file, problem.code, problem.facts) == (
        "goals.csv", "plan.file.not_utf8", (("encoding", "UTF-16"),)
    )  # fmt: skip


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolon"), ("\t", "tab")])
def test_another_separator_is_told_by_its_name(folder: Path, mark: str, name: str) -> None:
    file = folder / "schools.csv"
    rows = list(csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=mark).writerows(rows)
    file.write_bytes(text.getvalue().encode("utf-8"))
    (problem,) = problems_of(folder)
    assert (problem.file, problem.line, problem.code) == ("schools.csv", 1, "plan.file.wrong_separator")
    assert problem.facts == (("separator", name),)


def test_a_quotation_mark_left_open_is_told_where_it_opens(folder: Path) -> None:
    change(folder / "goals.csv", "Access and Opportunities", '"Access and Opportunities')
    assert places(problems_of(folder)) == [("goals.csv", 4, "", "plan.file.broken_quotes")]


def test_a_missing_file_an_extra_file_and_an_empty_file_are_told(folder: Path) -> None:
    (folder / "goals.csv").unlink()
    (folder / "schools.csv").write_bytes(b"")
    (folder / "measures (2).csv").write_text("code\n", encoding="utf-8")
    assert places(problems_of(folder)) == [
        ("measures (2).csv", 0, "", "plan.file.unexpected"),
        ("schools.csv", 1, "", "plan.file.no_header"),
        ("goals.csv", 0, "", "plan.table.missing"),
    ]


def test_guides_and_lock_files_of_open_spreadsheets_are_passed_over(folder: Path) -> None:
    for name in ("README.md", ".~lock.goals.csv#", "~$goals.csv", ".DS_Store", "Thumbs.db"):
        (folder / name).write_text("not a table", encoding="utf-8")
    assert read_plan_folder(folder) == shipped_plan()


def test_a_folder_that_is_not_there_is_refused_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(PlanInvalid) as caught:
        read_plan_folder(tmp_path / "nowhere")
    assert caught.value.code == "plan.folder_not_found"
    assert caught.value.params == {"path": str(tmp_path / "nowhere")}


def test_a_file_given_for_a_folder_is_refused(folder: Path) -> None:
    with pytest.raises(PlanInvalid) as caught:
        read_plan_folder(folder / "goals.csv")
    assert caught.value.code == "plan.folder_not_found"


def test_a_file_too_large_to_be_a_table_is_not_read(folder: Path) -> None:
    with (folder / "goals.csv").open("ab") as file:
        file.truncate(5 * 1024 * 1024)
    with pytest.raises(ExchangeError) as caught:
        read_plan_folder(folder)
    assert caught.value.code == "file.too_large"


def test_a_plan_cannot_be_written_where_a_file_has_the_folders_name(tmp_path: Path) -> None:
    (tmp_path / "plan").write_text("in the way", encoding="utf-8")
    with pytest.raises(FileUnwritable) as caught:
        write_plan_folder(shipped_plan(), tmp_path / "plan")
    assert caught.value.code == "file.no_such_folder"
    assert (tmp_path / "plan").read_text(encoding="utf-8") == "in the way"


def test_tables_over_a_base_replace_its_own_and_leave_the_others(tmp_path: Path) -> None:
    (tmp_path / "goals.csv").write_bytes(
        b"number,title,themes\n5,Five,\n4,Four,a;b\n3,Three,\n2,Two,\n1,One,\n"
    )  # fmt: skip
    plan = read_plan_folder(tmp_path, over=shipped_plan())
    assert [goal.title for goal in plan.goals] == ["Five", "Four", "Three", "Two", "One"]
    assert plan.goal(4).themes == ("a", "b")
    assert replace(plan, goals=shipped_plan().goals) == shipped_plan()


def test_an_empty_folder_over_a_base_is_the_base(tmp_path: Path) -> None:
    assert read_plan_folder(tmp_path, over=shipped_plan()) == shipped_plan()


def test_a_problem_that_a_new_table_makes_in_the_base_names_no_file(tmp_path: Path) -> None:
    (tmp_path / "goals.csv").write_bytes(b"number,title,themes\n1,One,\n2,Two,\n3,Three,\n4,Four,\n")
    problems = problems_over(tmp_path)
    assert {(problem.table, problem.file) for problem in problems} == {("measures", ""), ("strategies", "")}


def problems_over(folder: Path) -> tuple[PlanProblem, ...]:
    with pytest.raises(PlanInvalid) as caught:
        read_plan_folder(folder, over=shipped_plan())
    problems = caught.value.params["problems"]
    assert isinstance(problems, tuple)
    return problems


def test_an_unreadable_table_over_a_base_does_not_fall_back_on_the_base(tmp_path: Path) -> None:
    (tmp_path / "targets.csv").write_bytes(b"\xff\xfe")
    assert places(problems_over(tmp_path)) == [("targets.csv", 1, "", "plan.file.not_utf8")]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permission bits")
def test_a_plan_is_read_from_a_read_only_folder(folder: Path) -> None:
    folder.chmod(0o555)
    try:
        assert read_plan_folder(folder) == shipped_plan()
    finally:
        folder.chmod(0o755)


def test_the_practice_plan_says_that_it_is_one_and_has_its_years_due_in_july() -> None:
    plan = practice_plan()
    assert "demonstration" in plan.title
    assert "not CTECS's plan" in plan.status_note
    assert plan.school_years == ("2013-14", "2014-15", "2015-16", "2016-17")
    assert [(each.code, each.due.isoformat()) for each in plan.periods] == [
        ("2013-14", "2014-07-31"), ("2014-15", "2015-07-31"), ("2015-16", "2016-07-31"), ("2016-17", "2017-07-31"),
    ]  # fmt: skip
    assert plan.measures == shipped_plan().measures
    assert plan.schools == shipped_plan().schools


def test_the_practice_baselines_are_the_figures_that_the_state_published_for_2013_14() -> None:
    assert {each.measure: (each.school_year, str(each.value)) for each in practice_plan().baselines} == {
        "1.01": ("2013-14", "12.9"), "1.03": ("2013-14", "16.2"), "1.14": ("2013-14", "96.1"),
        "1.15": ("2013-14", "37.5"), "3.01": ("2013-14", "10698"), "3.05": ("2013-14", "45.6"),
        "3.06": ("2013-14", "8.2"), "3.07": ("2013-14", "2.7"), "3.11": ("2013-14", "47"),
        "5.05": ("2013-14", "11.2"),
    }  # fmt: skip
