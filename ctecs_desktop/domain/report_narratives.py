"""The texts of a report that people wrote: letters, aims, how strategies went, why schools kept a value."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from ctecs_desktop.domain.annual_report import (
    AIM,
    STRATEGY,
    AnnualProgressReport,
    BreakdownLine,
    GoalReport,
    KeptReason,
    MeasureReport,
    SchoolUpdate,
    StrategyReport,
)
from ctecs_desktop.domain.plan import Subgroup
from ctecs_desktop.domain.publication import Narrative
from ctecs_desktop.domain.publication_addresses import MEASURE, SCHOOL, YEAR

UPDATE, REASON = "update-", "reason-"
"""Begin the names of what a school said of a strategy, and of why schools kept a value."""


@dataclass(frozen=True, slots=True)
class TextDecision:
    """What becomes of a text that the guard asked about: it stays, for a reason, or it is left out.

    ``digest`` is that of the text as it was read: who writes it anew decides anew.
    """

    narrative: str
    digest: str
    is_kept: bool
    reason: str = ""


def text_digest(text: str) -> str:
    """A short name of exactly this text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def narratives_of(report: AnnualProgressReport) -> tuple[Narrative, ...]:
    """Every text that is not empty, with what it speaks of where that is known; a letter may speak of anything."""
    year = (YEAR, report.period.school_year)
    found = [Narrative(name, text) for name, text in sorted(report.texts.items()) if text]
    for goal in report.goals:
        for strategy in goal.strategies:
            found += [
                Narrative(_update_name(strategy, said), said.narrative, ((SCHOOL, str(said.school)), year))
                for said in strategy.updates
                if said.narrative
            ]
    for measure in report.measures:
        for group, kept in _kept_reasons(measure):
            about = [(MEASURE, str(measure.measure.code)), year]
            if group is not None:
                about.append((group.disaggregation, str(group.code)))
            if len(kept.schools) == 1:
                about.append((SCHOOL, str(kept.schools[0])))
            found.append(Narrative(_reason_name(measure, kept, group), kept.reason, tuple(sorted(about))))
    return tuple(found)


def _kept_reasons(measure: MeasureReport) -> Iterator[tuple[Subgroup | None, KeptReason]]:
    """Those for values of all students, then those of single groups."""
    yield from ((None, kept) for kept in measure.reasons)
    for breakdown in measure.breakdowns:
        for line in breakdown.lines:
            yield from ((line.subgroups[0], kept) for kept in line.reasons)


def without_texts(report: AnnualProgressReport, names: Collection[str]) -> AnnualProgressReport:
    """``report`` with nothing left of the texts of those names."""
    return replace(
        report,
        texts={name: text for name, text in report.texts.items() if name not in names},
        goals=tuple(_goal(goal, names) for goal in report.goals),
    )


def _goal(goal: GoalReport, names: Collection[str]) -> GoalReport:
    return replace(
        goal,
        aim="" if f"{AIM}{goal.goal.number}" in names else goal.aim,
        strategies=tuple(_strategy(each, names) for each in goal.strategies),
        measures=tuple(_measure(each, names) for each in goal.measures),
    )


def _measure(measure: MeasureReport, names: Collection[str]) -> MeasureReport:
    def kept_of(line: BreakdownLine) -> tuple[KeptReason, ...]:
        group = line.subgroups[0]
        return tuple(kept for kept in line.reasons if _reason_name(measure, kept, group) not in names)

    return replace(
        measure,
        reasons=tuple(kept for kept in measure.reasons if _reason_name(measure, kept) not in names),
        breakdowns=tuple(
            replace(each, lines=tuple(replace(line, reasons=kept_of(line)) for line in each.lines))
            for each in measure.breakdowns
        ),
    )


def _strategy(strategy: StrategyReport, names: Collection[str]) -> StrategyReport:
    return replace(
        strategy,
        narrative="" if f"{STRATEGY}{strategy.strategy.code}" in names else strategy.narrative,
        updates=tuple(
            replace(said, narrative="") if _update_name(strategy, said) in names else said for said in strategy.updates
        ),
    )


def _update_name(strategy: StrategyReport, said: SchoolUpdate) -> str:
    return f"{UPDATE}{strategy.strategy.code}-{said.school}"


def _reason_name(measure: MeasureReport, kept: KeptReason, group: Subgroup | None = None) -> str:
    """A figure has each reason once, so the reason itself tells them apart, in whatever order they come."""
    place = f"{measure.measure.code} {group.code}" if group is not None else measure.measure.code
    return f"{REASON}{place}-{text_digest(kept.reason)}"
