"""The verdict on a file: accepted, held or refused, with the reason. Nothing is stored here, and no store is needed.

Imported by every child process that reads files: what only packs need is imported where they are read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ctecs_desktop.domain.errors import CtecsError, SignatureInvalid, SignerUnknown, WrongTemplate
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.review import CellDifference, ReceivedSubmission, SubmittedValues, Verdict
from ctecs_desktop.domain.submission import Submission, SubmissionStatus
from ctecs_desktop.exchange.files import LARGEST_WORKBOOK, NOT_OPENED, read_file_bounded, storable
from ctecs_desktop.exchange.opc.classifier import Explanation, classify
from ctecs_desktop.exchange.opc.container import Container, read_container
from ctecs_desktop.exchange.opc.package_verifier import has_package_signature, read_unsigned_package, verify_package
from ctecs_desktop.exchange.packs.workbook_kind import kind_of
from ctecs_desktop.exchange.signers.trust import (
    TrustList,
    certificate_fingerprint,
    verify_district_signer,
    verify_school_signer,
)
from ctecs_desktop.exchange.submission.workbook_reader import ReadSubmission, read_identity, read_submission

PlanFinder = Callable[[str], Plan]
"""The plan of a version; raises ``NotAllowed`` or ``PlanInvalid`` where it is not known."""


@dataclass(frozen=True, slots=True)
class Verifier:
    """Whom to believe and which plans there are; ``trust`` None: nobody vouches for a signer."""

    trust: TrustList | None
    plan_of: PlanFinder
    district: str = ""  # "" takes any


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What is said of one file. ``package_signature`` and ``seal`` are ``valid``, ``missing`` or ``invalid``."""

    file: str
    verdict: Verdict
    code: str = ""
    error: CtecsError | None = None
    explanation: Explanation | None = None  # why, by the tolerant classifier; never the ground of a verdict
    kind: WorkbookKind | None = None
    school: str = ""
    period: str = ""
    revision: int = 0
    signer: str = ""
    package_signature: str = "missing"
    seal: str = "missing"
    changed: tuple[CellDifference, ...] = ()
    file_digest: str = ""
    data: bytes = b""
    submission: Submission | None = None
    values: SubmittedValues | None = None

    @property
    def is_unopened(self) -> bool:
        """Whether the file could not even be opened, so that this says nothing of what it holds."""
        return self.code in NOT_OPENED


def verify_file(path: Path, verifier: Verifier, *, at: datetime) -> FileVerdict:
    """The verdict on the file at ``path``, received at ``at``. Never raises for what a file is or holds."""
    try:
        data = read_file_bounded(path, LARGEST_WORKBOOK)
    except CtecsError as error:
        return FileVerdict(storable(path.name), Verdict.REFUSED, error.code, error)
    return verify_bytes(data, path.name, verifier, at=at)


def verify_bytes(data: bytes, name: str, verifier: Verifier, *, at: datetime) -> FileVerdict:
    """The verdict on a file's bytes, which were read once and are what is kept."""
    start = FileVerdict(storable(name), Verdict.REFUSED, file_digest=hashlib.sha256(data).hexdigest(), data=data)
    try:
        container = read_container(data)
        kind = kind_of(container)
        start = replace(start, kind=kind)
        if kind is WorkbookKind.SUBMISSION:
            return _verify_submission(container, start, verifier, at=at)
        return _verify_pack(data, start, verifier, at=at)
    except CtecsError as error:
        return _refused(start, error)


def _refused(so_far: FileVerdict, error: CtecsError) -> FileVerdict:
    refused = replace(so_far, verdict=Verdict.REFUSED, code=error.code, error=error, explanation=classify(so_far.data))
    if isinstance(error, SignatureInvalid) and so_far.package_signature != "valid":
        refused = replace(refused, package_signature="invalid")
    return refused


