"""The child process that reads foreign files: it is told whom to believe, and answers file by file."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ctecs_desktop.domain.errors import NotAllowed, NotAWorkbook
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.plan_tables import plan_from_document
from ctecs_desktop.domain.review import Verdict
from ctecs_desktop.exchange.files import storable
from ctecs_desktop.exchange.signers.trust import TrustList
from ctecs_desktop.services.file_reading import FileRead, read_file
from ctecs_desktop.services.file_verdict import FileVerdict, Verifier

MEMORY_LIMIT = 1 << 30
"""Bytes of address space of a child, libraries and all; reading 5,000 values takes some 70 MB."""


@dataclass(frozen=True, slots=True)
class Seed:
    """What a child needs to judge files: the register of signers, the plans by version, the district."""

    trust: Mapping[str, object]
    plans: Mapping[str, str]
    in_force: str
    district: str


def serve(connection: Connection[Any, Any]) -> None:
    """Take a ``Seed``, then read what is asked for until nobody asks any more."""
    _limit_memory()
    gc.disable()  # nothing that a file is read into holds cycles; see services/bulk.py
    try:
        seed: Seed = connection.recv()
        plans: dict[str, Plan] = {}

        def plan_of(version: str) -> Plan:
            if version not in plans:
                if version not in seed.plans:
                    raise NotAllowed("plan.unknown_version", version=version)
                plans[version] = plan_from_document(seed.plans[version])
            return plans[version]

        verifier = Verifier(TrustList.from_document(seed.trust), plan_of, seed.district)
        in_force = plan_of(seed.in_force)
        while True:
            path, at = connection.recv()
            try:
                read = read_file(path, verifier, in_force, at=at)
            except MemoryError:
                read = unreadable(path, NotAWorkbook("reading.too_large", file=path.name))
            connection.send(read)
    except EOFError:
        return


def unreadable(path: Path, error: NotAWorkbook) -> FileRead:
    """The refusal of a file at which its reader broke."""
    return FileRead(FileVerdict(storable(path.name), Verdict.REFUSED, error.code, error))


def _limit_memory() -> None:
    try:
        import resource  # of POSIX; on Windows the limit of time and the container's own limits remain
    except ImportError:
        return
    with contextlib.suppress(ValueError, OSError):  # a stricter limit of the system's stays
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
