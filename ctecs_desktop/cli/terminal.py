"""What a command says: sentences and tables for a person, or exactly one JSON document for a script."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from ctecs_desktop.cli.progress import TerminalProgress
    from ctecs_desktop.domain.errors import CtecsError
    from ctecs_desktop.services.session import Session

WIDEST = 120
"""Lines longer than this are hard to read, however wide the window is."""

UNLIMITED = 100_000

Command = TypeVar("Command", bound=Callable[..., object])


@dataclass(slots=True)
class Terminal:
    """Where a command's answer goes. With ``is_json`` nothing but the document is written to standard output."""

    is_json: bool = False

    @property
    def width(self) -> int:
        """Characters of a line; what is read by a program or kept in a file is not wrapped."""
        if not sys.stdout.isatty():
            return UNLIMITED
        return min(WIDEST, shutil.get_terminal_size().columns)

    def answer(self, document: object, tell: Callable[[], None]) -> None:
        """Print ``document`` for a script, or ``tell`` a person."""
        if self.is_json:
            click.echo(json_text(document))
        else:
            tell()

    def say(self, text: str = "", *, indent: str = "", hanging: str = "") -> None:
        """A sentence for a person, wrapped to the window; further lines begin with ``hanging`` too."""
        from ctecs_desktop.cli.tables import wrapped_lines

        for line in wrapped_lines(text, indent=indent, hanging=hanging, width=self.width):
            click.echo(line)

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]], *, right: Collection[int] = ()) -> None:
        """An aligned table; nothing where there are no rows."""
        from ctecs_desktop.cli.tables import table_lines

        if rows:
            for line in table_lines(headers, rows, right=right, width=self.width):
                click.echo(line)

    @contextmanager
    def opened(self, store: Path, *, writable: bool = True) -> Iterator[Session]:
        """A session at ``store``. What a person should know although the work went on is told on standard error."""
        from ctecs_desktop.cli.tables import wrapped_lines
        from ctecs_desktop.services.session import open_session
        from ctecs_desktop.wording import problem_text

        with open_session(store, writable=writable) as session:
            try:
                yield session
            finally:
                for notice in session.notices:
                    for line in wrapped_lines(problem_text(notice, in_terminal=True), width=self.width):
                        click.echo(line, err=True)

    def progress(self, kept: str) -> TerminalProgress:
        """Progress for long work; ``kept`` says what a stop leaves."""
        from ctecs_desktop.cli.progress import TerminalProgress

        return TerminalProgress(kept)

    def tell_problem(self, error: CtecsError) -> None:
        """Why something was refused: on standard error for a person, as the one document for a script."""
        from ctecs_desktop.wording import problem_text

        self.tell_failure(error.code, problem_text(error, in_terminal=True), error.params)

    def tell_failure(self, code: str, message: str, facts: Mapping[str, object]) -> None:
        """The same for what is no refusal, such as a wrong command line."""
        from ctecs_desktop.cli.tables import wrapped_lines

        if self.is_json:
            click.echo(json_text({"error": {**facts, "code": code, "message": message}}))
            return
        for line in wrapped_lines(message, width=self.width):
            click.echo(line, err=True)


def json_text(document: object) -> str:
    """One JSON document in plain ASCII, so that no code page of a terminal can spoil it."""
    return json.dumps(document, indent=2, default=_as_json)


def _as_json(thing: object) -> object:
    """Facts that JSON has no form for: exact numbers as text, times as ISO-8601, bytes as hexadecimal digits."""
    if isinstance(thing, Enum):
        return thing.value
    if isinstance(thing, date):
        return thing.isoformat()
    if isinstance(thing, bytes):
        return thing.hex()
    if is_dataclass(thing) and not isinstance(thing, type):
        return asdict(thing)
    if isinstance(thing, set | frozenset):
        return sorted(thing, key=str)
    return str(thing)


def _choose_json(context: click.Context, _parameter: click.Parameter, is_json: bool) -> None:
    if is_json:
        context.ensure_object(Terminal).is_json = True


def json_option(command: Command) -> Command:
    """``--json``: one JSON document on standard output instead of sentences."""
    option = click.option(
        "--json",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_choose_json,
        help="Print one JSON document and nothing else.",
    )
    return option(command)


pass_terminal = click.make_pass_decorator(Terminal, ensure=True)

FilePath = click.Path(path_type=Path)
"""A path as given; whether it is there is told by whoever opens it, with what to do."""


def store_argument(command: Command) -> Command:
    """``STORE``, the workspace's file."""
    return click.argument("store", type=FilePath)(command)


def period_option(command: Command) -> Command:
    """``--period``, as the plan writes it."""
    option = click.option(
        "--period", required=True, metavar="P", help="Reporting period, such as 2015-16 or '2019-20 Q1'."
    )
    return option(command)


def out_option(command: Command) -> Command:
    """``--out``, the workbook to be written."""
    return click.option("--out", required=True, type=FilePath, metavar="FILE", help="The workbook to write.")(command)
