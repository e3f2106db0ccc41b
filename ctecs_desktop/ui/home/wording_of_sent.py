"""What was sent last and what became of it, in one or two sentences."""

from __future__ import annotations

from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.overview import SchoolOverview
from ctecs_desktop.wording import printable, recorded_time_text, submission_status_text


def sent_text(overview: SchoolOverview) -> str:
    """Signed, sent, accepted or returned with so many questions; and whether an amendment is under way."""
    signed, reply = overview.signed, overview.reply
    if signed is None:
        return _("Nothing has been signed for this period yet.")
    identity = signed.identity
    parts = [
        _("Revision {revision} was signed by {signer}, {time}.").format(
            revision=identity.revision, signer=printable(identity.signer), time=recorded_time_text(signed.at)
        )
    ]
    if reply is not None and reply.revision == identity.revision:
        status = submission_status_text(reply.status)
        count = len(reply.questions)
        if count:
            with_questions = ngettext(
                "Central office {status} it with {count} question.",
                "Central office {status} it with {count} questions.",
                count,
            )
            parts.append(with_questions.format(status=status, count=count))
        else:
            parts.append(_("Central office {status} it.").format(status=status))
        parts.append(printable(reply.note))
    elif overview.state.is_locked:
        parts.append(_("It was sent; no answer yet.") if overview.is_sent else _("It has not been sent yet."))
    if overview.state.status is SubmissionStatus.DRAFT:
        parts.append(_("Revision {revision} is under way.").format(revision=overview.state.revision))
    return " ".join(part for part in parts if part)
