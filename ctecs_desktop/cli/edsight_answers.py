"""What the commands about published figures answer: documents for scripts, tables for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ctecs_desktop.domain.published import amount_text
from ctecs_desktop.domain.reconciliation import Agreement
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.reconciliation import organization_name
from ctecs_desktop.wording import (
    placed_text,
    problem_text,
    published_text,
    reconciled_difference_text,
    sent_text,
    term,
)

if TYPE_CHECKING:
    from ctecs_desktop.cli.terminal import Terminal
    from ctecs_desktop.domain.plan import Plan
    from ctecs_desktop.services.baselines import BaselineProposal
    from ctecs_desktop.services.edsight import LoadedFile
    from ctecs_desktop.services.reconciliation import Reconciliation

ROWS_SHOWN = 40
"""Rows of a table for a person; scripts get all."""


def load_document(loaded: LoadedFile) -> dict[str, object]:
    """One element of what ``ctecs edsight load --json`` prints; scripts rely on its keys."""

    read, error = loaded.read, loaded.error
    return {
        "file": loaded.file,
        "export": read.export if read else None,
        "school_year": read.school_year if read else None,
        "figures": len(read.figures) if read else 0,
        "new": loaded.new,
        "same": loaded.same,
        "changed": [
            {
                **each.new.address._asdict(),
                "before": amount_text(each.before),
                "now": amount_text(each.new.amount),
                "line": each.new.line,
            }
            for each in loaded.changed
        ],
        "rows_of_others": read.others if read else 0,
        "remarks": [
            {"code": each.code, "line": each.params.get("line"), "message": placed_text(each)}
            for each in loaded.remarks
        ],
        "error": {"code": error.code, "message": problem_text(error, in_terminal=True)} if error else None,
    }


def tell_load(terminal: Terminal, files: Sequence[LoadedFile], *, is_dry_run: bool) -> None:

    headers = [_("File"), _("Export"), _("Year"), _("New"), _("Same"), _("Changed"), _("What became of it")]
    terminal.table(headers, [_load_row(each) for each in files], right={3, 4, 5})
    for each in files:
        if each.error is not None:
            terminal.say()
            terminal.say(f"{problem_text(each.error, in_terminal=True)} [{each.error.code}]")
    remarks = Counter(
        placed_text(remark).partition(": ")[2] or placed_text(remark) for x in files for remark in x.remarks
    )
    if remarks:
        terminal.say()
        for text, count in remarks.most_common(ROWS_SHOWN):
            times = ngettext("{count} file", "{count} files", count).format(count=count)
            terminal.say(f"{text} ({times})", hanging="  ")
    terminal.say()
    refused = sum(1 for each in files if each.error)
    if is_dry_run:
        terminal.say(_("This was a dry run: nothing was stored."))
    else:
        sentence = ngettext("{done} file read, {refused} refused.", "{done} files read, {refused} refused.", len(files))
        terminal.say(sentence.format(done=len(files) - refused, refused=refused))


def _load_row(loaded: LoadedFile) -> list[str]:
    read = loaded.read
    if read is None:
        return [loaded.file, "", "", "", "", "", _("refused")]
    what = _("known already, nothing was changed") if loaded.is_known else _("loaded")
    if not read.figures:
        what = _("holds nothing that the plan asks for")
    numbers = (loaded.new, loaded.same, len(loaded.changed))
    return [loaded.file, read.name, read.school_year, *(f"{each:,}" if each else "" for each in numbers), what]


def tell_comparison(terminal: Terminal, found: Reconciliation, plan: Plan, *, with_all: bool) -> None:

    if not found.files:
        terminal.say(_("No published figures of {year} are loaded.").format(year=found.school_year))
        return
    counts = Counter(each.agreement for each in found.comparisons)
    parts = [f"{counts[each]:,} {term(each)}" for each in Agreement if counts[each]]
    terminal.say(f"{found.period}: {' · '.join(parts)}")
    shown = [each for each in found.comparisons if with_all or each.agreement is Agreement.DIFFERS]
    rows = []
    for each in shown[:ROWS_SHOWN]:
        measure = plan.measure(each.address.measure)
        source = each.published
        rows.append(
            [
                organization_name(each.address.organization, plan)[:34],
                f"{each.address.measure} {each.address.subgroup}",
                term(each.part),
                sent_text(each, measure),
                published_text(each.published, measure, each.part),
                reconciled_difference_text(each, measure),
                f"{source.source.file_name}:{source.figure.line}" if source else "",
            ]
        )
    headers = [_("School"), _("Measure"), _("Part"), _("Sent"), _("Published"), _("Difference"), _("File and line")]
    terminal.say()
    terminal.table(headers, rows, right={3, 4, 5})
    if len(shown) > ROWS_SHOWN:
        more = _("… and {count} more; --out or --json gives them all.")
        terminal.say(more.format(count=len(shown) - ROWS_SHOWN))


def proposal_document(proposal: BaselineProposal) -> dict[str, object]:
    """One element of what ``ctecs edsight baselines --json`` prints; scripts rely on its keys."""
    return {
        "measure": proposal.measure,
        "school": proposal.school or None,
        "school_year": proposal.school_year,
        "value": str(proposal.value),
        "before": proposal.before or None,
        "before_year": proposal.before_year or None,
        "source": proposal.source,
        "file": proposal.loaded.source.file_name,
        "line": proposal.loaded.figure.line,
    }


def tell_proposals(terminal: Terminal, found: Sequence[BaselineProposal], plan: Plan, *, is_taken: bool) -> None:

    if not found:
        terminal.say(_("Every baseline is as the state published it, or nothing is loaded of that year."))
        return
    rows = [
        [
            f"{each.measure} {plan.measure(each.measure).name}"[:44],
            organization_name(each.school, plan)[:34] if each.school else _("the district"),
            f"{each.before} ({each.before_year})" if each.before else "",
            f"{each.value} ({each.school_year})",
            f"{each.loaded.source.file_name}:{each.loaded.figure.line}",
        ]
        for each in found
    ]
    headers = [_("Measure"), _("Of"), _("Baseline now"), _("Published"), _("File and line")]
    terminal.table(headers, rows, right={2, 3})
    terminal.say()
    if is_taken:
        terminal.say(_("They stand in the draft of the next plan; publish it to put them in force."))
    else:
        terminal.say(_("Nothing was changed. --take writes them into the draft of the next plan."))
