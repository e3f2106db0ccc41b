"""The two charts of a measure, schools this year and over the years, and the sentences that say what they show."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ctecs_desktop.charts.bars import Bar, Mark, draw_bars
from ctecs_desktop.charts.small_lines import SmallLine, SmallPoint, draw_small_lines
from ctecs_desktop.domain.annual_report import MeasureReport, ReportFigure, SchoolLine, YearFigure
from ctecs_desktop.domain.school_names import short_names
from ctecs_desktop.domain.value import exact
from ctecs_desktop.exchange.report.drawing_svg import BARS_WIDTH, SMALL_WIDTH, paper_room, picture_of
from ctecs_desktop.exchange.report.report_document import Picture
from ctecs_desktop.exchange.report.report_words import figure_words, school_figure_cell, target_words
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.wording import figure_text


def charts_of(report: MeasureReport) -> tuple[Picture, ...]:
    """The charts that ``report`` has enough figures for; a single school needs no chart."""
    if not report.can_be_drawn:
        return ()
    drawn = [line for line in report.schools if line.present.low is not None and line.present.high is not None]
    pictures = []
    if len(drawn) > 1:
        pictures.append(_by_school(report, drawn))
    lines = [line for line in report.schools if sum(_has_point(each) for each in line.years) > 1]
    if len(lines) > 1:
        pictures.append(_over_years(report, lines))
    return tuple(pictures)


def no_chart_words() -> str:
    """Why a measure that could be drawn has no chart."""
    return _("No chart: fewer than two schools have a figure to draw.")


def _has_point(year: YearFigure) -> bool:
    return year.figure.low is not None and year.figure.high is not None


def _by_school(report: MeasureReport, drawn: Sequence[SchoolLine]) -> Picture:
    """Every school with a figure from the greatest to the least; under them those that have only a reason."""
    measure = report.measure
    names = short_names([line.school for line in report.schools])
    ordered = sorted(drawn, key=lambda line: (-_middle(line.present), line.school.name))
    others = [line for line in report.schools if line not in drawn]
    bars = [
        Bar(
            names[line.school.code],
            line.present.low if line in drawn else None,
            line.present.high if line in drawn else None,
            school_figure_cell(line.present, measure, has_submitted=line.has_submitted).text,
        )
        for line in (*ordered, *others)
    ]
    marks = []
    is_total = measure.unit.is_total
    if report.present.value is not None and not is_total:
        words = _("district {figure}").format(figure=figure_text(report.present.value, measure))
        marks.append(Mark(report.present.value, words))
    if report.target is not None and not is_total and report.target.school_year == report.years[-1].school_year:
        words = _("target {figure}").format(figure=target_words(report.target, measure))
        marks.append(Mark(exact(report.target.low), words, is_target=True))
        if report.target.high is not None:
            marks.append(Mark(exact(report.target.high), "", is_target=True))
    drawing = draw_bars(bars, marks, paper_room(BARS_WIDTH), from_zero=measure.unit.is_drawn_from_zero)
    year = report.years[-1].school_year
    return picture_of(
        drawing,
        name=f"{measure.code}-schools",
        alternative=_schools_sentence(report, ordered, names),
        caption=_("{code} by school, {year}").format(code=measure.code, year=year),
    )


def _middle(figure: ReportFigure) -> Fraction:
    assert figure.low is not None
    assert figure.high is not None
    return (figure.low + figure.high) / 2


def _schools_sentence(report: MeasureReport, ordered: Sequence[SchoolLine], names: dict[str, str]) -> str:
    first, last = ordered[0], ordered[-1]
    sentence = ngettext(
        "{measure} in {year}, {count} school from {high} ({first}) to {low} ({last}).",
        "{measure} in {year}, {count} schools from {high} ({first}) to {low} ({last}).",
        len(ordered),
    ).format(
        measure=report.measure.name,
        year=report.years[-1].school_year,
        count=len(ordered),
        high=figure_words(first.present, report.measure),
        first=names[first.school.code],
        low=figure_words(last.present, report.measure),
        last=names[last.school.code],
    )
    district = _("The district: {figure}.").format(figure=figure_words(report.present, report.measure))
    return f"{sentence} {district} {_('Every figure stands in the table that follows.')}"


def _over_years(report: MeasureReport, lines: Sequence[SchoolLine]) -> Picture:
    measure = report.measure
    names = short_names([line.school for line in report.schools])
    small = [
        SmallLine(names[line.school.code], _points(line.years), figure_words(line.present, measure)) for line in lines
    ]
    if not measure.unit.is_total and any(_has_point(each) for each in report.years):
        words = figure_words(report.present, measure)
        small.insert(0, SmallLine(_("District"), _points(report.years), words, is_strong=True))
    drawing = draw_small_lines(small, paper_room(SMALL_WIDTH))
    first, last = report.years[0].school_year, report.years[-1].school_year
    sentence = _("{measure}, a line for each of {count} schools from {first} to {last}.").format(
        measure=measure.name, count=len(lines), first=first, last=last
    )
    changes = _changes_sentence(lines)
    broken = [each.school_year for each in report.years if each.break_reason]
    breaks = _("The series breaks in {years}.").format(years=", ".join(broken)) if broken else ""
    told = " ".join(each for each in (sentence, changes, breaks, _("Every figure stands in the table.")) if each)
    return picture_of(
        drawing,
        name=f"{measure.code}-years",
        alternative=told,
        caption=_("{code}, {first} to {last}, on one scale").format(code=measure.code, first=first, last=last),
    )


def _changes_sentence(lines: Sequence[SchoolLine]) -> str:
    """How many went up and down; nothing where a break forbids comparing."""
    if any(year.break_reason for line in lines for year in line.years[1:]):
        return ""
    pairs = [(line.years[0].figure.value, line.years[-1].figure.value) for line in lines]
    known = [(before, after) for before, after in pairs if before is not None and after is not None]
    up = sum(1 for before, after in known if after > before)
    down = sum(1 for before, after in known if after < before)
    return _("{up} rose and {down} fell.").format(up=up, down=down) if known else ""


def _points(years: Sequence[YearFigure]) -> tuple[SmallPoint, ...]:
    return tuple(SmallPoint(each.figure.low, each.figure.high, bool(each.break_reason)) for each in years)
