"""The schools that a measure is asked of: their enrolment, what bounds each one's part, and what speaks for a blank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class AskedSchool:
    """What bounds and judges a school's part in every figure of one measure.

    ``otherwise`` stands where the school says nothing of a subgroup: a blank of the whole measure speaks for its
    subgroups too. ``ceiling`` and ``due`` as in ``Contribution``.
    """

    school: SchoolCode
    ceiling: Decimal
    due: Decimal | None
    otherwise: Missing

    def contribution(self, values: Mapping[SchoolCode, Value]) -> Contribution:
        """What the school adds to a figure of which ``values`` were said."""
        return Contribution(self.school, values.get(self.school, self.otherwise), self.ceiling, self.due)


def schools_asked(
    plan: Plan,
    period: ReportingPeriod,
    measure: Measure,
    whole: Mapping[SchoolCode, Value],
    *,
    enrolments: Mapping[SchoolCode, Decimal],
) -> tuple[AskedSchool, ...]:
    """Every school that is asked for ``measure``, of which ``whole`` was said for all students."""
    if measure.is_central_only:
        return ()
    asked = []
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
        asked.append(AskedSchool(school.code, ceiling, due.low if due else None, otherwise))
    return tuple(asked)
