"""The commands of `dev.py`: what each needs of the machine, and what it runs once that is there."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from environment import CHECKOUT, COMPARISON, WORK, without_foreign_settings
from progress import SetUpFailed, say
from system_libraries import has_screen, install_packages, missing_packages

EXIT_REFUSED = 1
EXIT_MACHINE_LACKS_SOMETHING = 3
EXIT_INTERRUPTED = 130

DEFAULT_DEMO_FOLDER = CHECKOUT / "build" / "demo"

CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("lint-imports", "--no-logo", "--no-cache"),
)
"""The commands that every change must pass besides the tests; listed here and nowhere else."""

TEST_PROGRAMS = ("xmlsec1",)
"""An independent verifier of signatures, to which the tests put the submissions that the program signed."""

ON_EVERY_CORE = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile")
"""How all tests run: a file at a time on each core, so that what a file's tests share is made once. More processes than
that would each make districts of their own for longer than they save."""

FULL_LENGTH = {
    "CTECS_KILLS": ("10000", "processes killed while values are entered"),
    "CTECS_BACKUP_KILLS": ("1000", "processes killed while backups are made and put back"),
    "CTECS_EXCHANGE_KILLS": ("1000", "processes killed while signing, importing and enrolling"),
    "CTECS_WINDOW_KILLS": ("200", "windows killed in the middle of a school's steps"),
    "CTECS_FLIPS": ("20000", "single bits flipped in a store"),
    "CTECS_BYTES": ("3000", "bytes changed in each part of a signed workbook, some 100,000 in all"),
    "CTECS_ROLLUPS": ("300", "random rollups published, each attacked"),
}
"""How long `faults` runs: the variable that the tests read, its value there, and what it counts."""

FOR_HOURS = ("-o", "faulthandler_timeout=0")
"""One test of these takes longer than a hung one is otherwise given before all are ended."""

FULL_LENGTH_TESTS = ("tests/faults", "tests/disclosure/test_random_rollups.py")
"""What reads those variables."""


def _command_line() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py", description="Sets up whatever is missing in this checkout, then does what is asked."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    demo = commands.add_parser(
        "demo", help="run the main job on published figures of the district, then show its window"
    )
    demo.add_argument("folder", nargs="?", type=Path, default=DEFAULT_DEMO_FOLDER, metavar="DIR")
    commands.add_parser("run", help="open the program; what follows is passed on to it")
    commands.add_parser("test", help="run the tests; what follows is passed on to pytest")
    commands.add_parser("texts", help="gather the texts for translators into build/, and compile the translations")
    commands.add_parser("check", help="run ruff, mypy and lint-imports")
    commands.add_parser("bench", help="run the benchmarks; what follows is passed on to pytest")
    commands.add_parser(
        "faults",
        help="run the tests of faults at full length, some hours; what follows is passed on to pytest",
        description="Runs the tests of faults, and of attacks on public editions, at full length; `test` runs a short "
        "selection of the same. What follows is passed on to pytest.",
        epilog="Each of these variables may be set to another number:\n\n"
        + "".join(f"  {name + '=' + value:<26} {counts}\n" for name, (value, counts) in FULL_LENGTH.items())
        + "\nCTECS_SEED=NUMBER repeats a run; every run prints the number that it was made with.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks; the answer is the exit code."""
    parser = _command_line()
    asked, passed_on = parser.parse_known_args(arguments)
    if passed_on and asked.command in {"demo", "check", "texts"}:
        parser.error(f"{asked.command} does not know {' '.join(passed_on)}")
    try:
        if asked.command == "demo":
            return _demo(asked.folder)
        if asked.command == "run":
            return _run(passed_on)
        if asked.command == "test":
            return _test(passed_on)
        if asked.command == "bench":
            return _bench(passed_on)
        if asked.command == "texts":
            return _texts()
        if asked.command == "faults":
            return _faults(passed_on)
        return _check()
    except SetUpFailed as failure:
        print(failure, file=sys.stderr, flush=True)
        return EXIT_MACHINE_LACKS_SOMETHING
    except OSError as error:
        print(f"The checkout cannot be set up: {error}", file=sys.stderr, flush=True)
        return EXIT_MACHINE_LACKS_SOMETHING
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def _set_up(*, screen: bool, programs: Sequence[str] = (), qt: bool = True) -> None:
    """Install what the machine and `.venv` lack. ``qt`` is False where PySide6 is never imported."""
    venv = not WORK.is_current()
    missing = missing_packages(screen=screen, programs=programs, venv=venv, qt=qt)
    if missing:
        install_packages(missing)
        still_missing = missing_packages(screen=screen, programs=programs, venv=venv, qt=qt)
        if still_missing:
            raise SetUpFailed(f"apt-get installed them, yet they cannot be used: {' '.join(still_missing)}")
    WORK.bring_up_to_date()


