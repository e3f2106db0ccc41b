"""The chart of a school's measure over its years, the table of the same figures beside it, and their words."""

from __future__ import annotations

from collections.abc import Sequence

from ctecs_desktop.charts.years import Level, Year, YearShape, draw_years
from ctecs_desktop.domain.plan import Measure
from ctecs_desktop.domain.school_report import SchoolMeasure
from ctecs_desktop.domain.value import exact
from ctecs_desktop.exchange.report.drawing_svg import YEARS_WIDTH, paper_room, picture_of
from ctecs_desktop.exchange.report.report_document import Cell, Column, Exhibit, Picture, Row, Table
from ctecs_desktop.exchange.report.report_words import figure_cell, figure_words, parts_words, target_words
from ctecs_desktop.i18n import _
from ctecs_desktop.wording import years_sentence


def exhibit_of(measure: SchoolMeasure, labels: Sequence[str]) -> Exhibit | None:
    """Chart and table; ``None`` where nothing could be compared: a single figure with neither target nor district.

    A total of the whole district is no level for one school, so it stands in the table and is not drawn.
    """
    known = sum(each.figure.low is not None and each.figure.high is not None for each in measure.years)
    if not measure.can_be_drawn or (known < 2 and measure.target is None and not _draws_district(measure)):
        return None
    return Exhibit(_picture(measure, labels), _table(measure, labels))


def _draws_district(measure: SchoolMeasure) -> bool:
    return measure.has_district and not measure.measure.unit.is_total


def _picture(measure: SchoolMeasure, labels: Sequence[str]) -> Picture:
    kind, draws_district = measure.measure, _draws_district(measure)
    years = [
        Year(
            label,
            own.figure.low,
            own.figure.high,
            figure_words(own.figure, kind),
            district.figure.value if draws_district else None,
            is_broken=bool(own.break_reason),
        )
        for label, own, district in zip(labels, measure.years, measure.district, strict=True)
    ]
    levels = []
    if measure.target is not None:
        low, high = measure.target.low, measure.target.high
        levels.append(Level(exact(low), exact(low if high is None else high), _target_words(measure)))
    shape = YearShape.BARS if kind.unit.is_drawn_from_zero else YearShape.POINTS
    return picture_of(
        draw_years(years, levels, paper_room(YEARS_WIDTH), shape=shape, beside=_("district")),
        name=f"{kind.code}-years",
        alternative=_sentence(measure, labels),
        caption=_("{code}, the school by year").format(code=kind.code),
    )


def _target_words(measure: SchoolMeasure) -> str:
    assert measure.target is not None
    return _("target {year}: {figure}").format(
        year=measure.target.school_year, figure=target_words(measure.target, measure.measure)
    )


def _sentence(measure: SchoolMeasure, labels: Sequence[str]) -> str:
    kind = measure.measure
    own = years_sentence(
        [
            (label, figure_words(each.figure, kind), bool(each.break_reason))
            for label, each in zip(labels, measure.years, strict=True)
        ]
    )
    told = [_("{measure} at the school: {years}.").format(measure=kind.name, years=own)]
    if _draws_district(measure):
        figures = [
            (label, figure_words(each.figure, kind), False)
            for label, each in zip(labels, measure.district, strict=True)
            if each.figure.is_known
        ]
        told.append(_("The district as a line: {years}.").format(years=years_sentence(figures)))
    if measure.target is not None:
        told.append(_("A dashed line: {target}.").format(target=_target_words(measure)))
    return " ".join([*told, _("Every figure stands in the table beside it.")])


def _table(measure: SchoolMeasure, labels: Sequence[str]) -> Table:
    kind = measure.measure
    has_parts = any(parts_words(each.figure, kind) for each in measure.years)
    columns = [Column(_("Year"), 3), Column(_("School"), 4, is_number=True)]
    if has_parts:
        columns.append(Column(_("Made of"), 4, is_number=True))
    if measure.has_district:
        columns.append(Column(_("District"), 4, is_number=True))
    rows = []
    for place, label in enumerate(labels):
        own, district = measure.years[place].figure, measure.district[place].figure
        cells = [Cell(label), figure_cell(own, kind)]
        if has_parts:
            cells.append(Cell(parts_words(own, kind)))
        if measure.has_district:
            cells.append(figure_cell(district, kind))
        rows.append(Row(tuple(cells), is_strong=place == len(labels) - 1))
    return Table(_caption(measure, kind), tuple(columns), tuple(rows))


def _caption(measure: SchoolMeasure, kind: Measure) -> str:
    if measure.target is None:
        return _("{code}, the figures; no target").format(code=kind.code)
    return _("{code}, the figures; {target}").format(code=kind.code, target=_target_words(measure))
