"""Settings come from four sources in order, and a wrong entry harms nobody."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.settings import (
    RECENT_WORKSPACES_KEPT,
    Settings,
    change_settings,
    load_settings,
    with_recent_workspace,
)


def write(path: Path, entries: object) -> Path:
    path.write_text(json.dumps(entries), encoding="utf-8")
    return path


def test_without_files_every_entry_has_its_default(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.json", tmp_path / "none too.json") == Settings()


def test_the_command_line_overrules_the_person_who_overrules_the_machine(tmp_path: Path) -> None:
    machine = write(tmp_path / "machine.json", {"language": "es", "colour_scheme": "dark", "log_level": "DEBUG"})
    user = write(tmp_path / "user.json", {"language": "pt_BR", "colour_scheme": "light"})
    settings = load_settings(machine, user, command_line={"language": "en"})
    assert settings == Settings(language="en", colour_scheme="light", log_level="DEBUG")


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        ("language", 7),
        ("language", "../../etc"),
        ("colour_scheme", "mauve"),
        ("log_level", None),
        ("recent_workspaces", "one.ctecs"),
        ("recent_workspaces", [1]),
    ],
)
def test_a_wrong_entry_falls_back_to_the_source_before_it_and_is_logged_without_its_value(
    tmp_path: Path, entry: str, wrong: object, caplog: pytest.LogCaptureFixture
) -> None:
    good = {"language": "es", "colour_scheme": "dark", "log_level": "ERROR", "recent_workspaces": ["a.ctecs"]}
    machine = write(tmp_path / "machine.json", good)
    user = write(tmp_path / "user.json", {entry: wrong})
    with caplog.at_level(logging.WARNING):
        settings = load_settings(machine, user)
    assert settings == load_settings(machine, None)
    assert caplog.messages == [f"user.json: the entry {entry} has a value that cannot be used"]


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_counts_as_none_and_is_logged(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    user = tmp_path / "user.json"
    user.write_bytes(content)
    assert load_settings(None, user) == Settings()
    assert len(caplog.messages) == 1


def test_a_change_keeps_other_entries_also_those_of_newer_versions(tmp_path: Path) -> None:
    user = write(tmp_path / "user.json", {"language": "es", "from_the_future": {"a": [1]}})
    change_settings(user, colour_scheme="dark")
    assert json.loads(user.read_text(encoding="utf-8")) == {
        "language": "es",
        "from_the_future": {"a": [1]},
        "colour_scheme": "dark",
    }


def test_a_change_makes_the_folder_and_leaves_no_other_file(tmp_path: Path) -> None:
    user = tmp_path / "new" / "user.json"
    change_settings(user, language="es", recent_workspaces=("Schule Größe.ctecs",))
    assert load_settings(None, user).recent_workspaces == ("Schule Größe.ctecs",)
    assert [path.name for path in user.parent.iterdir()] == ["user.json"]


def test_a_damaged_file_is_kept_aside_when_something_is_changed(tmp_path: Path) -> None:
    user = tmp_path / "user.json"
    user.write_bytes(b"{ half a fi")
    change_settings(user, language="es")
    assert load_settings(None, user) == Settings(language="es")
    assert (tmp_path / "user.json.damaged").read_bytes() == b"{ half a fi"


@pytest.mark.parametrize("changes", [{"colour_scheme": "mauve"}, {"no_such_setting": "x"}])
def test_a_wrong_change_is_refused_and_the_file_stays(tmp_path: Path, changes: dict[str, object]) -> None:
    user = write(tmp_path / "user.json", {"language": "es"})
    before = user.read_bytes()
    with pytest.raises(ValueError, match=r"not one of|no setting"):
        change_settings(user, **changes)
    assert user.read_bytes() == before


@given(st.lists(st.sampled_from([f"{letter}.ctecs" for letter in "abcdefghijkl"])))
def test_the_recent_workspaces_are_the_last_different_ones_newest_first(opened: list[str]) -> None:
    settings = Settings()
    for workspace in opened:
        settings = with_recent_workspace(settings, Path(workspace))
    newest_first = list(dict.fromkeys(reversed(opened)))
    assert list(settings.recent_workspaces) == newest_first[:RECENT_WORKSPACES_KEPT]
