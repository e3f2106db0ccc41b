"""The rows of the entry table as the grid of boxes on which blocks are planned, and what a copied block says.

Nothing here asks Qt, so that the worker's thread can do it for a large block while the table is read-only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ctecs_desktop.domain.clipboard_table import table_html, table_text
from ctecs_desktop.domain.grid import Area, Grid, GridCell, Part, copied
from ctecs_desktop.domain.plan import Plan, ReportingPeriod
from ctecs_desktop.ui.entry.entry_cells import entry_cell
from ctecs_desktop.ui.entry.entry_columns import NAME_COLUMN, NOTE, PARTS
from ctecs_desktop.ui.entry.entry_rows import EntryRow, Row


@dataclass(frozen=True, slots=True)
class Block:
    """The chosen ``area``, counted in the rows and visible ``columns`` of the table; ``held`` are all its addresses."""

    area: Area
    columns: tuple[int, ...]
    rows: Sequence[Row]
    held: Sequence[EntryRow]
    is_read_only: bool

    @property
    def cells(self) -> int:
        """How many cells are chosen."""
        return self.area.height * self.area.width

    @property
    def chosen(self) -> Sequence[Row]:
        """The rows with chosen cells."""
        return self.rows[self.area.row : self.area.row + self.area.height]

    @property
    def parts(self) -> tuple[Part, ...]:
        """The boxes among the chosen columns."""
        chosen = self.columns[self.area.column : self.area.column + self.area.width]
        return tuple(PARTS[column] for column in chosen if column in PARTS)

    def grid(self) -> Grid:
        """The table as a grid of boxes, for blocks that are pasted, filled and cleared."""
        parts = {**PARTS, NOTE: Part.NOTE}
        rows = tuple(
            tuple(
                GridCell(row.key, row.measure, parts[column], self.is_read_only)
                if isinstance(row, EntryRow) and column in parts
                else None
                for column in self.columns
            )
            for row in self.rows
        )
        typed = {(row.key, part): text for row in self.held for part, text in row.typed.items()}
        return Grid(rows, {row.key: row.stored for row in self.held}, typed)


@dataclass(frozen=True, slots=True)
class CopiedBlock:
    """A block for the clipboard, in both its forms."""

    text: str
    html: str


def copied_block(block: Block, plan: Plan, period: ReportingPeriod) -> CopiedBlock:
    """All that a person sees in the block; what can be typed stands there as it would be typed."""
    grid, area = block.grid(), block.area
    table = [list(row) for row in copied(grid, area)]
    for down, (texts, row) in enumerate(zip(table, block.chosen, strict=True)):
        for right, text in enumerate(texts):
            if not text and grid.at(area.row + down, area.column + right) is None:
                column = block.columns[area.column + right]
                cell = entry_cell(row, column, plan=plan, period=period, is_read_only=block.is_read_only)
                texts[right] = cell.text.strip()
    names = [right for right in range(area.width) if block.columns[area.column + right] == NAME_COLUMN]
    return CopiedBlock(table_text(table), table_html(table, text_columns=names))
