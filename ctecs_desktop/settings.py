"""The program's settings: defaults, then the machine's file, then the person's file, then the command line.

A wrong entry falls back to what stood before it and is logged; entries that this version does not know are kept.
Window sizes are not settings, and what belongs to the data (school, role, plan) lies in the workspace.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

COLOUR_SCHEMES = ("system", "light", "dark", "desktop")
"""``system`` follows the desktop between our light and our dark; ``desktop`` takes the desktop's own colours."""

TEXT_SIZES = (100, 125, 150, 200)
"""Percent of the desktop's own text size."""

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
RECENT_WORKSPACES_KEPT = 8

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person or the machine's administrator may choose. Every entry has a default that works."""

    language: str = ""
    """A language code such as ``"es"``; empty: the language of the system."""

    colour_scheme: str = "system"
    """One of ``COLOUR_SCHEMES``."""

    text_size: int = 100
    """One of ``TEXT_SIZES``."""

    log_level: str = "INFO"
    """One of ``LOG_LEVELS``."""

    recent_workspaces: tuple[str, ...] = ()
    """Paths of the workspaces opened last, the newest first, at most ``RECENT_WORKSPACES_KEPT``."""

    second_backup_folder: str = ""
    """A folder that gets a copy of every backup, such as a stick or a synchronized folder; empty: none."""


_in_use = Settings()
_user_file: Path | None = None


def use_settings(settings: Settings, *, user_file: Path | None = None) -> None:
    """Let ``settings`` hold for this process, as its entry point read them; changes go to ``user_file``."""
    global _in_use, _user_file  # one person works in a process, as with its language and its log
    _in_use, _user_file = settings, user_file


def settings_in_use() -> Settings:
    """The settings of this process; the defaults before any were read."""
    return _in_use


def change_settings_in_use(**changes: object) -> None:
    """Let the named entries hold from now on, and keep them in the person's file where there is one.

    Raises ValueError for an unknown entry or a wrong value, and OSError where the file cannot be written; then they
    hold for this process all the same.
    """
    global _in_use
    checked = {name: _checked(name, value) for name, value in changes.items()}
    _in_use = replace(_in_use, **checked)  # type: ignore[arg-type]  # _checked gives each entry its type
    if _user_file is not None:
        change_settings(_user_file, **changes)


def load_settings(
    machine_file: Path | None, user_file: Path | None, *, command_line: Mapping[str, object] | None = None
) -> Settings:
    """Read the settings; each source overrules the one before it. Never raises: what cannot be used is logged."""
    settings = Settings()
    for source in (machine_file, user_file):
        if source is not None:
            settings = _overruled(settings, _read(source) or {}, source=source.name)
    return _overruled(settings, command_line or {}, source="command line")


def change_settings(user_file: Path, **changes: object) -> None:
    """Write the named entries into the person's file and leave its other entries as they are.

    The file is replaced in one step. A file that cannot be read as settings is kept beside it with the ending
    ``.damaged``. Raises ValueError for an unknown entry or a wrong value, OSError where the folder cannot be written.
    """
    checked = {name: _checked(name, value) for name, value in changes.items()}
    entries = _read(user_file)
    user_file.parent.mkdir(parents=True, exist_ok=True)
    if entries is None:
        user_file.replace(user_file.with_name(user_file.name + ".damaged"))
        entries = {}
    text = json.dumps(entries | checked, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    new_file = user_file.with_name(f".{user_file.name}.{os.getpid()}.new")
    try:
        new_file.write_text(text, encoding="utf-8")
        new_file.replace(user_file)
    finally:
        with contextlib.suppress(FileNotFoundError):
            new_file.unlink()


def with_recent_workspace(settings: Settings, workspace: Path) -> Settings:
    """The settings with ``workspace`` as the newest of the recent ones; none is named twice."""
    newest = str(workspace)
    others = [path for path in settings.recent_workspaces if path != newest]
    return replace(settings, recent_workspaces=(newest, *others)[:RECENT_WORKSPACES_KEPT])


def _read(file: Path) -> dict[str, object] | None:
    """The entries of a settings file; empty where there is none, None where it is not one."""
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        _log.warning("settings file %s cannot be read: %s", file.name, type(error).__name__)
        return None
    if not isinstance(entries, dict):
        _log.warning("settings file %s does not hold an object", file.name)
        return None
    return entries


def _overruled(settings: Settings, entries: Mapping[str, object], *, source: str) -> Settings:
    good: dict[str, object] = {}
    for name in (field.name for field in fields(Settings)):
        if name in entries:
            try:
                good[name] = _checked(name, entries[name])
            except ValueError:
                _log.warning("%s: the entry %s has a value that cannot be used", source, name)
    return replace(settings, **good)  # type: ignore[arg-type]  # _checked gives each entry its type


def _checked(name: str, value: object) -> object:
    """The value in the form that Settings holds it; raises ValueError where it does not fit the entry."""
    check = _CHECKS.get(name)
    if check is None:
        raise ValueError(f"there is no setting named {name!r}")
    return check(value)


def _one_of(*allowed: str) -> Callable[[object], object]:
    def check(value: object) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise ValueError(f"not one of {', '.join(allowed)}")
        return value

    return check


def _text_size(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in TEXT_SIZES:
        raise ValueError(f"not one of {', '.join(map(str, TEXT_SIZES))}")
    return value


def _language(value: object) -> str:
    if not isinstance(value, str) or (value and not value.replace("_", "").replace("-", "").isalnum()):
        raise ValueError("not a language code")
    return value


def _folder(value: object) -> str:
    if not isinstance(value, str) or (value and not Path(value).is_absolute()):
        raise ValueError("not the whole path of a folder")
    return value


def _paths(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(path, str) and path for path in value):
        raise ValueError("not a list of paths")
    return tuple(value)[:RECENT_WORKSPACES_KEPT]


_CHECKS: dict[str, Callable[[object], object]] = {
    "language": _language,
    "colour_scheme": _one_of(*COLOUR_SCHEMES),
    "text_size": _text_size,
    "log_level": _one_of(*LOG_LEVELS),
    "recent_workspaces": _paths,
    "second_backup_folder": _folder,
}
