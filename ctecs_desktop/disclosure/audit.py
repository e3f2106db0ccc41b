"""The audit: what a reader can infer of each withheld figure from everything public. It knows no suppressor.

It is given what readers get (:class:`PublicEdition`: numbers and signs), how the cells hang together, and what was
asked for; it never sees a withheld value. For each star two linear programs bound it; where their answers rest on
parts of pupils, two integer programs do.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from ctecs_desktop.disclosure.connected import groups_of, heads_of
from ctecs_desktop.disclosure.linear_program import (
    INFINITY,
    TOLERANCE,
    LinearProgram,
    Solution,
    Terms,
    TooHard,
    Unbounded,
)
from ctecs_desktop.domain.disclosure_plan import AuditResult, Inference, PublicEdition, Sign, Weakness
from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.primary_suppression import Ask
from ctecs_desktop.domain.publication import CellId, Counted, PublicationSet, Quotient
from ctecs_desktop.domain.value import high_of, low_of

MOST_BRANCHES = 5000
"""Of an integer program; none of the tables seen so far took more than some dozens."""

Report = Callable[[int, int], None]
"""Told how many of how many stars are judged; raises ``Cancelled``."""


_Row = tuple[dict[CellId, Fraction], Fraction | None, Fraction | None]
"""Coefficients by cell, and between what their sum lies."""


@dataclass(slots=True)
class _Knowledge:
    """What is public: numbers, bounds of everything else, and what ties them. Bounds and rows hold for the unknown."""

    numbers: dict[CellId, Fraction] = field(default_factory=dict)
    bounds: dict[CellId, tuple[float, float]] = field(default_factory=dict)
    whole: set[CellId] = field(default_factory=set)
    rows: list[_Row] = field(default_factory=list)

    def tie(self, terms: Sequence[tuple[CellId, Fraction]], low: Fraction | None, high: Fraction | None) -> None:
        """Σ coefficient × cell lies between ``low`` and ``high``; what is known moves to the other side."""
        open_terms: dict[CellId, Fraction] = defaultdict(Fraction)
        fixed = Fraction(0)
        for name, number in terms:
            if name in self.numbers:
                fixed += number * self.numbers[name]
            else:
                open_terms[name] += number
        if open_terms:
            self.rows.append(
                (dict(open_terms), None if low is None else low - fixed, None if high is None else high - fixed)
            )


def audit(publication: PublicationSet, edition: PublicEdition, asks: Sequence[Ask], report: Report) -> AuditResult:
    """What can be inferred of every withheld cell, and whether all that was asked for is given.

    ``publication`` is used for its cells' kinds, sums and rates only. ``report`` is called between stars.
    """
    knowledge = _public_knowledge(publication, edition)
    program_of = _programs(knowledge)
    stars = [name for name in knowledge.bounds if name in publication.exposed]
    inferences: dict[CellId, Inference] = {}
    for done, name in enumerate(stars):
        report(done, len(stars) + len(asks))
        inferences[name] = Inference(name, *program_of[name].interval([(name, Fraction(1))]))
    asked = {ask.subject for ask in asks}
    weaknesses = [
        Weakness(each.subject, each.low, each.high)
        for each in inferences.values()
        if each.low is not None
        and each.low == each.high
        # What its source withheld for another's sake, and we cannot show, is no secret in itself.
        and (each.subject in asked or publication.cell(each.subject).number is not None)
    ]
    for done, ask in enumerate(asks, start=len(stars)):
        report(done, len(stars) + len(asks))
        found = inferences.get(ask.subject)
        if found is None or ask.terms != ((ask.subject, Fraction(1)),):
            found = _inferred(ask, knowledge, program_of)
        if _is_narrow(found, ask):
            weaknesses.append(Weakness(ask.subject, found.low, found.high, _decimal(ask.low), _decimal(ask.high)))
    weaknesses += _inferable_rates(publication, edition, knowledge, program_of)
    return AuditResult(tuple(inferences.values()), tuple(dict.fromkeys(weaknesses)))


def _decimal(number: Fraction | None) -> Decimal | None:
    return None if number is None else Decimal(number.numerator) / Decimal(number.denominator)


def _is_narrow(found: Inference, ask: Ask) -> bool:
    """Whether less stays open than was asked for; a hair more than the solver's own precision is let pass."""
    hair = Fraction(1, 10**5)
    too_high = ask.low is not None and found.low is not None and Fraction(found.low) > ask.low + hair
    too_low = ask.high is not None and found.high is not None and Fraction(found.high) < ask.high - hair
    return too_high or too_low


