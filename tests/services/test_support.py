"""A support bundle tells support what it needs and nothing that people typed."""

from __future__ import annotations

import json
import logging
import re
import tomllib
import zipfile
from pathlib import Path

import pytest

from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey
from ctecs_desktop.domain.value import encode_value
from ctecs_desktop.log import set_up_log
from ctecs_desktop.services import entry, intake, support
from ctecs_desktop.settings import Settings
from ctecs_desktop.store import observations
from tests.district import BULLARD, YEAR, District

NOTE = "Mrs. Quimby counted these twice."
MADE_AT = "2020-03-31T14:03:05Z"
SETTINGS = Settings(recent_workspaces=("/home/quimby/Norwich.ctecs",), second_backup_folder="/media/quimby/stick")


def make(district: District, store: Path | None, log_folder: Path) -> support.SupportBundle:
    return support.gather(store, settings=SETTINGS, log_folder=log_folder, made_at=MADE_AT)


def everything_in(path: Path) -> bytes:
    """The archive's own bytes and those of every file in it."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return path.read_bytes() + b"".join(archive.read(name) for name in archive.namelist())


def close_log() -> None:
    root = logging.getLogger()
    for handler in [each for each in root.handlers if each.get_name() == "ctecs_desktop.log"]:
        root.removeHandler(handler)
        handler.close()
    logging.captureWarnings(capture=False)


def fill(district: District) -> set[str]:
    """Note every value of the school; the answer is every text of a value, note or name that it holds."""
    with district.school() as session:
        values = entry.current_values(session, YEAR)
        entry.record_values(session, [Edit(key, each.value, f"{NOTE} {key.measure}") for key, each in values.items()])
        known = {encode_value(each.value) for each in values.values()}
        schools = {school.name for school in session.plan.schools}
        stored = observations.read_observations(session.store, school=BULLARD, period=YEAR)
    assert len(stored) > 100
    texts = {text for text in known if len(text) > 4 and not text.isalpha()}
    return texts | {each.note for each in stored.values()} | schools | {"Pat Principal", "sam", "carol", "quimby"}


@pytest.fixture
def log_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "log"
    folder.mkdir()
    return folder


def test_a_bundle_of_a_filled_workspace_holds_no_value_note_or_name(signed: District, log_folder: Path) -> None:
    with signed.central() as central:
        intake.import_files(central, [signed.folder / f"{BULLARD} {YEAR}.xlsx"], accept_clean=True)
    (log_folder / "ctecs.log").write_text(f"WARNING sam opened {Path.home()}/x.ctecs; {NOTE} 1.01; Pat Principal\n")
    school = signed.school_path(BULLARD)
    for store in (school, signed.central_path):
        written = support.write_bundle(make(signed, store, log_folder), signed.folder / "support.zip")
        found = everything_in(written).decode("utf-8", errors="replace").lower()
        assert "pat principal" not in found
        assert "bullard-havens" not in found
        assert "/home/" not in found


def test_nothing_that_was_typed_is_in_the_bundle(enrolled: District, log_folder: Path) -> None:
    forbidden = fill(enrolled)
    assert len(forbidden) > 100
    assert set_up_log(log_folder, level="DEBUG") is not None
    logging.getLogger("ctecs_desktop.test").warning("at sam's desk: %s", f"{NOTE} 1.01")
    try:
        bundle = make(enrolled, enrolled.school_path(BULLARD), log_folder)
    finally:
        close_log()
    written = support.write_bundle(bundle, enrolled.folder / "support.zip")
    found = everything_in(written).decode("utf-8", errors="replace").lower()
    words = set(found.replace('"', " ").replace(",", " ").split())
    leaked = {text for text in forbidden if (text.lower() in words if " " not in text else text.lower() in found)}
    assert leaked == set()


def test_the_search_would_find_a_value(enrolled: District, log_folder: Path) -> None:
    """The same search over a bundle into which a value was put."""
    key = ObservationKey(BULLARD, YEAR, MeasureCode("1.05"), ALL_STUDENTS)
    with enrolled.school() as session:
        value = encode_value(entry.current_values(session, YEAR)[key].value)
    spoilt = support.SupportBundle({**make(enrolled, None, log_folder).files, "extra.txt": f"it was {value}\n"})
    written = support.write_bundle(spoilt, enrolled.folder / "support.zip")
    assert f"it was {value}".encode() in everything_in(written)


def test_a_bundle_says_what_support_needs(enrolled: District, log_folder: Path) -> None:
    files = make(enrolled, enrolled.school_path(BULLARD), log_folder).files
    versions, shape = json.loads(files["versions.json"]), json.loads(files["workspace.json"])
    assert versions["made_at"] == MADE_AT
    assert versions["libraries"]["PySide6-Essentials"].startswith("6.")
    assert json.loads(files["settings.json"])["recent_workspaces"] == 1
    assert shape["rows"]["observation"] > 100
    assert any("CREATE TABLE observation" in sql for sql in shape["shape"])
    assert all(check["ok"] for check in json.loads(files["check.json"]))
    standing = json.loads(files["standing.json"])
    assert standing["role"] == "school"
    assert standing["periods"][YEAR]["status"] == "draft"
    assert sum(standing["periods"][YEAR]["findings"].values()) > 0


def test_a_damaged_workspace_is_described_by_its_code(enrolled: District, log_folder: Path) -> None:
    store = enrolled.school_path(BULLARD)
    data = bytearray(store.read_bytes())
    data[4096 * 3 : 4096 * 9] = b"\x5a" * 4096 * 6
    store.write_bytes(data)
    files = make(enrolled, store, log_folder).files
    bad = [check["code"] for check in json.loads(files["check.json"]) if not check["ok"]]
    assert bad
    assert bad[0].startswith("store.")
    assert json.loads(files["standing.json"])["problem"].startswith("store.")


def test_a_missing_workspace_is_described_too(tmp_path: Path, log_folder: Path) -> None:
    bundle = support.gather(tmp_path / "no.ctecs", settings=Settings(), log_folder=log_folder, made_at=MADE_AT)
    assert json.loads(bundle.files["workspace.json"])["problem"] == "store.missing"


def test_names_go_whole_and_words_that_hold_them_stay() -> None:
    text = "Sam sat at the same desk as SAM and Pat Principal of A"
    assert support.without_names(text, {"sam", "Pat Principal", "A"}) == (
        "[removed] sat at the same desk as [removed] and [removed] of A"
    )


def test_every_library_that_the_program_is_built_on_is_named() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[<>=]", each)[0] for each in project["dependencies"]}
    assert set(support.LIBRARIES) == names


def test_every_library_has_a_version_and_a_licence() -> None:
    assert all(library.version and library.licence for library in support.libraries())
