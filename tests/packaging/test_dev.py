"""The set-up command: what it finds missing, what it says, what it builds, and when it builds nothing."""

from __future__ import annotations

import ast
import base64
import hashlib
import importlib.metadata
import os
import platform
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
DEV = CHECKOUT / "packaging" / "dev.py"
LOCKS = sorted((CHECKOUT / "packaging").glob("*.lock"))

sys.path.insert(0, str(CHECKOUT / "packaging"))
try:
    import development
    import environment
    import progress
    import system_libraries
finally:
    sys.path.pop(0)

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="system packages are a matter of Linux")


# --- the lock -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_host_and_a_hash_for_every_package(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", text)
    packages = re.split(r"^(?=\S+==)", text, flags=re.MULTILINE)[1:]
    assert packages
    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []


def test_the_lock_holds_what_the_project_asks_for() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    lock = (CHECKOUT / "packaging" / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^(\S+)==", lock, re.MULTILINE))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[<>=!~;\[ ]", line)[0].lower().replace("_", "-") for line in asked}
    assert names - locked == set()
    assert "pandas" not in locked, "sqlite-utils changes its behaviour where it finds pandas"


def test_starting_the_program_loads_neither_numpy_nor_the_solver() -> None:
    """numpy comes with the solver. openpyxl and sqlite-utils import it where they find it, so they wait till used."""
    rooms = "ctecs_desktop.app, ctecs_desktop.ui.main_window, ctecs_desktop.services.session"
    answer = start("-c", f"import {rooms}, sys; print(*sys.modules)", QT_QPA_PLATFORM="offscreen")
    modules = set(answer.stdout.split())
    assert "ctecs_desktop.ui.main_window" in modules
    assert modules & {"numpy", "highspy", "openpyxl", "sqlite_utils"} == set()


def test_the_lock_serves_windows_as_well_as_linux() -> None:
    lock = (CHECKOUT / "packaging" / "requirements.lock").read_text(encoding="utf-8")
    assert re.search(r"^colorama==\S+ ; sys_platform == 'win32'", lock, re.MULTILINE)


def test_both_programs_are_installed_beside_this_python() -> None:
    scripts = {point.name: point.value for point in importlib.metadata.distribution("ctecs_desktop").entry_points}
    assert scripts == {"ctecs": "ctecs_desktop.cli.main:main", "ctecs-desktop": "ctecs_desktop.app:main"}


# --- the command line ---------------------------------------------------------------------------------------------


def start(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=os.environ | variables, check=False
    )


def test_an_old_python_is_told_so_in_a_sentence() -> None:
    pretend = f"import runpy, sys; sys.version_info = (3, 10, 4); runpy.run_path({str(DEV)!r}, run_name='__main__')"
    answer = start("-c", pretend)
    assert answer.returncode == 3
    assert answer.stderr.startswith("This program needs Python 3.11 or later")
    assert answer.stderr.count("\n") == 1


def test_an_old_python_can_read_the_file_that_tells_it() -> None:
    assert ast.parse(DEV.read_text(encoding="utf-8"), feature_version=(3, 4)).body


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("check", "--fix")])
def test_a_wrong_command_is_wrong_usage(arguments: tuple[str, ...]) -> None:
    answer = start(str(DEV), *arguments)
    assert answer.returncode == 2
    assert "usage: dev.py" in answer.stderr


def test_the_length_of_a_run_of_faults_is_told_and_read_by_the_tests() -> None:
    told = " ".join(start(str(DEV), "faults", "--help").stdout.split())
    named = [CHECKOUT / name for name in development.FULL_LENGTH_TESTS]
    paths = [path for each in named for path in (each.glob("test_*.py") if each.is_dir() else [each])]
    read = "".join(path.read_text(encoding="utf-8") for path in paths)
    for variable, (length, _) in development.FULL_LENGTH.items():
        assert f"{variable}={length}" in told
        assert f'os.environ.get("{variable}"' in read


