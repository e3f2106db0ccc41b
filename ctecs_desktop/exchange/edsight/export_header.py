"""The head of an export: its title lines, the one or two rows of column titles, and what each column is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ctecs_desktop.domain.errors import WrongTemplate
from ctecs_desktop.exchange.edsight.mapping import (
    YEAR_COLUMN,
    EdSightMapping,
    ExportLine,
    FigureLine,
    Place,
    school_years_in,
)
from ctecs_desktop.exchange.edsight.text_table import TextRow, TextTable, folded

LATEST_HEADER = 40
"""Rows among which the column titles must stand; the longest known preamble has eight."""

_WHOLE = frozenset(map(folded, ("All Districts", "All Schools", "All Students", "All Subjects", "")))
_NOTES = folded("Notes:")
_COMMA = re.compile(r",\s*(?![^()]*\))")


@dataclass(frozen=True, slots=True)
class ColumnTitle:
    """A column: its title and that of the group above it, "" where there is none."""

    position: int
    title: str
    group: str = ""

    @property
    def shown(self) -> str:
        """The title as a person reads it."""
        return f"{self.group} / {self.title}" if self.group else self.title

    def answers_to(self, name: str) -> bool:
        """Whether the mapping means this column: by its title, or by group and title."""
        return folded(name) in {folded(self.title), folded(self.shown)}


@dataclass(frozen=True, slots=True)
class ExportHead:
    """What was learnt before the first row of figures. ``used`` are the figures of the columns that are there."""

    export: ExportLine
    school_year: str  # "" where the file does not say
    words: frozenset[str]  # of the title lines, folded
    places: Mapping[Place, int]
    labels: tuple[ColumnTitle, ...]
    used: tuple[tuple[FigureLine, ColumnTitle], ...]
    width: int  # cells up to the last column that has a title
    line: int
    rows: tuple[TextRow, ...]

    @property
    def is_of_schools(self) -> bool:
        """Whether its rows are schools; else they are districts."""
        return Place.SCHOOL_CODE in self.places


def read_head(table: TextTable, mapping: EdSightMapping) -> ExportHead:
    """The head of ``table``.

    Raises ``WrongTemplate``, always with ``file``: ``edsight.no_header``, ``edsight.no_code`` (``line``: places are
    named only), ``edsight.unknown_export`` (``title``), ``edsight.unknown_column`` (``line``, ``columns``),
    ``edsight.column_missing``, ``edsight.column_twice``, ``edsight.several_years``, ``edsight.filtered`` (``words``).
    """
    number = _header_row(table, mapping)
    row = table.rows[number]
    places = _places(row.cells, mapping)
    _check_codes(table, row, places)
    groups = _groups_above(table.rows, number)
    columns = tuple(_columns(row.cells, groups, places))
    preamble = [", ".join(filter(None, each.cells)) for each in table.rows[: number - bool(groups)]]
    title = next((text for text in preamble if text), "")
    export = _export(table.file, title, columns, mapping)
    years = sorted({year for text in (*preamble, *row.cells) for year in school_years_in(text)})
    if len(years) > 1:
        raise WrongTemplate("edsight.several_years", file=table.file, years=tuple(years))
    labels = tuple(column for column in columns if folded(column.title) in mapping.labels)
    used = _used(table.file, row.line, export, columns, mapping)
    _check_known(table.file, row.line, columns, labels, export, mapping)
    words = frozenset(_words(preamble, title))
    _check_filter(table.file, words, breakdowns_among(labels, export, mapping), mapping)
    rest = table.rows[number + 1 :]
    width = max(position for position, cell in enumerate(row.cells) if cell) + 1
    return ExportHead(export, years[0] if years else "", words, places, labels, used, width, row.line, rest)


def _header_row(table: TextTable, mapping: EdSightMapping) -> int:
    """The first row with the title of a place's column and others beside it."""
    for number, row in enumerate(table.rows[:LATEST_HEADER]):
        filled = [cell for cell in row.cells if cell]
        if len(filled) > 1 and any(folded(cell) in mapping.places for cell in filled):
            return number
    raise WrongTemplate("edsight.no_header", file=table.file)


def _places(cells: Sequence[str], mapping: EdSightMapping) -> dict[Place, int]:
    found: dict[Place, int] = {}
    for position, cell in enumerate(cells):
        place = mapping.places.get(folded(cell))
        if place is not None:
            found.setdefault(place, position)
    return found


