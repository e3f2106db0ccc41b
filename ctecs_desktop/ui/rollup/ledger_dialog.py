"""The restatement ledger: every frozen figure that what is accepted now gives otherwise, snapshot by snapshot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.restatement import Restatement
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.snapshots import Ledger
from ctecs_desktop.ui.buttons import button_row
from ctecs_desktop.ui.table import Cell, Column, TableModel, TableView
from ctecs_desktop.ui.table_out import copy_table
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, Tone, muted_label, scaled
from ctecs_desktop.wording import address_text, recorded_time_text, restated_figure_text, short_time_text

SIZE = (980, 560)
DIGITS_SHOWN = 12
"""Of a fingerprint."""


class RestatementModel(TableModel[Restatement]):
    """Where, what was given, what it is now, and whose values are others."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(
            [
                Column(_("Figure"), 0),
                Column(_("Frozen"), 24, is_number=True),
                Column(_("Now"), 24, is_number=True),
                Column(_("Because of"), 26),
            ]
        )
        self._plan = plan
        self._names = {school.code: school.name for school in plan.schools} | {plan.district: plan.district_name}

    def cell(self, row: Restatement, column: int) -> Cell:
        if column == 0:
            text = address_text(row.measure, row.subgroup, self._plan)
            return Cell(text, tip=text)
        if column in {1, 2}:
            text = _figure_text(row, self._plan, is_now=column == 2)
            return Cell(text, Tone.MUTED if column == 1 else Tone.PLAIN, is_strong=column == 2, tip=text)
        names = ", ".join(self._names.get(school, school) for school in row.schools)
        return Cell(names or _("the plan"), tip=names)


def _figure_text(row: Restatement, plan: Plan, *, is_now: bool) -> str:
    """The figure before or now; where both look the same it speaks for other schools, which is told then."""
    figure = row.after if is_now else row.before
    text = restated_figure_text(figure, plan)
    looks_the_same = restated_figure_text(row.before, plan) == restated_figure_text(row.after, plan)
    if figure is None or not looks_the_same:
        return text
    return _("{figure}, {reporting} of {expected} schools").format(
        figure=text, reporting=figure.coverage.reporting, expected=figure.coverage.expected
    )


class LedgerDialog(QDialog):
    """What was frozen stays as it is; the next report says what has changed since."""

    def __init__(self, plan: Plan, ledgers: Sequence[Ledger], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Snapshots and what changed since"))
        self.resize(scaled(SIZE[0]), scaled(SIZE[1]))
        self._ledgers = list(ledgers)
        self.choice = QComboBox()
        self.choice.setAccessibleName(_("Snapshot"))
        for each in self._ledgers:
            self.choice.addItem(_snapshot_text(each))
        self.choice.setCurrentIndex(len(self._ledgers) - 1)
        self.choice.currentIndexChanged.connect(self._show)
        self.about = muted_label()
        self.model = RestatementModel(plan)
        self.view = TableView(_("Figures that read otherwise now"))
        self.view.show_model(self.model)
        label = QLabel(_("&Snapshot"))
        label.setBuddy(self.choice)
        head = QHBoxLayout()
        head.setSpacing(INSIDE * 2)
        head.addWidget(label)
        head.addWidget(self.choice, stretch=1)
        self.copy = QPushButton(_("Copy the table"))
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(lambda: copy_table(self.view))
        close = QPushButton(_("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
        layout.setSpacing(INSIDE)
        layout.addLayout(head)
        layout.addWidget(self.about)
        layout.addWidget(self.view, stretch=1)
        layout.addLayout(button_row(self.copy, close))
        self._show()

    def _show(self) -> None:
        number = self.choice.currentIndex()
        if not 0 <= number < len(self._ledgers):
            return
        ledger = self._ledgers[number]
        self.model.show_rows(ledger.restatements)
        self.copy.setEnabled(bool(ledger.restatements))
        self.about.setText("\n".join([_facts(ledger), changed_text(ledger)]))


def changed_text(ledger: Ledger) -> str:
    """How many figures of a snapshot read otherwise now."""
    count = len(ledger.restatements)
    if not count:
        return _("No figure has changed since.")
    text = ngettext("{count} figure reads otherwise now.", "{count} figures read otherwise now.", count)
    return text.format(count=count)


def _snapshot_text(ledger: Ledger) -> str:
    each = ledger.snapshot
    text = _("{number}: {period}, {time} UTC").format(
        number=each.number, period=each.period, time=short_time_text(each.at)
    )
    return f"{text}. {each.note}" if each.note else text


def _facts(ledger: Ledger) -> str:
    each = ledger.snapshot
    return _("Frozen {time} by {person}, plan {plan}, fingerprint {fingerprint}.").format(
        time=recorded_time_text(each.at),
        person=each.person,
        plan=each.plan_version,
        fingerprint=each.fingerprint[:DIGITS_SHOWN],
    )
