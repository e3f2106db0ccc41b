"""The register of signers on its way to the schools: which workbooks carried it, and one that carries nothing else."""

from __future__ import annotations

import logging
from pathlib import Path

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import PeriodCode, SchoolCode
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.domain.register import RegisterSent
from ctecs_desktop.domain.reply import Reply
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.exchange.packs.reply_pack import write_reply_pack
from ctecs_desktop.exchange.signers.keys import SigningKey
from ctecs_desktop.services.enrolment import pack_identity
from ctecs_desktop.services.keys import trust_list
from ctecs_desktop.services.sent_marks import note_sent
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import register_sent

_log = logging.getLogger(__name__)


def note_register_sent(session: Session, kind: WorkbookKind, path: Path, *, school: str = "") -> None:
    """Remember that a workbook with the register was written, for one school or for all of them."""
    if not session.store.is_writable:
        return
    sent = RegisterSent(
        trust_list(session).version, school, kind.value, path.name, session.now(), person=session.person
    )
    try:
        register_sent.record_sent(session.store, sent)
    except CtecsError as error:  # the workbook is there, and that is what counts
        _log.warning("that the register was sent was not kept: %s", error.code)


def write_certificate(session: Session, school: SchoolCode, *, authority: SigningKey, out: Path) -> Path:
    """A reply workbook that answers nothing and brings one school its newest certificate and the register."""
    session.require(WorkspaceRole.CENTRAL)
    trust = trust_list(session)
    certificates = trust.certificates_of(session.plan.school(school).code)
    reply = Reply(
        school=school,
        period=PeriodCode(""),
        revision=0,
        digest="",
        status=SubmissionStatus.ACCEPTED,
        received_at="",
        certificate=certificates[-1].certificate_der if certificates else b"",
    )
    identity = pack_identity(session, WorkbookKind.REPLY, school, signer=session.person, role="Central office")
    data = write_reply_pack(reply, trust, identity=identity, signer=authority, plan=session.plan)
    note_sent(session)
    path = write_file_atomically(out, data)
    note_register_sent(session, WorkbookKind.REPLY, path, school=school)
    return path
