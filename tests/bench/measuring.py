"""Times two things in turns and says how one compares with the other; the machine's own speed drops out of a ratio."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Action = Callable[[], object]


def seconds_of(action: Action) -> float:
    """How long one call takes, by the clock on the wall."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


@dataclass(frozen=True, slots=True)
class Spread:
    """Several measurements of one thing."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one, which a single slow moment of the machine does not move."""
        return statistics.median(self.values)

    def percentile(self, share: float) -> float:
        """The least value that ``share`` of the measurements do not exceed."""
        return sorted(self.values)[math.ceil(share * len(self.values)) - 1]

    def text(self, scale: float = 1.0, unit: str = "", places: int = 1) -> str:
        """``12.3 (11.9–14.0) ms``: median, least and greatest."""
        numbers = [f"{each * scale:,.{places}f}" for each in (self.median, min(self.values), max(self.values))]
        return f"{numbers[0]} ({numbers[1]}–{numbers[2]}) {unit}".rstrip()

    @property
    def milliseconds(self) -> str:
        """Seconds as a text of milliseconds."""
        return self.text(1000, "ms")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two things measured in turns, so that what slows the machine for a while slows both."""

    subject: Spread
    reference: Spread

    @property
    def ratios(self) -> Spread:
        """How many times the reference the subject took, round by round."""
        return Spread(tuple(a / b for a, b in zip(self.subject.values, self.reference.values, strict=True)))


def compare(subject: Callable[[], float], reference: Callable[[], float], *, rounds: int) -> Comparison:
    """Run both in turns; each gives its own seconds, so that preparations need not count. The first round is lost."""
    pairs = [(reference(), subject()) for _ in range(rounds + 1)][1:]
    return Comparison(Spread(tuple(each[1] for each in pairs)), Spread(tuple(each[0] for each in pairs)))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the report: what was compared, how it came out, and what was asked for ("" where nothing is)."""

    what: str
    found: str
    wanted: str
    took: str


class Report:
    """The lines of one run."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def add(self, what: str, found: str, *, wanted: str = "", took: str = "") -> None:
        """Add a line."""
        self.lines.append(Line(what, found, wanted, took))

    def table(self) -> Sequence[str]:
        """The lines as a Markdown table."""
        heads = Line("what", "found", "wanted", "median (least–greatest)")
        return [_row(heads), "|---|---|---|---|", *(_row(each) for each in self.lines)]


def _row(line: Line) -> str:
    return f"| {line.what} | {line.found} | {line.wanted} | {line.took} |"
