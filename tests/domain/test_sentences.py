"""Where sentences and paragraphs end."""

from __future__ import annotations

import pytest

from ctecs_desktop.domain.sentences import sentences_of


def read(text: str) -> list[tuple[int, str]]:
    """Each sentence with the number of its paragraph."""
    return [(each.paragraph, text[each.start : each.end].strip()) for each in sentences_of(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [(0, "")]),
        ("One. Two? “Three!” Four", [(0, "One."), (0, "Two?"), (0, "“Three!"), (0, "Four")]),
        ("One.\nTwo.\n\nThree.", [(0, "One."), (0, "Two."), (1, "Three.")]),
        ("J. M. Wright and Dr. Who met. They left.", [(0, "J. M. Wright and Dr. Who met."), (0, "They left.")]),
        ("English learners\n\nFour came.\n\nFive.", [(0, "English learners"), (0, "Four came."), (1, "Five.")]),
        ("3.5 % of them, e.g. four.", [(0, "3.5 % of them, e.g. four.")]),
    ],
)
def test_a_text_falls_into_sentences_and_paragraphs(text: str, found: list[tuple[int, str]]) -> None:
    assert read(text) == found
