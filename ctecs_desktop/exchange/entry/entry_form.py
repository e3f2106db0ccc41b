"""A workbook that a colleague fills in with Excel or LibreOffice: a sheet for each goal, a row for each value.

What is asked, last year's value and the definitions stand beside the boxes; all but the boxes is locked, against slips
only. It is read back by ``entry_form_reader``, which goes by what the cells say and not by where or how they look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from ctecs_desktop.domain.grid import Part, stored_text, takes
from ctecs_desktop.domain.observation import (
    ALL_STUDENTS,
    Observation,
    ObservationKey,
    SchoolCode,
    SubgroupCode,
)
from ctecs_desktop.domain.parsing import value_fits
from ctecs_desktop.domain.plan import Goal, Level, Measure, Plan, ReportingPeriod, Unit
from ctecs_desktop.domain.value import BLANK_REASONS, Missing, Ratio, Value, encode_value
from ctecs_desktop.exchange.entry.entry_form_instructions import instruction_sheet
from ctecs_desktop.exchange.entry.entry_form_layout import COLUMNS, HEADING_ROW, PRINTED_COLUMNS, FormColumn
from ctecs_desktop.exchange.submission.observation_cells import REASON_WORDS, shown_value, value_words
from ctecs_desktop.exchange.submission.submission_pages import group_name
from ctecs_desktop.exchange.submission.workbook_layout import goal_sheet
from ctecs_desktop.exchange.workbook.live_page import (
    DATE_FORMAT,
    Choice,
    LiveCell,
    LiveRow,
    LiveSheet,
    NumberLimit,
    Shown,
    day_number,
    places,
)
from ctecs_desktop.exchange.workbook.live_workbook import live_workbook_bytes
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle, column_letter
from ctecs_desktop.exchange.workbook.workbook_sheets import DocumentFacts
from ctecs_desktop.exchange.workbook.workbook_styles import TEXT_FORMAT

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_ANY_NUMBER = "General"
"""The format of boxes for numbers: what a spreadsheet takes for a date or a percent then shows as one."""

_WARNING = "This is not a number from 0 up. Keep it only if it is * (1 to 5 pupils) or a reason such as n/a."
_WHOLE_WARNING = "This is not a whole number. Keep it only if it is * (1 to 5 pupils) or a reason such as n/a."

Observations = Mapping[ObservationKey, Observation]


def write_entry_form(
    plan: Plan,
    period: ReportingPeriod,
    school: SchoolCode,
    values: Observations,
    *,
    previous: Observations | None = None,
    claimed_time: datetime,
) -> bytes:
    """The form of ``school`` (or of the district itself) for ``period``, with the ``values`` entered so far.

    ``previous`` are the values of the period a year before. Raises ``PlanInvalid`` for a school that the plan lacks.
    """
    form = _Form(plan, period, school, values, previous or {})
    instructions = instruction_sheet(plan, period, school, school_name=form.school_name)
    goals = [form.sheet(goal) for goal in plan.goals if form.measures(goal)]
    facts = DocumentFacts(
        title=f"Entry form {period.code}",
        subject=form.school_name,
        author=plan.district_name,
        claimed_time=claimed_time,
    )
    return live_workbook_bytes([instructions, *goals], names=(), facts=facts)


class _Form:
    """What every sheet of one form draws on."""

    def __init__(
        self, plan: Plan, period: ReportingPeriod, school: SchoolCode, values: Observations, previous: Observations
    ) -> None:
        self._plan = plan
        self._period = period
        self._school = school
        self._values = values
        self._previous = {(key.measure, key.subgroup): each for key, each in previous.items()}
        self._is_district = school == plan.district
        self.school_name = plan.district_name if self._is_district else plan.school(school).name

    def measures(self, goal: Goal) -> tuple[Measure, ...]:
        """The measures of ``goal`` that are asked of this school in this period."""
        other = Level.SCHOOL if self._is_district else Level.CENTRAL
        due = self._plan.measures_due(self._period)
        return tuple(each for each in due if each.goal == goal.number and each.level is not other)

    def sheet(self, goal: Goal) -> LiveSheet:
        """The sheet of one goal."""
        addresses = [
            (measure, group) for measure in self.measures(goal) for group in self._plan.subgroups_of(measure.code)
        ]
        first = HEADING_ROW + 1
        rows = [self._row(measure, group, number) for number, (measure, group) in enumerate(addresses, start=first)]
        headings = tuple(LiveCell(each.heading, each.style) for each in COLUMNS)
        return LiveSheet(
            name=goal_sheet(goal.number),
            widths=tuple(column.width for column in COLUMNS),
            rows=(
                LiveRow((LiveCell(f"Goal {goal.number} · {goal.title}", CellStyle.TITLE),)),
                LiveRow(
                    (LiveCell(f"{self.school_name} · {self._period.code} · fill in the boxes", CellStyle.SUBTITLE),)
                ),
                LiveRow(()),
                LiveRow(headings),
                *rows,
            ),
            heading_row=HEADING_ROW,
            frozen_columns=2,
            printed_columns=PRINTED_COLUMNS,
            has_filter=True,
            footer=f"{self.school_name} · {self._period.code}",
            tab="1D5BB8",
            choices=tuple(_choices(addresses, first)),
            limits=tuple(_limits(addresses, first)),
            is_locked=True,
        )

    def _row(self, measure: Measure, group: SubgroupCode, number: int) -> LiveRow:
        key = ObservationKey(self._school, self._period.code, measure.code, group)
        stored = self._values.get(key) or Observation(key, Missing.NOT_ENTERED)
        if not value_fits(stored.value, measure):
            stored = Observation(key, Missing.NOT_ENTERED)  # of a plan in which the measure was of another kind
        texts = stored_text(stored, measure)
        is_whole = group == ALL_STUDENTS
        name = LiveCell(measure.name, CellStyle.STRONG_WRAPPED)
        if not is_whole:
            name = LiveCell(group_name(self._plan, group), CellStyle.WRAPPED, indent=2)
        before = self._previous.get((measure.code, group))
        quiet = CellStyle.STRONG if is_whole else CellStyle.MUTED
        definition = _definition(measure) if is_whole else None
        return LiveRow(
            (
                LiveCell(measure.code, quiet),
                name,
                LiveCell(group, quiet),
                LiveCell(_last_year(before, measure), _number_style(is_whole), TEXT_FORMAT),
                _number_cell(texts.numerator, measure, Part.NUMERATOR, is_whole=is_whole),
                _number_cell(texts.denominator, measure, Part.DENOMINATOR, is_whole=is_whole),
                _value_cell(stored.value, texts.value, measure, number=number, is_whole=is_whole),
                LiveCell(measure.unit.value, CellStyle.UNIT_STRONG if is_whole else CellStyle.UNIT),
                LiveCell(REASON_WORDS[Missing(texts.blank)] if texts.blank else None, indent=1, is_input=True),
                LiveCell(texts.note, CellStyle.WRAPPED, indent=1, is_input=True),
                LiveCell(definition, CellStyle.WRAPPED, indent=1),
                LiveCell(encode_value(stored.value) if stored.is_entered else None, CellStyle.MUTED),
                LiveCell(stored.note, CellStyle.MUTED),
            )
        )


def _number_style(is_whole: bool) -> CellStyle:
    return CellStyle.NUMBER_STRONG if is_whole else CellStyle.NUMBER


def _content(text: str) -> Shown:
    """A number where the text is one, so that a spreadsheet can compute with it."""
    return Decimal(text) if _NUMBER.fullmatch(text) else text or None


def _number_cell(text: str, measure: Measure, part: Part, *, is_whole: bool) -> LiveCell:
    if not takes(measure, part):
        return LiveCell(None, _number_style(is_whole))
    return LiveCell(_content(text), CellStyle.NUMBER, _ANY_NUMBER, is_input=True)


def _value_cell(value: Value, text: str, measure: Measure, *, number: int, is_whole: bool) -> LiveCell:
    """The box of the value; of a ratio the formula that makes it of its parts."""
    if measure.unit.is_ratio:
        shown = shown_value(value, measure) if isinstance(value, Ratio) else None
        form = places(measure.decimals)
        return LiveCell(
            "" if shown is None else shown, _number_style(is_whole), form, formula=_formula(measure, number)
        )
    if measure.unit is Unit.MILESTONE_DATE:
        day = day_number(datetime.fromisoformat(text).toordinal()) if text else None
        return LiveCell(day, CellStyle.NUMBER, DATE_FORMAT, is_input=True)
    if measure.unit in {Unit.YES_NO, Unit.NAMES}:
        return LiveCell(text, CellStyle.WRAPPED, TEXT_FORMAT, indent=1, is_input=True)
    return LiveCell(_content(text), CellStyle.NUMBER, _ANY_NUMBER, is_input=True)


def _formula(measure: Measure, number: int) -> str:
    over, under = f"{_letter(FormColumn.NUMERATOR)}{number}", f"{_letter(FormColumn.DENOMINATOR)}{number}"
    quotient = f"{over}/{under}" if measure.unit.factor == 1 else f"{measure.unit.factor}*{over}/{under}"
    known = f"IF(AND(ISNUMBER({over}),ISNUMBER({under})),{under}<>0,FALSE)"
    return f'IF({known},ROUND({quotient},{measure.decimals}),"")'


def _letter(column: FormColumn) -> str:
    return column_letter(column.value)


def _last_year(before: Observation | None, measure: Measure) -> str | None:
    if before is None or not before.is_entered:
        return None
    words = value_words(before.value)
    shown = shown_value(before.value, measure) if isinstance(before.value, Ratio) else None
    return words if shown is None else f"{shown:,f} ({words})"


def _definition(measure: Measure) -> str:
    """What is counted, over what, and who says so."""
    lines = [f"Numerator: {measure.numerator}" if measure.denominator else measure.numerator]
    if measure.denominator:
        lines.append(f"Denominator: {measure.denominator}")
    if measure.unit is Unit.NAMES:
        lines.append("One name after the other, with semicolons between them.")
    if measure.source:
        lines.append(f"Source: {measure.source}")
    return "\n".join(line for line in lines if line)


def _choices(addresses: list[tuple[Measure, SubgroupCode]], first: int) -> Iterable[Choice]:
    reasons = tuple(REASON_WORDS[reason] for reason in BLANK_REASONS)
    letter = _letter(FormColumn.BLANK)
    yield Choice(f"{letter}{first}:{letter}{first + len(addresses) - 1}", reasons, is_strict=True)
    for number, (measure, _) in enumerate(addresses, start=first):
        if measure.unit is Unit.YES_NO:
            yield Choice(f"{_letter(FormColumn.VALUE)}{number}", ("yes", "no"), is_strict=True)


_PART_COLUMNS = (
    (Part.NUMERATOR, FormColumn.NUMERATOR),
    (Part.DENOMINATOR, FormColumn.DENOMINATOR),
    (Part.VALUE, FormColumn.VALUE),
)


def _limits(addresses: list[tuple[Measure, SubgroupCode]], first: int) -> Iterable[NumberLimit]:
    """A warning at once, for the slips that would be refused when the form is read back."""
    for is_whole, message in ((True, _WHOLE_WARNING), (False, _WARNING)):
        areas: list[str] = []
        for part, column in _PART_COLUMNS:
            rows = [
                number
                for number, (measure, _) in enumerate(addresses, start=first)
                if _is_number(measure, part) and _is_whole(measure, part) == is_whole
            ]
            areas += (f"{_letter(column)}{start}:{_letter(column)}{end}" for start, end in _runs(rows))
        if areas:
            yield NumberLimit(tuple(areas), is_whole, message)


def _is_number(measure: Measure, part: Part) -> bool:
    return takes(measure, part) and measure.unit not in {Unit.YES_NO, Unit.NAMES, Unit.MILESTONE_DATE}


def _is_whole(measure: Measure, part: Part) -> bool:
    return not (measure.decimals if part is Part.VALUE else measure.part_decimals)


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each stretch of numbers without a gap."""
    for _, together in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        stretch = [number for _, number in together]
        yield stretch[0], stretch[-1]
