"""Checks against other figures of the same thing: last year's, and what the state published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from ctecs_desktop.domain.check_data import Cell, CheckData, Span, cell_of, finding, span_text
from ctecs_desktop.domain.observation import ALL_STUDENTS, ObservationKey
from ctecs_desktop.domain.plan import Measure
from ctecs_desktop.domain.rule import Finding, Rule
from ctecs_desktop.domain.status import Bounds, displayed
from ctecs_desktop.domain.value import Mean, Missing, Ratio, number_text, rounded


def changed_little(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """All students' value differs from last year's by no more than ``percent`` of it and no more than ``amount``.

    Either bound may be left out, and changes smaller than ``floor`` are never found: the state wants to hear of
    "unexplained significant changes", not of two students instead of one. A ratio and a mean are compared as shown, so
    ``amount`` is percentage points for a percent, and only where both years count at least ``smallest``. Years that the
    plan marks as a break of the series are not compared.
    """
    params = dict(rule.params)
    floor = Fraction(params.get("floor", "0"))
    smallest = Decimal(params.get("smallest", "0"))
    broken = {each.measure for each in data.plan.series_breaks if each.school_year == data.period.school_year}
    for measure in measures:
        now, last_year = data.cell(measure.code), data.previous.get(measure.code, {}).get(ALL_STUDENTS)
        if now is None or last_year is None or measure.code in broken:
            continue
        before = cell_of(last_year)
        if any(cell.second is not None and cell.second[0] < smallest for cell in (now, before)):
            continue
        new, old = displayed(now.value, measure), displayed(before.value, measure)
        least = _least_difference(new, old)
        if least is None or least < floor or least == 0 or old.high is None:
            continue
        by_amount = "amount" in params and least > Fraction(params["amount"])
        by_percent = "percent" in params and 100 * least > Fraction(params["percent"]) * abs(old.high)
        if by_amount or by_percent:
            facts = {"before": _shown(old, measure), "found": _shown(new, measure), **_change(new, old)}
            yield finding(rule, now.key, related=(before.key,), facts=facts)


def _least_difference(one: Bounds, other: Bounds) -> Fraction | None:
    """How far apart the two must be at least; ``None`` where nothing is known of one of them."""
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return None
    return max(one.low - other.high, other.low - one.high, Fraction(0))


def _change(new: Bounds, old: Bounds) -> dict[str, str]:
    """The change in per cent where both are known; "" where it has no meaning."""
    if new.low is None or old.low is None or old.low == 0 or new.low != new.high or old.low != old.high:
        return {"change": ""}
    return {"change": number_text(rounded(100 * (new.low - old.low) / abs(old.low), 1))}


def _shown(bounds: Bounds, measure: Measure) -> str:
    low, high = bounds
    assert low is not None
    assert high is not None
    return span_text((rounded(low, measure.decimals), rounded(high, measure.decimals)))


def differs_from_last_year(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """Not nearly everything is what it was last year, as if last year's form had been sent again.

    Found once, at the first identical value: where at least ``least`` numbers other than zero can be compared and the
    share ``share`` of them is the same.
    """
    least, share = Decimal(rule.param("least")), Decimal(rule.param("share"))
    compared = 0
    same: list[ObservationKey] = []
    for measure in measures:
        last_year = data.previous.get(measure.code)
        if last_year is None:
            continue
        row = data.cells.get(measure.code, {})
        for subgroup in data.plan.subgroups_of(measure.code):
            now, before = row.get(subgroup), last_year.get(subgroup)
            if now is None or before is None or now.first is None or not now.first[1]:
                continue
            if isinstance(before.value, Missing):
                continue
            compared += 1
            if now.value == before.value:
                same.append(now.key)
    if compared >= least and len(same) >= share * compared:
        facts = {"same": str(len(same)), "of": str(compared)}
        yield finding(rule, same[0], related=same[1:], facts=facts)


def as_published(rule: Rule, measures: Sequence[Measure], data: CheckData) -> Iterator[Finding]:
    """The value can be what the state published of it.

    A published ``*`` is an interval. Where only the shown figure was published (12.9 per cent, a mean of 469), it
    stands for everything that rounds to it.
    """
    for measure in measures:
        published = data.published.get(measure.code)
        if published is None:
            continue
        row = data.cells.get(measure.code, {})
        for subgroup, theirs in published.items():
            ours = row.get(subgroup)
            if ours is not None and not isinstance(ours.value, Missing) and ours.value != theirs.value:
                facts = _contradiction(ours, cell_of(theirs), measure)
                if facts is not None:
                    yield finding(rule, ours.key, facts=facts)


def _contradiction(ours: Cell, theirs: Cell, measure: Measure) -> dict[str, str] | None:
    """What cannot be true of both."""
    if isinstance(ours.value, Ratio) and isinstance(theirs.value, Ratio):
        return _apart("numerator", ours.first, theirs.first) or _apart("denominator", ours.second, theirs.second)
    if isinstance(ours.value, Mean) and isinstance(theirs.value, Mean):
        return _apart("n", ours.second, theirs.second) or _outside(ours, theirs, measure)
    if isinstance(theirs.value, Ratio | Mean) or theirs.first is None:
        return None
    if isinstance(ours.value, Ratio | Mean):
        return _outside(ours, theirs, measure)
    return _apart("value", ours.first, theirs.first)


def _apart(part: str, ours: Span | None, theirs: Span | None) -> dict[str, str] | None:
    if ours is None or theirs is None or (ours[0] <= theirs[1] and theirs[0] <= ours[1]):
        return None
    return {"part": part, "found": span_text(ours), "published": span_text(theirs)}


def _outside(ours: Cell, theirs: Cell, measure: Measure) -> dict[str, str] | None:
    """Our value as shown against a published figure that was rounded."""
    shown = displayed(ours.value, measure)
    assert theirs.first is not None
    least, most = (Fraction(each) for each in theirs.first)
    if least == most:
        half = Fraction(1, 2 * 10 ** _places(theirs.first[0]))
        least, most = least - half, most + half
    if (shown.low is None or shown.low <= most) and (shown.high is None or shown.high >= least):
        return None
    found = [number_text(rounded(each, measure.decimals + 1)) for each in shown if each is not None]
    return {"part": "value", "found": "–".join(dict.fromkeys(found)), "published": span_text(theirs.first)}


def _places(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))
