"""Shows one help page as text to read: headings in our sizes, lines with air, links that are followed inside."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.help.book import HelpBook
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, BETWEEN_SECTIONS, INSIDE, SECTION_SCALE, TITLE_SCALE, tokens_of

LINE_HEIGHT = 135
"""Percent: text over several lines is read, not looked up."""

MARKED_LEVEL = 3
"""Of the headings that a page names by its ``marks``."""

_SCALES = {1: TITLE_SCALE, 2: SECTION_SCALE}
_ACT = "act"
"""The scheme of links that do something in the window, such as ``act:tour``."""

_PROPORTIONAL = 1
"""``QTextBlockFormat.LineHeightTypes.ProportionalHeight``, which Qt wants as a number."""


class HelpView(QTextBrowser):
    """``act_wanted`` carries the name of an act that a link asks for; ``shown`` the name of the page shown."""

    act_wanted = Signal(str)
    shown = Signal(str)

    def __init__(self, book: HelpBook) -> None:
        super().__init__()
        self._book = book
        self._words: list[str] = []
        self.setAccessibleName(_("Help page"))
        self.setOpenExternalLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.anchorClicked.connect(self._take_link)
        self.setOpenLinks(False)
        self.sourceChanged.connect(lambda source: self.shown.emit(_name_of(source)))

    def take_book(self, book: HelpBook) -> None:
        """Read from ``book`` from now on."""
        self._book = book

    def show_page(self, name: str, words: list[str] | None = None, *, mark: str = "") -> None:
        """Show the page of that name, ``words`` marked in it, from its beginning or from the heading named ``mark``."""
        self._words = words or []
        link = QUrl(f"{name}.md")
        if mark:
            link.setFragment(mark)
        if self.source() == link:
            self.reload()
        else:
            self.setSource(link)
        self._mark()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        page = self._book.page(_name_of(QUrl(name)))
        return page.text if page is not None else None

    def doSetSource(
        self, name: QUrl | str, kind: QTextDocument.ResourceType = QTextDocument.ResourceType.UnknownResource
    ) -> None:
        super().doSetSource(name, kind)
        self._dress()

    def reload(self) -> None:
        """Read the page shown once more, such as after the colours have changed."""
        super().reload()
        self._dress()

    def _take_link(self, link: QUrl) -> None:
        if link.scheme() == _ACT:
            self.act_wanted.emit(link.path())
        elif not link.scheme() and self._book.page(_name_of(link)) is not None:
            self.show_page(_name_of(link), mark=link.fragment())

    def _dress(self) -> None:
        """Markdown comes with Qt's own sizes and no air; a style sheet does not reach it."""
        document = self.document()
        document.setDocumentMargin(BETWEEN_SECTIONS)
        page = self._book.page(_name_of(self.source()))
        marks = iter(page.marks if page is not None else ())
        chosen = QTextCursor(document)
        block = document.begin()
        while block.isValid():
            _dress_block(block, self.font())
            if block.blockFormat().headingLevel() == MARKED_LEVEL and next(marks, "") == self.source().fragment() != "":
                chosen = QTextCursor(block)
            block = block.next()
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _dress_table(frame)
        self.setTextCursor(chosen)
        if not chosen.atStart():
            self._bring_to_top(chosen)

    def _bring_to_top(self, cursor: QTextCursor) -> None:
        """The heading that a link names stands at the top, marked: near the end of a page it cannot come up there."""
        top = self.document().documentLayout().blockBoundingRect(cursor.block()).top()
        self.verticalScrollBar().setValue(round(top) - BETWEEN_GROUPS)

    def _mark(self) -> None:
        marks = []
        ground = QColor(tokens_of(self).selection)
        if not self.textCursor().atStart():
            mark = QTextEdit.ExtraSelection()
            mark.cursor = self.textCursor()
            mark.cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            mark.format.setBackground(ground)
            marks.append(mark)
        for word in self._words:
            cursor = QTextCursor(self.document())
            while not (cursor := self.document().find(word, cursor)).isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = cursor
                mark.format.setBackground(ground)
                marks.append(mark)
        self.setExtraSelections(marks)


def _name_of(link: QUrl) -> str:
    return link.fileName().removesuffix(".md")


def _dress_block(block: QTextBlock, font: QFont) -> None:
    form = QTextBlockFormat()
    form.setLineHeight(LINE_HEIGHT, _PROPORTIONAL)
    cursor = QTextCursor(block)
    level = block.blockFormat().headingLevel()
    is_in_table = cursor.currentTable() is not None
    if level:
        _enlarge(block, font.pointSizeF() * _SCALES.get(level, 1.0))
        form.setTopMargin((0, BETWEEN_SECTIONS, BETWEEN_GROUPS)[min(level, 3) - 1])
        form.setBottomMargin(INSIDE if level < 3 else INSIDE // 2)
    elif is_in_table:
        form.setTopMargin(0)
        form.setBottomMargin(0)
    else:
        form.setTopMargin(0)
        form.setBottomMargin(INSIDE // 2 if block.textList() is not None else BETWEEN_GROUPS - 4)
    cursor.mergeBlockFormat(form)


def _enlarge(block: QTextBlock, points: float) -> None:
    """Give a heading our size: Qt's own is an adjustment, beside which a size in points is not looked at."""
    letters = QTextCharFormat(block.charFormat())
    letters.clearProperty(QTextCharFormat.Property.FontSizeAdjustment)
    letters.setFontPointSize(points)
    letters.setFontWeight(QFont.Weight.DemiBold)
    cursor = QTextCursor(block)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    cursor.setCharFormat(letters)
    cursor.setBlockCharFormat(letters)


def _dress_table(table: QTextTable) -> None:
    form = table.format()
    form.setBorder(1)
    form.setBorderBrush(QColor(tokens_of().line))
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setBorderCollapse(True)
    form.setCellPadding(INSIDE - 2)
    form.setCellSpacing(0)
    form.setBottomMargin(BETWEEN_GROUPS)
    form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(form)
