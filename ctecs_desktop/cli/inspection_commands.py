"""The command that lays one submission open before somebody decides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctecs_desktop.cli.terminal import Terminal, json_option, pass_terminal, store_argument
from ctecs_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from ctecs_desktop.domain.plan import Plan
    from ctecs_desktop.services.inspection import Inspection
    from ctecs_desktop.services.snapshots import Ledger

MOST_ROWS = 40
"""Differences told of each comparison; a script gets all."""


@click.command(short_help="Look at one submission before deciding.")
@store_argument
@click.argument("digest")
@json_option
@pass_terminal
def review(terminal: Terminal, store: Path, digest: str) -> None:
    """Tell who signed a submission with which key, what differs from what, what the rules want and the school said.

    \b
      ctecs review central.ctecs 3f9a12
    """
    from ctecs_desktop.services.inspection import inspect_submission
    from ctecs_desktop.services.session import open_session
    from ctecs_desktop.services.snapshots import ledgers_if_accepted

    with open_session(store, writable=False) as session:
        found, plan = inspect_submission(session, digest), session.plan
        ledgers = ledgers_if_accepted(session, found.received.digest)
    terminal.answer(_document(found, ledgers), lambda: _tell(terminal, found, ledgers, plan))


def _document(found: Inspection, ledgers: tuple[Ledger, ...]) -> dict[str, object]:
    from ctecs_desktop.domain.differences import largest_first
    from ctecs_desktop.domain.value import encode_value

    identity = found.received.identity
    return {
        "digest": found.received.digest,
        "school": identity.school,
        "period": identity.period,
        "revision": identity.revision,
        "status": found.received.status.value,
        "signer": identity.signer,
        "role": identity.role,
        "claimed_time": identity.claimed_time,
        "key": found.signed_with.fingerprint,
        "words": list(found.signed_with.words or ()),
        "package_signature": found.signed_with.package_signature,
        "seal": found.signed_with.seal,
        "totals": {"values": found.totals.values, "blanks": found.totals.blanks, "total": found.totals.total},
        "compared_with": [
            {
                "basis": column.basis.value,
                "origin": column.origin or None,
                "title": column.title,
                "differences": [
                    {
                        "measure": row.measure,
                        "subgroup": row.subgroup,
                        "before": encode_value(row.others[number]),
                        "after": encode_value(row.value),
                        "note": row.note,
                    }
                    for row in largest_first(found.values, number)
                ],
            }
            for number, column in enumerate(found.columns)
        ],
        "findings": [
            {"code": each.code, "measure": each.key.measure, "subgroup": each.key.subgroup} for each in found.findings
        ],
        "explanations": [
            {"code": each.code, "measure": each.key.measure, "subgroup": each.key.subgroup, "reason": each.reason}
            for each in found.explanations
        ],
        "strategies": [
            {"strategy": each.strategy, "status": each.status.value, "narrative": each.narrative}
            for each in found.strategy_updates
        ],
        "questions": [
            {"measure": each.key.measure, "subgroup": each.key.subgroup, "text": each.text} for each in found.questions
        ],
        "decisions": [
            {"status": each.decision.status.value, "reason": each.reason, "at": each.at, "person": each.person}
            for each in found.decisions
        ],
        "snapshots_changed": [
            {"snapshot": each.snapshot.number, "figures": len(each.restatements)} for each in ledgers
        ],
    }


def _tell(terminal: Terminal, found: Inspection, ledgers: tuple[Ledger, ...], plan: Plan) -> None:
    from ctecs_desktop.wording import finding_text, place_text, strategy_status_text, submission_status_text

    identity = found.received.identity
    terminal.say(
        _("{school}, {period}, revision {revision}: {status}.").format(
            school=identity.school,
            period=identity.period,
            revision=identity.revision,
            status=submission_status_text(found.received.status),
        )
    )
    _tell_signature(terminal, found)
    _tell_differences(terminal, found, plan)
    for title, lines in (
        (
            _("What the rules still want"),
            [_line(place_text(f.key, plan), finding_text(f, plan)) for f in found.findings],
        ),
        (_("What the school kept, and why"), [_line(place_text(e.key, plan), e.reason) for e in found.explanations]),
        (
            _("Strategies"),
            [_line(f"{s.strategy} {strategy_status_text(s.status)}", s.narrative) for s in found.strategy_updates],
        ),
        (_("Asked"), [_line(place_text(each.key, plan), each.text) for each in found.questions]),
    ):
        if lines:
            terminal.say()
            terminal.say(title)
            for line in lines:
                terminal.say(line, indent="  ", hanging="    ")
    for ledger in ledgers:
        count = len(ledger.restatements)
        text = ngettext(
            "Accepting it changes {count} figure of snapshot {number}.",
            "Accepting it changes {count} figures of snapshot {number}.",
            count,
        )
        terminal.say()
        terminal.say(text.format(count=count, number=ledger.snapshot.number))


def _tell_signature(terminal: Terminal, found: Inspection) -> None:
    from ctecs_desktop.wording import printable, revocation_text, short_time_text, validity_text, words_text

    identity, signed = found.received.identity, found.signed_with
    terminal.say(
        _("Signed by {signer}, {role}, {time} UTC; package signature {package}, seal {seal}.").format(
            signer=printable(identity.signer),
            role=printable(identity.role),
            time=short_time_text(identity.claimed_time),
            package=validity_text(signed.package_signature),
            seal=validity_text(signed.seal),
        )
    )
    if signed.words is not None:
        terminal.say(_("Key: {words}").format(words=words_text(signed.words)))
    if signed.revocation is not None:
        terminal.say(
            _("The key was revoked later: {reason}").format(reason=revocation_text(signed.revocation.reason.value))
        )


def _tell_differences(terminal: Terminal, found: Inspection, plan: Plan) -> None:
    from ctecs_desktop.domain.differences import largest_first
    from ctecs_desktop.wording import address_text, column_text, submitted_text

    for number, column in enumerate(found.columns):
        rows = largest_first(found.values, number)
        terminal.say()
        title = ngettext("{count} value differs: {other}", "{count} values differ: {other}", len(rows))
        terminal.say(title.format(count=len(rows), other=column_text(column)))
        lines = [
            [
                address_text(row.measure, row.subgroup, plan),
                submitted_text(row.others[number], row.measure, plan),
                submitted_text(row.value, row.measure, plan),
            ]
            for row in rows[:MOST_ROWS]
        ]
        terminal.table([_("Value"), _("Before"), _("Now")], lines, right={1, 2})
        if len(rows) > MOST_ROWS:
            terminal.say(_("and {count} more; all of them with --json").format(count=len(rows) - MOST_ROWS))


def _line(place: str, text: str) -> str:
    return f"{place}: {text}" if text else place
