"""Writing the files of a public edition in a process of its own, into a folder that becomes theirs in the last step.

A process that never held a withheld figure cannot leave one in a cache, a property or a chart. Until the release is
recorded the files lie under names of their own; a stop or a fault leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ctecs_desktop.domain.errors import CtecsError, FileUnwritable, PublicationRefused
from ctecs_desktop.exchange.files import rename_file
from ctecs_desktop.exchange.report.public_writer import PublicJob, serve
from ctecs_desktop.services.progress import Progress

_POLL_SECONDS = 0.1
"""How often a person's wish to stop is looked for."""

SECONDS_PER_FILE = 120.0
"""How long one file may take; the largest seen so far took three."""


@contextlib.contextmanager
def staging_folder(folder: Path) -> Iterator[Path]:
    """A folder beside the files to come, gone with all that is in it afterwards; raises ``FileUnwritable``."""
    staging = folder / f".ctecs-public-{secrets.token_hex(8)}"
    try:
        staging.mkdir(parents=True)
    except OSError as error:
        raise FileUnwritable("file.no_such_folder", path=str(folder)) from error
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def write_staged(job: PublicJob, progress: Progress) -> tuple[Path, ...]:
    """Let a child write the files of ``job`` into its folder.

    Raises what the writers raise, and ``PublicationRefused("publication.writer_broke_down")`` where the child ended.
    """
    # A forked child would hold everything that this process knows; a new one holds what it is sent.
    context = multiprocessing.get_context("spawn")
    connection, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        connection.send(job)
        for done, name in enumerate(job.names):
            _take(connection, partial(progress.report, done, len(job.names), name))
    except (EOFError, ConnectionError) as error:
        raise PublicationRefused("publication.writer_broke_down") from error
    finally:
        connection.close()
        process.kill()
        process.join()
    return tuple(job.folder / name for name in job.names)


def _take(connection: Connection[Any, Any], report: Callable[[], None]) -> None:
    """Wait until one file is whole, and ask meanwhile whether the person wants to stop."""
    for _turn in range(round(SECONDS_PER_FILE / _POLL_SECONDS)):
        report()
        if connection.poll(_POLL_SECONDS):
            break
    else:
        raise EOFError
    answer = connection.recv()
    if isinstance(answer, CtecsError):
        raise answer


def refuse_taken_names(names: Iterable[str], folder: Path) -> None:
    """Raise ``FileUnwritable("file.exists_already")`` where a name is taken: no edition replaces another."""
    for name in names:
        if (folder / name).exists():
            raise FileUnwritable("file.exists_already", path=str(folder / name), reason="EEXIST")


def give_names(staged: tuple[Path, ...], folder: Path) -> tuple[Path, ...]:
    """Move the files to where they belong; raises ``FileUnwritable``."""
    return tuple(rename_file(path, folder / path.name) for path in staged)
