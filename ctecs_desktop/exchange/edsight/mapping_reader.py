"""Reading the tables that say what the state's columns mean; every mistake with file, line and column, all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from ctecs_desktop.assets import asset
from ctecs_desktop.domain.errors import ExchangeError, PlanInvalid
from ctecs_desktop.domain.plan_cells import (
    CODE,
    MEASURE_CODE,
    REQUIRED_TEXT,
    TEXT,
    CellKind,
    CellRejected,
    choice,
    clean_cell,
    code_kind,
    list_of,
    optional,
    split_list,
)
from ctecs_desktop.domain.plan_reading import HEADER_LINE, PlanProblem
from ctecs_desktop.exchange.edsight.mapping import (
    EdSightMapping,
    ExportLine,
    FigureLine,
    FigurePart,
    LabelLine,
    Place,
    PlaceLine,
    Star,
)
from ctecs_desktop.exchange.edsight.text_table import TextTable, folded, read_text_table
from ctecs_desktop.exchange.files import read_file_bounded

LARGEST_TABLE = 1024 * 1024
"""Bytes that one of the tables may have; the shipped ones have some 10,000 together."""

Record = TypeVar("Record")


def _read_where(text: str) -> tuple[tuple[str, str], ...]:
    found = []
    for item in split_list(text):
        column, equals, label = item.partition("=")
        if not equals or not column.strip() or not label.strip():
            raise CellRejected("plan.cell.not_a_param", text=item[:80])
        found.append((column.strip(), label.strip()))
    return tuple(found)


_SUBGROUP = code_kind("plan.cell.not_a_subgroup_code", r"all|[a-z][a-z0-9_]*\.[a-z0-9_]+")
_WHERE = CellKind(_read_where, lambda where: ";".join(f"{column}={label}" for column, label in where))

_TABLES: dict[str, tuple[type[Any], dict[str, CellKind]]] = {
    "places": (PlaceLine, {"column": REQUIRED_TEXT, "place": choice(Place)}),
    "exports": (ExportLine, {"export": CODE, "name": REQUIRED_TEXT, "title": TEXT, "columns": list_of(REQUIRED_TEXT)}),
    "labels": (
        LabelLine,
        {
            "column": REQUIRED_TEXT,
            "label": REQUIRED_TEXT,
            "subgroup": optional(_SUBGROUP),
            "together_with": list_of(REQUIRED_TEXT),
        },
    ),
    "figures": (
        FigureLine,
        {
            "export": CODE,
            "column": REQUIRED_TEXT,
            "where": _WHERE,
            "measure": optional(MEASURE_CODE),
            "subgroup": optional(_SUBGROUP),
            "part": optional(choice(FigurePart)),
            "star": optional(choice(Star)),
        },
    ),
}


@cache
def shipped_mapping() -> EdSightMapping:
    """The tables that come with the program."""
    return read_mapping(asset("edsight"))


def read_mapping(folder: Path) -> EdSightMapping:
    """The mapping in ``folder``.

    Raises ``PlanInvalid("edsight.mapping_invalid", problems)`` with everything that is wrong.
    """
    problems: list[PlanProblem] = []
    rows = {name: _read_table(folder, name, problems) for name in _TABLES}
    places = {folded(row.column): row.place for _line, row in rows["places"]}
    labels: dict[str, dict[str, LabelLine]] = {}
    for _line, row in rows["labels"]:
        labels.setdefault(folded(row.column), {})[folded(row.label)] = row
    figures = tuple(row for _line, row in rows["figures"])
    _check_twice("places", rows["places"], lambda row: (folded(row.column),), problems)
    _check_twice("exports", rows["exports"], lambda row: (row.export,), problems)
    _check_twice("labels", rows["labels"], lambda row: (folded(row.column), folded(row.label)), problems)
    _check_twice("figures", rows["figures"], _figure_key, problems)
    _check_labels(rows["labels"], labels, problems)
    _check_figures(figures, {row.export for _line, row in rows["exports"]}, labels, problems)
    if problems:
        raise PlanInvalid("edsight.mapping_invalid", problems=tuple(problems))
    return EdSightMapping(places, tuple(row for _line, row in rows["exports"]), labels, figures)


def _figure_key(row: FigureLine) -> tuple[str, ...]:
    return (row.export, folded(row.column), repr(row.where), row.measure or "", row.subgroup or "")


def _read_table(folder: Path, name: str, problems: list[PlanProblem]) -> list[tuple[int, Any]]:
    record, kinds = _TABLES[name]
    file = f"{name}.csv"
    try:
        table = read_text_table(read_file_bounded(folder / file, LARGEST_TABLE), file)
    except ExchangeError as error:
        facts = (("reason", error.code),)
        problems.append(PlanProblem(name, 0, "", "edsight.mapping.unreadable", facts, file))
        return []
    header = [cell.strip() for cell in table.rows[0].cells] if table.rows else []
    if header != list(kinds):
        facts = (("known", "; ".join(kinds)),)
        problems.append(PlanProblem(name, HEADER_LINE, "", "edsight.mapping.columns", facts, file))
        return []
    return list(_records(name, table, record, kinds, problems))


def _records(
    name: str,
    table: TextTable,
    record: Callable[..., Record],
    kinds: Mapping[str, CellKind],
    problems: list[PlanProblem],
) -> Iterable[tuple[int, Record]]:
    for row in table.rows[1:]:
        if not any(cell.strip() for cell in row.cells):
            continue
        values: dict[str, object] = {}
        for number, (column, kind) in enumerate(kinds.items()):
            text = row.cells[number] if number < len(row.cells) else ""
            try:
                values[column] = kind.read(clean_cell(text))
            except CellRejected as rejected:
                problems.append(PlanProblem(name, row.line, column, rejected.code, rejected.facts, f"{name}.csv"))
        if len(row.cells) > len(kinds):
            facts = (("columns", str(len(kinds))), ("found", str(len(row.cells))))
            problems.append(PlanProblem(name, row.line, "", "plan.row.too_many_cells", facts, f"{name}.csv"))
        elif len(values) == len(kinds):
            more = {"line": row.line} if record is FigureLine else {}
            yield row.line, record(**values, **more)


def _check_twice(
    name: str,
    rows: list[tuple[int, Any]],
    key: Callable[[Any], tuple[str, ...]],
    problems: list[PlanProblem],
) -> None:
    first: dict[tuple[str, ...], int] = {}
    for line, row in rows:
        its_key = key(row)
        if its_key in first:
            facts = (("first_line", str(first[its_key])), ("key", " ".join(filter(None, its_key))[:80]))
            problems.append(PlanProblem(name, line, "", "plan.row.duplicate", facts, f"{name}.csv"))
        first.setdefault(its_key, line)


def _check_labels(
    rows: list[tuple[int, Any]], labels: Mapping[str, Mapping[str, LabelLine]], problems: list[PlanProblem]
) -> None:
    for line, row in rows:
        for other in cast("LabelLine", row).together_with:
            if folded(other) not in labels[folded(row.column)]:
                facts = (("refers_to", "labels"), ("text", other))
                problems.append(
                    PlanProblem("labels", line, "together_with", "plan.row.unknown_reference", facts, "labels.csv")
                )


def _check_figures(
    figures: Iterable[FigureLine],
    exports: set[str],
    labels: Mapping[str, Mapping[str, LabelLine]],
    problems: list[PlanProblem],
) -> None:
    for row in figures:
        if row.export not in exports:
            facts = (("refers_to", "exports"), ("text", row.export))
            problems.append(
                PlanProblem("figures", row.line, "export", "plan.row.unknown_reference", facts, "figures.csv")
            )
        for column, label in row.where:
            if folded(label) not in labels.get(folded(column), {}):
                missing = (("refers_to", "labels"), ("text", f"{column}={label}"))
                problems.append(
                    PlanProblem("figures", row.line, "where", "plan.row.unknown_reference", missing, "figures.csv")
                )
        given = {name for name in ("measure", "part", "star") if getattr(row, name) is not None}
        if given and given != {"measure", "part", "star"}:
            absent = (("missing", "; ".join(sorted({"measure", "part", "star"} - given))),)
            problems.append(
                PlanProblem("figures", row.line, "", "edsight.mapping.half_a_figure", absent, "figures.csv")
            )
