from __future__ import annotations

import io
import json
import os
import signal
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from ctecs_desktop.cli.progress import TerminalProgress
from ctecs_desktop.cli.tables import table_lines, wrapped_lines
from ctecs_desktop.cli.terminal import json_text
from ctecs_desktop.domain.errors import Cancelled
from ctecs_desktop.domain.plan_reading import PlanProblem
from ctecs_desktop.domain.value import Missing


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_numbers_stand_to_the_right_and_columns_under_their_headers() -> None:
    lines = list(table_lines(["Measure", "Value"], [["1.01", "9"], ["1.02", "1,234"]], right={1}))
    assert lines == ["Measure  Value", "───────  ─────", "1.01         9", "1.02     1,234"]


def test_a_long_last_column_is_wrapped_under_itself() -> None:
    lines = list(table_lines(["A", "B"], [["x", "one two three four five six seven eight"]], width=28))
    assert lines[2:] == ["x  one two three four five", "   six seven eight"]


def test_a_hostile_cell_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in "".join(table_lines(["A"], [["\x1b[2Jx"]]))
    assert "\x1b" not in "".join(wrapped_lines("\x1b[2Jx"))


def test_own_line_ends_and_indents_of_a_sentence_stay() -> None:
    assert list(wrapped_lines("First.\n  second third", width=12)) == ["First.", "  second", "    third"]


def test_json_is_ascii_and_knows_our_types() -> None:
    text = json_text({
        "number": Decimal("1.10"), "at": datetime(2020, 3, 31, tzinfo=UTC), "blank": Missing.NOT_YET,
        "bytes": b"\x01", "problems": (PlanProblem("goals", 2, "title", "plan.cell.blank"),), "set": {"b", "a"},
        "name": "Señor",
    })  # fmt: skip
    assert text.isascii()
    document = json.loads(text)
    assert document["number"] == "1.10"
    assert document["at"] == "2020-03-31T00:00:00+00:00"
    assert document["blank"] == "not_yet"
    assert document["problems"][0]["line"] == 2
    assert document["set"] == ["a", "b"]
    assert document["name"] == "Señor"


def test_a_terminal_sees_one_line_that_rewrites_itself_and_is_gone_at_the_end() -> None:
    screen = Screen()
    with TerminalProgress("", screen) as progress:
        progress.report(1, 3, "one.xlsx")
        progress.report(2, 3, "two\x1b.xlsx")
    assert "\n" not in screen.getvalue()
    assert "1 / 3  one.xlsx" in screen.getvalue()
    assert "\x1b" not in screen.getvalue()
    assert screen.getvalue().endswith(" \r")


def test_elsewhere_long_work_is_a_few_lines_and_short_work_none() -> None:
    stream = io.StringIO()
    with TerminalProgress("", stream) as progress:
        for done in range(200):
            progress.report(done, 200, f"file {done}")
    assert len(stream.getvalue().splitlines()) == 10
    short = io.StringIO()
    with TerminalProgress("", short) as progress:
        progress.report(0, 3, "x")
    assert short.getvalue() == ""


def test_ctrl_c_is_kept_until_the_next_item_and_says_what_is_kept() -> None:
    before = signal.getsignal(signal.SIGINT)
    progress = TerminalProgress("Two files are kept.", io.StringIO())
    with progress:
        progress.report(0, 3, "one")
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(Cancelled, match="Two files are kept"):
            progress.report(1, 3, "two")
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_in_the_last_item_comes_too_late_to_stop_anything() -> None:
    with TerminalProgress("", io.StringIO()) as progress:
        os.kill(os.getpid(), signal.SIGINT)
        progress.report(3, 3, "")


def test_a_second_ctrl_c_stops_at_once() -> None:
    with TerminalProgress("", io.StringIO()):
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
