"""A real district for the faults: made once for the run, copied for each test that writes."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import run  # noqa: F401 - the fixture that runs a command
from tests.district import ABBOTT, BULLARD, CENTRAL_PASSPHRASE, SCHOOL_PASSPHRASE, YEAR, District, make_district, sign


@pytest.fixture(scope="session")
def sound_district(tmp_path_factory: pytest.TempPathFactory) -> District:
    """Central office and two schools, enrolled; both signed 2015-16 as ``<code> 2015-16.xlsx``. Only to be read."""
    district = make_district(tmp_path_factory.mktemp("faults") / "district", BULLARD, ABBOTT)
    unsigned = district.copied_to(district.folder.parent / "unsigned")
    for school in (BULLARD, ABBOTT):
        with district.school(school) as session:
            sign(session, district.folder / f"{school} {YEAR}.xlsx")
    for each in (district, unsigned):
        (each.folder / "school.txt").write_text(SCHOOL_PASSPHRASE, encoding="utf-8")
        (each.folder / "central.txt").write_text(CENTRAL_PASSPHRASE, encoding="utf-8")
    return district


@pytest.fixture
def signed(sound_district: District, tmp_path: Path) -> District:
    """A copy of the district of one's own, passphrases in ``school.txt`` and ``central.txt``."""
    return sound_district.copied_to(tmp_path / "district")


@pytest.fixture
def unsigned(sound_district: District, tmp_path: Path) -> District:
    """The same before anybody signed."""
    before = District(sound_district.folder.parent / "unsigned", sound_district.clock)
    return before.copied_to(tmp_path / "unsigned")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A real file system of so many kilobytes, where one may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")

    def mounted(kilobytes: int) -> Path:
        command = [mount or "mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
        if mount is None or os.getuid() != 0 or subprocess.run(command, capture_output=True).returncode != 0:
            pytest.skip("only root may mount a small file system")
        return folder

    yield mounted
    if os.path.ismount(folder):
        subprocess.run([shutil.which("umount") or "umount", "--lazy", str(folder)], check=True)
