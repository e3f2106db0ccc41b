from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ctecs_desktop.services import backup as acts
from ctecs_desktop.settings import Settings, use_settings
from ctecs_desktop.store.backup_files import backups_folder
from tests.cli.conftest import Run
from tests.district import BULLARD, YEAR, District


@pytest.fixture
def store(enrolled: District) -> Path:
    return enrolled.school_path(BULLARD)


def change(run: Run, store: Path, folder: Path) -> None:
    """Another value for the first measure."""
    values = folder / "more.csv"
    values.write_text(f"measure,period,numerator,denominator\n1.01,{YEAR},1,500\n", encoding="utf-8")
    answer = run("enter", store, values, "--json")
    assert answer.document["changed"] == 1, answer


def test_a_backup_is_made_copied_and_listed(run: Run, store: Path, tmp_path: Path) -> None:
    answer = run("backup", store, "--to", tmp_path / "stick", "--json")
    assert answer.code == 0
    made, copy = (Path(answer.document[name]) for name in ("backup", "copy"))
    assert made.parent == backups_folder(store)
    assert copy.read_bytes() == made.read_bytes()
    listed = run("backups", store, "--json").document
    about = {"path": str(made), "kind": "by hand", "good": True, "problem": None}
    assert about.items() <= listed[0].items()
    assert listed[0]["bytes"] == made.stat().st_size
    made.write_bytes(b"")
    told = run("backups", store)
    assert told.code == 0
    assert "✕" in told.out
    assert "asked for" in told.out
    assert not run("backups", store, "--json").document[0]["good"]


def test_without_a_terminal_a_restore_only_shows_what_differs(run: Run, store: Path, tmp_path: Path) -> None:
    made = Path(run("backup", store, "--json").document["backup"])
    change(run, store, tmp_path)
    before = store.read_bytes()
    answer = run("restore", store, made.name, "--json")
    assert answer.code == 0
    assert answer.document["restored"] is False
    (value,) = answer.document["values"]
    assert (value["measure"], value["present"]["value"]) == ("1.01", "1/500")
    told = run("restore", store, made.name)
    assert "0.2 % (1 of 500)" in told.out
    assert "With --yes it is restored." in told.out
    assert store.read_bytes() == before


def test_a_restore_says_what_it_did_and_where_the_old_file_is(run: Run, store: Path, tmp_path: Path) -> None:
    made = Path(run("backup", store, "--json").document["backup"])
    change(run, store, tmp_path)
    answer = run("restore", store, made, "--yes", "--json")
    assert answer.code == 0
    assert answer.document["restored"] is True
    aside = Path(answer.document["kept_as"])
    assert aside.name.endswith("before restore.ctecs")
    assert run("restore", store, made, "--json").document["values"] == []
    told = run("restore", store, aside.name, "--yes")
    assert f"Restored {store} from {aside.name}." in told.out
    assert run("check", store).code == 0


def test_a_sign_off_that_the_backup_lacks_is_told(run: Run, signed: District) -> None:
    store = signed.school_path(BULLARD)
    older = next(each.path for each in acts.backup_files(store) if each.kind.value != "sign-off")
    told = run("restore", store, older.name, "--yes")
    assert "does not hold the signed revision 1 of 2015-16" in told.out
    assert "2015-16 goes on as revision 2" in told.out


def test_a_damaged_workspace_is_told_how_to_come_back(run: Run, store: Path) -> None:
    run("backup", store)
    store.write_bytes(store.read_bytes().replace(b"gender.female", b"gender.femole"))
    refused = run("status", store)
    assert refused.code == 1
    assert f"ctecs restore {store} newest" in refused.err
    shown = run("restore", store, "newest")
    assert "is damaged" in shown.out
    answer = run("restore", store, "newest", "--yes", "--json")
    assert answer.document["kept_as"].endswith("damaged.ctecs")
    assert run("status", store).code == 0


def test_without_a_good_backup_nothing_is_restored(run: Run, store: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    moved = store.rename(tmp_path / "empty" / store.name)
    assert "There is no backup of" in run("backups", moved).out
    answer = run("restore", moved, "newest", "--json")
    assert answer.code == 1
    assert answer.document["error"]["code"] == "backup.none_good"
    assert run("restore", moved, "x", "--json").document["error"]["code"] == "backup.unknown"


def test_a_backup_that_fails_is_told_beside_the_answer(run: Run, enrolled: District, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    store = enrolled.school_path(BULLARD).rename(tmp_path / "bare" / "school.ctecs")
    backups_folder(store).write_bytes(b"a file of that name")
    answer = run("amend", store, "--period", YEAR, "--reason", "x", "--json")
    assert answer.document["error"]["code"] == "submission.not_signed"
    assert "backups" in answer.err


def test_the_second_folder_of_the_settings_is_used(run: Run, store: Path, tmp_path: Path) -> None:
    settings = Path(os.environ["XDG_CONFIG_HOME"]) / "ctecs_desktop" / "settings.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps({"second_backup_folder": str(tmp_path / "gone")}), encoding="utf-8")
    try:
        answer = run("backup", store)
    finally:
        settings.unlink()
        use_settings(Settings())
    assert answer.code == 0
    assert "is not there" in answer.err


def test_central_office_is_told_what_it_does_not_know_any_more(run: Run, enrolled: District) -> None:
    store = enrolled.central_path
    made = Path(run("backup", store, "--json").document["backup"])
    assert run("contact", store, BULLARD, "--name", "Lee Clerk").code == 0
    told = run("restore", store, made.name, "--yes")
    assert told.code == 0
    for text in (told.out, run("contact", store, BULLARD, "--name", "Lee Clerk").err):
        assert "What was sent after" in " ".join(text.split())
        assert "no number is used twice" in " ".join(text.split())
