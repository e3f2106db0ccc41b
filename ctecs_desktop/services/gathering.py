"""Which files are meant: those named, those in the folders named, and those that arrive in a folder that is watched."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ctecs_desktop.domain.errors import CtecsError, ExchangeError
from ctecs_desktop.exchange.files import NOT_OPENED, require_openable

_PASSED_OVER = (".", "~$")
"""Beginnings of names that nobody sent: hidden files, and what Excel leaves beside an open workbook."""

STABLE_LOOKS = 2
"""So many looks in a row must find a file the same before it is taken: until then somebody may be copying it."""

EMPTY_LOOKS = 30
"""The same for a file without a byte: a name is often there well before what it names."""

LONGEST_PAUSE = 30
"""So many looks lie at most between two tries to open a file that another program holds."""


def files_among(paths: Iterable[Path]) -> list[Path]:
    """The files named, and every file in the folders named and below them, in the order of their names.

    Pictures and letters are among them: each gets its verdict, so that nothing is passed over in silence. Links are
    not followed, which could lead round in a circle.
    """
    files: list[Path] = []
    for path in paths:
        files += _files_below(path) if path.is_dir() else [path]
    return files


def _files_below(folder: Path) -> list[Path]:
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(_PASSED_OVER))
        found += [Path(place, name) for name in sorted(names) if not name.startswith(_PASSED_OVER)]
    return found


@dataclass(frozen=True, slots=True)
class FolderLook:
    """What a look found: files that are ready and were not given before, and those ``waiting``, each with its reason.

    ``is_there`` is False for a folder that cannot be reached, such as one on a stick that was pulled.
    """

    ready: tuple[Path, ...] = ()
    waiting: Mapping[Path, CtecsError] = field(default_factory=dict)
    is_there: bool = True


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a file was like when it was looked at: its size in bytes, and when it was changed (nanoseconds)."""

    size: int
    changed: int


_HIDDEN = _Seen(-1, 0)
"""A file of which the system does not even say how large it is."""


@dataclass(slots=True)
class _Waiting:
    """A file that could not be opened: why, how many looks to leave it alone, and how many that were last time."""

    error: CtecsError
    pause: int
    looks_left: int


@dataclass(slots=True)
class FolderWatch:
    """A folder into which files are put by e-mail programs and sticks. It is looked at; nothing in it is changed.

    Looking beats being told: systems tell nothing of network drives, and of a large file they tell a hundred times.
    A file is given once it has stopped changing and can be opened, and again only when it has become another one. One
    that cannot be opened is tried again after a pause that doubles with each try, up to ``LONGEST_PAUSE`` looks.
    """

    folder: Path
    _seen: dict[Path, tuple[_Seen, int]] = field(default_factory=dict)
    _given: dict[Path, _Seen] = field(default_factory=dict)
    _waiting: dict[Path, _Waiting] = field(default_factory=dict)
    _is_hurried: bool = False

    def look(self) -> FolderLook:
        """Look at every file once; opens those that are ready for the first time, and those whose pause is over."""
        is_hurried, self._is_hurried = self._is_hurried, False
        ready = []
        seen: dict[Path, tuple[_Seen, int]] = {}
        waiting: dict[Path, _Waiting] = {}
        for path in _files_below(self.folder):
            now = _looked_at(path)
            if now is None:
                continue
            before, looks = self._seen.get(path, (now, 0))
            looks = looks + 1 if before == now else 1
            seen[path] = (now, looks)
            if self._given.get(path) == now:
                continue
            held = self._waiting.get(path)
            if looks >= (STABLE_LOOKS if now.size else EMPTY_LOOKS):
                held = _tried(path, held, is_hurried=is_hurried)
                if held is None:
                    self._given[path] = now
                    ready.append(path)
            if held is not None:
                waiting[path] = held
        self._seen, self._waiting = seen, waiting
        return FolderLook(tuple(ready), {path: each.error for path, each in waiting.items()}, self.folder.is_dir())

    def give_again(self, paths: Iterable[Path]) -> None:
        """Files that were given and not taken, as after a Stop: the next look gives them once more."""
        for path in paths:
            self._given.pop(path, None)

    def try_again(self) -> None:
        """Let the next look try every file that waits, whatever is left of its pause."""
        self._is_hurried = True


def _tried(path: Path, held: _Waiting | None, *, is_hurried: bool) -> _Waiting | None:
    """How the file waits now; None where it can be opened, or where the intake must say why it never will."""
    if held is not None and held.looks_left > 0 and not is_hurried:
        held.looks_left -= 1
        return held
    try:
        require_openable(path)
    except ExchangeError as error:
        if error.code in NOT_OPENED:
            pause = min(held.pause * 2, LONGEST_PAUSE) if held is not None and not is_hurried else 1
            return _Waiting(error, pause, pause - 1)
    return None


def _looked_at(path: Path) -> _Seen | None:
    """None for a file that went away."""
    try:
        facts = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return _HIDDEN
    return _Seen(facts.st_size, facts.st_mtime_ns)
