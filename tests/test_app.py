"""Starting the window from a terminal: pictures, refusals in words, a machine without a screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.district import District, make_district


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> District:
    return make_district(tmp_path_factory.mktemp("app") / "district")


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ctecs_desktop.app", *map(str, arguments)],
        cwd=Path(__file__).parents[1],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_picture_of_the_workspace_is_drawn_without_a_screen(district: District, tmp_path: Path) -> None:
    picture = tmp_path / "window.png"
    done = run("--screenshot", picture, district.central_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_start_page_is_drawn_where_no_workspace_is_named(tmp_path: Path) -> None:
    picture = tmp_path / "start.png"
    assert run("--screenshot", picture, "--scheme", "dark").returncode == 0
    assert picture.exists()


def test_a_workspace_that_cannot_be_opened_is_told_in_words(tmp_path: Path) -> None:
    letter = tmp_path / "letter.ctecs"
    letter.write_text("Dear colleagues")
    done = run("--screenshot", tmp_path / "window.png", letter)
    assert done.returncode == 1
    assert "letter.ctecs" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_machine_without_a_screen_is_told_so() -> None:
    environment = dict.fromkeys(("DISPLAY", "WAYLAND_DISPLAY"), "")
    kept = os.environ.pop("QT_QPA_PLATFORM")
    try:
        done = run(**environment)
    finally:
        os.environ["QT_QPA_PLATFORM"] = kept
    assert done.returncode == 3
    assert "no screen" in done.stderr


def test_nothing_heavy_is_loaded_before_the_first_window() -> None:
    heavy = ("openpyxl", "sqlite_utils", "cryptography", "lxml", "sqlite3", "ctecs_desktop.services.session")
    modules = "import sys, ctecs_desktop.app, ctecs_desktop.ui.main_window"
    code = f"{modules}; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
