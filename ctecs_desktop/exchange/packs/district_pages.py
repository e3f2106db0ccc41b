"""The district's frozen figures as the sheet ``District figures`` of a plan workbook, and the way back.

A stranger reads a figure as it is shown, with its parts and for how many schools it speaks; the program reads the
exact one in the last column but proves that the others follow from it. The words are part of the format.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ctecs_desktop.domain.district_figures import DistrictFigures, FrozenYear, KnownFigure
from ctecs_desktop.domain.errors import WrongTemplate
from ctecs_desktop.domain.observation import MeasureCode, PeriodCode
from ctecs_desktop.domain.plan import Measure, Plan, Unit
from ctecs_desktop.domain.rollup_report import shows_dates
from ctecs_desktop.domain.value import LARGEST_NUMBER, MOST_DIGITS, number_text, rounded
from ctecs_desktop.exchange.packs.pack_page import RecordRow, SheetCells, read_records
from ctecs_desktop.exchange.workbook.workbook_page import (
    CellStyle,
    Page,
    PageCell,
    TableColumn,
    cell_name,
    table_page,
)

DISTRICT_FIGURES = "District figures"
NEWEST_SNAPSHOT_LABEL = "District figures up to snapshot"

NOTHING_TOLD = "Nothing is frozen yet."

_ABOUT = (
    "All students, as central office froze them. Figures that would speak of few people are left out. "
    "Not for publication."
)
_COLUMNS = (
    TableColumn("Measure", 10, CellStyle.STRONG),
    TableColumn("Name", 56, CellStyle.WRAPPED),
    TableColumn("School year", 12),
    TableColumn("District", 14, CellStyle.NUMBER),
    TableColumn("Unit", 14, CellStyle.UNIT),
    TableColumn("Numerator", 14, CellStyle.NUMBER),
    TableColumn("Denominator or n", 18, CellStyle.NUMBER),
    TableColumn("Schools in it", 14, CellStyle.NUMBER),
    TableColumn("Schools asked", 15, CellStyle.NUMBER),
    TableColumn("Snapshot", 11, CellStyle.NUMBER),
    TableColumn("Frozen at (UTC)", 23, CellStyle.UNIT),
    TableColumn("Fingerprint", 16, CellStyle.MUTED),
    TableColumn("Period", 12, CellStyle.MUTED),
    TableColumn("Exact figure", 24, CellStyle.MUTED),
)
_MEASURE, _SCHOOL_YEAR = 1, 3
_NUMERATOR, _DENOMINATOR, _REPORTING, _EXPECTED, _NUMBER = 6, 7, 8, 9, 10
_AT, _FINGERPRINT, _PERIOD, _EXACT = 11, 12, 13, 14

_UNITS = {
    Unit.PERCENT: "%",
    Unit.RATE_PER_100: "per 100",
    Unit.CURRENCY: "$",
    Unit.HOURS: "hours",
    Unit.DAYS: "days",
    Unit.MEAN: "mean",
    Unit.NAMES: "names",
    Unit.YES_NO: "schools: yes",
    Unit.MILESTONE_DATE: "schools on time",
}
_MOST_DIGITS_OF_EXACT = 60
"""Characters of a fraction's text; int() takes longer ones only with an error of its own."""


def district_page(figures: DistrictFigures, plan: Plan, *, footer: str) -> Page:
    """The sheet: measure by measure in the plan's order, of each the years one below the other."""
    return table_page(
        DISTRICT_FIGURES,
        _COLUMNS,
        title="The district's figures",
        subtitle=_ABOUT,
        records=list(_records(figures, plan)),
        when_empty=NOTHING_TOLD,
        frozen_columns=2,
        footer=footer,
    )


def _records(figures: DistrictFigures, plan: Plan) -> Iterator[tuple[PageCell, ...]]:
    for measure in plan.measures:
        for year in figures.years:
            figure = year.figure(measure.code)
            if figure is not None:
                contents = _contents(measure, year, figure)
                yield tuple(
                    PageCell(content, column.style, decimals=decimals)
                    for (content, decimals), column in zip(contents, _COLUMNS, strict=True)
                )


