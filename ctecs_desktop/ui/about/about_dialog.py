"""Version, folders and libraries of the program, as text that can be selected and copied."""

from __future__ import annotations

import platform

from PySide6.QtCore import Qt, QUrl, Signal, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QFormLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ctecs_desktop import __version__
from ctecs_desktop.i18n import _
from ctecs_desktop.services.support import Library, libraries
from ctecs_desktop.ui.about.places import Places
from ctecs_desktop.ui.buttons import button_row
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, muted_label, page_title, scaled

WIDTH = 620


class AboutDialog(QDialog):
    """``support_wanted`` is emitted where the person goes on to the support bundle."""

    support_wanted = Signal()

    def __init__(self, places: Places, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("About this program"))
        self.setMinimumWidth(scaled(WIDTH))
        self._facts: list[tuple[str, str]] = [
            (_("Version"), _("{version}, on Python {python} and Qt {qt}").format(
                version=__version__, python=platform.python_version(), qt=qVersion()
            )),
            (_("System"), f"{platform.system()} {platform.release()}"),
            (_("Settings"), str(places.settings_file)),
            (_("Log"), str(places.log_folder)),
            (_("Made with"), ", ".join(_described(library) for library in libraries())),
        ]  # fmt: skip
        form = QFormLayout()
        form.setHorizontalSpacing(BETWEEN_GROUPS)
        form.setVerticalSpacing(INSIDE)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        for name, text in self._facts:
            label = QLabel(text)
            label.setWordWrap(True)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            label.setAccessibleName(f"{name}: {text}")
            form.addRow(name, label)
        copy, support, close = QPushButton(_("Copy")), QPushButton(_("Support bundle…")), QPushButton(_("Close"))
        log = QPushButton(_("Open the log folder"))
        copy.clicked.connect(self.copy)
        log.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(places.log_folder))))
        support.clicked.connect(self._go_on_to_support)
        close.clicked.connect(self.accept)
        close.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS, BETWEEN_GROUPS)
        column.setSpacing(BETWEEN_GROUPS)
        column.addWidget(page_title(_("CTECS measures")))
        about = _(
            "Strategic-plan measures of the Connecticut Technical Education and Career System, entered, signed, "
            "verified and rolled up without a network."
        )
        column.addWidget(muted_label(about))
        column.addLayout(form)
        column.addStretch(1)
        column.addLayout(button_row(copy, log, support, close))
        close.setFocus()

    def copy(self) -> None:
        """Put everything on the clipboard, for a message to support."""
        QGuiApplication.clipboard().setText("\n".join(f"{name}: {text}" for name, text in self._facts))

    def _go_on_to_support(self) -> None:
        self.accept()
        self.support_wanted.emit()


def _described(library: Library) -> str:
    version = f"{library.name} {library.version}".strip()
    return f"{version} ({library.licence})" if library.licence else version
