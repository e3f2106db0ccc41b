"""The schools that a measure is asked of: their enrolment, what bounds each one's part, and what speaks for a blank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.plan import Measure, Plan, ReportingPeriod, RollupMethod
from ctecs_desktop.domain.rollup_methods import Contribution
from ctecs_desktop.domain.value import WITHOUT_POPULATION, Missing, Value, high_of


def enrolments_of(plan: Plan, reported: Mapping[SchoolCode, Value]) -> dict[SchoolCode, Decimal]:
    """The enrolment of every school: as it ``reported`` it, else as the plan knows it."""
    result = {}
    for school in plan.schools:
        value = reported.get(school.code)
        if isinstance(value, Missing) and value in WITHOUT_POPULATION:
            result[school.code] = Decimal(0)
        else:
            result[school.code] = value if isinstance(value, Decimal) else Decimal(school.enrolment)
    return result


def silent_parts(
    plan: Plan,
    period: ReportingPeriod,
    measure: Measure,
    whole: Mapping[SchoolCode, Value],
    *,
    enrolments: Mapping[SchoolCode, Decimal],
) -> tuple[Contribution, ...]:
    """What each school that is asked for ``measure`` adds to a figure of which it says nothing.

    ``whole`` was said for all students: a blank of the whole measure speaks for its subgroups too.
    """
    if measure.is_central_only:
        return ()
    silent = []
    for school in plan.schools:
        value, ceiling = whole.get(school.code), enrolments[school.code]
        parts = getattr(value, "denominator", None) or getattr(value, "n", None)
        if parts is not None:
            ceiling = min(ceiling, high_of(parts)) if ceiling else high_of(parts)
        due = None
        if measure.rollup_method is RollupMethod.ON_TIME_COUNT:
            due = plan.target(measure.code, period.school_year, school.code) or plan.target(
                measure.code, period.school_year
            )
        otherwise = value if isinstance(value, Missing) else Missing.NOT_ENTERED
        silent.append(Contribution(school.code, otherwise, ceiling, due.low if due else None))
    return tuple(silent)


def parts_of(silent: Sequence[Contribution], values: Mapping[SchoolCode, Value]) -> list[Contribution]:
    """What each school adds to the figure of which ``values`` were said; the others add what they do in silence."""
    return [
        each if (value := values.get(each.school)) is None else Contribution(each.school, value, each.ceiling, each.due)
        for each in silent
    ]
