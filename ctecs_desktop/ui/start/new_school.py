"""Making a school's workspace from the plan workbook it was sent, after its seven words were compared."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.i18n import _
from ctecs_desktop.services.workspace import (
    Invitation,
    create_school,
    default_folder,
    make_default_folder,
    read_invitation,
)
from ctecs_desktop.ui.asking import Asker, FileKind
from ctecs_desktop.ui.form import FormDialog, PlaceField
from ctecs_desktop.ui.tasks import JobProgress, TaskRunner
from ctecs_desktop.ui.theme import section_title
from ctecs_desktop.ui.window_state import last_plan_workbook, remember_plan_workbook
from ctecs_desktop.wording import words_text


class NewSchoolDialog(FormDialog):
    """``made`` is the path of the workspace once it has been made; its key follows by enrolment."""

    def __init__(self, asker: Asker, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        title = _("New workspace for a school")
        super().__init__(title, verb=_("Make the workspace"), tasks=tasks, parent=parent)
        self.made: Path | None = None
        self._invitation: Invitation | None = None
        self._usual = ""  # the place that was proposed last
        self.workbook = PlaceField(asker, _("The plan workbook"), FileKind.WORKBOOK, name=_("Plan workbook"))
        self.workbook.line.textChanged.connect(self._read)
        self.add_row(_("&Plan workbook"), self.workbook)
        self._about = self.add_text(_("Choose the plan workbook that central office sent."))
        self.words = section_title("")
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.form.addRow(self.words)
        self.compared = QCheckBox(_("Central office read the same seven words to me over the telephone"))
        self.compared.toggled.connect(self.follow)
        self.form.addRow(self.compared)
        self.school = QComboBox()
        self.school.currentIndexChanged.connect(self._suggest)
        self.add_row(_("&School"), self.school)
        self.place = PlaceField(
            asker, _("Where the workspace is kept"), FileKind.WORKSPACE, name=_("File"), suggestion="school.ctecs"
        )
        self.place.line.textChanged.connect(self.follow)
        self.add_row(_("&File"), self.place)
        self._allow(is_read=False)
        self.follow()
        begun = last_plan_workbook()
        if begun is not None:
            self.workbook.line.setText(str(begun))

    def is_complete(self) -> bool:
        has_all = self._invitation is not None and self.school.currentData() is not None
        return has_all and self.place.path is not None and self.compared.isChecked()

    def carry_out(self) -> None:
        path, invitation = self.place.path, self._invitation
        if path is None or invitation is None:
            return
        school = SchoolCode(self.school.currentData())

        def work(_progress: JobProgress) -> Path:
            make_default_folder(path)
            create_school(path, invitation=invitation, school=school).close()
            return path

        self.run_without_store(work, self._made)

    def _made(self, path: Path) -> None:
        self.made = path
        remember_plan_workbook(None)

    def _read(self) -> None:
        path = self.workbook.path
        if path is None:
            return
        self._invitation = None
        self.compared.setChecked(False)
        self.school.clear()
        try:
            self._invitation = read_invitation(path)
        except CtecsError as error:
            self.tell(error)
        else:
            self.message.clear()
            remember_plan_workbook(path)
            self._show(self._invitation)
        self._allow(is_read=self._invitation is not None)
        self.follow()

    def _show(self, invitation: Invitation) -> None:
        plan = invitation.pack.plan
        self._about.setText(
            _(
                "{title}, {district}. Before you believe it, telephone central office and let them read the seven "
                "words of the district's key to you:"
            ).format(title=plan.title, district=plan.district_name)
        )
        self.words.setText(words_text(invitation.words))
        self.words.setAccessibleName(_("Seven words: {words}").format(words=words_text(invitation.words)))
        self.school.blockSignals(True)  # none is proposed: a person picks the school
        for school in plan.schools:
            self.school.addItem(school.name, school.code)
        self.school.setCurrentIndex(-1)
        self.school.blockSignals(False)

    def _suggest(self, number: int) -> None:
        if number >= 0:
            usual = str(default_folder() / f"{self.school.currentText()}.ctecs")
            self.place.suggest(usual)
            if not self.place.line.text() or self.place.line.text() == self._usual:
                self.place.line.setText(usual)
            self._usual = usual
        self.follow()

    def _allow(self, *, is_read: bool) -> None:
        for widget in (self.words, self.compared, self.school, self.place):
            widget.setEnabled(is_read)
        self.words.setVisible(is_read)
