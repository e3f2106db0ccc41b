"""The texts of a report that people wrote: letters, aims, how strategies went, why schools kept a value."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace

from ctecs_desktop.domain.annual_report import (
    AIM,
    STRATEGY,
    AnnualProgressReport,
    GoalReport,
    KeptReason,
    MeasureReport,
    SchoolUpdate,
    StrategyReport,
)
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
        for kept in measure.reasons:
            about = [(MEASURE, str(measure.measure.code)), year]
            if len(kept.schools) == 1:
                about.append((SCHOOL, str(kept.schools[0])))
            found.append(Narrative(_reason_name(measure, kept), kept.reason, tuple(sorted(about))))
    return tuple(found)


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
        measures=tuple(
            replace(each, reasons=tuple(kept for kept in each.reasons if _reason_name(each, kept) not in names))
            for each in goal.measures
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


def _reason_name(measure: MeasureReport, kept: KeptReason) -> str:
    """One measure has each reason once, so the reason itself tells them apart, in whatever order they come."""
    return f"{REASON}{measure.measure.code}-{text_digest(kept.reason)}"