def _inferred(ask: Ask, knowledge: _Knowledge, program_of: dict[CellId, _Program]) -> Inference:
    """The interval of an ask about several cells, or about one that is known, which leaves nothing open."""
    unknown = [(name, number) for name, number in ask.terms if name not in knowledge.numbers]
    fixed = sum(
        (number * knowledge.numbers[name] for name, number in ask.terms if name in knowledge.numbers), Fraction(0)
    )
    low = high = fixed
    is_open_below = is_open_above = False
    by_program: dict[int, list[tuple[CellId, Fraction]]] = defaultdict(list)
    for name, number in unknown:
        by_program[id(program_of[name])].append((name, number))
    for terms in by_program.values():
        least, most = program_of[terms[0][0]].interval(terms)
        is_open_below |= least is None
        is_open_above |= most is None
        low += Fraction(least or 0)
        high += Fraction(most or 0)
    return Inference(ask.subject, None if is_open_below else _decimal(low), None if is_open_above else _decimal(high))


def _public_knowledge(publication: PublicationSet, edition: PublicEdition) -> _Knowledge:
    knowledge = _Knowledge()
    starred = {name for name, value in edition.values.items() if value in {Sign.WITHHELD, Sign.SMALL_GROUP}}
    # 0 and 0 % are always shown, so what a star stands for is at least 1.
    not_zero = starred | {each.numerator for each in publication.quotients if each.name in starred}
    for cell in publication.cells:
        value = edition.values.get(cell.name)
        if isinstance(value, Decimal):
            knowledge.numbers[cell.name] = Fraction(value)
            continue
        source = cell.value if cell.number is None else None
        is_counted = cell.counted is not Counted.POINTS
        low = 1.0 if cell.name in not_zero and is_counted else 0.0
        high = INFINITY if cell.ceiling is None else float(cell.ceiling)
        knowledge.bounds[cell.name] = (low, high) if source is None else (float(low_of(source)), float(high_of(source)))
        if is_counted:
            knowledge.whole.add(cell.name)
    for relation in publication.relations:
        terms = [(relation.total, Fraction(1)), *((part, Fraction(-1)) for part in relation.parts)]
        knowledge.tie(terms, Fraction(0), Fraction(0))
    for quotient in publication.quotients:
        _tie_parts(knowledge, quotient, edition.values[quotient.name])
    return knowledge


def _tie_parts(knowledge: _Knowledge, quotient: Quotient, shown: Decimal | Sign) -> None:
    """What a reader knows of numerator and denominator: a share, a scale, and the printed rate with its rounding."""
    numerator, denominator = quotient.numerator, quotient.denominator
    if quotient.is_share:
        knowledge.tie([(denominator, Fraction(1)), (numerator, Fraction(-1))], Fraction(0), None)
    factor = Fraction(quotient.factor)
    if quotient.low is not None:
        knowledge.tie([(numerator, factor), (denominator, -Fraction(quotient.low))], Fraction(0), None)
    if quotient.high is not None:
        knowledge.tie([(numerator, factor), (denominator, -Fraction(quotient.high))], None, Fraction(0))
    if isinstance(shown, Sign):
        return
    # Twice the scale of the last printed place makes all coefficients whole. Half a place is rounded up, so the upper
    # end itself is excluded: between whole numbers that is one less.
    scale = 2 * 10**quotient.decimals
    places = Fraction(shown) * scale
    are_whole = {numerator, denominator} <= knowledge.whole | set(knowledge.numbers)
    top = Fraction(-1) if are_whole else Fraction(0)
    knowledge.tie([(numerator, scale * factor), (denominator, -(places - 1))], Fraction(0), None)
    knowledge.tie([(numerator, scale * factor), (denominator, -(places + 1))], None, top)


def _programs(knowledge: _Knowledge) -> dict[CellId, _Program]:
    """A program for each group of unknown cells that hang together, by cell."""
    heads = heads_of(knowledge.bounds, [tuple(terms) for terms, _, _ in knowledge.rows])
    rows: dict[CellId, list[_Row]] = defaultdict(list)
    for row in knowledge.rows:
        rows[heads[next(iter(row[0]))]].append(row)
    found: dict[CellId, _Program] = {}
    for head, names in groups_of(heads).items():
        found |= dict.fromkeys(names, _Program(knowledge, names, rows[head]))
    return found


