"""Central office's register of schools: who may sign until when, who asks, who has not got the certificate yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.register import Arrival, SignerState
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import enrolment
from ctecs_desktop.services.enrolment import ReadRequest
from ctecs_desktop.services.school_register import Register, RegisteredSchool, register
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.enrolment.district_key_tab import DistrictKeyTab
from ctecs_desktop.ui.enrolment.record_tab import RecordTab
from ctecs_desktop.ui.enrolment.school_panel import SchoolPanel
from ctecs_desktop.ui.enrolment.schools_bar import SchoolsBar
from ctecs_desktop.ui.enrolment.schools_model import ARRIVAL, LAST, SIGNER, STATE, SchoolsModel
from ctecs_desktop.ui.enrolment.signer_acts import SignerActs
from ctecs_desktop.ui.page import Page, beside
from ctecs_desktop.ui.sorted_table import show_sortable
from ctecs_desktop.ui.table import TableView
from ctecs_desktop.ui.table_acts import TableActs
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import INSIDE, Tone, muted_label
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import recorded_time_text


class SchoolsPage(Page):
    """Three tabs: all schools with the one chosen at the side, the district's own keys, and what was done.

    ``publish_wanted``: somebody wants to write the plan workbook, which carries the register to every school.
    """

    name = "schools"
    publish_wanted = Signal()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Schools and keys"))
        self._register: Register | None = None
        self._sent = muted_label()
        self.bar = SchoolsBar()
        self.model = SchoolsModel()
        self.view = TableView(_("Schools and keys"))
        show_sortable(self.view, self.model)
        self.acts = SignerActs(workplace, self)
        self.acts.record_wanted.connect(self._show_record)
        self.panel = SchoolPanel(self.acts.all)
        self.keys = DistrictKeyTab(workplace)
        self.record = RecordTab(workplace)
        self.table = TableActs(workplace, self.view, _("Schools and keys"), self)
        self.open_request = self._act(_("Open an enrolment workbook…"), self._choose_request, "Ctrl+O")
        self.renew_ending = self._act(_("Renew all that end soon…"), self._renew_ending)
        self.publish = self._act(_("Publish the plan workbook…"), lambda: self.publish_wanted.emit())
        self._lay_out()
        self.view.when_row_changes(lambda _row: self._show_chosen())
        self.bar.changed.connect(self._narrow)
        for acts in (self.acts, self.keys, self.record, self.table):
            acts.told.connect(self._say)
            acts.refused.connect(self.tell)
        self.setFocusProxy(self.view)

    def actions_of_page(self) -> Sequence[QAction]:
        own = (*self.acts.all, self.open_request, self.renew_ending, *self.table.all)
        return (*own, *self.keys.all, *self.record.all)

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.nouns & {Noun.TRUST, Noun.CONTACT, Noun.SUBMISSION, Noun.PLAN})

    def read(self) -> None:
        chosen = self._chosen()
        try:
            self._register = register(self.workplace.session)
            self.keys.read()
        except CtecsError as error:
            self.tell(error)
            return
        self.model.now = self.workplace.session.clock()
        self.model.show_all(self._register.schools)
        self.view.fit_to_rows(self._register.schools, STATE, SIGNER, ARRIVAL, LAST)
        self._choose(chosen)
        self._tell_of_all(self._register)
        self._show_chosen()
        self.record.read_again()

    def take_request(self, path: Path) -> None:
        """Keep what an enrolment workbook asks for, and compare its words."""

        def work(session: Session, _progress: JobProgress) -> ReadRequest:
            return enrolment.keep_request(session, path)

        title = _("Opening the enrolment workbook")
        self.workplace.run(title, work, done=self._compare, failed=self.tell, writes=True)

    def _show_record(self, school: SchoolCode) -> None:
        self.record.show_school(school)
        self.tabs.setCurrentWidget(self.record)

    def _compare(self, request: ReadRequest) -> None:
        self.workplace.changes.publish(Changes(nouns=frozenset({Noun.TRUST})))
        self.acts.approve_request(request)

    def _choose_request(self) -> None:
        path = self.workplace.asker.choose_file(_("Open an enrolment workbook"), FileKind.WORKBOOK)
        if path is not None:
            self.take_request(path)

    def _renew_ending(self) -> None:
        if self._register is not None:
            rows = self._register.schools
            self.acts.renew_all(tuple(each.school.code for each in rows if each.state is SignerState.ENDS_SOON))

    def _tell_of_all(self, found: Register) -> None:
        enrolled = sum(1 for each in found.schools if each.in_force(self.model.now) is not None)
        self.heading.setText(
            _("{enrolled} of {schools} schools can sign").format(enrolled=enrolled, schools=len(found.schools))
        )
        self._sent.setText(_sent_text(found))
        self._sent.setProperty("tone", (Tone.MUTED if found.is_published else Tone.WARN).value)
        self._sent.style().unpolish(self._sent)
        self._sent.style().polish(self._sent)
        self.renew_ending.setVisible(any(each.state is SignerState.ENDS_SOON for each in found.schools))
        self.tabs.setTabText(1, _("District key") if self.keys.is_well else _("District key: something to do"))

    def _narrow(self) -> None:
        chosen = self._chosen()
        self.model.narrow(self.bar.wants)
        self._choose(chosen)
        self._show_chosen()

    def _chosen(self) -> RegisteredSchool | None:
        number = self.view.current_row()
        return self.model.rows[number] if 0 <= number < len(self.model.rows) else None

    def _choose(self, before: RegisteredSchool | None) -> None:
        codes = [row.school.code for row in self.model.rows]
        code = before.school.code if before is not None else None
        number = codes.index(code) if code in codes else 0
        self.view.setCurrentIndex(self.model.index(number, max(self.view.currentIndex().column(), 0)))

    def _show_chosen(self) -> None:
        row = self._chosen()
        session = self.workplace.session
        asked = enrolment.waiting_requests(session, row.school.code) if row is not None and row.waiting else ()
        self.acts.show_school(row, asked)
        self.panel.show_school(row, asked, self.model.now)

    def _say(self, text: str, tone: Tone) -> None:
        self.message.show_message(text, tone)

    def _act(self, text: str, slot: Callable[[], None], key: str = "") -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _checked=False: slot())
        if key:
            action.setShortcut(key)
        return action

    def _lay_out(self) -> None:
        splitter = beside(self.view, self.panel)
        schools = QWidget()
        column = QVBoxLayout(schools)
        column.setContentsMargins(0, INSIDE, 0, 0)
        column.setSpacing(INSIDE)
        column.addWidget(self.bar)
        column.addWidget(splitter, stretch=1)
        column.addWidget(self._sent)
        row = button_row(
            button_of(self.open_request), button_of(self.renew_ending), button_of(self.publish, is_primary=True)
        )
        for number, act in enumerate(self.table.all):
            row.insertWidget(number, button_of(act))
        column.addLayout(row)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(_("Schools and keys"))
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)  # the style sheet draws the line, in the colour of lines
        self.tabs.addTab(schools, _("Schools"))
        self.tabs.addTab(self.keys, _("District key"))
        self.tabs.addTab(self.record, _("What was done"))
        self.tabs.currentChanged.connect(lambda _tab: self.record.read_if_stale())
        self.body.addWidget(self.tabs, stretch=1)


def _sent_text(found: Register) -> str:
    """Whether everybody has been told of the register as it is now, and who has not got the certificate."""
    if found.is_published and found.published is not None:
        return _("The register as it is now went out in {file}, {time}.").format(
            file=found.published.file_name, time=recorded_time_text(found.published.at)
        )
    waiting = [each.school.name for each in found.schools if each.arrival is Arrival.NOT_SENT]
    text = _("The register has changed since the last plan workbook.")
    if waiting:
        count = ngettext(
            "{count} school has not got its certificate: {names}.",
            "{count} schools have not got their certificates: {names}.",
            len(waiting),
        )
        text = f"{text} {count.format(count=len(waiting), names=', '.join(waiting))}"
    return text
