"""One finding beside its value: the rule's sentence, and where it is a warning, the reason to keep the value."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from ctecs_desktop.domain.observation import LONGEST_NOTE
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.rule import Finding, Severity
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.icons import SIZE, icon
from ctecs_desktop.ui.signs import severity_sign
from ctecs_desktop.ui.theme import INSIDE, muted_label
from ctecs_desktop.wording import finding_text, reason_text, severity_text


class FindingBox(QFrame):
    """``keep`` is called with the rule's code and the reason; an empty reason takes an earlier one back.

    ``typed`` is a reason that was begun when the box was shown before, "" for none.
    """

    def __init__(
        self,
        finding: Finding,
        plan: Plan,
        *,
        kept: str,
        typed: str,
        is_locked: bool,
        keep: Callable[[str, str], None],
    ) -> None:
        super().__init__()
        self.code = finding.code
        self._kept = kept
        self.setObjectName("message")
        name, tone = severity_sign(finding.severity, is_explained=bool(kept))
        self.setProperty("tone", tone.value)
        sign = QLabel()
        sign.setPixmap(icon(name, tone).pixmap(SIZE, SIZE))
        word = QLabel(_("kept, with a reason") if kept else severity_text(finding.severity))
        word.setProperty("tone", tone.value)
        word.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(INSIDE)
        head.addWidget(sign)
        head.addWidget(word, stretch=1)
        sentence = QLabel(finding_text(finding, plan))
        sentence.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(INSIDE + 4, INSIDE, INSIDE, INSIDE)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(sentence)
        why = reason_text(finding, plan)
        if why:
            column.addWidget(muted_label(why))
        self.reason: QLineEdit | None = None
        if finding.severity is Severity.WARNING:
            self.reason = QLineEdit(kept)
            column.addLayout(_reason_line(self.reason, finding.code, kept, is_locked=is_locked, keep=keep))
            if typed:
                self.reason.setText(typed)

    @property
    def begun(self) -> str:
        """A reason that stands here and is not kept yet."""
        text = self.reason.text().strip() if self.reason is not None else ""
        return "" if text == self._kept else text


def _reason_line(
    line: QLineEdit, code: str, kept: str, *, is_locked: bool, keep: Callable[[str, str], None]
) -> QHBoxLayout:
    line.setMaxLength(LONGEST_NOTE)
    line.setPlaceholderText(_("Reason to keep it"))
    line.setAccessibleName(_("Reason to keep the value"))
    line.setReadOnly(is_locked)
    button = QPushButton(_("Keep"))
    button.setAccessibleName(_("Keep the value with this reason"))
    button.setEnabled(False)
    line.textChanged.connect(lambda text: button.setEnabled(not is_locked and text.strip() != kept))

    def give() -> None:
        if button.isEnabled():
            keep(code, line.text().strip())

    line.returnPressed.connect(give)
    button.clicked.connect(give)
    row = QHBoxLayout()
    row.setSpacing(INSIDE)
    row.addWidget(line, stretch=1)
    row.addWidget(button)
    return row
