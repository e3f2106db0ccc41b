"""Passphrases come from a file, from standard input or from a person at a terminal; never from an argument.

An argument would stand in the list of processes and in the shell's history, for anybody to read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.i18n import _

LONGEST_PASSPHRASE = 4096

Command = TypeVar("Command", bound=Callable[..., object])


def passphrase_option(command: Command) -> Command:
    """``--passphrase-file``; without it a person is asked."""
    option = click.option(
        "--passphrase-file",
        metavar="FILE",
        help="File whose first line is the passphrase; - reads it from standard input. Without it you are asked.",
    )
    return option(command)


def read_passphrase(file: str | None, *, whose: str, is_new: bool = False) -> str:
    """The passphrase. A new one that is typed is asked for twice.

    Raises ``NotAllowed`` ``passphrase.unreadable`` (``path``, ``reason``) and ``passphrase.empty`` (``path``), and a
    usage error where there is neither a file nor a terminal.
    """
    if file is None:
        if not sys.stdin.isatty():
            from ctecs_desktop.wording import code_text

            raise click.UsageError(code_text("passphrase.no_terminal", {}, in_terminal=True))
        question = _("Passphrase of {whose}").format(whose=whose)
        return str(click.prompt(question, hide_input=True, confirmation_prompt=is_new, err=True))
    line = sys.stdin.readline(LONGEST_PASSPHRASE) if file == "-" else _first_line(Path(file))
    passphrase = line.rstrip("\r\n")
    if not passphrase:
        raise NotAllowed("passphrase.empty", path=file)
    return passphrase


def _first_line(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.readline(LONGEST_PASSPHRASE)
    except OSError as error:
        raise NotAllowed("passphrase.unreadable", path=str(path), reason=error.strerror or "") from error
    except UnicodeDecodeError as error:
        raise NotAllowed("passphrase.unreadable", path=str(path), reason="UTF-8") from error
