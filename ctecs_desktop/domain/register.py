"""How a school stands in the register of signers: what it asked for, what it was given, whether that has reached it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from ctecs_desktop.domain.enrolment import RevocationReason
from ctecs_desktop.domain.observation import SchoolCode

RENEWAL_DAYS = 90
"""Days before its end from which a certificate should be renewed: a quarter, so that some workbook leaves meanwhile."""


class SignerState(Enum):
    """What the register says of a school, in the order in which a school goes."""

    NEVER_OPENED = "never opened"  # no enrolment workbook has come from it
    ASKED = "asked"  # one came, and the seven words have not been compared
    ENROLLED = "enrolled"
    ENDS_SOON = "ends soon"
    ENDED = "ended"
    REVOKED = "revoked"


class Arrival(Enum):
    """How far the newest certificate of a school has come. No program sees an e-mail; a signature proves it."""

    NOTHING = "nothing"  # there is no certificate in force
    NOT_SENT = "not sent"  # no plan or reply workbook with it has been written yet
    SENT = "sent"
    USED = "used"  # the school has signed with it


@dataclass(frozen=True, slots=True)
class RegisterSent:
    """A workbook that carried the register of signers at one version; ``school`` is "" where it is for all of them."""

    version: int
    school: str
    kind: str  # the stable name of a WorkbookKind
    file_name: str
    at: str
    person: str


@dataclass(frozen=True, slots=True)
class KnownCertificate:
    """A certificate of a school with who signs with it, as the enrolment said."""

    fingerprint: str  # SHA-256 of the certificate, hex
    school: SchoolCode
    signer: str
    role: str
    valid_from: datetime
    valid_until: datetime
    root: str  # fingerprint of the district root that issued it
    revoked_at: datetime | None = None
    reason: RevocationReason | None = None

    def is_revoked(self, at: datetime) -> bool:
        """Whether it counts for nothing that is received at ``at``."""
        return self.revoked_at is not None and self.revoked_at <= at

    def is_in_force(self, at: datetime) -> bool:
        """Whether a submission received at ``at`` may be signed with it."""
        return self.valid_from <= at <= self.valid_until and not self.is_revoked(at)

    def ends(self) -> datetime:
        """Until when it counts: its own end, or the day from which it is revoked."""
        return min(self.valid_until, self.revoked_at) if self.revoked_at is not None else self.valid_until


def signer_state(certificates: tuple[KnownCertificate, ...], *, waits: bool, at: datetime) -> SignerState:
    """The state of a school with these certificates; ``waits``: an enrolment of it is neither approved nor refused."""
    if waits:
        return SignerState.ASKED
    in_force = [each for each in certificates if each.is_in_force(at)]
    if in_force:
        last = max(each.ends() for each in in_force)
        return SignerState.ENDS_SOON if last - at < timedelta(days=RENEWAL_DAYS) else SignerState.ENROLLED
    if not certificates:
        return SignerState.NEVER_OPENED
    return SignerState.REVOKED if certificates[-1].is_revoked(at) else SignerState.ENDED
