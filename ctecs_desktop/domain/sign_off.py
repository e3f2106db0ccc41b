"""What a school keeps of its own sign-offs: the signed file, and whether the period may be edited now."""

from __future__ import annotations

from dataclasses import dataclass

from ctecs_desktop.domain.submission import SubmissionIdentity, SubmissionStatus


@dataclass(frozen=True, slots=True)
class SignedRecord:
    """One revision as it was signed. ``digest`` is that of its canonical text, ``file_digest`` that of its bytes."""

    digest: str
    identity: SubmissionIdentity
    file_name: str
    file_digest: str
    at: str  # ISO-8601 UTC
    person: str


@dataclass(frozen=True, slots=True)
class SubmissionState:
    """Where a school's own submission for a period stands.

    ``DRAFT`` of ``revision`` may be edited; ``SIGNED_OFF`` may not. ``parent`` is the digest of the last signed
    revision ("" before the first), ``reason`` why a further revision was begun.
    """

    status: SubmissionStatus
    revision: int
    parent: str = ""
    reason: str = ""

    @property
    def is_locked(self) -> bool:
        """Whether values may not be changed."""
        return self.status is SubmissionStatus.SIGNED_OFF
