"""One comparison opened: both figures with where they stand, and the line of the state's file as it came."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.published import LoadedFigure
from ctecs_desktop.domain.reconciliation import Agreement, Comparison, Sent
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.domain.value import Suppressed
from ctecs_desktop.i18n import _
from ctecs_desktop.services.reconciliation import organization_name
from ctecs_desktop.ui.edsight.comparison_model import group_name
from ctecs_desktop.ui.page import SidePanel
from ctecs_desktop.ui.theme import muted_label, section_title
from ctecs_desktop.wording import published_text, recorded_time_text, sent_text, term


class ComparisonPanel(SidePanel):
    """Tells where both figures come from. ``line`` is the line of the file, asked for only when it is shown."""

    def __init__(self) -> None:
        super().__init__(_("About the current comparison"))
        self._title = section_title("")
        self._whose = muted_label()
        self._sent = _paragraph()
        self._published = _paragraph()
        self.line = _paragraph()
        self._meaning = muted_label()
        for widget in (
            *(self._title, self._whose),
            *(section_title(_("Sent")), self._sent),
            *(section_title(_("Published")), self._published, self.line, self._meaning),
        ):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.content.hide()

    def show_comparison(self, row: Comparison | None, plan: Plan, line: str) -> None:
        """Show ``row``; ``line`` is that of the file in which the published figure stands."""
        self.content.setVisible(row is not None)
        if row is None:
            return
        measure = plan.measure(row.address.measure)
        self._title.setText(f"{measure.code}  {measure.name}")
        whose = (
            organization_name(row.address.organization, plan),
            group_name(row.address.subgroup, plan),
            term(row.part),
        )
        self._whose.setText(" · ".join(whose))
        self._sent.setText(_sent_place(sent_text(row, measure), row.sent))
        self._published.setText(_published_place(published_text(row.published, measure, row.part), row.published))
        self.line.setText(line)
        self.line.setVisible(bool(line))
        self._meaning.setText(_meaning(row))


def _paragraph() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextInteractionFlags(label.textInteractionFlags() | Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _sent_place(figure: str, sent: Sent | None) -> str:
    if sent is None:
        return _("Nothing was sent.")
    if not sent.file:
        return _("{figure}, from the rollup of what is accepted and of central office's own values.").format(
            figure=figure
        )
    place = f"{sent.sheet}!{sent.cell}" if sent.sheet else ""
    status = next((term(each) for each in SubmissionStatus if each.value == sent.status), sent.status)
    return _("{figure}\n{file} {place}\n{status}").format(figure=figure, file=sent.file, place=place, status=status)


def _published_place(figure: str, loaded: LoadedFigure | None) -> str:
    if loaded is None:
        return _("The loaded files hold no such figure.")
    return _("{figure}\n{file}, line {line}, column {column}\nloaded {time} by {person}").format(
        figure=figure,
        file=loaded.source.file_name,
        line=loaded.figure.line,
        column=loaded.figure.column,
        time=recorded_time_text(loaded.source.at),
        person=loaded.source.person,
    )


def _meaning(row: Comparison) -> str:
    """What a reader should know before asking the school."""
    is_interval = row.published is not None and isinstance(row.published.figure.amount, Suppressed)
    if row.agreement is Agreement.DIFFERS and is_interval:
        return _(
            "The state withholds counts of 1 to 5. Now and then it withholds a larger one to protect another; "
            "look at the other groups of the table before you ask the school."
        )
    if row.agreement is Agreement.DIFFERS:
        return _("A difference is a question, not a correction: the value stays what the school signed.")
    if row.agreement is Agreement.WITHHELD:
        return _("The state withholds this figure, and its size is not known.")
    return ""
