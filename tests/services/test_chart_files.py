"""A chart leaves as a file by its own name, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import ExchangeError, FileUnwritable
from ctecs_desktop.services.chart_files import PictureFormat, picture_format, write_chart
from tests.district import District


@pytest.mark.parametrize(("name", "kind"), [("1.01.png", PictureFormat.PNG), ("a.PDF", PictureFormat.PDF)])
def test_the_name_says_the_format(name: str, kind: PictureFormat) -> None:
    assert picture_format(Path(name)) is kind


@pytest.mark.parametrize("name", ["chart", "chart 1.01", "chart.jpg", ".png"])
def test_a_name_that_says_no_format_is_refused(name: str) -> None:
    with pytest.raises(ExchangeError) as refused:
        picture_format(Path("folder") / name)
    assert (refused.value.code, refused.value.params["path"]) == ("file.not_a_picture", str(Path("folder") / name))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("nowhere/chart.png", "file.no_such_folder"),
        ("x" * 300 + ".png", "file.bad_name"),
        ("taken.png", "file.is_a_folder"),
        ("file/chart.png", "file.no_such_folder"),
    ],
)
def test_where_it_cannot_be_written_nothing_is_left_behind(
    enrolled: District, tmp_path: Path, name: str, code: str
) -> None:
    folder = tmp_path / "charts"
    (folder / "taken.png").mkdir(parents=True)
    (folder / "file").write_bytes(b"a file")
    with enrolled.central() as session, pytest.raises(FileUnwritable) as refused:
        write_chart(session, b"chart", folder / name)
    assert refused.value.code == code
    assert sorted(each.name for each in folder.iterdir()) == ["file", "taken.png"]


def test_a_chart_takes_the_place_of_an_older_one(enrolled: District, tmp_path: Path) -> None:
    out = tmp_path / "chart.png"
    out.write_bytes(b"older")
    with enrolled.central() as session:
        assert write_chart(session, b"newer", out) == out
    assert out.read_bytes() == b"newer"
