"""Which sheet of a plan workbook shows which columns of which table, under what heading, how wide.

The words are part of the format: the reader compares them.
"""

from __future__ import annotations

from dataclasses import dataclass

from ctecs_desktop.exchange.workbook.workbook_page import CellStyle, TableColumn

CODE, TEXT, LONG, NUMBER = CellStyle.STRONG, CellStyle.TEXT, CellStyle.WRAPPED, CellStyle.NUMBER


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A sheet with columns of one table: ``columns`` are its column's name, heading, width and look."""

    name: str
    table: str
    title: str
    columns: tuple[tuple[str, str, int, CellStyle], ...]
    frozen_columns: int = 1

    def page_columns(self) -> tuple[TableColumn, ...]:
        """The columns as a page wants them."""
        return tuple(TableColumn(heading, width, style) for _, heading, width, style in self.columns)


SHEETS: tuple[TableSheet, ...] = (
    TableSheet(
        "Goals",
        "goals",
        "Goals and their themes",
        (("number", "Goal", 8, TEXT), ("title", "Title", 50, LONG), ("themes", "Themes", 80, LONG)),
    ),
    TableSheet(
        "Strategies",
        "strategies",
        "Strategies",
        (
            ("code", "Strategy", 10, CODE),
            ("goal", "Goal", 8, TEXT),
            ("text", "What it is", 90, LONG),
            ("owner", "Owner", 34, LONG),
        ),
    ),
    TableSheet(
        "Milestones",
        "milestones",
        "Milestones of the strategies, in their order",
        (("strategy", "Strategy", 10, CODE), ("text", "Milestone", 90, LONG)),
    ),
    TableSheet(
        "Resources",
        "resources",
        "Resources of the strategies by fiscal year",
        (
            ("strategy", "Strategy", 10, CODE),
            ("fiscal_year", "Fiscal year", 12, TEXT),
            ("resource", "Resource", 80, LONG),
        ),
    ),
    TableSheet(
        "Measures",
        "measures",
        "Measures: what is counted",
        (
            ("code", "Measure", 9, CODE),
            ("name", "Name", 40, LONG),
            ("goal", "Goal", 7, TEXT),
            ("unit", "Unit", 14, TEXT),
            ("numerator", "Numerator, or what is counted", 46, LONG),
            ("denominator", "Denominator", 40, LONG),
            ("direction", "Direction", 12, TEXT),
            ("frequency", "Frequency", 11, TEXT),
            ("level", "Level", 18, TEXT),
            ("source", "Source", 50, LONG),
            ("evidence", "Evidence", 10, TEXT),
            ("owner", "Owner", 34, LONG),
        ),
        frozen_columns=2,
    ),
    TableSheet(
        "Counting rules",
        "measures",
        "Measures: how values are checked and rolled up",
        (
            ("code", "Measure", 9, CODE),
            ("name", "Name", 40, LONG),
            ("rollup_method", "District value", 17, TEXT),
            ("sum_bound", "Schools' sum", 15, TEXT),
            ("rollup_note", "Note on the roll-up", 46, LONG),
            ("disaggregations", "Breakdowns", 34, LONG),
            ("population", "Population", 11, TEXT),
            ("low", "Least", 9, NUMBER),
            ("high", "Greatest", 10, NUMBER),
            ("decimals", "Decimals", 10, NUMBER),
            ("part_decimals", "Decimals of parts", 18, NUMBER),
            ("verify", "Typed twice", 13, TEXT),
        ),
        frozen_columns=2,
    ),
    TableSheet(
        "Breakdowns",
        "disaggregations",
        "Breakdowns",
        (
            ("code", "Breakdown", 16, CODE),
            ("name", "Name", 60, LONG),
            ("is_partition", "Parts sum to all", 18, TEXT),
        ),
    ),
    TableSheet(
        "Subgroups",
        "subgroups",
        "Subgroups of the breakdowns",
        (
            ("code", "Subgroup", 36, CODE),
            ("disaggregation", "Breakdown", 16, TEXT),
            ("name", "Name", 60, LONG),
        ),
    ),
    TableSheet(
        "Schools",
        "schools",
        "Schools",
        (
            ("code", "School", 10, CODE),
            ("name", "Name", 52, TEXT),
            ("town", "Town", 24, TEXT),
            ("note", "Note", 60, LONG),
            ("enrolment", "Enrolment", 11, NUMBER),
        ),
    ),
    TableSheet(
        "Periods",
        "periods",
        "Reporting periods and due dates",
        (
            ("code", "Period", 12, CODE),
            ("school_year", "School year", 12, TEXT),
            ("kind", "Kind", 9, TEXT),
            ("quarter", "Quarter", 9, TEXT),
            ("starts", "First day", 12, TEXT),
            ("ends", "Last day", 12, TEXT),
            ("opens", "Open from", 12, TEXT),
            ("due", "Due", 12, TEXT),
            ("note", "Note", 60, LONG),
        ),
    ),
    TableSheet(
        "Targets",
        "targets",
        "Targets",
        (
            ("measure", "Measure", 9, CODE),
            ("school_year", "School year", 12, TEXT),
            ("school", "School", 12, TEXT),
            ("low", "Target", 14, NUMBER),
            ("high", "Upper end of a band", 22, NUMBER),
        ),
    ),
    TableSheet(
        "Baselines",
        "baselines",
        "Baselines",
        (
            ("measure", "Measure", 9, CODE),
            ("school_year", "School year", 12, TEXT),
            ("school", "School", 12, TEXT),
            ("source", "Source", 80, LONG),
            ("value", "Value", 14, NUMBER),
        ),
    ),
    TableSheet(
        "Series breaks",
        "series_breaks",
        "Years that cannot be compared with those before",
        (
            ("measure", "Measure", 9, CODE),
            ("school_year", "School year", 12, TEXT),
            ("reason", "Reason", 80, LONG),
        ),
    ),
    TableSheet(
        "Rules",
        "rules",
        "Rules by which values are checked",
        (
            ("code", "Rule", 27, CODE),
            ("check", "Check", 20, TEXT),
            ("severity", "Severity", 10, TEXT),
            ("scope", "Scope", 12, TEXT),
            ("measures", "Measures", 20, LONG),
            ("params", "Parameters", 30, LONG),
            ("sentence", "What it says", 60, LONG),
            ("reason", "Why it is there", 60, LONG),
        ),
    ),
)
"""Every sheet of plan tables but ``About``. Where a column stands on two sheets, the first one is read."""

NUMBER_COLUMNS = frozenset(
    {"number", "goal", "quarter", "enrolment", "decimals", "part_decimals", "low", "high", "value"}
)
LIST_COLUMNS = frozenset(
    {("goals", "themes"), ("measures", "disaggregations"), ("rules", "measures"), ("rules", "params")}
)
