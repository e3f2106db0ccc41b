"""What is told of keys, certificates, enrolments and the district's register of signers."""

from __future__ import annotations

from ctecs_desktop.wording.plain import filled, plain, with_fact
from ctecs_desktop.wording.terms import passphrase_strength_text, revocation_text
from ctecs_desktop.wording.told import Facts, Family, Told, said

_NOT_TAKEN = said("Nothing was taken from this file.")
_CALL = said("Call the school and compare the seven words of its key before you believe anything signed with it.")


def _with_reason(facts: Facts) -> Facts:
    return with_fact(facts, reason=revocation_text(str(facts.get("reason", ""))))


def _revoked(facts: Facts) -> str:
    return filled(
        said(
            "The signer's certificate was revoked on {revoked_at}: {reason}. Nothing was taken from this file; "
            "what arrived before that day stays valid. Ask the school to enrol its signer anew."
        ),
        _with_reason(facts),
    )


def _district_revoked(facts: Facts) -> str:
    return filled(
        said(
            "The district's key behind this signature was revoked on {revoked_at}: {reason}. Nothing was taken from "
            "this file. Ask central office for a workbook signed with its new key."
        ),
        _with_reason(facts),
    )


def _other_school(facts: Facts) -> str:
    sentence = (
        said("The file says that it is of school {school}, but school {signed_by} signed it. {safe} {then}")
        if facts.get("signed_by")
        else said("The file says that it is of school {school}, but the district signed it. {safe} {then}")
    )
    then = said("Ask both schools how this came about.")
    return filled(sentence, with_fact(facts, safe=filled(_NOT_TAKEN, {}), then=filled(then, {})))


def _not_the_district(facts: Facts) -> str:
    known = with_fact(facts, signed_by=facts.get("signed_by") or "?")
    return filled(
        said(
            "This workbook should be signed by the district, but school {signed_by} signed it. Nothing was taken from "
            "this file. Ask central office for the original."
        ),
        known,
    )


def _no_such_certificate(facts: Facts) -> str:
    if not facts.get("found"):
        return filled(said("No school's certificate begins with “{fingerprint}”."), facts)
    return filled(said("{found} certificates begin with “{fingerprint}”; more digits are wanted."), facts)


def _key_revoked(facts: Facts) -> str:
    return filled(said("This key was revoked: {reason}. It cannot be used again."), _with_reason(facts))


_REVOKED = Told(
    _key_revoked,
    said("Enrol anew with a new key: choose Make the school's key… in the menu File."),
    "",
    terminal=said("Enrol anew: run “ctecs enrol --new-key” with a new passphrase."),
)
_MAKE_A_KEY = said("Choose Make the school's key… in the menu File, and send the workbook.")


TRUST = Family(
    {
        "trust.not_checked": Told(
            said("Everything in the file holds, but nobody here vouches for its signer ({fingerprint})."),
            said("Take it into central office's workspace to know whose key it is."),
            said("It was not imported."),
            terminal=said("Verify it with “--store” and central office's workspace to know whose key it is."),
        ),
        "trust.not_registered": Told(
            said("The signer's certificate ({fingerprint}) is not in the district's register."), _CALL
        ),
        "trust.unknown_key": Told(
            said("The signer's key is not known to the district: its certificate ({fingerprint}) was made by itself."),
            said("Let the school send its enrolment workbook, and approve it in the inbox."),
            terminal=said("Enrol the school first: “ctecs enrol” there, “ctecs approve” here."),
        ),
        "trust.other_district": Told(
            said("The signer's certificate ({fingerprint}) was issued by another district: {issuer}."),
            said("Send the file to that district."),
        ),
        "trust.issuer_forged": Told(
            said("The signer's certificate ({fingerprint}) bears the district's name, but the district never made it."),
            _CALL,
        ),
        "trust.other_school": _other_school,
        "trust.not_the_district": _not_the_district,
        "trust.revoked": _revoked,
        "trust.district_revoked": _district_revoked,
        "trust.expired": Told(
            said("The signer's certificate ({fingerprint}) was valid until {valid_until}."),
            said("Ask the school to enrol again; its values can then be signed anew."),
        ),
        "trust.not_yet_valid": Told(
            said("The certificate ({fingerprint}) is valid from {valid_from} on."),
            said("Check the clock of this computer."),
        ),
        "trust.district_expired": Told(
            said("The district's own certificate has ended."), said("Central office must make a new district key.")
        ),
        "trust.certificate_unfit": Told(
            said("The certificate ({fingerprint}) may not be used for signing submissions ({reason})."), _CALL
        ),
        "trust.certificate_unreadable": Told(said("The certificate ({fingerprint}) cannot be read."), _CALL),
        "trust.none": Told(
            said("This workspace has no register of signers yet."),
            said("Open the plan workbook that central office sent."),
            said("Nothing was changed."),
        ),
        "trust.no_such_certificate": Told(
            _no_such_certificate,
            said("Choose one from the register of signers."),
            said("Nothing was changed."),
            terminal=said("List them with “ctecs schools”."),
        ),
        "trust.unknown_fingerprint": Told(
            said("There is no certificate {fingerprint} in the register."),
            said("Choose one from the register of signers."),
            said("Nothing was changed."),
            terminal=said("List them with “ctecs status”."),
        ),
        "trust.key_of_other_school": Told(
            said("This key is already registered for school {school}."),
            said("Each school makes a key of its own, in its own workspace."),
            said("Nothing was changed."),
            terminal=said("Each school makes a key of its own: run “ctecs enrol” in its own workspace."),
        ),
        "trust.key_revoked": _REVOKED,
        "trust.certificate_claimed_twice": Told(
            said("Two registers say that one certificate is of different schools."), _CALL
        ),
        "trust.list_differs": Told(
            said("There are two different registers of signers with the number {version}."),
            said("Ask central office which one is real before you go on."),
        ),
        "trust.list_older": Told(
            said("The register of signers in this file (number {got}) is older than the one here ({have})."),
            said("Ask central office for its newest workbook."),
        ),
        "trust.version_not_newer": Told(
            said("The register of signers is number {version}; number {current} is held here already."),
            said("Ask central office for its newest workbook."),
        ),
        "trust.list_damaged": Told(
            said("The register of signers cannot be read ({reason})."), said("Ask for the file to be sent again.")
        ),
        "trust.list_too_new": Told(
            said("The register of signers was written by a newer program (format {format})."),
            said("Install the newest version of the program."),
        ),
        "trust.not_an_authority": Told(
            said("This key is not the district's, so it cannot vouch for a school."),
            said("Use the key beside central office's workspace."),
            said("Nothing was changed."),
        ),
    },
    safe=_NOT_TAKEN,
)


