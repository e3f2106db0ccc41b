"""Groups in the public report: what is declared and audited, told as the edition tells it, and nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from ctecs_desktop.disclosure.protection import Protection
from ctecs_desktop.domain.annual_report import (
    AnnualProgressReport,
    Breakdown,
    BreakdownGap,
    KeptReason,
    ReportFigure,
)
from ctecs_desktop.domain.coarsening import Coarsening, CoarseningKind, coarsened
from ctecs_desktop.domain.disclosure_plan import Sign
from ctecs_desktop.domain.public_breakdowns import as_told
from ctecs_desktop.domain.public_report import public_report
from ctecs_desktop.domain.public_table import public_lines
from ctecs_desktop.domain.publication import PublicationSet
from ctecs_desktop.domain.publication_addresses import MEASURE, SCHOOL, YEAR
from ctecs_desktop.domain.report_narratives import REASON, narratives_of, without_texts
from ctecs_desktop.domain.value import number_text
from tests.domain.test_public_report import internal_of
from tests.exchange.report_building import YEARS, with_reasons
from tests.publishing import (
    ABSENCE,
    EVENTS,
    FIRST,
    OWN_YEAR,
    REACHED,
    declared,
    plan_with_groups,
    protected,
    years_with_groups,
)


@pytest.fixture(scope="module")
def internal() -> AnnualProgressReport:
    return internal_of(plan_with_groups(), years_with_groups())


@pytest.fixture(scope="module")
def publication() -> PublicationSet:
    return declared(plan_with_groups(), years_with_groups())


@pytest.fixture(scope="module")
def protection(publication: PublicationSet) -> Protection:
    return protected(publication)


def edition_of(report: AnnualProgressReport, protection: Protection) -> AnnualProgressReport:
    return public_report(report, protection.plan.publication, protection.edition, fingerprint="f" * 64)


def breakdown(report: AnnualProgressReport, measure: str) -> Breakdown:
    (found,) = report.measure(measure).breakdowns
    return found


def printed(report: AnnualProgressReport) -> Iterator[tuple[str, str, str, ReportFigure]]:
    """Measure, year and group of every figure of a group that the report prints, with the figure."""
    for measure in report.measures:
        for each in measure.breakdowns:
            for line in each.lines:
                group = " + ".join(subgroup.name for subgroup in line.subgroups)
                for year in line.years:
                    yield measure.measure.code, year.school_year, group, year.figure


def test_what_is_printed_of_groups_is_what_was_declared_and_audited(
    internal: AnnualProgressReport, protection: Protection
) -> None:
    assert protection.audit.has_passed
    table = {
        (line.measure, line.school_year, line.group): line
        for line in public_lines(protection.plan.publication, protection.edition, internal.plan)
        if line.breakdown
    }
    told = list(printed(edition_of(internal, protection)))
    assert len(told) >= 2 * len(YEARS)
    for measure, year, group, figure in told:
        line = table[measure, year, group]  # a KeyError were a figure that nobody declared
        if figure.sign is not None:
            assert (line.value, figure.sign_text) == (figure.sign_text, line.value)
            continue
        assert figure.value == Fraction(Decimal(line.value))
        for number, text in ((figure.numerator, line.numerator), (figure.denominator, line.denominator)):
            assert (number_text(number) if number is not None else "*") == text


def test_a_count_of_few_takes_the_other_group_with_it_and_no_number_is_left(
    internal: AnnualProgressReport, protection: Protection
) -> None:
    assert breakdown(internal, REACHED).lines[1].present.numerator == 7125
    public = edition_of(internal, protection)
    assert breakdown(public, REACHED).gap is None or breakdown(public, REACHED).gap is BreakdownGap.ALL_WITHHELD
    numbers = {figure.numerator for measure, _year, _group, figure in printed(public) if measure == REACHED}
    assert not numbers & {Decimal(4), Decimal(7123), Decimal(7124), Decimal(7125)}


def test_nothing_but_signs_is_told_in_a_sentence(internal: AnnualProgressReport, protection: Protection) -> None:
    signs = dict.fromkeys(protection.edition.values, Sign.WITHHELD)
    hidden = replace(protection, edition=replace(protection.edition, values=signs))
    public = breakdown(edition_of(internal, hidden), ABSENCE)
    assert (public.lines, public.gap) == ((), BreakdownGap.ALL_WITHHELD)


def test_how_many_schools_reported_a_group_is_not_told(internal: AnnualProgressReport, protection: Protection) -> None:
    """Where one school alone has a group, the district's figure is that school's."""
    assert all(line.coverage is not None for line in breakdown(internal, ABSENCE).lines)
    assert all(line.coverage is None for line in breakdown(edition_of(internal, protection), ABSENCE).lines)


def test_groups_that_are_told_together_have_one_line(
    internal: AnnualProgressReport, publication: PublicationSet
) -> None:
    merged = coarsened(publication, Coarsening(CoarseningKind.MERGE, "gender", ("gender.female", "gender.male")))
    (line,) = breakdown(edition_of(internal, protected(merged)), ABSENCE).lines
    assert [each.name for each in line.subgroups] == ["Female", "Male"]
    both = [each.present for each in breakdown(internal, ABSENCE).lines]
    assert line.present.denominator == sum(figure.denominator or Decimal(0) for figure in both)


def test_a_breakdown_that_is_dropped_is_said_to_be(internal: AnnualProgressReport, publication: PublicationSet) -> None:
    dropped = coarsened(publication, Coarsening(CoarseningKind.DROP, "gender"))
    public = edition_of(internal, protected(dropped))
    assert breakdown(public, ABSENCE).gap is BreakdownGap.NOT_TOLD
    assert list(printed(public)) == []


def test_years_that_are_not_told_are_not_told_of_groups_either(
    internal: AnnualProgressReport, publication: PublicationSet
) -> None:
    dropped = coarsened(publication, Coarsening(CoarseningKind.DROP, "year", YEARS[:2]))
    assert {year for _measure, year, _group, _figure in printed(edition_of(internal, protected(dropped)))} == {OWN_YEAR}


def test_a_group_that_nobody_declared_has_no_line(internal: AnnualProgressReport, protection: Protection) -> None:
    publication = protection.plan.publication
    less = replace(
        publication,
        cells=tuple(each for each in publication.cells if "gender" not in dict(each.coordinates)),
        relations=(),
        quotients=tuple(each for each in publication.quotients if "gender" not in each.name),
    )
    public = public_report(internal, less, protection.edition, fingerprint="f" * 64)
    assert list(printed(public)) == []
    assert breakdown(public, ABSENCE).gap is BreakdownGap.NOT_TOLD


def test_why_a_value_was_kept_is_told_where_its_groups_figure_is_and_never_whose_it_was(
    internal: AnnualProgressReport, protection: Protection
) -> None:
    told = breakdown(edition_of(with_reasons(internal), protection), ABSENCE).lines
    assert [line.reasons for line in told] == [(KeptReason("Counted anew.", ()),)] * 2
    signs = {
        name: Sign.WITHHELD if "gender.female" in name else value for name, value in protection.edition.values.items()
    }
    hidden = replace(protection, edition=replace(protection.edition, values=signs))
    public = edition_of(with_reasons(internal), hidden)
    assert [line.reasons for line in breakdown(public, ABSENCE).lines] == [(), (KeptReason("Counted anew.", ()),)]
    texts = [each.name for each in narratives_of(public) if each.name.startswith(REASON)]
    of_absence = [name for name in texts if name.startswith(f"{REASON}{ABSENCE} ")]
    assert ["gender.male" in name for name in of_absence] == [True], "what is not printed is no text of the release"


def test_a_reason_for_one_of_several_groups_that_are_told_together_is_not_told(
    internal: AnnualProgressReport, publication: PublicationSet
) -> None:
    merged = coarsened(publication, Coarsening(CoarseningKind.MERGE, "gender", ("gender.female", "gender.male")))
    (line,) = breakdown(edition_of(with_reasons(internal), protected(merged)), ABSENCE).lines
    assert line.present.sign is None
    assert line.reasons == ()


def test_a_reason_for_a_group_is_a_text_of_the_release_that_can_be_left_out(internal: AnnualProgressReport) -> None:
    report = with_reasons(internal)
    about_absence = (MEASURE, ABSENCE)
    texts = [each for each in narratives_of(report) if about_absence in each.about and "gender" in dict(each.about)]
    assert [dict(each.about)["gender"] for each in texts] == ["gender.female", "gender.male"]
    assert {dict(each.about)[SCHOOL] for each in texts} == {FIRST}
    less = narratives_of(without_texts(report, {texts[0].name}))
    assert texts[0] not in less
    assert texts[1] in less


def test_no_group_of_a_school_is_declared(publication: PublicationSet) -> None:
    known = {MEASURE, YEAR, SCHOOL, "part"}
    places = [dict(each.coordinates) for each in publication.cells]
    assert any("gender" in place for place in places)
    assert not any(SCHOOL in place and place.keys() - known for place in places)


def test_what_nobody_reported_stays_that(internal: AnnualProgressReport) -> None:
    empty = replace(breakdown(internal, ABSENCE), lines=(), gap=BreakdownGap.NOT_REPORTED)
    assert as_told(empty).gap is BreakdownGap.NOT_REPORTED
    assert internal.measure(EVENTS).breakdowns == ()
