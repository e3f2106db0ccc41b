"""What every command stands on: the log, the person's settings, the language."""

from __future__ import annotations

import contextlib
import logging
import sys
from io import TextIOWrapper
from pathlib import Path

PROGRAM = "ctecs_desktop"


def prepare() -> None:
    """Open the log, read the settings, choose the language; none of it can keep a command from running."""
    from platformdirs import PlatformDirs

    from ctecs_desktop.assets import asset
    from ctecs_desktop.i18n import use_language
    from ctecs_desktop.log import set_up_log
    from ctecs_desktop.settings import load_settings, use_settings

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # An old code page of a Windows terminal lacks many signs; a question mark is better than no answer.
            stream.reconfigure(errors="replace")
    folders = PlatformDirs(PROGRAM, appauthor=False)
    settings = load_settings(folders.site_config_path / "settings.json", folders.user_config_path / "settings.json")
    use_settings(settings)
    set_up_log(folders.user_log_path, level=settings.log_level)
    with contextlib.suppress(FileNotFoundError):
        use_language(settings.language, catalogues=asset("locale"))


def log_file() -> Path | None:
    """Where the log is being written; None where it could not be opened."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.FileHandler):
            return Path(handler.baseFilename)
    return None


def log_folder() -> Path:
    """The person's folder for logs, whether or not there is one."""
    from platformdirs import PlatformDirs

    return PlatformDirs(PROGRAM, appauthor=False).user_log_path
