"""A frozen rollup: which figures were given to others, exactly, under the fingerprint of what they came from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ctecs_desktop.domain.observation import MeasureCode, PeriodCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.plan import RollupMethod
from ctecs_desktop.domain.rollup import Coverage, DistrictFigure, Rollup, RollupNote, Source
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.domain.value import decode_value, number_text

FORMAT = 1
"""Version of the document; a later program still reads the figures of an earlier one."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is known of a frozen rollup without opening it. ``number`` is how the workspace calls it."""

    number: int
    period: PeriodCode
    plan_version: str
    fingerprint: str  # of the rollup
    note: str  # what it was frozen for
    at: str  # ISO-8601 UTC
    person: str


def snapshot_document(rollup: Rollup) -> str:
    """The rollup as one JSON text from which :func:`rollup_of` makes it again, equal in every figure.

    Fractions are kept as numerator and denominator: a decimal would round a third. A submission is named once, and
    each source by its place in that list.
    """
    origins = sorted({_origin(source) for figure in rollup.figures for source in figure.sources})
    places = {origin: place for place, origin in enumerate(origins)}
    document = {
        "format": FORMAT,
        "period": rollup.period,
        "plan_version": rollup.plan_version,
        "fingerprint": rollup.fingerprint,
        "schools_expected": rollup.schools_expected,
        "schools_accepted": rollup.schools_accepted,
        "submissions": origins,
        "figures": [_figure_document(figure, places) for figure in rollup.figures],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def rollup_of(document: str) -> Rollup:
    """The rollup that :func:`snapshot_document` wrote."""
    content = json.loads(document)
    origins = [tuple(origin) for origin in content["submissions"]]
    return Rollup(
        period=PeriodCode(content["period"]),
        plan_version=content["plan_version"],
        fingerprint=content["fingerprint"],
        schools_expected=tuple(map(SchoolCode, content["schools_expected"])),
        schools_accepted=tuple(map(SchoolCode, content["schools_accepted"])),
        figures=tuple(_figure_of(figure, origins) for figure in content["figures"]),
    )


Origin = tuple[str, int, str, str]
"""School, revision, digest and file of the submission that a source stands in."""


def _origin(source: Source) -> Origin:
    return (source.school, source.revision, source.digest, source.file)


def _figure_document(figure: DistrictFigure, places: Mapping[Origin, int]) -> dict[str, object]:
    coverage = figure.coverage
    return {
        "measure": figure.measure,
        "subgroup": figure.subgroup,
        "method": figure.method.value,
        "numerator": _decimal_text(figure.numerator),
        "denominator": _decimal_text(figure.denominator),
        "value": _fraction_text(figure.value),
        "low": _fraction_text(figure.low),
        "high": _fraction_text(figure.high),
        "school_sum": _fraction_text(figure.school_sum),
        "status": figure.status.value,
        "coverage": [coverage.reporting, coverage.expected, _fraction_text(coverage.enrolment_share)],
        "notes": [note.value for note in figure.notes],
        "names": figure.names,
        "sources": [
            [places[_origin(source)], source.sheet, source.cell, source.value, source.note] for source in figure.sources
        ],
    }


def _figure_of(content: Mapping[str, Any], origins: list[Any]) -> DistrictFigure:
    reporting, expected, share = content["coverage"]
    return DistrictFigure(
        measure=MeasureCode(content["measure"]),
        subgroup=SubgroupCode(content["subgroup"]),
        method=RollupMethod(content["method"]),
        numerator=_decimal(content["numerator"]),
        denominator=_decimal(content["denominator"]),
        value=_fraction(content["value"]),
        low=_fraction(content["low"]),
        high=_fraction(content["high"]),
        school_sum=_fraction(content["school_sum"]),
        status=MeasureStatus(content["status"]),
        coverage=Coverage(reporting, expected, _fraction(share)),
        notes=tuple(RollupNote(note) for note in content["notes"]),
        names=tuple(content["names"]),
        sources=tuple(_source_of(origins[place], *row) for place, *row in content["sources"]),
    )


def _source_of(origin: Origin, sheet: str, cell: str, value: str, note: str) -> Source:
    school, revision, digest, file = origin
    return Source(SchoolCode(school), revision, digest, file, sheet, cell, decode_value(value), note)


def _decimal_text(number: Decimal | None) -> str | None:
    return None if number is None else number_text(number)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _fraction_text(number: Fraction | None) -> str | None:
    return None if number is None else str(number)


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
