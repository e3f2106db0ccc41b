"""Central office before the first file: a fresh copy of its store for every round of a benchmark."""

from __future__ import annotations

import shutil
from pathlib import Path

from ctecs_desktop.services.session import Session, open_session
from tests.bench.large_district import LargeDistrict


class CentralCopies:
    """Opens one copy of central office's store after the other."""

    def __init__(self, district: LargeDistrict, folder: Path) -> None:
        self._district = district
        self._folder = folder
        self._count = 0
        self._session: Session | None = None

    def open(self) -> Session:
        """A session at the next copy; the one before is closed and its copy deleted."""
        self.close()
        self._count += 1
        path = self._folder / str(self._count) / "central.ctecs"
        path.parent.mkdir()
        shutil.copyfile(self._district.central_path, path)
        self._session = open_session(path, person="carol")
        return self._session

    def close(self) -> None:
        """Close the session and delete its store."""
        if self._session is not None:
            path = self._session.store.path
            self._session.close()
            self._session = None
            shutil.rmtree(path.parent)
