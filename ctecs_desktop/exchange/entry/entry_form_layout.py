"""The columns and fixed words of the entry form: the one description that writer and reader follow."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from ctecs_desktop.exchange.workbook.workbook_page import CellStyle

FORM_VERSION = 1
FORM_LABEL, FORM_KIND = "Form", "ctecs entry form"
SCHOOL_LABEL, PERIOD_LABEL, PLAN_LABEL = "School code", "Reporting period", "Plan version"

INSTRUCTIONS = "Read me first"
"""The sheet that says how the form is filled in, and which school and period it is for."""

HEADING_ROW = 4


class FormColumn(Enum):
    """The columns that are read back, by their place from 1."""

    MEASURE = 1
    GROUP = 3
    NUMERATOR = 5
    DENOMINATOR = 6
    VALUE = 7
    BLANK = 9
    NOTE = 10
    VALUE_BEFORE = 12
    NOTE_BEFORE = 13


class Heading(NamedTuple):
    """A column's heading, its width in characters, and how the heading looks."""

    heading: str
    width: int
    style: CellStyle = CellStyle.HEADING


COLUMNS = (
    Heading("Measure", 10),
    Heading("Name", 46),
    Heading("Group", 21),
    Heading("Last year", 21, CellStyle.HEADING_NUMBER),
    Heading("Numerator", 13, CellStyle.HEADING_NUMBER),
    Heading("Denominator", 14, CellStyle.HEADING_NUMBER),
    Heading("Value", 16, CellStyle.HEADING_NUMBER),
    Heading("Unit", 16, CellStyle.HEADING_UNIT),
    Heading("Blank reason", 21),
    Heading("Note", 42),
    Heading("What is counted", 90),
    Heading("Value before", 24),
    Heading("Note before", 42),
)

READ_AS = {
    "measure": "measure",
    "group": "subgroup",
    "numerator": "numerator",
    "denominator": "denominator",
    "value": "value",
    "blank reason": "blank",
    "note": "note",
}
"""The headings that are read back, and what an entry file calls them."""

READ_IF_THERE = {"value before": "value before", "note before": "note before"}
"""What the form was written with, in its canonical text: a row that still says so says nothing new."""

PRINTED_COLUMNS = 10

INPUT_COLUMNS = ("numerator", "denominator", "value", "blank", "note")
"""Where a person types: a row with nothing in these says nothing."""
