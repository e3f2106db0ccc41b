"""Jobs run on one thread of their own, and everything they tell arrives in the window's thread."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from typing import NoReturn

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.errors import CtecsError, NotAllowed
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.tasks import Job, JobProgress, TaskRunner
from tests.district import District


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    runner.close()


class Heard:
    """Keeps what a job's callbacks were told, and on which thread."""

    def __init__(self) -> None:
        self.outcomes: list[object] = []
        self.errors: list[CtecsError] = []
        self.stops = 0
        self.threads: set[int] = set()

    def done(self, outcome: object) -> None:
        self.outcomes.append(outcome)
        self.threads.add(threading.get_ident())

    def failed(self, error: CtecsError) -> None:
        self.errors.append(error)
        self.threads.add(threading.get_ident())

    def stopped(self) -> None:
        self.stops += 1

    def job(self, *, writes: bool = False) -> Job[object]:
        return Job("work", self.done, self.failed, self.stopped, writes=writes, can_be_stopped=True)


def test_the_outcome_arrives_in_the_threads_of_the_window(qtbot: QtBot, tasks: TaskRunner) -> None:
    heard = Heard()
    tasks.run_without_store(heard.job(), lambda _progress: threading.get_ident())
    qtbot.waitUntil(lambda: bool(heard.outcomes))
    assert heard.threads == {threading.get_ident()}
    assert heard.outcomes != [threading.get_ident()]
    assert not tasks.is_busy


def test_a_refusal_is_told_and_the_next_job_runs(qtbot: QtBot, tasks: TaskRunner) -> None:
    heard = Heard()

    def refuse(_progress: JobProgress) -> NoReturn:
        raise NotAllowed("plan.none")

    tasks.run_without_store(heard.job(), refuse)
    tasks.run_without_store(heard.job(), lambda _progress: "next")
    qtbot.waitUntil(lambda: heard.outcomes == ["next"])
    assert [error.code for error in heard.errors] == ["plan.none"]


def test_a_bug_in_a_job_is_not_lost(qtbot: QtBot, tasks: TaskRunner) -> None:
    heard = Heard()
    bugs: list[BaseException] = []
    tasks.broke.connect(bugs.append)

    def break_down(_progress: JobProgress) -> NoReturn:
        raise ZeroDivisionError("a bug")

    tasks.run_without_store(heard.job(), break_down)
    qtbot.waitUntil(lambda: bool(bugs))
    assert isinstance(bugs[0], ZeroDivisionError)
    assert not heard.outcomes
    assert not heard.errors


def test_stop_ends_a_job_between_two_items(qtbot: QtBot, tasks: TaskRunner) -> None:
    heard = Heard()
    begun, items = threading.Event(), []

    def work(progress: JobProgress) -> None:
        for number in range(100_000):
            progress.report(number, 100_000, "item")
            items.append(number)
            begun.set()
            threading.Event().wait(0.001)

    tasks.run_without_store(heard.job(), work)
    assert begun.wait(5)
    tasks.stop()
    qtbot.waitUntil(lambda: heard.stops == 1)
    assert items == list(range(len(items)))
    assert len(items) < 100_000


def test_progress_is_looked_at_while_the_job_runs(qtbot: QtBot, tasks: TaskRunner) -> None:
    heard, may_end = Heard(), threading.Event()
    seen: list[int] = []
    tasks.progressed.connect(lambda job: seen.append(job.progress.latest.done))

    def work(progress: JobProgress) -> None:
        progress.report(3, 5, "third")
        may_end.wait(5)

    tasks.run_without_store(heard.job(), work)
    qtbot.waitUntil(lambda: 3 in seen)
    may_end.set()
    qtbot.waitUntil(lambda: not tasks.is_busy)


def test_pages_are_told_while_a_job_writes(qtbot: QtBot, tasks: TaskRunner) -> None:
    heard = Heard()
    writing: list[bool] = []
    tasks.writing_changed.connect(writing.append)
    tasks.run_without_store(heard.job(writes=True), lambda _progress: None)
    assert tasks.is_writing
    qtbot.waitUntil(lambda: not tasks.is_busy)
    assert writing == [True, False]


def test_a_job_has_a_session_of_its_own(qtbot: QtBot, tasks: TaskRunner, district: District) -> None:
    heard = Heard()
    with district.school() as session:

        def work(own: Session, _progress: JobProgress) -> tuple[bool, str]:
            return own.store is session.store, own.workspace.organization

        tasks.run(heard.job(), session, work)
        qtbot.waitUntil(lambda: bool(heard.outcomes))
        assert heard.outcomes == [(False, session.workspace.organization)]


def test_nothing_arrives_after_the_end(qtbot: QtBot) -> None:
    heard, tasks = Heard(), TaskRunner()
    tasks.run_without_store(heard.job(), lambda _progress: "late")
    tasks.close()
    qtbot.wait(50)
    assert heard.outcomes == []


def test_some_thousands_of_signals_do_no_harm(qtbot: QtBot, tasks: TaskRunner) -> None:
    """PySide6 6.12 on Python 3.11 loses a reference to True at every emission and ends the program after hundreds."""
    count = 0

    def hear(_is_busy: bool) -> None:
        nonlocal count
        count += 1

    tasks.busy_changed.connect(hear)
    for _number in range(5_000):
        tasks.busy_changed.emit(True)
    assert count == 5_000


class Closed(QWidget):
    """Like a dialog that was closed: only a search for cycles finds that nobody names it any more."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def test_what_is_left_of_closed_windows_is_never_cleared_away_on_the_worker(qtbot: QtBot, tasks: TaskRunner) -> None:
    heard = Heard()
    threads: list[int] = []

    def leave_some() -> None:
        for _ in range(20):
            weakref.finalize(Closed(), lambda: threads.append(threading.get_ident()))

    leave_some()

    def work(_progress: JobProgress) -> int:
        return len([[number] for number in range(200_000)])  # far more than what makes Python search

    tasks.run_without_store(heard.job(), work)
    qtbot.waitUntil(lambda: bool(heard.outcomes))
    assert gc.isenabled()
    gc.collect()
    assert set(threads) == {threading.get_ident()}
    assert len(threads) == 20
