from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ctecs_desktop.domain.enrolment import RevocationReason
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.register import RENEWAL_DAYS, KnownCertificate, SignerState, signer_state

NOW = datetime(2020, 3, 31, 12, tzinfo=UTC)
GOOD = KnownCertificate(
    "ab" * 32, SchoolCode("9001116"), "Pat", "Principal", NOW - timedelta(days=10), NOW + timedelta(days=400), "cd" * 32
)
REVOKED = replace(GOOD, revoked_at=NOW - timedelta(days=1), reason=RevocationReason.KEY_LOST)
ENDED = replace(GOOD, valid_until=NOW - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("certificates", "state"),
    [
        ((), SignerState.NEVER_OPENED),
        ((GOOD,), SignerState.ENROLLED),
        ((REVOKED, GOOD), SignerState.ENROLLED),
        ((GOOD, REVOKED), SignerState.ENROLLED),
        ((REVOKED,), SignerState.REVOKED),
        ((REVOKED, ENDED), SignerState.ENDED),
        ((replace(GOOD, valid_until=NOW + timedelta(days=RENEWAL_DAYS)),), SignerState.ENROLLED),
        ((replace(GOOD, valid_until=NOW + timedelta(days=RENEWAL_DAYS, seconds=-1)),), SignerState.ENDS_SOON),
        ((replace(GOOD, revoked_at=NOW + timedelta(days=3)),), SignerState.ENDS_SOON),
    ],
)
def test_a_school_stands_as_the_best_of_its_certificates(
    certificates: tuple[KnownCertificate, ...], state: SignerState
) -> None:
    assert signer_state(certificates, waits=False, at=NOW) is state


def test_who_waits_for_a_telephone_call_is_told_before_all_else() -> None:
    assert signer_state((GOOD,), waits=True, at=NOW) is SignerState.ASKED


def test_a_revocation_holds_from_its_moment_on() -> None:
    planned = replace(GOOD, revoked_at=NOW)
    assert planned.is_in_force(NOW - timedelta(seconds=1))
    assert not planned.is_in_force(NOW)
    assert planned.ends() == NOW
