"""Two revisions beside each other, value by value: what one says otherwise than the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import Observation, PeriodCode
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.sign_off import SignedRecord
from ctecs_desktop.domain.submission import StrategyUpdate
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.timeline import PRESENT, Comparison, compare
from ctecs_desktop.ui.buttons import button_row
from ctecs_desktop.ui.messages import MessageBar
from ctecs_desktop.ui.table import Cell, Column, TableModel, TableView
from ctecs_desktop.ui.tasks import Job, JobProgress, TaskRunner
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, Tone, muted_label, scaled
from ctecs_desktop.wording import (
    place_text,
    problem_text,
    short_time_text,
    strategy_status_text,
    value_text,
)

SIZE = (980, 560)


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One difference as it is shown."""

    place: str
    before: str
    after: str


def difference_rows(found: Comparison, plan: Plan) -> list[DifferenceRow]:
    """The values in the plan's order, then the strategies."""
    rows = [
        DifferenceRow(place_text(each.key, plan), _said(each.before, plan), _said(each.after, plan))
        for each in found.values
    ]
    rows += [
        DifferenceRow(_("Strategy {code}").format(code=each.strategy), _told(each.before), _told(each.after))
        for each in found.strategies
    ]
    return rows


def _said(observation: Observation, plan: Plan) -> str:
    key = observation.key
    measure = plan.measure(key.measure) if plan.has_measure(key.measure) else None
    text = value_text(observation.value, measure) if measure is not None else str(observation.value)
    return f"{text}\n{observation.note}" if observation.note else text


def _told(update: StrategyUpdate | None) -> str:
    if update is None:
        return _("nothing said")
    status = strategy_status_text(update.status)
    return f"{status}\n{update.narrative}" if update.narrative else status


class DifferenceModel(TableModel[DifferenceRow]):
    """Where, what one said, what the other says."""

    def __init__(self) -> None:
        super().__init__([Column(_("Where"), 44), Column(_("Before"), 34), Column(_("After"), 0)])

    def cell(self, row: DifferenceRow, column: int) -> Cell:
        text = (row.place, row.before, row.after)[column]
        return Cell(text, Tone.MUTED if column == 1 else Tone.PLAIN, tip=text)


class CompareDialog(QDialog):
    """Any two of the signed revisions and of what is entered now."""

    def __init__(
        self,
        session: Session,
        period: PeriodCode,
        records: Sequence[SignedRecord],
        *,
        tasks: TaskRunner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._period = period
        self._tasks = tasks
        self.setWindowTitle(_("Compare revisions"))
        self.resize(scaled(SIZE[0]), scaled(SIZE[1]))
        self.before, self.after = QComboBox(), QComboBox()
        for box in (self.before, self.after):
            for record in records:
                text = _("revision {revision}, signed {time}").format(
                    revision=record.identity.revision, time=short_time_text(record.at)
                )
                box.addItem(text, record.digest)
            box.addItem(_("what is entered now"), PRESENT)
        last = len(records) - 1
        self.before.setCurrentIndex(max(last - 1, 0))
        self.after.setCurrentIndex(last or 1)
        self.message = MessageBar()
        self.count = muted_label()
        self.model = DifferenceModel()
        self.table = TableView(_("Differences"))
        self.table.set_lines(2)
        self.table.show_model(self.model)
        self._lay_out()
        for box in (self.before, self.after):
            box.currentIndexChanged.connect(lambda _number: self.compare())
        self.compare()

    def compare(self) -> None:
        """Read both and show what differs; archived workbooks are opened on the worker's thread."""
        period, before, after = self._period, str(self.before.currentData()), str(self.after.currentData())

        def work(session: Session, _progress: JobProgress) -> Comparison:
            return compare(session, period, before, after)

        self._tasks.run(Job(_("Comparing"), self._show, self._refuse), self._session, work)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(INSIDE)
        for text, box in ((_("&Before"), self.before), (_("&After"), self.after)):
            label = QLabel(text)
            label.setBuddy(box)
            box.setAccessibleName(text.replace("&", ""))
            line.addWidget(label)
            line.addWidget(box, stretch=1)
        close = QPushButton(_("Close"))
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
        column.setSpacing(INSIDE)
        column.addLayout(line)
        column.addWidget(self.message)
        column.addWidget(self.count)
        column.addWidget(self.table, stretch=1)
        column.addLayout(button_row(close))

    def _show(self, found: Comparison) -> None:
        rows = difference_rows(found, self._session.plan)
        self.model.show_rows(rows)
        text = ngettext("{count} difference", "{count} differences", len(rows)).format(count=len(rows))
        self.count.setText(text if rows else _("Both say the same."))

    def _refuse(self, error: CtecsError) -> None:
        self.model.show_rows([])
        self.message.show_message(problem_text(error), Tone.BAD)
