"""What a paste would do, before it is done: where each text goes, what stands there now, what is refused and why."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ctecs_desktop.domain.clipboard_table import Table
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.grid import Area, Grid
from ctecs_desktop.domain.paste import PastePlan, plan_paste
from ctecs_desktop.domain.paste_columns import ColumnMapping, Role, mapping_of_header, suggested_roles
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.buttons import button_row
from ctecs_desktop.ui.entry.paste_model import (
    OUTCOME_COLUMN,
    PASTE_ROLES,
    TARGET_COLUMN,
    PasteModel,
    role_text,
    summary_text,
    verb_text,
)
from ctecs_desktop.ui.messages import MessageBar
from ctecs_desktop.ui.table import TableView
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, Tone, muted_label, scaled
from ctecs_desktop.wording import problem_text

MOST_COLUMNS = 24
"""Columns whose meaning can be chosen; further ones are left out."""

DIALOG_WIDTH, DIALOG_HEIGHT = 900, 600
_SHORT = 16


class PasteDialog(QDialog):
    """``chosen`` is the plan to carry out, once the person has agreed."""

    def __init__(
        self, plan: Plan, table: Table, grid: Grid, area: Area, *, first: PastePlan, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Paste"))
        self.resize(scaled(DIALOG_WIDTH), scaled(DIALOG_HEIGHT))
        self.chosen: PastePlan | None = None
        self._table, self._grid, self._area, self._plan = table, grid, area, first
        self.message = MessageBar()
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.by_name = QCheckBox(_("&Choose what each column is"))
        self.has_header = QCheckBox(_("The &first row is a heading"))
        self._mapping = QWidget()
        self.roles: list[QComboBox] = []
        self.model = PasteModel(plan)
        self.view = TableView(_("What would happen to each cell"))
        self.view.show_model(self.model)
        self.words = muted_label()
        self.words.setFixedHeight(self.fontMetrics().lineSpacing() * 2)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.view.when_row_changes(self._say_row)
        self.verb = QPushButton()
        self.verb.setProperty("primary", "true")
        self.verb.setDefault(True)
        self.verb.clicked.connect(self._agree)
        self._cancel = QPushButton(_("Cancel"))
        self._cancel.setAutoDefault(False)
        self._cancel.clicked.connect(self.reject)
        self._lay_out()
        self._fill_mapping()
        self.by_name.toggled.connect(self._plan_again)
        self.has_header.toggled.connect(self._plan_again)
        self._show()
        self.verb.setFocus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
        column.setSpacing(INSIDE)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(_("What each column is"))
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._mapping)
        scroll.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._scroll = scroll
        for widget in (self.message, self.summary, self.by_name, scroll, self.has_header):
            column.addWidget(widget)
        column.addWidget(self.view, stretch=1)
        column.addWidget(self.words)
        column.addLayout(button_row(self._cancel, self.verb))

    def _fill_mapping(self) -> None:
        """A choice above the first texts of each column, filled in by the header or by a guess."""
        header = _header_of(self._table)
        codes = [cell.key.measure for row in self._grid.rows for cell in row if cell is not None]
        guessed = header.roles if header is not None else suggested_roles(self._table, codes=codes)
        place = QGridLayout(self._mapping)
        place.setContentsMargins(0, 0, 0, INSIDE)
        place.setSpacing(INSIDE)
        for number, role in enumerate(guessed[:MOST_COLUMNS]):
            choice = QComboBox()
            for each in PASTE_ROLES:
                choice.addItem(role_text(each), each)
            choice.setCurrentIndex(PASTE_ROLES.index(role))
            choice.setAccessibleName(_("What column {number} is").format(number=number + 1))
            choice.currentIndexChanged.connect(self._plan_again)
            self.roles.append(choice)
            texts = [row[number] for row in self._table[:3] if number < len(row)]
            shown = QLabel("\n".join(text[:_SHORT] for text in texts))
            shown.setProperty("tone", "muted")
            place.addWidget(choice, 0, number)
            place.addWidget(shown, 1, number)
        place.setColumnStretch(len(self.roles), 1)
        stops = (self.by_name, *self.roles, self.has_header, self.view, self._cancel, self.verb)
        for before, after in pairwise(stops):  # the choices were made last and stand before the table
            QWidget.setTabOrder(before, after)
        for box, is_on in ((self.by_name, self._plan.is_by_name), (self.has_header, header is not None)):
            box.setChecked(is_on)
        self._scroll.setFixedHeight(self._mapping.sizeHint().height() + INSIDE * 2)

    def _mapping_chosen(self) -> ColumnMapping:
        roles: list[Role] = [choice.currentData() for choice in self.roles]
        return ColumnMapping(tuple(roles), self.has_header.isChecked())

    def _plan_again(self) -> None:
        try:
            mapping = self._mapping_chosen() if self.by_name.isChecked() else None
            self._plan = plan_paste(self._table, self._grid, self._area, mapping=mapping)
        except CtecsError as error:
            self.message.show_message(problem_text(error), Tone.BAD, can_be_dismissed=False)
            self.verb.setEnabled(False)
            return
        self.message.clear()
        self._show()

    def _show(self) -> None:
        for widget in (self._scroll, self.has_header):
            widget.setVisible(self.by_name.isChecked())
        self.summary.setText(summary_text(self._plan))
        self.model.show_plan(self._plan)
        self.verb.setText(verb_text(self._plan))
        self.verb.setEnabled(bool(self._plan.edits or self._plan.waiting or self._plan.refused))

    def _say_row(self, number: int) -> None:
        """All that the chosen row says, which may be longer than its cells."""
        if 0 <= number < len(self.model.rows):
            place, words = (self.model.cell_at(number, column).text for column in (TARGET_COLUMN, OUTCOME_COLUMN))
            self.words.setText(f"{place}: {words}")

    def _agree(self) -> None:
        self.chosen = self._plan
        self.accept()


def _header_of(table: Table) -> ColumnMapping | None:
    try:
        return mapping_of_header(table)
    except CtecsError:
        return None  # a heading twice: the person says which is meant
