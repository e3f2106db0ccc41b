"""What is told of a signed workbook's way, of reasons for revisions, due dates, and of practising."""

from __future__ import annotations

from datetime import date

from ctecs_desktop.domain.revision_reason import known_reason
from ctecs_desktop.domain.timeline import Event, EventKind
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.wording.plain import date_text, filled, printable
from ctecs_desktop.wording.terms import TERMS, term
from ctecs_desktop.wording.told import Family, Told, said

COUNTED_DAYS = 60
"""So many days are counted; what is further off is a date, which a person can place."""

SENDING = Family(
    {
        "submission.sent_already": Told(
            said("Revision {revision} of {period} has been sent, so its signature cannot be taken back."),
            said("Begin an amendment with a reason; both revisions are kept."),
        ),
        "reply.nothing_asked": Told(
            said("Central office asks nothing about {period}."), said("Open its newest reply workbook first.")
        ),
        "practice.outside": Told(
            said("This is practice with made-up data; its files stay in {folder}, and {path} lies elsewhere."),
            said("Choose a name in that folder, or leave practice."),
        ),
        "practice.not_practice": Told(
            said("{path} is no practice workspace; only there does the program play central office."),
            said("Send the signed workbook to central office."),
        ),
        "practice.file_missing": Told(
            said("The signed practice workbook {file} of {period} is not where it was written."),
            said("Export it again, then let practice central office answer."),
        ),
    },
    safe=said("Nothing was changed."),
)


def revision_reason_text(reason: str) -> str:
    """Why there is a further revision: the program's own reasons in the language in use, others as they were typed."""
    known = known_reason(reason)
    return filled(TERMS[known.cause], {"revision": known.revision}) if known is not None else printable(reason)


def event_kind_text(kind: EventKind) -> str:
    """The name of a step."""
    return term(kind)


def event_text(event: Event) -> str:
    """One step in words, for a message: ``returned with 3 questions``."""
    if event.kind is EventKind.RETURNED and event.questions:
        text = ngettext("returned with {count} question", "returned with {count} questions", event.questions)
        return text.format(count=event.questions)
    return term(event.kind)


def due_text(due: date, days: int) -> str:
    """When something is due, ``days`` from today (below zero: that many days ago)."""
    day = date_text(due)
    if abs(days) > COUNTED_DAYS:
        return _("due {day}").format(day=day) if days > 0 else _("was due {day}").format(day=day)
    if days == 0:
        return _("due today, {day}").format(day=day)
    if days > 0:
        left = ngettext("{count} day left", "{count} days left", days).format(count=days)
    else:
        left = ngettext("{count} day ago", "{count} days ago", -days).format(count=-days)
    return _("due {day} ({left})").format(day=day, left=left)
