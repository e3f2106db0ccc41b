"""Central office's first page: which school has sent what for which period, and what to write to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget

from ctecs_desktop.domain.board import TO_WRITE_TO, BoardState
from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.contact import Contact
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.plan import ReportingPeriod
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.board import SchoolRow, SchoolStanding, board, export_board, questions_to, whole_board
from ctecs_desktop.services.contacts import contacts
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.page import Page, beside
from ctecs_desktop.ui.review.board_bar import BoardBar
from ctecs_desktop.ui.review.board_model import FIRST_PERIOD, BoardMatrix, BoardModel
from ctecs_desktop.ui.review.submission_panel import SubmissionPanel
from ctecs_desktop.ui.sorted_table import show_sortable
from ctecs_desktop.ui.table import TableView
from ctecs_desktop.ui.table_out import print_table
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import Tone, muted_label
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import contact_text, date_text, letter_text, place_text

LIST, MATRIX = 0, 1
_BETWEEN_LETTERS = "\n\n" + "─" * 40 + "\n\n"


class BoardPage(Page):
    """One period as a list, or all of them side by side; choosing a school shows what it sent."""

    name = "board"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Who has sent"))
        self._is_choosing = False
        self._people: Mapping[SchoolCode, Contact] = {}
        self._due = muted_label()
        self._due.setWordWrap(False)
        self.head.addWidget(self._due)
        self.bar = BoardBar()
        self.model = BoardModel()
        self.view = TableView(_("Who has sent"))
        show_sortable(self.view, self.model)
        self.matrix_view = TableView(_("Schools and periods"))
        self.matrix_view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.matrix = self._new_matrix()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.matrix_view)
        self.panel = SubmissionPanel(workplace, is_primary=True)
        self.copy_letter = self._act(_("Copy a reminder"), self._copy_letter, "Ctrl+Shift+C")
        self.copy_letter.setToolTip(_("What to write to this school, for an e-mail"))
        self.copy_letters = self._act(_("Copy all reminders"), self._copy_letters)
        self.copy_letters.setToolTip(_("To every school shown whose turn it is, one letter after the other"))
        self.export = self._act(_("Export as CSV…"), self._export, "Ctrl+E")
        self.print = self._act(_("Print…"), self._print, "Ctrl+P")
        self._lay_out()
        self.view.when_row_changes(lambda _row: self._show_chosen())
        self.bar.changed.connect(self._narrow)
        self.bar.all_periods.toggled.connect(self._switch)
        self.setFocusProxy(self.view)

    def actions_of_page(self) -> Sequence[QAction]:
        return (*self.panel.actions_of_panel, self.copy_letter, self.copy_letters, self.export, self.print)

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.nouns & {Noun.SUBMISSION, Noun.PLAN, Noun.CONTACT})

    def read(self) -> None:
        period, session = self.workplace.period, self.workplace.session
        try:
            schools = board(session, period.code)
            rows = whole_board(session) if self.is_matrix else ()
            self._people = contacts(session)
        except CtecsError as error:
            self.tell(error)
            return
        self._due.setText(_("due {day}").format(day=date_text(period.due)))
        self.heading.setText(_heading(schools))
        chosen = self._chosen()
        self.model.show_all(schools)
        if self.matrix.periods != self._periods():  # a new version of the plan
            self.matrix = self._new_matrix()
        self.matrix.show_all(rows)
        self._is_choosing = True  # or the same submission would be opened twice
        self._choose(chosen)
        self._is_choosing = False
        # In a turn of its own: a submission is compared and checked for it, which takes as long as all of the board.
        QTimer.singleShot(0, self, self._show_chosen_if_seen)

    @property
    def is_matrix(self) -> bool:
        """Whether all periods are shown."""
        return self.bar.all_periods.isChecked()

    def standings_shown(self) -> list[SchoolStanding]:
        """What is seen, in its order: of one period, or of all."""
        if not self.is_matrix:
            return list(self.model.rows)
        return [each for row in self.matrix.rows for each in row.standings if self.bar.wants(each)]

    def _periods(self) -> tuple[ReportingPeriod, ...]:
        return tuple(sorted(self.workplace.plan.periods, key=lambda each: (each.due, each.starts)))

    def _new_matrix(self) -> BoardMatrix:
        matrix = BoardMatrix(self._periods())
        show_sortable(self.matrix_view, matrix)
        self.matrix_view.selectionModel().currentChanged.connect(lambda _now, _before: self._show_chosen())
        return matrix

    def _switch(self, is_matrix: bool) -> None:
        self._stack.setCurrentIndex(MATRIX if is_matrix else LIST)
        self.setFocusProxy(self.matrix_view if is_matrix else self.view)
        self.read()

    def _narrow(self) -> None:
        def any_wanted(row: SchoolRow) -> bool:
            return any(self.bar.wants(each) for each in row.standings)

        chosen = self._chosen()
        self.model.narrow(self.bar.wants)
        self.matrix.narrow(any_wanted)
        self._choose(chosen)
        self._show_chosen()

    def _chosen(self) -> SchoolStanding | None:
        if not self.is_matrix:
            number = self.view.current_row()
            return self.model.rows[number] if 0 <= number < len(self.model.rows) else None
        index = self.matrix_view.currentIndex()
        if not index.isValid() or index.row() >= len(self.matrix.rows):
            return None
        return self.matrix.rows[index.row()].standings[max(index.column() - FIRST_PERIOD, 0)]

    def _choose(self, before: SchoolStanding | None) -> None:
        """The school chosen before, else the first."""
        code = before.school.code if before is not None else ""
        view = self.matrix_view if self.is_matrix else self.view
        model: BoardMatrix | BoardModel = self.matrix if self.is_matrix else self.model
        codes: list[str] = [row.school.code for row in model.rows]
        column = max(view.currentIndex().column(), 0)
        if self.is_matrix and not column:
            column = FIRST_PERIOD + self.matrix.periods.index(self.workplace.period)
        view.setCurrentIndex(model.index(codes.index(code) if code in codes else 0, column))

    def _show_chosen(self) -> None:
        if self._is_choosing:
            return
        standing = self._chosen()
        self.copy_letter.setEnabled(standing is not None and bool(self._letter(standing)))
        self.copy_letters.setEnabled(any(each.state in TO_WRITE_TO for each in self.standings_shown()))
        if standing is None:
            self.panel.show_nothing()
        elif standing.submission is None:
            title = _("{school} has sent nothing yet for {period}").format(
                school=standing.school.name, period=standing.period.code
            )
            contact = contact_text(self._people[standing.school.code])
            self.panel.show_nothing(title, contact or _("Nobody to call is on file."))
        else:
            self.panel.show_submission(standing.submission.digest)

    def _show_chosen_if_seen(self) -> None:
        """The page may have been left meanwhile, or the workspace closed."""
        if self.isVisible():
            self._show_chosen()
        else:
            self.read_again()

    def _letter(self, standing: SchoolStanding) -> str:
        session, plan = self.workplace.session, self.workplace.plan
        asked = questions_to(session, standing) if standing.state is BoardState.QUESTIONED else ()
        return letter_text(
            standing.state,
            standing.school.name,
            standing.period,
            revision=standing.submission.identity.revision if standing.submission else 0,
            questions=[f"{place_text(each.key, plan)}: {each.text}" for each in asked],
            today=session.clock().astimezone().date(),
            sender=plan.district_name,
            contact=self._people[standing.school.code],
        )

    def _copy_letter(self) -> None:
        standing = self._chosen()
        if standing is not None:
            QGuiApplication.clipboard().setText(self._letter(standing))
            text = _("The letter to {school} is on the clipboard.").format(school=standing.school.name)
            self.message.show_message(text, Tone.GOOD)

    def _copy_letters(self) -> None:
        letters = [self._letter(each) for each in self.standings_shown() if each.state in TO_WRITE_TO]
        QGuiApplication.clipboard().setText(_BETWEEN_LETTERS.join(letters))
        text = ngettext("{count} letter is on the clipboard.", "{count} letters are on the clipboard.", len(letters))
        self.message.show_message(text.format(count=len(letters)), Tone.GOOD)

    def _export(self) -> None:
        period = None if self.is_matrix else self.workplace.period.code
        name = f"schools-{period}.csv" if period else "schools.csv"
        out = self.workplace.asker.choose_new_file(_("Export the board"), FileKind.TABLE, suggestion=name)
        if out is None:
            return

        def work(session: Session, _progress: JobProgress) -> Path:
            return export_board(session, out, period=period)

        self.workplace.run(_("Exporting the board"), work, done=self._exported, failed=self.tell)

    def _exported(self, path: Path) -> None:
        self.message.show_message(_("Exported: {path}").format(path=path), Tone.GOOD)

    def _print(self) -> None:
        title = _("Who has sent") if self.is_matrix else f"{_('Who has sent')}, {self.workplace.period.code}"
        device = self.workplace.asker.choose_printer(title)
        if device is not None:
            print_table(self.matrix_view if self.is_matrix else self.view, title, device)

    def _act(self, text: str, slot: Callable[[], None], key: str = "") -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _checked: slot())
        if key:
            action.setShortcut(key)
        return action

    def _lay_out(self) -> None:
        self.body.addWidget(self.bar)
        splitter = beside(self._stack, self.panel)
        self.body.addWidget(splitter, stretch=1)
        row = button_row(button_of(self.print), button_of(self.export))
        for number, action in enumerate((self.copy_letter, self.copy_letters)):
            row.insertWidget(number, button_of(action))
        self.body.addLayout(row)


def _heading(schools: Sequence[SchoolStanding]) -> str:
    found = Counter(each.state for each in schools)
    return _("{accepted} of {schools} schools accepted").format(
        accepted=found[BoardState.ACCEPTED], schools=len(schools)
    )