@on_linux
def test_opening_the_program_without_a_screen_is_refused_before_anything_is_built(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    assert development.main(["run"]) == 3
    assert "There is no screen here" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
    ],
)
@on_linux
def test_a_screen_is_known_by_its_variables(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: bool
) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    assert system_libraries.has_screen() is expected


# --- system packages ----------------------------------------------------------------------------------------------


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A Debian 12 that lacks one library and the verifier; the user is an ordinary one."""
    libraries = {"libc6": "libc.so.6", "libnothing9": "libnothing-of-the-kind.so.9"}
    monkeypatch.setattr(system_libraries, "OFFSCREEN_LIBRARIES", libraries)
    monkeypatch.setattr(system_libraries, "SCREEN_LIBRARIES", {"libscreen9": "libscreen-of-no-kind.so.9"})
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: {"ID": "debian", "VERSION_ID": "12"})
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return system_libraries


@on_linux
def test_only_what_cannot_be_loaded_or_found_is_missing(bare_machine: ModuleType) -> None:
    missing = bare_machine.missing_packages
    assert missing(screen=False, programs=("sh", "no-such-program")) == ["libnothing9", "no-such-program"]
    assert missing(screen=True) == ["libnothing9", "libscreen9"]
    assert missing(screen=False, qt=False) == []


@on_linux
def test_an_ordinary_user_gets_the_exact_line_and_exit_code_3(
    bare_machine: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(development, "TEST_PROGRAMS", ("no-such-program",))
    folder = tmp_path / ".venv"
    fresh = environment.Environment(folder, CHECKOUT / "packaging" / "requirements.lock", has_project=True)
    monkeypatch.setattr(development, "WORK", fresh)
    monkeypatch.setattr(bare_machine.shutil, "which", lambda name: name if name == "apt-get" else None)
    assert development.main(["test"]) == 3
    lines = [line.strip() for line in capsys.readouterr().err.splitlines()]
    assert "sudo apt-get install libnothing9 no-such-program" in lines
    assert not folder.exists(), "nothing may be built on a machine that cannot run it"


@on_linux
def test_python_s_own_missing_part_is_named_in_the_same_line(
    bare_machine: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bare_machine.importlib.util, "find_spec", lambda name: None)
    own, other = str(Path("/usr/bin/python3").resolve()), "/opt/elsewhere/bin/python3"
    monkeypatch.setattr(sys, "executable", own)
    assert bare_machine.missing_packages(screen=False, venv=True)[-1] == "python3-venv"
    monkeypatch.setattr(sys, "executable", other)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert bare_machine.missing_packages(screen=False, venv=True)[-1] == f"python{version}-venv"


@on_linux
def test_a_linux_without_apt_get_is_told_the_names(bare_machine: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bare_machine.shutil, "which", lambda name: None)
    with pytest.raises(progress.SetUpFailed, match=r"no apt-get .*\n\n    libnothing9\n"):
        bare_machine.install_packages(["libnothing9"])


@pytest.mark.parametrize(
    ("release", "name"),
    [
        ({"ID": "debian", "VERSION_ID": "12"}, "libglib2.0-0"),
        ({"ID": "debian", "VERSION_ID": "13"}, "libglib2.0-0t64"),
        ({"ID": "ubuntu", "VERSION_ID": "22.04"}, "libglib2.0-0"),
        ({"ID": "ubuntu", "VERSION_ID": "24.04"}, "libglib2.0-0t64"),
        ({"ID": "linuxmint", "VERSION_ID": "22"}, "libglib2.0-0"),
        ({"ID": "debian", "VERSION_ID": "sid"}, "libglib2.0-0"),
    ],
)
@on_linux
def test_glib_bears_the_name_of_its_release(
    bare_machine: ModuleType, monkeypatch: pytest.MonkeyPatch, release: dict[str, str], name: str
) -> None:
    monkeypatch.setattr(platform, "freedesktop_os_release", lambda: release)
    monkeypatch.setattr(bare_machine, "OFFSCREEN_LIBRARIES", {"libglib2.0-0": "libnothing-of-the-kind.so.9"})
    assert bare_machine.missing_packages(screen=False) == [name]


# --- steps --------------------------------------------------------------------------------------------------------


def test_a_step_says_what_it_does_and_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0.0)
    script = "print('Collecting one'); print('noise'); print('Collecting two (from one)')"
    progress.run_step("Fetching", [sys.executable, "-c", script], counted="Collecting ", total=2)
    *lines, last = capfd.readouterr().out.splitlines()
    assert lines == ["Fetching ...", "    1 of 2: one", "    2 of 2: two"]
    assert re.fullmatch(r"    done in \d+\.\d s", last)


def test_a_silent_step_shows_that_it_lives(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(progress, "HEARTBEAT_SECONDS", 0.05)
    progress.run_step("Waiting", [sys.executable, "-c", "import time; time.sleep(0.4)"])
    assert "still working" in capfd.readouterr().out


def test_a_step_that_fails_shows_its_last_words() -> None:
    script = "import sys; print('the disk is full'); sys.exit(5)"
    with pytest.raises(progress.SetUpFailed, match=r"failed with code 5(?s:.*)the disk is full"):
        progress.run_step("Writing", [sys.executable, "-c", script])


def test_a_step_whose_program_is_absent_is_a_failure_that_names_it() -> None:
    with pytest.raises(progress.SetUpFailed, match="no-such-program cannot be started"):
        progress.run_step("Starting", ["no-such-program"])


# --- the environment ----------------------------------------------------------------------------------------------


def write_wheel(folder: Path, version: str) -> str:
    """A small real wheel named ``greeting``; the answer is its SHA-256."""
    info = f"greeting-{version}.dist-info"
    files = {
        "greeting.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: greeting\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    for name, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        record += f"{name},sha256={digest},{len(text)}\n"
    wheel = folder / f"greeting-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in (files | {f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}).items():
            archive.writestr(name, text)
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


def greeting_of(built: environment.Environment) -> str:
    command = [str(built.python), "-c", "import greeting; print(greeting.VERSION)"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_an_environment_follows_its_lock_and_never_takes_a_package_of_another_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """One life of an environment, told in one test because each building of one takes seconds."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    digests = {version: write_wheel(tmp_path, version) for version in ("1.0", "2.0")}
    lock = tmp_path / "requirements.lock"
    lock.write_text(f"greeting==1.0 \\\n    --hash=sha256:{digests['1.0']}\n", encoding="utf-8")
    built = environment.Environment(tmp_path / "venv", lock, has_project=False)
    assert not built.is_current()

    built.bring_up_to_date()
    assert built.is_current()
    assert greeting_of(built) == "1.0"
    assert "Installing 1 packages" in capfd.readouterr().out

    built.bring_up_to_date()
    assert capfd.readouterr().out == "", "a second start has nothing to do and says nothing"

    lock.write_text(f"greeting==2.0 \\\n    --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    with pytest.raises(progress.SetUpFailed, match="DO NOT MATCH THE HASHES"):
        built.bring_up_to_date()
    assert not built.is_current(), "a set-up that failed must be begun again"

    lock.write_text(f"greeting==2.0 \\\n    --hash=sha256:{digests['2.0']}\n", encoding="utf-8")
    built.bring_up_to_date()
    assert greeting_of(built) == "2.0"


def test_a_damaged_stamp_counts_as_none(tmp_path: Path) -> None:
    built = environment.Environment(tmp_path, CHECKOUT / "packaging" / "requirements.lock", has_project=True)
    built.python.parent.mkdir()
    built.python.touch()
    for damage in (b"", b"[]", b"\xff", b'{"environment": 1}'):
        (tmp_path / environment.STAMP_NAME).write_bytes(damage)
        assert not built.is_current()
