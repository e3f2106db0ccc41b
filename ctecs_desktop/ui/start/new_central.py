"""Making central office's workspace: the plan to begin with, the file, and the district's key."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from ctecs_desktop.i18n import _
from ctecs_desktop.services.workspace import create_central, default_folder, make_default_folder, starting_plan
from ctecs_desktop.ui.asking import Asker, FileKind
from ctecs_desktop.ui.form import FormDialog, NewPassphrase, PlaceField
from ctecs_desktop.ui.tasks import JobProgress, TaskRunner


class NewCentralDialog(FormDialog):
    """``made`` is the path of the workspace once it has been made."""

    help_page = "central"

    def __init__(self, asker: Asker, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        title = _("New workspace for central office")
        super().__init__(title, verb=_("Make the workspace"), tasks=tasks, parent=parent)
        self.made: Path | None = None
        self.shipped = QRadioButton(_("Starting plan 2019–2022, with sixty measures to revise"))
        self.practice = QRadioButton(_("Practice plan over the published years, for trying things out"))
        self.shipped.setChecked(True)
        plans = QWidget()
        group = QButtonGroup(plans)
        column = QVBoxLayout(plans)
        column.setContentsMargins(0, 0, 0, 0)
        for button in (self.shipped, self.practice):
            group.addButton(button)
            column.addWidget(button)
        plans.setFocusProxy(self.shipped)
        self.add_row(_("Plan"), plans)
        self.place = PlaceField(
            asker,
            _("Where the workspace is kept"),
            FileKind.WORKSPACE,
            name=_("File"),
            suggestion=str(default_folder() / "central.ctecs"),
        )
        self.place.line.setText(str(default_folder() / "central.ctecs"))
        self.place.line.textChanged.connect(self.follow)
        self.add_row(_("&File"), self.place)
        self.passphrase = NewPassphrase(
            self,
            meaning=_(
                "It opens the district's key, which is kept beside the workspace. Nobody can recover it: "
                "write it down and keep it where the district keeps its seals."
            ),
        )
        self.follow()

    def is_complete(self) -> bool:
        return self.place.path is not None and self.passphrase.is_good()

    def carry_out(self) -> None:
        path = self.place.path
        if path is None:
            return
        practice, passphrase = self.practice.isChecked(), self.passphrase.text

        def work(_progress: JobProgress) -> Path:
            make_default_folder(path)
            create_central(path, plan=starting_plan(practice=practice), passphrase=passphrase).close()
            return path

        self.run_without_store(work, self._made)

    def _made(self, path: Path) -> None:
        self.made = path
