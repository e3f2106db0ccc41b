"""Starts the window: settings, log, language, then the window, then the workspace; the only place where all rooms meet.

Nothing heavy is imported before the window has been painted once: services, store and exchange load with the workspace.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from ctecs_desktop import __version__
from ctecs_desktop.assets import asset
from ctecs_desktop.i18n import _, use_language
from ctecs_desktop.settings import (
    COLOUR_SCHEMES,
    Settings,
    change_settings,
    load_settings,
    use_settings,
    with_recent_workspace,
)

if TYPE_CHECKING:
    from platformdirs import PlatformDirs
    from PySide6.QtWidgets import QApplication

    from ctecs_desktop.ui.about.places import Places
    from ctecs_desktop.ui.dressing import Dressing
    from ctecs_desktop.ui.instance import Instance
    from ctecs_desktop.ui.main_window import MainWindow

PROGRAM = "ctecs_desktop"
MACHINE_LACKS_SOMETHING = 3
REFUSED = 1

_log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the window until it is closed; the answer is the exit code (see the README)."""
    arguments = _parser().parse_args(sys.argv[1:] if argv is None else argv)
    if arguments.screenshot is not None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    elif not _has_screen():
        text = _("There is no screen here. Work with the command ctecs, or draw a picture with --screenshot.")
        return _stop(text)
    try:
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        return _stop(_("The window needs Qt, which cannot be loaded: {reason}").format(reason=error))
    folders = _folders()
    settings = _settings(folders)
    from PySide6.QtCore import qInstallMessageHandler

    from ctecs_desktop.ui.theme import apply_theme

    qInstallMessageHandler(_log_qt)
    application = QApplication([PROGRAM])
    application.setApplicationVersion(__version__)
    apply_theme(application, arguments.scheme or settings.colour_scheme, text_size=settings.text_size)
    files: list[Path] = arguments.files
    if arguments.screenshot is not None:
        _open_log(folders, settings)
        return _draw(application, files[0] if files else None, arguments.screenshot)
    from ctecs_desktop.ui.instance import Instance

    instance = Instance(folders.user_state_path, application)
    if not instance.claim() and instance.hand_over(files):
        return 0
    scheme = arguments.scheme or settings.colour_scheme
    try:
        return _run(application, files, scheme=scheme, settings=settings, folders=folders, instance=instance)
    finally:
        instance.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("ctecs-desktop", description=_("Enter, sign, verify and roll up measures."))
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help=_("the workspace to open, or workbooks to take into it")
    )
    parser.add_argument(
        "--screenshot", type=Path, metavar="PNG", help=_("draw the window into a picture without a screen, and end")
    )
    parser.add_argument("--scheme", choices=COLOUR_SCHEMES, help=_("colours, whatever the settings say"))
    parser.add_argument("--version", action="version", version=__version__)
    return parser


def _has_screen() -> bool:
    """Without a screen Qt ends the process, beyond any ``except``; so it is looked for first."""
    is_told = "QT_QPA_PLATFORM" in os.environ or sys.platform != "linux"
    return is_told or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _stop(text: str) -> int:
    sys.stderr.write(f"{text}\n")
    return MACHINE_LACKS_SOMETHING


def _folders() -> PlatformDirs:
    from platformdirs import PlatformDirs

    return PlatformDirs(PROGRAM, appauthor=False)


def _settings(folders: PlatformDirs) -> Settings:
    settings = load_settings(folders.site_config_path / "settings.json", folders.user_config_path / "settings.json")
    use_settings(settings)
    with contextlib.suppress(FileNotFoundError):
        use_language(settings.language, catalogues=asset("locale"))
    return settings


def _open_log(folders: PlatformDirs, settings: Settings) -> None:
    from ctecs_desktop.log import set_up_log  # some milliseconds that the first paint need not wait for

    set_up_log(folders.user_log_path, level=settings.log_level)


def _log_qt(_kind: object, _context: object, message: str) -> None:
    """What Qt has to say goes into the log: nobody reads a terminal behind a window."""
    logging.getLogger("qt").warning("%s", message)


def _run(
    application: QApplication,
    files: list[Path],
    *,
    scheme: str,
    settings: Settings,
    folders: PlatformDirs,
    instance: Instance,
) -> int:
    from ctecs_desktop.ui.main_window import MainWindow

    settings_file = folders.user_config_path / "settings.json"

    def make_dressing() -> Dressing:
        from ctecs_desktop.ui.dressing import Dressing

        return Dressing(
            scheme,
            settings.text_size,
            keep=lambda scheme, size: change_settings(settings_file, colour_scheme=scheme, text_size=size),
        )

    def make_places() -> Places:
        from ctecs_desktop.ui.about.places import Places

        return Places(settings_file, folders.user_log_path)

    window = MainWindow(make_dressing=make_dressing, make_places=make_places)
    _tell_bugs(window)
    window.show_recent([Path(path) for path in settings.recent_workspaces])
    window.opened.connect(lambda path: _remember(folders, path))
    instance.called.connect(window.come_forward)

    def go_on() -> None:
        """What the first paint need not wait for: the log, the program's icon, later starts, the files given."""
        from ctecs_desktop.ui.icons import app_icon
        from ctecs_desktop.ui.qt_texts import use_qt_texts

        _open_log(folders, settings)
        use_qt_texts(application)
        window.tasks.broke.connect(lambda error: sys.excepthook(type(error), error, error.__traceback__))
        window.setWindowIcon(app_icon())
        instance.listen()
        if files:
            window.take_files([path.absolute() for path in files])

    stores = [path for path in files if path.suffix.lower() == ".ctecs"]
    if stores:
        window.announce(stores[0])
    window.first_painted.connect(go_on)
    window.show()
    return application.exec()


def _draw(application: QApplication, store: Path | None, picture: Path) -> int:
    """Draw the window with the most telling page of the workspace, and end."""
    from ctecs_desktop.ui.main_window import MainWindow
    from ctecs_desktop.ui.screenshot import draw_window

    window = MainWindow()
    problem = draw_window(application, window, store, picture)
    window.close()
    if problem:
        sys.stderr.write(f"{problem}\n")
        return REFUSED
    return 0


def _remember(folders: PlatformDirs, path: Path) -> None:
    """Put the workspace on top of the recent ones; a folder that cannot be written only costs the list."""
    file = folders.user_config_path / "settings.json"
    newest = with_recent_workspace(load_settings(None, file), path.absolute())
    try:
        change_settings(file, recent_workspaces=newest.recent_workspaces)
    except OSError as error:
        _log.warning("recent workspaces not kept: %s", type(error).__name__)


def _tell_bugs(window: MainWindow) -> None:
    """Whatever is no refusal is a bug: it is logged, and one dialog offers the details to copy."""
    is_telling = False

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        nonlocal is_telling
        if issubclass(kind, KeyboardInterrupt):
            window.close()
            return
        _log.error("a bug", exc_info=(kind, error, trace))
        if is_telling:
            return
        is_telling = True
        text = _("Something went wrong inside the program. What was saved is safe. Please send the details to support.")
        window.asker.tell(text, details="".join(traceback.format_exception(kind, error, trace)))
        is_telling = False

    sys.excepthook = tell


if __name__ == "__main__":
    sys.exit(main())
