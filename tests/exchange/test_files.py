"""Durable writing: whatever call fails, the old file is as it was and nothing of ours is left beside it."""

from __future__ import annotations

import errno
import os
import stat
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import CtecsError, ExchangeError, FileUnwritable, NotAWorkbook, WrongTemplate
from ctecs_desktop.exchange.files import (
    OperatingSystemFiles,
    clear_leftovers,
    read_file_bounded,
    require_openable,
    storable,
    write_file_atomically,
)

OLD = b"the workbook of the last revision"
NEW = b"the workbook of this revision" * 1000

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="uses what only Linux offers")


class FailingFiles(OperatingSystemFiles):
    """The real calls, of which the one numbered ``fail_at`` fails; ``calls`` tells which were made."""

    def __init__(self, fail_at: int, error: Callable[[], OSError], *, chunk: int = 10_000) -> None:
        self.fail_at, self.error, self.chunk = fail_at, error, chunk
        self.calls: list[str] = []
        self.slept: list[float] = []

    def _count(self, name: str) -> None:
        self.calls.append(name)
        if len(self.calls) == self.fail_at:
            raise self.error()

    def create_exclusive(self, path: Path, mode: int) -> int:
        self._count("create_exclusive")
        return super().create_exclusive(path, mode)

    def write(self, descriptor: int, data: memoryview) -> int:
        self._count("write")
        return super().write(descriptor, data[: self.chunk])

    def sync(self, descriptor: int) -> None:
        self._count("sync")
        super().sync(descriptor)

    def close(self, descriptor: int) -> None:
        super().close(descriptor)
        self._count("close")

    def read(self, path: Path) -> bytes:
        self._count("read")
        return super().read(path)

    def replace(self, source: Path, target: Path) -> None:
        self._count("replace")
        super().replace(source, target)

    def rename_new(self, source: Path, target: Path) -> None:
        self._count("rename_new")
        super().rename_new(source, target)

    def sync_folder(self, folder: Path) -> None:
        self._count("sync_folder")
        super().sync_folder(folder)

    def remove(self, path: Path) -> None:
        self._count("remove")
        super().remove(path)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class LockedByExcel(OperatingSystemFiles):
    """Windows, where the target is held open for the first ``times`` tries to replace it."""

    holds_open_files = True

    def __init__(self, times: int) -> None:
        self.times = times
        self.slept: list[float] = []

    def replace(self, source: Path, target: Path) -> None:
        if self.times > 0:
            self.times -= 1
            raise PermissionError(errno.EACCES, "the file is being used by another process", str(target))
        super().replace(source, target)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def operating_system_error(number: int) -> OSError:
    return OSError(number, os.strerror(number))


def a_whole_run(folder: Path) -> list[str]:
    files = FailingFiles(0, lambda: operating_system_error(errno.EIO))
    write_file_atomically(folder / "counted.xlsx", NEW, verify=lambda data: None, files=files)
    return files.calls


def test_a_file_is_written_whole_and_under_its_name(tmp_path: Path) -> None:
    target = tmp_path / "submission.xlsx"
    assert write_file_atomically(target, NEW) == target
    assert target.read_bytes() == NEW
    assert list(tmp_path.iterdir()) == [target]


def test_an_existing_file_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "submission.xlsx"
    target.write_bytes(OLD)
    write_file_atomically(target, NEW)
    assert target.read_bytes() == NEW
    assert list(tmp_path.iterdir()) == [target]


