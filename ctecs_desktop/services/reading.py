"""Reading many foreign files: verified in child processes, each file within limits of memory and time.

A file that makes its reader hang or eat memory costs one child, not the program; and while one file is being compared
and stored here, the next ones are verified on the other processors. What comes back is small: texts, ready to be kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import TracebackType

from ctecs_desktop.domain.errors import CtecsError, NotAWorkbook
from ctecs_desktop.domain.plan_tables import plan_document
from ctecs_desktop.exchange.files import LARGEST_WORKBOOK, read_file_bounded
from ctecs_desktop.services.file_reading import FileRead, read_file
from ctecs_desktop.services.keys import trust_list
from ctecs_desktop.services.reading_child import Seed, serve, unreadable
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.verification import verifier_of
from ctecs_desktop.store import plans

FEW_FILES = 4
"""Below this many files a child's start (0.4 s) costs more than it saves; they are read in this process."""

SECONDS_PER_FILE = 30.0
"""How long a child may work on one file, with its own start and the file before it. The dearest hostile file that is
known takes under two seconds of processor time; on a PC that is busy, or whose virus scanner looks at every program and
file, that can be ten by the clock, and a school's workbook must not be refused for it."""

_AHEAD = 2
"""Files given to a child at once, so that it need not wait for us."""


def read_here(session: Session, paths: Sequence[Path]) -> Iterator[FileRead]:
    """The same in this process, without its limits: for a few files."""
    verifier, in_force = verifier_of(session), session.plan
    for path in paths:
        yield read_file(path, verifier, in_force, at=session.clock())


class Readers:
    """Child processes that verify files. To be used as a context manager."""

    def __init__(self, session: Session, *, count: int | None = None) -> None:
        versions = [stored.version for stored in plans.plan_versions(session.store)]
        self._seed = Seed(
            trust_list(session).to_document(),
            {version: plan_document(plans.plan_of_version(session.store, version)) for version in versions},
            session.plan.version,
            session.workspace.district,
        )
        # More than four wait for the one process that compares and stores.
        self._count = count or min(4, os.cpu_count() or 1)
        self._readers: list[_Reader] = []

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for reader in self._readers:
            reader.end()

    def read(self, paths: Sequence[Path], *, at: datetime) -> Iterator[FileRead]:
        """What is said of each file, in order; a file that breaks its reader is refused like any other bad file."""
        self._readers = [_Reader(self._seed) for _ in range(min(self._count, len(paths)))]
        for reader in self._readers:  # once all are starting, since each takes its seed only when it has started
            reader.begin()
        count = len(self._readers)
        for index, path in enumerate(paths[: count * _AHEAD]):
            self._readers[index % count].give(path, at)
        for index in range(len(paths)):
            reader = self._readers[index % count]
            read = reader.take()
            following = index + count * _AHEAD
            if following < len(paths):
                reader.give(paths[following], at)
            yield read


class _Reader:
    """One child process and the files that it was given."""

    def __init__(self, seed: Seed) -> None:
        self._seed = seed
        self._waiting: deque[tuple[Path, datetime]] = deque()
        self._start()

    def _start(self) -> None:
        # A forked child of a program with windows and threads may inherit a lock that nobody will ever release.
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def begin(self) -> None:
        """Tell the child whom to believe."""
        self._send(self._seed)

    def give(self, path: Path, at: datetime) -> None:
        """Let the child read a file, after those that it was given before."""
        self._waiting.append((path, at))
        self._send((path, at))

    def take(self) -> FileRead:
        """What is said of the file given first."""
        path, _ = self._waiting.popleft()
        try:
            if self._connection.poll(SECONDS_PER_FILE):
                read: FileRead = self._connection.recv()
                return read
            error = NotAWorkbook("reading.too_slow", file=path.name, seconds=int(SECONDS_PER_FILE))
        except (EOFError, ConnectionError):
            error = NotAWorkbook("reading.broke_down", file=path.name)
        self._replace_child()
        return _with_bytes(unreadable(path, error), path)

    def _send(self, message: object) -> None:
        with contextlib.suppress(BrokenPipeError):  # a dead child is noticed, and replaced, when its answer is wanted
            self._connection.send(message)

    def _replace_child(self) -> None:
        self.end()
        self._start()
        self.begin()
        for request in self._waiting:
            self._send(request)

    def end(self) -> None:
        """Stop the child, whatever it is at; it holds nothing that could be lost."""
        self._connection.close()
        self._process.kill()
        self._process.join()


def _with_bytes(read: FileRead, path: Path) -> FileRead:
    """With the file's bytes, which only had to be read, not understood: nothing is refused without being kept."""
    try:
        data = read_file_bounded(path, LARGEST_WORKBOOK)
    except CtecsError:
        return read
    return replace(read, verdict=replace(read.verdict, file_digest=hashlib.sha256(data).hexdigest(), data=data))
