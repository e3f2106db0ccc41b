from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import CtecsError, NotAllowed, PlanInvalid, StoreBusy, ValueRejected
from ctecs_desktop.domain.observation import MeasureCode, ObservationKey, PeriodCode, SchoolCode, SubgroupCode
from ctecs_desktop.services.workspace import starting_plan
from ctecs_desktop.wording import problem_text
from ctecs_desktop.wording.plain import PLACEHOLDER
from ctecs_desktop.wording.plan_row_problems import PLAN_ROWS
from ctecs_desktop.wording.problems import PROBLEMS, VERDICTS
from ctecs_desktop.wording.told import Told
from tests.wording.error_codes import UNKNOWN, all_codes, collected

SAMPLES: dict[str, object] = {
    "key": ObservationKey(SchoolCode("9001116"), PeriodCode("2015-16"), MeasureCode("1.01"), SubgroupCode("all")),
    "problems": (),
    "errors": 2,
    "warnings": 1,
    "revoked_at": datetime(2020, 3, 31, 14, 3, tzinfo=UTC),
    "count": 3,
    "words": ("one", "two"),
}
"""Facts whose kind matters; any other one is a text."""

PASSED_ON = {
    "store.owned": ("who", "host", "pid", "since"),
    "enrolment.key_unfit": ("kind",),
    "sign.not_exported": ("path", "reason"),
}
"""Facts that a call passes on as a whole, which its source does not name."""

MISSING = re.compile(r"(?<!\w)…")
"""Stands where a fact is missing; after a word it belongs to the text of a button."""

COMMAND = re.compile(r"“ctecs |(?<!\w)--\w")
"""A command of the terminal, or one of its options."""

TOLD_WITHOUT_AN_ERROR = frozenset({"enrolment.words_to_compare", "passphrase.no_terminal", "store.synced_folder"})
"""Codes of verdicts, usage errors and notices, which no error carries."""


def test_every_code_that_can_be_raised_has_a_sentence() -> None:
    worded = {*PROBLEMS, *PLAN_ROWS, *VERDICTS}
    assert [code for code in all_codes() if code not in worded] == []


def test_no_sentence_is_left_for_a_code_that_nothing_raises() -> None:
    assert sorted({*PROBLEMS, *PLAN_ROWS} - set(all_codes())) == []


def test_the_collector_finds_codes_in_calls_tables_joined_texts_and_helper_functions() -> None:
    codes = set(all_codes())
    assert {"submission.locked", "file.disk_full", "signature.several_manifests", "cell.formula"} <= codes
    assert {"key.wrong_passphrase", "container.overlap", "plan.row.duplicate", "value.too_many_digits"} <= codes


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_placeholders_are_among_the_facts_that_come_along(code: str) -> None:
    family, wording = PROBLEMS[code]
    if callable(wording):
        return  # the next test calls it with what comes along
    told = wording if isinstance(wording, Told) else Told(wording)
    what = "" if callable(told.what) else told.what
    wanted = {
        name
        for sentence in (what, told.safe, told.then, told.terminal, family.safe)
        for name in PLACEHOLDER.findall(sentence or "")
    }
    for facts in collected().facts_of(code):
        if UNKNOWN not in facts:
            assert wanted <= facts, f"{code} is raised with {sorted(facts)}"


def samples_of(code: str) -> list[dict[str, object]]:
    """A sample of the facts of every place that raises ``code``."""
    samples = []
    for names in collected().facts_of(code):
        more = PASSED_ON[code] if UNKNOWN in names and code in PASSED_ON else ()
        samples.append({name: SAMPLES.get(name, f"<{name}>") for name in (*names - {UNKNOWN}, *more)})
    return samples


@pytest.mark.parametrize("in_terminal", [False, True], ids=["window", "terminal"])
@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_every_problem_is_told_whole_wherever_it_is_raised(code: str, in_terminal: bool) -> None:
    samples = samples_of(code)
    assert bool(samples) != (code in TOLD_WITHOUT_AN_ERROR)
    for facts in samples or [{"path": "here"}]:
        text = problem_text(CtecsError(code, **facts), in_terminal=in_terminal)
        assert not PLACEHOLDER.search(text), text
        assert not MISSING.search(text.replace('--words "…"', "")), text
        assert text.rstrip("”)").endswith("."), text
        assert in_terminal or not COMMAND.search(text), text


def test_a_problem_says_what_happened_what_is_safe_and_what_to_do() -> None:
    assert problem_text(NotAllowed("submission.empty", period="2015-16")) == (
        "Nothing is entered for 2015-16 yet. Nothing was changed. Enter values first."
    )


def test_a_lock_says_who_signed_when_and_how_to_go_on() -> None:
    error = NotAllowed("submission.locked", period="2015-16", revision=2, signer="Pat Jones", at="2016-07-10T12:00:00Z")
    assert "revision 2 by Pat Jones on July 10, 2016, 12:00 UTC" in problem_text(error)
    assert "take the signature back, or once it is sent begin an amendment" in problem_text(error)
    assert "ctecs amend" in problem_text(error, in_terminal=True)


def test_a_second_instance_is_told_who_has_the_workspace() -> None:
    known = StoreBusy("store.owned", path="a.ctecs", who="pat", host="pc7", pid=31, since="2020-03-31T14:03:00+00:00")
    assert "pat on pc7 has had it since March 31, 2020, 14:03 UTC (process 31)" in problem_text(known)
    unknown = StoreBusy("store.owned", path="a.ctecs", who="", host="", pid=0, since="")
    assert "a.ctecs is open in another program" in problem_text(unknown)


def test_each_reading_of_an_ambiguous_number_is_offered() -> None:
    error = ValueRejected("value.ambiguous_number", text="1,234", readings=("1.234", "1234"))
    assert problem_text(error).endswith("Enter 1.234 or 1234.")


def test_a_hostile_name_cannot_steer_the_terminal() -> None:
    text = problem_text(NotAllowed("submission.empty", period="\x1b[2J\u202e\n{path}" + "x" * 9000))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\n" not in text
    assert "{path}" in text
    assert len(text) < 700


def test_an_unknown_code_is_told_and_not_hidden() -> None:
    assert "later.release" in problem_text(CtecsError("later.release", part="x"))


def test_every_fault_of_a_plan_is_told_with_file_line_and_column(tmp_path: Path) -> None:
    (tmp_path / "goals.csv").write_text("number,title,themes\none,,\n1,Culture,a;a\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(PlanInvalid) as caught:
        starting_plan(tmp_path)
    text = problem_text(caught.value)
    assert "goals.csv, line 2, column number: “one” is not a number." in text
    assert "goals.csv, line 2, column title: something must stand here." in text
    assert "notes.txt: this is no table of a plan" in text
    assert "…" not in text.replace("… and", "")
