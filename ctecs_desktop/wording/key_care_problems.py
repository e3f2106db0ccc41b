"""What is told of the district's own keys and their copies, of certificates' ends, and of contacts at schools."""

from __future__ import annotations

from ctecs_desktop.wording.plain import filled, plain, with_fact
from ctecs_desktop.wording.terms import revocation_text
from ctecs_desktop.wording.told import Facts, Family, Told, said

_CHOOSE_ANOTHER = said("Choose another file.")
_ELSEWHERE = said("Choose a stick or another drive: what lies beside the key is lost together with it.")


def _not_a_root(facts: Facts) -> str:
    words = facts.get("words")
    return filled(
        said(
            "This key is not one of the district's: its words are {words}. Nothing was changed. Choose the key file of "
            "central office's workspace, or a copy of it."
        ),
        {"words": " ".join(words) if isinstance(words, tuple) else plain(words)},
    )


def _root_revoked(facts: Facts) -> str:
    return filled(
        said(
            "This district key is believed no longer since {at}: {reason}. Nothing was changed. Choose the other "
            "district key, or a copy of that one."
        ),
        with_fact(facts, reason=revocation_text(str(facts.get("reason", "")))),
    )


def _root_was_revoked(facts: Facts) -> str:
    return filled(
        said(
            "Central office itself has revoked this key on {at}: {reason}. Nothing was changed. Ask central office for "
            "a workbook that is signed with its new key."
        ),
        with_fact(facts, reason=revocation_text(str(facts.get("reason", "")))),
    )


def _root_unknown(facts: Facts) -> str:
    words = facts.get("words")
    return filled(
        said(
            "This workbook is signed with a key that no district key known here vouches for: {words}. Anybody could "
            "have made it."
        ),
        {"words": " ".join(words) if isinstance(words, tuple) else plain(words)},
    )


KEY_CARE = Family(
    {
        "key.not_a_root": _not_a_root,
        "key.root_revoked": _root_revoked,
        "key.certificate_ended": Told(
            said("The certificate for this key was valid until {ended}."),
            said("Ask central office to renew it, and open the workbook that comes back."),
            said("Nothing was signed, and your values are safe."),
        ),
        "key.is_there": Told(
            said("A key file lies beside the workspace ({path})."),
            said("Try its passphrase and every copy first; a new district key has to be told to every school."),
        ),
        "key.place_missing": Told(
            said("It is not said where the copy is kept."),
            said("Say it so that somebody else would find it, such as the superintendent's safe."),
        ),
        "key.copy_beside_the_key": Told(said("{path} lies in the folder of the key itself."), _ELSEWHERE),
        "key.file_there_already": Told(said("There is a file of that name already ({path})."), _CHOOSE_ANOTHER),
        "key.drill_on_the_key_itself": Told(
            said("{path} is the key in use, not a copy of it."),
            said("Fetch a copy from where it is kept, and choose that."),
        ),
        "trust.root_known": Told(
            said("The district's key in {file} is known here already."), said("Open the workbook as usual.")
        ),
        "trust.root_unknown": Told(
            _root_unknown,
            said("Only if central office tells you that its key was lost, compare the seven words over the telephone."),
            terminal=said(
                "Only if central office tells you that its key was lost, let it read the seven words to you, and give "
                "them with --words."
            ),
        ),
        "trust.root_was_revoked": _root_was_revoked,
        "trust.words_differ": Told(
            said("These are not the words of the key in this file, which are: {found}."),
            said("Do not open it. Ask central office for its words and for the file once more."),
        ),
        "trust.last_root": Told(
            said("This is the only district key that is still believed ({fingerprint})."),
            said("Make a second district key first, and let every school open a workbook that names it."),
        ),
        "trust.ends_before_it_begins": Told(
            said("The certificate would end on {until}, which has passed."), said("Choose a later day.")
        ),
        "enrolment.no_such_request": Told(
            said("No request, or more than one, begins with “{fingerprint}” ({found} do)."),
            said("Choose the school on the page Schools and keys."),
            terminal=said("List them with “ctecs schools”."),
        ),
        "enrolment.approved_before": Told(
            said("This key was approved before, so there is nothing to refuse any more."),
            said("Revoke its certificate on the page Schools and keys."),
            terminal=said("Revoke its certificate: “ctecs revoke”."),
        ),
        "enrolment.reason_missing": Told(
            said("A refusal wants a reason, for whoever asks later."), said("Give one in a few words.")
        ),
    },
    safe=said("Nothing was changed."),
)

CONTACTS = Family(
    {
        "contact.too_long": Told(
            said("A name, address or number has more than {most} characters."), said("Shorten it.")
        ),
        "contact.no_email": Told(
            said("“{text}” is no e-mail address."), said("Write one address, such as name@school.org, or nothing.")
        ),
        "contact.no_phone": Told(
            said("“{text}” is no telephone number."), said("Write the number with its digits, or nothing.")
        ),
    },
    safe=said("Nothing was changed."),
)
