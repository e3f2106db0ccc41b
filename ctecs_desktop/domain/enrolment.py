"""A signer's request to be known to central office, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ctecs_desktop.domain.observation import SchoolCode


class EnrolmentStatus(Enum):
    """Pending until central office has compared the fingerprint words with the school over the telephone."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    REVOKED = "revoked"  # approved once; what was received before stays valid


class RevocationReason(Enum):
    """Why a certificate is no longer believed."""

    SUPERSEDED = "superseded"  # a newer certificate took its place; the key itself is sound
    SIGNER_CHANGED = "signer_changed"  # a new principal, or an acting signer whose time is over
    KEY_LOST = "key_lost"  # the PC or the passphrase is gone
    KEY_STOLEN = "key_stolen"
    ISSUED_BY_MISTAKE = "issued_by_mistake"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One public key that a school asks to sign with. ``fingerprint`` is its identity.

    The certificate that an approval issues travels in the trust list, not here.
    """

    fingerprint: str  # SHA-256 of the public key, hex
    school: SchoolCode
    signer: str
    role: str
    request: bytes  # the certificate signing request, DER or PEM as it came
    at: str  # ISO-8601 UTC, of the last change of status
    status: EnrolmentStatus = EnrolmentStatus.PENDING
    reason: str = ""  # why it was refused or revoked
