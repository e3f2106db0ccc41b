"""A real district for the journeys: made once for the run, copied for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.district import ABBOTT, BULLARD, YEAR, District, make_district, sign


@pytest.fixture(scope="session")
def _enrolled_district(tmp_path_factory: pytest.TempPathFactory) -> District:
    return make_district(tmp_path_factory.mktemp("district") / "enrolled", BULLARD, ABBOTT)


@pytest.fixture(scope="session")
def _signed_district(_enrolled_district: District, tmp_path_factory: pytest.TempPathFactory) -> District:
    district = _enrolled_district.copied_to(tmp_path_factory.mktemp("district") / "signed")
    for school in (BULLARD, ABBOTT):
        with district.school(school) as session:
            sign(session, district.folder / f"{school} {YEAR}.xlsx")
    return district


@pytest.fixture
def enrolled(_enrolled_district: District, tmp_path: Path) -> District:
    """Central office and two schools, enrolled, their values of 2015-16 entered and explained, nothing signed."""
    return _enrolled_district.copied_to(tmp_path / "district")


@pytest.fixture
def signed(_signed_district: District, tmp_path: Path) -> District:
    """The same, with both schools' first revision signed: ``<code> 2015-16.xlsx`` lies in the folder."""
    return _signed_district.copied_to(tmp_path / "district")
