"""Commands about values: enter them from a file, see what the rules find, keep a value with a reason."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctecs_desktop.cli import exits
from ctecs_desktop.cli.terminal import (
    FilePath,
    Terminal,
    json_option,
    out_option,
    pass_terminal,
    period_option,
    store_argument,
)
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, ObservationKey, PeriodCode, SubgroupCode
from ctecs_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctecs_desktop.domain.plan import Plan
    from ctecs_desktop.domain.rule import Finding
    from ctecs_desktop.services.entry import EntryPreview, EntryReport
    from ctecs_desktop.services.submission import Validation


@click.command(short_help="Write a form to be filled in with a spreadsheet.")
@store_argument
@period_option
@out_option
@json_option
@pass_terminal
def form(terminal: Terminal, store: Path, *, period: str, out: Path) -> None:
    """Write an entry form for a period: a workbook that a colleague fills in and “ctecs enter” takes back.

    \b
      ctecs form norwich.ctecs --period 2015-16 --out form.xlsx
      ctecs enter norwich.ctecs form.xlsx --dry-run
    """
    from ctecs_desktop.services.entry_form import write_form
    from ctecs_desktop.wording import printable

    with terminal.opened(store, writable=False) as session:
        written = write_form(session, PeriodCode(period), out)
    terminal.answer(
        {"path": str(written), "period": period},
        lambda: terminal.say(
            _("Wrote {file}. Once it is filled in, “ctecs enter” takes it back.").format(file=printable(str(written)))
        ),
    )


@click.command(short_help="Enter values from a CSV file, a sheet or an entry form.")
@store_argument
@click.argument("values", type=FilePath)
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Say what would change, and write nothing.")
@json_option
@pass_terminal
def enter(terminal: Terminal, store: Path, values: Path, *, is_dry_run: bool) -> None:
    """Enter VALUES, a CSV file, the first sheet of a workbook or an entry form: all, or none and every reason.

    The columns: measure, period, subgroup, numerator, denominator, value, blank, note.

    \b
      ctecs enter norwich.ctecs values.csv
    """
    from ctecs_desktop.services.entry import enter_file, preview_file
    from ctecs_desktop.wording import problem_text

    with terminal.opened(store, writable=not is_dry_run) as session:
        preview = preview_file(session, values) if is_dry_run else None
        report = preview.report if preview is not None else enter_file(session, values)
        changes = _changes(preview, session.plan) if preview is not None else []
    refused = [
        {"where": each.where, "code": each.error.code, "reason": problem_text(each.error, in_terminal=True)}
        for each in report.refused
    ]
    document: dict[str, object] = {
        "new": len(report.new), "changed": len(report.changed), "same": len(report.same), "refused": refused,
    }  # fmt: skip
    if is_dry_run:
        document |= {"dry_run": True, "changes": changes}

    def tell() -> None:
        _tell_entered(terminal, report, refused, file=values.name, changes=changes, is_dry_run=is_dry_run)

    terminal.answer(document, tell)
    if refused:
        click.get_current_context().exit(exits.REFUSED)


def _changes(preview: EntryPreview, plan: Plan) -> list[dict[str, str]]:
    """Every value that would change, with what stands there now."""
    from ctecs_desktop.domain.value import Missing
    from ctecs_desktop.wording import value_text

    rows = []
    for edit in preview.edits:
        measure = plan.measure(edit.key.measure)
        before = preview.before.get(edit.key)
        rows.append(
            {
                "period": edit.key.period,
                "measure": edit.key.measure,
                "subgroup": edit.key.subgroup,
                "before": value_text(before.value if before else Missing.NOT_ENTERED, measure),
                "after": value_text(edit.value, measure),
                "note": edit.note,
            }
        )
    return rows


def _tell_entered(
    terminal: Terminal,
    report: EntryReport,
    refused: Sequence[Mapping[str, str]],
    *,
    file: str,
    changes: Sequence[Mapping[str, str]],
    is_dry_run: bool,
) -> None:
    """The changes that a dry run found, then the refusals, then the sum of it."""
    from ctecs_desktop.wording import printable

    if changes:
        headers = [_("Period"), _("Measure"), _("Subgroup"), _("Now"), _("Would be")]
        names = ("period", "measure", "subgroup", "before", "after")
        terminal.table(headers, [[printable(each[name]) for name in names] for each in changes])
        terminal.say()
    if refused:
        rows = [[printable(each["where"]), each["code"], each["reason"]] for each in refused]
        terminal.table([_("Where"), _("Code"), _("Why")], rows)
        terminal.say()
        terminal.say(
            ngettext(
                "{count} cell of {file} was refused, so nothing was written. Correct it and enter the file again.",
                "{count} cells of {file} were refused, so nothing was written. Correct them and enter the file again.",
                len(refused),
            ).format(count=len(refused), file=file)
        )
        return
    counts = {"file": file, "new": len(report.new), "changed": len(report.changed), "same": len(report.same)}
    if is_dry_run:
        sentence = _("{file} would enter {new} new and {changed} changed; {same} are as before. Nothing was written.")
    else:
        sentence = _("Entered {file}: {new} new, {changed} changed, {same} the same as before.")
    terminal.say(sentence.format(**counts))


@click.command(short_help="Run the plan's rules over the values entered.")
@store_argument
@period_option
@json_option
@pass_terminal
def validate(terminal: Terminal, store: Path, *, period: str) -> None:
    """Run the plan's rules over the values of a period; what stops signing comes first.

    Exit code 1 while anything stops signing: an error, or a warning without a reason.

    \b
      ctecs validate norwich.ctecs --period 2015-16
    """
    from ctecs_desktop.services import submission
    from ctecs_desktop.services.session import open_session

    with open_session(store, writable=False) as session:
        found = submission.validate(session, PeriodCode(period))
        plan = session.plan
    reasons = {(each.code, each.key): each.reason for each in found.explanations}
    is_open = set(found.open)
    documents = [
        _document(each, plan, is_open=each in is_open, reason=reasons.get((each.code, each.key), ""))
        for each in found.findings
    ]
    terminal.answer(documents, lambda: _tell_findings(terminal, found, plan, period))
    if found.stops_sign_off:
        click.get_current_context().exit(exits.REFUSED)


def _document(finding: Finding, plan: Plan, *, is_open: bool, reason: str) -> dict[str, object]:
    from ctecs_desktop.wording import finding_text

    key = finding.key
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "school": key.school,
        "period": key.period,
        "measure": key.measure,
        "subgroup": key.subgroup,
        "message": finding_text(finding, plan),
        "params": dict(finding.params),
        "related": [
            {"period": each.period, "measure": each.measure, "subgroup": each.subgroup} for each in finding.related
        ],
        "open": is_open,
        "explanation": reason,
    }


def _tell_findings(terminal: Terminal, found: Validation, plan: Plan, period: str) -> None:
    from ctecs_desktop.domain.rule import Severity
    from ctecs_desktop.wording import finding_text, place_text, printable

    errors = [each for each in found.open if each.severity is Severity.ERROR]
    warnings = [each for each in found.open if each.severity is Severity.WARNING]
    for mark, title, findings in (
        ("✕", _("What must be corrected"), errors),
        ("!", _("What wants a reason or a correction"), warnings),
    ):
        if findings:
            terminal.say(f"{title} ({len(findings)})")
        # One cause is told once, with every place where it was found.
        for (code, text), same in groupby(findings, key=lambda each: (each.code, finding_text(each, plan))):
            terminal.say(f"{mark} {code}: {text}", indent="  ")
            for finding in same:
                address = f"{finding.key.measure} {finding.key.subgroup}"
                terminal.say(f"{address:<22} {place_text(finding.key, plan)}", indent="      ")
    open_ones = set(found.open)
    reasons = {(each.code, each.key): each.reason for each in found.explanations}
    kept = [each for each in found.findings if each not in open_ones]
    if kept:
        terminal.say(_("Kept with a reason ({count})").format(count=len(kept)))
        for finding in kept:
            reason = printable(reasons.get((finding.code, finding.key), ""))
            terminal.say(f"✓ {finding.code} {finding.key.measure} {finding.key.subgroup}: {reason}", indent="  ")
    if found.stops_sign_off:
        terminal.say(
            _(
                "{period} cannot be signed yet. Correct values with “ctecs enter”, or keep a warning with "
                "“ctecs explain --code … --measure … --reason …”."
            ).format(period=period)
        )
    else:
        terminal.say(_("Nothing stops {period} from being signed.").format(period=period))


@click.command(short_help="Keep a value with a reason.")
@store_argument
@period_option
@click.option("--code", required=True, metavar="RULE", help="The code of the finding, as “ctecs validate” shows it.")
@click.option("--measure", required=True, metavar="CODE", help="The measure at which it was found.")
@click.option("--subgroup", default=ALL_STUDENTS, show_default=True, metavar="CODE", help="And the subgroup.")
@click.option("--reason", required=True, metavar="TEXT", help="Why the value is right; “” takes a reason back.")
@json_option
@pass_terminal
def explain(
    terminal: Terminal, store: Path, *, period: str, code: str, measure: str, subgroup: str, reason: str
) -> None:
    """Keep a value that a warning is about, with a reason that travels with it and becomes a footnote.

    \b
      ctecs explain norwich.ctecs --period 2015-16 --code change-count --measure 2.06 --reason "New program"
    """
    from ctecs_desktop.domain.rule import Severity
    from ctecs_desktop.domain.submission import Explanation
    from ctecs_desktop.services import entry, submission

    with terminal.opened(store) as session:
        key = ObservationKey(
            session.workspace.organization, PeriodCode(period), MeasureCode(measure), SubgroupCode(subgroup)
        )
        found = submission.validate(session, key.period)
        matching = [each for each in found.findings if (each.code, each.key) == (code, key)]
        if not matching:
            raise NotAllowed("explain.no_such_finding", code=code, measure=measure, subgroup=subgroup)
        if matching[0].severity is Severity.ERROR:
            raise NotAllowed("explain.is_an_error", code=code, measure=measure)
        entry.explain(session, Explanation(code, key, reason.strip()))
        left = len(submission.validate(session, key.period).open)

    def tell() -> None:
        if reason.strip():
            terminal.say(
                _("Kept measure {measure}, {subgroup}, with your reason.").format(measure=measure, subgroup=subgroup)
            )
        else:
            terminal.say(_("Took the reason back."))
        terminal.say(ngettext("{count} finding is open.", "{count} findings are open.", left).format(count=left))

    document = {"code": code, "measure": measure, "subgroup": subgroup, "reason": reason.strip(), "open": left}
    terminal.answer(document, tell)