def _contents(measure: Measure, year: FrozenYear, figure: KnownFigure) -> list[tuple[str | Decimal | None, int]]:
    """What stands in each column, with the places shown."""
    return [
        (measure.code, 0),
        (measure.name, 0),
        (year.school_year, 0),
        _shown(measure, figure.value),
        (None if shows_dates(measure) else _UNITS.get(measure.unit), 0),
        (figure.numerator, 0),
        (figure.denominator, 0),
        (Decimal(figure.reporting), 0),
        (Decimal(figure.expected), 0),
        (Decimal(year.number), 0),
        (year.at, 0),
        (year.fingerprint, 0),
        (year.period, 0),
        (str(figure.value), 0),
    ]


def _shown(measure: Measure, value: Fraction) -> tuple[str | Decimal, int]:
    if shows_dates(measure):
        return date.fromordinal(int(value)).isoformat(), 0
    return rounded(value, measure.decimals), measure.decimals


def read_district(cells: SheetCells, *, newest: str) -> DistrictFigures:
    """The figures on the sheet, with the number of the newest snapshot that the first page says.

    What the other columns say is for the caller to compare with :func:`district_page` of the result. Raises
    ``WrongTemplate("workbook.district_figure")`` (``sheet``, ``cell``, ``found``), ``rule`` 19, for a cell that holds
    no such thing, and for a measure that stands there twice in a year.
    """
    heads: dict[str, tuple[str, int, str, str]] = {}
    found: dict[str, dict[MeasureCode, KnownFigure]] = {}
    for row in read_records(cells, when_empty=NOTHING_TOLD):
        school_year, measure = row[_SCHOOL_YEAR], MeasureCode(row[_MEASURE])
        head = (row[_PERIOD], _whole(row, _NUMBER), row[_AT], row[_FINGERPRINT])
        if heads.setdefault(school_year, head) != head:
            raise _refusal(row, _SCHOOL_YEAR)
        figures = found.setdefault(school_year, {})
        if measure in figures:
            raise _refusal(row, _MEASURE)
        figures[measure] = KnownFigure(
            measure,
            _exact(row),
            _part(row, _NUMERATOR),
            _part(row, _DENOMINATOR),
            _whole(row, _REPORTING),
            _whole(row, _EXPECTED),
        )
    if not _is_whole(newest):
        raise WrongTemplate("workbook.fact_not_a_number", rule=19, label=NEWEST_SNAPSHOT_LABEL, found=newest[:80])
    return DistrictFigures(
        int(newest),
        tuple(
            FrozenYear(PeriodCode(heads[name][0]), name, *heads[name][1:], tuple(found[name].values()))
            for name in sorted(found)
        ),
    )


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS


def _whole(row: RecordRow, column: int) -> int:
    if not _is_whole(row[column]):
        raise _refusal(row, column)
    return int(row[column])


def _exact(row: RecordRow) -> Fraction:
    text = row[_EXACT]
    top, _, bottom = text.removeprefix("-").partition("/")
    digits = (top, bottom or "1")
    if len(text) > _MOST_DIGITS_OF_EXACT or not all(each.isascii() and each.isdecimal() for each in digits):
        raise _refusal(row, _EXACT)
    if not int(digits[1]) or str(Fraction(text)) != text or abs(Fraction(text)) >= LARGEST_NUMBER:
        raise _refusal(row, _EXACT)
    return Fraction(text)


def _part(row: RecordRow, column: int) -> Decimal | None:
    """A number as :func:`number_text` spells it, or nothing."""
    text = row[column]
    if not text:
        return None
    whole, _, places = text.removeprefix("-").partition(".")
    if len(text) > MOST_DIGITS + 2 or not all(each.isascii() and each.isdecimal() for each in (whole, places or "0")):
        raise _refusal(row, column)
    number = Decimal(text)
    if number_text(number) != text:
        raise _refusal(row, column)
    return number


def _refusal(row: RecordRow, column: int) -> WrongTemplate:
    return WrongTemplate(
        "workbook.district_figure",
        rule=19,
        sheet=DISTRICT_FIGURES,
        cell=cell_name(row.number, column),
        found=row[column][:80],
    )
