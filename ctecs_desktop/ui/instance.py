"""One program at a time: a second start hands its files to the window that is open, and ends.

A lock file tells who is first; it is given up by the system's word that its process is gone, so a killed program keeps
nobody out. QtNetwork is loaded by a second start, or by the first one once its window has been painted.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

LONGEST_MESSAGE = 64_000
"""Bytes; longer ones come from no second start of ours."""

_ANSWER = b"taken\n"
_PATIENCE_SECONDS = 4.0
"""How long a second start waits for the first, which may still be starting itself."""

_LONGEST_SOCKET_PATH = 100
"""Bytes of a socket's path that every system takes (Linux has 108, macOS 104)."""

_ANY_PROCESS = 0xFFFFFFFF
"""``ASFW_ANY``: Windows' word for every process."""

_log = logging.getLogger(__name__)


class Instance(QObject):
    """The program's one place in ``folder``, a folder of the person's own."""

    called = Signal(object)
    """A second start was made: carries its files as a list of paths, empty where it had none."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._server: QLocalServer | None = None
        self._callers: list[QLocalSocket] = []
        self._is_first = False
        self._lock = QLockFile(str(folder / "window.lock"))
        # Age says nothing, since a window stays open for days; a process that is gone is noticed all the same.
        self._lock.setStaleLockTime(0)

    def claim(self) -> bool:
        """Whether this program is the first; where the folder cannot be written nothing can be told, so it is too."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            _log.warning("no place for the lock of the window: %s", type(error).__name__)
            return True
        self._is_first = self._lock.tryLock(0)
        return self._is_first or self._lock.error() is not QLockFile.LockError.LockFailedError

    def hand_over(self, files: Sequence[Path]) -> bool:
        """Give ``files`` to the window that is open and let it come to the front; whether it took them."""
        try:
            from PySide6.QtNetwork import QLocalSocket
        except ImportError as error:
            _log.warning("QtNetwork cannot be loaded: %s", error.name)
            return False
        _let_others_come_to_the_front()
        message = json.dumps({"files": [str(path.absolute()) for path in files]}).encode("ascii") + b"\n"
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            socket = QLocalSocket()
            socket.connectToServer(_server_name(self._folder))
            if socket.waitForConnected(500):
                return _told(socket, message, until)
            time.sleep(0.1)
        return False

    def listen(self) -> None:
        """Hear of later starts from now on; without QtNetwork, or in a second program, nothing is heard."""
        if not self._is_first or self._server is not None:
            return
        try:
            from PySide6.QtNetwork import QLocalServer
        except ImportError as error:
            _log.warning("QtNetwork cannot be loaded: %s", error.name)
            return
        name = _server_name(self._folder)
        QLocalServer.removeServer(name)  # what a killed program left; whoever holds the lock owns the name
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._meet)
        if server.listen(name):
            self._server = server
        else:
            _log.warning("later starts are not heard: %s", server.serverError().name)

    def close(self) -> None:
        """Give the place up."""
        if self._server is not None:
            for caller in self._callers:
                # A socket that ends with its server would still call us while it is taken apart.
                caller.readyRead.disconnect(self._hear)
                caller.disconnected.disconnect(self._forget_gone)
                caller.abort()
            self._callers.clear()
            self._server.close()
            self._server = None
        if self._is_first:
            self._lock.unlock()
            self._is_first = False

    def _meet(self) -> None:
        server = self._server
        while server is not None and (caller := server.nextPendingConnection()) is not None:
            self._callers.append(caller)
            caller.readyRead.connect(self._hear)
            caller.disconnected.connect(self._forget_gone)
        self._hear()

    def _hear(self) -> None:
        """Whoever has said a whole line is answered; whoever says too much is cut off."""
        for caller in list(self._callers):
            if not caller.canReadLine():
                if caller.bytesAvailable() > LONGEST_MESSAGE:
                    caller.abort()
                continue
            files = files_of(bytes(caller.readLine(LONGEST_MESSAGE).data()))
            if files is None:
                caller.abort()
                continue
            caller.write(_ANSWER)
            caller.flush()
            self.called.emit(files)

    def _forget_gone(self) -> None:
        for caller in list(self._callers):
            if caller.state() is caller.LocalSocketState.UnconnectedState:
                self._callers.remove(caller)
                caller.deleteLater()


def files_of(message: bytes) -> list[Path] | None:
    """The files that a second start names; None where the message is not one of ours."""
    try:
        document = json.loads(message)
    except ValueError:
        return None
    names = document.get("files") if isinstance(document, dict) else None
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        return None
    paths = [Path(name) for name in names]
    return paths if all(path.is_absolute() for path in paths) else None


def _told(socket: QLocalSocket, message: bytes, until: float) -> bool:
    socket.write(message)
    while not socket.canReadLine():
        left = round((until - time.monotonic()) * 1000)
        if left <= 0 or not socket.waitForReadyRead(left):
            return False
    return bytes(socket.readLine().data()) == _ANSWER


def _server_name(folder: Path) -> str:
    """A socket in the person's own folder, which nobody else can put one of theirs in; a pipe's name on Windows."""
    own = str(folder / "window.socket")
    if sys.platform != "win32" and len(own.encode()) <= _LONGEST_SOCKET_PATH:
        return own
    from hashlib import sha256  # a start that is the first needs it only once its window has been painted

    return f"ctecs_desktop-{sha256(str(folder).encode()).hexdigest()[:24]}"


def _let_others_come_to_the_front() -> None:
    """Windows lets a program raise its window only with leave of the one that the person has just started."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(_ANY_PROCESS)
