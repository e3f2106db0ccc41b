"""Baselines as the published figures would have them: a list of differences in which a person chooses."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.baselines import BaselineProposal
from ctecs_desktop.services.reconciliation import organization_name
from ctecs_desktop.ui.buttons import button_row
from ctecs_desktop.ui.table import Cell, Column, TableModel, TableView
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, Tone, scaled

MEASURE, WHOSE, NOW, PUBLISHED, SOURCE = range(5)
DIALOG_WIDTH, DIALOG_HEIGHT = 980, 480


class ProposalModel(TableModel[BaselineProposal]):
    """Proposals with a mark each; Space sets and takes it away."""

    chosen_changed = Signal()

    def __init__(self, plan: Plan, proposals: Sequence[BaselineProposal]) -> None:
        super().__init__(
            [
                Column(_("Measure"), 0),
                Column(_("Of"), 20),
                Column(_("Baseline now"), 15, is_number=True),
                Column(_("Published"), 15, is_number=True),
                Column(_("File and line"), 18),
            ]
        )
        self._plan = plan
        self._chosen = set(range(len(proposals)))
        self.show_rows(proposals)

    @property
    def chosen(self) -> list[BaselineProposal]:
        """The proposals that are marked."""
        return [row for number, row in enumerate(self.rows) if number in self._chosen]

    def toggle(self, number: int) -> None:
        """Mark that row, or take its mark away."""
        self._chosen ^= {number}
        self.row_changed(number)
        self.chosen_changed.emit()

    def cell(self, row: BaselineProposal, column: int) -> Cell:
        if column == MEASURE:
            text = f"{row.measure}  {self._plan.measure(row.measure).name}"
            is_chosen = any(each is row for each in self.chosen)
            spoken = (_("{text}, chosen") if is_chosen else _("{text}, not chosen")).format(text=text)
            return Cell(text, Tone.PLAIN if is_chosen else Tone.MUTED, "check" if is_chosen else "blank", text, spoken)
        if column == WHOSE:
            name = organization_name(row.school, self._plan) if row.school else _("the district")
            return Cell(name, tip=name)
        if column == NOW:
            return Cell(f"{row.before} ({row.before_year})" if row.before else _("none"))
        if column == PUBLISHED:
            return Cell(f"{row.value} ({row.school_year})", is_strong=True)
        place = _("{file}, line {line}").format(file=row.loaded.source.file_name, line=row.loaded.figure.line)
        return Cell(place, Tone.MUTED, tip=f"{place}\n{row.source}")


class ProposalView(TableView):
    """``marked`` carries the number of the row on which Space was pressed."""

    marked = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.current_row() >= 0:
            self.marked.emit(self.current_row())
            return
        super().keyPressEvent(event)


class BaselineDialog(QDialog):
    """``model.chosen`` are the baselines to take, once the person has agreed."""

    def __init__(self, plan: Plan, proposals: Sequence[BaselineProposal], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Baselines from published figures"))
        self.resize(scaled(DIALOG_WIDTH), scaled(DIALOG_HEIGHT))
        self._words = QLabel(
            _(
                "These baselines are not as the state published them. Those that are marked go into the draft of the "
                "next plan as one step; the plan in force stays as it is. Space or a click changes a mark."
            )
        )
        self._words.setWordWrap(True)
        self.model = ProposalModel(plan, proposals)
        self.view = ProposalView(_("Baselines now and as published"))
        self.view.show_model(self.model)
        self.view.clicked.connect(lambda index: self.model.toggle(index.row()))
        self.view.marked.connect(self.model.toggle)
        self.verb = QPushButton()
        self.verb.setProperty("primary", "true")
        self.verb.setDefault(True)
        self.verb.clicked.connect(self.accept)
        cancel = QPushButton(_("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
        column.setSpacing(BETWEEN_GROUPS)
        column.addWidget(self._words)
        column.addWidget(self.view, stretch=1)
        column.addLayout(button_row(cancel, self.verb))
        self.model.chosen_changed.connect(self._follow)
        self._follow()
        self.view.setCurrentIndex(self.model.index(0, 0))
        self.view.setFocus()

    def _follow(self) -> None:
        count = len(self.model.chosen)
        text = ngettext("Put {count} baseline into the draft", "Put {count} baselines into the draft", count)
        self.verb.setText(text.format(count=count))
        self.verb.setEnabled(bool(count))
