"""Reading many foreign files: verified in child processes, each file within limits of memory and time.

A file that makes its reader hang or eat memory costs one child, not the program; and while one file is being compared
and stored here, the next ones are verified on the other processors. What comes back is small: the signed lines, from
which values and keys are made again here.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

from ctecs_desktop.domain.errors import NotAllowed, NotAWorkbook
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.plan_tables import plan_document, plan_from_document
from ctecs_desktop.domain.review import CellReference, SubmittedValues, Verdict
from ctecs_desktop.domain.submission import canonical_lines
from ctecs_desktop.exchange.signers.trust import TrustList
from ctecs_desktop.exchange.submission.canonical_lines import submission_of_lines
from ctecs_desktop.services.keys import trust_list
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.verification import FileVerdict, Verifier, verify_file
from ctecs_desktop.store import plans

FEW_FILES = 4
"""Below this many files a child's start (0.4 s) costs more than it saves; they are read in this process."""

SECONDS_PER_FILE = 10.0
"""How long a child may work on one file; the slowest hostile file that is known takes well under one second."""

MEMORY_LIMIT = 1 << 30
"""Bytes of address space of a child, libraries and all; reading 5,000 values takes some 70 MB."""

_AHEAD = 2
"""Files given to a child at once, so that it need not wait for us."""


@dataclass(frozen=True, slots=True)
class _Seed:
    """What a child needs to judge files: the register of signers, the plans by version, the district."""

    trust: Mapping[str, object]
    plans: Mapping[str, str]
    district: str


@dataclass(frozen=True, slots=True)
class _Packed:
    """A verdict as it travels between processes."""

    verdict: FileVerdict  # its values without observations, its submission left out
    lines: tuple[str, ...]
    cells: tuple[CellReference, ...]


class Readers:
    """Child processes that verify files. To be used as a context manager."""

    def __init__(self, session: Session, *, count: int | None = None) -> None:
        versions = [stored.version for stored in plans.plan_versions(session.store)]
        self._seed = _Seed(
            trust_list(session).to_document(),
            {version: plan_document(plans.plan_of_version(session.store, version)) for version in versions},
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

    def verdicts(self, paths: Sequence[Path], *, at: datetime) -> Iterator[FileVerdict]:
        """The verdict on each file, in order; a file that breaks its reader is refused like any other bad file."""
        self._readers = [_Reader(self._seed) for _ in range(min(self._count, len(paths)))]
        count = len(self._readers)
        for index, path in enumerate(paths[: count * _AHEAD]):
            self._readers[index % count].give(path, at)
        for index in range(len(paths)):
            reader = self._readers[index % count]
            verdict = reader.take()
            following = index + count * _AHEAD
            if following < len(paths):
                reader.give(paths[following], at)
            yield verdict


class _Reader:
    """One child process and the files that it was given."""

    def __init__(self, seed: _Seed) -> None:
        self._seed = seed
        self._waiting: deque[tuple[Path, datetime]] = deque()
        self._start()

    def _start(self) -> None:
        # A forked child of a program with windows and threads may inherit a lock that nobody will ever release.
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, self._seed), daemon=True)
        self._process.start()
        theirs.close()

    def give(self, path: Path, at: datetime) -> None:
        """Let the child read a file, after those that it was given before."""
        self._waiting.append((path, at))
        with contextlib.suppress(BrokenPipeError):  # a dead child is noticed, and replaced, when its answer is wanted
            self._connection.send((path, at))

    def take(self) -> FileVerdict:
        """The verdict on the file given first."""
        path, _ = self._waiting.popleft()
        try:
            if self._connection.poll(SECONDS_PER_FILE):
                return _unpacked(self._connection.recv())
            error = NotAWorkbook("reading.too_slow", file=path.name, seconds=int(SECONDS_PER_FILE))
        except (EOFError, ConnectionError):
            error = NotAWorkbook("reading.broke_down", file=path.name)
        self._replace_child()
        return FileVerdict(path.name, Verdict.REFUSED, error.code, error)

    def _replace_child(self) -> None:
        self.end()
        self._start()
        for request in self._waiting:
            self._connection.send(request)

    def end(self) -> None:
        """Stop the child, whatever it is at; it holds nothing that could be lost."""
        self._connection.close()
        self._process.kill()
        self._process.join()


def _serve(connection: Connection[Any, Any], seed: _Seed) -> None:
    """The child: read what is asked for until nobody asks any more."""
    _limit_memory()
    gc.disable()  # nothing that a file is read into holds cycles; see services/bulk.py
    known = {version: plan_from_document(text) for version, text in seed.plans.items()}

    def plan_of(version: str) -> Plan:
        if version not in known:
            raise NotAllowed("plan.unknown_version", version=version)
        return known[version]

    verifier = Verifier(TrustList.from_document(seed.trust), plan_of, seed.district)
    while True:
        try:
            path, at = connection.recv()
        except EOFError:
            return
        try:
            packed = _packed(verify_file(path, verifier, at=at))
        except MemoryError:
            error = NotAWorkbook("reading.too_large", file=path.name)
            packed = _Packed(FileVerdict(path.name, Verdict.REFUSED, error.code, error), (), ())
        connection.send(packed)


def _limit_memory() -> None:
    try:
        import resource  # of POSIX; on Windows the limit of time and the container's own limits remain
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):  # a stricter limit of the system's stays
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def _packed(verdict: FileVerdict) -> _Packed:
    values, submission = verdict.values, verdict.submission
    if values is None or submission is None:
        return _Packed(verdict, (), ())
    cells = tuple(values.cells[each.key] for each in submission.observations)
    bare = replace(values, observations=(), cells={})
    return _Packed(replace(verdict, values=bare, submission=None), tuple(canonical_lines(submission)), cells)


def _unpacked(packed: _Packed) -> FileVerdict:
    verdict = packed.verdict
    if not packed.lines or verdict.values is None:
        return verdict
    submission = submission_of_lines(packed.lines)
    keys = (each.key for each in submission.observations)
    values = SubmittedValues(
        verdict.values.received, submission.observations, dict(zip(keys, packed.cells, strict=True))
    )
    return replace(verdict, submission=submission, values=values)
