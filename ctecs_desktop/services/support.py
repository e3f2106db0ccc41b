"""The support bundle: what helps to find a fault, and no value, note or name of a person or school.

It holds versions, settings, the log, what the check of the workspace found, its shape and counts, and codes. Nothing is
copied out of the workspace but numbers of rows; the log, which holds no values by itself, is cleaned of names besides.
"""

from __future__ import annotations

import getpass
import io
import json
import platform
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from ctecs_desktop import __version__
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.log import LOG_FILE_NAME
from ctecs_desktop.services.check import check_workspace
from ctecs_desktop.services.entry import current_values
from ctecs_desktop.services.progress import SILENT, Progress
from ctecs_desktop.services.session import Session, open_session
from ctecs_desktop.services.submission import state_of, validate
from ctecs_desktop.settings import Settings
from ctecs_desktop.store import sign_offs, submissions
from ctecs_desktop.store.statistics import SQLITE_VERSION, names_and_notes, statistics

LIBRARIES = (
    *("PySide6-Essentials", "click", "cryptography", "filelock", "highspy", "lxml", "openpyxl", "platformdirs"),
    *("python-calamine", "python-docx", "sqlite-utils", "typst"),
)
"""What the program is built on, by the names of the packages."""

SHORTEST_NAME = 3
"""Characters; cleaning a log of shorter names would leave nothing to read."""

_REMOVED = "[removed]"
_ENTRY_TIME = (1980, 1, 1, 0, 0, 0)
"""A ZIP's own zero: when a bundle was made is in its versions, once."""


@dataclass(frozen=True, slots=True)
class Library:
    """A library in use, with its version and licence; "" where the installation does not say."""

    name: str
    version: str
    licence: str


@dataclass(frozen=True, slots=True)
class SupportBundle:
    """The bundle before it is written: by the name of each file its text, to be looked at first."""

    files: Mapping[str, str]

    @property
    def archive(self) -> bytes:
        """The bundle as the bytes of a ZIP file."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in self.files.items():
                archive.writestr(zipfile.ZipInfo(name, _ENTRY_TIME), text, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()


def libraries() -> list[Library]:
    """The libraries in use; a frozen program that carries no metadata names them alone."""
    found = []
    for name in LIBRARIES:
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            found.append(Library(name, "", ""))
            continue
        said = {key: about[key] or "" for key in ("License-Expression", "License") if key in about}
        licence = said.get("License-Expression") or said.get("License", "").partition("\n")[0]
        found.append(Library(name, about["Version"], licence))
    return found


def gather(
    store: Path | None, *, settings: Settings, log_folder: Path, made_at: str, progress: Progress = SILENT
) -> SupportBundle:
    """What the bundle holds of the workspace at ``store`` (None: of the program alone); nothing is written.

    A damaged workspace is described as far as it can be read. Raises ``Cancelled`` where the person stops the check.
    """
    files = {
        "versions.json": _document(_versions(made_at)),
        "settings.json": _document(_settings(settings)),
    }
    names = _names_of_machine()
    if store is not None:
        files["workspace.json"] = _document(_shape(store))
        files["check.json"] = _document(_check(store, progress))
        standing, names_inside = _look_inside(store)
        files["standing.json"] = _document(standing)
        names |= names_inside | {store.stem}
    for path in sorted(log_folder.glob(f"{LOG_FILE_NAME}*")):
        files[f"log/{path.name}"] = without_names(_text_of(path), names)
    return SupportBundle(files)


def write_bundle(bundle: SupportBundle, out: Path) -> Path:
    """Write the bundle as a ZIP file; answers where. Raises ``FileUnwritable``."""
    return write_file_atomically(out, bundle.archive)


def without_names(text: str, names: Iterable[str]) -> str:
    """``text`` without the person's folder and without any of ``names``, whole words whatever their case."""
    text = text.replace(str(Path.home()), "~")
    wanted = sorted({name.strip() for name in names if len(name.strip()) >= SHORTEST_NAME}, key=len, reverse=True)
    if not wanted:
        return text
    pattern = "|".join(re.escape(name) for name in wanted)
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", _REMOVED, text, flags=re.IGNORECASE)


def _document(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _versions(made_at: str) -> dict[str, object]:
    return {
        "made_at": made_at,
        "program": __version__,
        "is_frozen": bool(getattr(sys, "frozen", False)),
        "python": platform.python_version(),
        "system": platform.system(),
        "system_release": platform.release(),
        "machine": platform.machine(),
        "sqlite": SQLITE_VERSION,
        "libraries": {library.name: library.version for library in libraries()},
    }


def _settings(settings: Settings) -> dict[str, object]:
    """How the program is set; folders are counted, since their names are the person's."""
    return {
        "language": settings.language,
        "colour_scheme": settings.colour_scheme,
        "text_size": settings.text_size,
        "log_level": settings.log_level,
        "recent_workspaces": len(settings.recent_workspaces),
        "has_second_backup_folder": bool(settings.second_backup_folder),
    }


def _shape(store: Path) -> dict[str, object]:
    found = statistics(store)
    return {
        "file_bytes": found.file_bytes,
        "problem": found.problem,
        "pragmas": dict(found.pragmas),
        "rows": dict(found.rows),
        "shape": list(found.shape),
    }


def _check(store: Path, progress: Progress) -> list[dict[str, object]]:
    """Each check by its name; of a problem its code alone, because its facts may quote a value."""
    try:
        results = check_workspace(store, progress=progress)
    except CtecsError as error:
        return [{"check": "open", "ok": False, "code": error.code}]
    return [{"check": each.name, "ok": each.ok, "code": each.problem.code if each.problem else ""} for each in results]


def _look_inside(store: Path) -> tuple[dict[str, object], set[str]]:
    """Counts by period, and the names to be taken out of the log; neither where the workspace cannot be opened."""
    try:
        with open_session(store, writable=False) as session:
            return _standing(session), _names_in(session)
    except CtecsError as error:
        return {"problem": error.code}, set()


def _standing(session: Session) -> dict[str, object]:
    plan, role = session.plan, session.workspace.role
    periods = {}
    for period in plan.periods:
        counts: dict[str, object] = {"values": len(current_values(session, period.code))}
        if role is WorkspaceRole.SCHOOL:
            state = state_of(session, period.code)
            checked = validate(session, period.code)
            counts |= {
                "status": state.status.value,
                "revision": state.revision,
                "findings": Counter(each.code for each in checked.findings),
                "open": Counter(each.code for each in checked.open),
            }
        else:
            held = submissions.received(session.store, period=period.code)
            counts["received"] = Counter(f"{each.status.value}, {each.verdict.value}" for each in held)
        if counts["values"] or counts.get("received"):
            periods[period.code] = counts
    return {
        "role": role.value,
        "plan_version": plan.version,
        "measures": len(plan.measures),
        "schools": len(plan.schools),
        "rules": len(plan.rules),
        "notice": session.store.notice,
        "periods": periods,
    }


def _names_in(session: Session) -> set[str]:
    names = names_and_notes(session.store) | {school.name for school in session.plan.schools}
    names |= {record.identity.signer for record in sign_offs.signed_submissions(session.store)}
    return names | {each.identity.signer for each in submissions.received(session.store)}


def _names_of_machine() -> set[str]:
    try:
        return {getpass.getuser(), platform.node()}
    except (OSError, KeyError, ImportError):
        return {platform.node()}


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        return f"{type(error).__name__}\n"
