"""What holds for every test: no screen, a plain locale, folders of its own instead of the person's, calm Hypothesis."""

from __future__ import annotations

import os

# Qt reads these when it is first imported; so they come before every other import.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = "1"
os.environ.pop("QT_STYLE_OVERRIDE", None)
os.environ.pop("LANGUAGE", None)
os.environ["LC_ALL"] = "C.UTF-8"

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from ctecs_desktop import i18n
from tests.district import ABBOTT, BULLARD, YEAR, District, make_district, sign

# Slow machines run the same examples as fast ones. In continuous integration the examples are always the same, so that
# a failure there is a failure of the change; at a person's desk they differ, so that new cases are found.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

PERSONAL_FOLDERS = (
    *("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"),
    *("LOCALAPPDATA", "APPDATA"),
)


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders for data, settings and logs that are the test run's own: nothing of the person's is read or written."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for variable in PERSONAL_FOLDERS:
            folder = home if variable == "HOME" else home / variable.lower()
            folder.mkdir(exist_ok=True)
            patch.setenv(variable, str(folder))
        yield home


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test begins in English, whatever language the one before it chose."""
    yield
    i18n.use_language("en", catalogues=Path())


@pytest.fixture(scope="session")
def enrolled_district(tmp_path_factory: pytest.TempPathFactory) -> District:
    """A real district, made once for the run; only to be copied."""
    return make_district(tmp_path_factory.mktemp("district") / "enrolled", BULLARD, ABBOTT)


@pytest.fixture(scope="session")
def signed_district(enrolled_district: District, tmp_path_factory: pytest.TempPathFactory) -> District:
    """The same with both schools' values signed; only to be copied."""
    district = enrolled_district.copied_to(tmp_path_factory.mktemp("district") / "signed")
    for school in (BULLARD, ABBOTT):
        with district.school(school) as session:
            sign(session, district.folder / f"{school} {YEAR}.xlsx")
    return district


@pytest.fixture
def enrolled(enrolled_district: District, tmp_path: Path) -> District:
    """Central office and two schools, enrolled, their values of 2015-16 entered and explained, nothing signed."""
    return enrolled_district.copied_to(tmp_path / "district")


@pytest.fixture
def signed(signed_district: District, tmp_path: Path) -> District:
    """The same, with both schools' first revision signed: ``<code> 2015-16.xlsx`` lies in the folder."""
    return signed_district.copied_to(tmp_path / "district")
