"""The command for the public edition: what it would withhold, and with an approval its files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctecs_desktop.cli.terminal import FilePath, Terminal, json_option, pass_terminal, period_option, store_argument
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from ctecs_desktop.services.proposed_edition import ProposedEdition
    from ctecs_desktop.services.publication import Published

MOST_ROWS = 40
"""Withheld figures that are listed for a person; a script gets all of them."""


@click.command(short_help="Show, approve and write the public edition.")
@store_argument
@period_option
@click.option("--out", "folder", type=FilePath, metavar="FOLDER", help="Where the files go; needs --approve.")
@click.option("--approve", "approved_by", metavar="NAME", help="Who answers for it. Without it nothing is written.")
@click.option("--snapshot", type=int, metavar="N", help="From the figures frozen as snapshot N.")
@click.option("--leave-out-texts", is_flag=True, help="Leave out texts whose numbers may give a figure away.")
@click.option("--keep-texts", metavar="REASON", help="Print such texts, for this reason, which the record keeps.")
@json_option
@pass_terminal
def publish(
    terminal: Terminal,
    store: Path,
    *,
    period: str,
    folder: Path | None,
    approved_by: str | None,
    snapshot: int | None,
    leave_out_texts: bool,
    keep_texts: str | None,
) -> None:
    """Show what the public edition of the Annual Progress Report withholds, and write it once somebody approves.

    Without --approve nothing is written or recorded. What was decided in the window holds here too. No edition is
    written whose audit does not pass, and none replaces another: give every edition a folder of its own.

    \b
      ctecs publish central.ctecs --period 2015-16
      ctecs publish central.ctecs --period 2015-16 --out public --approve "Sue Superintendent"
    """
    if (folder is None) is not (approved_by is None):
        raise click.UsageError("--out and --approve go together: files are written only of what somebody approved.")
    if leave_out_texts and keep_texts is not None:
        raise click.UsageError("Texts are either left out or kept, not both.")
    from ctecs_desktop.services import publication as service

    kept = _("Nothing was published.")
    with terminal.progress(kept) as progress, terminal.opened(store, writable=approved_by is not None) as session:
        code = PeriodCode(session.plan.period(period).code)
        found = service.propose(session, code, snapshot=snapshot, progress=progress)
        if leave_out_texts or keep_texts is not None:
            for name in found.undecided_texts:
                choices = service.decide_text(found, name, is_kept=not leave_out_texts, reason=keep_texts or "")
                found = replace(found, choices=choices)
        written = None
        if folder is not None and approved_by is not None:
            written = service.publish(session, found, folder, approved_by=approved_by, progress=progress)
    terminal.answer(_document(found, written), lambda: _tell(terminal, found, written))


def _document(found: ProposedEdition, written: Published | None) -> dict[str, object]:
    plan, audit = found.protection.plan, found.protection.audit
    inferences = {each.subject: each for each in audit.inferences}
    return {
        "release": plan.publication.release,
        "fingerprint": found.fingerprint,
        "rules_version": plan.rules.version,
        "audit_passed": audit.has_passed,
        "figures": len(found.figures),
        "withheld": [
            {
                "cell": name,
                "why": why.value,
                "low": inferences[name].low if name in inferences else None,
                "high": inferences[name].high if name in inferences else None,
            }
            for name, why in plan.withheld.items()
        ],
        "texts_undecided": list(found.undecided_texts),
        "texts_left_out": sorted(found.left_out),
        "overrides": [[each.kind.value, each.cell, each.reason, each.person] for each in plan.overrides],
        "files": [str(path) for path in written.files] if written else [],
    }


def _tell(terminal: Terminal, found: ProposedEdition, written: Published | None) -> None:
    from ctecs_desktop.wording.publication import (
        audit_text,
        inference_text,
        named_text,
        narrative_text,
        part_text,
        place_text,
        withheld_text,
    )

    plan, audit = found.protection.plan, found.protection.audit
    inferences = {each.subject: each for each in audit.inferences}
    withheld = [name for name in found.figures if plan.is_withheld(name)]
    rows = [
        [
            place_text(plan.publication, name, found.report.plan),
            part_text(plan.publication, name),
            inference_text(inferences.get(name)),
        ]
        for name in withheld[:MOST_ROWS]
    ]
    terminal.table([_("Withheld figure"), _("Part"), _("A reader can infer")], rows)
    more = len(withheld) - len(rows)
    if more > 0:
        text = ngettext("… and {count} other; --json lists all.", "… and {count} others; --json lists all.", more)
        terminal.say(text.format(count=more))
    terminal.say(withheld_text(found.withheld, len(found.figures)))
    terminal.say(audit_text(len(audit.weaknesses)))
    for finding in found.findings:
        name = narrative_text(finding.narrative, found.report.plan)
        if finding.narrative in found.undecided_texts:
            sentence = _("{text}: “{number}” may give a withheld figure away.")
            of_group = _("{text}: “{number}” may be of {group}, who are not told so in this edition.")
            group = named_text(finding.about, found.report.plan)
            terminal.say((of_group if group else sentence).format(text=name, number=finding.text, group=group))
    for path in written.files if written else ():
        terminal.say(_("Wrote {file}.").format(file=path))
    if written is None:
        terminal.say(_("Nothing was written. --out FOLDER --approve NAME writes the public edition."))
