"""Plain aligned tables for a terminal: numbers to the right, the last column wrapped where it is too long."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterator, Sequence

from ctecs_desktop.wording import printable

GAP = "  "
LEAST_WIDTH_OF_LAST = 24


def table_lines(
    headers: Sequence[str], rows: Sequence[Sequence[str]], *, right: Collection[int] = (), width: int = 100
) -> Iterator[str]:
    """The lines of a table; ``right`` are the numbers of the columns that are aligned to the right."""
    clean = [[printable(cell) for cell in row] for row in rows]
    last = len(headers) - 1
    widths = [max(len(row[column]) for row in [list(headers), *clean]) for column in range(last)]
    room = max(LEAST_WIDTH_OF_LAST, width - sum(widths) - len(GAP) * last)
    widths.append(min(room, max(len(row[last]) for row in [list(headers), *clean])))
    yield _line(headers, widths, right)
    yield GAP.join("─" * each for each in widths)
    for row in clean:
        wrapped = textwrap.wrap(row[last], widths[last], break_on_hyphens=False) or [""]
        yield _line([*row[:last], wrapped[0]], widths, right)
        for more in wrapped[1:]:
            yield _line([*([""] * last), more], widths, right)


def _line(cells: Sequence[str], widths: Sequence[int], right: Collection[int]) -> str:
    placed = (
        cell.rjust(width) if column in right else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return GAP.join(placed).rstrip()


def wrapped_lines(text: str, *, indent: str = "", hanging: str = "", width: int = 100) -> Iterator[str]:
    """A text as lines of at most ``width`` characters, each indented; its own line ends stay."""
    for line in text.split("\n"):
        own = line[: len(line) - len(line.lstrip())]
        # Names of files are to be copied, so they are broken neither at hyphens nor where they are long.
        yield from textwrap.wrap(
            printable(line),
            width,
            initial_indent=indent,
            subsequent_indent=indent + hanging + own + GAP * bool(own),
            break_on_hyphens=False,
            break_long_words=False,
        ) or [""]
