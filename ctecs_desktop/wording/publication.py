"""The words of a public edition: what a cell is, why it is withheld, what a reader could infer, what is told less."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from ctecs_desktop.domain.coarsening import Coarsening, CoarseningKind
from ctecs_desktop.domain.disclosure_plan import Inference, WithheldFor
from ctecs_desktop.domain.disclosure_rules import Threshold
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.publication import CellId, Coordinates, PublicationSet
from ctecs_desktop.domain.publication_addresses import MEASURE, PART, SCHOOL, YEAR, FigurePart
from ctecs_desktop.domain.report_narratives import REASON, UPDATE
from ctecs_desktop.domain.value import rounded
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.wording.report_texts import report_text_title
from ctecs_desktop.wording.terms import term
from ctecs_desktop.wording.told import said
from ctecs_desktop.wording.values import quantity_text

_PARTS = {part.value: part for part in FigurePart}


def place_text(publication: PublicationSet, name: CellId, plan: Plan, *, is_short: bool = False) -> str:
    """Where a cell or rate stands: ``1.01 Chronic absenteeism rate · 2015-16 · the district · Asian``."""
    rate = publication.quotient_by_name.get(name)
    place = dict(publication.cell(rate.numerator if rate else name).coordinates)
    measure = place.get(MEASURE, "")
    if not plan.has_measure(measure):
        return name  # a figure of an earlier release, which knows only what it was called
    words = [measure if is_short else f"{measure} {plan.measure(measure).name}", place.get(YEAR, "")]
    groups = [place[each.code] for each in plan.disaggregations if each.code in place]
    if SCHOOL in place:
        words.append(plan.school(place[SCHOOL]).name)
    elif not (groups and is_short):
        words.append(_("the district"))
    words += [" + ".join(plan.subgroup(each).name for each in group.split(" + ")) for group in groups]
    return " · ".join(each for each in words if each)


def named_text(about: Coordinates, plan: Plan) -> str:
    """The group that a text names, and the schools: ``English learners · J. M. Wright Technical High School``."""
    groups = [plan.subgroup(name).name for dimension, name in about if dimension != SCHOOL]
    schools = [plan.school(name).name for dimension, name in about if dimension == SCHOOL]
    return " · ".join((*groups, *schools))


def part_text(publication: PublicationSet, name: CellId) -> str:
    """Which part of its figure a cell is, or that it is the rate."""
    if name in publication.quotient_by_name:
        return term(FigurePart.RATE)
    part = dict(publication.cell(name).coordinates).get(PART, "")
    return term(_PARTS[part]) if part in _PARTS else _("can be computed")


_WHY = {
    WithheldFor.ITSELF: said("few people"),
    WithheldFor.ANOTHER: said("protects another"),
    WithheldFor.LINKED: said("gives one back"),
}


def why_label(reason: WithheldFor, *, is_at_source: bool = False) -> str:
    """The same in two words, for a table; ``is_at_source``: already the figure's source withheld it."""
    return _("withheld at source") if is_at_source else _(_WHY[reason])


def why_text(reason: WithheldFor, threshold: Threshold | None) -> str:
    """Why a figure is withheld; of one that is below a threshold, that threshold's reason."""
    if reason is WithheldFor.ITSELF and threshold is not None:
        return threshold.reason
    return {
        WithheldFor.ITSELF: _("Its source withheld it, or it is needed to protect a rate or mean over few."),
        WithheldFor.ANOTHER: _("Without it another withheld figure could be computed."),
        WithheldFor.LINKED: _("It would give back a withheld figure that it is made of."),
    }[reason]


_THRESHOLDS = {
    "pupils_withheld_to": said("Counts of students withheld, from 1 to"),
    "denominator_at_least": said("Students or staff that a rate needs"),
    "complement_withheld_to": said("Students not counted, withheld from 1 to"),
    "mean_n_at_least": said("People that a mean needs"),
    "staff_at_least": said("Staff that a count needs"),
    "rate_span": said("Numbers that stay possible behind a rate"),
    "mean_span": said("Percent of its scale that a mean stays open"),
}


