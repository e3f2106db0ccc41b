"""What the office typed for its report."""

from __future__ import annotations

from ctecs_desktop.store import history, report_texts
from ctecs_desktop.store.store import Store
from tests.building import YEAR
from tests.store.stores import QUARTER, WHO


def test_a_text_is_kept_by_period_with_every_change_of_it(central: Store) -> None:
    assert report_texts.write_report_text(central, YEAR, "letter-board", "Dear all", **WHO)
    assert not report_texts.write_report_text(central, YEAR, "letter-board", "Dear all", **WHO)
    assert report_texts.write_report_text(central, QUARTER, "letter-board", "Later", **WHO)
    assert report_texts.report_texts(central, YEAR) == {"letter-board": "Dear all"}
    assert report_texts.write_report_text(central, YEAR, "letter-board", "Dear everyone", **WHO)
    assert report_texts.write_report_text(central, YEAR, "letter-board", "", **WHO)
    assert report_texts.report_texts(central, YEAR) == {}
    told = history.entries(central, noun=report_texts.NOUN, subject=f"{YEAR}\tletter-board")
    assert [(each.before, each.after) for each in told] == [
        ("", "Dear all"),
        ("Dear all", "Dear everyone"),
        ("Dear everyone", ""),
    ]


def test_a_text_may_be_very_long_and_in_any_script(central: Store) -> None:
    text = "שלום 🎉 " * 7_000
    report_texts.write_report_text(central, YEAR, "priorities", text, **WHO)
    assert report_texts.report_texts(central, YEAR) == {"priorities": text}
