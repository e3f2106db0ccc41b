"""What the operating system must have before PySide6 may be imported, and how it is got on Debian and Ubuntu.

A missing library aborts the process inside Qt, beyond any `except`; so the libraries are looked for first. The
lists were found on a bare Debian 12; each package is recognised by the one library file that Qt opens from it.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from progress import SetUpFailed, run_step, say

OFFSCREEN_LIBRARIES = {
    "libglib2.0-0": "libglib-2.0.so.0",
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libx11-6": "libX11.so.6",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libbrotli1": "libbrotlidec.so.1",
}
"""Debian package and library file that Qt needs even without a screen; the last one is wanted by QtNetwork, by which
a second start finds the window that is open."""

SCREEN_LIBRARIES = {
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
}
"""What windows on a real screen need besides."""

RENAMED_FOR_64_BIT_TIME = {"libglib2.0-0": "libglib2.0-0t64"}
"""Debian 13 and Ubuntu 24.04 renamed this one of the packages above; older releases know only the old name."""


def has_screen() -> bool:
    """Whether a window can be shown here: always on Windows and macOS, on Linux by X11 or Wayland."""
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in {"offscreen", "minimal"}:
        return False
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing_packages(*, screen: bool, programs: Sequence[str] = (), venv: bool = False, qt: bool = True) -> list[str]:
    """Debian packages to install before the program, or its tests, can run. Empty on other systems.

    ``programs`` are terminal programs whose package has the same name. ``venv`` asks for Python's own part that
    makes environments, which Debian packs apart. ``qt`` is False where PySide6 will not be imported.
    """
    if sys.platform != "linux":
        return []
    libraries = (OFFSCREEN_LIBRARIES if qt else {}) | (SCREEN_LIBRARIES if screen else {})
    missing = [package for package, library in libraries.items() if not _can_be_loaded(library)]
    missing += [program for program in programs if shutil.which(program) is None]
    if venv and importlib.util.find_spec("ensurepip") is None:
        missing.append(_venv_package())
    return [_name_in_this_release(package) for package in missing]


def install_packages(packages: Sequence[str]) -> None:
    """Install Debian packages as root; raises SetUpFailed with the line to type where that is not possible."""
    if not packages:
        return
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise SetUpFailed(
            "This machine lacks system packages, and it has no apt-get to install them. Their names on Debian are\n\n"
            f"    {names}\n\nInstall what your system calls them, then start again."
        )
    if os.geteuid() != 0:
        raise SetUpFailed(
            "This machine lacks system packages that the program needs. Install them with this line, then start "
            f"again:\n\n    sudo apt-get install {names}\n"
        )
    say(f"Missing system packages: {names}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    run_step("Reading the package lists (apt-get update)", ["apt-get", "update"], environment=environment)
    run_step(
        "Installing the system packages (apt-get install)",
        ["apt-get", "install", "--yes", "--no-install-recommends", *packages],
        counted="Setting up ",
        environment=environment,
    )


def _can_be_loaded(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _venv_package() -> str:
    """`python3-venv` for the system's own Python 3, `python3.12-venv` for another one installed beside it."""
    running = Path(sys.executable).resolve()
    if running == Path("/usr/bin/python3").resolve():
        return "python3-venv"
    return f"python{sys.version_info.major}.{sys.version_info.minor}-venv"


def _name_in_this_release(package: str) -> str:
    """The package's name in this release of Debian or Ubuntu.

    On a release that we do not know by its number the old name is given: apt-get finds the new package by it too.
    """
    first_renamed = {"debian": 13.0, "ubuntu": 24.04}
    try:
        release = platform.freedesktop_os_release()
        is_renamed = float(release.get("VERSION_ID", "0")) >= first_renamed[release.get("ID", "")]
    except (OSError, ValueError, KeyError):
        return package
    return RENAMED_FOR_64_BIT_TIME.get(package, package) if is_renamed else package
