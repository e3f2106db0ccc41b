"""Shows the pages of a workbook as they are: a tab for each sheet, its cells in a table that can be read and copied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ctecs_desktop.domain.value import number_text
from ctecs_desktop.i18n import _
from ctecs_desktop.services.preview import CellStyle, Page, PageCell
from ctecs_desktop.ui.table import Index
from ctecs_desktop.ui.theme import INSIDE, ROW_AIR, SECTION_SCALE, TITLE_SCALE, table_font, tokens_of

NARROWEST, TEXTS = Fraction(1, 2), 20
"""What the columns of text (from so many characters on) may be narrowed to, of their width in the workbook."""

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]*)")
_ROLE = Qt.ItemDataRole


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell of one style is drawn, on the screen and on paper."""

    scale: float = 1.0
    is_strong: bool = False
    is_muted: bool = False
    is_number: bool = False
    wraps: bool = False
    runs_over: bool = False  # over the empty cells beside it
    has_line: bool = False  # below it


_PLAIN = Look()
LOOKS: dict[CellStyle, Look] = {
    CellStyle.DISTRICT: Look(is_muted=True, runs_over=True),
    CellStyle.TITLE: Look(TITLE_SCALE, is_strong=True, runs_over=True),
    CellStyle.SUBTITLE: Look(is_muted=True, runs_over=True),
    CellStyle.SECTION: Look(SECTION_SCALE, is_strong=True, runs_over=True, has_line=True),
    CellStyle.HEADING: Look(is_muted=True, has_line=True),
    CellStyle.HEADING_NUMBER: Look(is_muted=True, is_number=True, has_line=True),
    CellStyle.HEADING_UNIT: Look(is_muted=True, has_line=True),
    CellStyle.LABEL: Look(is_muted=True),
    CellStyle.WRAPPED: Look(wraps=True),
    CellStyle.STRONG: Look(is_strong=True),
    CellStyle.STRONG_WRAPPED: Look(is_strong=True, wraps=True),
    CellStyle.MUTED: Look(is_muted=True),
    CellStyle.NUMBER: Look(is_number=True),
    CellStyle.COUNTER: Look(is_number=True),
    CellStyle.NUMBER_STRONG: Look(is_strong=True, is_number=True),
    CellStyle.FACT: Look(runs_over=True),
    CellStyle.FACT_NUMBER: Look(),
    CellStyle.FACT_STRONG: Look(is_strong=True, runs_over=True),
    CellStyle.TOTAL: Look(is_strong=True, has_line=True),
    CellStyle.TOTAL_NUMBER: Look(is_strong=True, is_number=True, has_line=True),
    CellStyle.STATEMENT: Look(runs_over=True),
    CellStyle.RECORD: Look(is_muted=True, runs_over=True),
    CellStyle.UNIT_STRONG: Look(is_strong=True),
}

_HEADINGS = frozenset({CellStyle.HEADING, CellStyle.HEADING_NUMBER, CellStyle.HEADING_UNIT})
_TITLES = frozenset({CellStyle.TITLE, CellStyle.SECTION})


def look_of(cell: PageCell) -> Look:
    """How that cell is drawn."""
    return LOOKS.get(cell.style, _PLAIN)


def shown_text(cell: PageCell) -> str:
    """What stands in a cell: a number with commas and the places of its column, never fewer than it has."""
    content = cell.content
    if not isinstance(content, Decimal):
        return content or ""
    places = max(cell.decimals, len(number_text(content).partition(".")[2]))
    return f"{content:,.{places}f}"


def sized(base: QFont, look: Look) -> QFont:
    """The font of a look, from that of plain text."""
    font = QFont(base)
    font.setPointSizeF(base.pointSizeF() * look.scale)
    if look.is_strong:
        font.setWeight(QFont.Weight.DemiBold)
    return font