def _check_codes(table: TextTable, row: TextRow, places: Mapping[Place, int]) -> None:
    wanted = Place.SCHOOL_CODE if Place.SCHOOL in places else Place.DISTRICT_CODE
    if wanted not in places and Place.SCHOOL_CODE not in places:
        raise WrongTemplate("edsight.no_code", file=table.file, line=row.line)


def _groups_above(rows: Sequence[TextRow], number: int) -> tuple[str, ...]:
    """The titles of groups of columns; their row leaves the columns of the places free, as title lines do not."""
    above = rows[number - 1].cells if number else ()
    return above if len(above) > 1 and not above[0] and any(above) else ()


def _columns(cells: Sequence[str], groups: Sequence[str], places: Mapping[Place, int]) -> Iterator[ColumnTitle]:
    """The columns that are no places, each with the group title that stands above it or to the left of that."""
    group = ""
    for position, cell in enumerate(cells):
        if position < len(groups) and groups[position]:
            group = groups[position]
        if position in places.values() or not cell:
            continue
        is_year = bool(school_years_in(cell)) and len(cell) <= len("2015-2016")
        yield ColumnTitle(position, YEAR_COLUMN if is_year else cell, group)


def _export(file: str, title: str, columns: Sequence[ColumnTitle], mapping: EdSightMapping) -> ExportLine:
    for export in mapping.exports:
        if export.title and folded(title).startswith(folded(export.title)):
            return export
        has_columns = all(any(column.answers_to(name) for column in columns) for name in export.columns)
        if not export.title and not title and export.columns and has_columns:
            return export
    raise WrongTemplate(
        "edsight.unknown_export", file=file, title=title[:80], known=tuple(each.name for each in mapping.exports)
    )


def _used(
    file: str, line: int, export: ExportLine, columns: Sequence[ColumnTitle], mapping: EdSightMapping
) -> tuple[tuple[FigureLine, ColumnTitle], ...]:
    """The figures whose columns are there. What is added up from several columns wants all of them."""
    found: list[tuple[FigureLine, ColumnTitle]] = []
    missing: dict[tuple[object, ...], list[FigureLine]] = {}
    for figure in mapping.figures_of(export.export):
        if figure.measure is None:
            continue
        matching = [column for column in columns if column.answers_to(figure.column)]
        if len(matching) > 1:
            raise WrongTemplate("edsight.column_twice", file=file, line=line, column=figure.column)
        if matching:
            found.append((figure, matching[0]))
        else:
            missing.setdefault(_target(figure), []).append(figure)
    for target in {_target(figure) for figure, _column in found} & missing.keys():
        absent = tuple(figure.column for figure in missing[target])
        raise WrongTemplate("edsight.column_missing", file=file, line=line, columns=absent)
    return tuple(found)


def _target(figure: FigureLine) -> tuple[object, ...]:
    return figure.measure, figure.subgroup, figure.part, figure.where


def _check_known(
    file: str,
    line: int,
    columns: Sequence[ColumnTitle],
    labels: Sequence[ColumnTitle],
    export: ExportLine,
    mapping: EdSightMapping,
) -> None:
    """A column that nobody has said anything about may be a breakdown: its rows are not everyone's."""
    figures = mapping.figures_of(export.export)
    unknown = tuple(
        column.shown
        for column in columns
        if column not in labels and not any(column.answers_to(figure.column) for figure in figures)
    )
    if unknown:
        raise WrongTemplate("edsight.unknown_column", file=file, line=line, columns=unknown, export=export.name)


def _words(preamble: Sequence[str], title: str) -> Iterator[str]:
    """What the title lines after the first say of whom the figures are, up to the notes."""
    for text in preamble[preamble.index(title) + 1 if title else 0 :]:
        if folded(text).startswith(_NOTES):
            return
        for word in _COMMA.split(text):
            yield folded(word)


def breakdowns_among(
    labels: Sequence[ColumnTitle], export: ExportLine, mapping: EdSightMapping
) -> tuple[ColumnTitle, ...]:
    """The columns of labels that break figures down; others, such as the subject of a test, choose among measures."""
    choosing = {folded(column) for figure in mapping.figures_of(export.export) for column, _label in figure.where}
    return tuple(column for column in labels if folded(column.title) not in choosing)


def _check_filter(file: str, words: frozenset[str], breakdowns: Sequence[ColumnTitle], mapping: EdSightMapping) -> None:
    """An export of one group only says so in its title lines; it must not be taken for all students."""
    known = _WHOLE | mapping.label_values()
    further = sorted(word for word in words if word not in known and not school_years_in(word))
    if len(further) > len(breakdowns):
        raise WrongTemplate("edsight.filtered", file=file, words=tuple(further))