def _verify_submission(container: Container, start: FileVerdict, verifier: Verifier, *, at: datetime) -> FileVerdict:
    so_far = start
    try:
        content, certificate = signed_content(container)
        if certificate is not None:
            so_far = replace(so_far, package_signature="valid")
        identity = read_identity(content)
        so_far = replace(
            so_far,
            school=identity.school,
            period=identity.period,
            revision=identity.revision,
            signer=identity.signer,
        )
        if verifier.district and identity.district != verifier.district:
            raise WrongTemplate("workbook.other_district", found=identity.district, wanted=verifier.district)
        read = read_submission(content, verifier.plan_of(identity.plan_version))
        so_far = replace(so_far, seal="valid" if read.seal.is_valid else "invalid", changed=read.differences)
        read.require_agreement(certificate)
        so_far = replace(so_far, submission=read.submission)
        return _judge_signer(so_far, read, verifier, at=at)
    except CtecsError as error:
        return _refused(so_far, error)


def signed_content(container: Container) -> tuple[Mapping[str, bytes], bytes | None]:
    """The parts that may be read, and the certificate of the package signature; ``None`` where the file has none.

    A signature that is there and does not hold raises ``SignatureInvalid``; the seal is no second chance for it.
    """
    if has_package_signature(container):
        package = verify_package(container)
        return package.parts, package.certificate_der
    return read_unsigned_package(container).parts, None


def _judge_signer(so_far: FileVerdict, read: ReadSubmission, verifier: Verifier, *, at: datetime) -> FileVerdict:
    certificate = read.seal.certificate_der
    values = _values(so_far, read, certificate, at=at)
    if verifier.trust is None:
        unknown = SignerUnknown("trust.not_checked", fingerprint=certificate_fingerprint(certificate))
        return replace(so_far, verdict=Verdict.HELD, code=unknown.code, error=unknown, values=values)
    verify_school_signer(certificate, verifier.trust, school_code=read.submission.identity.school, at=at)
    if so_far.package_signature == "valid":
        received = replace(values.received, verdict=Verdict.ACCEPTED, status=SubmissionStatus.RECEIVED)
        return replace(so_far, verdict=Verdict.ACCEPTED, code="verified", values=replace(values, received=received))
    explanation = classify(so_far.data)
    return replace(so_far, verdict=Verdict.HELD, code="resaved.values_intact", explanation=explanation, values=values)


def _values(so_far: FileVerdict, read: ReadSubmission, certificate: bytes, *, at: datetime) -> SubmittedValues:
    received = ReceivedSubmission(
        digest=read.digest,
        identity=read.submission.identity,
        verdict=Verdict.HELD,
        status=SubmissionStatus.HELD,
        received_at=at.isoformat(),
        file_name=so_far.file,
        file_digest=so_far.file_digest,
        signer_fingerprint=certificate_fingerprint(certificate),
    )
    return SubmittedValues(received, read.submission.observations, read.cells)


def _verify_pack(data: bytes, start: FileVerdict, verifier: Verifier, *, at: datetime) -> FileVerdict:
    """A plan, reply or enrolment workbook: its signature, and the district's key for what the district sends."""
    from ctecs_desktop.exchange.packs.enrolment_pack import read_enrolment_pack
    from ctecs_desktop.exchange.packs.plan_pack import PlanPack, read_plan_pack
    from ctecs_desktop.exchange.packs.reply_pack import read_reply_pack

    if start.kind is WorkbookKind.ENROLMENT:
        enrolment = read_enrolment_pack(data)
        return replace(
            start,
            verdict=Verdict.HELD,
            code="enrolment.words_to_compare",
            school=enrolment.request.school,
            signer=enrolment.request.signer,
            package_signature="valid",
        )
    pack = read_plan_pack(data) if start.kind is WorkbookKind.PLAN else read_reply_pack(data)
    so_far = replace(start, signer=pack.identity.signer, package_signature="valid")
    if not isinstance(pack, PlanPack):
        so_far = replace(so_far, school=pack.reply.school, period=pack.reply.period, revision=pack.reply.revision)
    try:
        if verifier.trust is None:
            raise SignerUnknown("trust.not_checked", fingerprint=certificate_fingerprint(pack.certificate_der))
        verify_district_signer(pack.certificate_der, verifier.trust, at=at)
    except SignerUnknown as error:
        if error.code == "trust.not_checked":
            return replace(so_far, verdict=Verdict.HELD, code=error.code, error=error)
        return _refused(so_far, error)
    return replace(so_far, verdict=Verdict.ACCEPTED, code="verified")
