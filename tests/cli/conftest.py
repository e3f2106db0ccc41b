"""A real district for the commands, made once for the run and copied for each test, and a way to run commands."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ctecs_desktop.cli.main import ctecs
from tests.district import BULLARD, CENTRAL_PASSPHRASE, SCHOOL_PASSPHRASE, District, make_district, sign


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture
def run() -> Iterator[Run]:
    """Run ``ctecs`` with the words given; the log that it opened is closed again."""

    def run_command(*words: object, typed: str | None = None) -> Answer:
        result = CliRunner().invoke(ctecs, [str(word) for word in words], input=typed)
        return Answer(result.exit_code, result.stdout, result.stderr)

    yield run_command
    root = logging.getLogger()
    for handler in [each for each in root.handlers if each.get_name() == "ctecs_desktop.log"]:
        root.removeHandler(handler)
        handler.close()
    logging.captureWarnings(capture=False)


@pytest.fixture(scope="session")
def _enrolled_district(tmp_path_factory: pytest.TempPathFactory) -> District:
    district = make_district(tmp_path_factory.mktemp("district") / "enrolled", BULLARD)
    (district.folder / "central.txt").write_text(f"{CENTRAL_PASSPHRASE}\nsecond line\n", encoding="utf-8")
    (district.folder / "school.txt").write_text(f"{SCHOOL_PASSPHRASE}\r\n", encoding="utf-8-sig")
    return district


@pytest.fixture(scope="session")
def _signed_district(_enrolled_district: District, tmp_path_factory: pytest.TempPathFactory) -> District:
    district = _enrolled_district.copied_to(tmp_path_factory.mktemp("district") / "signed")
    with district.school() as session:
        sign(session, district.folder / "signed.xlsx")
    return district


@pytest.fixture
def enrolled(_enrolled_district: District, tmp_path: Path) -> District:
    """Central office and one school, enrolled, its values of 2015-16 entered and explained; passphrases in files."""
    return _enrolled_district.copied_to(tmp_path / "district")


@pytest.fixture
def signed(_signed_district: District, tmp_path: Path) -> District:
    """The same, with the school's first revision signed: ``signed.xlsx`` lies in the folder."""
    return _signed_district.copied_to(tmp_path / "district")


@pytest.fixture
def imported(signed: District, run: Run) -> District:
    """The same, with the submission accepted at central office."""
    answer = run("import", signed.central_path, signed.folder / "signed.xlsx", "--accept", "--json")
    assert answer.code == 0, answer
    assert answer.document[0]["state"] == "accepted"
    return signed
