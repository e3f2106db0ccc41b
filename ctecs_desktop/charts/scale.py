"""Figures, exact until here, to places on a drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

_AIR = Fraction(1, 8)
"""Of what lies between the ends: left free beyond each of them where the scale does not begin at zero."""


class Scale:
    """Places between ``start`` and ``end``; with ``from_zero`` zero has one of them, else there is air at both ends."""

    def __init__(self, figures: Sequence[Fraction], start: float, end: float, *, from_zero: bool) -> None:
        low, high = min(figures), max(figures)
        if from_zero:
            low, high = min(low, Fraction(0)), max(high, Fraction(0))
        else:
            air = (high - low) * _AIR or Fraction(1)  # equal figures lie in the middle
            low, high = low - air, high + air
        self._low, self._span = low, (high - low) or Fraction(1)
        self._start, self._length = start, end - start

    def at(self, figure: Fraction) -> float:
        """Where the figure lies."""
        return self._start + self._length * float((figure - self._low) / self._span)


def known(figures: Iterable[Fraction | None]) -> list[Fraction]:
    """The figures without those that are none."""
    return [each for each in figures if each is not None]


def sure_part(low: Fraction, high: Fraction) -> Fraction:
    """How far from zero a figure between ``low`` and ``high`` reaches at least, with its sign."""
    return max(low, Fraction(0)) + min(high, Fraction(0))
