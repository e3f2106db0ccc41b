"""Qt's own texts, such as the buttons of a file dialog, in the language of the program."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

from ctecs_desktop.i18n import language_in_use


def use_qt_texts(application: QApplication) -> bool:
    """Let Qt speak the language in use, where its translations are shipped; whether it does."""
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if not translator.load(f"qtbase_{language_in_use()}", folder):
        return False
    return application.installTranslator(translator)
