"""Writing a file so that either the old or the whole new one is there, and reading one within a limit.

Every file that leaves the program (workbook, key, report, settings) goes through ``write_file_atomically``:
a temporary file in the same folder, written, synced, opened again and compared, and only then given its
name. A crash, a full disk or a pulled stick at any moment leaves the old file as it was.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from ctecs_desktop.domain.errors import ExchangeError, FileUnwritable, NotAWorkbook

LARGEST_WORKBOOK = 20_000_000
"""Bytes of the largest workbook that is opened; a submission of 5,000 values has some 400,000."""

RETRY_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0)
"""How long to wait, in seconds, between tries to replace a file that Excel or a virus scanner holds open."""

LEFTOVER_SECONDS = 24 * 60 * 60
"""How old a temporary file must be to belong to nobody any more; writing one takes seconds."""

_TEMPORARY = re.compile(r"\.ctecs-[0-9a-f]{16}\.part", re.ASCII)

HIGHEST_NUMBER_BESIDE = 99
"""After ``name (99).xlsx`` something else is wrong than a workbook left open."""

_CODES = {
    "ENOSPC": "file.disk_full",
    "EDQUOT": "file.disk_full",
    "EFBIG": "file.too_large_for_disk",
    "EROFS": "file.read_only",
    "EACCES": "file.read_only",
    "EPERM": "file.read_only",
    "ENOENT": "file.no_such_folder",
    "ENOTDIR": "file.no_such_folder",
    "EBUSY": "file.in_use",
    "ETXTBSY": "file.in_use",
    "EIO": "file.disk_error",
    "ENAMETOOLONG": "file.bad_name",
    "EINVAL": "file.bad_name",
    "EISDIR": "file.is_a_folder",
}
"""By the names of the errors, since not every system knows every number."""

_IN_USE = frozenset({"EBUSY", "ETXTBSY"})
_IN_USE_ON_WINDOWS = frozenset({32, 33})
"""ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION, both reported as PermissionError."""

NOT_OPENED = frozenset({"file.held", "file.unreadable"})
"""Codes of a file that is there and cannot be opened now: nothing is known of what it holds, and it may open later."""

_FOLDER_SYNC_NOT_OFFERED = frozenset({"EINVAL", "ENOTSUP", "EOPNOTSUPP", "EACCES", "EPERM", "EBADF"})
"""Network and FUSE file systems answer one of these to the sync of a folder; none means lost data."""


class FileLayer(Protocol):
    """The calls to the operating system that writing a file makes; tests make the Nth one fail."""

    holds_open_files: bool

    def create_exclusive(self, path: Path, mode: int) -> int: ...

    def write(self, descriptor: int, data: memoryview) -> int: ...

    def sync(self, descriptor: int) -> None: ...

    def close(self, descriptor: int) -> None: ...

    def read(self, path: Path) -> bytes: ...

    def replace(self, source: Path, target: Path) -> None: ...

    def rename_new(self, source: Path, target: Path) -> None: ...

    def sync_folder(self, folder: Path) -> None: ...

    def remove(self, path: Path) -> None: ...

    def sleep(self, seconds: float) -> None: ...


class OperatingSystemFiles:
    """The real calls. ``holds_open_files`` says that this system refuses to replace a file that is open."""

    holds_open_files = os.name == "nt"

    def create_exclusive(self, path: Path, mode: int) -> int:
        """Open a new file for writing; an existing one, or a link of that name, is an error."""
        flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY
        flags |= getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0) | getattr(os, "O_NOFOLLOW", 0)
        return os.open(path, flags, mode)

    def write(self, descriptor: int, data: memoryview) -> int:
        """Write some of ``data`` and answer how many bytes that were."""
        return os.write(descriptor, data)

    def sync(self, descriptor: int) -> None:
        """Wait until the bytes lie on the disk."""
        os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        """Close; a network disk may report only here that it was full."""
        os.close(descriptor)

    def read(self, path: Path) -> bytes:
        """Open the file afresh and read all of it."""
        return path.read_bytes()

    def replace(self, source: Path, target: Path) -> None:
        """Give ``source`` the name ``target``, in one step, in place of what bore it."""
        os.replace(source, target)

    def rename_new(self, source: Path, target: Path) -> None:
        """Give ``source`` a name that nothing bears yet; ``FileExistsError`` otherwise."""
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        os.rename(source, target)

    def sync_folder(self, folder: Path) -> None:
        """Wait until the new name lies on the disk; Windows offers no such call and needs none."""
        if os.name == "nt":
            return
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def remove(self, path: Path) -> None:
        """Delete the file; that it is gone already is no error."""
        path.unlink(missing_ok=True)

    def sleep(self, seconds: float) -> None:
        """Wait, so that whoever holds a file may let go."""
        time.sleep(seconds)


def write_file_atomically(
    path: Path,
    data: bytes,
    *,
    verify: Callable[[bytes], None] | None = None,
    mode: int = 0o666,
    files: FileLayer | None = None,
) -> Path:
    """Write ``data`` under the name ``path`` so that no half-written file can ever bear it.

    ``verify`` gets the bytes read back from the disk and raises what it finds wrong; then nothing is
    replaced. ``mode`` is narrowed by the umask. Answers the path that was written: another one,
    ``name (2).xlsx``, where Windows kept the target locked. Raises ``FileUnwritable``; after every code but
    ``file.not_synced`` the old file is as it was, and no temporary file is left.
    """
    if "\0" in str(path):
        raise FileUnwritable("file.bad_name", path=str(path), reason="EINVAL")
    layer: FileLayer = files if files is not None else OperatingSystemFiles()
    # Replacing a link would put a file in the link's place and leave the file it points to unchanged.
    target = Path(os.path.realpath(path)) if os.path.islink(path) else Path(os.path.abspath(path))
    if os.path.isdir(target):
        raise FileUnwritable("file.is_a_folder", path=str(target), reason="EISDIR")
    # A short name of its own: the target's name with an ending could exceed the 255 bytes of a name.
    temporary = target.parent / f".ctecs-{secrets.token_hex(8)}.part"
    try:
        _write_and_check(layer, temporary, data, mode=mode)
        if verify is not None:
            verify(layer.read(temporary))
        written = _give_name(layer, temporary, target)
    except BaseException as error:
        # Also on Ctrl-C and on a refusal of ``verify``: nothing of ours stays behind.
        with contextlib.suppress(OSError):
            layer.remove(temporary)
        if isinstance(error, OSError):
            raise _unwritable(error, target) from error
        raise
    _sync_folder(layer, written)
    clear_leftovers(written.parent)
    return written


def rename_file(path: Path, new: Path, *, files: FileLayer | None = None) -> Path:
    """Give a file another name in its folder; a file that has that name already stays, and nothing is renamed.

    Raises ``FileUnwritable`` (``file.exists_already`` where the name is taken).
    """
    layer = files or OperatingSystemFiles()
    try:
        layer.rename_new(path, new)
    except FileExistsError as error:
        raise FileUnwritable("file.exists_already", path=str(new), reason="EEXIST") from error
    except OSError as error:
        raise _unwritable(error, new) from error
    _sync_folder(layer, new)
    return new


def clear_leftovers(folder: Path) -> None:
    """Remove the temporary files that a killed program or a power cut left in ``folder`` a day ago or earlier.

    Only regular files with exactly our kind of name go. A younger one may be somebody's who is writing at this moment,
    perhaps on another computer; one that is open on Windows, or not ours to delete, stays. Raises nothing.
    """
    now = time.time()
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _TEMPORARY.fullmatch(entry.name) is None:
                continue
            with contextlib.suppress(OSError):
                found = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(found.st_mode) and now - found.st_mtime > LEFTOVER_SECONDS:
                    os.unlink(entry.path)


def _write_and_check(layer: FileLayer, temporary: Path, data: bytes, *, mode: int) -> None:
    """Write, sync and close the temporary file, and compare it with what it should hold."""
    descriptor = layer.create_exclusive(temporary, mode)
    try:
        rest = memoryview(data)
        while rest:
            count = layer.write(descriptor, rest)
            if count <= 0:
                raise OSError(errno.EIO, os.strerror(errno.EIO), str(temporary))
            rest = rest[count:]
        layer.sync(descriptor)
    except BaseException:
        with contextlib.suppress(OSError):
            layer.close(descriptor)
        raise
    layer.close(descriptor)
    if layer.read(temporary) != data:
        raise FileUnwritable("file.not_as_written", path=str(temporary.parent), reason="EIO")


def _give_name(layer: FileLayer, temporary: Path, target: Path) -> Path:
    """Replace ``target``; where it stays locked, take the next free name beside it."""
    for seconds in (*RETRY_SECONDS, None):
        try:
            layer.replace(temporary, target)
            return target
        except OSError as error:
            if not _is_held_open(error, layer):
                raise
            if seconds is not None:
                layer.sleep(seconds)
    for number in range(2, HIGHEST_NUMBER_BESIDE + 1):
        beside = target.with_name(f"{target.stem} ({number}){target.suffix}")
        try:
            layer.rename_new(temporary, beside)
            return beside
        except FileExistsError:
            continue
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(target))


def _is_held_open(error: OSError, layer: FileLayer) -> bool:
    """Whether waiting may help: on Windows an open target answers "access denied"."""
    if _reason(error) in _IN_USE:
        return True
    return layer.holds_open_files and isinstance(error, PermissionError)


def _sync_folder(layer: FileLayer, written: Path) -> None:
    """Make the name durable; a disk that reports an error here may forget it at a power cut."""
    try:
        layer.sync_folder(written.parent)
    except OSError as error:
        if _reason(error) not in _FOLDER_SYNC_NOT_OFFERED:
            raise FileUnwritable("file.not_synced", path=str(written), reason=_reason(error)) from error


def _unwritable(error: OSError, target: Path) -> FileUnwritable:
    return FileUnwritable(_code(error), path=str(target), reason=_reason(error))


def _code(error: OSError) -> str:
    if getattr(error, "winerror", None) in _IN_USE_ON_WINDOWS:
        return "file.in_use"
    return _CODES.get(_reason(error), "file.not_written")


def _reason(error: OSError) -> str:
    """The system's own name of the error, the same in every language, such as ``ENOSPC``."""
    return errno.errorcode.get(error.errno or 0, type(error).__name__)