def _start(command: Sequence[str], **variables: str) -> int:
    """Run a program of `.venv` with the person's own terminal, in the checkout; its exit code is the answer."""
    return subprocess.run(command, cwd=CHECKOUT, env=without_foreign_settings() | variables, check=False).returncode


def _demo(folder: Path) -> int:
    folder = folder.resolve()
    screen = has_screen()
    _set_up(screen=screen)
    say(f"The main job, for a whole district, in {folder}")
    code = _start([WORK.program("ctecs"), "demo", str(folder)])
    if code != 0:
        return code
    store = str(folder / "central.ctecs")
    if screen:
        say("Opening the window on the result; close it to end the demo.")
        return _start([WORK.program("ctecs-desktop"), store])
    picture = folder / "window.png"
    code = _start([WORK.program("ctecs-desktop"), "--screenshot", str(picture), store], QT_QPA_PLATFORM="offscreen")
    if code == 0:
        say(f"There is no screen here; a picture of the window is in {picture}")
    return code


def _run(passed_on: Sequence[str]) -> int:
    draws_offscreen = "--screenshot" in passed_on or "QT_QPA_PLATFORM" in os.environ
    if not draws_offscreen and not has_screen():
        raise SetUpFailed(
            "There is no screen here: neither DISPLAY nor WAYLAND_DISPLAY is set. Start this in a desktop session, "
            "or draw the window into a picture with\n\n"
            "    python3 packaging/dev.py run --screenshot PICTURE.png STORE.ctecs"
        )
    _set_up(screen=has_screen())
    variables = {} if has_screen() else {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    return _start([WORK.program("ctecs-desktop"), *passed_on], **variables)


def _test(passed_on: Sequence[str]) -> int:
    _set_up(screen=False, programs=TEST_PROGRAMS)
    return _start([str(WORK.python), "-m", "pytest", *(passed_on or ON_EVERY_CORE)], QT_QPA_PLATFORM="offscreen")


def _bench(passed_on: Sequence[str]) -> int:
    _set_up(screen=False)
    COMPARISON.bring_up_to_date()
    return _start(
        # A benchmark of many files takes longer than any test may.
        [str(WORK.python), "-m", "pytest", "tests/bench", "-s", "-o", "faulthandler_timeout=3600", *passed_on],
        QT_QPA_PLATFORM="offscreen",
        CTECS_PANDAS_PYTHON=str(COMPARISON.python),
    )


def _faults(passed_on: Sequence[str]) -> int:
    _set_up(screen=False)
    lengths = {name: os.environ.get(name, value) for name, (value, _counts) in FULL_LENGTH.items()}
    say("Faults at full length: " + ", ".join(f"{name}={value}" for name, value in lengths.items()))
    command = [str(WORK.python), "-m", "pytest", *FULL_LENGTH_TESTS, *FOR_HOURS, "-s", *passed_on]
    return _start(command, QT_QPA_PLATFORM="offscreen", **lengths)


def _texts() -> int:
    _set_up(screen=False, qt=False)
    return _start([str(WORK.python), str(CHECKOUT / "packaging" / "texts.py")])


def _check() -> int:
    _set_up(screen=False, qt=False)
    failed = []
    for program, *options in CHECKS:
        say(f"{program} {' '.join(options)}".rstrip())
        if _start([WORK.program(program), *options]) != 0:
            failed.append(program)
    if failed:
        say(f"Not clean: {', '.join(dict.fromkeys(failed))}")
        return EXIT_REFUSED
    say("Clean.")
    return 0
