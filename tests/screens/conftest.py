"""The district that the pictures show, with one school's values accepted and the other one's waiting."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctecs_desktop.services import intake
from tests.district import ABBOTT, BULLARD, District, make_district, sign


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> District:
    folder = tmp_path_factory.mktemp("screens") / "district"
    made = make_district(folder, BULLARD, ABBOTT)
    for school in (BULLARD, ABBOTT):
        with made.school(school) as session:
            sign(session, folder / f"{school} signed.xlsx")
    with made.central() as central:
        intake.import_files(central, [folder / f"{BULLARD} signed.xlsx"], accept_clean=True)
        intake.import_files(central, [folder / f"{ABBOTT} signed.xlsx"])
    return made


@pytest.fixture(scope="session")
def entering(tmp_path_factory: pytest.TempPathFactory) -> District:
    """The same schools before they sign."""
    return make_district(tmp_path_factory.mktemp("screens") / "entering", BULLARD)


@pytest.fixture(scope="session")
def pictures() -> Path:
    folder = Path(__file__).resolve().parents[2] / "build" / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
