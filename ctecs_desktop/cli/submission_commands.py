"""Commands about a school's submission: sign and export, export again, begin the next revision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctecs_desktop.cli.passphrases import passphrase_option, read_passphrase
from ctecs_desktop.cli.terminal import Terminal, json_option, out_option, pass_terminal, period_option, store_argument
from ctecs_desktop.domain.errors import FileUnwritable
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.i18n import _

if TYPE_CHECKING:
    from ctecs_desktop.domain.submission import ControlTotals
    from ctecs_desktop.services.submission import SignedFile


@click.command(short_help="Sign the values of a period and export them.")
@store_argument
@period_option
@click.option("--signer", required=True, metavar="NAME", help="Who signs.")
@click.option("--role", required=True, metavar="TITLE", help="In what role, such as Principal.")
@passphrase_option
@out_option
@json_option
@pass_terminal
def sign(
    terminal: Terminal,
    store: Path,
    *,
    period: str,
    signer: str,
    role: str,
    passphrase_file: str | None,
    out: Path,
) -> None:
    """Sign everything entered for a period, and export it as the workbook FILE for central office.

    Afterwards the period is locked; “ctecs amend” begins the next revision.

    \b
      ctecs sign norwich.ctecs --period 2015-16 --signer "Pat Jones" --role Principal \\
          --passphrase-file pass.txt --out norwich-2015-16.xlsx
    """
    from ctecs_desktop.domain.submission import control_totals
    from ctecs_desktop.services import submission
    from ctecs_desktop.services.entry import current_values
    from ctecs_desktop.services.keys import unlock

    code = PeriodCode(period)
    with terminal.opened(store) as session:
        session.plan.period(period)
        key = unlock(session, read_passphrase(passphrase_file, whose=_("your key")))
        was_locked = submission.state_of(session, code).is_locked
        try:
            signed = submission.sign_off(session, code, signer=signer, role=role, key=key, out=out)
        except FileUnwritable as error:
            if not was_locked and submission.state_of(session, code).is_locked:
                raise FileUnwritable("sign.not_exported", **error.params) from error
            raise
        totals = control_totals(each for each in current_values(session, code).values() if each.is_entered)
    _tell_signed(terminal, signed, totals)


@click.command(short_help="Write the signed workbook once more.")
@store_argument
@period_option
@out_option
@json_option
@pass_terminal
def export(terminal: Terminal, store: Path, *, period: str, out: Path) -> None:
    """Write the last signed workbook of a period once more, byte for byte.

    \b
      ctecs export norwich.ctecs --period 2015-16 --out copy.xlsx
    """
    from ctecs_desktop.services import submission
    from ctecs_desktop.services.session import open_session

    with open_session(store, writable=False) as session:
        _tell_signed(terminal, submission.export_again(session, PeriodCode(period), out=out), None)


def _tell_signed(terminal: Terminal, signed: SignedFile, totals: ControlTotals | None) -> None:
    from ctecs_desktop.wording import printable

    identity = signed.identity
    document: dict[str, object] = {
        "file": str(signed.path), "school": identity.school, "period": identity.period,
        "revision": identity.revision, "signer": identity.signer, "role": identity.role,
        "digest": signed.digest, "file_digest": signed.file_digest,
    }  # fmt: skip
    if totals is not None:
        document |= {"values": totals.values, "blanks": totals.blanks, "control_total": totals.total}

    def tell() -> None:
        terminal.say(
            _("Wrote {file}: {school}, {period}, revision {revision}, signed by {signer}, {role}.").format(
                file=signed.path,
                school=identity.school,
                period=identity.period,
                revision=identity.revision,
                signer=printable(identity.signer),
                role=printable(identity.role),
            )
        )
        if totals is not None:
            terminal.say(
                _("Signed: {values} values, {blanks} blanks with a reason, control total {total}.").format(
                    values=totals.values, blanks=totals.blanks, total=totals.total
                )
            )
        terminal.say(_("Digest of what was signed: {digest}").format(digest=signed.digest))
        terminal.say(_("The signed workbook is kept in the workspace too. Send the file to central office."))

    terminal.answer(document, tell)


@click.command(short_help="Begin the next revision of a signed period.")
@store_argument
@period_option
@click.option("--reason", required=True, metavar="TEXT", help="Why there is a further revision; it travels along.")
@json_option
@pass_terminal
def amend(terminal: Terminal, store: Path, *, period: str, reason: str) -> None:
    """Open a signed period for its next revision; the signed one is kept.

    \b
      ctecs amend norwich.ctecs --period 2015-16 --reason "Numerator of 1.01 was last year's"
    """
    from ctecs_desktop.services import submission

    with terminal.opened(store) as session:
        submission.amend(session, PeriodCode(period), reason=reason)
        state = submission.state_of(session, PeriodCode(period))

    def tell() -> None:
        terminal.say(
            _("{period} may be edited again, as revision {revision}. What was signed before is kept.").format(
                period=period, revision=state.revision
            )
        )

    terminal.answer({"period": period, "revision": state.revision, "reason": state.reason}, tell)
