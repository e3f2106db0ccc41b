"""What was done to the register and the keys, one sentence for each act."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.register_record import RecordedAct, RecordKind
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.wording.plain import printable
from ctecs_desktop.wording.review import contact_text
from ctecs_desktop.wording.terms import revocation_text

MOST_NAMED = 3
"""Schools that are named in a sentence; more of them are counted."""

Names = Mapping[SchoolCode, str]


def recorded_act_text(act: RecordedAct, names: Names) -> str:
    """The act as a sentence; ``names`` are those of the schools."""
    return _SENTENCES[act.kind](act, names)


def schools_text(act: RecordedAct, names: Names, *, most: int = 1) -> str:
    """Whom the act concerns: the district itself, up to ``most`` schools by their names, or how many."""
    if not act.schools:
        return _("the district")
    if len(act.schools) > most:
        return ngettext("{count} school", "{count} schools", len(act.schools)).format(count=len(act.schools))
    return ", ".join(printable(names.get(each, each)) for each in act.schools)


def _request(act: RecordedAct, _names: Names) -> str:
    return _("{signer}, asks to sign; the seven words are to be compared.").format(signer=_signer(act))


def _approved(act: RecordedAct, _names: Names) -> str:
    return _("Approved the key of {signer}, after comparing the seven words; certificate until {day}.").format(
        signer=_signer(act), day=_day(act)
    )


def _approved_for_a_time(act: RecordedAct, _names: Names) -> str:
    return _("Approved the key of {signer} for a time, after comparing the seven words; the last day is {day}.").format(
        signer=_signer(act), day=_day(act)
    )


def _refused(act: RecordedAct, _names: Names) -> str:
    return _("Refused the request of {signer}: {reason}").format(signer=_signer(act), reason=printable(act.reason))


def _renewed(act: RecordedAct, _names: Names) -> str:
    return _("Renewed the certificate of {signer}; until {day}.").format(signer=_signer(act), day=_day(act))


def _revoked(act: RecordedAct, _names: Names) -> str:
    return _("Revoked the certificate of {signer}, from {since} on: {reason}.").format(
        signer=_signer(act), since=_since(act), reason=revocation_text(act.reason)
    )


def _contact(act: RecordedAct, _names: Names) -> str:
    changed = act.contact
    after = contact_text(changed.after) if changed is not None else ""
    before = contact_text(changed.before) if changed is not None else ""
    if not after:
        return _("Took the contact away: {before}.").format(before=before)
    if not before:
        return _("The contact is {after}.").format(after=after)
    return _("The contact is {after} instead of {before}.").format(after=after, before=before)


def _key_made(_act: RecordedAct, _names: Names) -> str:
    return _("Made the district's key.")


def _second_key_made(_act: RecordedAct, _names: Names) -> str:
    return _("Made one more district key, in reserve.")


def _key_replaced(_act: RecordedAct, _names: Names) -> str:
    return _("Made a new district key after a loss; every school compares its seven words.")


def _key_taken_up(act: RecordedAct, _names: Names) -> str:
    return _("Took up the district key in the file {file}; it signs from then on.").format(
        file=printable(act.file_name)
    )


def _key_revoked(act: RecordedAct, _names: Names) -> str:
    return _("Revoked a district key, from {since} on: {reason}.").format(
        since=_since(act), reason=revocation_text(act.reason)
    )


def _copy(act: RecordedAct, _names: Names) -> str:
    return _("Copied the district's key and opened the copy {file}; kept at: {place}.").format(
        file=printable(act.file_name), place=printable(act.place)
    )


def _drill(act: RecordedAct, _names: Names) -> str:
    return _("Held a drill: the copy {file} opens and signs; kept at: {place}.").format(
        file=printable(act.file_name), place=printable(act.place)
    )


def _plan(act: RecordedAct, names: Names) -> str:
    head = _("Wrote the plan workbook {file} with the register, version {version}").format(
        file=printable(act.file_name), version=act.version
    )
    if not act.schools:
        return _("{head}; it brought nothing new about any certificate.").format(head=head)
    return _("{head}; it brought what is new about the certificates of {schools}.").format(
        head=head, schools=schools_text(act, names, most=MOST_NAMED)
    )


def _reply(act: RecordedAct, _names: Names) -> str:
    file = printable(act.file_name)
    if not act.certificate:
        return _("Wrote the reply workbook {file} with the register, version {version}.").format(
            file=file, version=act.version
        )
    return _(
        "Wrote the reply workbook {file} with the school's certificate and the register, version {version}."
    ).format(file=file, version=act.version)


_SENTENCES: Mapping[RecordKind, Callable[[RecordedAct, Names], str]] = {
    RecordKind.REQUEST_CAME: _request,
    RecordKind.APPROVED: _approved,
    RecordKind.APPROVED_FOR_A_TIME: _approved_for_a_time,
    RecordKind.REFUSED: _refused,
    RecordKind.RENEWED: _renewed,
    RecordKind.REVOKED: _revoked,
    RecordKind.CONTACT_CHANGED: _contact,
    RecordKind.KEY_MADE: _key_made,
    RecordKind.SECOND_KEY_MADE: _second_key_made,
    RecordKind.KEY_REPLACED: _key_replaced,
    RecordKind.KEY_TAKEN_UP: _key_taken_up,
    RecordKind.KEY_REVOKED: _key_revoked,
    RecordKind.COPY_TESTED: _copy,
    RecordKind.DRILL_HELD: _drill,
    RecordKind.PLAN_SENT: _plan,
    RecordKind.REPLY_SENT: _reply,
}


def _signer(act: RecordedAct) -> str:
    return _("{signer}, {role}").format(signer=printable(act.signer), role=printable(act.role))


def _day(act: RecordedAct) -> str:
    return f"{act.until:%Y-%m-%d}" if act.until is not None else ""


def _since(act: RecordedAct) -> str:
    return f"{act.since:%Y-%m-%d %H:%M} UTC" if act.since is not None else ""
