"""Commands about backups: make one, list them, put one in the place of the workspace."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctecs_desktop.cli.terminal import FilePath, Terminal, json_option, pass_terminal, store_argument
from ctecs_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from ctecs_desktop.domain.errors import CtecsError
    from ctecs_desktop.domain.observation import Observation, ObservationKey
    from ctecs_desktop.domain.plan import Plan
    from ctecs_desktop.services.backup import Differences, Restored

VALUES_SHOWN = 40
"""Lines of differing values for a person; ``--json`` gives all of them."""


@click.command(short_help="Make a backup now.")
@store_argument
@click.option("--to", type=FilePath, metavar="FOLDER", help="Copy it into this folder too, such as a stick.")
@json_option
@pass_terminal
def backup(terminal: Terminal, store: Path, *, to: Path | None) -> None:
    """Make a checked copy of STORE in the folder “backups” beside it.

    The program makes them by itself too; those that you ask for are kept until you remove them.

    \b
      ctecs backup norwich.ctecs --to E:\\backups
    """
    from ctecs_desktop.services.backup import back_up

    with terminal.opened(store) as session:
        report = back_up(session, to=to)
        session.notices.extend(report.problems)

    def tell() -> None:
        terminal.say(_("Made the backup {path}.").format(path=report.made))
        if report.second is not None:
            terminal.say(_("Copied it to {path}.").format(path=report.second))

    terminal.answer({"backup": report.made and str(report.made), "copy": report.second and str(report.second)}, tell)


@click.command(short_help="List the backups, each checked.")
@store_argument
@json_option
@pass_terminal
def backups(terminal: Terminal, store: Path) -> None:
    """List the backups of STORE, the newest first, each checked like a workspace at opening; STORE may be damaged.

    \b
      ctecs backups norwich.ctecs
    """
    from ctecs_desktop.services.backup import backups as listed_backups
    from ctecs_desktop.services.session import as_utc_text
    from ctecs_desktop.wording import backup_kind_text, short_time_text

    with terminal.progress(_("Nothing was changed.")) as progress:
        found = listed_backups(store, progress=progress)
    document = [
        {
            "path": str(each.file.path), "kind": each.file.kind.value, "at": as_utc_text(each.file.at),
            "bytes": each.file.size, "good": each.problem is None,
            "problem": each.problem and {"code": each.problem.code, "message": _told(each.problem)},
        }
        for each in found
    ]  # fmt: skip

    def tell() -> None:
        rows = [
            [
                "✓" if each.problem is None else "✕",
                short_time_text(as_utc_text(each.file.at)),
                backup_kind_text(each.file.kind),
                f"{-(-each.file.size // 1024):,}",
                each.file.path.name,
            ]
            for each in found
        ]
        terminal.table(["", _("Made (UTC)"), _("Why"), _("KB"), _("File")], rows, right={3})
        if not found:
            terminal.say(_("There is no backup of {store} yet.").format(store=store))

    terminal.answer(document, tell)


@click.command(short_help="Put a backup in the place of the workspace.")
@store_argument
@click.argument("backup", metavar="BACKUP")
@click.option("--yes", is_flag=True, help="Do it; without this the differences are shown, and a terminal asks.")
@json_option
@pass_terminal
def restore(terminal: Terminal, store: Path, backup: str, *, yes: bool) -> None:
    """Put BACKUP in the place of STORE: a name that “ctecs backups” lists, a file, or “newest” for the newest good one.

    What would be lost and what would come back is shown first. The file that is there now is kept among the backups.

    \b
      ctecs restore norwich.ctecs newest
    """
    from ctecs_desktop.services import backup as acts

    chosen = acts.named_backup(store, backup)
    found = acts.differences(store, chosen)
    document: dict[str, object] = {
        "backup": str(chosen), "restored": False, "present_problem": found.problem and _told(found.problem),
        **_differences_document(found),
    }  # fmt: skip
    if not terminal.is_json:
        _tell_differences(terminal, chosen, found)
    if not yes and (terminal.is_json or not sys.stdin.isatty() or not click.confirm(_("Restore it?"))):
        terminal.answer(document, lambda: terminal.say(_("Nothing was changed. With --yes it is restored.")))
        return
    done = acts.restore(store, chosen)
    document |= {
        "restored": True, "kept_as": done.aside and str(done.aside), "incarnation": done.incarnation,
        "revisions": dict(done.revisions), "unknown": done.unknown and _told(done.unknown),
    }  # fmt: skip
    terminal.answer(document, lambda: _tell_restored(terminal, store, chosen, done))


def _differences_document(found: Differences) -> dict[str, object]:
    from ctecs_desktop.domain.value import encode_value

    def side(observation: Observation | None) -> dict[str, str] | None:
        if observation is None:
            return None
        return {"value": encode_value(observation.value), "note": observation.note}

    return {
        "values": [
            {**each.key._asdict(), "present": side(each.present), "backup": side(each.backup)} for each in found.values
        ],
        "others": {noun.value: count for noun, count in found.others.items()},
        "signed_lost": [{"period": period, "revision": revision} for period, revision in found.signed_lost],
        "signed_back": [{"period": period, "revision": revision} for period, revision in found.signed_back],
        "is_whole": found.is_whole,
    }


def _tell_differences(terminal: Terminal, chosen: Path, found: Differences) -> None:
    from ctecs_desktop.wording import term

    terminal.say(_("Backup {path}").format(path=chosen))
    if not found.is_present:
        terminal.say(_("There is no workspace now, so nothing can be lost."))
        return
    if found.problem is not None:
        terminal.say(_told(found.problem))
        terminal.say(_("What follows is what could be read of it."))
    if not found.is_whole:
        terminal.say(_("Not everything of it could be read."))
    if found.is_empty:
        terminal.say(_("The backup says the same as the workspace."))
        return
    rows = [
        [each.key.period, each.key.measure, each.key.subgroup, _shown(found.plan, each.key, each.present),
         _shown(found.plan, each.key, each.backup)]
        for each in found.values[:VALUES_SHOWN]
    ]  # fmt: skip
    terminal.table([_("Period"), _("Measure"), _("Subgroup"), _("Now"), _("In the backup")], rows)
    if len(found.values) > VALUES_SHOWN:
        terminal.say(_("… and {count} more.").format(count=len(found.values) - VALUES_SHOWN))
    for noun, count in found.others.items():
        terminal.say(
            ngettext("{noun}: {count} entry differs.", "{noun}: {count} entries differ.", count).format(
                noun=term(noun), count=count
            )
        )
    for period, revision in found.signed_lost:
        terminal.say(
            _("The backup does not hold the signed revision {revision} of {period}; its number stays used.").format(
                revision=revision, period=period
            )
        )


def _shown(plan: Plan | None, key: ObservationKey, observation: Observation | None) -> str:
    from ctecs_desktop.domain.errors import CtecsError
    from ctecs_desktop.domain.value import encode_value
    from ctecs_desktop.wording import printable, value_text

    if observation is None:
        return _("(cannot be read)")
    try:
        text = value_text(observation.value, plan.measure(key.measure)) if plan else encode_value(observation.value)
    except CtecsError:  # a measure of another version of the plan
        text = encode_value(observation.value)
    return f"{text} ({printable(observation.note)})" if observation.note else text


def _tell_restored(terminal: Terminal, store: Path, chosen: Path, done: Restored) -> None:
    terminal.say(_("Restored {store} from {backup}.").format(store=store, backup=chosen.name))
    if done.aside is not None:
        terminal.say(_("The file that was there is kept as {path}.").format(path=done.aside))
    for period, revision in done.revisions.items():
        terminal.say(
            _("{period} goes on as revision {revision}, since the numbers before it have been signed.").format(
                period=period, revision=revision
            )
        )
    if done.unknown is not None:
        terminal.say(_told(done.unknown))


def _told(problem: CtecsError) -> str:
    from ctecs_desktop.wording import problem_text

    return problem_text(problem, in_terminal=True)
