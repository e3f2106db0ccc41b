"""The command that computes the district's figures."""

from __future__ import annotations

from pathlib import Path

import click

from ctecs_desktop.cli.terminal import FilePath, Terminal, json_option, pass_terminal, period_option, store_argument
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.i18n import _


@click.command(short_help="Compute the district's figures.")
@store_argument
@period_option
@click.option(
    "--out", type=FilePath, metavar="FILE", help="Write the figures too: .xlsx with live formulas, .csv, or .json."
)
@click.option("--subgroups", is_flag=True, help="Show every subgroup, not only all students.")
@json_option
@pass_terminal
def rollup(terminal: Terminal, store: Path, *, period: str, out: Path | None, subgroups: bool) -> None:
    """Compute the district's figures of a period from what central office accepted.

    \b
      ctecs rollup central.ctecs --period 2015-16 --out rollup.xlsx
    """
    from ctecs_desktop.cli.figures import tell_rollup
    from ctecs_desktop.domain.rollup_report import rollup_document
    from ctecs_desktop.services import rollup as service
    from ctecs_desktop.services.session import open_session

    writers = {".xlsx": service.write_workbook, ".csv": service.write_csv, ".json": service.write_json}
    write = writers.get(out.suffix.lower()) if out is not None else None
    if out is not None and write is None:
        raise click.UsageError("--out must end in .xlsx, .csv or .json.")
    with open_session(store, writable=False) as session:
        code = PeriodCode(period)
        plan = session.plan
        figures = service.compute(session, code)
        written = write(session, code, out) if write is not None and out is not None else None

    def tell() -> None:
        tell_rollup(terminal, figures, plan, with_subgroups=subgroups)
        if written is not None:
            terminal.say(_("Wrote {file}.").format(file=written))

    terminal.answer(rollup_document(figures, plan), tell)
