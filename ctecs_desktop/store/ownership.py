"""One process owns a store at a time, and a second one is told who has it."""

from __future__ import annotations

import getpass
import json
import os
import socket
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ctecs_desktop.domain.errors import StoreBusy, StoreFull

if TYPE_CHECKING:
    from filelock import BaseFileLock

_OFFSET = 1
"""Where the owner's particulars begin: Windows locks byte 0 so hard that nobody else can read it."""


class Ownership:
    """The held lock ``<store>.lock``, shared by all connections of this process that came from one ``open_store``."""

    def __init__(self, lock: BaseFileLock, path: Path) -> None:
        self._lock = lock
        self._path = path
        self._holders = 1
        self._guard = threading.Lock()

    @classmethod
    def take(cls, store_path: Path) -> Ownership:
        """Own ``store_path``, or raise ``StoreBusy("store.owned", who, host, pid, since)`` without waiting.

        The operating system drops the lock when its process ends, however it ends, so no stale lock is left behind.
        """
        from filelock import FileLock, Timeout  # 20 ms that a start without a store need not pay

        path = lock_path(store_path)
        # Not per thread: the owner may be closed on another thread than it was opened on.
        lock = FileLock(path, thread_local=False)
        try:
            lock.acquire(blocking=False)
        except Timeout as error:
            raise StoreBusy("store.owned", path=str(store_path), **_read_owner(path)) from error
        except OSError as error:
            raise StoreFull("store.read_only", path=str(store_path)) from error
        ownership = cls(lock, path)
        try:
            ownership._write_owner()
        except OSError as error:
            ownership.release()
            raise StoreFull("store.cannot_write", path=str(store_path), detail=type(error).__name__) from error
        return ownership

    def share(self) -> Ownership:
        """One more holder; the lock is given back when the last one releases it."""
        with self._guard:
            self._holders += 1
        return self

    def release(self) -> None:
        """Give up one hold; nothing happens once all are given up.

        The lock file stays: removing it would let two processes lock two files of one name.
        """
        with self._guard:
            self._holders -= 1
            if self._holders != 0:
                return
        if self._lock.is_locked:
            _overwrite(self._path, b"")
        self._lock.release()

    def _write_owner(self) -> None:
        # The clock is read here and not handed in: this says when a process took the file, which no rule depends on.
        owner = {
            "pid": os.getpid(),
            "who": _login_name(),
            "host": socket.gethostname(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        _overwrite(self._path, json.dumps(owner).encode("utf-8"))


def lock_path(store_path: Path) -> Path:
    """The lock file beside a store."""
    return store_path.with_name(store_path.name + ".lock")


def _overwrite(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.ftruncate(descriptor, _OFFSET)
        os.lseek(descriptor, _OFFSET, os.SEEK_SET)
        os.write(descriptor, content)
    finally:
        os.close(descriptor)


def _read_owner(path: Path) -> dict[str, object]:
    """What the lock file says of its owner; empty words where it says nothing (yet)."""
    owner: dict[str, object] = {"who": "", "host": "", "pid": 0, "since": ""}
    try:
        with path.open("rb") as file:
            file.seek(_OFFSET)
            told = json.loads(file.read(4096))
    except (OSError, ValueError):
        return owner
    if isinstance(told, dict):
        owner.update({name: told[name] for name in owner if name in told})
    return owner


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""  # a user id without a name, as in a container
