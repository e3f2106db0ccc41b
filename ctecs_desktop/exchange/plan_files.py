"""A plan as a folder of CSV files that a person edits in a text editor or a spreadsheet, one file per table.

The files are UTF-8 (a byte order mark is welcome, and written for Excel's sake), with commas between the cells and
the column names on the first line. Problems name the file and the line.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import cast

from ctecs_desktop.assets import asset
from ctecs_desktop.domain.errors import FileUnwritable, PlanInvalid
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.plan_schema import TABLE_NAMES
from ctecs_desktop.domain.plan_tables import PlanProblem, Row, Table, plan_from_tables, plan_to_tables
from ctecs_desktop.exchange.files import read_file_bounded, write_file_atomically

LARGEST_FILE = 4 * 1024 * 1024
"""Bytes a table may have; the whole shipped plan has some 60,000."""

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_WRONG_SEPARATORS = {";": "semicolon", "\t": "tab"}
_BESIDE = frozenset({"readme.md", "desktop.ini", "thumbs.db"})


@cache
def shipped_plan() -> Plan:
    """The starting plan 2019-2022 that comes with the program and that central office edits."""
    return read_plan_folder(asset("plan"))


@cache
def practice_plan() -> Plan:
    """The shipped plan moved to 2013-14 to 2016-17, the years of which the state's published figures are at hand."""
    return read_plan_folder(asset("demo/plan"), over=shipped_plan())


def read_plan_folder(path: Path, *, over: Plan | None = None) -> Plan:
    """The plan in the folder ``path``; tables that have no file there are those of ``over``, if it is given.

    Raises ``PlanInvalid``: ``plan.folder_not_found`` (``path``), ``plan.folder_unreadable`` (``path``), or
    ``plan.invalid`` with every problem of every file; ``ExchangeError`` where a file cannot be read at all.
    """
    files, problems = _list_tables(path)
    tables = {} if over is None else plan_to_tables(over)
    for name, file in files.items():
        tables.pop(name, None)
        table = _read_table(name, file, problems)
        if table is not None:
            tables[name] = table
    unread = set(files) - set(tables)
    try:
        plan = plan_from_tables(tables)
    except PlanInvalid as invalid:
        for problem in cast("tuple[PlanProblem, ...]", invalid.params["problems"]):
            # That a file could not be read has been said already.
            if problem.table not in unread:
                file_name = f"{problem.table}.csv" if over is None or problem.table in files else ""
                problems.append(replace(problem, file=file_name))
        raise PlanInvalid("plan.invalid", problems=tuple(problems)) from invalid
    if problems:
        raise PlanInvalid("plan.invalid", problems=tuple(problems))
    return plan


def _list_tables(folder: Path) -> tuple[dict[str, Path], list[PlanProblem]]:
    """The file of each table, and a problem for each file that is none; names differ in more than capitals."""
    try:
        paths = sorted(path for path in folder.iterdir() if not _is_beside(path))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise PlanInvalid("plan.folder_not_found", path=str(folder)) from error
    except OSError as error:
        raise PlanInvalid("plan.folder_unreadable", path=str(folder), reason=type(error).__name__) from error
    files = {path.stem: path for path in paths if path.suffix == ".csv" and path.stem in TABLE_NAMES}
    known = "; ".join(f"{name}.csv" for name in TABLE_NAMES)
    problems = [
        PlanProblem("", 0, "", "plan.file.unexpected", (("known", known),), path.name)
        for path in paths
        if path not in files.values()
    ]
    return files, problems


def _is_beside(path: Path) -> bool:
    """Whether the file is a guide, or one that systems and open spreadsheets leave in a folder."""
    return path.name.startswith((".", "~$")) or path.name.casefold() in _BESIDE


def _read_table(name: str, path: Path, problems: list[PlanProblem]) -> Table | None:
    """The table in a file; ``None``, with a problem added, where the file is not CSV in UTF-8."""
    data = read_file_bounded(path, LARGEST_FILE)
    try:
        if data.startswith(_UTF16_MARKS):
            problems.append(PlanProblem(name, 1, "", "plan.file.not_utf8", (("encoding", "UTF-16"),), path.name))
            return None
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(PlanProblem(name, line, "", "plan.file.not_utf8", (("encoding", ""),), path.name))
        return None
    # A carriage return inside a quoted cell is kept here and made a plain line end when the cell is cleaned.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    start = 1
    try:
        for cells in reader:
            rows.append(Row(start, tuple(cells)))
            start = reader.line_num + 1
    except csv.Error:
        problems.append(PlanProblem(name, start, "", "plan.file.broken_quotes", (), path.name))
        return None
    if not rows or not any(rows[0].cells):
        problems.append(PlanProblem(name, 1, "", "plan.file.no_header", (), path.name))
        return None
    header = rows[0].cells
    separator = next((mark for mark in _WRONG_SEPARATORS if mark in header[0]), "")
    if separator:
        facts = (("separator", _WRONG_SEPARATORS[separator]),)
        problems.append(PlanProblem(name, 1, "", "plan.file.wrong_separator", facts, path.name))
        return None
    return Table(name, header, tuple(rows[1:]))


def write_plan_folder(plan: Plan, path: Path) -> None:
    """Write ``plan`` as a folder of CSV files; each file is there whole or as it was.

    Raises ``FileUnwritable`` as ``write_file_atomically`` does, or with ``file.no_such_folder``.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileUnwritable("file.no_such_folder", path=str(path), reason=type(error).__name__) from error
    for name, table in plan_to_tables(plan).items():
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(table.columns)
        writer.writerows(row.cells for row in table.rows)
        # Excel takes a file without the mark for one in the machine's old code page.
        write_file_atomically(path / f"{name}.csv", text.getvalue().encode("utf-8-sig"))
