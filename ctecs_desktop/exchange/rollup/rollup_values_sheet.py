"""The sheet ``Values`` of the rollup workbook, over which the formulas of the figures run.

To the left what schools reported and the cell it came from; to the right, what low and high need. Those are formulas
too, so that whoever changes a value sees every bound follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ctecs_desktop.domain.plan import Measure
from ctecs_desktop.domain.value import Mean, Missing, Names, Quantity, Ratio, Suppressed, Value, exact, number_text
from ctecs_desktop.exchange.rollup.rollup_kinds import Kind
from ctecs_desktop.exchange.rollup.rollup_reach import RowCells, mean_at_formula, reach_formulas, shown_reach
from ctecs_desktop.exchange.rollup.rollup_values import ValueRow, reach_of_row
from ctecs_desktop.exchange.rollup.rollup_words import unit_sign
from ctecs_desktop.exchange.submission.observation_cells import REASON_WORDS, interval_text
from ctecs_desktop.exchange.workbook.live_page import (
    DATE_FORMAT,
    AreaName,
    Choice,
    LiveCell,
    LiveRow,
    LiveSheet,
    Shown,
    day_number,
    places,
)
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle, column_letter

VALUES = "Values"
HEADING_ROW = 4

_COLUMNS: tuple[tuple[str, int, str], ...] = (  # heading, width, name in formulas
    ("Figure", 30, "Key"),
    ("Measure", 9, ""),
    ("Group", 38, ""),
    ("School code", 12, ""),
    ("School", 40, ""),
    ("Expected", 10, "Expected"),
    ("Counted", 10, "Counted"),
    ("Numerator", 12, "Numerator"),
    ("Denominator or n", 17, "Denominator"),
    ("Value", 15, "Value"),
    ("Signed workbook", 26, ""),
    ("Revision", 10, ""),
    ("Sheet", 10, ""),
    ("Cell", 10, ""),
    ("Note", 36, ""),
    ("Due", 12, ""),
    ("Enrollment", 11, "Enrollment"),
    ("Most, if missing", 15, ""),
    ("Low", 11, "Low"),
    ("over", 11, "LowOver"),
    ("High", 11, "High"),
    ("over", 11, "HighOver"),
    ("Lowest mean", 13, "LowestMean"),
    ("Highest mean", 13, "HighestMean"),
)
_NUMBER_HEADINGS = frozenset(range(7, 10)) | {11} | frozenset(range(15, 24))
_LETTERS = {name or heading: column_letter(at) for at, (heading, _, name) in enumerate(_COLUMNS, start=1)}
_AFTER_NUMBERS = frozenset({"Signed workbook", "Sheet"})
_PRINTED = 14


def values_sheet(rows: Sequence[ValueRow], *, title: str, subtitle: str) -> LiveSheet:
    """The sheet; the first row of values is below the headings."""
    first = HEADING_ROW + 1
    headings = tuple(
        LiveCell(
            heading,
            CellStyle.HEADING_NUMBER if at in _NUMBER_HEADINGS else CellStyle.HEADING,
            indent=1 if heading in _AFTER_NUMBERS else 0,
        )
        for at, (heading, _, _) in enumerate(_COLUMNS)
    )
    letter = _LETTERS["Counted"]
    last = max(first, HEADING_ROW + len(rows))
    return LiveSheet(
        name=VALUES,
        widths=tuple(width for _, width, _ in _COLUMNS),
        rows=(
            LiveRow((LiveCell(title, CellStyle.TITLE),)),
            LiveRow((LiveCell(subtitle, CellStyle.SUBTITLE),)),
            LiveRow(()),
            LiveRow(headings),
            *(LiveRow(_cells(row, number)) for number, row in enumerate(rows, start=first)),
        ),
        heading_row=HEADING_ROW,
        frozen_columns=1,
        printed_columns=_PRINTED,
        has_filter=True,
        footer=subtitle,
        tab="566070",
        choices=(Choice(f"{letter}{first}:{letter}{last}", ("yes", "no")),),
    )


def value_area_names(row_count: int) -> list[AreaName]:
    """The names by which formulas speak of the columns."""
    last = HEADING_ROW + max(1, row_count)
    return [
        AreaName(f"Values_{name}", f"{VALUES}!${column_letter(at)}${HEADING_ROW + 1}:${column_letter(at)}${last}")
        for at, (_, _, name) in enumerate(_COLUMNS, start=1)
        if name
    ]


def _cells(row: ValueRow, number: int) -> tuple[LiveCell, ...]:
    source = row.source
    note = source.note if source is not None else ""
    return (
        LiveCell(row.key, CellStyle.MUTED),
        LiveCell(row.measure.code),
        LiveCell(row.group),
        LiveCell(row.school),
        LiveCell(row.school_name),
        LiveCell(row.expected),
        LiveCell("yes" if row.is_counted else "no"),
        *_parts(row, number),
        LiveCell(source.file if source is not None else "", CellStyle.MUTED, indent=1),
        _quiet_number(Decimal(source.revision) if source is not None and source.file else None),
        LiveCell(source.sheet if source is not None else "", CellStyle.MUTED, indent=1),
        LiveCell(source.cell if source is not None else "", CellStyle.MUTED),
        LiveCell(note, CellStyle.MUTED),
        *_working(row, number),
    )


def _at(name: str, number: int) -> str:
    return f"{_LETTERS[name]}{number}"


def _parts(row: ValueRow, number: int) -> tuple[LiveCell, LiveCell, LiveCell]:
    """Numerator, denominator and value, of which the one that follows from the others is a formula."""
    value, measure = row.value, row.measure
    numerator, denominator, content = (_at(name, number) for name in ("Numerator", "Denominator", "Value"))
    if isinstance(value, Ratio):
        top, bottom = value.numerator, value.denominator
        known = f"AND(ISNUMBER({numerator}),ISNUMBER({denominator}))"
        quotient = f"{measure.unit.factor}*{numerator}/{denominator}"
        shown = None
        if isinstance(top, Decimal) and isinstance(bottom, Decimal) and bottom:
            shown = measure.unit.factor * exact(top) / exact(bottom)
        return (
            _quantity(top, measure.part_decimals),
            _quantity(bottom, measure.part_decimals),
            LiveCell(
                shown if shown is not None else "",
                CellStyle.NUMBER,
                places(measure.decimals, unit_sign(measure)),
                formula=f'IF({known},IF({denominator}=0,"",{quotient}),"")',
            ),
        )
    if isinstance(value, Mean):
        known = f"AND(ISNUMBER({content}),ISNUMBER({denominator}))"
        is_exact = isinstance(value.mean, Decimal) and isinstance(value.n, Decimal)
        withheld = f'IF({_at("Counted", number)}="yes","–","")'
        product: Shown = "–" if row.is_counted else ""
        if is_exact:
            product = exact(_decimal(value.mean)) * exact(_decimal(value.n))
        return (
            LiveCell(product, CellStyle.NUMBER, formula=f"IF({known},{content}*{denominator},{withheld})"),
            _quantity(value.n, measure.part_decimals),
            _quantity(value.mean, measure.decimals),
        )
    return (LiveCell(None, CellStyle.NUMBER), LiveCell(None, CellStyle.NUMBER), _plain_cell(value, measure))


def _decimal(quantity: Quantity) -> Decimal:
    assert isinstance(quantity, Decimal)
    return quantity


def _plain_cell(value: Value, measure: Measure) -> LiveCell:
    """A value of one cell: a number, a date, yes or no, how many names, or why there is none."""
    if isinstance(value, Missing):
        return LiveCell(REASON_WORDS[value] or "nothing sent", CellStyle.NUMBER)
    if isinstance(value, bool):
        return LiveCell("yes" if value else "no", CellStyle.NUMBER)
    if isinstance(value, date):
        return LiveCell(day_number(value.toordinal()), CellStyle.NUMBER, DATE_FORMAT)
    if isinstance(value, Names):
        return LiveCell(Decimal(len(value.names)), CellStyle.NUMBER)
    assert isinstance(value, Decimal | Suppressed)
    return _quantity(value, measure.decimals)


def _quantity(quantity: Quantity, decimals: int) -> LiveCell:
    if isinstance(quantity, Suppressed):
        return LiveCell(interval_text(quantity), CellStyle.NUMBER)
    own = len(number_text(quantity).partition(".")[2])
    return LiveCell(quantity, CellStyle.NUMBER, places(max(decimals, own)))


def _quiet_number(number: Shown, number_format: str = "") -> LiveCell:
    return LiveCell(number, CellStyle.NUMBER, number_format)


def _working(row: ValueRow, number: int) -> tuple[LiveCell, ...]:
    """Due date, weights, and the formulas of the least and the most that the row adds."""
    cells = RowCells(
        counted=_at("Counted", number),
        numerator=_at("Numerator", number),
        denominator=_at("Denominator", number),
        value=_at("Value", number),
        due=_at("Due", number),
        most=_at("Most, if missing", number),
        low=_at("Low", number),
        low_over=_at("LowOver", number),
        high=_at("High", number),
    )
    formulas = reach_formulas(row.value, row.measure, row.kind, cells=cells)
    are_dates = row.kind is Kind.RANGE and isinstance(row.value, date)
    number_format = DATE_FORMAT if are_dates else "General"
    reach = shown_reach(reach_of_row(row), are_dates=are_dates)
    key = _at("Key", number)
    extremes = (
        (row.lowest, mean_at_formula(key, cells.low, is_lowest=True)),
        (row.highest, mean_at_formula(key, cells.high, is_lowest=False)),
    )
    return (
        _quiet_number(None if row.due is None else day_number(row.due), DATE_FORMAT),
        _quiet_number(row.enrolment),
        _quiet_number(row.most),
        *(_computed(shown, formula, number_format) for shown, formula in zip(reach, formulas, strict=True)),
        *(_computed(shown, formula if row.is_extreme else "", "0.000") for shown, formula in extremes),
    )


def _computed(shown: Shown, formula: str, number_format: str) -> LiveCell:
    if not formula:
        return LiveCell(None, CellStyle.NUMBER)
    return LiveCell("" if shown is None else shown, CellStyle.NUMBER, number_format, formula=formula)
