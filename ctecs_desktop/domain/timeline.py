"""What became of each signed revision, step by step, as a school sees it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ctecs_desktop.domain.observation import PeriodCode


class EventKind(Enum):
    """The steps of a revision, in the order in which they usually come."""

    BEGUN = "begun"  # a further revision was opened, with a reason
    SIGNED = "signed"
    EXPORTED = "exported"
    SENT = "sent"  # a person said so: e-mail and sticks tell the program nothing
    RECEIVED = "received"
    RETURNED = "returned"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Event:
    """One step of one revision. ``file`` is a name or a path, ``note`` a reason or what central office wrote."""

    kind: EventKind
    period: PeriodCode
    revision: int
    at: str  # ISO-8601 UTC, of the PC where it happened
    person: str = ""
    file: str = ""
    note: str = ""
    questions: int = 0
    digest: str = ""  # of the signed revision; "" where it is only begun
