"""Holds the pages that a submission must have against the sheets of a workbook.

Tables are first compared in one scan, which succeeds for every workbook that is as this program wrote it. Where it does
not, the sheet is parsed strictly and compared cell by cell, so that each difference is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from ctecs_desktop.domain.observation import MeasureCode, Observation, ObservationKey, SubgroupCode
from ctecs_desktop.domain.plan import Measure, Plan
from ctecs_desktop.domain.review import CellReference
from ctecs_desktop.domain.submission import Submission
from ctecs_desktop.domain.value import number_text
from ctecs_desktop.exchange.submission import workbook_layout as layout
from ctecs_desktop.exchange.submission.seal import Seal, check_digits, seal_head, seal_page
from ctecs_desktop.exchange.submission.seal_sheet import SealSheet, text_at
from ctecs_desktop.exchange.submission.sheet_grammar import scan_sheet
from ctecs_desktop.exchange.submission.submission_pages import (
    frame_of,
    goal_observations,
    goal_page,
    group_name,
    measure_contents,
    pages_beside_goals,
    value_contents,
)
from ctecs_desktop.exchange.submission.workbook_layout import ChangedValue
from ctecs_desktop.exchange.workbook.number_formats import FormatKind
from ctecs_desktop.exchange.workbook.sheet_parser import FoundSheet, parse_sheet
from ctecs_desktop.exchange.workbook.workbook_differences import Problem, compare
from ctecs_desktop.exchange.workbook.workbook_page import FIRST_TABLE_ROW, Content, Page
from ctecs_desktop.exchange.workbook.workbook_parts import WorkbookParts

ScannedRecord = tuple[str, ...]
"""Cells side by side as ``scan_sheet`` gives them: of each the number, then the text."""

_SHORT = 40
"""Rows up to which a sheet is parsed strictly at once."""


class Comparison:
    """One submission, one workbook. ``cells`` and ``changes`` are filled as the sheets are compared."""

    def __init__(
        self,
        submission: Submission,
        plan: Plan,
        book: WorkbookParts,
        *,
        places: Mapping[tuple[str, str], tuple[int, int]],
    ) -> None:
        self._submission = submission
        self._plan = plan
        self._places = places
        self._book = book
        self._frame = frame_of(submission, plan)
        self._by_goal = goal_observations(submission, plan, places=places)
        # A number whose format makes it look like a date or like another number must be met by its own cell.
        self._is_plain = all(kind is FormatKind.PLAIN for kind in book.format_kinds)
        self._scanned = _ScannedCells()
        self.cells: dict[ObservationKey, CellReference] = {}
        self.changes: tuple[ChangedValue, ...] = ()

    def seal_sheet(self, seal: Seal, sheet: SealSheet) -> list[Problem]:
        """What differs on the seal's own sheet, of a seal that holds."""
        subtitle = self._frame.subtitle
        if sheet.is_scanned and list(sheet.digits) == list(map(check_digits, seal.lines)):
            empty = seal_page(replace(seal, lines=()), subtitle=subtitle, footer="")
            return compare(replace(empty, rows=seal_head(seal, subtitle=subtitle)), sheet.parsed, self._book)
        whole = seal_page(seal, subtitle=subtitle, footer="")
        return compare(whole, self._book.sheet(layout.SEAL), self._book)

    def goals(self) -> list[Problem]:
        """What differs on the goals' sheets, where the values stand."""
        problems: list[Problem] = []
        for goal in self._plan.goals:
            observations = self._by_goal[goal.number]
            name = layout.goal_sheet(goal.number)
            for row, each in enumerate(observations, start=FIRST_TABLE_ROW):
                self.cells[each.key] = layout.cell_of(each.value, sheet=name, row=row)
            head = goal_page(goal, (), self._plan, frame=self._frame)
            found = self._scanned_head(head, self._goal_records(observations))
            if found is None:
                page = goal_page(goal, observations, self._plan, frame=self._frame)
                problems += compare(page, self._book.sheet(name), self._book)
            else:
                problems += found
        return problems

    def _goal_records(self, observations: Sequence[Observation]) -> Iterator[ScannedRecord]:
        """``submission_pages.goal_contents`` of each, as ``scan_sheet`` gives it.

        The hot path of every import: what rows share is made once, and a value once for each measure that has it. The
        reader of the seal gives equal values as one object, so their identity is enough to know them again.
        """
        plan, scanned = self._plan, self._scanned
        groups: dict[str, ScannedRecord] = {}
        measure: Measure | None = None
        start: ScannedRecord = ()
        known: dict[int, ScannedRecord] = {}
        for each in observations:
            key, value = each.key, each.value
            if measure is None or key.measure != measure.code:
                measure = plan.measure(key.measure)
                start, known = scanned.record(measure_contents(measure)), {}
            group = groups.get(key.subgroup)
            if group is None:
                group = groups[key.subgroup] = scanned.record((key.subgroup, group_name(plan, key.subgroup)))
            cells = known.get(id(value))
            if cells is None:
                cells = known[id(value)] = scanned.record(value_contents(value, measure))
            yield (*start, *group, *cells, "", each.note)

    def other_sheets(self) -> list[Problem]:
        """What differs on page one and on the sheets behind the goals'."""
        changes_sheet = self._book.sheet(layout.CHANGES)
        self.changes = self._read_changes(changes_sheet)
        pages = pages_beside_goals(self._submission, self._plan, by_goal=self._by_goal, changes=self.changes)
        problems: list[Problem] = []
        for page in pages:
            found = None
            if len(page.rows) > _SHORT:
                records = page.rows[FIRST_TABLE_ROW - 1 :]
                found = self._scanned_head(
                    page, (self._scanned.record(tuple(cell.content for cell in record)) for record in records)
                )
            problems += compare(page, self._book.sheet(page.name), self._book) if found is None else found
        return problems

    def _scanned_head(self, page: Page, records: Iterable[ScannedRecord]) -> list[Problem] | None:
        """What differs above the first record of a table that says, to the letter, ``records``.

        ``None`` where they do not: then every cell is to be parsed and compared.
        """
        if not self._is_plain:
            return None
        xml = self._book.sheets[page.name]
        scanned = scan_sheet(xml, columns=len(page.widths), first_row=FIRST_TABLE_ROW)
        if scanned is None or scanned.rows != [
            (str(row), *record, "") for row, record in enumerate(records, start=FIRST_TABLE_ROW)
        ]:
            return None
        head = replace(page, rows=page.rows[: FIRST_TABLE_ROW - 1])
        return compare(head, parse_sheet(scanned.rest, name=page.name), self._book)

    def _read_changes(self, sheet: FoundSheet) -> tuple[ChangedValue, ...]:
        """What the rows of ``Changes`` say was there before; rows that name no value of the plan are left to differ."""
        identity = self._submission.identity
        changes: list[ChangedValue] = []
        for row in sorted({row for row, _ in sheet.cells if row >= FIRST_TABLE_ROW}):
            measure, subgroup = text_at(sheet, row, 1) or "", text_at(sheet, row, 3) or ""
            if (measure, subgroup) in self._places:
                key = ObservationKey(identity.school, identity.period, MeasureCode(measure), SubgroupCode(subgroup))
                changes.append(ChangedValue(key, text_at(sheet, row, layout.CHANGE_BEFORE_COLUMN) or ""))
        return tuple(changes)


class _ScannedCells(dict[Content, tuple[str, str]]):
    """A cell's content as ``scan_sheet`` gives it, number and text; kept, since most contents stand in many rows."""

    def __missing__(self, content: Content) -> tuple[str, str]:
        if content is None:
            cell = ("", "")
        elif isinstance(content, str):
            cell = ("", content)
        else:
            cell = (number_text(content), "")
        self[content] = cell
        return cell

    def record(self, contents: Iterable[Content]) -> ScannedRecord:
        """The cells side by side."""
        return tuple(chain.from_iterable(map(self.__getitem__, contents)))
