"""Enrolling a school's signer: the school asks, central office compares words and issues a certificate."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ctecs_desktop import __version__
from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.enrolment import Enrolment, EnrolmentStatus, RevocationReason
from ctecs_desktop.domain.errors import NotAllowed, WrongTemplate
from ctecs_desktop.domain.observation import PeriodCode, SchoolCode, clean_note
from ctecs_desktop.domain.pack import EnrolmentRequest, PackIdentity, WorkbookKind
from ctecs_desktop.domain.submission import FORMAT_VERSION
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.files import LARGEST_WORKBOOK, read_file_bounded, write_file_atomically
from ctecs_desktop.exchange.packs.enrolment_pack import read_enrolment_pack, write_enrolment_pack
from ctecs_desktop.exchange.signers.certificates import certificate_request, request_public_key
from ctecs_desktop.exchange.signers.fingerprint_words import FingerprintWords, fingerprint_words
from ctecs_desktop.exchange.signers.keys import SigningKey, new_signing_key
from ctecs_desktop.exchange.signers.trust import public_key_fingerprint
from ctecs_desktop.services.certification import certificate_for, end_other_keys, keys_believed
from ctecs_desktop.services.getting_started import SavedEnrolment, keep_enrolment
from ctecs_desktop.services.keys import keep_trust, trust_list
from ctecs_desktop.services.practice_bounds import require_inside
from ctecs_desktop.services.school_key import OwnKey, key_to_enrol
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


def enrol(
    session: Session,
    *,
    signer: str,
    role: str,
    passphrase: str,
    out: Path,
    own_key: OwnKey | None = None,
    is_new_key: bool = False,
) -> WrittenRequest:
    """Make the school's key, if there is none, and write the enrolment workbook signed with it.

    ``own_key`` is taken in instead of making one; ``passphrase`` is then the one for its file beside the workspace. A
    second call with the same passphrase writes the workbook again for the same key. ``is_new_key`` is for a new signer
    or a key that nobody believes any more: the key so far is put aside, never deleted; see ``services.school_key``.
    """
    session.require(WorkspaceRole.SCHOOL)
    require_inside(session, out)
    school = session.plan.school(session.workspace.organization)
    if not signer.strip() or not role.strip():
        raise NotAllowed("sign.name_missing")
    name = f"{signer.strip()}, {school.name}"
    key = key_to_enrol(session, passphrase, common_name=name, own_key=own_key, is_new=is_new_key)
    words = fingerprint_words(key.public_key_der)
    request = EnrolmentRequest(
        school.code,
        signer.strip(),
        role.strip(),
        certificate_request(key, school_code=school.code, school_name=school.name),
        words,
    )
    # The workbook is signed with what a key says of itself: a certificate that others gave it means nothing here.
    own = new_signing_key(name, at=session.clock(), private_key=key.private_key)
    identity = pack_identity(session, WorkbookKind.ENROLMENT, school.code, signer=signer.strip(), role=role.strip())
    data = write_enrolment_pack(request, session.plan, identity=identity, signer=own)
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


def keep_request(session: Session, path: Path) -> ReadRequest:
    """Read an enrolment workbook and keep what it asks for until somebody has telephoned; the file may then go.

    What was approved or revoked stays so: the same workbook again asks for nothing new.
    """
    found = read_request(session, path)
    known = trust_store.find_enrolment(session.store, found.fingerprint)
    if known is None or known.status is EnrolmentStatus.REFUSED:
        _save(session, found, EnrolmentStatus.PENDING)
    return found


def waiting_requests(session: Session, school: SchoolCode | None = None) -> tuple[ReadRequest, ...]:
    """What was asked, of one school or of all, and neither approved nor refused yet."""
    waiting = trust_store.enrolments(session.store, status=EnrolmentStatus.PENDING)
    return tuple(_request_of(each) for each in waiting if school is None or each.school == school)


def find_request(session: Session, fingerprint: str) -> ReadRequest:
    """What was asked for the key whose fingerprint (SHA-256 of the public key, hex) begins so.

    Raises ``NotAllowed("enrolment.no_such_request")`` (``fingerprint``, ``found``).
    """
    matches = [
        each for each in trust_store.enrolments(session.store) if each.fingerprint.startswith(fingerprint.lower())
    ]
    if len(matches) != 1:
        raise NotAllowed("enrolment.no_such_request", fingerprint=fingerprint, found=len(matches))
    return _request_of(matches[0])


def refuse_request(session: Session, found: ReadRequest, *, reason: str) -> Changes:
    """Say no to what was asked, with a reason, which is kept.

    Raises ``NotAllowed``: ``enrolment.reason_missing``, and ``enrolment.approved_before`` for a key that was approved
    once, whose certificate is revoked instead.
    """
    session.require(WorkspaceRole.CENTRAL)
    if not reason.strip():
        raise NotAllowed("enrolment.reason_missing")
    known = trust_store.find_enrolment(session.store, found.fingerprint)
    if known is not None and known.status in (EnrolmentStatus.APPROVED, EnrolmentStatus.REVOKED):
        raise NotAllowed("enrolment.approved_before")
    _save(session, found, EnrolmentStatus.REFUSED, clean_note(reason))
    return Changes(nouns=frozenset({Noun.TRUST}))


def approve(
    session: Session,
    asked: Path | ReadRequest,
    *,
    authority: SigningKey,
    words: tuple[str, ...] | None = None,
    until: date | None = None,
    ends_others: RevocationReason | None = None,
) -> tuple[ReadRequest, Changes]:
    """Issue a certificate for the key of an enrolment (its workbook, or what was kept of it) and register it.

    ``words`` are those the school read over the telephone; other ones are refused. ``None`` says that the caller has
    compared them already. ``until`` is the last day of an acting signer. ``ends_others`` is why the school's other keys
    are believed no longer from now on, as after a change of signer; what was received before stays valid. The
    certificate goes out with the next plan or reply workbook.
    """
    session.require(WorkspaceRole.CENTRAL)
    found = read_request(session, asked) if isinstance(asked, Path) else asked
    if words is not None and tuple(word.lower() for word in words) != found.words:
        raise NotAllowed("enrolment.words_differ", given=tuple(words), found=found.words)
    certificate = certificate_for(session, found.request.school, found.request.request, authority, until=until)
    trust = trust_list(session).with_school_certificate(found.request.school, certificate)
    with session.store.transaction():
        _save(session, found, EnrolmentStatus.APPROVED)
        if ends_others is not None:
            trust = end_other_keys(session, trust, certificate, reason=ends_others)
        keep_trust(session, trust)
    return found, Changes(nouns=frozenset({Noun.TRUST}))


def other_signers(session: Session, found: ReadRequest) -> tuple[str, ...]:
    """Who signs for the school of a request so far, with other keys that are still believed."""
    school = found.request.school
    believed = keys_believed(trust_list(session), school, at=session.clock())
    return tuple(
        each.signer
        for each in trust_store.enrolments(session.store)
        if each.school == school and each.fingerprint in believed and each.fingerprint != found.fingerprint
    )


def _save(session: Session, found: ReadRequest, status: EnrolmentStatus, reason: str = "") -> None:
    asked = found.request
    enrolment = Enrolment(
        found.fingerprint, asked.school, asked.signer, asked.role, asked.request, session.now(), status, reason
    )
    trust_store.save_enrolment(session.store, enrolment, at=session.now(), person=session.person)


def _request_of(enrolment: Enrolment) -> ReadRequest:
    words = fingerprint_words(request_public_key(enrolment.request))
    request = EnrolmentRequest(enrolment.school, enrolment.signer, enrolment.role, enrolment.request, words)
    return ReadRequest(request, words, enrolment.fingerprint)