class PageModel(QAbstractTableModel):
    """The cells of one page."""

    def __init__(self, page: Page, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = page

    def cell(self, index: Index) -> PageCell | None:
        """The cell at ``index``; None where the row is shorter than the page."""
        row = self.page.rows[index.row()]
        return row[index.column()] if index.column() < len(row) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.page.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.page.widths)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self.cell(index)
        text = shown_text(cell) if cell is not None else ""
        if role in {_ROLE.DisplayRole, _ROLE.ToolTipRole}:
            return text or None
        if role == _ROLE.AccessibleTextRole:
            return text or _("empty")
        return None


class PageDelegate(QStyledItemDelegate):
    """Paints a cell by its style, a thin line below, and a ring around the current one."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        cell = model.cell(index) if isinstance(model, PageModel) else None
        tokens = tokens_of(option.widget)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(tokens.selection))
        if cell is not None:
            look = look_of(cell)
            painter.setFont(sized(option.font, look))
            painter.setPen(QColor(tokens.muted if look.is_muted else tokens.text))
            side = Qt.AlignmentFlag.AlignRight if look.is_number else Qt.AlignmentFlag.AlignLeft
            flags = side | Qt.AlignmentFlag.AlignTop
            inside = option.rect.adjusted(INSIDE, ROW_AIR // 2, -INSIDE, -ROW_AIR // 2)
            text = shown_text(cell)
            if look.wraps:
                painter.drawText(inside, int(flags | Qt.TextFlag.TextWordWrap), text)
            else:
                metrics = painter.fontMetrics()
                painter.drawText(
                    inside, int(flags), metrics.elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
                )
            if look.has_line:
                painter.setPen(QColor(tokens.control_line))
                painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        view = option.widget
        if isinstance(view, QTableView) and view.hasFocus() and view.currentIndex() == index:
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as its lines; the width is the page's."""
        model = index.model()
        cell = model.cell(index) if isinstance(model, PageModel) else None
        look = look_of(cell) if cell is not None else _PLAIN
        metrics = QFontMetrics(sized(option.font, look))
        height = metrics.height()
        view = option.widget
        if cell is not None and look.wraps and isinstance(view, QTableView):
            width = view.columnWidth(index.column()) - 2 * INSIDE
            height = metrics.boundingRect(
                QRect(0, 0, width, 10_000), int(Qt.TextFlag.TextWordWrap), shown_text(cell)
            ).height()
        return QSize(0, height + ROW_AIR)


