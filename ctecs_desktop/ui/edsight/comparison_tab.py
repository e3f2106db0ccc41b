"""The comparison of one school year: what is to be shown, the table, and the comparison that is chosen, opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.published import LoadedFigure
from ctecs_desktop.domain.reconciliation import Agreement, Comparison
from ctecs_desktop.i18n import _
from ctecs_desktop.services.reconciliation import Reconciliation
from ctecs_desktop.ui.edsight.comparison_model import ComparisonModel, wanted_among
from ctecs_desktop.ui.edsight.comparison_panel import ComparisonPanel
from ctecs_desktop.ui.page import beside
from ctecs_desktop.ui.table import TableView
from ctecs_desktop.ui.theme import INSIDE, muted_label

SEARCH_CHARACTERS = 16
SCHOOL_CHARACTERS = 18

SHOWN: tuple[frozenset[Agreement], ...] = (
    frozenset({Agreement.DIFFERS}),
    frozenset({Agreement.ONLY_PUBLISHED}),
    frozenset({Agreement.ONLY_SENT}),
    frozenset({Agreement.INTERVAL, Agreement.WITHHELD}),
    frozenset({Agreement.AGREES}),
    frozenset(Agreement),
)
"""What the first box offers, in its order."""


class ComparisonTab(QWidget):
    """``line_of`` gives the line of the file in which a published figure stands."""

    def __init__(self, plan: Plan, line_of: Callable[[LoadedFigure], str]) -> None:
        super().__init__()
        self.found: Reconciliation | None = None
        self._plan = plan
        self._line_of = line_of
        self.model = ComparisonModel(plan)
        self.view = TableView(_("What was sent beside what was published"))
        self.view.show_model(self.model)
        self.panel = ComparisonPanel()
        self.shown, self.whose, self.search = QComboBox(), QComboBox(), QLineEdit()
        self.nothing = muted_label()
        self._lay_out()
        self.shown.currentIndexChanged.connect(lambda _index: self._show())
        self.whose.currentIndexChanged.connect(lambda _index: self._show())
        self.search.textChanged.connect(lambda _text: self._show())
        self.view.when_row_changes(self._show_row)
        self.setFocusProxy(self.view)

    @property
    def current(self) -> Comparison | None:
        """The comparison now chosen."""
        number = self.view.current_row()
        return self.model.rows[number] if 0 <= number < len(self.model.rows) else None

    def learn(self, plan: Plan) -> None:
        """Name things as ``plan`` does, and offer its schools."""
        self._plan = plan
        self.model.learn(plan)
        chosen = self.whose.currentData()
        self.whose.blockSignals(True)
        self.whose.clear()
        self.whose.addItem(_("All schools and the district"), "")
        self.whose.addItem(_("The district"), plan.district)
        for school in sorted(plan.schools, key=lambda each: each.name):
            self.whose.addItem(school.name, school.code)
        self.whose.setCurrentIndex(max(self.whose.findData(chosen), 0))
        self.whose.blockSignals(False)

    def show_found(self, found: Reconciliation | None, nothing: str) -> None:
        """Show a comparison; ``nothing`` is said where there is none."""
        self.found = found
        counts = Counter(each.agreement for each in found.comparisons) if found else Counter()
        for number, agreements in enumerate(SHOWN):
            count = sum(counts[each] for each in agreements)
            self.shown.setItemText(number, f"{shown_text(number)} ({count:,})")
        self.nothing.setText(nothing or _("Nothing of this kind."))
        self._show()

    def _lay_out(self) -> None:
        self.shown.setAccessibleName(_("What to show"))
        self.shown.addItems([shown_text(number) for number in range(len(SHOWN))])
        self.whose.setAccessibleName(_("School"))
        for box in (self.shown, self.whose):
            box.setMinimumContentsLength(SCHOOL_CHARACTERS)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.search.setPlaceholderText(_("Find"))
        self.search.setAccessibleName(_("Find a school, a measure or a group"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(self.search.fontMetrics().horizontalAdvance("n") * SEARCH_CHARACTERS)
        label = QLabel(_("&Show"))
        label.setBuddy(self.shown)
        bar = QHBoxLayout()
        bar.setSpacing(INSIDE * 2)
        for widget in (label, self.shown, self.whose):
            bar.addWidget(widget)
        bar.addStretch(1)
        bar.addWidget(self.search)
        splitter = beside(self.view, self.panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, INSIDE, 0, 0)
        column.setSpacing(INSIDE)
        column.addLayout(bar)
        column.addWidget(self.nothing)
        column.addWidget(splitter, stretch=1)

    def _show(self) -> None:
        rows = wanted_among(
            self.found.comparisons if self.found else (),
            self._plan,
            agreements=SHOWN[max(self.shown.currentIndex(), 0)],
            organization=self.whose.currentData() or "",
            words=self.search.text(),
        )
        self.model.show_rows(rows)
        self.view.setCurrentIndex(self.model.index(0, 0))
        self.nothing.setVisible(not rows)
        self._show_row(self.view.current_row())

    def _show_row(self, number: int) -> None:
        row = self.model.rows[number] if 0 <= number < len(self.model.rows) else None
        line = self._line_of(row.published) if row is not None and row.published is not None else ""
        self.panel.show_comparison(row, self._plan, line)


def shown_text(number: int) -> str:
    """What the box calls one of ``SHOWN``."""
    return (
        _("Differences"),
        _("Only published"),
        _("Only sent"),
        _("Within an interval, or withheld"),
        _("What agrees"),
        _("Everything"),
    )[number]
