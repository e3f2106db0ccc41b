"""A full disk and a folder that cannot be written: clear words, nothing lost, and it goes on without a restart."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctecs_desktop.store import observations
from ctecs_desktop.store.opening import create_store, open_store
from tests.building import YEAR
from tests.store.stores import SCHOOL, workspace

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits, users and mounts are those of POSIX")

LIMITED = """
import json, resource, signal, sys
from decimal import Decimal
from pathlib import Path
from ctecs_desktop.domain.errors import StoreError
from ctecs_desktop.store.opening import create_store, open_store
from tests.store.stores import edit, write

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that writing past the limit is an error and not the end
told = {"saved": 0}
with open_store(Path(sys.argv[1])) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (Path(sys.argv[1]).stat().st_size + 20_000, resource.RLIM_INFINITY))
    try:
        for number in range(1, 1000):
            write(store, edit(Decimal(number), "x" * 500, measure=f"m{number}"))
            told["saved"] = number
    except StoreError as error:
        told["kind"], told["code"] = type(error).__name__, error.code
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    write(store, edit(Decimal(7), measure="retry"))
print(json.dumps(told))
"""

UNPRIVILEGED = """
import json, os, sys
from decimal import Decimal
from pathlib import Path
import filelock, sqlite_utils
from ctecs_desktop.domain.errors import StoreError
from ctecs_desktop.store import backups, opening
from ctecs_desktop.store.opening import create_store, open_store
from tests.store.stores import workspace
import encodings.idna

if os.getuid() == 0:  # root may write wherever it likes
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
folder = Path(sys.argv[1])
told = {}
with open_store(folder / "school.ctecs", writable=False) as reader:
    told["read"] = reader.workspace.organization
    try:
        backups.back_up(reader, to=folder / "copy.ctecs")
    except StoreError as error:
        told["backup"] = [type(error).__name__, error.code]
for name, act in (
    ("open", lambda: open_store(folder / "school.ctecs")),
    ("create", lambda: create_store(folder / "new.ctecs", workspace())),
):
    try:
        act()
    except StoreError as error:
        told[name] = [type(error).__name__, error.code]
print(json.dumps(told))
"""


def run(program: str, *arguments: str) -> dict[str, object]:
    """What ``program``, run by itself, tells as JSON."""
    result = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert result.returncode == 0, result.stderr
    told = json.loads(result.stdout)
    assert isinstance(told, dict)
    return told


def saved_in(path: Path) -> int:
    """How many values the store holds, the one of the retry left out."""
    with open_store(path) as store:
        values = observations.read_observations(store, school=SCHOOL, period=YEAR)
    assert any(key.measure == "retry" for key in values)
    return len(values) - 1


def test_a_file_that_may_not_grow_is_told_and_the_next_try_works_without_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "school.ctecs"
    create_store(path, workspace()).close()
    told = run(LIMITED, str(path))
    assert (told["kind"], told["code"]) == ("StoreFull", "store.cannot_write")
    assert told["saved"] == saved_in(path) > 5


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 400 KB, where one may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)]
    if mount is None or os.getuid() != 0 or subprocess.run(command, capture_output=True).returncode != 0:
        pytest.skip("only root may mount a small file system")
    yield folder
    subprocess.run([shutil.which("umount") or "umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_is_told_and_the_next_try_works_once_there_is_room(small_disk: Path) -> None:
    path = small_disk / "school.ctecs"
    create_store(path, workspace()).close()
    filler = small_disk / "filler"
    program = LIMITED.replace(
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))",
        "    Path(sys.argv[2]).unlink()",
    ).replace(
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (Path(sys.argv[1])",
        "    (lambda *_: None)(0, (Path(sys.argv[1])",
    )
    filler.write_bytes(bytes(150_000))
    told = run(program, str(path), str(filler))
    assert (told["kind"], told["code"]) == ("StoreFull", "store.full")
    assert told["saved"] == saved_in(path) > 5


def test_a_full_disk_leaves_no_half_made_store(small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(bytes(360_000))
    program = (
        "import sys\nfrom pathlib import Path\nfrom ctecs_desktop.domain.errors import StoreFull\n"
        "from ctecs_desktop.store.opening import create_store\n"
        "from tests.store.stores import workspace\nimport json\n"
        "try:\n    create_store(Path(sys.argv[1]), workspace())\n"
        "except StoreFull as error:\n    print(json.dumps({'code': error.code}))\n"
    )
    assert run(program, str(small_disk / "school.ctecs")) == {"code": "store.full"}
    assert not (small_disk / "school.ctecs").exists()
    (small_disk / "filler").unlink()
    create_store(small_disk / "school.ctecs", workspace()).close()


def test_a_folder_that_cannot_be_written_is_told_and_can_still_be_read() -> None:
    # Not below tmp_path, whose folders nobody else may enter.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        create_store(folder / "school.ctecs", workspace()).close()
        before = sorted(each.name for each in folder.iterdir())
        folder.chmod(0o555)
        try:
            told = run(UNPRIVILEGED, str(folder))
        finally:
            folder.chmod(0o755)
        assert sorted(each.name for each in folder.iterdir()) == before
    assert told["read"] == SCHOOL
    assert told["open"] == told["create"] == ["StoreFull", "store.read_only"]
    assert told["backup"] == ["StoreFull", "store.cannot_write"]
