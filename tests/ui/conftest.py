"""A small real district for the tests of windows: made once, copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ctecs_desktop.ui.theme import apply_theme
from tests.district import ABBOTT, BULLARD, District, make_district


@pytest.fixture(scope="session")
def made_district(tmp_path_factory: pytest.TempPathFactory) -> District:
    return make_district(tmp_path_factory.mktemp("district") / "made", BULLARD, ABBOTT)


@pytest.fixture
def district(made_district: District, tmp_path: Path) -> District:
    """A copy of the district that the test may change."""
    return made_district.copied_to(tmp_path / "district")


@pytest.fixture
def themed(qapp: QApplication) -> Iterator[QApplication]:
    """The program's own look."""
    apply_theme(qapp, "light")
    yield qapp
    qapp.setStyleSheet("")
