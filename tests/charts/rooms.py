"""What the tests of charts share: rooms whose letters have a known width, random figures, and a good drawing's law."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from ctecs_desktop.charts.drawing import Anchor, Box, Dot, Drawing, Line, Room, Words

LETTER = 0.6
"""Of the type's size: how wide every letter is here."""


def make_room(width: float = 300.0, type_size: float = 10.0) -> Room:
    """A room in which text is as wide as it has letters."""
    return Room(
        width, type_size, row=1.5 * type_size, plot=6 * type_size, measure=lambda text: measured(text, type_size)
    )


def measured(text: str, type_size: float) -> float:
    return LETTER * type_size * len(text)


rooms = st.builds(make_room, st.floats(150, 700), st.floats(7, 20))
figures = st.one_of(
    st.just(Fraction(0)), st.fractions(-1000, 1000, max_denominator=50), st.integers(-9, 9).map(Fraction)
)
letters = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" "), max_size=20)
names = st.builds(lambda text, times: (text * times)[:90], letters, st.integers(1, 9))
ends = st.one_of(st.just((None, None)), figures.map(lambda each: (each, each)), st.tuples(figures, figures).map(sorted))
"""Low and high: no figure, one that is known, or bounds."""


def extent(words: Words, type_size: float) -> tuple[float, float]:
    """From where to where words reach."""
    width = measured(words.text, type_size) * words.scale
    left = words.x - {Anchor.START: 0.0, Anchor.MIDDLE: width / 2, Anchor.END: width}[words.anchor]
    return left, left + width


def assert_inside(drawing: Drawing, slack: float = 2.0) -> None:
    """Every shape, and every letter, stands inside the drawing; a stroke may be half a stroke over the edge."""
    for shape in drawing.shapes:
        if isinstance(shape, Line):
            across, down = [shape.x1, shape.x2], [shape.y1, shape.y2]
        elif isinstance(shape, Box):
            across, down = [shape.x, shape.x + shape.width], [shape.y, shape.y + shape.height]
            assert shape.width >= 0, shape
            assert shape.height >= 0, shape
        elif isinstance(shape, Dot):
            across = [shape.x - shape.radius, shape.x + shape.radius]
            down = [shape.y - shape.radius, shape.y + shape.radius]
        else:
            across = list(extent(shape, drawing.type_size))
            down = [shape.y - 0.75 * drawing.type_size * shape.scale, shape.y + 0.2 * drawing.type_size * shape.scale]
        assert -slack <= min(across), (shape, drawing.width)
        assert max(across) <= drawing.width + slack, (shape, drawing.width)
        assert -slack <= min(down), (shape, drawing.height)
        assert max(down) <= drawing.height + slack, (shape, drawing.height)


def texts(drawing: Drawing) -> list[str]:
    """What can be read."""
    return [words.text for words in drawing.words()]
