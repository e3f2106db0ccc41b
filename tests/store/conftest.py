"""Stores that tests of this folder start from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.store.opening import create_store
from ctecs_desktop.store.store import Store
from tests.store.stores import filled_file, workspace


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store of a school, open for writing."""
    with create_store(tmp_path / "school.ctecs", workspace()) as opened:
        yield opened


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Store]:
    """An empty store of central office, open for writing."""
    with create_store(tmp_path / "central.ctecs", workspace(WorkspaceRole.CENTRAL)) as opened:
        yield opened


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> dict[WorkspaceRole, bytes]:
    """The bytes of stores in which every table holds something."""
    return {role: filled_file(tmp_path_factory.mktemp("filled"), role).read_bytes() for role in WorkspaceRole}
