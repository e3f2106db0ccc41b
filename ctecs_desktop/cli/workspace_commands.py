"""Commands about a workspace as a whole: make it, take in what central office sent, see where it stands, check it."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctecs_desktop.cli import exits
from ctecs_desktop.cli.passphrases import passphrase_option, read_passphrase
from ctecs_desktop.cli.terminal import FilePath, Terminal, json_option, pass_terminal, store_argument
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from ctecs_desktop.services.workspace import Invitation


@click.command(short_help="Make a workspace for central office or for a school.")
@store_argument
@click.option("--role", type=click.Choice(["central", "school"]), required=True, help="Whose workspace it is.")
@click.option("--plan", "plan_folder", type=FilePath, metavar="FOLDER", help="Central: the plan's tables (CSV).")
@click.option("--practice", is_flag=True, help="Central: the practice plan over the published years 2013-17.")
@passphrase_option
@click.option("--plan-file", type=FilePath, metavar="PLAN.xlsx", help="School: the plan workbook you were sent.")
@click.option("--school", metavar="CODE", help="School: its EdSight code of seven digits.")
@click.option("--words", metavar='"…"', help="School: the seven words that central office read to you.")
@click.option("--yes-words-compared", is_flag=True, help="School: you have compared the words over the telephone.")
@json_option
@pass_terminal
def new(
    terminal: Terminal,
    store: Path,
    *,
    role: str,
    plan_folder: Path | None,
    practice: bool,
    passphrase_file: str | None,
    plan_file: Path | None,
    school: str | None,
    words: str | None,
    yes_words_compared: bool,
) -> None:
    """Make a workspace STORE: central office's from a plan, a school's from the plan workbook it was sent.

    \b
      ctecs new central.ctecs --role central --passphrase-file pass.txt
      ctecs new norwich.ctecs --role school --plan-file plan.xlsx --school 9002216 --words "one two …"
    """
    if role == "central":
        if plan_file or school or words or yes_words_compared:
            raise click.UsageError("--plan-file, --school and the words belong to --role school.")
        if plan_folder and practice:
            raise click.UsageError("Give --plan or --practice, not both.")
        _new_central(terminal, store, plan_folder, practice=practice, passphrase_file=passphrase_file)
        return
    if plan_folder or practice or passphrase_file:
        raise click.UsageError("--plan, --practice and --passphrase-file belong to --role central.")
    if plan_file is None or school is None:
        raise click.UsageError("--role school needs --plan-file and --school.")
    _new_school(terminal, store, plan_file, school=school, words=words, is_compared=yes_words_compared)


def _new_central(
    terminal: Terminal, store: Path, folder: Path | None, *, practice: bool, passphrase_file: str | None
) -> None:
    from ctecs_desktop.services.keys import district_words
    from ctecs_desktop.services.workspace import create_central, starting_plan
    from ctecs_desktop.wording import words_text

    plan = starting_plan(folder, practice=practice)
    passphrase = read_passphrase(passphrase_file, whose=_("the new district key"), is_new=True)
    with create_central(store, plan=plan, passphrase=passphrase) as session:
        words = district_words(session)
        document = {
            "store": str(store), "role": "central", "plan_version": plan.version, "words": list(words),
            "key": str(session.key_path),
        }  # fmt: skip

    def tell() -> None:
        terminal.say(_("Made central office's workspace {store}.").format(store=store))
        terminal.say(_("Plan: {title}, version {version}.").format(title=plan.title, version=plan.version))
        terminal.say(_("The district's key lies beside it in {key}; keep a copy of both.").format(key=document["key"]))
        terminal.say(_("Its seven words, to be read to each school over the telephone:"))
        terminal.say(words_text(words), indent="    ")
        terminal.say(_("Next: publish the plan with “ctecs plan {store} --out plan.xlsx”.").format(store=store))

    terminal.answer(document, tell)


def _new_school(
    terminal: Terminal, store: Path, plan_file: Path, *, school: str, words: str | None, is_compared: bool
) -> None:
    from ctecs_desktop.domain.observation import SchoolCode
    from ctecs_desktop.services.workspace import create_school, read_invitation

    invitation = read_invitation(plan_file)
    _compare_words(terminal, invitation, words, is_compared=is_compared)
    with create_school(store, invitation=invitation, school=SchoolCode(school)) as session:
        plan = session.plan
        name = plan.school(session.workspace.organization).name
        document = {
            "store": str(store), "role": "school", "school": school, "name": name,
            "plan_version": plan.version, "words": list(invitation.words),
        }  # fmt: skip

    def tell() -> None:
        terminal.say(_("Made the workspace {store} of {name}.").format(store=store, name=name))
        terminal.say(_("Plan: {title}, version {version}.").format(title=plan.title, version=plan.version))
        terminal.say(_("Next: make the principal's key with “ctecs enrol {store}”.").format(store=store))

    terminal.answer(document, tell)


def _compare_words(terminal: Terminal, invitation: Invitation, words: str | None, *, is_compared: bool) -> None:
    """The school must know that the key is central office's: nothing in the file itself can tell."""
    from ctecs_desktop.wording import words_text

    found = words_text(invitation.words)
    if words is not None and tuple(words.lower().split()) != invitation.words:
        raise NotAllowed("invitation.words_differ", file=invitation.file_name, found=found)
    if words is None and not terminal.is_json:
        terminal.say(_("The seven words of the district's key in {file}:").format(file=invitation.file_name))
        terminal.say(found, indent="    ")
    if words is not None or is_compared:
        return
    question = _("Has central office read you the same words over the telephone?")
    if terminal.is_json or not sys.stdin.isatty() or not click.confirm(question):
        raise NotAllowed("invitation.words_not_compared", file=invitation.file_name, found=found)


