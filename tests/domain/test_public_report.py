"""The public report: every figure from the public edition, and nothing left of those that are withheld."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from fractions import Fraction

import pytest

from ctecs_desktop.disclosure.protection import Protection
from ctecs_desktop.domain.annual_report import (
    AnnualProgressReport,
    ReportEdition,
    ReportFigure,
    RestatedFigure,
    RestatedPeriod,
)
from ctecs_desktop.domain.coarsening import Coarsening, CoarseningKind, coarsened
from ctecs_desktop.domain.disclosure_plan import Sign
from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, PeriodCode
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.public_report import public_report
from ctecs_desktop.domain.public_table import public_lines
from ctecs_desktop.domain.publication import CellId, Counted, PublicationSet
from ctecs_desktop.domain.release_record import ReleaseRecord, record_of
from ctecs_desktop.domain.report_assembly import Accompanying, assemble
from ctecs_desktop.domain.report_narratives import narratives_of
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.domain.submission import Explanation, StrategyStatus, StrategyUpdate
from ctecs_desktop.domain.value import Value, number_text, rounded
from ctecs_desktop.exchange.report.report_words import figure_words
from tests.building import key
from tests.exchange.report_building import AS_OF, YEARS
from tests.publishing import (
    ABSENCE,
    DAYS,
    EVENTS,
    FIRST,
    OWN_YEAR,
    SCORE,
    SECOND,
    THIRD,
    declared,
    protected,
    publishing_plan,
    rollups_of,
    year_of_canaries,
)


def internal(**changes: object) -> AnnualProgressReport:
    years = [year_of_canaries(number) for number in range(len(YEARS))]
    return replace(internal_of(publishing_plan(), years), **changes)  # type: ignore[arg-type]


def internal_of(plan: Plan, years: Sequence[Mapping[str, Mapping[tuple[str, str], Value]]]) -> AnnualProgressReport:
    reason = Explanation("change", key(ABSENCE, school=FIRST), "Three pupils, as counted.")
    beside = Accompanying(
        texts={"letter-board": "Dear all", "aim-1": "All come.", "strategy-S1.1": "It went."},
        updates={FIRST: (StrategyUpdate("S1.1", StrategyStatus.UNDER_WAY, "Teams met 4177 pupils."),)},
        explanations=(reason,),
    )
    return assemble(plan, rollups_of(plan, years), beside, as_of=AS_OF)


@pytest.fixture(scope="module")
def publication() -> PublicationSet:
    return declared()


@pytest.fixture(scope="module")
def protection(publication: PublicationSet) -> Protection:
    return protected(publication)


def edition_of(
    protection: Protection, report: AnnualProgressReport | None = None, **more: object
) -> AnnualProgressReport:
    return public_report(
        report or internal(),
        protection.plan.publication,
        protection.edition,
        fingerprint="f" * 64,
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module")
def public(protection: Protection) -> AnnualProgressReport:
    return edition_of(protection)


def numbers_in(thing: object) -> Iterator[Fraction]:
    """Every exact number anywhere in a tree of data."""
    if isinstance(thing, Decimal | Fraction):
        yield Fraction(thing)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from numbers_in(getattr(thing, field.name))
    elif isinstance(thing, dict):
        yield from (number for pair in thing.items() for each in pair for number in numbers_in(each))
    elif isinstance(thing, tuple | list | frozenset):
        yield from (number for each in thing for number in numbers_in(each))


def canaries(protection: Protection) -> set[Fraction]:
    """Withheld numbers of three digits and more, exact and rounded, that no shown figure happens to equal."""
    publication = protection.plan.publication
    found: set[Fraction] = set()
    for name in protection.plan.withheld:
        rate = publication.quotient_by_name.get(name)
        exact = publication.exact_value(rate) if rate else Fraction(publication.cell(name).number or 0)
        found |= {exact, Fraction(rounded(exact, 1))} if exact else set()
    found |= {Fraction(cell.number or 0) for cell in publication.cells if cell.counted is Counted.POINTS}
    shown = {Fraction(value) for value in protection.edition.values.values() if isinstance(value, Decimal)}
    return {each for each in found if each * 10 >= 100} - shown


def test_no_withheld_number_is_left_anywhere_in_the_report(
    protection: Protection, public: AnnualProgressReport
) -> None:
    secret = canaries(protection)
    assert len(secret) >= 10
    inside = secret & set(numbers_in(internal()))
    assert len(inside) >= 8, "the same search finds them in the internal report"
    assert not secret & set(numbers_in(public))
    sent = pickle.dumps((public, public_lines(protection.plan.publication, protection.edition, public.plan)))
    for number in secret:
        if number.denominator == 1 and number >= 1000:
            assert str(number).encode() not in sent


def test_a_rate_over_too_few_is_printed_with_the_threshold_of_the_rules(protection: Protection) -> None:
    rates = dict.fromkeys(protection.plan.publication.quotient_by_name, Sign.SMALL_GROUP)
    edition = replace(protection.edition, values={**protection.edition.values, **rates})
    public = public_report(internal(), protection.plan.publication, edition, fingerprint="f" * 64)
    figure = public.measure(ABSENCE).present
    assert (figure.sign, figure.sign_text) == (Sign.SMALL_GROUP, "n<20")
    assert figure_words(figure, public.measure(ABSENCE).measure) == "n<20 (withheld: too few in the group)"


def test_what_is_shown_is_what_it_was(public: AnnualProgressReport) -> None:
    absence, before = public.measure(ABSENCE), internal().measure(ABSENCE)
    assert public.edition is ReportEdition.PUBLIC
    assert absence.present.numerator == before.present.numerator
    assert absence.present.denominator == before.present.denominator
    assert before.present.value is not None
    assert absence.present.value == rounded(before.present.value, 1)
    assert absence.present.low == absence.present.value == absence.present.high


def test_a_withheld_figure_is_a_sign_and_no_number(public: AnnualProgressReport) -> None:
    (first, *_others) = public.measure(ABSENCE).schools
    assert first.present == ReportFigure(sign=Sign.WITHHELD, sign_text="*")
    assert public.measure(EVENTS).schools[0].present == ReportFigure(sign=Sign.WITHHELD, sign_text="*")
    assert public.measure(SCORE).schools[0].present.sign is not None


def test_points_of_a_mean_are_told_nowhere(public: AnnualProgressReport) -> None:
    third = public.measure(SCORE).schools[2].present
    assert (third.value, third.numerator) == (Fraction("511.9"), None)


def test_a_baseline_that_is_a_withheld_figure_is_told_neither_beside_the_measure_nor_in_the_plan() -> None:
    report = internal()
    assert report.measure(ABSENCE).baseline is not None
    publication = declared()
    shown = edition_of(protected(publication), report)
    assert shown.measure(ABSENCE).baseline is not None
    hidden = protected(publication).edition
    name = CellId(f"{ABSENCE} r district {YEARS[0]}")
    hidden = replace(hidden, values={**hidden.values, name: Sign.WITHHELD})
    public = public_report(report, publication, hidden, fingerprint="f" * 64)
    assert public.measure(ABSENCE).baseline is None
    assert not public.plan.baselines


def test_a_status_is_told_with_its_figure_or_not_at_all(protection: Protection) -> None:
    report = internal()
    assert report.measure(ABSENCE).status is MeasureStatus.OFF_TRACK
    edition = protection.edition
    name = f"{ABSENCE} status district {OWN_YEAR}"
    assert edition_of(protection).measure(ABSENCE).status is MeasureStatus.OFF_TRACK
    hidden = replace(edition, figures={**edition.figures, name: Sign.WITHHELD})
    public = public_report(report, protection.plan.publication, hidden, fingerprint="f" * 64)
    assert public.measure(ABSENCE).status is MeasureStatus.NOT_RATED


def test_a_figure_that_nobody_declared_is_withheld(protection: Protection) -> None:
    publication = protection.plan.publication
    emptied = replace(publication, cells=(), relations=(), quotients=(), figures=())
    edition = replace(protection.edition, values={}, figures={})
    public = public_report(internal(), emptied, edition, fingerprint="f" * 64)
    known = [year.figure for measure in public.measures for year in measure.years if measure.measure.code != DAYS]
    assert {figure.sign for figure in known} == {Sign.WITHHELD}
    assert all(measure.status in {MeasureStatus.NOT_RATED, MeasureStatus.NO_DATA} for measure in public.measures)


def test_a_range_is_taken_from_schools_that_are_all_shown(protection: Protection, public: AnnualProgressReport) -> None:
    assert (public.measure(DAYS).present.low, public.measure(DAYS).present.high) == (Fraction("12.5"), 41)
    edition = replace(
        protection.edition, values={**protection.edition.values, CellId(f"{DAYS} n {SECOND} {OWN_YEAR}"): Sign.WITHHELD}
    )
    hidden = public_report(internal(), protection.plan.publication, edition, fingerprint="f" * 64)
    assert hidden.measure(DAYS).present == ReportFigure(sign=Sign.WITHHELD, sign_text="*")


def test_the_internal_fingerprints_and_the_signers_stay_inside(public: AnnualProgressReport) -> None:
    assert public.fingerprint == "f" * 64
    assert public.earlier == {}
    assert internal().earlier
    assert not any(line.signer for line in public.submissions)
    assert all(measure.coverage.enrolment_share is None for measure in public.measures)
    assert all(not measure.school_sum.is_known for measure in public.measures)


def test_texts_that_are_left_out_leave_nothing_behind(protection: Protection) -> None:
    report = internal()
    names = {each.name for each in narratives_of(report)}
    assert len(names) == 5
    public = edition_of(protection, report, left_out=names)
    left = pickle.dumps(public)
    for text in (b"Dear all", b"All come.", b"It went.", b"Teams met", b"as counted."):
        assert text in pickle.dumps(report)
        assert text not in left


def test_schools_and_years_that_are_not_told_have_no_tables_of_signs() -> None:
    publication = coarsened(declared(), Coarsening(CoarseningKind.DROP, "school"))
    publication = coarsened(publication, Coarsening(CoarseningKind.DROP, "year", YEARS[:2]))
    public = edition_of(protected(publication))
    assert public.school_years == (OWN_YEAR,)
    assert [year.school_year for year in public.measure(ABSENCE).years] == [OWN_YEAR]
    assert public.measure(ABSENCE).schools == ()
    assert public.measure(ABSENCE).present.value is not None


def restated(before: ReportFigure, after: ReportFigure) -> AnnualProgressReport:
    figure = RestatedFigure(MeasureCode(ABSENCE), ALL_STUDENTS, before, after, (THIRD,))
    return internal(restated=(RestatedPeriod(PeriodCode(OWN_YEAR), 1, AS_OF, "for the board", (figure,)),))


def earlier_record() -> ReleaseRecord:
    return record_of(protected(declared()).plan, at=AS_OF, approved_by="Sue")


def test_restated_is_what_an_earlier_public_edition_told_and_nothing_else(protection: Protection) -> None:
    told = internal().measure(ABSENCE).present
    other = replace(told, numerator=Decimal(1), value=Fraction(1, 2), low=Fraction(1, 2), high=Fraction(1, 2))
    before = (earlier_record(),)
    (period,) = edition_of(protection, restated(told, other), before=before).restated
    assert told.value is not None
    assert period.figures[0].before == ReportFigure(*(3 * (Fraction(rounded(told.value, 1)),)))
    assert period.figures[0].after is not None
    assert period.figures[0].after.numerator == told.numerator, "what it is now comes from the edition"
    assert period.note == ""
    assert edition_of(protection, restated(other, told), before=before).restated == (), "readers never had that one"
    assert edition_of(protection, restated(told, other)).restated == (), "nothing was public before"


def test_the_table_of_public_figures_has_every_line_and_signs_in_place(protection: Protection) -> None:
    lines = public_lines(protection.plan.publication, protection.edition, publishing_plan())
    told = {(line.measure, line.school, line.group, line.school_year): line for line in lines}
    assert len(told) == len(lines)
    assert told[ABSENCE, "", "Female", OWN_YEAR].breakdown == "gender"
    withheld = told[ABSENCE, FIRST, "All students", OWN_YEAR]
    assert (withheld.numerator, withheld.value) == ("*", "*")
    mean = told[SCORE, THIRD, "All students", OWN_YEAR]
    assert (mean.numerator, mean.denominator, mean.value) == ("", "235", "511.9")
    secret = {number_text(rounded(each, 0)) for each in canaries(protection) if each.denominator == 1}
    assert not secret & {text for line in lines for text in (line.numerator, line.denominator, line.value)}


def test_groups_told_together_are_one_line() -> None:
    publication = coarsened(declared(), Coarsening(CoarseningKind.MERGE, "gender", ("gender.female", "gender.male")))
    lines = public_lines(publication, protected(publication).edition, publishing_plan())
    assert {line.group for line in lines if line.breakdown} == {"Female + Male"}
