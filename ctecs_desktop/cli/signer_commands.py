"""Commands about signers: a school enrols its key, central office approves or revokes it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from ctecs_desktop.cli.passphrases import passphrase_option, read_passphrase
from ctecs_desktop.cli.terminal import FilePath, Terminal, json_option, out_option, pass_terminal, store_argument
from ctecs_desktop.domain.enrolment import RevocationReason
from ctecs_desktop.domain.errors import Cancelled
from ctecs_desktop.i18n import _

Day = click.DateTime(formats=["%Y-%m-%d"])

REVOCATION_REASONS = tuple(reason.value for reason in RevocationReason)
"""Why a certificate is believed no longer, by stable name."""


@click.command(short_help="Make a school's key and the request to believe it.")
@store_argument
@click.option("--signer", required=True, metavar="NAME", help="Who will sign.")
@click.option("--role", required=True, metavar="TITLE", help="In what role, such as Principal.")
@passphrase_option
@click.option("--new-key", is_flag=True, help="Make another key, as for a new signer; the one before is kept aside.")
@click.option("--own-key", type=FilePath, metavar="FILE", help="Enrol the key in this .p12 file instead of a new one.")
@click.option("--own-passphrase-file", metavar="FILE", help="File whose first line is the passphrase of --own-key.")
@out_option
@json_option
@pass_terminal
def enrol(
    terminal: Terminal,
    store: Path,
    *,
    signer: str,
    role: str,
    passphrase_file: str | None,
    new_key: bool,
    own_key: Path | None,
    own_passphrase_file: str | None,
    out: Path,
) -> None:
    """Make the school's key, and the enrolment workbook FILE that asks central office to believe it.

    \b
      ctecs enrol norwich.ctecs --signer "Pat Jones" --role Principal --passphrase-file pass.txt --out enrol.xlsx
    """
    from ctecs_desktop.services import enrolment
    from ctecs_desktop.services.keys import has_key
    from ctecs_desktop.services.school_key import OwnKey
    from ctecs_desktop.wording import words_text

    with terminal.opened(store) as session:
        own = None
        if own_key is not None:
            own = OwnKey(own_key, read_passphrase(own_passphrase_file, whose=str(own_key)))
        is_new = new_key or own is not None or not has_key(session)
        passphrase = read_passphrase(passphrase_file, whose=_("your key"), is_new=is_new)
        written = enrolment.enrol(
            session, signer=signer, role=role, passphrase=passphrase, out=out, own_key=own, is_new_key=new_key
        )
        key = session.key_path

    def tell() -> None:
        terminal.say(_("Wrote {file}. Send it to central office.").format(file=written.path))
        terminal.say(_("Your key lies in {key}; without it and its passphrase nobody can sign.").format(key=key))
        terminal.say(_("When central office calls, read these seven words:"))
        terminal.say(words_text(written.words), indent="    ")

    terminal.answer({"file": str(written.path), "key": str(key), "words": list(written.words)}, tell)


@click.command(short_help="Believe a school's key, at central office.")
@store_argument
@click.argument("file", type=FilePath)
@passphrase_option
@click.option("--words", metavar='"…"', help="The seven words that the school read to you; other ones are refused.")
@click.option("--until", type=Day, metavar="DAY", help="Last day of an acting signer, such as 2027-06-30.")
@click.option("--refuse", "refusal", metavar="REASON", help="Say no instead; the reason is kept.")
@click.option("--ends-others", type=click.Choice(REVOCATION_REASONS), help="Why the school's other keys end now.")
@json_option
@pass_terminal
def approve(
    terminal: Terminal,
    store: Path,
    file: Path,
    *,
    passphrase_file: str | None,
    words: str | None,
    until: datetime | None,
    ends_others: str | None,
    refusal: str | None,
) -> None:
    """Believe the key in FILE, a school's enrolment workbook, at central office.

    The school's other keys are believed as before, unless --ends-others says why not.

    \b
      ctecs approve central.ctecs enrol.xlsx --passphrase-file pass.txt --words "one two three …"
      ctecs approve central.ctecs enrol.xlsx --refuse "Nobody of that name answered."
    """
    from ctecs_desktop.services import enrolment
    from ctecs_desktop.services.keys import trust_list, unlock
    from ctecs_desktop.wording import printable, words_text

    with terminal.opened(store) as session:
        found = enrolment.read_request(session, file)
        if refusal is not None:
            enrolment.refuse_request(session, found, reason=refusal)
            refused = {"school": found.request.school, "fingerprint": found.fingerprint, "refused": refusal}
            terminal.answer(refused, lambda: terminal.say(_("Refused. Nobody was enrolled.")))
            return
        school = session.plan.school(found.request.school)
        if words is None and not terminal.is_json:
            terminal.say(
                _("{signer}, {role}, {school}").format(
                    signer=printable(found.request.signer), role=printable(found.request.role), school=school.name
                )
            )
            terminal.say(words_text(found.words), indent="    ")
            question = _("Has the school read you the same seven words over the telephone?")
            if sys.stdin.isatty() and not click.confirm(question):
                raise Cancelled(_("Nobody was enrolled."))
        authority = unlock(session, read_passphrase(passphrase_file, whose=_("the district key")))
        given = None if words is None else tuple(words.split())
        enrolment.approve(
            session,
            found,
            authority=authority,
            words=given,
            until=until.date() if until is not None else None,
            ends_others=RevocationReason(ends_others) if ends_others is not None else None,
        )
        version = trust_list(session).version

    def tell() -> None:
        terminal.say(
            _("Approved the key of {signer}, {school}.").format(
                signer=printable(found.request.signer), school=school.name
            )
        )
        terminal.say(_("The certificate goes out with the next plan or reply workbook: “ctecs plan”."))

    document = {
        "school": found.request.school, "signer": found.request.signer, "role": found.request.role,
        "fingerprint": found.fingerprint, "words": list(found.words), "trust_version": version,
    }  # fmt: skip
    terminal.answer(document, tell)


@click.command(short_help="Believe a certificate no longer.")
@store_argument
@click.argument("fingerprint")
@click.option("--reason", required=True, type=click.Choice(REVOCATION_REASONS), help="Why.")
@click.option("--from", "since", type=Day, metavar="DAY", help="From the beginning of that day (UTC); without it, now.")
@json_option
@pass_terminal
def revoke(terminal: Terminal, store: Path, fingerprint: str, *, reason: str, since: datetime | None) -> None:
    """Believe a certificate no longer. FINGERPRINT is the beginning of one that “ctecs schools” lists.

    It may be a district key's too, where there is another one. What was received before stays valid.

    \b
      ctecs revoke central.ctecs 3f9a12 --reason key_stolen
    """
    from ctecs_desktop.services import certification
    from ctecs_desktop.wording import revocation_text

    with terminal.opened(store) as session:
        at = since.replace(tzinfo=UTC) if since is not None else session.clock()
        trust, _changes = certification.revoke(session, fingerprint, reason=RevocationReason(reason), at=at)
        revoked = [each.fingerprint for each in trust.revocations if each.version == trust.version]
        received = [one for each in revoked for one in certification.received_since(session, each, at)]

    def tell() -> None:
        for each in revoked:
            terminal.say(_("Revoked {fingerprint}: {reason}.").format(fingerprint=each, reason=revocation_text(reason)))
        for one in received:
            terminal.say(
                _("Received since then; look at it once more: {school} {period} revision {revision}").format(
                    school=one.identity.school, period=one.identity.period, revision=one.identity.revision
                )
            )
        terminal.say(_("Tell the schools with the next plan workbook: “ctecs plan”."))

    document = {
        "revoked": revoked, "reason": reason, "trust_version": trust.version,
        "received_since": [each.digest for each in received],
    }  # fmt: skip
    terminal.answer(document, tell)
