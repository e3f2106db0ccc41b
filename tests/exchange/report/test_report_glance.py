"""The district at a glance: its bar says the same without colour."""

from __future__ import annotations

from itertools import combinations

from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.exchange.report.drawing_svg import INKS
from ctecs_desktop.exchange.report.report_glance import STATUS_ROLES

LEAST_APART = 25
"""Of 255 levels of grey; half as many are told apart side by side on a laser print."""


def grey(colour: str) -> float:
    """The grey that a printer makes of a colour (ITU-R BT.601)."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_every_status_of_the_bar_is_another_grey() -> None:
    assert STATUS_ROLES.keys() == set(MeasureStatus)
    greys = {status: grey(INKS[role]) for status, role in STATUS_ROLES.items()}
    for one, other in combinations(greys, 2):
        assert abs(greys[one] - greys[other]) >= LEAST_APART, (one, other)