class _Program:
    """Everything public about some unknown cells that hang together."""

    def __init__(self, knowledge: _Knowledge, names: Sequence[CellId], rows: Sequence[_Row]) -> None:
        self._places = {name: place for place, name in enumerate(names)}
        self._whole = [self._places[name] for name in names if name in knowledge.whole]
        self._program = LinearProgram(
            [knowledge.bounds[name] for name in names],
            [
                (
                    [(self._places[name], float(number)) for name, number in terms.items()],
                    -INFINITY if low is None else float(low),
                    INFINITY if high is None else float(high),
                )
                for terms, low, high in rows
            ],
            most_branches=MOST_BRANCHES,
        )

    def interval(self, terms: Sequence[tuple[CellId, Fraction]]) -> tuple[Decimal | None, Decimal | None]:
        """The least and the greatest that Σ coefficient × cell can be with whole pupils; ``None`` for no end."""
        placed = [(self._places[name], float(number)) for name, number in terms]
        is_whole = all(place in set(self._whole) and number == int(number) for place, number in placed)
        return self._end(placed, is_whole=is_whole, maximise=False), self._end(placed, is_whole=is_whole, maximise=True)

    def _end(self, placed: Terms, *, is_whole: bool, maximise: bool) -> Decimal | None:
        self._program.objective(dict(placed), maximise=maximise)
        try:
            solution = self._program.solve()
            if solution is not None and not self._is_integral(solution.values):
                solution = self._whole_solution()
        except Unbounded:
            return None
        if solution is None:
            raise PublicationRefused("publication.contradictory")
        if not is_whole:
            return Decimal(repr(solution.objective))
        inward = math.floor(solution.objective + TOLERANCE) if maximise else math.ceil(solution.objective - TOLERANCE)
        return Decimal(inward)

    def _whole_solution(self) -> Solution | None:
        """The best point of whole students. Where that takes too long, the best one seen, which claims less openness.

        Raises ``PublicationRefused("publication.unjudged")`` where none was seen.
        """
        self._program.require_integers(self._whole)
        try:
            return self._program.solve()
        except TooHard as error:
            if error.best is None:
                raise PublicationRefused("publication.unjudged") from error
            return error.best
        finally:
            self._program.require_integers([])

    def only_ratio(self, numerator: CellId, denominator: CellId) -> float | None:
        """The one value of numerator ÷ denominator that is possible, ``None`` where there are several."""
        top, bottom = self._places[numerator], self._places[denominator]
        self._program.objective({top: 1.0})
        least = self._program.solve()
        if least is None or least.values[bottom] < TOLERANCE:
            return None
        rate = least.values[top] / least.values[bottom]
        for maximise in (True, False):
            self._program.objective({top: 1.0, bottom: -rate}, maximise=maximise)
            try:
                solution = self._program.solve()
            except Unbounded:
                return None
            if solution is None or abs(solution.objective) > TOLERANCE:
                return None
        return rate

    def _is_integral(self, values: Sequence[float]) -> bool:
        return all(abs(values[place] - round(values[place])) <= TOLERANCE for place in self._whole)


def _inferable_rates(
    publication: PublicationSet,
    edition: PublicEdition,
    knowledge: _Knowledge,
    program_of: dict[CellId, _Program],
) -> list[Weakness]:
    """Rates of which both parts are unknown, yet only one rate is possible; 100 % may be known, for it is shown."""
    weaknesses = []
    for quotient in publication.quotients:
        parts = (quotient.numerator, quotient.denominator)
        is_withheld = isinstance(edition.values[quotient.name], Sign)
        if not is_withheld or any(part in knowledge.numbers for part in parts):
            continue
        if program_of[parts[0]] is not program_of[parts[1]]:
            continue
        rate = program_of[parts[0]].only_ratio(*parts)
        is_everyone = quotient.is_share and rate is not None and abs(rate - 1) <= TOLERANCE
        if rate is not None and not is_everyone:
            value = Decimal(repr(quotient.factor * rate))
            weaknesses.append(Weakness(quotient.name, value, value))
    return weaknesses
