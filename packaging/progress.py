"""Runs one step of the set-up: says what it does, shows how far it is, keeps the rest quiet unless it fails."""

from __future__ import annotations

import queue
import subprocess
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from typing import IO

HEARTBEAT_SECONDS = 5.0
"""A download may be silent for minutes; nobody should wonder whether the program still lives."""

SECONDS_BETWEEN_LINES = 1.0
LINES_SHOWN_ON_FAILURE = 30


class SetUpFailed(Exception):
    """The machine cannot be made ready; the text says why and what to do. Exit code 3."""


def say(text: str) -> None:
    """Tell the person what is going on, at once, also where the output is a file or a pipe."""
    print(text, flush=True)


def _pass_lines_on(stream: IO[str], lines: queue.Queue[str | None]) -> None:
    for line in stream:
        lines.put(line.rstrip())
    lines.put(None)


def run_step(
    what: str,
    command: Sequence[str],
    *,
    counted: str = "",
    total: int = 0,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run ``command`` as the step named ``what``.

    Lines of its output that begin with ``counted`` are counted against ``total`` (0: not known beforehand) and
    shown as progress. Raises SetUpFailed with the end of the output where the command fails or does not exist.
    """
    say(f"{what} ...")
    started = time.monotonic()
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=environment,
        )
    except OSError as error:
        raise SetUpFailed(f"{what}: {command[0]} cannot be started ({error}).") from error
    last_lines: deque[str] = deque(maxlen=LINES_SHOWN_ON_FAILURE)
    with process:
        assert process.stdout is not None
        lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_pass_lines_on, args=(process.stdout, lines), daemon=True).start()
        _follow(lines, last_lines, counted=counted, total=total)
    if process.returncode != 0:
        output = "\n".join(f"    {line}" for line in last_lines)
        raise SetUpFailed(f"{what}: failed with code {process.returncode}. Its last words:\n{output}")
    say(f"    done in {time.monotonic() - started:.1f} s")


def _follow(lines: queue.Queue[str | None], last_lines: deque[str], *, counted: str = "", total: int = 0) -> None:
    """Read the lines of a running step until it ends, and show the counted ones now and then."""
    started = shown = time.monotonic()
    count = 0
    while True:
        try:
            line = lines.get(timeout=HEARTBEAT_SECONDS)
        except queue.Empty:
            shown = time.monotonic()
            say(f"    still working, {shown - started:.0f} s")
            continue
        if line is None:
            return
        last_lines.append(line)
        if not counted or not line.startswith(counted):
            continue
        count += 1
        if time.monotonic() - shown >= SECONDS_BETWEEN_LINES:
            shown = time.monotonic()
            of_total = f" of {total}" if total else ""
            say(f"    {count}{of_total}: {line.removeprefix(counted).split(' ')[0]}")