def test_the_order_of_the_calls_is_write_sync_close_read_replace_sync_folder(tmp_path: Path) -> None:
    assert [name for name in a_whole_run(tmp_path) if name != "write"] == [
        "create_exclusive",
        "sync",
        "close",
        "read",
        "read",
        "replace",
        "sync_folder",
    ]
    assert a_whole_run(tmp_path).count("write") == 3


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "file.disk_full"),
        (errno.EIO, "file.disk_error"),
        (errno.EBUSY, "file.in_use"),
        (errno.EACCES, "file.read_only"),
        (errno.EROFS, "file.read_only"),
        (errno.ENOENT, "file.no_such_folder"),
        (errno.EFBIG, "file.too_large_for_disk"),
        (errno.EMFILE, "file.not_written"),
    ],
)
def test_a_failure_at_any_call_leaves_the_old_file_and_nothing_else(tmp_path: Path, number: int, code: str) -> None:
    (tmp_path / "count").mkdir()
    calls = a_whole_run(tmp_path / "count")
    target = tmp_path / "submission.xlsx"
    for at, name in enumerate(calls, start=1):
        target.write_bytes(OLD)
        files = FailingFiles(at, lambda: operating_system_error(number))
        is_waited_out = name == "replace" and number == errno.EBUSY
        is_not_offered = name == "sync_folder" and number == errno.EACCES
        if is_waited_out or is_not_offered:
            assert write_file_atomically(target, NEW, verify=lambda data: None, files=files) == target
            assert target.read_bytes() == NEW
        else:
            with pytest.raises(FileUnwritable) as raised:
                write_file_atomically(target, NEW, verify=lambda data: None, files=files)
            # The name is given by then and the content whole; only whether the disk will keep it is unknown.
            expected = "file.not_synced" if name == "sync_folder" else code
            assert (raised.value.code, raised.value.params["path"]) == (expected, str(target))
            assert target.read_bytes() == (NEW if name == "sync_folder" else OLD)
        assert files.calls[at - 1] == name, "the fault did not fire where it should"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["count", "submission.xlsx"]


def test_writing_in_place_would_lose_the_old_file(tmp_path: Path) -> None:
    """Negative control: writing in place loses the old file at the first full disk."""
    target = tmp_path / "submission.xlsx"
    target.write_bytes(OLD)
    files = FailingFiles(2, lambda: operating_system_error(errno.ENOSPC))
    descriptor = os.open(target, os.O_WRONLY | os.O_TRUNC)
    files.write(descriptor, memoryview(NEW))
    with pytest.raises(OSError, match="No space"):
        files.write(descriptor, memoryview(NEW)[files.chunk :])
    os.close(descriptor)
    assert target.read_bytes() != OLD


