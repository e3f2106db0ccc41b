"""What this school has sent: every signed revision of the period, and what central office answered."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.sign_off import SignedRecord
from ctecs_desktop.i18n import _
from ctecs_desktop.services import submission
from ctecs_desktop.services.overview import school_overview
from ctecs_desktop.ui.page import Page
from ctecs_desktop.ui.table import Cell, Column, TableModel, TableView
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import recorded_time_text, submission_status_text


class SentModel(TableModel[SignedRecord]):
    """One row for each revision, oldest first."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column(_("Revision"), 9, is_number=True),
                Column(_("Signed"), 26),
                Column(_("By"), 36),
                Column(_("File"), 34),
                Column(_("Why it was amended"), 0),
            ]
        )

    def cell(self, row: SignedRecord, column: int) -> Cell:
        identity = row.identity
        texts = (
            str(identity.revision),
            recorded_time_text(row.at),
            f"{identity.signer}, {identity.role}",
            row.file_name,
            identity.revision_reason,
        )
        return Cell(texts[column], tip=texts[column])


class SentPage(Page):
    """The revisions in a table, the newest answer above it."""

    name = "sent"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Sent"))
        self.model = SentModel()
        self.view = TableView(_("Signed revisions"))
        self.view.show_model(self.model)
        self._nothing = QLabel(
            _("Nothing has been signed for this period yet. What is signed under Check and sign is listed here.")
        )
        self._nothing.setWordWrap(True)
        self.body.addWidget(self.view, stretch=1)
        self.body.addWidget(self._nothing)
        self.body.addStretch(0)
        self.setFocusProxy(self.view)

    def concerns(self, changes: Changes) -> bool:
        return Noun.SUBMISSION in changes.nouns

    def read(self) -> None:
        session, period = self.workplace.session, self.workplace.period.code
        self.model.show_rows(submission.timeline(session, period))
        has_rows = bool(self.model.rows)
        self.view.setVisible(has_rows)
        self._nothing.setVisible(not has_rows)
        reply = school_overview(session, period).reply
        if reply is None:
            self.message.clear()
            return
        status = submission_status_text(reply.status)
        text = _("Central office answered to revision {revision}: {status}. {note}").format(
            revision=reply.revision, status=status, note=reply.note
        )
        self.message.show_message(text.strip(), Tone.ACCENT, can_be_dismissed=False)
