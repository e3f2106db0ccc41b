"""Dialogs made of rows of label and input, with one verb at the bottom right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.asking import Asker, FileKind
from ctecs_desktop.ui.buttons import button_row
from ctecs_desktop.ui.messages import MessageBar
from ctecs_desktop.ui.tasks import Job, JobProgress, Outcome, TaskRunner
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, Tone, muted_label, scaled

if TYPE_CHECKING:
    from ctecs_desktop.services.session import Session

FORM_WIDTH = 560


class FormDialog(QDialog):
    """Rows of inputs; the verb is offered once ``is_complete`` says so. A refusal is told inside."""

    help_page = "start"
    """The page of the help that F1 opens; while the dialog is open, the window's own F1 cannot be reached."""

    def __init__(self, title: str, *, verb: str, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tasks = tasks
        self._is_working = False
        self.setWindowTitle(title)
        self.message = MessageBar()
        self.form = QFormLayout()
        self.form.setSpacing(INSIDE)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.verb = QPushButton(verb)
        self.verb.setProperty("primary", "true")
        self.verb.setDefault(True)
        self.verb.clicked.connect(self.carry_out)
        self._cancel = QPushButton(_("Cancel"))
        self._cancel.setAutoDefault(False)
        self._cancel.clicked.connect(self.reject)
        self._fields: list[QWidget] = []
        QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), self).activated.connect(self._help)
        column = QVBoxLayout(self)
        column.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
        column.setSpacing(BETWEEN_GROUPS)
        column.addWidget(self.message)
        column.addLayout(self.form)
        column.addStretch(1)
        column.addLayout(button_row(self._cancel, self.verb))

    def is_complete(self) -> bool:
        """Whether everything needed is there."""
        return True

    def carry_out(self) -> None:
        """Do what the verb says, by ``run`` or ``run_without_store``."""
        raise NotImplementedError

    def run(
        self, session: Session, work: Callable[[Session, JobProgress], Outcome], done: Callable[[Outcome], None]
    ) -> None:
        """Carry out ``work`` on the worker's thread, then ``done``, and close."""
        self.tasks.run(self._job(done), session, work)

    def run_without_store(self, work: Callable[[JobProgress], Outcome], done: Callable[[Outcome], None]) -> None:
        """The same where there is no store yet."""
        self.tasks.run_without_store(self._job(done), work)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the first input; the buttons come last, although they were made first."""
        super().showEvent(event)
        QWidget.setTabOrder(self._last_input(), self._cancel)
        QWidget.setTabOrder(self._cancel, self.verb)
        self._fit()
        if self._fields:
            self._fields[0].setFocus()

    def event(self, event: QEvent) -> bool:
        """A text that has become longer gets its room at once."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._fit()
        return done

    def _fit(self) -> None:
        """As wide as the widest input and as high as the wrapped texts need: a dialog's own layout sees to neither."""
        layout = self.layout()
        if layout is None:
            return
        width = max(self.width(), scaled(FORM_WIDTH), layout.totalMinimumSize().width())
        height = max(self.height(), layout.totalHeightForWidth(width))
        if (width, height) != (self.width(), self.height()):
            self.resize(width, height)

    def _help(self) -> None:
        from ctecs_desktop.ui.help.help_window import help_window

        help_window(self, None).show_help(self.help_page)

    def _last_input(self) -> QWidget:
        field = self._fields[-1] if self._fields else self.message
        return field.focusProxy() or field

    def reject(self) -> None:
        """A dialog whose work is under way stays: nobody should wonder whether the key was made."""
        if not self._is_working:
            super().reject()

    def follow(self, *_facts: object) -> None:
        """Offer the verb or not; connected to the inputs' signals."""
        self.verb.setEnabled(not self._is_working and self.is_complete())

    def _job(self, done: Callable[[Outcome], None]) -> Job[Outcome]:
        def finished(outcome: Outcome) -> None:
            self._work(is_working=False)
            done(outcome)
            self.accept()

        def failed(error: CtecsError) -> None:
            self._work(is_working=False)
            self.tell(error)

        self._work(is_working=True)
        return Job(self.windowTitle(), finished, failed, writes=True)

    def _work(self, *, is_working: bool) -> None:
        self._is_working = is_working
        for row in range(self.form.rowCount()):
            for role in (QFormLayout.ItemRole.FieldRole, QFormLayout.ItemRole.SpanningRole):
                item = self.form.itemAt(row, role)
                widget = item.widget() if item is not None else None
                if widget is not None and not isinstance(widget, QLabel):
                    widget.setEnabled(not is_working)
        if is_working:
            self.message.show_message(_("Working…"), Tone.ACCENT, can_be_dismissed=False)
        else:
            self.message.clear()
        self.follow()

    def add_row(self, label: str, field: QWidget, *, hint: QLabel | None = None) -> None:
        """A visible label as the field's buddy, the same words as its accessible name, a hint below."""
        caption = QLabel(label)
        caption.setBuddy(field)
        caption.setMinimumHeight(field.sizeHint().height())
        if not field.accessibleName():
            field.setAccessibleName(label.replace("&", ""))
        self.form.addRow(caption, field)
        self._fields.append(field)
        if hint is not None:
            self.form.addRow("", hint)

    def add_check(self, box: QCheckBox) -> None:
        """A box to tick over the whole width; its text says what is ticked."""
        box.toggled.connect(self.follow)
        self.form.addRow(box)
        self._fields.append(box)

    def add_text(self, text: str) -> QLabel:
        """A paragraph over the whole width."""
        label = QLabel(text)
        label.setWordWrap(True)
        self.form.addRow(label)
        return label

    def tell(self, error: CtecsError) -> None:
        """Say what was refused."""
        from ctecs_desktop.wording import problem_text

        self.message.show_message(problem_text(error), Tone.BAD)


