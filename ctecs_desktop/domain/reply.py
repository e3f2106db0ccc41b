"""What central office answers to a submission: a receipt, or questions at single values."""

from __future__ import annotations

from dataclasses import dataclass

from ctecs_desktop.domain.observation import ObservationKey, PeriodCode, SchoolCode
from ctecs_desktop.domain.submission import SubmissionStatus


@dataclass(frozen=True, slots=True)
class Question:
    """What central office asks about one value."""

    key: ObservationKey
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one submission of one school, or (``revision`` 0) a certificate alone.

    ``status`` is ``ACCEPTED``, ``RETURNED`` or ``RECEIVED``; ``digest`` names the submission by content.
    """

    school: SchoolCode
    period: PeriodCode
    revision: int
    digest: str
    status: SubmissionStatus
    received_at: str
    note: str = ""
    questions: tuple[Question, ...] = ()
    certificate: bytes = b""  # the school's certificate (DER) when it is new