class PageTable(QTableView):
    """One sheet. Columns are as wide as in the workbook; titles run over them as they do there."""

    def __init__(self) -> None:
        super().__init__()
        self.setFont(table_font(self.font()))
        self.setItemDelegate(PageDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.horizontalHeader().hide()

    def show_page(self, page: Page) -> None:
        """Show another sheet from its top."""
        self.setAccessibleName(_("Sheet {name}").format(name=page.name))
        self.clearSpans()
        model = PageModel(page, self)
        before = self.model()
        self.setModel(model)
        if before is not None:
            before.deleteLater()
        self._fit()
        columns = len(page.widths)
        for row, cells in enumerate(page.rows):
            for column, cell in enumerate(cells):
                is_last = all(each.content is None for each in cells[column + 1 :])
                if look_of(cell).runs_over and cell.content is not None and is_last and column < columns - 1:
                    self.setSpan(row, column, 1, columns - column)
        self.resizeRowsToContents()
        self.scrollToTop()

    def show_cells(self, reference: str) -> None:
        """Select the cells side by side that ``reference`` names, such as ``E12:F12``, and bring them into view."""
        model = self.model()
        places = [_CELL.fullmatch(each) for each in reference.split(":")]
        if None in places:
            return
        corners = [model.index(int(place[2]) - 1, _column_number(place[1])) for place in places if place is not None]
        self.setCurrentIndex(corners[0])
        self.selectionModel().select(
            QItemSelection(corners[0], corners[-1]), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.scrollTo(corners[0], QTableView.ScrollHint.PositionAtCenter)
        # That centres it across as well, and the names at the left would be lost to sight.
        self.horizontalScrollBar().setValue(0)
        self.scrollTo(corners[-1], QTableView.ScrollHint.EnsureVisible)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and self.model() is not None:
            self._fit()
            self.resizeRowsToContents()

    def scrollTo(self, index: Index, hint: QTableView.ScrollHint = QTableView.ScrollHint.EnsureVisible) -> None:
        super().scrollTo(index, hint)
        heading = self.heading_above()
        covered = 0 if heading is None else self.rowHeight(heading) - self.rowViewportPosition(index.row())
        if covered > 0:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - covered)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.viewport().update()  # the headings stay where they are while all else moves

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        heading = self.heading_above()
        if heading is None:
            return
        painter = QPainter(self.viewport())
        height = self.rowHeight(heading)
        painter.fillRect(0, 0, self.viewport().width(), height, self.palette().base())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.state &= ~QStyle.StateFlag.State_Selected
        for column in range(self.model().columnCount()):
            option.rect = QRect(self.columnViewportPosition(column), 0, self.columnWidth(column), height)
            self.itemDelegate().paint(painter, option, self.model().index(heading, column))
        painter.end()

    def heading_above(self) -> int | None:
        """The row of headings that stays in sight because it has left by the top; ``None`` where none has."""
        model = self.model()
        if not isinstance(model, PageModel):
            return None
        # The last row is left out: where it is all that is in sight, its headings would cover it.
        for row in range(min(self.rowAt(0), len(model.page.rows) - 2), -1, -1):
            styles = {cell.style for cell in model.page.rows[row]}
            if styles & _HEADINGS:
                return row if self.rowViewportPosition(row) < 0 else None
            if styles & _TITLES:  # what comes below is no longer that table
                return None
        return None

    def _fit(self) -> None:
        """A wide sheet is made narrower until it fits, as far as its columns can still be read."""
        model = self.model()
        if not isinstance(model, PageModel):
            return
        wanted = [self.fontMetrics().horizontalAdvance("0") * width + 2 * INSIDE for width in model.page.widths]
        texts = [width for width, characters in zip(wanted, model.page.widths, strict=True) if characters >= TEXTS]
        room = Fraction(self.viewport().width() - sum(wanted) + sum(texts), max(sum(texts), 1))
        share = max(NARROWEST, min(Fraction(1), room))
        for column, (width, characters) in enumerate(zip(wanted, model.page.widths, strict=True)):
            self.setColumnWidth(column, int(width * share) if characters >= TEXTS else width)


class PageView(QWidget):
    """A tab for each sheet and the sheet chosen; the choice outlives a refresh."""

    def __init__(self) -> None:
        super().__init__()
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(_("Sheets of the workbook"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.table = PageTable()
        self._pages: tuple[Page, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self.table, stretch=1)
        self.tabs.currentChanged.connect(self._show)
        self.setFocusProxy(self.tabs)

    @property
    def pages(self) -> tuple[Page, ...]:
        """The sheets that are shown."""
        return self._pages

    def show_pages(self, pages: Sequence[Page]) -> None:
        """Show these sheets; the one that was chosen stays chosen where there is one of its name."""
        chosen = self.tabs.tabText(self.tabs.currentIndex())
        self._pages = tuple(pages)
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for page in self._pages:
            self.tabs.addTab(page.name)
        names = [page.name for page in self._pages]
        number = names.index(chosen) if chosen in names else 0
        self.tabs.setCurrentIndex(number)
        self.tabs.blockSignals(False)
        self._show(number)

    def show_cells(self, sheet: str, reference: str) -> None:
        """Turn to ``sheet`` and select the cells that ``reference`` names there."""
        names = [page.name for page in self._pages]
        if sheet in names:
            self.tabs.setCurrentIndex(names.index(sheet))
            self.table.show_cells(reference)

    def _show(self, number: int) -> None:
        if 0 <= number < len(self._pages):
            self.table.show_page(self._pages[number])


def _column_number(letters: str) -> int:
    """The place of a column, counted from 0: ``A`` is 0, ``AA`` 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
