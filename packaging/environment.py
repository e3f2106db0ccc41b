"""Makes the Python environments of the checkout from their hash-pinned locks, and knows when they are up to date."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from progress import run_step, say

CHECKOUT = Path(__file__).resolve().parent.parent
STAMP_NAME = "ctecs-stamp.json"
PIP_OPTIONS = ("--disable-pip-version-check", "--no-input", "--progress-bar", "off")


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(len(part).to_bytes(8) + part for part in parts)).hexdigest()


@dataclass(frozen=True)
class Environment:
    """A virtual environment in ``folder`` that holds what ``lock`` names and, if wanted, the project itself."""

    folder: Path
    lock: Path
    has_project: bool

    @property
    def programs(self) -> Path:
        """The folder of its Python and of its terminal programs."""
        return self.folder / ("Scripts" if os.name == "nt" else "bin")

    @property
    def python(self) -> Path:
        """Its Python."""
        return self.programs / ("python.exe" if os.name == "nt" else "python")

    def program(self, name: str) -> str:
        """The full path of one of its terminal programs, as text for a command line."""
        return str(self.programs / (f"{name}.exe" if os.name == "nt" else name))

    def is_current(self) -> bool:
        """Whether the environment was finished with this lock, this Python and this project description."""
        return self._stamped() == self._wanted()

    def bring_up_to_date(self) -> None:
        """Make the environment, or only install the project anew where nothing but its description changed.

        The stamp is written last: a set-up that was interrupted is begun again by the next start. Raises
        SetUpFailed where Python or pip fails.
        """
        if self.is_current():
            return
        with _one_at_a_time(self.folder.with_name(f"{self.folder.name}.lock")):
            if self.is_current():
                return
            wanted = self._wanted()
            if self._stamped().get("environment") != wanted["environment"]:
                self._build()
            if self.has_project:
                self._install_project()
            (self.folder / STAMP_NAME).write_text(json.dumps(wanted), encoding="utf-8")

    def _build(self) -> None:
        # A venv made by a venv's Python depends on the same base, so the base is what counts.
        base_python = getattr(sys, "_base_executable", sys.executable)
        run_step(
            f"Making the environment {self.folder.name} with Python {platform.python_version()}",
            [base_python, "-m", "venv", "--clear", str(self.folder)],
        )
        packages = len(re.findall(r"^\S+==", self.lock.read_text(encoding="utf-8"), re.MULTILINE))
        run_step(
            f"Installing {packages} packages, each checked against its hash in {self.lock.name}",
            [
                *(str(self.python), "-m", "pip", "install", *PIP_OPTIONS),
                *("--require-hashes", "--only-binary", ":all:", "-r", str(self.lock)),
            ],
            counted="Collecting ",
            total=packages,
        )

    def _install_project(self) -> None:
        # The build back end is in the lock; so this needs no network and no second environment.
        run_step(
            "Installing the project itself, as a link to this checkout",
            [
                *(str(self.python), "-m", "pip", "install", *PIP_OPTIONS),
                *("--no-deps", "--no-index", "--no-build-isolation", "--editable", str(CHECKOUT)),
            ],
        )

    def _wanted(self) -> dict[str, str]:
        python = f"{sys.implementation.cache_tag} {platform.machine()} {sys.base_prefix}"
        project = (CHECKOUT / "pyproject.toml").read_bytes() if self.has_project else b""
        return {
            "environment": _digest(self.lock.read_bytes(), python.encode(), str(self.folder).encode()),
            "project": _digest(project),
        }

    def _stamped(self) -> dict[str, str]:
        try:
            stamp = json.loads((self.folder / STAMP_NAME).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stamp if isinstance(stamp, dict) and self.python.exists() else {}


WORK = Environment(CHECKOUT / ".venv", CHECKOUT / "packaging" / "requirements.lock", has_project=True)
"""Where the program runs and is tested."""

COMPARISON = Environment(
    CHECKOUT / ".venv-bench", CHECKOUT / "packaging" / "requirements-bench.lock", has_project=False
)
"""pandas, which the benchmarks compare with; apart, because sqlite-utils and openpyxl change where it is found."""


def without_foreign_settings() -> dict[str, str]:
    """The process's environment variables without those that would make a Python look elsewhere for modules."""
    return {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}


@contextmanager
def _one_at_a_time(lock_file: Path) -> Iterator[None]:
    """Hold ``lock_file`` for the block, so that two starts at once do not build into each other's folder.

    The operating system lets go of the lock when the process ends, however it ends; the file itself may stay.
    """
    with lock_file.open("a+b") as held:
        if sys.platform == "win32":
            import msvcrt

            held.seek(0)
            try:
                msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, 1)
            except OSError:
                say("Another start is setting up this checkout; waiting for it ...")
                while True:
                    try:
                        msvcrt.locking(held.fileno(), msvcrt.LK_LOCK, 1)
                    except OSError:  # gives up after ten seconds
                        continue
                    break
        else:
            import fcntl

            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another start is setting up this checkout; waiting for it ...")
                fcntl.flock(held, fcntl.LOCK_EX)
        yield