def threshold_text(code: str) -> str:
    """What a threshold is about."""
    return _(_THRESHOLDS[code])


def inference_text(found: Inference | None) -> str:
    """What a reader can still infer of a withheld figure."""
    if found is None or (found.low is None and found.high is None):
        return _("nothing")
    if found.high is None:
        return _("at least {low}").format(low=_number(found.low))
    if found.low is None or found.low == 0:
        return _("at most {high}").format(high=_number(found.high))
    if found.low == found.high:
        return _("{number}, no other").format(number=_number(found.low))
    return _("{low} to {high}").format(low=_number(found.low), high=_number(found.high))


def _number(number: Decimal | None) -> str:
    return "" if number is None else quantity_text(number.quantize(Decimal("0.1")) if number % 1 else number)


def coarsening_text(coarsening: Coarsening | None, plan: Plan) -> str:
    """What is told in less detail, as an act."""
    if coarsening is None:
        return _("As it is")
    if coarsening.dimension == SCHOOL:
        return _("Do not tell the schools one by one")
    if coarsening.dimension == YEAR:
        return _("Do not tell {years}").format(years=", ".join(coarsening.categories))
    breakdown = next((each.name for each in plan.disaggregations if each.code == coarsening.dimension), "")
    if coarsening.kind is CoarseningKind.DROP:
        return _("Do not break down by {breakdown}").format(breakdown=breakdown)
    groups = " + ".join(plan.subgroup(each).name for each in coarsening.categories)
    return _("{breakdown}: tell {groups} together").format(breakdown=breakdown, groups=groups)


def withheld_text(counts: Mapping[WithheldFor, int], figures: int) -> str:
    """How many figures readers miss, and why."""
    count = sum(counts.values())
    if not count:
        return _("Nothing has to be withheld.")
    share = rounded(Fraction(100 * count, figures), 0) if figures else Decimal(0)
    told = ngettext(
        "{count} of {figures} figures is withheld ({share} %)",
        "{count} of {figures} figures are withheld ({share} %)",
        count,
    ).format(count=f"{count:,}", figures=f"{figures:,}", share=share)
    reasons = {
        WithheldFor.ITSELF: _("{count} for few people or by their source"),
        WithheldFor.ANOTHER: _("{count} to protect another"),
        WithheldFor.LINKED: _("{count} because a withheld one could be read off"),
    }
    parts = [reasons[each].format(count=f"{counts[each]:,}") for each in WithheldFor if counts.get(each)]
    return f"{told}: {', '.join(parts)}."


def audit_text(weak: int) -> str:
    """What the audit says, in a sentence."""
    if not weak:
        return _("The audit passed: no withheld figure can be worked out from what is shown.")
    return ngettext(
        "The audit failed: {count} withheld figure can be worked out too closely. Nothing can be written.",
        "The audit failed: {count} withheld figures can be worked out too closely. Nothing can be written.",
        weak,
    ).format(count=weak)


def undecided_text(count: int) -> str:
    """How many texts stop the writing."""
    return ngettext(
        "{count} text is to be decided about before anything can be written.",
        "{count} texts are to be decided about before anything can be written.",
        count,
    ).format(count=count)


def narrative_text(name: str, plan: Plan) -> str:
    """What a text of the report is called in a list."""
    if name.startswith(UPDATE):
        strategy, _dash, school = name.removeprefix(UPDATE).rpartition("-")
        return _("{school} on strategy {strategy}").format(school=plan.school(school).name, strategy=strategy)
    if name.startswith(REASON):
        measure, _blank, group = name.removeprefix(REASON).rpartition("-")[0].partition(" ")
        if group:
            named = plan.subgroup(group).name
            return _("Reason kept with measure {measure}, {group}").format(measure=measure, group=named)
        return _("Reason kept with measure {measure}").format(measure=measure)
    return report_text_title(name)
