"""A chart that explains itself, as on a slide: with its title, what it shows, the same in words, and whence it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ctecs_desktop.charts.drawing import Drawing, Role, Room, Shape, Words, moved

_MARGIN = 2.0  # of the type's size, on all sides
_LINE = 1.4  # from one line of words to the next
_TITLE, _SOURCE = 1.5, 0.85
_AFTER_TITLE, _AROUND_CHART, _AFTER_SENTENCE = 0.3, 1.4, 0.9


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that is yet to be laid out for a room, and what it says as a ``sentence``."""

    draw: Callable[[Room], Drawing]
    sentence: str


@dataclass(frozen=True, slots=True)
class Legend:
    """The words around a chart. ``source`` says whose figures these are, of when, and who may see them."""

    title: str
    subtitle: str
    source: str


def draw_exhibit(chart: Chart, legend: Legend, room: Room) -> Drawing:
    """Title and subtitle, the chart, its sentence and its source below each other, with a margin around them."""
    size = room.type_size
    margin, width = _MARGIN * size, room.width - 2 * _MARGIN * size
    shapes: list[Shape] = []
    y = margin

    def tell(text: str, role: Role, scale: float = 1.0, *, is_strong: bool = False) -> None:
        nonlocal y
        # Strong letters are wider than the ones that were measured.
        lines = room.wrapped(text, width * (0.85 if is_strong else 1), scale)
        for line in lines:
            y += _LINE * size * scale
            shapes.append(Words(line, margin, y - 0.4 * size * scale, role, scale=scale, is_strong=is_strong))

    tell(legend.title, Role.TEXT, _TITLE, is_strong=True)
    y += _AFTER_TITLE * size
    tell(legend.subtitle, Role.MUTED)
    y += _AROUND_CHART * size
    drawing = chart.draw(replace(room, width=width))
    shapes += [moved(shape, margin, y) for shape in drawing.shapes]
    y += drawing.height + _AROUND_CHART * size
    tell(chart.sentence, Role.TEXT)
    y += _AFTER_SENTENCE * size
    tell(legend.source, Role.MUTED, _SOURCE)
    return room.drawing(y + margin, shapes)
