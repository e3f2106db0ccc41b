"""Shipped files are found by name, and only those."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctecs_desktop import assets


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package folder that carries its files inside, as a wheel and a frozen build do."""
    folder = tmp_path / "ctecs_desktop" / "_resources"
    (folder / "plan").mkdir(parents=True)
    (folder / "plan" / "plan.toml").write_text("title", encoding="utf-8")
    monkeypatch.setattr(assets, "_INSTALLED", folder)
    return folder


def test_a_checkout_serves_its_own_resources_folder() -> None:
    assert assets.asset("plan") == Path(__file__).resolve().parent.parent / "resources" / "plan"


def test_an_installed_package_serves_the_files_inside_it(installed: Path) -> None:
    assert assets.asset("plan/plan.toml") == installed / "plan" / "plan.toml"


def test_an_installed_package_never_looks_into_a_checkout(installed: Path) -> None:
    with pytest.raises(FileNotFoundError, match="icons"):
        assets.asset("icons")


@pytest.mark.parametrize("name", ["", ".", "/etc/passwd", "../pyproject.toml", "plan/../../secret", "plan\\plan.toml"])
def test_a_name_that_leads_out_of_the_folder_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a shipped file"):
        assets.asset(name)
