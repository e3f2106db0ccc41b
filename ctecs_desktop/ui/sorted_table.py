"""A table whose rows stand in their own order, or sorted by a column; a search and a filter leave some out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt

from ctecs_desktop.ui.table import Column, Row, TableModel, TableView


class SortedModel(TableModel[Row]):
    """Rows in the order in which they are shown, or sorted by what stands in a column; a filter leaves some out."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__(columns)
        self._all: list[Row] = []
        self._column, self._order = -1, Qt.SortOrder.AscendingOrder
        self._wanted: Callable[[Row], bool] = lambda _row: True

    def show_all(self, rows: Sequence[Row]) -> None:
        """Replace all rows, as filter and order in use have them."""
        self._all = list(rows)
        self._arrange()

    def narrow(self, wanted: Callable[[Row], bool]) -> None:
        """Leave out the rows of which ``wanted`` is not true."""
        self._wanted = wanted
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._order = column, order
        self._arrange()

    def sort_key(self, row: Row, column: int) -> tuple[object, ...]:
        """What rows are sorted by in that column."""
        return (self.cell(row, column).text,)

    def _arrange(self) -> None:
        rows = [row for row in self._all if self._wanted(row)]
        if self._column >= 0:
            # Sorting is stable, so equal rows keep the plan's order in both directions.
            rows.sort(
                key=lambda row: self.sort_key(row, self._column), reverse=self._order is Qt.SortOrder.DescendingOrder
            )
        self.show_rows(rows)


def show_sortable(view: TableView, model: SortedModel[Any]) -> None:
    """Show ``model`` in its own order until somebody asks for another at the header."""
    view.setSortingEnabled(False)
    view.show_model(model)
    header = view.horizontalHeader()
    header.setSortIndicatorClearable(True)
    header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    view.setSortingEnabled(True)
