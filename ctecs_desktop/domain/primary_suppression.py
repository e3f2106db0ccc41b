"""Which figures are withheld for themselves, and how much of each must stay open to a reader."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ctecs_desktop.domain.disclosure_rules import DisclosureRules
from ctecs_desktop.domain.publication import Cell, CellId, Counted, PublicationSet, Quotient, Reader
from ctecs_desktop.domain.value import high_of, low_of


@dataclass(frozen=True, slots=True)
class Ask:
    """The protection asked for: from everything public, Σ coefficient × cell must be able to be ``low`` and ``high``.

    ``subject`` is what must not become known: a cell, or a rate. An end that is ``None`` asks for nothing. ``needs``
    are the cells that cannot be shown because of it.
    """

    subject: CellId
    rule: str  # the code of the threshold, or "source" where the source withheld it
    terms: tuple[tuple[CellId, Fraction], ...]
    low: Fraction | None
    high: Fraction | None
    needs: tuple[CellId, ...]


def asks_of(
    publication: PublicationSet, rules: DisclosureRules, *, released: frozenset[CellId] = frozenset()
) -> tuple[Ask, ...]:
    """Every protection that the rules ask for, sorted by subject.

    ``released`` are subjects that a person let go, with a reason that the record of the release keeps. What readers
    know already is not asked for: it cannot be taken back.
    """
    asks = [ask for cell in publication.cells for ask in _of_cell(publication, cell, rules)]
    for quotient in publication.quotients:
        if quotient.is_share:
            asks += _of_complement(publication, quotient, rules)
        asks += _of_mean(publication, quotient, rules) if _is_mean(publication, quotient) else []
    already = {ask.subject for ask in asks}
    for quotient in publication.quotients:
        if not _is_mean(publication, quotient) and quotient.numerator not in already:
            asks += _of_small_denominator(publication, quotient, rules)
    return tuple(sorted((ask for ask in asks if ask.subject not in released), key=_order))


def asks_for_withheld(
    publication: PublicationSet, rules: DisclosureRules, cells: Collection[CellId], asks: Iterable[Ask]
) -> tuple[Ask, ...]:
    """Protection for ``cells`` that a person wants withheld: a sign that anybody can undo would withhold nothing.

    As many numbers must stay possible as for a rate over few. 0 is shown whoever asks, and what is asked for already
    needs no more.
    """
    already = {ask.subject for ask in asks}
    span = Fraction(rules.rate_span.value - 1)
    found = []
    for name in sorted(set(cells) - already):
        number = publication.cell(name).number
        if number and number == number.to_integral_value() and publication.cell(name).reader is not Reader.KNOWN:
            low = max(Fraction(1), Fraction(number) - span // 2)
            found.append(Ask(name, rules.rate_span.code, ((name, Fraction(1)),), low, low + span, (name,)))
    return tuple(found)


def _order(ask: Ask) -> tuple[str, str, str]:
    return ask.subject, ask.rule, str(ask.terms)


def _withheld_to(counted: Counted, rules: DisclosureRules) -> Decimal:
    """The greatest count that is withheld; 0 where nothing is."""
    if counted is Counted.PUPILS:
        return rules.pupils_withheld_to.value
    return rules.staff_at_least.value - 1 if counted is Counted.STAFF else Decimal(0)


def _of_cell(publication: PublicationSet, cell: Cell, rules: DisclosureRules) -> Iterator[Ask]:
    if cell.reader is Reader.KNOWN:
        return
    highest = _withheld_to(cell.counted, rules)
    itself = ((cell.name, Fraction(1)),)
    if cell.number is None:
        # Whether it is few is not known, but it may be; a source's star that cannot be protects another one.
        low, high = Fraction(max(low_of(cell.value), Decimal(1))), Fraction(min(high_of(cell.value), highest))
        if low < high:
            yield Ask(cell.name, "source", itself, low, high, (cell.name,))
    elif 0 < cell.number <= highest:
        code = rules.pupils_withheld_to.code if cell.counted is Counted.PUPILS else rules.staff_at_least.code
        needs = (cell.name,) if cell.name in publication.exposed else ()
        yield Ask(cell.name, code, itself, Fraction(1), Fraction(highest), needs)


def _is_mean(publication: PublicationSet, quotient: Quotient) -> bool:
    return publication.cell(quotient.numerator).counted is Counted.POINTS


def _of_complement(publication: PublicationSet, quotient: Quotient, rules: DisclosureRules) -> Iterator[Ask]:
    """Those of the denominator who are not in the numerator, where they are few."""
    numerator, denominator = publication.cell(quotient.numerator), publication.cell(quotient.denominator)
    if numerator.number is None or denominator.number is None or quotient.is_known:
        return
    is_pupils = numerator.counted is Counted.PUPILS
    highest = rules.complement_withheld_to.value if is_pupils else _withheld_to(numerator.counted, rules)
    both_known = numerator.reader is denominator.reader is Reader.KNOWN
    if 0 < denominator.number - numerator.number <= highest and not both_known:
        terms = ((denominator.name, Fraction(1)), (numerator.name, Fraction(-1)))
        # Either part will do: the rate is withheld with each of them.
        yield Ask(quotient.name, rules.complement_withheld_to.code, terms, Fraction(1), Fraction(highest), ())


def _of_small_denominator(publication: PublicationSet, quotient: Quotient, rules: DisclosureRules) -> Iterator[Ask]:
    """A rate over too few is withheld, and so the count that gives it back; 0 % and 100 % are shown."""
    numerator, denominator = publication.cell(quotient.numerator), publication.cell(quotient.denominator)
    n, d = numerator.number, denominator.number
    is_personal = denominator.counted in {Counted.PUPILS, Counted.STAFF}
    if n is None or d is None or not is_personal or quotient.is_known or numerator.reader is Reader.KNOWN:
        return
    if not 0 < d < rules.denominator_at_least.value or n == 0 or (quotient.is_share and n == d):
        return
    span = rules.rate_span.value - 1
    most = max(d if quotient.is_share else n + span, Decimal(1))
    low = max(Decimal(1), min(n - span // 2, most - span))
    high = min(low + span, most)
    terms = ((numerator.name, Fraction(1)),)
    code = rules.denominator_at_least.code
    yield Ask(quotient.name, code, terms, Fraction(low), Fraction(high), (numerator.name,))


def _of_mean(publication: PublicationSet, quotient: Quotient, rules: DisclosureRules) -> Iterator[Ask]:
    """A mean over too few: mean × n must be able to be what a mean a tenth of the scale lower, or higher, makes."""
    points, people = publication.cell(quotient.numerator), publication.cell(quotient.denominator)
    exact = publication.exact_value(quotient)
    if exact is None or people.number is None or quotient.is_known or points.reader is Reader.KNOWN:
        return
    if not 0 < people.number < rules.mean_n_at_least.value:
        return
    has_scale = quotient.low is not None and quotient.high is not None
    scale = Fraction(quotient.high or 0) - Fraction(quotient.low or 0) if has_scale else exact
    span = scale * Fraction(rules.mean_span.value) / 100
    low = exact - span if quotient.low is None else max(exact - span, Fraction(quotient.low))
    high = exact + span if quotient.high is None else min(exact + span, Fraction(quotient.high))
    code = rules.mean_n_at_least.code
    for end, is_low in ((low, True), (high, False)):
        terms = ((points.name, Fraction(quotient.factor)), (people.name, -end))
        nothing = Fraction(0)
        yield Ask(quotient.name, code, terms, nothing if is_low else None, None if is_low else nothing, (points.name,))
