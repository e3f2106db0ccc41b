"""The sheet ``Names`` of the rollup workbook: the distinct names behind a count, and the schools that named each."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.rollup import Rollup
from ctecs_desktop.domain.value import Names, Value
from ctecs_desktop.exchange.rollup.rollup_formulas import OWN_KEY
from ctecs_desktop.exchange.rollup.rollup_values import ValueRow, figure_key
from ctecs_desktop.exchange.submission.submission_pages import group_name
from ctecs_desktop.exchange.workbook.live_page import AreaName, LiveCell, LiveRow, LiveSheet
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle

NAMES = "Names"
_HEADING_ROW = 4

_NAME_COLUMNS: tuple[tuple[str, int], ...] = (
    ("Figure", 30),
    ("Measure", 9),
    ("Group", 38),
    ("Name", 44),
    ("Schools", 10),
    ("Named by", 70),
)


def names_sheet(
    rollup: Rollup, plan: Plan, rows: Sequence[ValueRow], *, title: str, subtitle: str
) -> tuple[LiveSheet, AreaName]:
    """One row per distinct name and figure, and the name of the column that formulas count."""
    by_key: dict[str, list[ValueRow]] = {}
    for row in rows:
        if isinstance(row.value, Names) and row.is_counted:
            by_key.setdefault(row.key.removesuffix(OWN_KEY), []).append(row)
    records: list[LiveRow] = []
    for figure in rollup.figures:
        key = figure_key(figure)
        for name in figure.names:
            who = [row.school_name for row in by_key.get(key, []) if _names(row.value, name)]
            records.append(
                LiveRow(
                    (
                        LiveCell(key, CellStyle.MUTED),
                        LiveCell(figure.measure),
                        LiveCell(group_name(plan, figure.subgroup)),
                        LiveCell(name, CellStyle.WRAPPED),
                        LiveCell(Decimal(len(who)), CellStyle.NUMBER),
                        LiveCell(", ".join(who), CellStyle.WRAPPED),
                    )
                )
            )
    headings = tuple(
        LiveCell(heading, CellStyle.HEADING_NUMBER if at == 4 else CellStyle.HEADING)
        for at, (heading, _) in enumerate(_NAME_COLUMNS)
    )
    empty = LiveRow((LiveCell("No list of names is reported.", CellStyle.SUBTITLE),))
    sheet = LiveSheet(
        name=NAMES,
        widths=tuple(width for _, width in _NAME_COLUMNS),
        rows=(
            LiveRow((LiveCell(title, CellStyle.TITLE),)),
            LiveRow((LiveCell(subtitle, CellStyle.SUBTITLE),)),
            LiveRow(()),
            LiveRow(headings),
            *(records or [empty]),
        ),
        heading_row=_HEADING_ROW,
        frozen_columns=1,
        has_filter=bool(records),
        footer=subtitle,
        tab="566070",
    )
    last = _HEADING_ROW + max(1, len(records))
    return sheet, AreaName("Names_Key", f"{NAMES}!$A${_HEADING_ROW + 1}:$A${last}")


def _names(value: Value, name: str) -> bool:
    return isinstance(value, Names) and name.casefold() in {each.casefold() for each in value.names}
