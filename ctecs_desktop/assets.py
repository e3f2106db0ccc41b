"""Finds the files that are shipped with the program: plan, demo figures, icons, help, translations."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_resources"
_CHECKOUT = _PACKAGE.parent / "resources"


def asset(name: str) -> Path:
    """The path of a shipped file or folder, such as ``"icons/app.svg"`` or ``"plan"``.

    A wheel and a frozen build carry the files inside the package; a checkout keeps them at its top level. Raises
    FileNotFoundError where the installation is incomplete, ValueError for a name that leads out of the folder.
    """
    relative = PurePosixPath(name)
    if not relative.parts or relative.is_absolute() or ".." in relative.parts or "\\" in name:
        raise ValueError(f"not the name of a shipped file: {name!r}")
    path = _folder().joinpath(*relative.parts)
    if not path.exists():
        raise FileNotFoundError(f"this installation lacks the shipped file {name!r}")
    return path


def _folder() -> Path:
    return _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
