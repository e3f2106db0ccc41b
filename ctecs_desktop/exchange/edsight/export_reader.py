"""An export of the state as published figures of this district and its schools, with everything that was odd in it.

A file is taken whole or not at all: one cell that is no figure shows that something else may be wrong too. Whatever
is passed over is told: rows of other districts by their number, everything else with its line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from ctecs_desktop.domain.errors import CtecsError, ValueRejected, WrongTemplate
from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.published import (
    Amount,
    PublishedAddress,
    PublishedFigure,
    can_be_added,
    figure_line,
)
from ctecs_desktop.exchange.edsight.export_header import ColumnTitle, ExportHead, breakdowns_among, read_head
from ctecs_desktop.exchange.edsight.figure_cells import added, read_amount
from ctecs_desktop.exchange.edsight.mapping import EdSightMapping, FigureLine, LabelLine, Place, Star, school_years_in
from ctecs_desktop.exchange.edsight.text_table import TextRow, folded, read_text_table

CODE_DIGITS = 7
_CODE = re.compile(r"[0-9]{1,7}(\.0+)?")

MOST_PROBLEMS = 100
"""Problems of a file that are told; one that has more is another kind of file."""


@dataclass(frozen=True, slots=True)
class ReadExport:
    """What a file brought. ``remarks`` are worth a look and stop nothing; ``others`` counts rows of other districts."""

    file: str
    digest: str
    export: str
    name: str
    school_year: str
    figures: tuple[PublishedFigure, ...]
    remarks: tuple[CtecsError, ...]
    rows: int
    others: int


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell that says something about an address; several may be added up to one figure."""

    figure: FigureLine
    label: LabelLine | None
    amount: Amount | None
    line: int
    column: str


def read_export(data: bytes, file: str, *, plan: Plan, mapping: EdSightMapping, school_year: str = "") -> ReadExport:
    """The figures in ``data``. ``school_year`` is what a person says of a file that names no year itself.

    Raises ``NotAWorkbook`` and ``WrongTemplate`` of :func:`read_text_table` and :func:`read_head`, and
    ``WrongTemplate``: ``edsight.no_year`` (``suggested``), ``edsight.other_year``, ``edsight.refused`` (``problems``).
    """
    head = read_head(read_text_table(data, file), mapping)
    year = _school_year(head, file, school_year)
    rows = _RowReader(head, file, year, plan, mapping)
    for row in head.rows:
        rows.read(row)
    if rows.problems:
        raise WrongTemplate("edsight.refused", file=file, problems=tuple(rows.problems[:MOST_PROBLEMS]))
    figures = tuple(sorted(rows.figures(), key=lambda each: (each.line, figure_line(each))))
    if not figures:
        rows.remarks.append(WrongTemplate("edsight.nothing_used", file=file))
    return ReadExport(
        file,
        sha256(data).hexdigest(),
        head.export.export,
        head.export.name,
        year,
        figures,
        tuple(rows.remarks),
        rows.count,
        rows.others,
    )


def year_suggested_by(file: str) -> str:
    """The school year that a file's name speaks of, to be confirmed by a person; "" where it names none or two."""
    years = set(school_years_in(file))
    return years.pop() if len(years) == 1 else ""


def _school_year(head: ExportHead, file: str, given: str) -> str:
    if not head.school_year and not given:
        raise WrongTemplate("edsight.no_year", file=file, suggested=year_suggested_by(file), export=head.export.name)
    if head.school_year and given and head.school_year != given:
        raise WrongTemplate("edsight.other_year", file=file, found=head.school_year, wanted=given)
    return head.school_year or given