def storable(text: str) -> str:
    """``text`` with � for what is no character: a file's name may hold bytes or half characters of another system."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def read_file_bounded(path: Path, limit: int) -> bytes:
    """Read a file of at most ``limit`` bytes.

    Raises ``ExchangeError`` (``file.not_found``, ``file.held``, ``file.unreadable``) or ``NotAWorkbook``
    (``file.is_a_folder``, ``file.not_a_file``, ``file.too_large`` with ``limit`` and ``size``).
    """
    try:
        # Looked at before it is opened: opening a named pipe would wait for ever.
        before = path.stat()
        _refuse_what_is_no_file(path, before.st_mode)
        if before.st_size > limit:
            raise NotAWorkbook("file.too_large", path=str(path), limit=limit, size=before.st_size)
        with path.open("rb") as file:
            # One byte more than allowed tells a file that grew while it was read.
            data = file.read(limit + 1)
    except OSError as error:
        raise _unreadable(error, path) from error
    except ValueError as error:  # a name with a null character
        raise ExchangeError("file.not_found", path=str(path), reason="EINVAL") from error
    if len(data) > limit:
        raise NotAWorkbook("file.too_large", path=str(path), limit=limit, size=len(data))
    return data


def require_openable(path: Path) -> None:
    """Open the file and read one byte: what another program holds may open and then refuse to be read.

    Raises as ``read_file_bounded`` does, but for files that are too large.
    """
    try:
        _refuse_what_is_no_file(path, path.stat().st_mode)
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise _unreadable(error, path) from error


def _refuse_what_is_no_file(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise NotAWorkbook("file.is_a_folder", path=str(path), reason="EISDIR")
    if not stat.S_ISREG(mode):
        raise NotAWorkbook("file.not_a_file", path=str(path), reason="EINVAL")


def _unreadable(error: OSError, path: Path) -> ExchangeError:
    code = "file.unreadable"
    if _reason(error) in ("ENOENT", "ENOTDIR", "ENAMETOOLONG"):
        code = "file.not_found"
    elif _is_held(error):
        code = "file.held"
    return ExchangeError(code, path=str(path), reason=_reason(error))


def _is_held(error: OSError) -> bool:
    """Whether another program keeps the file from being read.

    On Windows Python's own ``open`` says no more than "permission denied" of a file that Excel holds, without the
    system's number; where the system forbids reading it to this person, that is told in the same words.
    """
    number = getattr(error, "winerror", None)
    if _reason(error) in _IN_USE or number in _IN_USE_ON_WINDOWS:
        return True
    return OperatingSystemFiles.holds_open_files and number is None and isinstance(error, PermissionError)
