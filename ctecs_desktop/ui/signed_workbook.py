"""A signed workbook opened at the cell that a figure came from: what was signed, by whom, and that it still holds."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import ObservationKey
from ctecs_desktop.i18n import _
from ctecs_desktop.services.review import save_signed_workbook
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.signed_workbook import SignedWorkbook, open_signed_workbook
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.buttons import button_row
from ctecs_desktop.ui.messages import MessageBar
from ctecs_desktop.ui.page_view import PageView
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, Tone, muted_label, scaled, section_title
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import place_text, problem_text, recorded_time_text, value_text, words_text

SIZE = (1240, 720)


class SignedWorkbookDialog(QDialog):
    """The pages of one signed workbook. ``key`` is the value whose cell is shown first; ``None`` shows page one.

    The archived file is verified anew on the worker's thread before anything of it is shown.
    """

    def __init__(
        self, workplace: Workplace, digest: str, *, key: ObservationKey | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._digest = digest
        self._key = key
        self.found: SignedWorkbook | None = None
        self.setWindowTitle(_("Signed workbook"))
        self.resize(scaled(SIZE[0]), scaled(SIZE[1]))
        self.title = section_title("")
        self.place = QLabel()
        self.signer = muted_label()
        self.message = MessageBar()
        self.pages = PageView()
        self.save = QPushButton(_("Save a copy and open it…"))
        self.save.setToolTip(_("The file as it was signed, byte for byte"))
        self.save.setEnabled(False)
        self.save.clicked.connect(lambda _checked=False: self._save())
        close = QPushButton(_("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
        column.setSpacing(INSIDE)
        for widget in (self.title, self.signer, self.place, self.message):
            column.addWidget(widget)
        column.addWidget(self.pages, stretch=1)
        column.addLayout(button_row(self.save, close))
        self._read()

    def _read(self) -> None:
        digest = self._digest

        def work(session: Session, _progress: JobProgress) -> SignedWorkbook:
            return open_signed_workbook(session, digest)

        self._workplace.run(_("Opening the signed workbook"), work, done=self._show, failed=self._refuse)

    def _show(self, found: SignedWorkbook) -> None:
        self.found = found
        identity = found.identity
        self.title.setText(
            _("{school} · {period} · revision {revision}").format(
                school=found.plan.reporter(identity.school).name, period=identity.period, revision=identity.revision
            )
        )
        self.signer.setText(
            _("Signed by {signer}, {role}, {time} by that PC's clock. The key's seven words: {words}.").format(
                signer=identity.signer,
                role=identity.role,
                time=recorded_time_text(identity.claimed_time),
                words=words_text(found.words),
            )
        )
        self.pages.show_pages(found.pages)
        self.save.setEnabled(True)
        self._show_place(found)
        if found.has_package_signature:
            self.message.show_message(_("Checked again just now: both signatures hold for every value."), Tone.GOOD)
        else:
            text = _(
                "A spreadsheet program saved this file again, which drops Excel's own signature. Checked again just "
                "now: the seal holds, so every value is the one that was signed."
            )
            self.message.show_message(text, Tone.WARN)

    def _show_place(self, found: SignedWorkbook) -> None:
        key = self._key
        place = found.cells.get(key) if key is not None else None
        self.place.setVisible(place is not None)
        if key is None or place is None:
            return
        self.pages.show_cells(place.sheet, place.cell)
        self.pages.table.setFocus()
        self.place.setText(
            _("{what}: {value}, on the sheet {sheet} in {cell}.").format(
                what=place_text(key, found.plan),
                value=value_text(found.values[key], found.plan.measure(key.measure)),
                sheet=place.sheet,
                cell=place.cell,
            )
        )

    def _refuse(self, error: CtecsError) -> None:
        self.place.hide()
        self.message.show_message(problem_text(error), Tone.BAD)

    def _save(self) -> None:
        if self.found is None:
            return
        out = self._workplace.asker.choose_new_file(
            _("Save the signed workbook and open it"), FileKind.WORKBOOK, suggestion=self.found.file_name
        )
        if out is None:
            return
        try:
            written = save_signed_workbook(self._workplace.session, self._digest, out)
        except CtecsError as error:
            self._refuse(error)
            return
        self.message.show_message(_("Saved: {path}").format(path=written), Tone.GOOD)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(written)))
