"""A district and the program's look for the tests of windows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from ctecs_desktop.ui.theme import apply_theme
from tests.district import District


@pytest.fixture
def district(enrolled: District) -> District:
    """A copy of the district that the test may change."""
    return enrolled


@pytest.fixture
def themed(qapp: QApplication) -> Iterator[QApplication]:
    """The program's own look."""
    apply_theme(qapp, "light")
    yield qapp
    qapp.setStyleSheet("")
