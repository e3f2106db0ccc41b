"""What a chart of district figures says in words, and how far a figure moved."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ctecs_desktop.domain.plan import Measure
from ctecs_desktop.domain.rollup_report import shows_dates
from ctecs_desktop.domain.value import rounded
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.wording.plain import counted


def change_text(change: Fraction, measure: Measure) -> str:
    """How far a figure moved since the period before, with its sign: ``+1.9``, ``-120``; ``±0`` where it stayed."""
    size = rounded(abs(change), 0 if shows_dates(measure) else measure.decimals)
    if not size:
        return "±0"
    text = f"{'+' if change > 0 else '−'}{counted(size)}"
    return ngettext("{days} day", "{days} days", int(size)).format(days=text) if shows_dates(measure) else text


def comparison_sentence(name: str, greatest: tuple[str, str], least: tuple[str, str], district: str) -> str:
    """A chart of schools in words; each end is a school's name and its figure."""
    text = _("{measure}: the greatest is {school} with {figure}, the least {other} with {least}").format(
        measure=name, school=greatest[0], figure=greatest[1], other=least[0], least=least[1]
    )
    return _("{text}; the district has {figure}.").format(text=text, figure=district)


def figures_source_text(district: str, *, reporting: int, expected: int, snapshot: int | None, fingerprint: str) -> str:
    """Whose figures a picture shows, of how many schools, in which state; and below, that it is internal."""
    state = (
        _("frozen as snapshot {number}").format(number=snapshot)
        if snapshot is not None
        else _("not frozen, fingerprint {fingerprint}").format(fingerprint=fingerprint)
    )
    text = _("{district}: {reporting} of {expected} schools accepted; {state}.")
    source = text.format(district=district, reporting=reporting, expected=expected, state=state)
    return f"{source}\n{_('Internal: not for publication.')}"


def years_sentence(points: Sequence[tuple[str, str, bool]]) -> str:
    """A line of years in words: period, figure, and whether the series breaks there."""
    parts = []
    for period, figure, is_broken in points:
        text = _("{period}: {figure}").format(period=period, figure=figure)
        parts.append(_("{text} (the series begins anew)").format(text=text) if is_broken else text)
    return "; ".join(parts)