@click.command("open", short_help="Take in a plan or reply workbook at a school.")
@store_argument
@click.argument("file", type=FilePath)
@click.option("--words", metavar='"…"', help="The words of a new district key that no known one vouches for.")
@json_option
@pass_terminal
def open_command(terminal: Terminal, store: Path, file: Path, *, words: str | None) -> None:
    """Take in FILE, a plan or reply workbook of central office, at a school.

    After central office has lost its key, --words are those of the new one, as they were read over the telephone.

    \b
      ctecs open norwich.ctecs plan.xlsx
    """
    from ctecs_desktop.services.new_root import believe_new_root
    from ctecs_desktop.services.plan import open_workbook
    from ctecs_desktop.wording import (
        district_years_text,
        kept_newer_text,
        printable,
        submission_status_text,
        workbook_kind_text,
    )

    with terminal.opened(store) as session:
        if words is not None:
            believe_new_root(session, file, words=tuple(words.split()))
        opened = open_workbook(session, file)
    reply = opened.reply
    document: dict[str, object] = {
        "file": str(file), "kind": opened.kind.value, "plan_version": opened.plan_version,
        "is_new_plan": opened.is_new_plan, "trust_version": opened.trust_version, "reply": None,
        "district_years": opened.district_years, "kept": opened.kept and asdict(opened.kept),
    }  # fmt: skip
    if reply is not None:
        document["reply"] = {
            "period": reply.period, "revision": reply.revision, "status": reply.status.value, "note": reply.note,
            "questions": [
                {"measure": each.key.measure, "subgroup": each.key.subgroup, "text": each.text}
                for each in reply.questions
            ],
        }  # fmt: skip

    def tell() -> None:
        terminal.say(
            _("Opened the {kind} {file}; its signature is the district's.").format(
                kind=workbook_kind_text(opened.kind), file=file.name
            )
        )
        if reply is None:
            changed = _("the plan is now") if opened.is_new_plan else _("the plan is unchanged:")
            terminal.say(
                _("In force: {changed} version {version}.").format(changed=changed, version=opened.plan_version)
            )
            if opened.district_years:
                terminal.say(district_years_text(opened.district_years))
            if opened.kept is not None:
                terminal.say(kept_newer_text(opened.kept))
            return
        terminal.say(
            _("{period}, revision {revision}: {status} at central office.").format(
                period=reply.period, revision=reply.revision, status=submission_status_text(reply.status)
            )
        )
        if reply.note:
            terminal.say(printable(reply.note), indent="    ")
        rows = [[each.key.measure, each.key.subgroup, each.text] for each in reply.questions]
        terminal.table([_("Measure"), _("Subgroup"), _("Question")], rows)

    terminal.answer(document, tell)


@click.command(short_help="Check everything that a workspace holds.")
@store_argument
@json_option
@pass_terminal
def check(terminal: Terminal, store: Path) -> None:
    """Check STORE: integrity, history chain, replay, archived signatures, and every rollup computed again.

    Nothing is changed. Exit code 1 where anything does not hold.

    \b
      ctecs check central.ctecs
    """
    from ctecs_desktop.services.check import check_workspace
    from ctecs_desktop.wording import problem_text

    with terminal.progress(_("Nothing was changed.")) as progress:
        results = check_workspace(store, progress=progress)
    is_ok = all(result.ok for result in results)
    rows = [
        (result.name, result.ok, problem_text(result.problem, in_terminal=True) if result.problem else result.detail)
        for result in results
    ]

    def tell() -> None:
        marks = [["✓" if ok else "✕", name, detail] for name, ok, detail in rows]
        terminal.table(["", _("Check"), _("Found")], marks)
        bad = sum(1 for _name, ok, _detail in rows if not ok)
        terminal.say()
        terminal.say(
            _("All {count} checks hold.").format(count=len(rows))
            if is_ok
            else ngettext("{count} check does not hold.", "{count} checks do not hold.", bad).format(count=bad)
        )

    checks = [{"name": name, "ok": ok, "detail": detail} for name, ok, detail in rows]
    terminal.answer({"ok": is_ok, "checks": checks}, tell)
    if not is_ok:
        click.get_current_context().exit(exits.REFUSED)


@click.command(short_help="Say whose workspace it is, and what is open.")
@store_argument
@click.option("--period", metavar="P", help="The period to look at; without it the one at hand.")
@json_option
@pass_terminal
def status(terminal: Terminal, store: Path, *, period: str | None) -> None:
    """Say whose workspace STORE is, which plan is in force, and what is open.

    \b
      ctecs status norwich.ctecs
    """
    from ctecs_desktop.cli.standing import tell_central, tell_school
    from ctecs_desktop.domain.observation import PeriodCode
    from ctecs_desktop.domain.workspace import WorkspaceRole
    from ctecs_desktop.services.overview import period_at_hand
    from ctecs_desktop.services.session import open_session

    with open_session(store, writable=False) as session:
        at_hand = PeriodCode(period) if period else period_at_hand(session).code
        if session.workspace.role is WorkspaceRole.SCHOOL:
            tell_school(terminal, session, at_hand)
        else:
            tell_central(terminal, session, at_hand)
