"""Everything a page asks of the person in a dialog: files, confirmations, reasons, passphrases.

Pages hold an ``Asker`` and never a dialog class, so that tests answer by script.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QDir
from PySide6.QtGui import QPagedPaintDevice
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE

TEXT_WIDTH = 440
"""Pixels: some seventy characters a line read best."""


class FileKind(Enum):
    """The kinds of file that are asked for, with the endings they have."""

    WORKBOOK = "*.xlsx"
    VALUES = "*.csv *.xlsx"
    TABLE = "*.csv"
    SHEET = "*.xlsx *.csv"
    DOCUMENT = "*.json"
    WORKSPACE = "*.ctecs"
    BUNDLE = "*.zip"
    KEY = "*.p12 *.pfx"
    PDF = "*.pdf"
    PICTURE = "*.png *.pdf"
    WORD = "*.docx"

    @property
    def pattern(self) -> str:
        """What a file dialog filters by."""
        titles = {
            FileKind.WORKBOOK: _("Workbooks"),
            FileKind.VALUES: _("Values in a sheet or CSV file"),
            FileKind.TABLE: _("CSV files"),
            FileKind.SHEET: _("Workbooks and CSV files"),
            FileKind.DOCUMENT: _("JSON documents"),
            FileKind.WORKSPACE: _("Workspaces"),
            FileKind.BUNDLE: _("Support bundles"),
            FileKind.KEY: _("Key files"),
            FileKind.PDF: _("PDF documents"),
            FileKind.PICTURE: _("Pictures (PNG) and PDF documents"),
            FileKind.WORD: _("Word documents"),
        }
        return f"{titles[self]} ({self.value})"


class Asker(Protocol):
    """What a page may ask; every answer may be None, which means that the person turned back."""

    def choose_files(self, title: str, kind: FileKind) -> list[Path]:
        """Existing files, none where the person turned back."""
        ...

    def choose_file(self, title: str, kind: FileKind) -> Path | None:
        """One existing file."""
        ...

    def choose_new_file(self, title: str, kind: FileKind, *, suggestion: str) -> Path | None:
        """A name for a file to be written."""
        ...

    def choose_folder(self, title: str) -> Path | None:
        """An existing folder."""
        ...

    def choose_printer(self, title: str) -> QPagedPaintDevice | None:
        """Something to print on, with its paper."""
        ...

    def confirm(self, question: str, *, verb: str) -> bool:
        """Yes or no; ``verb`` is what yes does."""
        ...

    def tell(self, text: str, *, details: str = "") -> None:
        """Something after which nothing else can go on; ``details`` can be copied."""
        ...

    def ask_text(self, question: str, *, verb: str) -> str | None:
        """A reason or note, never empty."""
        ...

    def ask_passphrase(self, question: str, *, verb: str) -> str | None:
        """A passphrase, hidden while it is typed."""
        ...


class WindowAsker:
    """Asks with dialogs over ``window``."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def choose_files(self, title: str, kind: FileKind) -> list[Path]:
        names, _filter = QFileDialog.getOpenFileNames(self._window, title, QDir.homePath(), kind.pattern)
        return [Path(name) for name in names]

    def choose_file(self, title: str, kind: FileKind) -> Path | None:
        name, _filter = QFileDialog.getOpenFileName(self._window, title, QDir.homePath(), kind.pattern)
        return Path(name) if name else None

    def choose_new_file(self, title: str, kind: FileKind, *, suggestion: str) -> Path | None:
        place = str(Path(QDir.homePath()) / suggestion)
        name, _filter = QFileDialog.getSaveFileName(self._window, title, place, kind.pattern)
        if not name:
            return None
        path = Path(name)
        ending = kind.value.split()[0].removeprefix("*")
        return path if path.suffix else path.with_suffix(ending)

    def choose_folder(self, title: str) -> Path | None:
        name = QFileDialog.getExistingDirectory(self._window, title, QDir.homePath())
        return Path(name) if name else None

    def choose_printer(self, title: str) -> QPagedPaintDevice | None:
        # Looking for printers takes time that nobody should wait for who does not print.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(title)
        dialog = QPrintDialog(printer, self._window)
        dialog.setWindowTitle(title)
        return printer if dialog.exec() else None

    def confirm(self, question: str, *, verb: str) -> bool:
        box = QMessageBox(QMessageBox.Icon.Question, _("CTECS"), question, parent=self._window)
        yes = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
        box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return box.clickedButton() is yes

    def tell(self, text: str, *, details: str = "") -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, _("CTECS"), text, parent=self._window)
        box.setDetailedText(details)
        box.addButton(_("Close"), QMessageBox.ButtonRole.AcceptRole)
        box.exec()

    def ask_text(self, question: str, *, verb: str) -> str | None:
        dialog = TextDialog(question, verb=verb, parent=self._window)
        return dialog.text if dialog.exec() else None

    def ask_passphrase(self, question: str, *, verb: str) -> str | None:
        dialog = PassphraseDialog(question, verb=verb, parent=self._window)
        return dialog.text if dialog.exec() else None


class _QuestionDialog(QDialog):
    """A question, one input and two buttons, of which the first carries a verb."""

    def __init__(self, question: str, field: QWidget, *, verb: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("CTECS"))
        label = QLabel(question)
        label.setWordWrap(True)
        label.setMinimumWidth(TEXT_WIDTH)
        label.setBuddy(field)
        field.setAccessibleName(question)
        self._yes = QPushButton(verb)
        self._yes.setProperty("primary", "true")
        self._yes.setDefault(True)
        self._yes.setEnabled(False)
        self._yes.clicked.connect(self.accept)
        cancel = QPushButton(_("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(INSIDE)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._yes)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
        layout.setSpacing(INSIDE)
        layout.addWidget(label)
        layout.addWidget(field)
        layout.addLayout(buttons)

    def _allow(self, text: str) -> None:
        self._yes.setEnabled(bool(text.strip()))


class TextDialog(_QuestionDialog):
    """Asks for a reason or a note of any length."""

    def __init__(self, question: str, *, verb: str, parent: QWidget | None = None) -> None:
        self._field = QPlainTextEdit()
        self._field.setTabChangesFocus(True)
        super().__init__(question, self._field, verb=verb, parent=parent)
        self._field.textChanged.connect(lambda: self._allow(self._field.toPlainText()))

    @property
    def text(self) -> str:
        """What was typed, without the blanks around it."""
        return self._field.toPlainText().strip()


class PassphraseDialog(_QuestionDialog):
    """Asks for a passphrase, which is not shown."""

    def __init__(self, question: str, *, verb: str, parent: QWidget | None = None) -> None:
        self._field = QLineEdit()
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        super().__init__(question, self._field, verb=verb, parent=parent)
        self._field.textChanged.connect(self._allow)

    @property
    def text(self) -> str:
        """What was typed, every character of it."""
        return self._field.text()
