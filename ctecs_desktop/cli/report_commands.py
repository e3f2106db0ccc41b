"""The command that writes the Annual Progress Report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctecs_desktop.cli.terminal import FilePath, Terminal, json_option, pass_terminal, period_option, store_argument
from ctecs_desktop.domain.annual_report import ReportFormat
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.i18n import _

if TYPE_CHECKING:
    from ctecs_desktop.domain.annual_report import AnnualProgressReport

FORMATS = ",".join(each.value for each in ReportFormat)
CHARTS = ["png", "svg"]


@click.command(short_help="Write the Annual Progress Report.")
@store_argument
@period_option
@click.option("--out", "folder", required=True, type=FilePath, metavar="FOLDER", help="Where the files go.")
@click.option("--format", "formats", default=FORMATS, show_default=True, metavar="LIST", help="Which files to write.")
@click.option("--summary", is_flag=True, help="Write the board's summary of two pages too.")
@click.option("--charts", type=click.Choice(CHARTS), help="Write every chart by itself too, for slides.")
@click.option("--snapshot", "snapshot", type=int, metavar="N", help="From the figures frozen as snapshot N.")
@json_option
@pass_terminal
def report(
    terminal: Terminal,
    store: Path,
    *,
    period: str,
    folder: Path,
    formats: str,
    summary: bool,
    charts: str | None,
    snapshot: int | None,
) -> None:
    """Write the Annual Progress Report of a year, internal edition: PDF, Word and Excel with the same figures.

    Without --snapshot it tells what is accepted now. It is not for publication: no figure of it is withheld.

    \b
      ctecs report central.ctecs --period 2015-16 --out report
      ctecs report central.ctecs --period 2015-16 --out report --format pdf --snapshot 1
    """
    from ctecs_desktop.services import annual_report
    from ctecs_desktop.services.report_files import ChartFormat, ReportChoice, write_chosen
    from ctecs_desktop.services.session import open_session

    choice = ReportChoice(tuple(_formats(formats)), summary, (ChartFormat(charts),) if charts else ())
    kept = _("Files that were finished stay in their folder.")
    with terminal.progress(kept) as progress, open_session(store, writable=False) as session:
        made = annual_report.build(session, PeriodCode(period), snapshot=snapshot, progress=progress)
        written = write_chosen(made, folder, choice, progress=progress)
    terminal.answer(_document(made, written), lambda: _tell(terminal, made, written))


def _formats(text: str) -> list[ReportFormat]:
    known = {each.value: each for each in ReportFormat}
    names = [name.strip().lower().removeprefix(".") for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise click.UsageError(f"--format takes a list of {FORMATS}, not {text!r}.")
    return [known[name] for name in dict.fromkeys(names)]


def _document(made: AnnualProgressReport, written: tuple[Path, ...]) -> dict[str, object]:
    return {
        "period": made.period.code,
        "edition": made.edition.value,
        "fingerprint": made.fingerprint,
        "snapshot": made.snapshot,
        "school_years": made.school_years,
        "schools_missing": [school.code for school in made.missing_schools],
        "measures_without_figures": [each.measure.code for each in made.measures if not each.has_figures],
        "files": [str(path) for path in written],
    }


def _tell(terminal: Terminal, made: AnnualProgressReport, written: tuple[Path, ...]) -> None:
    for path in written:
        terminal.say(_("Wrote {file}.").format(file=path))
    if made.missing_schools:
        names = ", ".join(school.name for school in made.missing_schools)
        terminal.say(_("Nothing is accepted of {schools}; the report says so.").format(schools=names))
    terminal.say(_("This is the internal edition: it holds figures about few people and is not for publication."))
