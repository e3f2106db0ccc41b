"""The parts of the report in their order, each on or off, with the texts that are written for it below."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from ctecs_desktop.domain.annual_report import ReportPart, part_of_text, text_names
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.i18n import _
from ctecs_desktop.services.annual_report import PartSetting
from ctecs_desktop.wording import term
from ctecs_desktop.wording.report_texts import report_text_title

_PART = Qt.ItemDataRole.UserRole
_NAME = Qt.ItemDataRole.UserRole + 1
_EXPANDED = frozenset({ReportPart.LETTERS})
"""Opened from the start; the goals have too many texts."""


class PartsTree(QTreeWidget):
    """Says which order and choice was made, and which text somebody wants to write."""

    arranged = Signal()
    text_chosen = Signal(str)

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self._plan = plan
        self._is_filling = False
        self.setHeaderHidden(True)
        self.setAccessibleName(_("Parts of the report"))
        self.setAccessibleDescription(_("Space leaves a part out or takes it in; the texts of a part stand below it."))
        self.itemChanged.connect(self._changed)
        self.currentItemChanged.connect(self._chosen)

    def show_parts(self, settings: Sequence[PartSetting], written: Collection[str]) -> None:
        """Show the parts in that order; a text in ``written`` is marked as such."""
        name = self.chosen_text()
        opened = {part for part, item in self._tops() if item.isExpanded()} or _EXPANDED
        self._is_filling = True
        self.clear()
        by_part: dict[ReportPart, list[str]] = {}
        for each in text_names(self._plan):
            by_part.setdefault(part_of_text(each), []).append(each)
        for setting in settings:
            top = QTreeWidgetItem([term(setting.part)])
            top.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            top.setCheckState(0, Qt.CheckState.Checked if setting.is_on else Qt.CheckState.Unchecked)
            top.setData(0, _PART, setting.part.value)
            self.addTopLevelItem(top)
            for text in by_part.get(setting.part, []):
                child = QTreeWidgetItem()
                child.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                child.setData(0, _NAME, text)
                top.addChild(child)
                _mark(child, is_written=text in written)
            top.setExpanded(setting.part in opened)
        self._is_filling = False
        self.choose_text(name or next(iter(by_part[ReportPart.LETTERS])))

    def mark_text(self, name: str, *, is_written: bool) -> None:
        """Show that something stands under ``name``, or nothing any more."""
        item = self._text_item(name)
        if item is not None:
            _mark(item, is_written=is_written)

    def settings(self) -> tuple[PartSetting, ...]:
        """The order and choice that is shown."""
        return tuple(PartSetting(part, item.checkState(0) is Qt.CheckState.Checked) for part, item in self._tops())

    def chosen_text(self) -> str:
        """The name of the text that is current, "" for a part."""
        item = self.currentItem()
        return str(item.data(0, _NAME) or "") if item is not None else ""

    def choose_text(self, name: str) -> None:
        """Make the text of that name current."""
        item = self._text_item(name)
        if item is not None:
            parent = item.parent()
            if parent is not None:
                parent.setExpanded(True)
            self.setCurrentItem(item)

    def move_current(self, by: int) -> None:
        """Put the current part, or that of the current text, so many places further down."""
        item = self.currentItem()
        if item is None:
            return
        top = item.parent() or item
        place = self.indexOfTopLevelItem(top)
        target = place + by
        if not 0 <= target < self.topLevelItemCount():
            return
        is_open = top.isExpanded()
        self._is_filling = True
        self.takeTopLevelItem(place)
        self.insertTopLevelItem(target, top)
        top.setExpanded(is_open)
        self.setCurrentItem(item)
        self._is_filling = False
        self.arranged.emit()

    def _tops(self) -> list[tuple[ReportPart, QTreeWidgetItem]]:
        items = [self.topLevelItem(place) for place in range(self.topLevelItemCount())]
        return [(ReportPart(item.data(0, _PART)), item) for item in items if item is not None]

    def _text_item(self, name: str) -> QTreeWidgetItem | None:
        for _part, top in self._tops():
            for place in range(top.childCount()):
                child = top.child(place)
                if child is not None and child.data(0, _NAME) == name:
                    return child
        return None

    def _changed(self, item: QTreeWidgetItem, _column: int) -> None:
        if not self._is_filling and item.parent() is None:
            self.arranged.emit()

    def _chosen(self, item: QTreeWidgetItem | None, _before: QTreeWidgetItem | None) -> None:
        if self._is_filling or item is None:
            return
        name = item.data(0, _NAME)
        if name:
            self.text_chosen.emit(str(name))


def _mark(item: QTreeWidgetItem, *, is_written: bool) -> None:
    """Its name, and in words whether anything is written: no icon or colour says it alone."""
    title = report_text_title(str(item.data(0, _NAME)))
    item.setText(0, title if is_written else _("{title} (empty)").format(title=title))
