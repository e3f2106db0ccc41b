"""Enrolling a school's signer: the school asks, central office compares words and issues a certificate."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from pathlib import Path

from ctecs_desktop import __version__
from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.enrolment import Enrolment, EnrolmentStatus, RevocationReason
from ctecs_desktop.domain.errors import NotAllowed, WrongTemplate
from ctecs_desktop.domain.observation import PeriodCode, SchoolCode
from ctecs_desktop.domain.pack import EnrolmentRequest, PackIdentity, WorkbookKind
from ctecs_desktop.domain.submission import FORMAT_VERSION
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.files import LARGEST_WORKBOOK, read_file_bounded, write_file_atomically
from ctecs_desktop.exchange.packs.enrolment_pack import read_enrolment_pack, write_enrolment_pack
from ctecs_desktop.exchange.signers.certificates import (
    certificate_request,
    issue_school_certificate,
    request_public_key,
)
from ctecs_desktop.exchange.signers.fingerprint_words import FingerprintWords, fingerprint_words
from ctecs_desktop.exchange.signers.keys import SigningKey, create_key, open_key
from ctecs_desktop.exchange.signers.trust import (
    TrustList,
    certificate_public_key,
    public_key_fingerprint,
)
from ctecs_desktop.services.getting_started import SavedEnrolment, keep_enrolment
from ctecs_desktop.services.keys import has_key, keep_trust, trust_list
from ctecs_desktop.services.practice import require_inside
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import trust as trust_store


@dataclass(frozen=True, slots=True)
class WrittenRequest:
    """The enrolment workbook that was saved, and the words that central office will ask for."""

    path: Path
    words: FingerprintWords


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """An enrolment workbook at central office, before anyone has said yes."""

    request: EnrolmentRequest
    words: FingerprintWords
    fingerprint: str  # SHA-256 of the public key, hex


def enrol(session: Session, *, signer: str, role: str, passphrase: str, out: Path) -> WrittenRequest:
    """Make the school's key, if there is none, and write the enrolment workbook signed with it.

    A second call with the same passphrase writes the workbook again for the same key.
    """
    session.require(WorkspaceRole.SCHOOL)
    require_inside(session, out)
    school = session.plan.school(session.workspace.organization)
    if not signer.strip() or not role.strip():
        raise NotAllowed("sign.name_missing")
    if has_key(session):
        key = open_key(session.key_path, passphrase)
    else:
        key = create_key(session.key_path, passphrase, common_name=f"{signer}, {school.name}", at=session.clock())
    words = fingerprint_words(key.public_key_der)
    request = EnrolmentRequest(
        school.code,
        signer.strip(),
        role.strip(),
        certificate_request(key, school_code=school.code, school_name=school.name),
        words,
    )
    identity = pack_identity(session, WorkbookKind.ENROLMENT, school.code, signer=signer.strip(), role=role.strip())
    data = write_enrolment_pack(request, session.plan, identity=identity, signer=key)
    path = write_file_atomically(out, data)
    keep_enrolment(session, SavedEnrolment(str(path), words, signer.strip(), role.strip()))
    return WrittenRequest(path, words)


def pack_identity(
    session: Session, kind: WorkbookKind, school: str, *, signer: str, role: str, period: str = "", revision: int = 0
) -> PackIdentity:
    """What a workbook of this workspace says of itself."""
    return PackIdentity(
        kind=kind,
        format_version=FORMAT_VERSION,
        district=session.workspace.district,
        school=SchoolCode(school),
        plan_version=session.plan.version,
        period=PeriodCode(period),
        revision=revision,
        parent="",
        unique_id=uuid.uuid4().hex,
        incarnation=session.workspace.incarnation,
        program_version=__version__,
        signer=signer,
        role=role,
        claimed_time=session.now(),
    )


def read_request(session: Session, path: Path) -> ReadRequest:
    """What an enrolment workbook asks for. Its signature must be that of the very key it is about."""
    session.require(WorkspaceRole.CENTRAL)
    pack = read_enrolment_pack(read_file_bounded(path, LARGEST_WORKBOOK))
    if pack.identity.district != session.workspace.district:
        raise WrongTemplate("workbook.other_district", found=pack.identity.district, wanted=session.workspace.district)
    session.plan.school(pack.request.school)
    public_key = request_public_key(pack.request.request)
    return ReadRequest(pack.request, fingerprint_words(public_key), public_key_fingerprint(public_key))


def approve(
    session: Session, path: Path, *, authority: SigningKey, words: tuple[str, ...] | None = None
) -> tuple[ReadRequest, Changes]:
    """Issue a certificate for the key of an enrolment workbook and enter it into the register.

    ``words`` are those the school read over the telephone; other ones are refused. ``None`` says that the caller has
    compared them already. The certificate goes out with the next plan or reply workbook.
    """
    found = read_request(session, path)
    if words is not None and tuple(word.lower() for word in words) != found.words:
        raise NotAllowed("enrolment.words_differ", given=tuple(words), found=found.words)
    school = session.plan.school(found.request.school)
    certificate = issue_school_certificate(
        authority,
        found.request.request,
        district_name=session.plan.district_name,
        school_code=school.code,
        school_name=school.name,
        at=session.clock(),
    )
    trust = trust_list(session).with_school_certificate(school.code, certificate)
    enrolment = Enrolment(
        fingerprint=found.fingerprint,
        school=school.code,
        signer=found.request.signer,
        role=found.request.role,
        request=found.request.request,
        at=session.now(),
        status=EnrolmentStatus.APPROVED,
    )
    with session.store.transaction():
        trust_store.save_enrolment(session.store, enrolment, at=session.now(), person=session.person)
        keep_trust(session, trust)
    return found, Changes(nouns=frozenset({Noun.TRUST}))


def revoke(session: Session, fingerprint: str, *, reason: RevocationReason) -> tuple[TrustList, Changes]:
    """Believe a certificate no longer. What was received before stays valid and is listed."""
    session.require(WorkspaceRole.CENTRAL)
    known = trust_list(session)
    matches = [each for each in known.schools if each.fingerprint.startswith(fingerprint.lower())]
    if len(matches) != 1:
        raise NotAllowed("trust.no_such_certificate", fingerprint=fingerprint, found=len(matches))
    trust = known.with_revocation(matches[0].fingerprint, reason=reason, at=session.clock())
    with session.store.transaction():
        for enrolment in trust_store.enrolments(session.store):
            if enrolment.school == matches[0].school_code and _is_of(enrolment, matches[0].certificate_der):
                trust_store.save_enrolment(
                    session.store,
                    replace(enrolment, status=EnrolmentStatus.REVOKED, reason=reason.value, at=session.now()),
                    at=session.now(),
                    person=session.person,
                )
        keep_trust(session, trust)
    return trust, Changes(nouns=frozenset({Noun.TRUST}))


def _is_of(enrolment: Enrolment, certificate_der: bytes) -> bool:
    return public_key_fingerprint(certificate_public_key(certificate_der)) == enrolment.fingerprint
