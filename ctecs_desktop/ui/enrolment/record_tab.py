"""What was done to the register and the keys, of all schools or of one, to search, to copy and to export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ctecs_desktop.domain.clipboard_table import table_html, table_text
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.register_record import RecordLine, export_record, register_record
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.clipboard import put_table
from ctecs_desktop.ui.enrolment.lines_panel import LinesPanel
from ctecs_desktop.ui.enrolment.record_model import RecordModel
from ctecs_desktop.ui.page import beside
from ctecs_desktop.ui.sorted_table import show_sortable
from ctecs_desktop.ui.table import TableView
from ctecs_desktop.ui.table_out import shown_table
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import INSIDE, Tone, muted_label
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import recorded_time_text, term, words_text
from ctecs_desktop.wording.register_record import recorded_act_text

SCHOOL_CHARACTERS = 30
ALL, DISTRICT = "all", "district"


class RecordTab(QWidget):
    """``told`` carries what happened, as a sentence and its tone; ``refused`` a ``CtecsError``."""

    told = Signal(str, object)
    refused = Signal(object)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self._is_stale = True
        self.model = RecordModel()
        self.view = TableView(_("What was done"))
        show_sortable(self.view, self.model)
        self.panel = LinesPanel(_("The act chosen"))
        self.panel.column.addStretch(1)
        self.whose, self.search = QComboBox(), QLineEdit()
        self.counted = muted_label()
        self.copy = self._act(_("Copy the list"), self._copy)
        self.export = self._act(_("Export the list as CSV…"), self._export, "Ctrl+E")
        self._lay_out()
        self.view.when_row_changes(lambda _number: self._show_chosen())
        self.whose.currentIndexChanged.connect(lambda _number: self._narrow())
        self.search.textChanged.connect(lambda _text: self._narrow())

    @property
    def all(self) -> tuple[QAction, ...]:
        """In the order in which they are offered."""
        return self.copy, self.export

    def read_again(self) -> None:
        """Read now if somebody looks, otherwise when the tab is shown: it reads every version of the register."""
        self._is_stale = True
        self.read_if_stale()

    def read_if_stale(self) -> None:
        """Read what was done, unless it is known."""
        if not self._is_stale or not self.isVisible():
            return
        self._is_stale = False

        def work(session: Session, _progress: JobProgress) -> tuple[RecordLine, ...]:
            return register_record(session)

        self._workplace.run(_("Reading what was done"), work, done=self._show, failed=self.refused.emit)

    def show_school(self, school: SchoolCode) -> None:
        """Only what was done about that school."""
        self._offer_schools()
        self.search.clear()
        self.whose.setCurrentIndex(max(self.whose.findData(school), 0))

    def _show(self, lines: tuple[RecordLine, ...]) -> None:
        self._offer_schools()
        self.model.names = {each.code: each.name for each in self._workplace.plan.schools}
        self.model.show_all(lines)
        self._narrow()

    def _offer_schools(self) -> None:
        wanted = self.whose.currentData() or ALL
        self.whose.blockSignals(True)
        self.whose.clear()
        self.whose.addItem(_("all schools"), ALL)
        self.whose.addItem(_("the district itself"), DISTRICT)
        self.whose.insertSeparator(self.whose.count())
        for school in self._workplace.plan.schools:
            self.whose.addItem(school.name, school.code)
        self.whose.setCurrentIndex(max(self.whose.findData(wanted), 0))
        self.whose.blockSignals(False)

    def _narrow(self) -> None:
        words = self.search.text().casefold().split()

        def wanted(row: RecordLine) -> bool:
            return self._is_of_chosen(row) and all(word in self.model.searched(row) for word in words)

        self.model.narrow(wanted)
        self.view.setCurrentIndex(self.model.index(0, 0))
        count = len(self.model.rows)
        self.counted.setText(ngettext("{count} act", "{count} acts", count).format(count=f"{count:,}"))
        for act in self.all:
            act.setEnabled(bool(count))
        self._show_chosen()

    def _is_of_chosen(self, row: RecordLine) -> bool:
        whose, act = self.whose.currentData(), row.act
        if whose == DISTRICT:
            return act.is_of_district
        return whose == ALL or whose in act.schools

    def _show_chosen(self) -> None:
        number = self.view.current_row()
        row = self.model.rows[number] if 0 <= number < len(self.model.rows) else None
        if row is None:
            self.panel.begin(_("Nothing of this kind was done"))
            return
        act, panel = row.act, self.panel
        title = term(act.kind)
        panel.begin(f"{title[:1].upper()}{title[1:]}")
        panel.add_line(recorded_act_text(act, self.model.names))
        panel.add_line(
            _("{time}, by {person}").format(time=recorded_time_text(act.at), person=act.person), is_muted=True
        )
        if act.schools:
            panel.add_head(_("Schools") if len(act.schools) > 1 else _("School"))
            panel.add_line("\n".join(self.model.names.get(each, each) for each in act.schools))
        if row.words:
            panel.add_head(_("Seven words of the key"))
            panel.add_line(words_text(row.words))
        if act.certificate:
            panel.add_head(_("Fingerprint of the certificate"))
            panel.add_line(_grouped(act.certificate), is_muted=True)

    def _copy(self) -> None:
        table = shown_table(self.view)
        titles = [_("Seven words of the key"), _("Fingerprint of the certificate")]
        keys = [titles, *([words_text(row.words), row.act.certificate] for row in self.model.rows)]
        whole = [[*shown, *more] for shown, more in zip(table, keys, strict=True)]
        put_table(table_text(whole), table_html(whole, text_columns=range(len(whole[0]))))
        count = len(self.model.rows)
        text = ngettext("{count} row was copied.", "{count} rows were copied.", count).format(count=count)
        self.told.emit(text, Tone.GOOD)

    def _export(self) -> None:
        lines = tuple(self.model.rows)
        out = self._workplace.asker.choose_new_file(
            _("Export what was done"), FileKind.TABLE, suggestion="schools and keys, what was done.csv"
        )
        if out is None:
            return

        def work(session: Session, _progress: JobProgress) -> Path:
            return export_record(session, lines, out)

        def written(path: Path) -> None:
            self.told.emit(_("Exported: {path}").format(path=path), Tone.GOOD)

        self._workplace.run(_("Exporting what was done"), work, done=written, failed=self.refused.emit)

    def _act(self, text: str, slot: Callable[[], None], key: str = "") -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _checked=False: slot())
        if key:
            action.setShortcut(key)
        return action

    def _lay_out(self) -> None:
        self._offer_schools()
        self.whose.setAccessibleName(_("Whose"))
        self.whose.setMinimumContentsLength(SCHOOL_CHARACTERS)
        self.whose.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.search.setPlaceholderText(_("Find"))
        self.search.setAccessibleName(_("Find a name, a word of a key or a fingerprint"))
        self.search.setClearButtonEnabled(True)
        self.counted.setWordWrap(False)
        label = QLabel(_("&Whose"))
        label.setBuddy(self.whose)
        bar = QHBoxLayout()
        bar.setSpacing(INSIDE * 2)
        for widget in (label, self.whose, self.search):
            bar.addWidget(widget)
        bar.addStretch(1)
        bar.addWidget(self.counted)
        splitter = beside(self.view, self.panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, INSIDE, 0, 0)
        column.setSpacing(INSIDE)
        column.addLayout(bar)
        column.addWidget(splitter, stretch=1)
        column.addLayout(button_row(*(button_of(act) for act in self.all)))


def _grouped(fingerprint: str) -> str:
    """Digits in groups, so that they can be compared by eye and break into lines."""
    return " ".join(fingerprint[start : start + 8] for start in range(0, len(fingerprint), 8))
