"""Central office's first page: the schools and what each has sent, with the submission chosen at the side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.i18n import _
from ctecs_desktop.services.overview import SchoolStanding, board
from ctecs_desktop.ui.page import SIDE_WIDTH, Page
from ctecs_desktop.ui.review.board_model import BoardModel
from ctecs_desktop.ui.review.submission_panel import SubmissionPanel
from ctecs_desktop.ui.table import TableView
from ctecs_desktop.ui.theme import muted_label
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import date_text


class BoardPage(Page):
    """Choosing a school shows what it sent."""

    name = "board"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Schools"))
        self._due = muted_label()
        self._due.setWordWrap(False)
        self.head.addWidget(self._due)
        self.model = BoardModel()
        self.view = TableView(_("Schools"))
        self.view.show_model(self.model)
        self.panel = SubmissionPanel(workplace, is_primary=True)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.view)
        splitter.addWidget(self.panel)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([10_000, SIDE_WIDTH])
        self.body.addWidget(splitter, stretch=1)
        self.view.when_row_changes(self._show_row)
        self.setFocusProxy(self.view)

    def actions_of_page(self) -> Sequence[QAction]:
        return (self.panel.accept, self.panel.give_back)

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.nouns & {Noun.SUBMISSION, Noun.PLAN})

    def read(self) -> None:
        period = self.workplace.period
        try:
            schools = board(self.workplace.session, period.code)
        except CtecsError as error:
            self.tell(error)
            return
        row = max(self.view.current_row(), 0)
        self._due.setText(_("due {day}").format(day=date_text(period.due)))
        self.heading.setText(_heading(schools))
        self.model.show_rows(schools)
        self.view.setCurrentIndex(self.model.index(min(row, len(schools) - 1), 0))
        self._show_row(min(row, len(schools) - 1))

    def _show_row(self, number: int) -> None:
        if not 0 <= number < len(self.model.rows):
            self.panel.show_nothing()
            return
        standing = self.model.rows[number]
        if standing.submission is None:
            self.panel.show_nothing(_("{school} has sent nothing yet").format(school=standing.school.name))
        else:
            self.panel.show_submission(standing.submission.digest)


def _heading(schools: Sequence[SchoolStanding]) -> str:
    found = Counter(each.status for each in schools)
    return _("{accepted} of {schools} schools accepted").format(
        accepted=found[SubmissionStatus.ACCEPTED], schools=len(schools)
    )
