"""What central office asked about single values, and how far the school is with its answers.

An answer is a note, a change, or both, made after the revision that was asked about; so it needs no record of its own,
and a restart, an undo or a second person changes nothing about what is answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import ObservationKey, PeriodCode
from ctecs_desktop.domain.reply import Question, Reply
from ctecs_desktop.domain.revision_reason import RevisionCause, coded_reason
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.services import submission
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import observations, replies, sign_offs


class Answer(Enum):
    """What the school has done about a question."""

    NONE = "none"
    EXPLAINED = "explained"  # the note says otherwise now
    CHANGED = "changed"  # the value does


@dataclass(frozen=True, slots=True)
class AskedValue:
    """One question, and what has been done about it."""

    question: Question
    answer: Answer

    @property
    def key(self) -> ObservationKey:
        """The value in question."""
        return self.question.key


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of the newest reply that still wants the next revision."""

    reply: Reply
    values: tuple[AskedValue, ...]
    is_begun: bool  # whether the next revision is open for answers

    @property
    def left(self) -> int:
        """How many questions nothing was done about."""
        return sum(1 for each in self.values if each.answer is Answer.NONE)


def asked(session: Session, period: PeriodCode) -> Asked | None:
    """What central office wants answered; None where it asked nothing, or the answer is signed already."""
    records = sign_offs.signed_submissions(session.store, period)
    received = replies.replies(session.store, period)
    if not records or not received:
        return None
    reply = received[-1]
    if reply.status is not SubmissionStatus.RETURNED or reply.revision != records[-1].identity.revision:
        return None
    since = sign_offs.last_sign_off(session.store, period)
    is_begun = not sign_offs.is_locked(session.store, period)
    values = tuple(AskedValue(each, _answer(session, each.key, since)) for each in reply.questions)
    return Asked(reply, values, is_begun)


def _answer(session: Session, key: ObservationKey, since: int) -> Answer:
    later = [each for each in observations.observation_history(session.store, key) if each.sequence > since]
    if not later:
        return Answer.NONE
    (before, note_before), (after, note_after) = (
        observations.parse_stored_text(text) if text else (None, "") for text in (later[0].before, later[-1].after)
    )
    if repr(before) != repr(after):  # to Python, True equals Decimal(1)
        return Answer.CHANGED
    return Answer.EXPLAINED if note_before != note_after else Answer.NONE


def begin_answer(session: Session, period: PeriodCode) -> Changes:
    """Open the next revision for answering; its reason says that central office asked.

    Raises ``NotAllowed("reply.nothing_asked")`` where nothing wants an answer; does nothing where it is open already.
    """
    found = asked(session, period)
    if found is None:
        raise NotAllowed("reply.nothing_asked", period=period)
    if found.is_begun:
        return Changes()
    return submission.amend(session, period, reason=coded_reason(RevisionCause.ASKED, found.reply.revision))
