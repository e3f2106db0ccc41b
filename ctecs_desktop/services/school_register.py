"""The register of schools: whom to call, how each stands with its key, what it has got, what it sent last."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ctecs_desktop.domain.contact import Contact
from ctecs_desktop.domain.enrolment import Enrolment, EnrolmentStatus
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.plan import School
from ctecs_desktop.domain.register import (
    RENEWAL_DAYS,
    Arrival,
    KnownCertificate,
    RegisterSent,
    SignerState,
    signer_state,
)
from ctecs_desktop.domain.review import ReceivedSubmission
from ctecs_desktop.exchange.signers.certificates import issuer_among, validity
from ctecs_desktop.exchange.signers.trust import (
    SchoolCertificate,
    TrustList,
    certificate_fingerprint,
    certificate_public_key,
    public_key_fingerprint,
)
from ctecs_desktop.services.contacts import contacts
from ctecs_desktop.services.keys import trust_list
from ctecs_desktop.services.review import received
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import register_sent
from ctecs_desktop.store import trust as trust_store


@dataclass(frozen=True, slots=True)
class RegisteredSchool:
    """One school of the plan as the register knows it."""

    school: School
    contact: Contact
    state: SignerState
    certificates: tuple[KnownCertificate, ...]  # oldest first
    waiting: tuple[Enrolment, ...]  # asked, words not compared
    arrival: Arrival
    sent: RegisterSent | None  # the workbook that carried the newest certificate in force last
    last: ReceivedSubmission | None  # received last, of any period

    def in_force(self, at: datetime) -> KnownCertificate | None:
        """The newest certificate that may sign now; None where none may."""
        return next((each for each in reversed(self.certificates) if each.is_in_force(at)), None)


@dataclass(frozen=True, slots=True)
class Register:
    """All schools, and whether they have been told of the register as it is now."""

    schools: tuple[RegisteredSchool, ...]
    version: int
    published: RegisterSent | None  # the plan workbook that carried it last

    @property
    def is_published(self) -> bool:
        """Whether the last plan workbook carried the register of now."""
        return self.published is not None and self.published.version == self.version


def register(session: Session) -> Register:
    """How every school of the plan stands."""
    trust, now = trust_list(session), session.clock()
    enrolments = trust_store.enrolments(session.store)
    known = _by_school(_known(trust, enrolments))
    carried = _Carried(session)
    of_school: dict[str, list[ReceivedSubmission]] = defaultdict(list)
    for each in received(session):
        of_school[each.identity.school].append(each)
    people = contacts(session)
    schools = []
    for school in session.plan.schools:
        certificates = tuple(known.get(school.code, ()))
        submissions = of_school.get(school.code, [])
        waiting = tuple(
            each for each in enrolments if each.school == school.code and each.status is EnrolmentStatus.PENDING
        )
        in_force = next((each for each in reversed(certificates) if each.is_in_force(now)), None)
        sent = carried.by(in_force) if in_force is not None else None
        schools.append(
            RegisteredSchool(
                school,
                people[school.code],
                signer_state(certificates, waits=bool(waiting), at=now),
                certificates,
                waiting,
                _arrival(in_force, sent, submissions),
                sent,
                max(submissions, key=lambda each: each.received_at, default=None),
            )
        )
    return Register(tuple(schools), trust.version, carried.last_plan)


def ending_soon(session: Session) -> tuple[SchoolCode, ...]:
    """The schools whose certificate should be renewed now."""
    return tuple(each.school.code for each in register(session).schools if each.state is SignerState.ENDS_SOON)


def certificates_ending(schools: Iterable[RegisteredSchool], *, at: datetime) -> tuple[KnownCertificate, ...]:
    """Certificates in force that end within the time in which they should be renewed."""
    newest = (each.in_force(at) for each in schools)
    return tuple(each for each in newest if each is not None and each.ends() - at < timedelta(days=RENEWAL_DAYS))


def _arrival(
    in_force: KnownCertificate | None, sent: RegisterSent | None, submissions: list[ReceivedSubmission]
) -> Arrival:
    if in_force is None:
        return Arrival.NOTHING
    if any(each.signer_fingerprint == in_force.fingerprint for each in submissions):
        return Arrival.USED
    return Arrival.SENT if sent is not None else Arrival.NOT_SENT


def _by_school(known: Iterable[KnownCertificate]) -> Mapping[SchoolCode, list[KnownCertificate]]:
    found: dict[SchoolCode, list[KnownCertificate]] = defaultdict(list)
    for each in known:
        found[each.school].append(each)
    return found


def _known(trust: TrustList, enrolments: list[Enrolment]) -> Iterable[KnownCertificate]:
    asked = {each.fingerprint: each for each in enrolments}
    revoked = {one.fingerprint: one for one in trust.revocations}
    for entry in trust.schools:
        issuer = issuer_among(entry.certificate_der, trust.roots)
        root = certificate_fingerprint(issuer) if issuer is not None else ""
        # Without its root a certificate is worth nothing, so it ends with whichever of both is revoked first.
        ends = [one for one in (revoked.get(entry.fingerprint), revoked.get(root)) if one is not None]
        first = min(ends, key=lambda one: one.at, default=None)
        enrolment = asked.get(_key_of(entry))
        begins, until = validity(entry.certificate_der)
        yield KnownCertificate(
            fingerprint=entry.fingerprint,
            school=entry.school_code,
            signer=enrolment.signer if enrolment is not None else "",
            role=enrolment.role if enrolment is not None else "",
            valid_from=begins,
            valid_until=until,
            root=root,
            revoked_at=first.at if first is not None else None,
            reason=first.reason if first is not None else None,
        )


def _key_of(entry: SchoolCertificate) -> str:
    return public_key_fingerprint(certificate_public_key(entry.certificate_der))


class _Carried:
    """Which workbooks carried which certificate; each version of the register is opened once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._sent = register_sent.sent_registers(session.store)
        self._held: dict[int, set[str]] = {}
        plans = [each for each in self._sent if not each.school]
        self.last_plan = plans[-1] if plans else None

    def by(self, certificate: KnownCertificate) -> RegisterSent | None:
        """The last workbook for the school, or for all, that held the certificate."""
        for each in reversed(self._sent):
            if each.school in ("", certificate.school) and certificate.fingerprint in self._certificates(each.version):
                return each
        return None

    def _certificates(self, version: int) -> set[str]:
        if version not in self._held:
            document = trust_store.trust_document(self._session.store, version)
            trust = TrustList.from_document(json.loads(document)) if document is not None else None
            self._held[version] = {each.fingerprint for each in trust.schools} if trust is not None else set()
        return self._held[version]
