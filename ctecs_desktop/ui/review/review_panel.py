"""Beside the values under review: who signed with which key, findings, the school's reasons, strategies, decisions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QVBoxLayout

from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.inspection import Inspection
from ctecs_desktop.services.snapshots import Ledger
from ctecs_desktop.ui.buttons import button_of
from ctecs_desktop.ui.page import SidePanel
from ctecs_desktop.ui.review.submission_lines import (
    about_lines,
    decision_lines,
    finding_lines,
    kept_lines,
    ledger_lines,
    question_lines,
    signature_lines,
    strategy_lines,
)
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, muted_label, section_title


class ReviewPanel(SidePanel):
    """Everything of the submission that is no value, in sections; empty sections are left out.

    ``actions`` are the acts that are seldom wanted; they stand below.
    """

    def __init__(self, *actions: QAction) -> None:
        super().__init__(_("About the submission"))
        self._sections = QVBoxLayout()
        self._sections.setSpacing(4)
        self.column.addLayout(self._sections)
        self.column.addSpacing(BETWEEN_GROUPS)
        for action in actions:
            self.column.addWidget(button_of(action))
        self.column.addStretch(1)

    def show_nothing(self) -> None:
        """Nothing is chosen."""
        self._clear()

    def show_inspection(self, found: Inspection, plan: Plan, ledgers: tuple[Ledger, ...] = ()) -> None:
        """Tell all of it anew."""
        self._clear()
        count = len(found.findings)
        findings = ngettext("{count} finding", "{count} findings", count).format(count=count)
        self._section(_("Snapshots"), ledger_lines(ledgers))
        self._section(_("The rules"), [] if count else [_("The rules want nothing more.")])
        self._section(findings, finding_lines(found, plan))
        self._section(_("Asked"), question_lines(found, plan))
        self._section(_("Kept by the school, with its reason"), kept_lines(found, plan))
        self._section(_("Signature"), [*about_lines(found), *signature_lines(found)], is_muted=True)
        self._section(_("Strategies"), strategy_lines(found, plan))
        self._section(_("Decisions"), decision_lines(found), is_muted=True)

    def _section(self, title: str, lines: Sequence[str], *, is_muted: bool = False) -> None:
        if not lines:
            return
        if self._sections.count():
            self._sections.addSpacing(BETWEEN_GROUPS)
        self._sections.addWidget(section_title(title))
        for line in lines:
            label = muted_label(line) if is_muted else QLabel(line)
            label.setWordWrap(True)
            self._sections.addWidget(label)

    def _clear(self) -> None:
        while (item := self._sections.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
