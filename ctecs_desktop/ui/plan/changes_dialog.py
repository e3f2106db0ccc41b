"""What differs between two versions of the plan, in words: to be sent to schools, or looked at before it is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from ctecs_desktop.domain.plan_differences import DifferenceKind, PlanDifference
from ctecs_desktop.domain.plan_use import PlanUse
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.plan_file import PlanImport
from ctecs_desktop.ui.buttons import button_row
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, scaled
from ctecs_desktop.wording import plan_difference_text, plan_problem_text, plan_use_text

DIALOG_WIDTH, DIALOG_HEIGHT = 760, 480


class _TextDialog(QDialog):
    """A text to be read and copied, with one verb; ``top`` stands above it."""

    def __init__(
        self, title: str, *, verb: str, close: str, parent: QWidget | None, top: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(scaled(DIALOG_WIDTH), scaled(DIALOG_HEIGHT))
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.text = QTextBrowser()
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(_("Differences"))
        self.verb = QPushButton(verb)
        self.verb.setProperty("primary", "true")
        self.verb.setDefault(True)
        self._close = QPushButton(close)
        self._close.setAutoDefault(False)
        self._close.clicked.connect(self.reject)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
        lines.setSpacing(INSIDE)
        if top is not None:
            lines.addWidget(top)
        lines.addWidget(self.summary)
        lines.addWidget(self.text, stretch=1)
        lines.addLayout(button_row(self._close, self.verb))


class ChangesDialog(_TextDialog):
    """``versions`` are pairs of a title and its differences, the first of which is shown first."""

    def __init__(self, versions: Sequence[tuple[str, Sequence[PlanDifference]]], parent: QWidget | None = None) -> None:
        self.version = QComboBox()
        super().__init__(
            _("What changed in the plan"), verb=_("Copy the text"), close=_("Close"), parent=parent, top=self.version
        )
        self._versions = versions
        self.version.setAccessibleName(_("Versions"))
        for title, _differences in versions:
            self.version.addItem(title)
        self.version.currentIndexChanged.connect(self._show)
        self.verb.clicked.connect(self._copy)
        self._show(0)

    def _show(self, number: int) -> None:
        _title, differences = self._versions[number]
        self.summary.setText(count_text(differences))
        self.text.setPlainText(differences_text(differences))
        self.verb.setEnabled(bool(differences))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"{self.version.currentText()}\n\n{self.text.toPlainText()}\n")


class ImportDialog(_TextDialog):
    """What a file would make of the draft; accepted where the person takes it."""

    def __init__(self, file_name: str, found: PlanImport, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Take the plan from {file}").format(file=file_name),
            verb=_("Take into the draft"),
            close=_("Cancel"),
            parent=parent,
        )
        differences, problems = found.differences, found.problems
        parts = [differences_text(differences, found.used)]
        text = count_text(differences)
        if problems:
            faults = "\n".join(plan_problem_text(each) for each in problems)
            parts.append("{title}\n{faults}".format(title=_("What is wrong in the file:"), faults=faults))
            more = ngettext(
                "{count} thing in the file is wrong; it can be mended in the draft.",
                "{count} things in the file are wrong; they can be mended in the draft.",
                len(problems),
            ).format(count=len(problems))
            text = f"{text} {more}"
        self.summary.setText(text)
        self.text.setPlainText("\n\n".join(part for part in parts if part))
        self.verb.setEnabled(bool(differences))
        self.verb.clicked.connect(self.accept)


def differences_text(differences: Sequence[PlanDifference], used: Mapping[str, PlanUse] | None = None) -> str:
    """One sentence for each difference; what is removed is told with what hangs on it."""
    return "\n".join(_sentence(each, used or {}) for each in differences)


def _sentence(difference: PlanDifference, used: Mapping[str, PlanUse]) -> str:
    text = plan_difference_text(difference)
    use = used.get(f"{difference.table} {difference.label}")
    is_removed = difference.kind is DifferenceKind.REMOVED
    return f"{text} {plan_use_text(use)}" if is_removed and use is not None else text


def count_text(differences: Sequence[PlanDifference]) -> str:
    """How many there are."""
    count = len(differences)
    if not count:
        return _("Nothing differs.")
    return ngettext("{count} difference.", "{count} differences.", count).format(count=f"{count:,}")
