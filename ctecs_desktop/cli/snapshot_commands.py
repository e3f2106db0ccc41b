"""Commands about figures that were given away: freeze a period, and list what later corrections change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctecs_desktop.cli.terminal import Terminal, json_option, pass_terminal, period_option, store_argument
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from ctecs_desktop.domain.plan import Plan
    from ctecs_desktop.domain.rollup import DistrictFigure
    from ctecs_desktop.domain.snapshot import Snapshot
    from ctecs_desktop.services.snapshots import Ledger

DIGITS_SHOWN = 12
"""Of a fingerprint."""


def _document(snapshot: Snapshot) -> dict[str, object]:
    return {
        "number": snapshot.number,
        "period": snapshot.period,
        "plan_version": snapshot.plan_version,
        "fingerprint": snapshot.fingerprint,
        "note": snapshot.note,
        "at": snapshot.at,
        "person": snapshot.person,
    }


@click.command(short_help="Freeze the figures of a period.")
@store_argument
@period_option
@click.option("--note", default="", metavar="TEXT", help="What they are frozen for.")
@json_option
@pass_terminal
def snapshot(terminal: Terminal, store: Path, *, period: str, note: str) -> None:
    """Freeze the district's figures of a period under their fingerprint, so that later corrections are told.

    \b
      ctecs snapshot central.ctecs --period 2015-16 --note "State Board, November"
    """
    from ctecs_desktop.services import snapshots as service

    with terminal.opened(store) as session:
        made = service.freeze(session, session.plan.period(period).code, note=note).snapshot
    sentence = _("The figures of {period} are frozen as snapshot {number}, fingerprint {fingerprint}.")
    told = sentence.format(period=made.period, number=made.number, fingerprint=made.fingerprint[:DIGITS_SHOWN])
    terminal.answer(_document(made), lambda: terminal.say(told))


@click.command(short_help="List frozen figures and what changed since.")
@store_argument
@click.option("--period", metavar="P", help="Only this period.")
@json_option
@pass_terminal
def snapshots(terminal: Terminal, store: Path, *, period: str | None) -> None:
    """List every snapshot with each figure that what is accepted now gives otherwise: the restatement ledger.

    \b
      ctecs snapshots central.ctecs
    """
    from ctecs_desktop.services import snapshots as service
    from ctecs_desktop.services.session import open_session

    with open_session(store, writable=False) as session:
        plan = session.plan
        code = PeriodCode(plan.period(period).code) if period else None
        found = service.ledgers(session, code)
    terminal.answer([_ledger_document(each, plan) for each in found], lambda: _tell(terminal, found, plan))


def _ledger_document(ledger: Ledger, plan: Plan) -> dict[str, object]:
    from ctecs_desktop.domain.rollup_report import figure_document

    def facts(figure: DistrictFigure | None) -> dict[str, object] | None:
        if figure is None or not plan.has_measure(figure.measure):
            return None
        return {name: fact for name, fact in figure_document(figure, plan).items() if name != "sources"}

    return _document(ledger.snapshot) | {
        "restatements": [
            {
                "measure": each.measure,
                "subgroup": each.subgroup,
                "before": facts(each.before),
                "after": facts(each.after),
                "schools": list(each.schools),
            }
            for each in ledger.restatements
        ]
    }


def _tell(terminal: Terminal, found: tuple[Ledger, ...], plan: Plan) -> None:
    from ctecs_desktop.wording import address_text, printable, restated_figure_text, short_time_text

    for ledger in found:
        each = ledger.snapshot
        terminal.say(
            _("Snapshot {number} of {period}, {time} UTC, by {person}: {fingerprint}").format(
                number=each.number,
                period=each.period,
                time=short_time_text(each.at),
                person=printable(each.person),
                fingerprint=each.fingerprint[:DIGITS_SHOWN],
            )
        )
        if each.note:
            terminal.say(each.note, indent="  ")
        count = len(ledger.restatements)
        if not count:
            terminal.say(_("No figure has changed since."), indent="  ")
        else:
            text = ngettext("{count} figure reads otherwise now:", "{count} figures read otherwise now:", count)
            terminal.say(text.format(count=count), indent="  ")
        rows = [
            [
                address_text(line.measure, line.subgroup, plan),
                restated_figure_text(line.before, plan),
                restated_figure_text(line.after, plan),
                ", ".join(line.schools),
            ]
            for line in ledger.restatements
        ]
        terminal.table([_("Figure"), _("Frozen"), _("Now"), _("Because of")], rows, right={1, 2})
    if not found:
        terminal.say(_("Nothing is frozen yet. “ctecs snapshot” does it."))