@linux_only
def test_a_failure_leaves_no_descriptor_open(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for at in range(1, 10):
        files = FailingFiles(at, lambda: operating_system_error(errno.EIO))
        with pytest.raises(FileUnwritable):
            write_file_atomically(tmp_path / "a.xlsx", NEW, files=files)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_what_verification_refuses_is_never_given_the_name(tmp_path: Path) -> None:
    target = tmp_path / "submission.xlsx"
    target.write_bytes(OLD)

    def refuse(data: bytes) -> None:
        assert data == NEW
        raise WrongTemplate("layout.sheet_missing", sheet="Seal")

    with pytest.raises(WrongTemplate):
        write_file_atomically(target, NEW, verify=refuse)
    assert target.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [target]


def test_bytes_that_the_disk_gives_back_changed_are_refused(tmp_path: Path) -> None:
    class ForgetfulDisk(OperatingSystemFiles):
        def read(self, path: Path) -> bytes:
            return super().read(path)[:-1] + b"?"

    target = tmp_path / "submission.xlsx"
    target.write_bytes(OLD)
    with pytest.raises(FileUnwritable) as raised:
        write_file_atomically(target, NEW, files=ForgetfulDisk())
    assert raised.value.code == "file.not_as_written"
    assert target.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [target]


def test_an_interruption_by_the_person_leaves_nothing_behind(tmp_path: Path) -> None:
    def interrupt(data: bytes) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_file_atomically(tmp_path / "a.xlsx", NEW, verify=interrupt)
    assert list(tmp_path.iterdir()) == []


def left(folder: Path, name: str, hours: float) -> Path:
    """A file that was written so many hours ago."""
    path = folder / name
    path.write_bytes(b"half of it")
    then = time.time() - hours * 3600
    os.utime(path, (then, then))
    return path


def test_what_a_killed_program_left_a_day_ago_goes_with_the_next_file_that_is_written_there(tmp_path: Path) -> None:
    old = left(tmp_path, f".ctecs-{'0a' * 8}.part", 25)
    kept = [
        left(tmp_path, f".ctecs-{'0b' * 8}.part", 23),
        left(tmp_path, f".ctecs-{'0c' * 8}.part", -30),  # of a time that has not come
        left(tmp_path, f".ctecs-{'0A' * 8}.part", 99),
        left(tmp_path, f".ctecs-{'0a' * 8}.part.xlsx", 99),
        left(tmp_path, f"x.ctecs-{'0a' * 8}.part", 99),
    ]
    folder = tmp_path / f".ctecs-{'0d' * 8}.part"
    folder.mkdir()
    os.utime(folder, (0, 0))
    write_file_atomically(tmp_path / "signed.xlsx", b"content")
    assert not old.exists()
    assert all(path.exists() for path in (*kept, folder))


@pytest.mark.skipif(os.name == "nt", reason="links want a right of their own there")
def test_a_link_under_the_name_of_a_leftover_leads_to_nothing_being_deleted(tmp_path: Path) -> None:
    diary = left(tmp_path, "diary.txt", 99)
    link = tmp_path / f".ctecs-{'0e' * 8}.part"
    link.symlink_to(diary)
    os.utime(link, (0, 0), follow_symlinks=False)
    clear_leftovers(tmp_path)
    assert diary.exists()
    assert link.is_symlink()


def test_a_folder_that_is_not_there_has_no_leftovers(tmp_path: Path) -> None:
    clear_leftovers(tmp_path / "nowhere")


def test_a_workbook_that_excel_lets_go_in_time_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "submission.xlsx"
    target.write_bytes(OLD)
    files = LockedByExcel(times=4)
    assert write_file_atomically(target, NEW, files=files) == target
    assert target.read_bytes() == NEW
    assert files.slept == [0.05, 0.1, 0.25, 0.5]


def test_a_workbook_that_stays_open_in_excel_gets_a_neighbour(tmp_path: Path) -> None:
    target = tmp_path / "Bullard-Havens.v2.xlsx"
    target.write_bytes(OLD)
    (tmp_path / "Bullard-Havens.v2 (2).xlsx").write_bytes(b"an earlier neighbour")
    files = LockedByExcel(times=99)
    written = write_file_atomically(target, NEW, files=files)
    assert written == tmp_path / "Bullard-Havens.v2 (3).xlsx"
    assert written.read_bytes() == NEW
    assert target.read_bytes() == OLD
    assert (tmp_path / "Bullard-Havens.v2 (2).xlsx").read_bytes() == b"an earlier neighbour"
    assert files.slept == [0.05, 0.1, 0.25, 0.5, 1.0]
    assert len(list(tmp_path.iterdir())) == 3


def test_on_linux_a_refused_permission_is_told_at_once(tmp_path: Path) -> None:
    files = LockedByExcel(times=1)
    files.holds_open_files = False
    with pytest.raises(FileUnwritable) as raised:
        write_file_atomically(tmp_path / "a.xlsx", NEW, files=files)
    assert raised.value.code == "file.read_only"
    assert files.slept == []


def test_a_windows_lock_met_elsewhere_is_told_as_in_use(tmp_path: Path) -> None:
    def locked() -> OSError:
        error = PermissionError(errno.EACCES, "used by another process")
        error.winerror = 32  # type: ignore[attr-defined]
        return error

    with pytest.raises(FileUnwritable) as raised:
        write_file_atomically(tmp_path / "a.xlsx", NEW, files=FailingFiles(1, locked))
    assert raised.value.code == "file.in_use"


def test_a_file_that_windows_does_not_let_be_read_is_told_as_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There ``open`` answers without the system's number."""
    path = tmp_path / "held.xlsx"
    path.write_bytes(OLD)

    def refused(*_arguments: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    for is_windows, code in ((False, "file.unreadable"), (True, "file.held")):
        monkeypatch.setattr(OperatingSystemFiles, "holds_open_files", is_windows)
        with pytest.raises(ExchangeError) as raised:
            require_openable(path)
        assert raised.value.code == code


@linux_only
def test_a_really_limited_file_size_is_told_and_loses_nothing(tmp_path: Path) -> None:
    import resource
    import signal

    target = tmp_path / "submission.xlsx"
    target.write_bytes(OLD)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, hard))
        with pytest.raises(FileUnwritable) as raised:
            write_file_atomically(target, NEW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert raised.value.code == "file.too_large_for_disk"
    assert target.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="the machine has no /dev/full")
def test_a_really_full_disk_is_told(tmp_path: Path) -> None:
    class FullDisk(OperatingSystemFiles):
        def create_exclusive(self, path: Path, mode: int) -> int:
            os.close(super().create_exclusive(path, mode))
            return os.open("/dev/full", os.O_WRONLY)

    target = tmp_path / "submission.xlsx"
    target.write_bytes(OLD)
    with pytest.raises(FileUnwritable) as raised:
        write_file_atomically(target, NEW, files=FullDisk())
    assert raised.value.code == "file.disk_full"
    assert target.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [target]


