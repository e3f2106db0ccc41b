"""Words are cut and broken so that they fit their room, by whatever measure it has."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.charts.drawing import ELLIPSIS, Box, Dot, Line, Role, Words, moved
from tests.charts.rooms import make_room, names


@given(names, st.floats(0, 400))
def test_a_fitted_text_fits_and_is_the_beginning_of_the_whole(text: str, width: float) -> None:
    room = make_room()
    fitted = room.fitted(text, width)
    assert fitted == "" or room.width_of(fitted) <= width
    assert fitted == text or text.startswith(fitted.removesuffix(ELLIPSIS))


@given(names.filter(lambda text: len(text) > 3), st.floats(30, 200))
def test_no_longer_beginning_would_fit(text: str, width: float) -> None:
    room = make_room()
    fitted = room.fitted(text, width)
    if fitted != text:
        kept = len(fitted.removesuffix(ELLIPSIS))
        longer = next(text[:end] for end in range(kept + 1, len(text) + 1) if text[end - 1] != " ")
        assert room.width_of(longer + ELLIPSIS) > width


@given(
    st.lists(names.filter(lambda text: text and " " not in text and text[0] != "%"), min_size=1, max_size=12),
    st.floats(40, 400),
)
def test_broken_lines_fit_and_lose_no_word_that_fits(words: list[str], width: float) -> None:
    room = make_room()
    lines = room.wrapped(" ".join(words), width)
    assert all(room.width_of(line) <= width for line in lines)
    if all(room.width_of(word) <= width for word in words):
        assert " ".join(lines).split() == " ".join(words).split()


def test_no_line_begins_with_a_percent_sign() -> None:
    room = make_room()
    lines = room.wrapped("the least has 4.3 %", room.width_of("the least has 4.3"))
    assert lines == ["the least has", "4.3\u00a0%"]


def test_what_is_moved_keeps_its_form() -> None:
    line, box = Line(1, 2, 3, 4, Role.LINE), Box(1, 2, 3, 4, Role.BAR)
    assert moved(line, 10, 20) == Line(11, 22, 13, 24, Role.LINE)
    assert moved(box, 10, 20) == Box(11, 22, 3, 4, Role.BAR)
    assert moved(Dot(1, 2, 3, Role.BAR), 1, 1) == Dot(2, 3, 3, Role.BAR)
    assert moved(Words("a", 1, 2), 1, 1) == Words("a", 2, 3)
