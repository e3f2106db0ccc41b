"""The notes below the tables of a measure: how its figure lies, where its series breaks, why schools kept values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ctecs_desktop.domain.annual_report import AnnualProgressReport, Breakdown, BreakdownLine, MeasureReport
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.plan import School, Subgroup, SumBound
from ctecs_desktop.domain.rollup import RollupNote
from ctecs_desktop.domain.school_names import short_names
from ctecs_desktop.exchange.report.report_words import figure_words, group_name
from ctecs_desktop.i18n import _
from ctecs_desktop.wording import bounds_text, rollup_note_text, term


class NoteNumbers:
    """Counts the notes of the whole document, so that a number names one note only."""

    def __init__(self) -> None:
        self._last = 0

    def next_one(self) -> int:
        """The number of the next note."""
        self._last += 1
        return self._last


def note_texts(report: AnnualProgressReport, measure: MeasureReport) -> Sequence[str]:
    """What a reader must know: how the figure lies, where the series breaks, and why schools kept a value."""
    texts = [rollup_note_text(note) for note in measure.notes if note is not RollupNote.SERIES_BREAK]
    present = measure.present
    if (
        present.value is not None
        and (present.low != present.value or present.high != present.value)
        and present.is_known
    ):
        bounds = bounds_text(present.low, present.high, measure.measure)
        if present.low is None and present.high is None:
            bounds = _("not bounded")
        texts.append(_("The true district figure: {bounds}.").format(bounds=bounds))
    if measure.school_sum.is_known:
        figure = figure_words(measure.school_sum, measure.measure)
        # Without every school their sum bounds nothing.
        bound = term(measure.measure.sum_bound if measure.coverage.is_whole else SumBound.NONE)
        texts.append(_("The schools' own figures together give {figure}: {bound}.").format(figure=figure, bound=bound))
    texts += [
        _("The series breaks in {year}: {reason}. It is not compared with the years before.").format(
            year=each.school_year, reason=each.reason.rstrip(".")
        )
        for each in measure.breaks
    ]
    names = short_names(report.plan.schools)
    for kept in measure.reasons:
        texts.append(_("{schools}: {reason}").format(schools=who_words(kept.schools, names), reason=kept.reason))
    return texts


def who_words(schools: Sequence[str], names: Mapping[str, str]) -> str:
    """The schools by name, or where they are most of all, those that are missing among them."""
    others = [name for school, name in names.items() if school not in schools]
    if not others:
        return _("All schools")
    if len(others) < len(schools):
        return _("All schools but {schools}").format(schools=", ".join(others))
    return ", ".join(names.get(school, school) for school in schools)


@dataclass(frozen=True, slots=True)
class GroupNote:
    """One reason for which values of groups were kept, and the groups of each line that it is about."""

    text: str
    groups: tuple[tuple[Subgroup, ...], ...]


def group_notes(breakdowns: Sequence[Breakdown], schools: Sequence[School]) -> tuple[GroupNote, ...]:
    """A note for each reason, in the order of the lines: one reason is often given for many groups."""
    told: dict[str, list[tuple[BreakdownLine, tuple[SchoolCode, ...]]]] = {}
    for breakdown in breakdowns:
        for line in breakdown.lines:
            for kept in line.reasons:
                told.setdefault(kept.reason, []).append((line, kept.schools))
    names = short_names(schools)
    return tuple(
        GroupNote(_with_groups(reason, places, names), tuple(line.subgroups for line, _schools in places))
        for reason, places in told.items()
    )


def _with_groups(
    reason: str, places: Sequence[tuple[BreakdownLine, tuple[SchoolCode, ...]]], names: Mapping[str, str]
) -> str:
    """The reason with who gave it; for which groups, where not all schools gave it for the same ones."""
    groups: dict[tuple[SchoolCode, ...], list[str]] = {}
    for line, schools in places:
        groups.setdefault(schools, []).append(group_name(line))
    if len(groups) == 1:
        (schools,) = groups
        if not schools:
            return reason
        return _("{schools}: {reason}").format(schools=who_words(schools, names), reason=reason)
    parts = [
        _("{groups}: {schools}").format(groups=", ".join(of_schools), schools=who_words(schools, names))
        for schools, of_schools in groups.items()
    ]
    return _("{reason}. {who}.").format(reason=reason.rstrip("."), who="; ".join(parts))
