"""Which rows of the entry table are shown: filters, the goals' headings, and the breakdowns that are open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.ui.entry.entry_rows import EntryRow, Row, SectionRow, breakdown_rows

ALL_GOALS = 0


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What a person wants to see. A measure is shown with its whole breakdown, or not at all."""

    goal: int = ALL_GOALS
    left_only: bool = False
    found_only: bool = False
    changed_only: bool = False
    text: str = ""

    def shows(self, whole: EntryRow, parts: Iterable[EntryRow]) -> bool:
        """Whether the measure of ``whole`` is shown, judged by its own row and those of its breakdown."""
        if self.goal not in {ALL_GOALS, whole.measure.goal} or not self._is_found(whole):
            return False
        rows = (whole, *parts)
        if self.left_only and whole.is_entered and not any(row.typed for row in rows):
            return False
        if self.found_only and not any(row.open_findings or row.typed for row in rows):
            return False
        return not self.changed_only or any(row.is_changed_since_last_year for row in rows)

    def _is_found(self, whole: EntryRow) -> bool:
        """Whether every word stands in the measure's code, name or wording."""
        words = self.text.casefold().split()
        if not words:
            return True
        measure = whole.measure
        text = f"{whole.name} {measure.numerator} {measure.denominator} {measure.source}".casefold()
        return all(word in text for word in words)


def by_measure(rows: Iterable[EntryRow]) -> Iterator[tuple[EntryRow, list[EntryRow]]]:
    """Each measure's row of all students, and those of its breakdown."""
    whole, parts = None, []
    for row in rows:
        if whole is not None and row.measure is whole.measure:
            parts.append(row)
            continue
        if whole is not None:
            yield whole, parts
        whole, parts = row, []
    if whole is not None:
        yield whole, parts


def visible_rows(rows: Iterable[EntryRow], wanted: EntryFilter, plan: Plan) -> list[Row]:
    """What the table shows: a heading for each goal that has anything, its measures, and what is open below them."""
    shown = [(whole, parts) for whole, parts in by_measure(rows) if wanted.shows(whole, parts)]
    result: list[Row] = []
    shown.sort(key=lambda pair: pair[0].measure.goal)
    for number, group in groupby(shown, key=lambda pair: pair[0].measure.goal):
        measures = list(group)
        result.append(SectionRow(plan.goal(number), tuple(whole for whole, _parts in measures)))
        for whole, parts in measures:
            result.append(whole)
            if whole.is_open:
                result += breakdown_rows(plan, whole, parts)
    return result
