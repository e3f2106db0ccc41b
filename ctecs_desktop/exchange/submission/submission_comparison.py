"""Holds the pages that a submission must have against the sheets of a workbook.

Tables are first compared in one scan, which succeeds for every workbook that is as this program wrote it. Where it does
not, the sheet is parsed strictly and compared cell by cell, so that each difference is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from ctecs_desktop.domain.observation import MeasureCode, Observation, ObservationKey, SubgroupCode
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.review import CellReference
from ctecs_desktop.domain.submission import Submission
from ctecs_desktop.domain.value import number_text
from ctecs_desktop.exchange.submission import workbook_layout as layout
from ctecs_desktop.exchange.submission.seal import Seal, check_digits, seal_head, seal_page
from ctecs_desktop.exchange.submission.seal_sheet import SealSheet, text_at
from ctecs_desktop.exchange.submission.sheet_grammar import scan_sheet
from ctecs_desktop.exchange.submission.submission_pages import (
    frame_of,
    goal_contents,
    goal_observations,
    goal_page,
    group_name,
    pages_beside_goals,
)
from ctecs_desktop.exchange.submission.workbook_layout import ChangedValue
from ctecs_desktop.exchange.workbook.number_formats import FormatKind
from ctecs_desktop.exchange.workbook.sheet_parser import FoundSheet, parse_sheet
from ctecs_desktop.exchange.workbook.workbook_differences import Problem, compare
from ctecs_desktop.exchange.workbook.workbook_page import FIRST_TABLE_ROW, Content, Page
from ctecs_desktop.exchange.workbook.workbook_parts import WorkbookParts

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
            found = self._scanned_head(head, self._contents(observations))
            if found is None:
                page = goal_page(goal, observations, self._plan, frame=self._frame)
                problems += compare(page, self._book.sheet(name), self._book)
            else:
                problems += found
        return problems

    def _contents(self, observations: Sequence[Observation]) -> Iterator[tuple[Content, ...]]:
        groups: dict[str, str] = {}
        for each in observations:
            subgroup = each.key.subgroup
            group = groups.get(subgroup) or groups.setdefault(subgroup, group_name(self._plan, subgroup))
            yield goal_contents(each, self._plan.measure(each.key.measure), group)

    def other_sheets(self) -> list[Problem]:
        """What differs on page one and on the sheets behind the goals'."""
        changes_sheet = self._book.sheet(layout.CHANGES)
        self.changes = self._read_changes(changes_sheet)
        pages = pages_beside_goals(self._submission, self._plan, by_goal=self._by_goal, changes=self.changes)
        problems: list[Problem] = []
        for page in pages:
            found = None
            if len(page.rows) > _SHORT:
                contents = (tuple(cell.content for cell in row) for row in page.rows[FIRST_TABLE_ROW - 1 :])
                found = self._scanned_head(page, contents)
            problems += compare(page, self._book.sheet(page.name), self._book) if found is None else found
        return problems

    def _scanned_head(self, page: Page, contents: Iterable[tuple[Content, ...]]) -> list[Problem] | None:
        """What differs above the first record of a table whose records say, to the letter, ``contents``.

        ``None`` where they do not: then every cell is to be parsed and compared.
        """
        if not self._is_plain:
            return None
        xml = self._book.sheets[page.name]
        scanned = scan_sheet(xml, columns=len(page.widths), first_row=FIRST_TABLE_ROW)
        if scanned is None or scanned.rows != list(self._as_scanned(contents)):
            return None
        head = replace(page, rows=page.rows[: FIRST_TABLE_ROW - 1])
        return compare(head, parse_sheet(scanned.rest, name=page.name), self._book)

    def _as_scanned(self, contents: Iterable[tuple[Content, ...]]) -> Iterator[tuple[str, ...]]:
        """Rows as ``scan_sheet`` gives them."""
        cells_of = self._scanned.__getitem__
        for row, record in enumerate(contents, start=FIRST_TABLE_ROW):
            yield (str(row), *chain.from_iterable(map(cells_of, record)), "")

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
