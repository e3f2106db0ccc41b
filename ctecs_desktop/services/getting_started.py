"""How far a school is with being known to the district; everything follows from the store and the key beside it.

So each step can be left and taken up again on another day: what is done is seen, whoever did it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.services.keys import has_key, is_certified
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import facts, history

ENROLMENT = "saved enrolment"
"""The fact that keeps what was asked for: the file, the words, who signs in what role."""


@dataclass(frozen=True, slots=True)
class SavedEnrolment:
    """The enrolment workbook that was written last. The words are of the public key and no secret."""

    file: str
    words: tuple[str, ...]
    signer: str
    role: str


@dataclass(frozen=True, slots=True)
class GettingStarted:
    """What is done. The workspace itself is: its plan was believed, its school chosen, its words compared."""

    has_key: bool
    enrolment: SavedEnrolment | None
    is_certified: bool

    @property
    def is_done(self) -> bool:
        """Whether the school can sign."""
        return self.has_key and self.is_certified


def getting_started(session: Session) -> GettingStarted:
    """How far this school is."""
    session.require(WorkspaceRole.SCHOOL)
    saved = saved_enrolment(session)
    # After a change of signer the certificate of the key before says nothing of the one that was asked for last.
    return GettingStarted(has_key(session), saved, is_certified(session, saved.words if saved is not None else ()))


def saved_enrolment(session: Session) -> SavedEnrolment | None:
    """What was asked for last; None where nothing was, or before this program kept it."""
    text = facts.fact(session.store, ENROLMENT)
    return _read(text) if text is not None else None


def enrolments_so_far(session: Session) -> tuple[tuple[str, SavedEnrolment], ...]:
    """Everything that was ever asked for here with its time (ISO-8601 UTC), the oldest first."""
    found = history.entries(session.store, noun=facts.NOUN, subject=ENROLMENT)
    return tuple((each.at, _read(each.after)) for each in found)


def _read(text: str) -> SavedEnrolment:
    content = json.loads(text)
    return SavedEnrolment(content["file"], tuple(content["words"]), content["signer"], content["role"])


def keep_enrolment(session: Session, enrolment: SavedEnrolment) -> None:
    """Remember what was asked for."""
    content = {
        "file": enrolment.file,
        "words": list(enrolment.words),
        "signer": enrolment.signer,
        "role": enrolment.role,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    facts.set_fact(session.store, ENROLMENT, text, at=session.now(), person=session.person)
