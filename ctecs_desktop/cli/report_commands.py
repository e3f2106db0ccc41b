"""The commands that write the Annual Progress Report, and the report of one school."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctecs_desktop.cli.terminal import FilePath, Terminal, json_option, pass_terminal, period_option, store_argument
from ctecs_desktop.domain.annual_report import ReportFormat
from ctecs_desktop.domain.observation import PeriodCode, SchoolCode
from ctecs_desktop.i18n import _

if TYPE_CHECKING:
    from ctecs_desktop.domain.annual_report import AnnualProgressReport
    from ctecs_desktop.domain.school_report import SchoolReport

FORMATS_OF_SCHOOL = "pdf,docx"
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

    choice = ReportChoice(tuple(_formats(formats, FORMATS)), summary, (ChartFormat(charts),) if charts else ())
    kept = _("Files that were finished stay in their folder.")
    with terminal.progress(kept) as progress, open_session(store, writable=False) as session:
        made = annual_report.build(session, PeriodCode(period), snapshot=snapshot, progress=progress)
        written = write_chosen(made, folder, choice, progress=progress)
    terminal.answer(_document(made, written), lambda: _tell(terminal, made, written))


@click.command("school-report", short_help="Write the report of one school.")
@store_argument
@period_option
@click.option("--out", "folder", required=True, type=FilePath, metavar="FOLDER", help="Where the files go.")
@click.option(
    "--format", "formats", default=FORMATS_OF_SCHOOL, show_default=True, metavar="LIST", help="Which files to write."
)
@click.option("--school", "school", metavar="CODE", help="At central office: of which school.")
@json_option
@pass_terminal
def school_report(
    terminal: Terminal, store: Path, *, period: str, folder: Path, formats: str, school: str | None
) -> None:
    """Write a school's own report of a period as PDF and Word: its values, its targets, the district's line.

    At a school it tells what is entered, signed or accepted, and says which; at central office what is accepted of
    the school that --school names. The district's figures are those that are frozen. It is not for publication.

    \b
      ctecs school-report norwich.ctecs --period 2015-16 --out report
      ctecs school-report central.ctecs --period 2015-16 --school 9001116 --out report --format pdf
    """
    from ctecs_desktop.services.school_report import build, write_school_report
    from ctecs_desktop.services.session import open_session

    kinds = _formats(formats, FORMATS_OF_SCHOOL)
    kept = _("Files that were finished stay in their folder.")
    with terminal.progress(kept) as progress, open_session(store, writable=False) as session:
        of_school = SchoolCode(school) if school is not None else None
        made = build(session, PeriodCode(period), school=of_school, progress=progress)
        written = write_school_report(made, folder, formats=kinds, progress=progress)
    document = {
        "period": made.period.code,
        "school": made.school.code,
        "basis": made.basis.basis.value,
        "revision": made.basis.revision,
        "periods": made.labels,
        "district_years": [year.school_year for year in made.frozen],
        "files": [str(path) for path in written],
    }
    terminal.answer(document, lambda: _tell_of_school(terminal, made, written))


def _tell_of_school(terminal: Terminal, made: SchoolReport, written: tuple[Path, ...]) -> None:
    from ctecs_desktop.wording import basis_text, district_missing_text

    for path in written:
        terminal.say(_("Wrote {file}.").format(file=path))
    terminal.say(_("{period}: {basis}").format(period=made.period.code, basis=basis_text(made.basis)))
    missing = district_missing_text(made)
    if missing:
        terminal.say(missing)
    terminal.say(_("It holds figures about few people and is not for publication."))


def _formats(text: str, offered: str) -> list[ReportFormat]:
    known: dict[str, ReportFormat] = {each.value: each for each in ReportFormat if each.value in offered.split(",")}
    names = [name.strip().lower().removeprefix(".") for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise click.UsageError(f"--format takes a list of {offered}, not {text!r}.")
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