def _weak_passphrase(facts: Facts) -> str:
    return filled(
        said(
            "The passphrase is {strength}. No key was made. Choose at least twelve characters that nobody would guess; "
            "four or five words that do not belong together are good."
        ),
        with_fact(facts, strength=passphrase_strength_text(str(facts.get("strength", "")))),
    )


def _not_enrolled(facts: Facts) -> str:
    words = facts.get("words")
    return filled(
        said(
            "Central office has not vouched for this workspace's key yet, or its plan workbook has not been opened "
            "here. Your values are safe. The key's words are: {words}. Send the enrolment workbook, compare the words "
            "over the telephone, then open the plan workbook that comes back."
        ),
        {"words": " ".join(words) if isinstance(words, tuple) else plain(words)},
    )


KEYS = Family(
    {
        "key.wrong_passphrase": Told(
            said("The passphrase does not open the key."),
            said("Check capital letters and the keyboard's language, and try again; nothing locks after many tries."),
        ),
        "key.damaged": Told(
            said("The key file is damaged."),
            said("Put a copy in its place; else enrol with a new key: choose Make the school's key… in the menu File."),
            terminal=said("Put a copy of it in its place; else enrol anew with “ctecs enrol --new-key”."),
        ),
        "key.none": Told(
            said("This workspace has no key yet ({path})."),
            _MAKE_A_KEY,
            terminal=said("Make one with “ctecs enrol” and send the workbook."),
        ),
        "key.no_private_key": Told(said("The key file holds no key to sign with."), said("Choose the right file.")),
        "key.no_certificate": Told(said("The key file holds no certificate."), said("Choose the right file.")),
        "key.unsupported": Told(
            said("The key is of a kind that is not used here ({kind})."),
            _MAKE_A_KEY,
            terminal=said("Make a new one with “ctecs enrol”."),
        ),
        "key.certificate_unreadable": Told(
            said("The certificate for this key cannot be read."), said("Ask central office for a new plan workbook.")
        ),
        "key.certificate_for_other_key": Told(
            said("The certificate is for another key than the one in this workspace."),
            said("Enrol anew with a new key: choose Make the school's key… in the menu File."),
            terminal=said("Enrol anew with “ctecs enrol --new-key”."),
        ),
        "key.passphrase_too_weak": _weak_passphrase,
        "key.not_enrolled": _not_enrolled,
        "key.revoked": _REVOKED,
    },
    safe=said("Nothing was signed, and your values are safe."),
)

ENROLMENTS = Family(
    {
        "enrolment.words_to_compare": Told(
            said("This is a school's request to have its key known; its signature holds."),
            said("Call the school, compare the seven words, then approve it."),
            "",
            terminal=said("Call the school, compare the seven words, then approve it with “ctecs approve”."),
        ),
        "enrolment.words_differ": Told(
            said("The words given are not those of the key in this file, which are: {found}."),
            said("Do not approve it. Ask the school for its words and for the file once more."),
        ),
        "enrolment.words_of_other_key": Told(
            said("The words in the enrolment ({found}) are not those of its key ({expected})."),
            said("Enrol again."),
        ),
        "enrolment.key_unfit": Told(
            said("The key in the enrolment is of a kind that is not used here ({kind})."),
            said("Ask the school to enrol with this program."),
        ),
        "enrolment.other_key": Told(
            said("The enrolment was signed with another key than the one it is about."),
            said("Do not approve it. Ask the school to enrol again."),
        ),
        "enrolment.request_unreadable": Told(
            said("The request in the enrolment cannot be read."), said("Ask the school to enrol again.")
        ),
        "enrolment.request_not_base64": Told(
            said("The request in the enrolment cannot be read (sheet {sheet})."), said("Ask the school to enrol again.")
        ),
        "enrolment.request_not_own_key": Told(
            said("The request was not made by whoever holds the key that it is about."),
            said("Do not approve it. Ask the school to enrol again."),
        ),
        "enrolment.key_of_other_school": Told(
            said("The key {fingerprint} was enrolled for school {school} before."),
            said("Each school makes a key of its own."),
        ),
        "enrolment.unknown": Told(
            said("The workspace {path} knows no enrolment {fingerprint}."), said("Read the enrolment workbook again.")
        ),
    },
    safe=said("Nobody was enrolled."),
)
