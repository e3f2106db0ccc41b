from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ctecs_desktop.domain.key_test import DRILL_EVERY, KeyTest, KeyTestKind, key_care

NOW = datetime(2020, 3, 31, 12, tzinfo=UTC)
ROOT = "ab" * 32


def a_copy(place: str, *, before: timedelta = timedelta(days=1), root: str = ROOT) -> KeyTest:
    return KeyTest(root, KeyTestKind.COPY, place, "copy.p12", (NOW - before).isoformat(), "carol")


def test_two_copies_in_two_places_are_wanted() -> None:
    assert key_care([], ROOT, at=NOW).copies_missing == 2
    assert key_care([a_copy("safe"), a_copy("Safe")], ROOT, at=NOW).copies_missing == 1
    assert key_care([a_copy("safe"), a_copy("bank", root="cd" * 32)], ROOT, at=NOW).copies_missing == 1
    assert key_care([a_copy("safe"), a_copy("bank")], ROOT, at=NOW).is_good


def test_a_drill_is_due_half_a_year_after_the_last_test() -> None:
    for more, is_due in ((timedelta(0), False), (timedelta(seconds=1), True)):
        care = key_care(
            [a_copy("safe", before=DRILL_EVERY + more), a_copy("bank", before=DRILL_EVERY * 2)], ROOT, at=NOW
        )
        assert care.is_drill_due is is_due
        assert care.last_test == (NOW - DRILL_EVERY - more).isoformat()
    assert key_care([], ROOT, at=NOW).is_drill_due
