"""What is told where an act does not fit the state of things: signing, reviewing, opening workbooks."""

from __future__ import annotations

from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.wording.plain import filled, plain, recorded_time_text, with_fact
from ctecs_desktop.wording.terms import import_state_text, term
from ctecs_desktop.wording.told import Facts, Family, Told, said


def _locked(facts: Facts) -> str:
    if facts.get("signer"):
        sentence = said("{period} was signed as revision {revision} by {signer} on {at}, so it cannot be changed.")
        return filled(sentence, with_fact(facts, at=recorded_time_text(str(facts.get("at", "")))))
    return filled(said("{period} is signed as revision {revision}, so it cannot be changed or signed again."), facts)


def _findings_open(facts: Facts) -> str:
    errors, warnings = (_number(facts.get(name)) for name in ("errors", "warnings"))
    parts = [_("Not signed; the values are as they were.")]
    if errors:
        parts.append(
            ngettext("{count} finding must be corrected.", "{count} findings must be corrected.", errors).format(
                count=errors
            )
        )
    if warnings:
        parts.append(
            ngettext("{count} finding wants a reason.", "{count} findings want a reason.", warnings).format(
                count=warnings
            )
        )
    return " ".join(parts)


def _number(fact: object) -> int:
    return fact if isinstance(fact, int) else 0


def _status(fact: object) -> str:
    """The words for a submission's status that came as its stable name."""
    return next((term(status) for status in SubmissionStatus if status.value == fact), plain(fact))


def _step(facts: Facts) -> str:
    return filled(
        said("A submission that is {current} cannot become {wanted}. Nothing was changed. Look at it again."),
        {"current": _status(facts.get("current")), "wanted": _status(facts.get("wanted"))},
    )


SUBMISSIONS = Family(
    {
        "submission.locked": Told(
            _locked,
            said(
                "To correct it, go to the page Check and sign: take the signature back, or once it is sent begin an "
                "amendment and say why; both revisions are kept."
            ),
            said("Nothing was written."),
            terminal=said(
                "To correct it, begin the next revision with “ctecs amend” and say why; both revisions are kept. "
                "“ctecs export” writes the signed workbook once more."
            ),
        ),
        "submission.findings_open": Told(
            _findings_open,
            said("They stand on the page Check and sign."),
            "",
            terminal=said("See them with “ctecs validate”; keep a value with a reason by “ctecs explain”."),
        ),
        "submission.texts_open": Told(
            said("{count} texts were typed and not taken, at {measures}; they would be missing from what is signed."),
            said("Correct or delete them on the page Enter values, then sign."),
        ),
        "submission.step": _step,
        "submission.empty": Told(said("Nothing is entered for {period} yet."), said("Enter values first.")),
        "submission.not_signed": Told(
            said("{period} is not signed."),
            said("Sign it first; an unsigned period may be edited."),
            terminal=said("Sign it first with “ctecs sign”; an unsigned period may be edited."),
        ),
        "submission.not_signed_off": Told(
            said("Revision {revision} of {period} is not signed, so there is nothing to amend."), said("Go on editing.")
        ),
        "submission.reason_missing": Told(
            said("A further revision of {period} wants a reason; it travels with the values."), said("Say why.")
        ),
        "submission.revision_taken": Told(
            said("Revision {revision} of {period} was signed before; the next is {expected}."),
            said("Open the workspace again."),
        ),
        "submission.refused": Told(said("Submission {digest} was refused and is not kept."), said("Verify the file.")),
        "submission.digest": Told(
            said("The workspace {path} does not hold what was signed as {digest}."),
            said("Open the workspace again: everything in it is checked, and a backup is offered where it is damaged."),
            terminal=said("Run “ctecs check”."),
        ),
        "submission.unknown": Told(
            said("The workspace {path} knows no submission {digest}."),
            said("Look at the inbox."),
            terminal=said("List them with “ctecs received”."),
        ),
        "submission.claimed_time": Told(
            said("The time {found} cannot be written into a workbook."), said("Set the clock of this computer.")
        ),
        "submission.value_not_of_unit": Told(
            said("Measure {measure} is a {unit} now, but {value} is entered."), said("Enter the value anew.")
        ),
        "submission.other_format": Told(
            said("The workbook is of format {found}; this program reads {expected}."),
            said("Install the newest version of the program."),
        ),
        "submission.other_district": Told(
            said("The workbook is of district {found}, not {expected}."), said("Send it to its own district.")
        ),
        "submission.other_plan_version": Told(
            said("The workbook is of version {found} of the plan, not {expected}."),
            said("Ask for the plan workbook of that version."),
        ),
        "submission.unknown_school": Told(
            said("The workbook is of school {found}, which the plan does not have."), said("Ask who sent it.")
        ),
        "submission.unknown_period": Told(
            said("The workbook is of period {found}, which the plan does not have."), said("Ask who sent it.")
        ),
        "submission.unknown_measure": Told(
            said("The workbook holds measure {found}, which the plan does not have."), said("Ask for a fresh export.")
        ),
        "submission.unknown_subgroup": Told(
            said("The workbook holds subgroup {found} of measure {measure}, which the plan does not ask for."),
            said("Ask for a fresh export."),
        ),
        "submission.unknown_strategy": Told(
            said("The workbook holds strategy {found}, which the plan does not have."), said("Ask for a fresh export.")
        ),
        "submission.value_twice": Told(
            said("The workbook holds measure {measure}, subgroup {subgroup} twice."), said("Ask for a fresh export.")
        ),
    },
    safe=said("Nothing was changed."),
)