class _RowReader:
    """Reads row after row and gathers cells by address, problems and remarks."""

    def __init__(self, head: ExportHead, file: str, year: str, plan: Plan, mapping: EdSightMapping) -> None:
        self.problems: list[CtecsError] = []
        self.remarks: list[CtecsError] = []
        self.count = 0
        self.others = 0
        self._head = head
        self._file = file
        self._year = year
        self._plan = plan
        self._mapping = mapping
        self._names: dict[str, str] = {school.code: school.name for school in plan.schools}
        self._names[plan.district] = plan.district_name
        self._cells: dict[PublishedAddress, list[_Cell]] = defaultdict(list)
        self._told: set[tuple[str, str]] = set()
        self._first: dict[tuple[str, ...], int] = {}
        self._breakdowns = breakdowns_among(head.labels, head.export, mapping)
        if len(self._breakdowns) > 1:
            self.problems.append(
                WrongTemplate(
                    "edsight.crossed",
                    file=self._file,
                    line=head.line,
                    columns=tuple(each.title for each in self._breakdowns),
                )
            )

    def read(self, row: TextRow) -> None:
        """Take in one row; blank ones and notes below the table say nothing."""
        if not any(row.cells) or self._is_note(row):
            return
        width = self._head.width
        if any(row.cells[width:]):
            self.problems.append(
                WrongTemplate(
                    "edsight.row_too_long", file=self._file, line=row.line, found=len(row.cells), columns=width
                )
            )
            return
        organization = self._organization(row)
        if organization is None:
            return
        self.count += 1
        if organization not in self._names:
            self.others += 1
            return
        self._check_name(row, organization)
        labels = self._labels(row)
        if labels is None:
            return
        address = (organization, *(folded(self._cell(row, each.position)) for each in self._head.labels))
        if address in self._first:
            self.problems.append(
                WrongTemplate(
                    "edsight.row_twice",
                    file=self._file,
                    line=row.line,
                    first_line=self._first[address],
                    code=organization,
                )
            )
            return
        self._first[address] = row.line
        for figure, column in self._head.used:
            self._take(row, SchoolCode(organization), figure, column, labels)

    def figures(self) -> Iterable[PublishedFigure]:
        """One figure for each address, what belongs together added up."""
        for address, cells in self._cells.items():
            amount = self._whole(address, cells)
            if amount is not None:
                column = " + ".join(dict.fromkeys(each.column for each in cells))
                yield PublishedFigure(address, amount, cells[0].line, column)

    def _whole(self, address: PublishedAddress, cells: list[_Cell]) -> Amount | None:
        """The figure of all its cells; None, with a remark, where one is missing or they cannot be added."""
        amounts = [each.amount for each in cells if each.amount is not None]
        if len(amounts) < len(cells):
            return None  # a blank cell says nothing, so their sum is not known either
        labels = {folded(each.label.label): each.label for each in cells if each.label is not None}
        wanted = {folded(other) for label in labels.values() for other in label.together_with}
        first = cells[0]
        if not wanted <= labels.keys():
            self.remarks.append(
                WrongTemplate(
                    "edsight.part_of_group",
                    file=self._file,
                    line=first.line,
                    subgroup=address.subgroup,
                    column=first.column,
                )
            )
            return None
        if len(cells) > 1 and not can_be_added(self._plan.measure(address.measure), address.part):
            if self._tell_once("edsight.rate_of_groups", address.subgroup):
                self.remarks.append(
                    WrongTemplate(
                        "edsight.rate_of_groups",
                        file=self._file,
                        line=first.line,
                        subgroup=address.subgroup,
                        column=first.column,
                    )
                )
            return None
        return added(amounts)

    def _take(
        self,
        row: TextRow,
        organization: SchoolCode,
        figure: FigureLine,
        column: ColumnTitle,
        labels: Mapping[str, LabelLine],
    ) -> None:
        label = self._own_label(labels)
        subgroup = figure.subgroup or (ALL_STUDENTS if not self._breakdowns else label.subgroup if label else None)
        if subgroup is None or not self._is_meant(figure, labels):
            return
        assert figure.measure is not None
        assert figure.part is not None
        code = MeasureCode(figure.measure)
        if not self._plan.has_measure(code) or subgroup not in self._plan.subgroups_of(code):
            return
        part = Part(figure.part.value)
        address = PublishedAddress(organization, self._year, code, SubgroupCode(subgroup), part)
        text = self._cell(row, column.position)
        try:
            amount = read_amount(text, figure.star or Star.ANY, self._plan.measure(code), part)
        except ValueRejected as error:
            placed = {**error.params, "file": self._file, "line": row.line, "column": column.shown}
            self.problems.append(WrongTemplate(error.code, **placed))
            return
        self._cells[address].append(_Cell(figure, label, amount, row.line, column.shown))

    def _own_label(self, labels: Mapping[str, LabelLine]) -> LabelLine | None:
        return labels.get(folded(self._breakdowns[0].title)) if self._breakdowns else None

    def _is_meant(self, figure: FigureLine, labels: Mapping[str, LabelLine]) -> bool:
        """Whether the row, or the title lines where there is no such column, has the labels that the figure wants."""
        for column, wanted in figure.where:
            label = labels.get(folded(column))
            found = folded(label.label) if label else ""
            if found != folded(wanted) and (label is not None or folded(wanted) not in self._head.words):
                return False
        return True

    def _labels(self, row: TextRow) -> dict[str, LabelLine] | None:
        """The row's labels by column; None, with a remark, for one that nobody has given a subgroup."""
        found = {}
        for column in self._head.labels:
            text = self._cell(row, column.position)
            label = self._mapping.labels[folded(column.title)].get(folded(text))
            if label is None:
                self.remarks.append(
                    WrongTemplate(
                        "edsight.unknown_label", file=self._file, line=row.line, column=column.title, text=text[:80]
                    )
                )
                return None
            found[folded(column.title)] = label
        return found

    def _organization(self, row: TextRow) -> str | None:
        place = Place.SCHOOL_CODE if self._head.is_of_schools else Place.DISTRICT_CODE
        text = self._cell(row, self._head.places[place])
        if not _CODE.fullmatch(text):
            self.problems.append(WrongTemplate("edsight.not_a_code", file=self._file, line=row.line, text=text[:80]))
            return None
        # A spreadsheet takes leading zeros away; codes are numbers of seven digits.
        return text.partition(".")[0].zfill(CODE_DIGITS)

    def _check_name(self, row: TextRow, organization: str) -> None:
        """Schools and the district are matched by code; another name is worth a look and changes nothing."""
        place = Place.SCHOOL if self._head.is_of_schools else Place.DISTRICT
        name = self._cell(row, self._head.places[place]) if place in self._head.places else ""
        known = self._names[organization]
        if name and folded(name) != folded(known) and self._tell_once("name", organization):
            self.remarks.append(
                WrongTemplate(
                    "edsight.name_differs",
                    file=self._file,
                    line=row.line,
                    code=organization,
                    found=name[:200],
                    known=known,
                )
            )

    def _is_note(self, row: TextRow) -> bool:
        """A line of text below the table: one cell, and no place for a code."""
        return bool(row.cells[0]) and not any(row.cells[1:])

    def _cell(self, row: TextRow, position: int) -> str:
        return row.cells[position] if position < len(row.cells) else ""

    def _tell_once(self, what: str, of: str) -> bool:
        is_new = (what, of) not in self._told
        self._told.add((what, of))
        return is_new
