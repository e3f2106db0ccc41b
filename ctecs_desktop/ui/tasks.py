"""Work that may take longer than a tenth of a second: one thread, one queued signal back, progress and a stop.

A job opens a session of its own on its thread, because a connection never leaves the thread that made it. There is no
QThread and no QObject in the worker: their lifetime is the classic crash. For the same reason Python searches for
cyclic garbage only while no job runs: on the worker's thread it would destroy what is left of closed windows.
"""

from __future__ import annotations

import gc
import logging
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from ctecs_desktop.domain.errors import Cancelled, CtecsError

if TYPE_CHECKING:
    from ctecs_desktop.services.session import Session

Outcome = TypeVar("Outcome")

POLL_MILLISECONDS = 100
"""How often the window looks at the progress; faster flickers, slower seems stuck."""

SWITCH_SECONDS = 0.001
"""How long one thread of Python goes on while another waits."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """How far a job is: ``done`` of ``total`` items (0: not known), and the next one's name."""

    done: int = 0
    total: int = 0
    what: str = ""


class JobProgress:
    """What a job reports to, from its thread; raises ``Cancelled`` there once the person pressed Stop."""

    def __init__(self) -> None:
        self.latest = Step()
        self._stop = threading.Event()

    def report(self, done: int, total: int, what: str) -> None:
        """Between items, outside transactions: a stop keeps whole items only."""
        self.latest = Step(done, total, what)
        if self._stop.is_set():
            raise Cancelled

    def stop(self) -> None:
        """Ask the job to stop at its next report."""
        self._stop.set()


@dataclass(eq=False)
class Job(Generic[Outcome]):
    """What is told of a piece of work and what follows it: one of three callbacks, once, in the window's thread."""

    title: str
    done: Callable[[Outcome], None]
    failed: Callable[[CtecsError], None]
    stopped: Callable[[], None] = lambda: None
    writes: bool = False
    can_be_stopped: bool = False
    progress: JobProgress = field(default_factory=JobProgress)


@dataclass(frozen=True, slots=True)
class _End:
    """How a job ended."""

    job: Job[Any]
    outcome: Any = None
    error: BaseException | None = None


class TaskRunner(QObject):
    """Runs jobs one after the other. Lives in the window's thread and ends before it with ``close``."""

    busy_changed = Signal(bool)
    writing_changed = Signal(bool)
    progressed = Signal(object)
    """Carries the running ``Job``, ten times a second."""

    broke = Signal(object)
    """Carries an exception that is a bug of ours."""

    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # By default the worker may keep the window from the interpreter for 5 ms each time the window wants it.
        sys.setswitchinterval(SWITCH_SECONDS)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="job")
        self._jobs: list[Job[Any]] = []
        self._closed = False
        self._stopped_search = False
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MILLISECONDS)
        self._timer.timeout.connect(self._poll)

    @property
    def is_busy(self) -> bool:
        """Whether any job runs or waits."""
        return bool(self._jobs)

    @property
    def is_writing(self) -> bool:
        """Whether a job that changes the store runs or waits; pages are read-only meanwhile."""
        return self.writing is not None

    @property
    def writing(self) -> Job[Any] | None:
        """The first job that runs or waits and changes the store."""
        return next((job for job in self._jobs if job.writes), None)

    def run(self, job: Job[Outcome], session: Session, work: Callable[[Session, JobProgress], Outcome]) -> None:
        """Carry out ``work`` with a session of its own beside ``session``."""

        def with_own_session() -> Outcome:
            with session.companion() as own:
                return work(own, job.progress)

        self._submit(job, with_own_session)

    def run_without_store(self, job: Job[Outcome], work: Callable[[JobProgress], Outcome]) -> None:
        """Carry out ``work`` where there is no store yet."""
        self._submit(job, lambda: work(job.progress))

    def stop(self) -> None:
        """Ask every job to stop at its next item."""
        for job in self._jobs:
            job.progress.stop()

    def close(self) -> None:
        """Stop everything and wait for the item in hand; nothing is delivered afterwards."""
        self._closed = True
        self.stop()
        self._timer.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._jobs.clear()
        self._search_again()

    def _submit(self, job: Job[Any], work: Callable[[], Any]) -> None:
        if self._closed:
            return
        was_writing = self.is_writing
        self._jobs.append(job)
        if len(self._jobs) == 1:
            self._stop_search()
            self._timer.start()
            self.busy_changed.emit(True)
        if self.is_writing != was_writing:
            self.writing_changed.emit(True)
        self._pool.submit(self._carry_out, job, work)

    def _carry_out(self, job: Job[Any], work: Callable[[], Any]) -> None:
        """On the worker's thread."""
        try:
            end = _End(job, work())
        except (CtecsError, Cancelled) as error:
            end = _End(job, error=error)
        except Exception as error:  # a bug of ours must be told, not lost in a thread
            _log.exception("job failed")
            end = _End(job, error=error)
        if not self._closed:
            self._ended.emit(end)

    def _deliver(self, end: _End) -> None:
        if self._closed:
            return
        self._jobs.remove(end.job)
        if end.job.writes and not self.is_writing:
            self.writing_changed.emit(False)
        if not self._jobs:
            self._search_again()
            self._timer.stop()
            self.busy_changed.emit(False)
        if end.error is None:
            end.job.done(end.outcome)
        elif isinstance(end.error, CtecsError):
            end.job.failed(end.error)
        elif isinstance(end.error, Cancelled):
            end.job.stopped()
        else:
            self.broke.emit(end.error)

    def _stop_search(self) -> None:
        self._stopped_search = gc.isenabled()
        gc.disable()

    def _search_again(self) -> None:
        """What piled up is searched here and now, so that the worker's last steps find nothing due."""
        if self._stopped_search:
            self._stopped_search = False
            gc.collect(1)
            gc.enable()

    def _poll(self) -> None:
        if self._jobs:
            self.progressed.emit(self._jobs[0])
