"""A rollup as a text: its figures in one line and, of what was frozen for others, each one's sources below."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from ctecs_desktop.domain.observation import MeasureCode, PeriodCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.plan import RollupMethod
from ctecs_desktop.domain.rollup import Address, Coverage, DistrictFigure, Rollup, RollupNote, Source
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


def figures_document(rollup: Rollup) -> str:
    """The figures of ``rollup`` without their sources, as one line of JSON that :func:`figures_of` reads.

    Fractions are kept as numerator and denominator: a decimal would round a third.
    """
    document = {
        "format": FORMAT,
        "period": rollup.period,
        "plan_version": rollup.plan_version,
        "fingerprint": rollup.fingerprint,
        "schools_expected": rollup.schools_expected,
        "schools_accepted": rollup.schools_accepted,
        "figures": [_figure_document(figure) for figure in rollup.figures],
    }
    return _line(document)


def figures_of(line: str) -> Rollup:
    """The rollup that :func:`figures_document` wrote, no figure with sources."""
    content = json.loads(line)
    return Rollup(
        period=PeriodCode(content["period"]),
        plan_version=content["plan_version"],
        fingerprint=content["fingerprint"],
        schools_expected=tuple(map(SchoolCode, content["schools_expected"])),
        schools_accepted=tuple(map(SchoolCode, content["schools_accepted"])),
        figures=tuple(map(_figure_of, content["figures"])),
    )


class FiguresByAddress(Mapping[Address, DistrictFigure]):
    """What :func:`figures_document` wrote, each figure made once it is asked for: few of a year before are."""

    def __init__(self, line: str) -> None:
        self._contents = {(each["measure"], each["subgroup"]): each for each in json.loads(line)["figures"]}

    def __getitem__(self, address: Address) -> DistrictFigure:
        return _figure_of(self._contents[address])

    def __iter__(self) -> Iterator[Address]:
        return iter(self._contents)

    def __len__(self) -> int:
        return len(self._contents)


def snapshot_document(rollup: Rollup) -> str:
    """The rollup with all sources: its figures, the submissions by number, then the sources of each figure in a line.

    So the figures are read without the sources, of which there is one for each figure and school. A submission is
    named once, and each source by its place in that list. :func:`rollup_of` makes the rollup again, equal throughout.
    """
    origins = sorted({_origin(source) for figure in rollup.figures for source in figure.sources})
    places = {origin: place for place, origin in enumerate(origins)}
    sources = (_line(_sources_document(figure, places)) for figure in rollup.figures)
    return "\n".join([figures_document(rollup), _line(origins), *sources])


def rollup_of(document: str) -> Rollup:
    """The rollup that :func:`snapshot_document` wrote."""
    return rollup_of_lines(document.split("\n"))


def rollup_of_lines(lines: Iterable[str], wanted: Container[Address] | None = None) -> Rollup:
    """The same from the lines of the document one by one; only the figures ``wanted``, or all, get their sources."""
    rest = iter(lines)
    first, second = next(rest), next(rest)
    rollup = figures_of(first)
    origins = [tuple(origin) for origin in json.loads(second)]
    figures = tuple(
        replace(figure, sources=_sources_of(line, origins))
        if wanted is None or (figure.measure, figure.subgroup) in wanted
        else figure
        for figure, line in zip(rollup.figures, rest, strict=True)
    )
    return replace(rollup, figures=figures)


def _line(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


Origin = tuple[str, int, str, str]
"""School, revision, digest and file of the submission that a source stands in."""


def _origin(source: Source) -> Origin:
    return (source.school, source.revision, source.digest, source.file)


def _figure_document(figure: DistrictFigure) -> dict[str, object]:
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
    }


def _figure_of(content: Mapping[str, Any]) -> DistrictFigure:
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
        sources=(),
    )


def _sources_document(figure: DistrictFigure, places: Mapping[Origin, int]) -> list[object]:
    return [[places[_origin(each)], each.sheet, each.cell, each.value, each.note] for each in figure.sources]


def _sources_of(line: str, origins: list[Any]) -> tuple[Source, ...]:
    return tuple(_source_of(origins[place], *row) for place, *row in json.loads(line))


def _source_of(origin: Origin, sheet: str, cell: str, value: str, note: str) -> Source:
    school, revision, digest, file = origin
    return Source(SchoolCode(school), revision, digest, file, sheet, cell, decode_value(value), note)


def _decimal_text(number: Decimal | None) -> str | None:
    return None if number is None else number_text(number)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _fraction_text(number: Fraction | None) -> str | None:
    return None if number is None else str(number)


@lru_cache(maxsize=4096)  # value and bounds of a figure are one fraction as soon as every school has reported
def _fraction(text: str | None) -> Fraction | None:
    if text is None:
        return None
    numerator, _, denominator = text.partition("/")  # Fraction's own reading of a text takes three times as long
    return Fraction(int(numerator), int(denominator or 1))
