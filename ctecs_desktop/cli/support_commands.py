"""The command that gathers what support may see: no value, note or name of a person is in it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ctecs_desktop.cli.terminal import Terminal, json_option, out_option, pass_terminal, store_argument
from ctecs_desktop.domain.errors import Cancelled
from ctecs_desktop.i18n import _


@click.command(short_help="Write a support bundle, which holds no values.")
@store_argument
@out_option
@click.option("--yes", is_flag=True, help="Write it without asking.")
@json_option
@pass_terminal
def support(terminal: Terminal, store: Path, *, out: Path, yes: bool) -> None:
    """Gather into FILE what helps to find a fault: versions, log, checks, counts and codes of STORE; no values.

    What is in it is shown before it is written. A damaged workspace is described as far as it can be read.

    \b
      ctecs support norwich.ctecs --out support.zip
    """
    from ctecs_desktop.cli.surroundings import log_folder
    from ctecs_desktop.services.session import as_utc_text, system_clock
    from ctecs_desktop.services.support import gather, write_bundle
    from ctecs_desktop.settings import settings_in_use

    with terminal.progress(_("Nothing was changed.")) as progress:
        bundle = gather(
            store,
            settings=settings_in_use(),
            log_folder=log_folder(),
            made_at=as_utc_text(system_clock()),
            progress=progress,
        )
    sizes = {name: len(text.encode("utf-8")) for name, text in bundle.files.items()}
    if not terminal.is_json:
        terminal.say(_("These files will be in it; no value, note or name of a person or school is:"))
        terminal.table([_("File"), _("Bytes")], [[name, f"{size:,}"] for name, size in sizes.items()])
    if not yes and not terminal.is_json and sys.stdin.isatty() and not click.confirm(_("Write it?")):
        raise Cancelled(_("Nothing was written."))
    written = write_bundle(bundle, out)

    def tell() -> None:
        terminal.say(_("Wrote {file}. Look into it before you send it.").format(file=written))

    terminal.answer({"file": str(written), "files": sizes}, tell)
