"""Central office's acts on certificates: issuing, renewing and revoking them, and what a revocation concerns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.enrolment import EnrolmentStatus, RevocationReason
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.review import ReceivedSubmission
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.signers.certificates import issue_school_certificate, validity
from ctecs_desktop.exchange.signers.keys import SigningKey
from ctecs_desktop.exchange.signers.trust import (
    SchoolCertificate,
    TrustList,
    certificate_fingerprint,
    certificate_public_key,
    public_key_fingerprint,
)
from ctecs_desktop.services.keys import keep_trust, trust_list
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import submissions
from ctecs_desktop.store import trust as trust_store

_CHANGED = Changes(nouns=frozenset({Noun.TRUST}))


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a renewal did: the certificates issued, and the schools that have to enrol again since it could not."""

    issued: tuple[SchoolCertificate, ...]
    to_enrol: tuple[SchoolCode, ...]
    changes: Changes


def certificate_for(
    session: Session, school: SchoolCode, request: bytes, authority: SigningKey, *, until: date | None = None
) -> bytes:
    """A certificate (DER) for the key of ``request``; ``until`` is its last day where that is not the usual one."""
    found = session.plan.school(school)
    return issue_school_certificate(
        authority,
        request,
        district_name=session.plan.district_name,
        school_code=found.code,
        school_name=found.name,
        at=session.clock(),
        until=None if until is None else datetime.combine(until, time(23, 59, 59), UTC),
    )


def renew(session: Session, schools: Iterable[SchoolCode], *, authority: SigningKey) -> Renewal:
    """Give each school a newer certificate for the key it signs with, by what it asked for when it enrolled.

    The certificates so far stay as they are and end by themselves, so that nothing on its way is refused. All of them
    are issued in one step. A school without a key in force is named in ``to_enrol``: a new key needs a telephone call.
    The same act moves the schools to another district key, which is then ``authority``.
    """
    session.require(WorkspaceRole.CENTRAL)
    trust = trust_list(session)
    asked = {each.fingerprint: each for each in trust_store.enrolments(session.store)}
    issued: list[SchoolCertificate] = []
    to_enrol: list[SchoolCode] = []
    for school in schools:
        keys = _keys_in_force(session, trust, school)
        if not keys:
            to_enrol.append(school)
        for key in keys:
            certificate = certificate_for(session, school, asked[key].request, authority)
            trust = trust.with_school_certificate(school, certificate)
            issued.append(SchoolCertificate(school, certificate))
    if not issued:
        return Renewal((), tuple(to_enrol), Changes())
    keep_trust(session, trust)
    return Renewal(tuple(issued), tuple(to_enrol), _CHANGED)


def _keys_in_force(session: Session, trust: TrustList, school: SchoolCode) -> tuple[str, ...]:
    """Fingerprints of the school's approved keys that nobody revoked; an ended certificate may still be renewed."""
    approved = {each.fingerprint for each in trust_store.enrolments(session.store, status=EnrolmentStatus.APPROVED)}
    keys = dict.fromkeys(
        _key_of(each)
        for each in trust.certificates_of(school)
        if not any(one.fingerprint == each.fingerprint for one in trust.revocations)
    )
    return tuple(key for key in keys if key in approved)


def revoke(
    session: Session, fingerprint: str, *, reason: RevocationReason, at: datetime | None = None
) -> tuple[TrustList, Changes]:
    """Believe a certificate, a school's or a district root's, no longer from ``at`` on (now, unless said otherwise).

    What was received before stays valid; :func:`received_since` lists what was not. Raises
    ``NotAllowed("trust.no_such_certificate")`` (``fingerprint``, ``found``) unless just one begins so, and
    ``NotAllowed("trust.last_root")`` for the only root that is still believed.
    """
    session.require(WorkspaceRole.CENTRAL)
    known = trust_list(session)
    named = [each.fingerprint for each in known.schools] + [certificate_fingerprint(root) for root in known.roots]
    matches = [each for each in named if each.startswith(fingerprint.lower())]
    if len(matches) != 1:
        raise NotAllowed("trust.no_such_certificate", fingerprint=fingerprint, found=len(matches))
    _require_another_root(known, matches[0])
    trust = known.with_revocation(matches[0], reason=reason, at=at or session.clock())
    with session.store.transaction():
        _note_revoked_keys(session, trust)
        keep_trust(session, trust)
    return trust, _CHANGED


def end_other_keys(session: Session, trust: TrustList, certificate: bytes, *, reason: RevocationReason) -> TrustList:
    """The register in which a school's other keys are believed no longer, since another signer took their place."""
    key = public_key_fingerprint(certificate_public_key(certificate))
    own = trust.certificate(certificate_fingerprint(certificate))
    assert own is not None, "the certificate was registered by the caller"
    for each in trust.certificates_of(own.school_code):
        is_revoked = any(one.fingerprint == each.fingerprint for one in trust.revocations)
        if _key_of(each) != key and not is_revoked:
            trust = trust.with_revocation(each.fingerprint, reason=reason, at=session.clock())
    _note_revoked_keys(session, trust)
    return trust


def keys_believed(trust: TrustList, school: SchoolCode, *, at: datetime) -> frozenset[str]:
    """Fingerprints of the public keys with which the school may sign at ``at``."""
    return frozenset(
        _key_of(each)
        for each in trust.certificates_of(school)
        if trust.revocation(each.fingerprint, at=at) is None and at <= validity(each.certificate_der)[1]
    )


def received_since(session: Session, fingerprint: str, since: datetime) -> tuple[ReceivedSubmission, ...]:
    """What was received from ``since`` on, signed under that certificate: held, but to be looked at once more."""
    return tuple(
        each
        for each in submissions.received(session.store)
        if each.signer_fingerprint == fingerprint and datetime.fromisoformat(each.received_at) >= since
    )


def received_until(session: Session, fingerprint: str, since: datetime) -> tuple[ReceivedSubmission, ...]:
    """What was received before ``since`` under that certificate, and so stays valid."""
    concerned = {each.digest for each in received_since(session, fingerprint, since)}
    return tuple(
        each
        for each in submissions.received(session.store)
        if each.signer_fingerprint == fingerprint and each.digest not in concerned
    )


def _require_another_root(trust: TrustList, fingerprint: str) -> None:
    revoked = {one.fingerprint for one in trust.revocations}
    roots = {certificate_fingerprint(root) for root in trust.roots}
    if fingerprint in roots and not roots - revoked - {fingerprint}:
        raise NotAllowed("trust.last_root", fingerprint=fingerprint)


def _note_revoked_keys(session: Session, trust: TrustList) -> None:
    """Enrolments say of a key what the register says of all its certificates."""
    reasons = {one.fingerprint: one.reason for one in trust.revocations}
    of_key: dict[str, list[str]] = {}
    for each in trust.schools:
        of_key.setdefault(_key_of(each), []).append(each.fingerprint)
    for enrolment in trust_store.enrolments(session.store, status=EnrolmentStatus.APPROVED):
        certificates = of_key.get(enrolment.fingerprint, [])
        if certificates and all(each in reasons for each in certificates):
            revoked = replace(
                enrolment,
                status=EnrolmentStatus.REVOKED,
                reason=reasons[certificates[-1]].value,
                at=session.now(),
            )
            trust_store.save_enrolment(session.store, revoked, at=session.now(), person=session.person)


def _key_of(entry: SchoolCertificate) -> str:
    return public_key_fingerprint(certificate_public_key(entry.certificate_der))
