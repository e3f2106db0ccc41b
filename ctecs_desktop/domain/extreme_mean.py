"""The least and the greatest that a weighted mean can be while the weights are only known to lie between bounds."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

Part = tuple[Fraction, Fraction, Fraction]
"""A mean with its least and its greatest weight."""


def extreme_mean(parts: Sequence[Part], *, lowest: bool) -> Fraction | None:
    """The extreme of Σ m·w / Σ w over weights ``least ≤ w ≤ most``, exactly (Dinkelbach's iteration).

    A part on the right side of the current mean takes its greatest weight, any other its least; each round moves the
    mean towards the extreme, and there are finitely many choices.
    """
    parts = _merged(parts)
    weight = sum((most for _, _, most in parts), Fraction(0))
    if not weight:
        return None
    current = sum((mean * most for mean, _, most in parts), Fraction(0)) / weight
    while True:
        top = bottom = Fraction(0)
        for mean, least, most in parts:
            chosen = most if (mean < current) is lowest and mean != current else least
            top += mean * chosen
            bottom += chosen
        if not bottom:
            return current
        found = top / bottom
        if found == current:
            return current
        current = found


def _merged(parts: Sequence[Part]) -> list[Part]:
    """The same extremes from fewer parts: those of fixed weight are one part, and so are those of one mean.

    Of a thousand schools nearly all have a mean that is known, or are missing and so have the same bounds.
    """
    top = weight = Fraction(0)
    open_weights: dict[Fraction, tuple[Fraction, Fraction]] = {}
    for mean, least, most in parts:
        if least == most:
            top, weight = top + mean * most, weight + most
        else:
            others = open_weights.get(mean, (Fraction(0), Fraction(0)))
            open_weights[mean] = others[0] + least, others[1] + most
    fixed = [(top / weight, weight, weight)] if weight else []
    return [*fixed, *((mean, least, most) for mean, (least, most) in open_weights.items())]
