"""Commands about the schools in central office's register: how they stand, whom to call, renewing certificates."""

from __future__ import annotations

from pathlib import Path

import click

from ctecs_desktop.cli.passphrases import passphrase_option, read_passphrase
from ctecs_desktop.cli.terminal import (
    Terminal,
    json_option,
    out_option,
    pass_terminal,
    store_argument,
)
from ctecs_desktop.i18n import _, ngettext

DIGITS_SHOWN = 12


@click.command(short_help="How every school stands with its key.")
@store_argument
@json_option
@pass_terminal
def schools(terminal: Terminal, store: Path) -> None:
    """Say of every school who signs until when, whether the certificate has reached it, and whom to call.

    \b
      ctecs schools central.ctecs
    """
    from ctecs_desktop.services.school_register import register
    from ctecs_desktop.wording import term

    with terminal.opened(store, writable=False) as session:
        found, now = register(session), session.clock()
    document = {
        "register_version": found.version,
        "is_published": found.is_published,
        "schools": [
            {
                "school": each.school.code,
                "name": each.school.name,
                "state": each.state.value,
                "certificate": each.arrival.value,
                "contact": {"name": each.contact.name, "email": each.contact.email, "phone": each.contact.phone},
                "waiting": [{"fingerprint": one.fingerprint, "signer": one.signer} for one in each.waiting],
                "certificates": [
                    {
                        "fingerprint": one.fingerprint,
                        "signer": one.signer,
                        "role": one.role,
                        "valid_from": one.valid_from,
                        "valid_until": one.valid_until,
                        "revoked_at": one.revoked_at,
                        "reason": one.reason and one.reason.value,
                    }
                    for one in each.certificates
                ],
                "last_submission": each.last and each.last.digest,
            }
            for each in found.schools
        ],
    }

    def tell() -> None:
        rows = []
        for each in found.schools:
            newest = each.in_force(now)
            rows.append(
                [
                    each.school.code,
                    each.school.name,
                    term(each.state),
                    f"{newest.ends():%Y-%m-%d}" if newest is not None else "",
                    term(each.arrival) if newest is not None else "",
                    newest.fingerprint[:DIGITS_SHOWN] if newest is not None else "",
                    each.contact.phone,
                ]
            )
        titles = (_("Code"), _("School"), _("Key"), _("Until"), _("Certificate"), _("Fingerprint"), _("Telephone"))
        terminal.table(titles, rows)
        if not found.is_published:
            terminal.say(_("The register has changed since the last plan workbook: “ctecs plan”."))

    terminal.answer(document, tell)


@click.command(short_help="Keep whom to call at a school.")
@store_argument
@click.argument("school")
@click.option("--name", metavar="NAME", help="Who is called.")
@click.option("--email", metavar="ADDRESS", help="Where letters go.")
@click.option("--phone", metavar="NUMBER", help="The number at which the seven words are compared.")
@json_option
@pass_terminal
def contact(
    terminal: Terminal, store: Path, school: str, *, name: str | None, email: str | None, phone: str | None
) -> None:
    """Keep the contact at SCHOOL; what is not given stays, and '' takes it away. Without options it is told.

    \b
      ctecs contact central.ctecs 9001116 --name "Sam Secretary" --phone "203 555 0117"
    """
    from ctecs_desktop.domain.contact import Contact
    from ctecs_desktop.domain.observation import SchoolCode
    from ctecs_desktop.services.contacts import contact_of, save_contact

    with terminal.opened(store) as session:
        known = contact_of(session, SchoolCode(school))
        given = Contact(
            known.school,
            known.name if name is None else name,
            known.email if email is None else email,
            known.phone if phone is None else phone,
        )
        save_contact(session, given)
        kept = contact_of(session, SchoolCode(school))

    def tell() -> None:
        lines = [text for text in (kept.name, kept.phone, kept.email) if text]
        terminal.say(", ".join(lines) if lines else _("Nobody to call is on file."))

    terminal.answer({"school": school, "name": kept.name, "email": kept.email, "phone": kept.phone}, tell)


@click.command(short_help="Renew certificates for the keys that schools have.")
@store_argument
@click.argument("codes", metavar="[SCHOOL]...", nargs=-1)
@click.option("--ending", is_flag=True, help="All that end within a quarter.")
@passphrase_option
@json_option
@pass_terminal
def renew(
    terminal: Terminal, store: Path, codes: tuple[str, ...], *, ending: bool, passphrase_file: str | None
) -> None:
    """Give schools newer certificates for the same keys; no telephone call is needed.

    \b
      ctecs renew central.ctecs --ending --passphrase-file pass.txt
    """
    from ctecs_desktop.domain.observation import SchoolCode
    from ctecs_desktop.services import certification
    from ctecs_desktop.services.keys import unlock
    from ctecs_desktop.services.school_register import ending_soon

    if bool(codes) == ending:
        raise click.UsageError(_("Name schools, or say --ending."))
    with terminal.opened(store) as session:
        wanted = ending_soon(session) if ending else tuple(session.plan.school(SchoolCode(code)).code for code in codes)
        authority = unlock(session, read_passphrase(passphrase_file, whose=_("the district key")))
        done = certification.renew(session, wanted, authority=authority)

    def tell() -> None:
        text = ngettext("Renewed {count} certificate.", "Renewed {count} certificates.", len(done.issued))
        terminal.say(text.format(count=len(done.issued)))
        if done.to_enrol:
            terminal.say(_("These have to enrol again: {names}.").format(names=", ".join(done.to_enrol)))
        if done.issued:
            terminal.say(_("They go out with the next plan or reply workbook: “ctecs plan”."))

    document = {
        "renewed": [{"school": each.school_code, "fingerprint": each.fingerprint} for each in done.issued],
        "to_enrol": list(done.to_enrol),
    }
    terminal.answer(document, tell)


@click.command(short_help="Write a workbook that brings one school its certificate.")
@store_argument
@click.argument("school")
@passphrase_option
@out_option
@json_option
@pass_terminal
def certificate(terminal: Terminal, store: Path, school: str, *, passphrase_file: str | None, out: Path) -> None:
    """Write a reply workbook for SCHOOL that answers nothing and brings the register with its certificate.

    \b
      ctecs certificate central.ctecs 9001116 --out certificate.xlsx --passphrase-file pass.txt
    """
    from ctecs_desktop.domain.observation import SchoolCode
    from ctecs_desktop.services.keys import unlock
    from ctecs_desktop.services.register_sent import write_certificate

    with terminal.opened(store) as session:
        authority = unlock(session, read_passphrase(passphrase_file, whose=_("the district key")))
        written = write_certificate(session, SchoolCode(school), authority=authority, out=out)

    def tell() -> None:
        terminal.say(_("Wrote {file}. Send it to the school.").format(file=written))

    terminal.answer({"file": str(written), "school": school}, tell)
