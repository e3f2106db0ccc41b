"""District figures: a pure function of the accepted submissions, each figure with where it came from."""

from __future__ import annotations

