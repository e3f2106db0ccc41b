"""Where the sentences and paragraphs of a text begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NO_END = r"(?<!\b[A-Z])(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bSt)(?<!\bvs)"
"""The point after an initial or a title: J. M. Wright is one name."""
_SENTENCE_ENDS = re.compile(rf"{_NO_END}[.!?][\"”’)]*\s+(?=[\"“‘(]?[A-Z])")
_PARAGRAPH_ENDS = re.compile(r"\n\s*\n")
_ENDS_A_SENTENCE = re.compile(r"[.!?][\"”’)]*\s*$")
_LONGEST_HEADING = 80
"""Characters of a line above a paragraph."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """From ``start`` to ``end`` of a text; ``paragraph`` counts from 0. A heading belongs to the paragraph below it."""

    start: int
    end: int
    paragraph: int


def sentences_of(text: str) -> Iterator[Sentence]:
    """Every sentence of ``text``, in order."""
    number, start = 0, 0
    for end in (*(match.span() for match in _PARAGRAPH_ENDS.finditer(text)), (len(text), len(text))):
        begin = start
        for match in _SENTENCE_ENDS.finditer(text, start, end[0]):
            yield Sentence(begin, match.start() + 1, number)
            begin = match.end()
        yield Sentence(begin, end[0], number)
        if not _is_heading(text[start : end[0]]):
            number += 1
        start = end[1]


def _is_heading(paragraph: str) -> bool:
    is_one_line = "\n" not in paragraph.strip()
    return is_one_line and len(paragraph) <= _LONGEST_HEADING and not _ENDS_A_SENTENCE.search(paragraph)
