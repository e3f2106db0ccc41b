"""Schools that stand beside each other are told apart by what differs in their names."""

from __future__ import annotations

from dataclasses import replace

from ctecs_desktop.domain.school_names import short_names
from tests.building import make_school


def names_of(*names: str) -> list[str]:
    return list(
        short_names([replace(make_school(str(9_001_000 + n)), name=name) for n, name in enumerate(names)]).values()
    )


def test_the_words_that_more_than_half_of_the_names_end_in_are_left_out() -> None:
    names = ("Howell Cheney Technical High School", "Platt Technical High School", "Bristol Technical Education Center")
    assert names_of(*names) == ["Howell Cheney", "Platt", "Bristol Technical Education Center"]


def test_names_without_a_common_ending_stay_whole() -> None:
    assert names_of("Platt High School", "Vinal Academy", "Norwich Center") == [
        "Platt High School",
        "Vinal Academy",
        "Norwich Center",
    ]
    assert names_of() == []


def test_no_name_is_left_empty() -> None:
    assert names_of("School", "Platt School", "Vinal School") == ["School", "Platt", "Vinal"]
