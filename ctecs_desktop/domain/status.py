"""Whether a value reaches its target: value against baseline, target and direction."""

from __future__ import annotations

from enum import Enum


class MeasureStatus(Enum):
    """How a measure stands. ``UNDETERMINED`` where an interval lies on both sides of the target."""

    MET = "met"
    ON_TRACK = "on track"
    OFF_TRACK = "off track"
    UNDETERMINED = "undetermined"
    NOT_RATED = "not rated"  # an information measure, or one without a target
    NO_DATA = "no data"
