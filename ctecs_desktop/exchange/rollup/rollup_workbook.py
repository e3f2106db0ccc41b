"""The rollup workbook: the district's figures as live formulas over every school's value and its signed cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from ctecs_desktop.domain.observation import Observation, ObservationKey
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.review import SubmittedValues
from ctecs_desktop.domain.rollup import Rollup
from ctecs_desktop.domain.school_parts import school_parts
from ctecs_desktop.domain.value import Missing
from ctecs_desktop.exchange.rollup.rollup_goal_sheet import FigureFacts, goal_sheet
from ctecs_desktop.exchange.rollup.rollup_names_sheet import names_sheet
from ctecs_desktop.exchange.rollup.rollup_summary_sheet import summary_sheet
from ctecs_desktop.exchange.rollup.rollup_values import is_certain, value_rows
from ctecs_desktop.exchange.rollup.rollup_values_sheet import value_area_names, values_sheet
from ctecs_desktop.exchange.workbook.live_page import AreaName, LiveSheet


def write_rollup_workbook(
    rollup: Rollup,
    plan: Plan,
    accepted: Sequence[SubmittedValues],
    *,
    claimed_time: datetime,
    entered: Mapping[ObservationKey, Observation],
) -> bytes:
    """``rollup`` as an .xlsx: sheets ``Summary``, one per goal, ``Values`` and ``Names``.

    ``accepted`` and ``entered`` are what ``rollup`` was made from; ``claimed_time`` (aware) is the one time in the
    file, so that the same figures give the same bytes. Raises ``NotAllowed`` ``workbook.too_many_rows`` (``sheet``,
    ``rows``, ``limit``) and ``PlanInvalid`` where ``plan`` is not the rollup's.
    """
    # openpyxl costs a tenth of a second to import; only who writes a workbook pays.
    from ctecs_desktop.exchange.workbook.live_workbook import live_workbook_bytes
    from ctecs_desktop.exchange.workbook.workbook_sheets import DocumentFacts

    sheets, names = rollup_sheets(rollup, plan, accepted, claimed_time=claimed_time, entered=entered)
    facts = DocumentFacts(
        title=f"District figures {rollup.period}",
        subject=plan.title,
        author=plan.district_name,
        claimed_time=claimed_time,
    )
    return live_workbook_bytes(sheets, names=names, facts=facts)


def rollup_sheets(
    rollup: Rollup,
    plan: Plan,
    accepted: Sequence[SubmittedValues],
    *,
    claimed_time: datetime,
    entered: Mapping[ObservationKey, Observation],
) -> tuple[list[LiveSheet], list[AreaName]]:
    """The sheets as data, and the names that their formulas use."""
    parts = school_parts(plan, rollup, accepted)
    rows = value_rows(rollup, plan, parts, entered=entered)
    school_year = plan.period(rollup.period).school_year
    coverage = f"{len(rollup.schools_accepted)} of {len(rollup.schools_expected)} schools accepted"
    subtitle = f"{plan.district_name} · {rollup.period} · {coverage}"
    footer = f"District figures {rollup.period} · {rollup.fingerprint[:12]}"
    by_goal: dict[int, list[FigureFacts]] = {goal.number: [] for goal in plan.goals}
    for figure in rollup.figures:
        own = entered.get(ObservationKey(plan.district, rollup.period, figure.measure, figure.subgroup))
        by_goal[plan.measure(figure.measure).goal].append(
            FigureFacts(
                figure,
                own=Missing.NOT_ENTERED if own is None else own.value,
                is_certain=is_certain(parts[figure.measure, figure.subgroup]),
            )
        )
    claimed = claimed_time.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    named, names_area = names_sheet(rollup, plan, rows, title="Names behind the counts", subtitle=subtitle)
    sheets = [
        summary_sheet(rollup, plan, claimed=claimed, footer=footer),
        *(
            goal_sheet(goal, by_goal[goal.number], plan, school_year=school_year, subtitle=subtitle, footer=footer)
            for goal in plan.goals
        ),
        values_sheet(rows, title="Values behind the figures", subtitle=subtitle),
        named,
    ]
    return sheets, [*value_area_names(len(rows)), names_area]
