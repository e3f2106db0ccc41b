"""The report as pages before any file format: headings, paragraphs, tables, pictures and notes, in their order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TypeVar

from ctecs_desktop.domain.status import MeasureStatus


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3; the outline of the document is made of them.

    One of level 1 begins a page unless it ``flows``: a chapter of a few lines stands below the one before. One that is
    not ``is_listed`` is a part of its chapter that nobody looks up, such as the measures of a goal.
    """

    level: int
    text: str
    begins_page: bool = False
    flows: bool = False
    is_listed: bool = True


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, parted by blank lines. ``is_muted`` is smaller and quieter; ``is_notice`` says what lacks."""

    text: str
    is_muted: bool = False
    is_notice: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of items in no order that matters."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. ``share`` is its part of the width; numbers stand at its right edge."""

    heading: str
    share: int = 1
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One box: its text, and the exact number behind it where there is one. ``marks`` are numbers of notes."""

    text: str
    number: Fraction | None = None
    status: MeasureStatus | None = None
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row; ``is_strong`` sets the district off from its schools.

    Of a ``is_group`` row only the first cell says anything: what the rows below have in common. It spans the table.
    """

    cells: tuple[Cell, ...]
    is_strong: bool = False
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; its headings repeat on every page that it goes on to.

    One that ``stays_together`` stands on one page; one that is ``explained_below`` has what follows on its last page.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    stays_together: bool = False
    explained_below: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing (SVG) of ``width`` by ``height`` points. ``alternative`` says in words what it shows."""

    name: str
    svg: str
    width: int
    height: int
    alternative: str
    caption: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures that stand beside each other where there is room, else one below the other."""

    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A picture with the figures that it shows at its side, or below it where there is no room."""

    picture: Picture
    table: Table


@dataclass(frozen=True, slots=True)
class Note:
    """A numbered note under what it explains."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of one section."""

    notes: tuple[Note, ...]


Block = Heading | Paragraph | Bullets | Table | Pictures | Exhibit | Notes
Kind = TypeVar("Kind", Heading, Paragraph, Bullets, Table, Pictures, Exhibit, Notes)


def is_right_to_left(text: str) -> bool:
    """Whether the first letter of ``text`` is written from right to left."""
    first = next((kind for kind in map(unicodedata.bidirectional, text) if kind in {"L", "R", "AL"}), "L")
    return first != "L"


def unbroken(text: str) -> str:
    """``text`` with a blank before a percent sign at which no line ends."""
    return text.replace(" %", "\u00a0%")


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """All pages. ``facts`` stand on the cover; ``claimed_time`` (aware) is the one time in every file."""

    title: str
    subtitle: str
    district: str
    edition: str
    language: str
    facts: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    footer: str
    claimed_time: datetime
    has_cover: bool = True  # and a table of contents

    def blocks_of(self, kind: type[Kind]) -> Iterator[Kind]:
        """The blocks of one kind, in their order."""
        return (block for block in self.blocks if isinstance(block, kind))

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Every picture, in the order of the pages."""
        found: list[Picture] = []
        for block in self.blocks:
            if isinstance(block, Pictures):
                found += block.pictures
            elif isinstance(block, Exhibit):
                found.append(block.picture)
        return tuple(found)
