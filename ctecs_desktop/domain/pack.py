"""What a plan, reply or enrolment workbook says of itself, inside its signed sheets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ctecs_desktop.domain.observation import PeriodCode, SchoolCode


class WorkbookKind(Enum):
    """The family of workbooks that travel between schools and central office."""

    ENROLMENT = "enrolment"
    PLAN = "plan"
    SUBMISSION = "submission"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class PackIdentity:
    """The same facts in every kind; what a kind lacks is ``""`` or 0. Time is shown, never used for ordering."""

    kind: WorkbookKind
    format_version: int
    district: SchoolCode
    school: SchoolCode  # whom it is from (enrolment) or for (reply); "" for all
    plan_version: str
    period: PeriodCode
    revision: int
    parent: str
    unique_id: str
    incarnation: str
    program_version: str
    signer: str
    role: str
    claimed_time: str  # ISO-8601 UTC


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """A school's request to have its key known: who signs, and the certificate signing request (PKCS#10, DER)."""

    school: SchoolCode
    signer: str
    role: str
    request: bytes
    words: tuple[str, ...]  # the seven fingerprint words of the key, for the telephone
