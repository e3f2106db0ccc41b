"""Commands about the plan: publish it, see what its draft would change, edit the draft with a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctecs_desktop.cli import exits
from ctecs_desktop.cli.passphrases import passphrase_option, read_passphrase
from ctecs_desktop.cli.terminal import FilePath, Terminal, json_option, out_option, pass_terminal, store_argument
from ctecs_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from ctecs_desktop.domain.plan_differences import PlanDifference
    from ctecs_desktop.domain.plan_reading import PlanProblem


@click.command(short_help="Publish central office's plan as a signed workbook.")
@store_argument
@out_option
@click.option("--draft", "is_draft", is_flag=True, help="Publish the draft, which is in force from then on.")
@passphrase_option
@json_option
@pass_terminal
def plan(terminal: Terminal, store: Path, *, out: Path, is_draft: bool, passphrase_file: str | None) -> None:
    """Publish central office's plan and register of signers as the signed workbook FILE.

    Without --draft it is the plan in force. What the draft would change is told by “ctecs draft”.

    \b
      ctecs plan central.ctecs --out plan.xlsx --passphrase-file pass.txt
    """
    from ctecs_desktop.services.keys import district_words, trust_list, unlock
    from ctecs_desktop.services.plan import publish_plan
    from ctecs_desktop.services.plan_editing import publish_draft
    from ctecs_desktop.wording import words_text

    with terminal.opened(store) as session:
        authority = unlock(session, read_passphrase(passphrase_file, whose=_("the district key")))
        if is_draft:
            written, _changes = publish_draft(session, authority=authority, out=out)
        else:
            written = publish_plan(session, authority=authority, out=out)
        words, version, trust = district_words(session), session.plan.version, trust_list(session)

    def tell() -> None:
        terminal.say(_("Wrote {file}: version {version} of the plan.").format(file=written, version=version))
        terminal.say(
            ngettext(
                "The register of signers in it is number {number}, with {count} certificate.",
                "The register of signers in it is number {number}, with {count} certificates.",
                len(trust.schools),
            ).format(number=trust.version, count=len(trust.schools))
        )
        terminal.say(_("Send it to the schools, and read them the seven words over the telephone:"))
        terminal.say(words_text(words), indent="    ")

    document = {
        "file": str(written), "plan_version": version, "trust_version": trust.version,
        "certificates": len(trust.schools), "words": list(words),
    }  # fmt: skip
    terminal.answer(document, tell)


@click.command(short_help="See, export or take in the draft of the next plan.")
@store_argument
@click.option("--out", type=FilePath, metavar="FILE", help="Write the draft as a workbook for Excel.")
@click.option("--take", type=FilePath, metavar="FILE", help="Take in a workbook or a folder of CSV tables.")
@click.option("--dry-run", "is_dry_run", is_flag=True, help="With --take: say what would change, and write nothing.")
@click.option("--since", metavar="VERSION", help="What differs in the plan in force from that earlier version.")
@json_option
@pass_terminal
def draft(
    terminal: Terminal, store: Path, *, out: Path | None, take: Path | None, is_dry_run: bool, since: str | None
) -> None:
    """Say in what the draft of the next plan differs from the plan in force, and what is wrong with it.

    Exit code 1 while anything in the draft keeps it from being published.

    \b
      ctecs draft central.ctecs
      ctecs draft central.ctecs --out draft.xlsx
      ctecs draft central.ctecs --take draft.xlsx --dry-run
      ctecs plan central.ctecs --draft --out plan.xlsx --passphrase-file pass.txt
    """
    from ctecs_desktop.services import plan_editing, plan_file

    if sum(each is not None for each in (out, take, since)) > 1:
        raise click.UsageError("Give one of --out, --take and --since.")
    if is_dry_run and take is None:
        raise click.UsageError("--dry-run belongs to --take.")
    with terminal.opened(store, writable=take is not None and not is_dry_run) as session:
        if since is not None:
            _tell(terminal, _differences(plan_editing.version_differences(session, since, session.plan.version)), [])
            return
        state = plan_editing.draft_state(session)
        document: dict[str, object] = {"base_version": state.draft.base_version, "version": state.draft.version}
        if out is not None:
            document["file"] = str(plan_file.export_draft(session, out))
        differences, problems = state.differences, state.problems
        if take is not None:
            preview = plan_file.preview_import(session, take)
            differences, problems = preview.differences, preview.problems
            if not is_dry_run:
                plan_file.take_import(session, preview)
            document |= {"taken": str(take), "dry_run": is_dry_run}
    _tell(terminal, _differences(differences), _problems(problems), **document)
    if problems:
        click.get_current_context().exit(exits.REFUSED)


def _differences(found: Sequence[PlanDifference]) -> list[dict[str, str]]:
    from ctecs_desktop.wording import plan_difference_text

    return [
        {
            "kind": each.kind.value, "table": each.table, "row": each.label, "column": each.column,
            "before": each.before, "after": each.after, "text": plan_difference_text(each),
        }
        for each in found
    ]  # fmt: skip


def _problems(found: Sequence[PlanProblem]) -> list[dict[str, object]]:
    from ctecs_desktop.wording import plan_problem_text

    return [
        {
            "place": each.file, "table": each.table, "row": each.line, "column": each.column, "code": each.code,
            "text": plan_problem_text(each),
        }
        for each in found
    ]  # fmt: skip


def _tell(
    terminal: Terminal,
    differences: Sequence[dict[str, str]],
    problems: Sequence[dict[str, object]],
    **document: object,
) -> None:
    def tell() -> None:
        if "file" in document:
            terminal.say(_("Wrote the draft of version {version}: {file}").format(**document))
        for each in differences:
            terminal.say(each["text"], hanging="  ")
        if differences:
            terminal.say()
        count = ngettext("{count} difference.", "{count} differences.", len(differences))
        terminal.say(count.format(count=len(differences)))
        if document.get("dry_run"):
            terminal.say(_("Nothing was written."))
        if problems:
            terminal.say()
            terminal.say(_("This keeps the draft from being published:"))
            for problem in problems:
                terminal.say(str(problem["text"]), indent="  ", hanging="  ")

    terminal.answer({**document, "differences": list(differences), "problems": list(problems)}, tell)