def _reason_missing(facts: Facts) -> str:
    sentence = said("A submission that is {status} needs a reason for this decision.")
    return filled(sentence, {"status": _status(facts.get("status"))})


def _no_such_submission(facts: Facts) -> str:
    if not facts.get("found"):
        return filled(said("No submission has a digest that begins with “{digest}”."), facts)
    return filled(said("{found} submissions have a digest that begins with “{digest}”; more digits are wanted."), facts)


def _wrong_role(facts: Facts) -> str:
    if facts.get("wanted") == "central":
        return filled(said("This belongs to central office; the workspace is a school's. Nothing was changed."), facts)
    return filled(said("This belongs to a school; the workspace is central office's. Nothing was changed."), facts)


def _not_accepted(facts: Facts) -> str:
    return filled(
        said("The demonstration's {file} became {state} ({code}). This is a fault of the program; please report it."),
        with_fact(facts, state=import_state_text(str(facts.get("state", "")))),
    )


WORK = Family(
    {
        "session.wrong_role": _wrong_role,
        "sign.name_missing": Told(
            said("Whoever signs must give a name and a role."), said("Give both, such as Pat Jones, Principal.")
        ),
        "reply.foreign_key": Told(
            said("A question is about a value of another school or period: {found}."), said("Ask about this one's.")
        ),
        "reply.status": Told(
            said("A submission that is {found} cannot be answered."), said("Accept it or return it first.")
        ),
        "reply.certificate_not_registered": Told(
            said("The certificate {fingerprint} is not registered for school {school}."),
            said("Approve the school's enrolment first."),
        ),
        "reply.unknown_certificate": Told(
            said("The reply names a certificate that is not in its register: {found}."),
            said("Ask central office for the reply once more."),
        ),
        "reply.unknown_status": Told(
            said("The reply says “{found}”, which is no status of a submission."),
            said("Install the newest version of the program."),
        ),
        "reply.other_school": Told(
            said("The reply is for school {school}; this is the workspace of {own}."),
            said("Open it in the workspace of its own school."),
        ),
        "review.no_such_submission": Told(
            _no_such_submission, said("Look at the inbox."), terminal=said("See “ctecs received”.")
        ),
        "review.reason_missing": Told(_reason_missing, said("Say why."), terminal=said("Give --reason.")),
        "review.superseded": Told(
            said("Submission {digest} (revision {revision}) was replaced by a later one."),
            said("Decide about the later one; it stands in the inbox."),
            terminal=said("Decide about the later one; see “ctecs received”."),
        ),
        "review.nothing_decided": Told(
            said("Nobody has decided about submission {digest}, so there is nothing to take back."),
            said("Accept, return or exclude it."),
        ),
        "review.foreign_value": Told(
            said("A question is about measure {measure} of school {school}, which did not send this submission."),
            said("Ask about a value of this submission."),
        ),
        "refused.no_such_file": Told(
            said("{found} files that were refused and kept have a digest that begins with “{digest}”; one is wanted."),
            said("Choose one from the list of refused files."),
            terminal=said("See “ctecs refused”, and give more digits."),
        ),
        "snapshot.unknown": Told(
            said("The workspace {path} holds no snapshot of number {number}."),
            said("Those that there are stand on the page Rollup."),
            terminal=said("List them with “ctecs snapshots”."),
        ),
        "snapshot.nothing_accepted": Told(
            said("Nothing of {period} is accepted or entered, so there is no figure to freeze."),
            said("Accept submissions first; they stand on the page Who has sent."),
            terminal=said("Accept submissions first; see “ctecs received”."),
        ),
        "snapshot.frozen_already": Told(
            said("Exactly these figures of {period} are frozen already, as snapshot {number}."),
            said("Use that one; its fingerprint is the same."),
        ),
        "demo.folder_in_use": Told(
            said("The folder {folder} holds files that are not a demonstration's."), said("Name an empty folder.")
        ),
        "demo.unknown_year": Told(said("There are no published figures for {year}."), said("The years are {known}.")),
        "demo.not_accepted": _not_accepted,
        "demo.values_refused": Told(
            said("The demonstration's {file} was refused at {where} ({code})."),
            said("This is a fault of the program; please report it."),
        ),
        "demo.finding": Told(
            said("The demonstration's measure {measure} of school {school} breaks the rule {code}."),
            said("This is a fault of the program; please report it."),
        ),
    },
    safe=said("Nothing was changed."),
)
