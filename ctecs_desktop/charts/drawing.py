"""What a chart is before it is painted: a size, and lines, boxes, dots and words in the order of painting.

A drawing says what each shape stands for (its role), never a colour: window and paper have colours of their own.
Lengths are in the unit of the room that it was laid out for, pixels or points; y grows downwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

ELLIPSIS = "…"
_NO_BREAK = "\u00a0"

BASELINE = 0.33
"""Of the type's size: how far below the middle of a line its letters stand."""

Measure = Callable[[str], float]
"""How wide words are in the type of a room."""


class Role(Enum):
    """What a shape stands for."""

    TEXT = "text"
    MUTED = "muted"
    ACCENT = "accent"  # the district
    TARGET = "target"
    LINE = "line"
    BAR = "bar"
    OPEN_BAR = "open bar"  # what a withheld figure may be
    GOOD = "good"
    FAIR = "fair"
    UNSURE = "unsure"
    BAD = "bad"


class Anchor(Enum):
    """Which end of the words stands at their place; the value is SVG's word for it."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


DASHED, DOTTED = (3.0, 2.0), (1.5, 1.5)


@dataclass(frozen=True, slots=True)
class Line:
    """From one point to another; ``dash`` is how long strokes and gaps are."""

    x1: float
    y1: float
    x2: float
    y2: float
    role: Role
    width: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    role: Role


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle; one that ``is_hollow`` shows the ground inside."""

    x: float
    y: float
    radius: float
    role: Role
    is_hollow: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text on the baseline ``y``; ``scale`` is its size in that of the drawing's type.

    With ``has_rim`` the ground shows around the letters, so that no line runs through a figure.
    """

    text: str
    x: float
    y: float
    role: Role = Role.TEXT
    anchor: Anchor = Anchor.START
    scale: float = 1.0
    is_strong: bool = False
    has_rim: bool = False


Shape = Line | Box | Dot | Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that is painted, the first shape first; ``type_size`` is that of its words."""

    width: float
    height: float
    type_size: float
    shapes: tuple[Shape, ...]

    def words(self) -> Iterator[Words]:
        """What can be read in it."""
        return (shape for shape in self.shapes if isinstance(shape, Words))


@dataclass(frozen=True, slots=True)
class Room:
    """What a chart is laid out for: its width, its type, and how high a row and a plot of years are."""

    width: float
    type_size: float
    row: float
    plot: float
    measure: Measure

    def drawing(self, height: float, shapes: Sequence[Shape]) -> Drawing:
        """The shapes as a drawing as wide as the room."""
        return Drawing(self.width, height, self.type_size, tuple(shapes))

    def width_of(self, text: str, scale: float = 1.0) -> float:
        """How wide ``text`` is at ``scale``."""
        return self.measure(text) * scale

    def fitted(self, text: str, width: float, scale: float = 1.0) -> str:
        """``text``, or as much of its beginning as ``width`` holds with an ellipsis; "" without room for any."""
        if self.width_of(text, scale) <= width:
            return text
        least, most = 0, len(text) - 1  # characters kept: ``least`` fits, or is none
        while least < most:
            middle = (least + most + 1) // 2
            if self.width_of(text[:middle].rstrip() + ELLIPSIS, scale) <= width:
                least = middle
            else:
                most = middle - 1
        kept = text[:least].rstrip()
        return kept + ELLIPSIS if kept else ""

    def wrapped(self, text: str, width: float, scale: float = 1.0) -> list[str]:
        """The lines of ``text``, none wider than ``width``; a word that is wider itself is cut short.

        No line begins with a percent sign.
        """
        lines: list[str] = []
        for paragraph in text.splitlines():
            line = ""
            for word in paragraph.replace(" %", f"{_NO_BREAK}%").split(" "):
                longer = f"{line} {word}" if line else word
                if line and self.width_of(longer, scale) > width:
                    lines.append(line)
                    longer = word
                line = self.fitted(longer, width, scale)
            lines.append(line)
        return lines


def moved(shape: Shape, x: float, y: float) -> Shape:
    """The same shape further to the right and further down."""
    if isinstance(shape, Line):
        return replace(shape, x1=shape.x1 + x, x2=shape.x2 + x, y1=shape.y1 + y, y2=shape.y2 + y)
    return replace(shape, x=shape.x + x, y=shape.y + y)
