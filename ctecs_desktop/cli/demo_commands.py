"""The command that makes a whole district to look at, on the state's published figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctecs_desktop.cli.terminal import FilePath, Terminal, json_option, pass_terminal
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.i18n import _

if TYPE_CHECKING:
    from ctecs_desktop.services.comparison import ComparedFigure
    from ctecs_desktop.services.demo import Demonstration


@click.command(short_help="Make a whole district to look at, on published figures.")
@click.argument("folder", metavar="DIR", type=FilePath)
@click.option(
    "--year", "years", multiple=True, metavar="YEAR", help="Only this school year, such as 2015-16; repeatable."
)
@json_option
@pass_terminal
def demo(terminal: Terminal, folder: Path, *, years: tuple[str, ...]) -> None:
    """Make a whole district in DIR: central office and eighteen schools, real keys, signed workbooks, rollups.

    The figures are those that the state published for 2013-14 to 2015-16. It ends with ours beside the state's. A
    second run on the same folder only computes the figures again.

    \b
      ctecs demo build/district
      ctecs demo build/district --year 2015-16
    """
    from ctecs_desktop.services.demo import make_demonstration
    from ctecs_desktop.services.demo_data import PERIODS

    periods = tuple(PeriodCode(year) for year in years) or PERIODS
    kept = _("The unfinished district stays in its folder; run the command again to make it anew.")
    with terminal.progress(kept) as progress:
        made = make_demonstration(folder, periods=periods, progress=progress)
    terminal.answer(_document(made), lambda: _tell(terminal, made))


def _document(made: Demonstration) -> dict[str, object]:
    return {
        "folder": str(made.folder),
        "was_there": made.was_there,
        "passphrases": made.passphrases,
        "comparison": [_compared_document(each, made) for each in made.comparison],
        "report": [str(path) for path in made.report],
        "report_seconds": round(made.report_seconds, 1),
        "public": [str(path) for path in made.public],
        "public_seconds": round(made.public_seconds, 1),
        "own_report": [str(path) for path in made.own_report],
    }


def _compared_document(compared: ComparedFigure, made: Demonstration) -> dict[str, object]:
    from ctecs_desktop.domain.rollup_report import exact_text, figure_document

    ours = figure_document(compared.figure, made.plan)
    theirs = compared.published
    return {
        "period": compared.period,
        "measure": compared.figure.measure,
        **{name: ours[name] for name in ("method", "numerator", "denominator", "value", "low", "high", "school_sum")},
        "published": theirs
        and {
            "numerator": None if theirs.numerator is None else exact_text(theirs.numerator),
            "denominator": None if theirs.denominator is None else exact_text(theirs.denominator),
            "value": None if theirs.value is None else str(theirs.value),
            "source": theirs.source,
            "note": theirs.note,
        },
        "agrees": compared.agrees,
        "explanation": compared.explanation,
    }


def _tell(terminal: Terminal, made: Demonstration) -> None:
    from ctecs_desktop.cli.figures import tell_comparison

    if made.was_there:
        terminal.say(_("The district was there already; its figures were computed again."))
    tell_comparison(terminal, made.comparison, made.plan)
    compared = [each for each in made.comparison if each.agrees is not None]
    terminal.say()
    terminal.say(
        _("{agree} of {count} figures that can be compared are the state's (=).").format(
            agree=sum(1 for each in compared if each.agrees), count=len(compared)
        )
    )
    terminal.say(_("Source: CT Data Collaborative, CT SDE EdSight Raw Data (ODC-By 1.0)."))
    terminal.say()
    terminal.say(_("Passphrases of the practice keys"))
    terminal.table([_("Key of"), _("Passphrase")], [[whose, words] for whose, words in made.passphrases.items()])
    terminal.say()
    places = _("Made in {folder}: central.ctecs, schools/, submissions/, plan.xlsx, rollup-<year>.xlsx, {reports}.")
    terminal.say(places.format(folder=made.folder, reports="report/, public/, school-report/"))
    terminal.say(
        _("The Annual Progress Report, internal edition, in {seconds} s: {files}.").format(
            seconds=f"{made.report_seconds:.1f}", files=", ".join(path.name for path in made.report)
        )
    )
    terminal.say(
        _("Its public edition, audited, in {seconds} s: {files}.").format(
            seconds=f"{made.public_seconds:.1f}", files=", ".join(path.name for path in made.public)
        )
    )
    terminal.say(
        _("One school's own report, with the district's figures beside its own: {files}.").format(
            files=", ".join(path.name for path in made.own_report)
        )
    )
    terminal.say(_("Look around with “ctecs status {store}”.").format(store=made.folder / "central.ctecs"))
