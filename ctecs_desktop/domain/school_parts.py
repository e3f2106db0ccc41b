"""What every school adds to each district figure, for whoever lays the sums open, such as the rollup workbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ctecs_desktop.domain.asked_schools import enrolments_of, parts_of, silent_parts
from ctecs_desktop.domain.observation import ALL_STUDENTS, SchoolCode
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.review import SubmittedValues
from ctecs_desktop.domain.rollup import ENROLMENT_MEASURE, Address, Rollup
from ctecs_desktop.domain.rollup_methods import Contribution
from ctecs_desktop.domain.value import Value


@dataclass(frozen=True, slots=True)
class SchoolPart:
    """One school's part in one figure, and the enrolment that weighs it in the coverage."""

    contribution: Contribution
    enrolment: Decimal


def school_parts(
    plan: Plan, rollup: Rollup, accepted: Iterable[SubmittedValues]
) -> dict[Address, tuple[SchoolPart, ...]]:
    """What every school that is asked adds to each figure of ``rollup``.

    ``accepted`` are the submissions that ``rollup`` was made from. A measure of central office's own asks no school.
    """
    period = plan.period(rollup.period)
    values: dict[Address, dict[SchoolCode, Value]] = {}
    for submitted in accepted:
        for each in submitted.observations:
            if each.is_entered:
                values.setdefault((each.key.measure, each.key.subgroup), {})[each.key.school] = each.value
    enrolments = enrolments_of(plan, values.get((ENROLMENT_MEASURE, ALL_STUDENTS), {}))
    parts: dict[Address, tuple[SchoolPart, ...]] = {}
    for figure in rollup.figures:
        measure = plan.measure(figure.measure)
        whole = values.get((measure.code, ALL_STUDENTS), {})
        of_figure = values.get((measure.code, figure.subgroup), {})
        silent = silent_parts(plan, period, measure, whole, enrolments=enrolments)
        parts[measure.code, figure.subgroup] = tuple(
            SchoolPart(each, enrolments[each.school]) for each in parts_of(silent, of_figure)
        )
    return parts
