"""Which files are meant: those named, those in the folders named, and those that arrive in a folder that is watched."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

_PASSED_OVER = (".", "~$")
"""Beginnings of names that nobody sent: hidden files, and what Excel leaves beside an open workbook."""

STABLE_LOOKS = 2
"""So many looks in a row must find a file the same before it is taken: until then somebody may be copying it."""


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
class _Seen:
    """What a file was like when it was looked at: its size in bytes, and when it was changed (nanoseconds)."""

    size: int
    changed: int


@dataclass(slots=True)
class FolderWatch:
    """A folder into which files are put by e-mail programs and sticks. It is looked at; nothing in it is changed.

    Looking beats being told: systems tell nothing of network drives, and of a large file they tell a hundred times.
    A file is given once it has stopped changing, and again only when it has become another one.
    """

    folder: Path
    _seen: dict[Path, tuple[_Seen, int]] = field(default_factory=dict)
    _given: dict[Path, _Seen] = field(default_factory=dict)

    def look(self) -> list[Path]:
        """The files that are ready now and were not given before; none where the folder cannot be reached."""
        ready = []
        seen: dict[Path, tuple[_Seen, int]] = {}
        for path in _files_below(self.folder):
            now = _looked_at(path)
            if now is None:
                continue
            before, looks = self._seen.get(path, (now, 0))
            looks = looks + 1 if before == now else 1
            seen[path] = (now, looks)
            if looks >= STABLE_LOOKS and self._given.get(path) != now:
                self._given[path] = now
                ready.append(path)
        self._seen = seen
        return ready

    def give_again(self, paths: Iterable[Path]) -> None:
        """Files that were given and not taken, as after a Stop: the next look gives them once more."""
        for path in paths:
            self._given.pop(path, None)


def _looked_at(path: Path) -> _Seen | None:
    """None for a file that went away, or that nobody may look at."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return _Seen(facts.st_size, facts.st_mtime_ns)
