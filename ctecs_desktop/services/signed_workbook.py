"""A signed workbook looked into: its pages as they were signed, verified once more before anything of them is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ctecs_desktop.domain.errors import StoreDamaged
from ctecs_desktop.domain.observation import ObservationKey
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.review import CellReference
from ctecs_desktop.domain.submission import SubmissionIdentity
from ctecs_desktop.domain.value import Value
from ctecs_desktop.exchange.opc.container import read_container
from ctecs_desktop.exchange.signers.fingerprint_words import FingerprintWords, fingerprint_words
from ctecs_desktop.exchange.signers.trust import certificate_public_key
from ctecs_desktop.exchange.submission.submission_pages import submission_pages
from ctecs_desktop.exchange.submission.workbook_reader import read_submission
from ctecs_desktop.exchange.workbook.workbook_page import Page
from ctecs_desktop.services.file_verdict import signed_content
from ctecs_desktop.services.review import find_received
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import sign_offs, submissions
from ctecs_desktop.store.plans import plan_of_version


@dataclass(frozen=True, slots=True)
class SignedWorkbook:
    """The pages of a signed workbook, whose signatures held when it was opened just now.

    ``has_package_signature`` is False for a file that a spreadsheet program saved again: there the seal alone vouches
    for every value. ``values`` are what was signed, and ``cells`` says where each stands; ``plan`` is that of the day.
    """

    identity: SubmissionIdentity
    file_name: str
    words: FingerprintWords  # of the key that signed
    has_package_signature: bool
    plan: Plan
    pages: tuple[Page, ...]
    cells: Mapping[ObservationKey, CellReference]
    values: Mapping[ObservationKey, Value]


def open_signed_workbook(session: Session, digest: str) -> SignedWorkbook:
    """The archived workbook of a submission, a received one or one of this workspace's own, verified again.

    Who the signer is was judged when the file came, and is not judged anew: a certificate may have ended since. Raises
    ``NotAllowed("review.no_such_submission")`` for an unknown digest, ``SignatureInvalid`` or ``NotAWorkbook`` where
    the archived bytes hold no longer, ``StoreDamaged("store.damaged")`` where they are another submission's.
    """
    data, identity, file_name, digest = _archived(session, digest)
    content, certificate = signed_content(read_container(data))
    plan = plan_of_version(session.store, identity.plan_version)
    read = read_submission(content, plan)
    read.require_agreement(certificate)
    if read.digest != digest:
        raise StoreDamaged("store.damaged", path=str(session.store_path), check="archive", detail=digest)
    return SignedWorkbook(
        identity=identity,
        file_name=file_name,
        words=fingerprint_words(certificate_public_key(read.seal.certificate_der)),
        has_package_signature=certificate is not None,
        plan=plan,
        pages=submission_pages(read.submission, plan, changes=read.changes),
        cells=read.cells,
        values={each.key: each.value for each in read.submission.observations},
    )


def _archived(session: Session, digest: str) -> tuple[bytes, SubmissionIdentity, str, str]:
    """The workbook's bytes, whose it is, what the file was called, and the digest of its content."""
    for record in sign_offs.signed_submissions(session.store):
        if record.digest == digest:
            return sign_offs.signed_workbook(session.store, digest), record.identity, record.file_name, digest
    received = find_received(session, digest)
    data = submissions.archived_workbook(session.store, received.digest)
    return data, received.identity, received.file_name, received.digest