def test_a_missing_folder_a_folder_as_target_and_a_name_too_long_are_told(tmp_path: Path) -> None:
    cases = {
        tmp_path / "no" / "such" / "a.xlsx": "file.no_such_folder",
        tmp_path: "file.is_a_folder",
        tmp_path / ("x" * 300): "file.bad_name",
        tmp_path / "a\0b": "file.bad_name",
    }
    for path, code in cases.items():
        with pytest.raises(FileUnwritable) as raised:
            write_file_atomically(path, NEW)
        assert raised.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_the_longest_name_that_a_folder_allows_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / ("x" * 250 + ".xlsx")
    assert write_file_atomically(target, NEW).read_bytes() == NEW


@linux_only
def test_a_key_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    target = tmp_path / "key.p12"
    target.write_bytes(OLD)
    target.chmod(0o644)
    write_file_atomically(target, NEW, mode=0o600)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@linux_only
def test_a_link_stays_a_link_and_its_target_is_replaced(tmp_path: Path) -> None:
    real, link = tmp_path / "real.xlsx", tmp_path / "link.xlsx"
    real.write_bytes(OLD)
    link.symlink_to(real)
    assert write_file_atomically(link, NEW) == real
    assert link.is_symlink()
    assert real.read_bytes() == NEW


def test_a_reader_beside_the_writer_sees_only_whole_files(tmp_path: Path) -> None:
    target = tmp_path / "submission.xlsx"
    versions = [bytes([65 + number]) * 50_000 for number in range(2)]
    target.write_bytes(versions[0])
    seen: set[bytes] = set()
    stop = threading.Event()

    def read_again_and_again() -> None:
        while not stop.is_set():
            seen.add(target.read_bytes())

    reader = threading.Thread(target=read_again_and_again)
    reader.start()
    for number in range(60):
        write_file_atomically(target, versions[number % 2])
    stop.set()
    reader.join()
    assert seen <= set(versions)
    assert seen


@given(data=st.binary(max_size=2000))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = write_file_atomically(tmp_path_factory.getbasetemp() / "law.bin", data)
    assert read_file_bounded(path, 2000) == data


@linux_only
def test_reading_refuses_what_is_no_readable_file(tmp_path: Path) -> None:
    pipe, large, linked = tmp_path / "pipe", tmp_path / "large.xlsx", tmp_path / "nowhere"
    os.mkfifo(pipe)
    large.write_bytes(b"x" * 101)
    linked.symlink_to(tmp_path / "gone")
    cases: dict[Path, tuple[type[CtecsError], str]] = {
        tmp_path / "missing.xlsx": (ExchangeError, "file.not_found"),
        linked: (ExchangeError, "file.not_found"),
        large / "inside": (ExchangeError, "file.not_found"),
        tmp_path / "a\0b": (ExchangeError, "file.not_found"),
        tmp_path: (NotAWorkbook, "file.is_a_folder"),
        pipe: (NotAWorkbook, "file.not_a_file"),
        large: (NotAWorkbook, "file.too_large"),
    }
    for path, (kind, code) in cases.items():
        with pytest.raises(ExchangeError) as raised:
            read_file_bounded(path, 100)
        assert (type(raised.value), raised.value.code) == (kind, code)
    assert read_file_bounded(large, 101) == b"x" * 101


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "growing.xlsx"
    path.write_bytes(b"x" * 100)
    real_open = Path.open

    def grow_first(self: Path, mode: str = "r") -> object:
        with real_open(self, "ab") as file:
            file.write(b"y")
        return real_open(self, mode)

    monkeypatch.setattr(Path, "open", grow_first)
    with pytest.raises(NotAWorkbook) as raised:
        read_file_bounded(path, 100)
    assert raised.value.code == "file.too_large"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("caf\udce9.xlsx", "caf\N{REPLACEMENT CHARACTER}.xlsx"),
        ("half \ud83d of a face", "half \N{REPLACEMENT CHARACTER} of a face"),
        ("Schulfoto 😀 学校.png", "Schulfoto 😀 学校.png"),
        ("", ""),
    ],
)
def test_a_name_that_is_no_text_becomes_one_that_can_be_stored(text: str, kept: str) -> None:
    assert storable(text) == kept
    kept.encode("utf-8")
