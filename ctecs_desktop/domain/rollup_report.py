"""District figures as plain documents, for JSON and for tables: exact decimals as text, dates as ISO dates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from ctecs_desktop.domain.plan import Measure, Plan, RollupMethod, Unit
from ctecs_desktop.domain.rollup import Coverage, DistrictFigure, Rollup, Source
from ctecs_desktop.domain.value import number_text, rounded

PLACES_OF_ENDLESS = 6
"""Decimal places that a number keeps which no decimal says exactly, such as 1/3."""

Document = dict[str, object]


def exact_text(number: Fraction | Decimal) -> str:
    """The plain decimal spelling: exact where there is one, else rounded half up to six places."""
    if isinstance(number, Decimal):
        return number_text(number)
    rest, places = number.denominator, 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest, count = rest // prime, count + 1
        places = max(places, count)
    return number_text(rounded(number, places if rest == 1 else PLACES_OF_ENDLESS))


def shows_dates(measure: Measure) -> bool:
    """Whether value and bounds of the measure's figure are dates (ordinals) and not numbers.

    Milestone dates that are counted as on time give a number; as a range, or entered by central office, a date.
    """
    counts_schools = measure.rollup_method is RollupMethod.ON_TIME_COUNT and not measure.is_central_only
    return measure.unit is Unit.MILESTONE_DATE and not counts_schools


def figure_text(number: Fraction | None, measure: Measure) -> str | None:
    """A value or bound of the measure's figure as text; ``None`` for nothing."""
    if number is None:
        return None
    if shows_dates(measure):
        return date.fromordinal(int(number)).isoformat()
    return exact_text(number)


def figure_document(figure: DistrictFigure, plan: Plan) -> Document:
    """One figure with its bounds, coverage and every cell that it came from."""
    measure = plan.measure(figure.measure)
    return {
        "measure": figure.measure,
        "subgroup": figure.subgroup,
        "method": figure.method.value,
        "numerator": _number(figure.numerator),
        "denominator": _number(figure.denominator),
        "value": figure_text(figure.value, measure),
        "low": figure_text(figure.low, measure),
        "high": figure_text(figure.high, measure),
        "school_sum": figure_text(figure.school_sum, measure),
        "status": figure.status.value,
        "coverage": _coverage(figure.coverage),
        "notes": [note.value for note in figure.notes],
        "names": list(figure.names),
        "sources": [_source(source) for source in figure.sources],
    }


def rollup_document(rollup: Rollup, plan: Plan) -> Document:
    """The whole rollup. ``schools_expected`` and ``schools_accepted`` count; ``schools_missing`` names the others."""
    accepted = set(rollup.schools_accepted)
    return {
        "period": rollup.period,
        "plan_version": rollup.plan_version,
        "fingerprint": rollup.fingerprint,
        "schools_expected": len(rollup.schools_expected),
        "schools_accepted": len(rollup.schools_accepted),
        "schools_missing": [school for school in rollup.schools_expected if school not in accepted],
        "figures": [figure_document(figure, plan) for figure in rollup.figures],
    }


def _number(number: Decimal | None) -> str | None:
    return None if number is None else number_text(number)


def _coverage(coverage: Coverage) -> Document:
    share = coverage.enrolment_share
    return {
        "reporting": coverage.reporting,
        "expected": coverage.expected,
        "enrolment_share": None if share is None else exact_text(share),
    }


def _source(source: Source) -> Document:
    return {
        "school": source.school,
        "revision": source.revision,
        "file": source.file,
        "sheet": source.sheet,
        "cell": source.cell,
        "value": source.value,
        "digest": source.digest,
        "note": source.note,
    }
