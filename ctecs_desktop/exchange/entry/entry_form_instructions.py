"""The first sheet of an entry form: how it is filled in, what the reasons for a blank mean, and whose it is."""

from __future__ import annotations

from collections.abc import Iterable

from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.plan import Plan, ReportingPeriod
from ctecs_desktop.domain.value import BLANK_REASONS, Missing
from ctecs_desktop.exchange.entry.entry_form_layout import (
    FORM_KIND,
    FORM_LABEL,
    FORM_VERSION,
    INSTRUCTIONS,
    PERIOD_LABEL,
    PLAN_LABEL,
    SCHOOL_LABEL,
)
from ctecs_desktop.exchange.submission.observation_cells import REASON_WORDS
from ctecs_desktop.exchange.workbook.live_page import LiveCell, LiveRow, LiveSheet
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle

_HOW = (
    ("Where", "There is a sheet for each goal. Fill in the boxes; everything else is locked against slips."),
    ("Figures", "Type whole numbers into Numerator and Denominator; the value beside them computes itself."),
    ("Nothing to count", "0 says that you counted and found none. It is not the same as an empty box."),
    ("No figure", "Where there can be no figure, leave the boxes empty and choose a Blank reason from its list."),
    ("Not now", "A row that you leave empty says nothing. It takes nothing away that was entered before."),
    ("Pupils withheld", "* stands for 1 to 5 pupils, as in the state's tables. Choose “withheld” beside it."),
    ("Few rows at a time", "The arrow at Group filters the rows: choose “all” to see each measure once."),
    ("When you are done", "Save the workbook and hand it to whoever enters the school's values."),
    ("Afterwards", "Every figure is checked when it is read in; a refused one is named by its cell, as Goal 2!E14."),
)  # fmt: skip

MEANINGS = {
    Missing.NOT_APPLICABLE: "It cannot apply here: the school does not have the program or the grade.",
    Missing.NOT_YET: "It applies, but there is nobody to count yet, such as a class that has not graduated.",
    Missing.NOT_COLLECTED: "It could be counted, but was not. Say in the note when it will be.",
    Missing.INCLUDED_ELSEWHERE: "It is counted in another row or at another school. Say in the note where.",
    Missing.WITHHELD: "The state keeps the figure back because it is about few persons.",
}


def instruction_sheet(plan: Plan, period: ReportingPeriod, school: SchoolCode, *, school_name: str) -> LiveSheet:
    """The sheet; its last four lines are what the reader goes by."""
    facts = (
        (FORM_LABEL, f"{FORM_KIND} {FORM_VERSION}"),
        (SCHOOL_LABEL, school),
        (PERIOD_LABEL, period.code),
        (PLAN_LABEL, plan.version),
    )
    reasons = ((REASON_WORDS[reason], MEANINGS[reason]) for reason in BLANK_REASONS)
    return LiveSheet(
        name=INSTRUCTIONS,
        widths=(22, 100),
        rows=(
            LiveRow((LiveCell(plan.district_name, CellStyle.DISTRICT),)),
            LiveRow((LiveCell(f"Entry form · {period.code}", CellStyle.TITLE),)),
            LiveRow(
                (
                    LiveCell(
                        f"{school_name} · due {period.due:%B} {period.due.day}, {period.due.year}", CellStyle.SUBTITLE
                    ),
                )
            ),
            LiveRow(()),
            *_section("How to fill it in", _HOW),
            *_section("Reasons for a blank", reasons),
            *_section("What this form is", facts),
        ),
        is_portrait=True,
        footer=f"{school_name} · {period.code}",
        is_locked=True,
    )


def _section(title: str, lines: Iterable[tuple[str, str]]) -> list[LiveRow]:
    return [
        LiveRow((LiveCell(title, CellStyle.SECTION), LiveCell(None, CellStyle.SECTION))),
        *(LiveRow((LiveCell(label, CellStyle.LABEL), LiveCell(text, CellStyle.STATEMENT))) for label, text in lines),
        LiveRow(()),
    ]
