"""The command that tells everything that was done to the register and the keys."""

from __future__ import annotations

from pathlib import Path

import click

from ctecs_desktop.cli.terminal import FilePath, Terminal, json_option, pass_terminal, store_argument
from ctecs_desktop.i18n import _


@click.command("register", short_help="Everything that was done to the register and the keys.")
@store_argument
@click.option("--school", metavar="CODE", help="Only what was done about that school.")
@click.option("--out", type=FilePath, metavar="FILE.csv", help="Write it as a table too.")
@json_option
@pass_terminal
def register_command(terminal: Terminal, store: Path, *, school: str | None, out: Path | None) -> None:
    """Tell everything that was done to the register of signers and to the district's keys, the newest first.

    It is read off the workspace's history, which nothing is ever taken out of.

    \b
      ctecs register central.ctecs --school 9001116
      ctecs register central.ctecs --out record.csv
    """
    from ctecs_desktop.domain.observation import SchoolCode
    from ctecs_desktop.services.register_record import export_record, register_record
    from ctecs_desktop.wording import short_time_text, words_text
    from ctecs_desktop.wording.register_record import recorded_act_text, schools_text

    with terminal.opened(store, writable=False) as session:
        names = {each.code: each.name for each in session.plan.schools}
        found = register_record(session, session.plan.school(SchoolCode(school)).code if school else None)
        written = export_record(session, found, out) if out is not None else None
    document = [
        {
            "at": each.act.at,
            "act": each.act.kind.value,
            "what": recorded_act_text(each.act, names),
            "schools": list(each.act.schools),
            "words": list(each.words),
            "key": each.act.key or None,
            "certificate": each.act.certificate or None,
            "reason": each.act.reason or None,
            "from": each.act.since,
            "until": each.act.until,
            "file": each.act.file_name or None,
            "person": each.act.person,
        }
        for each in found
    ]

    def tell() -> None:
        for each in found:
            head = _("{time} UTC, {person}, {school}").format(
                time=short_time_text(each.act.at), person=each.act.person, school=schools_text(each.act, names)
            )
            terminal.say(head)
            terminal.say(recorded_act_text(each.act, names), indent="    ")
            if each.words:
                terminal.say(_("Key: {words}").format(words=words_text(each.words)), indent="    ")
        if not found:
            terminal.say(_("Nothing was done yet."))
        if written is not None:
            terminal.say(_("Wrote {file}.").format(file=written))

    terminal.answer(document, tell)