class PlaceField(QWidget):
    """A path that is chosen in a dialog and shown; ``verb`` is on the button."""

    def __init__(self, asker: Asker, title: str, kind: FileKind, *, name: str, suggestion: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._asker = asker
        self._title = title
        self._kind = kind
        self._suggestion = suggestion
        self.line = QLineEdit()
        self.line.setReadOnly(True)
        self.line.setAccessibleName(name)
        self.line.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes to the button, which says what was chosen
        self.button = QPushButton(_("Choose…"))
        self.button.setAccessibleName(_("{title}: choose").format(title=name))
        self.line.textChanged.connect(self.button.setAccessibleDescription)
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(INSIDE)
        row.addWidget(self.line, stretch=1)
        row.addWidget(self.button)
        self.setFocusProxy(self.button)

    @property
    def path(self) -> Path | None:
        """What was chosen."""
        return Path(self.line.text()) if self.line.text() else None

    def suggest(self, name: str) -> None:
        """Offer that name where a new file is chosen."""
        self._suggestion = name

    def choose(self) -> None:
        """Ask for the file: a new one where a name is suggested, else one that is there."""
        if self._suggestion:
            path = self._asker.choose_new_file(self._title, self._kind, suggestion=self._suggestion)
        else:
            path = self._asker.choose_file(self._title, self._kind)
        if path is not None:
            self.line.setText(str(path))


class NewPassphrase:
    """Two boxes for a new passphrase and how good it is, in words."""

    def __init__(self, dialog: FormDialog, *, meaning: str) -> None:
        self.first, self.second = QLineEdit(), QLineEdit()
        self._hint = muted_label(meaning)
        self._meaning = meaning
        for field in (self.first, self.second):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.textChanged.connect(self._judge)
            field.textChanged.connect(dialog.follow)
        dialog.add_row(_("&Passphrase"), self.first)
        dialog.add_row(_("&Again"), self.second, hint=self._hint)

    @property
    def text(self) -> str:
        """What was typed."""
        return self.first.text()

    def set_visible(self, dialog: FormDialog, is_visible: bool) -> None:
        """Show or hide the boxes with their labels and the hint."""
        for widget in (self.first, self.second, self._hint):
            dialog.form.setRowVisible(widget, is_visible)

    def is_good(self) -> bool:
        """Whether it is good enough and typed twice the same."""
        from ctecs_desktop.services.keys import judge_passphrase

        return self.first.text() == self.second.text() and judge_passphrase(self.first.text()).is_enough

    def _judge(self) -> None:
        from ctecs_desktop.services.keys import judge_passphrase
        from ctecs_desktop.wording import passphrase_strength_text

        if not self.first.text():
            self._hint.setText(self._meaning)
            return
        strength = passphrase_strength_text(judge_passphrase(self.first.text()).value)
        text = _("This passphrase is {strength}.").format(strength=strength)
        if self.second.text() and self.first.text() != self.second.text():
            text = f"{text} {_('The two are not the same.')}"
        self._hint.setText(text)


class OldPassphrase:
    """One box for the passphrase of a key that is there."""

    def __init__(self, dialog: FormDialog, *, meaning: str) -> None:
        self.first = QLineEdit()
        self.first.setEchoMode(QLineEdit.EchoMode.Password)
        self.first.textChanged.connect(dialog.follow)
        self._hint = muted_label(meaning)
        dialog.add_row(_("&Passphrase"), self.first, hint=self._hint)

    def set_visible(self, dialog: FormDialog, is_visible: bool) -> None:
        """Show or hide the box with its label and the hint."""
        for widget in (self.first, self._hint):
            dialog.form.setRowVisible(widget, is_visible)

    @property
    def text(self) -> str:
        """What was typed."""
        return self.first.text()

    def is_good(self) -> bool:
        """Whether anything was typed; the key itself says whether it is right."""
        return bool(self.first.text())
