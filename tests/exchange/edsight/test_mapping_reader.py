from __future__ import annotations

import shutil
from pathlib import Path
from typing import cast

import pytest

from ctecs_desktop.assets import asset
from ctecs_desktop.domain.errors import PlanInvalid
from ctecs_desktop.domain.plan_reading import PlanProblem
from ctecs_desktop.exchange.edsight.mapping_reader import read_mapping, shipped_mapping
from ctecs_desktop.exchange.plan_files import shipped_plan
from ctecs_desktop.wording import problem_text


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    folder = tmp_path / "edsight"
    shutil.copytree(asset("edsight"), folder)
    return folder


def problems_of(folder: Path) -> list[PlanProblem]:
    with pytest.raises(PlanInvalid) as caught:
        read_mapping(folder)
    assert caught.value.code == "edsight.mapping_invalid"
    return list(cast("tuple[PlanProblem, ...]", caught.value.params["problems"]))


def add_line(path: Path, line: str) -> int:
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}{line}\n", encoding="utf-8")
    return text.count("\n") + 1


def test_the_shipped_tables_name_only_measures_and_subgroups_of_the_shipped_plan() -> None:
    mapping, plan = shipped_mapping(), shipped_plan()
    for figure in mapping.figures:
        if figure.measure is not None:
            assert plan.has_measure(figure.measure), figure
            if figure.subgroup is not None:
                assert figure.subgroup in plan.subgroups_of(figure.measure), figure
    known = {"all", *(each.code for each in plan.subgroups)}
    assert {label.subgroup for labels in mapping.labels.values() for label in labels.values()} - {None} <= known


def test_every_mistake_is_named_with_file_line_and_column(tables: Path) -> None:
    first = add_line(tables / "figures.csv", "sat,Count,Subject=French,9.9,,value,2-3")
    second = add_line(tables / "labels.csv", "Gender,Female,gender.female,Everyone")
    found = {(each.file, each.line, each.column, each.code) for each in problems_of(tables)}
    assert ("figures.csv", first, "measure", "plan.cell.not_a_measure_code") in found
    assert ("figures.csv", first, "star", "plan.cell.unknown_choice") in found
    assert ("labels.csv", second, "", "plan.row.duplicate") in found
    assert ("labels.csv", second, "together_with", "plan.row.unknown_reference") in found


def test_a_figure_needs_measure_part_and_star_together_and_a_label_that_is_known(tables: Path) -> None:
    half = add_line(tables / "figures.csv", "sat,Count,,1.10,,,any")
    label = add_line(tables / "figures.csv", "sat,Count,Subject=French,1.10,,value,any")
    export = add_line(tables / "figures.csv", "act,Count,,1.10,,value,any")
    found = {(each.line, each.code) for each in problems_of(tables)}
    assert {
        (half, "edsight.mapping.half_a_figure"),
        (label, "plan.row.unknown_reference"),
        (export, "plan.row.unknown_reference"),
    } <= found


def test_other_columns_or_a_missing_table_are_told(tables: Path) -> None:
    (tables / "places.csv").unlink()
    (tables / "exports.csv").write_text("export,name\n", encoding="utf-8")
    with pytest.raises(PlanInvalid) as caught:
        read_mapping(tables)
    text = problem_text(caught.value)
    assert "places.csv: this table cannot be read (file.not_found)." in text
    assert "exports.csv, line 1: the first line must hold exactly these names: export; name; title; columns." in text


def test_a_table_with_an_added_label_is_taken(tables: Path) -> None:
    add_line(tables / "labels.csv", "Gender,Non-Binary,gender.nonbinary,")
    assert read_mapping(tables).labels["gender"]["non-binary"].subgroup == "gender.nonbinary"
