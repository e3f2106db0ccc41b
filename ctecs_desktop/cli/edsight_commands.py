"""Commands about what the state published: loading its exports, comparing, taking baselines from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from ctecs_desktop.cli import exits
from ctecs_desktop.cli.terminal import FilePath, Terminal, json_option, pass_terminal, period_option, store_argument
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.i18n import _

ENDINGS = frozenset({".csv", ".txt", ".tsv"})


@click.group(short_help="Load and compare what the state published.")
def edsight() -> None:
    """The state's published figures (EdSight) beside what schools sent. Nothing that a school sent is ever changed.

    Every one of the commands takes --json.

    \b
      ctecs edsight load central.ctecs exports/
      ctecs edsight compare central.ctecs --period 2015-16
      ctecs edsight baselines central.ctecs --year 2015-16
    """


def exports_among(paths: Sequence[Path]) -> list[Path]:
    """The files named, and the text files in each folder named and in those below it, in the order of their names.

    Raises ``NotAllowed("edsight.folder_empty", path)``.
    """
    files: list[Path] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        inside = sorted(each for each in path.rglob("*") if each.is_file() and each.suffix.lower() in ENDINGS)
        if not inside:
            raise NotAllowed("edsight.folder_empty", path=str(path))
        files += inside
    return files


@edsight.command(short_help="Load exports of EdSight.")
@store_argument
@click.argument("files", nargs=-1, required=True, type=FilePath)
@click.option("--year", default="", metavar="Y", help="Of files that name no year: 2015-16, or from-name.")
@click.option("--mapping", type=FilePath, metavar="FOLDER", help="Tables that say what columns mean, of your own.")
@click.option("--dry-run", is_flag=True, help="Only say what would be new.")
@json_option
@pass_terminal
def load(
    terminal: Terminal, store: Path, files: tuple[Path, ...], *, year: str, mapping: Path | None, dry_run: bool
) -> None:
    """Load FILES, as EdSight exports them, into central office's STORE; the same file again changes nothing.

    A folder stands for the text files in it. Schools are matched by code. Exit code 1 where any file is refused.

    \b
      ctecs edsight load central.ctecs exports/
      ctecs edsight load central.ctecs suspension-rates.csv --year 2015-16
    """
    from ctecs_desktop.cli.edsight_answers import load_document, tell_load
    from ctecs_desktop.services import edsight as service

    paths = exports_among(files)
    tables = service.mapping_in(mapping)
    kept = _("The files done so far are kept; load the same files again to go on.")
    with terminal.opened(store, writable=not dry_run) as session, terminal.progress(kept) as progress:
        found = service.load_files(session, paths, school_year=year, mapping=tables, dry_run=dry_run, progress=progress)
    terminal.answer(
        [load_document(each) for each in found.files], lambda: tell_load(terminal, found.files, is_dry_run=dry_run)
    )
    if any(each.error for each in found.files):
        click.get_current_context().exit(exits.REFUSED)


@edsight.command(short_help="Compare what schools sent with what the state published.")
@store_argument
@period_option
@click.option("--all", "with_all", is_flag=True, help="Show what agrees too, not only what differs.")
@click.option("--out", type=FilePath, metavar="FILE.csv", help="Write every comparison as CSV too.")
@json_option
@pass_terminal
def compare(terminal: Terminal, store: Path, *, period: str, with_all: bool, out: Path | None) -> None:
    """Compare what schools sent for a year, and what it adds up to, with what the state published.

    A difference is a finding and changes nothing. The largest come first, measured by the published figure.

    \b
      ctecs edsight compare central.ctecs --period 2015-16
    """
    from ctecs_desktop.cli.edsight_answers import tell_comparison
    from ctecs_desktop.domain.observation import PeriodCode
    from ctecs_desktop.domain.reconciliation import Agreement
    from ctecs_desktop.services import reconciliation as service

    with terminal.opened(store, writable=False) as session:
        plan = session.plan
        found = service.compare(session, PeriodCode(period))
        if out is not None:
            service.write_differences(session, PeriodCode(period), out)
    counts = Counter(each.agreement for each in found.comparisons)
    shown = [each for each in found.comparisons if with_all or each.agreement is Agreement.DIFFERS]
    document = {
        "period": found.period,
        "school_year": found.school_year,
        "files": found.files,
        "counts": {agreement.value: counts[agreement] for agreement in Agreement},
        "comparisons": [service.row_of(each, plan) for each in shown],
    }
    terminal.answer(document, lambda: tell_comparison(terminal, found, plan, with_all=with_all))


@edsight.command("list", short_help="List the files that were loaded.")
@store_argument
@json_option
@pass_terminal
def list_files(terminal: Terminal, store: Path) -> None:
    """List every file of published figures that was loaded, when and by whom; the withdrawn ones too."""
    from dataclasses import asdict

    from ctecs_desktop.services import edsight as service
    from ctecs_desktop.wording import short_time_text

    with terminal.opened(store, writable=False) as session:
        found = service.sources(session)
    rows = [
        [
            *(str(each.number), each.file_name, each.export, each.school_year, f"{each.figures:,}"),
            *(short_time_text(each.at), each.person, each.withdrawn),
        ]
        for each in found
    ]
    headers = [_("No."), _("File"), _("Export"), _("Year"), _("Figures"), _("Loaded (UTC)"), _("By"), _("Taken back")]
    terminal.answer([asdict(each) for each in found], lambda: terminal.table(headers, rows, right={0, 4}))


@edsight.command(short_help="Let a loaded file count no more.")
@store_argument
@click.argument("number", type=int)
@click.option("--reason", required=True, metavar="TEXT", help="Why; it is recorded.")
@json_option
@pass_terminal
def withdraw(terminal: Terminal, store: Path, number: int, *, reason: str) -> None:
    """Let the loaded file of that NUMBER (see “ctecs edsight list”) count no more. It stays in the history."""
    from ctecs_desktop.services import edsight as service

    with terminal.opened(store) as session:
        service.withdraw(session, number, reason=reason)
    terminal.answer(
        {"withdrawn": number}, lambda: terminal.say(_("File {number} counts no more.").format(number=number))
    )


@edsight.command(short_help="Propose baselines from published figures.")
@store_argument
@click.option("--year", required=True, metavar="Y", help="School year of the figures, such as 2015-16.")
@click.option("--schools", "with_schools", is_flag=True, help="Also a baseline for each school.")
@click.option("--measure", "measures", multiple=True, metavar="M", help="Only of these measures.")
@click.option("--take", is_flag=True, help="Write them into the draft of the next plan.")
@json_option
@pass_terminal
def baselines(
    terminal: Terminal, store: Path, *, year: str, with_schools: bool, measures: tuple[str, ...], take: bool
) -> None:
    """Show which baselines the published figures of a year would change; with --take, write them into the draft.

    \b
      ctecs edsight baselines central.ctecs --year 2015-16
      ctecs edsight baselines central.ctecs --year 2015-16 --measure 1.01 --take
    """
    from ctecs_desktop.cli.edsight_answers import proposal_document, tell_proposals
    from ctecs_desktop.services import baselines as service

    with terminal.opened(store, writable=take) as session:
        plan = session.plan
        found = service.chosen(service.propose(session, year, with_schools=with_schools), measures)
        if take:
            service.take(session, found)
    terminal.answer(
        [proposal_document(each) for each in found], lambda: tell_proposals(terminal, found, plan, is_taken=take)
    )
