"""What the tests of windows share: a scripted asker, and a window opened on a workspace of a real district."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QPagedPaintDevice, QPdfWriter
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.plan import ReportingPeriod
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.form import FormDialog
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.tasks import TaskRunner
from ctecs_desktop.ui.workplace import Workplace

WAIT_MILLISECONDS = 60_000


@dataclass
class ScriptedAsker:
    """Answers what the test laid ready, in order, and keeps what it was told and asked."""

    files: list[Path] = field(default_factory=list)
    new_files: list[Path] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    printed: list[Path] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    passphrases: list[str] = field(default_factory=list)
    says_yes: bool = True
    told: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def choose_files(self, title: str, kind: FileKind) -> list[Path]:
        self.asked.append(title)
        chosen, self.files = self.files, []
        return chosen

    def choose_file(self, title: str, kind: FileKind) -> Path | None:
        self.asked.append(title)
        return self.files.pop(0) if self.files else None

    def choose_new_file(self, title: str, kind: FileKind, *, suggestion: str) -> Path | None:
        self.asked.append(suggestion)
        return self.new_files.pop(0) if self.new_files else None

    def choose_folder(self, title: str) -> Path | None:
        self.asked.append(title)
        return self.folders.pop(0) if self.folders else None

    def choose_printer(self, title: str) -> QPagedPaintDevice | None:
        """A PDF file for a printer."""
        self.asked.append(title)
        return QPdfWriter(str(self.printed.pop(0))) if self.printed else None

    def confirm(self, question: str, *, verb: str) -> bool:
        self.asked.append(question)
        return self.says_yes

    def tell(self, text: str, *, details: str = "") -> None:
        self.told.append(text)

    def ask_text(self, question: str, *, verb: str) -> str | None:
        self.asked.append(question)
        return self.texts.pop(0) if self.texts else None

    def ask_passphrase(self, question: str, *, verb: str) -> str | None:
        self.asked.append(question)
        return self.passphrases.pop(0) if self.passphrases else None


@contextmanager
def opened_window(qtbot: QtBot, store: Path, asker: ScriptedAsker | None = None) -> Iterator[MainWindow]:
    """A window with ``store`` open and nothing under way."""
    window = MainWindow(asker=asker or ScriptedAsker())
    qtbot.addWidget(window)
    window.resize(1360, 800)
    window.show()
    window.open_store(store)
    wait_until_ready(qtbot, window)
    try:
        yield window
    finally:
        window.close()
        QApplication.processEvents()


def wait_until_ready(qtbot: QtBot, window: MainWindow) -> None:
    """Let everything under way come to its end."""
    qtbot.waitUntil(lambda: window.is_ready, timeout=WAIT_MILLISECONDS)


@contextmanager
def workplace_of(session: Session, period: ReportingPeriod, asker: ScriptedAsker | None = None) -> Iterator[Workplace]:
    """A workplace without a window around it."""
    tasks = TaskRunner()
    try:
        workplace = Workplace(session, tasks=tasks, asker=asker or ScriptedAsker(), period=period)
        yield workplace
    finally:
        workplace.close()
        tasks.close()


def answered(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, kind: type[FormDialog], fill: Callable[[Any], None]
) -> None:
    """Dialogs of that kind are filled by ``fill`` and carried out instead of waiting for a person."""

    def execute(dialog: FormDialog) -> int:
        fill(dialog)
        dialog.carry_out()
        qtbot.waitUntil(lambda: dialog.result() == QDialog.DialogCode.Accepted, timeout=20_000)
        return dialog.result()

    monkeypatch.setattr(kind, "exec", execute)
