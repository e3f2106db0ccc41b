"""The window is killed in the middle of each step of a school's journey: what it said is done is there afterwards.

First start, typing, pasting, a text that was refused, a reason, a strategy, signing, sending, the reply, its answer,
the amendment. ``CTECS_WINDOW_KILLS`` sets how many windows are killed (2 in every test run, each in another step that
a seed chooses), ``CTECS_SEED`` repeats a run.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ctecs_desktop.domain.value import Ratio
from ctecs_desktop.services.check import check_workspace
from ctecs_desktop.services.session import open_session
from ctecs_desktop.store import draft_texts, history, observations, replies, sign_offs
from tests.district import BULLARD, YEAR, District
from tests.faults.test_kill_during_exchange import torn_workbooks

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")

KILLS = int(os.environ.get("CTECS_WINDOW_KILLS", "2"))
SEED = int(os.environ.get("CTECS_SEED", "0")) or random.SystemRandom().randrange(1, 2**31)

QUICK = ("type", "paste", "undo", "draft", "undraft", "strategy", "reason", "sent", "answer", "amend")
LONG = ("sign", "make", "reply")
"""Steps of some milliseconds, and steps of a second or two."""

PATIENCE_SECONDS = 90.0


class Desk:
    """A school's folder, and what the windows that were killed there have said."""

    def __init__(self, district: District) -> None:
        self.district = district
        self.folder = district.folder
        self.log = district.folder / "log.txt"
        self.log.touch()
        for name in ("out", "new", "replies"):
            (self.folder / name).mkdir()
        self.moments = random.Random(SEED)
        self.interrupted = 0

    def said(self) -> list[tuple[str, str, int]]:
        lines = (line.split() for line in self.log.read_text(encoding="utf-8").splitlines())
        return [(word, step, int(number)) for word, step, number in lines]

    def done(self, step: str) -> list[int]:
        return [number for word, name, number in self.said() if (word, name) == ("done", step)]

    def kill_in(self, step: str) -> None:
        """Let a window work until it is in the middle of ``step``, or of what follows, then kill it."""
        before = sum(1 for word, name, _ in self.said() if (word, name) == ("begun", step))
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.window_worker", str(self.folder), str(self.log)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "QT_QPA_PLATFORM": "offscreen"},
        )
        try:
            assert child.stdin is not None
            assert child.stdout is not None
            assert child.stdout.readline() == "loaded\n"
            child.stdin.write(f"{max((number for *_, number in self.said()), default=1000)}\n")
            child.stdin.flush()
            end = time.monotonic() + PATIENCE_SECONDS
            while sum(1 for word, name, _ in self.said() if (word, name) == ("begun", step)) == before:
                assert child.poll() is None, "the window ended by itself"
                assert time.monotonic() < end, f"seed {SEED}: the window never came to the step {step}"
                time.sleep(0.002)
            time.sleep(self.moments.uniform(0.0, 1.0 if step in LONG else 0.02))
        finally:
            child.kill()
            child.communicate()
        assert child.returncode == -signal.SIGKILL
        self.interrupted += self.said()[-1][0] == "begun"

    def lost(self) -> list[str]:
        """What was acknowledged and is not there, step by step."""
        with self.district.school() as session:
            texts = [entry.after for entry in history.entries(session.store)]
            entered = history.entries(session.store, noun=observations.NOUN)
            values = [observations.parse_stored_text(entry.after)[0] for entry in entered if entry.after]
            found: dict[str, set[Any]] = {
                "type": {int(value) for value in values if isinstance(value, Decimal)},
                "paste": {value.numerator for value in values if isinstance(value, Ratio)},
                "strategy": _named(texts, "Text "),
                "reason": _named(texts, "Reason "),
                "amend": _named(texts, "Recount "),
                "sign": {int(Path(each.file_name).stem) for each in sign_offs.signed_submissions(session.store)},
                "reply": {int(Path(each.file_name).stem) for each in replies.kept_replies(session.store, YEAR)},
                "make": {int(path.stem) for path in (self.folder / "new").glob("*.ctecs")},
            }
            drafts = set(draft_texts.read_drafts(session.store, school=BULLARD, period=YEAR).values())
        lost = [
            f"{step} {number}" for step, there in found.items() for number in self.done(step) if number not in there
        ]
        if self.said()[-1][:2] == ("done", "draft"):
            lost += [] if f"about {self.said()[-1][2]}" in drafts else ["draft"]
        return lost

    def broken(self) -> list[str]:
        """What is torn or does not hold: the workspace's own checks, workbooks, workspaces half made."""
        checks = check_workspace(self.district.school_path(BULLARD), clock=self.district.clock)
        found = [each.name for each in checks if not each.ok]
        found += torn_workbooks(self.folder / "out") + torn_workbooks(self.folder / "replies")
        for path in (self.folder / "new").glob("*.ctecs"):
            with open_session(path) as made:
                assert made.plan.measures
        return found


def _named(texts: list[str], prefix: str) -> set[int]:
    return {int(found[1]) for text in texts if (found := re.search(rf"{prefix}(\d+)", text)) is not None}


def test_nothing_that_the_window_said_is_done_is_lost_whenever_it_is_killed(unsigned: District) -> None:
    desk = Desk(unsigned)
    steps = [desk.moments.choice(QUICK[:7] if KILLS < 6 else QUICK), desk.moments.choice(LONG)]
    steps += [desk.moments.choice((*QUICK, *LONG)) for _ in range(KILLS - len(steps))]
    for step in steps:
        desk.kill_in(step)
        assert desk.lost() == [], f"seed {SEED}, in the middle of {step}"
        assert desk.broken() == [], f"seed {SEED}, in the middle of {step}"
    print(f"\nseed {SEED}: windows killed in {', '.join(steps)}; {desk.interrupted} in the act")
    assert desk.interrupted >= 1, "the windows were killed when there was nothing to interrupt"


def test_the_harness_notices_what_is_lost(unsigned: District) -> None:
    """The negative control: an acknowledgement for which nothing was done."""
    desk = Desk(unsigned)
    for step in ("type", "paste", "strategy", "reason", "amend", "sign", "reply", "make", "draft"):
        desk.log.write_text(f"begun {step} 77001\ndone {step} 77001\n", encoding="utf-8")
        assert desk.lost(), step
