"""The reply workbook: the signed receipt for a submission, or the questions with which it is returned.

It also brings the register of signers up to date, and so a school's new certificate; ``revision`` 0 says that this is
all it brings. Whether its signer is the district is not judged here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ctecs_desktop.domain.errors import NotAllowed, WrongTemplate
from ctecs_desktop.domain.observation import MeasureCode, ObservationKey, SubgroupCode
from ctecs_desktop.domain.pack import PackIdentity, WorkbookKind
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.reply import Question, Reply
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.exchange.opc.package_signature import Signer
from ctecs_desktop.exchange.packs.pack_page import (
    SheetCells,
    fact,
    identity_fact,
    letter_page,
    letterhead,
    prose,
    read_facts,
    read_identity,
    read_records,
    record_rows,
    require_fact,
    section,
    signer_rows,
    steps,
)
from ctecs_desktop.exchange.packs.pack_workbook import (
    export_pages,
    open_signed,
    require_identity,
    require_pages,
)
from ctecs_desktop.exchange.packs.signer_pages import (
    REGISTER_VERSION_LABEL,
    REVOKED,
    SIGNERS,
    read_trust,
    signer_pages,
)
from ctecs_desktop.exchange.packs.workbook_kind import QUESTIONS, REPLY
from ctecs_desktop.exchange.signers.trust_list import TrustList, certificate_fingerprint
from ctecs_desktop.exchange.submission.submission_pages import group_name
from ctecs_desktop.exchange.workbook.workbook_page import (
    CellStyle,
    Page,
    PageRow,
    TableColumn,
    content_text,
    table_page,
)

SHEET_NAMES = (REPLY, QUESTIONS, SIGNERS, REVOKED)
"""Every sheet of a reply workbook, in order."""

_SCHOOL, _RECEIVED, _DIGEST = "School", "Received at (UTC)", "Digest of the submission"
_STATUS, _NOTE, _CERTIFICATE = "Status", "Note", "School's certificate"
_NO_QUESTIONS = "Central office asks nothing."
_CERTIFICATE_ONLY = "certificate"

_QUESTION_COLUMNS = (
    TableColumn("Measure", 9, CellStyle.STRONG),
    TableColumn("Name", 40, CellStyle.WRAPPED),
    TableColumn("Group", 16),
    TableColumn("Group name", 26),
    TableColumn("Question", 80, CellStyle.WRAPPED),
)

_TITLES = {
    SubmissionStatus.ACCEPTED: "Receipt: accepted",
    SubmissionStatus.RETURNED: "Returned with questions",
    SubmissionStatus.RECEIVED: "Receipt: received",
}
_MEANINGS = {
    SubmissionStatus.ACCEPTED: "The values of this submission count in the district's figures.",
    SubmissionStatus.RETURNED: "The values do not count yet: central office asks for an answer or a correction first.",
    SubmissionStatus.RECEIVED: "The submission arrived whole and its signature holds. It has not been reviewed yet.",
}
_STEPS = {
    SubmissionStatus.ACCEPTED: (
        "Open this file in CTECS Desktop, which files it with the submission, and keep it.",
        "Should a value turn out wrong later, amend it in the program and send the next revision with its reason.",
    ),
    SubmissionStatus.RETURNED: (
        "Open this file in CTECS Desktop: it leads to each value that is asked about.",
        "Correct the value, or keep it and give the reason in its note.",
        "Sign and send the next revision. The questions stand on the sheet Questions too.",
    ),
    SubmissionStatus.RECEIVED: (
        "Open this file in CTECS Desktop, which files it with the submission, and keep it.",
        "Central office answers again once it has reviewed the values.",
    ),
}
_CERTIFICATE_STEPS = (
    "Open this file in CTECS Desktop. The program takes the new certificate and the register from it.",
    "From then on the school can sign its submissions.",
)


@dataclass(frozen=True, slots=True)
class ReplyPack:
    """What a reply workbook holds, and the certificate that its package signature was made with."""

    reply: Reply
    trust: TrustList
    identity: PackIdentity
    certificate_der: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Names:
    """What the plan calls the things of a reply; a reader without the plan takes them from the sheets."""

    district: str
    school: str
    of_questions: tuple[tuple[str, str], ...]  # measure and subgroup


def write_reply_pack(reply: Reply, trust: TrustList, *, identity: PackIdentity, signer: Signer, plan: Plan) -> bytes:
    """The signed workbook; the same reply, register, identity and key give the same bytes.

    It is verified and read back before it is answered: ``ExchangeError("workbook.not_as_written")`` should it then say
    anything else. Raises ``WrongTemplate("workbook.identity_differs")`` (``field``, ``found``, ``expected``);
    ``NotAllowed`` ``reply.status`` (``found``), ``reply.foreign_key`` (``found``) for a question about another school
    or period, ``reply.certificate_not_registered`` (``fingerprint``, ``school``); ``PlanInvalid`` for codes that the
    plan lacks.
    """
    require_identity(
        identity,
        kind=WorkbookKind.REPLY,
        district=plan.district,
        school=reply.school,
        period=reply.period,
        revision=reply.revision,
    )
    _require_writable(reply, trust)
    names = _Names(
        plan.district_name,
        plan.school(reply.school).name,
        tuple((plan.measure(each.key.measure).name, group_name(plan, each.key.subgroup)) for each in reply.questions),
    )
    pack = ReplyPack(reply, trust, identity, signer.certificate_der)
    return export_pages(
        _pages(pack, names),
        identity=identity,
        signer=signer,
        title=f"{_title(reply)} · {names.school}",
        reads_as=lambda data: read_reply_pack(data) == pack,
    )


def read_reply_pack(data: bytes) -> ReplyPack:
    """What stands in the reply workbook ``data``, of which only what is signed is read.

    Raises ``NotAWorkbook`` or ``SignatureInvalid`` (see ``verify_package``), ``WrongTemplate`` where a sheet or cell is
    not that of the layout (also ``reply.unknown_status`` and ``reply.unknown_certificate``, ``found``), and
    ``ExchangeError("trust.list_damaged")``.
    """
    signed = open_signed(data, kind=WorkbookKind.REPLY, sheet_names=SHEET_NAMES)
    facts = read_facts(signed.cells[REPLY])
    identity = read_identity(facts, kind=WorkbookKind.REPLY)
    trust = read_trust(signed.cells, version=require_fact(facts, REGISTER_VERSION_LABEL))
    questions, names_of_questions = _read_questions(signed.cells[QUESTIONS], identity)
    reply = Reply(
        school=identity.school,
        period=identity.period,
        revision=identity.revision,
        digest=require_fact(facts, _DIGEST),
        status=_status(require_fact(facts, _STATUS)),
        received_at=require_fact(facts, _RECEIVED),
        note=require_fact(facts, _NOTE),
        questions=questions,
        certificate=_registered(require_fact(facts, _CERTIFICATE), trust),
    )
    pack = ReplyPack(reply, trust, identity, signed.certificate_der)
    district = content_text(signed.cells[REPLY].get((1, 1)))
    names = _Names(district, require_fact(facts, _SCHOOL), names_of_questions)
    require_pages(signed, _pages(pack, names), identity=identity)
    return pack


def _require_writable(reply: Reply, trust: TrustList) -> None:
    if reply.status not in _TITLES:
        raise NotAllowed("reply.status", found=reply.status.value)
    for question in reply.questions:
        if (question.key.school, question.key.period) != (reply.school, reply.period):
            raise NotAllowed("reply.foreign_key", found=" ".join(question.key))
    if reply.certificate:
        fingerprint = certificate_fingerprint(reply.certificate)
        entry = trust.certificate(fingerprint)
        if entry is None or entry.school_code != reply.school:
            raise NotAllowed("reply.certificate_not_registered", fingerprint=fingerprint, school=reply.school)


def _registered(fingerprint: str, trust: TrustList) -> bytes:
    """The certificate of that fingerprint, which stands whole on the sheet of signers."""
    if not fingerprint:
        return b""
    entry = trust.certificate(fingerprint)
    if entry is None:
        raise WrongTemplate("reply.unknown_certificate", rule=19, found=fingerprint[:80])
    return entry.certificate_der


def _status(text: str) -> SubmissionStatus:
    for status in _TITLES:
        if status.value.capitalize() == text:
            return status
    raise WrongTemplate("reply.unknown_status", rule=19, found=text[:80])


def _read_questions(
    cells: SheetCells, identity: PackIdentity
) -> tuple[tuple[Question, ...], tuple[tuple[str, str], ...]]:
    """The questions in their order, and what the sheet calls the measure and the subgroup of each."""
    questions, names = [], []
    for row in read_records(cells, when_empty=_NO_QUESTIONS):
        key = ObservationKey(identity.school, identity.period, MeasureCode(row[1]), SubgroupCode(row[3]))
        questions.append(Question(key, row[5]))
        names.append((row[2], row[4]))
    return tuple(questions), tuple(names)


def _title(reply: Reply) -> str:
    return _TITLES[reply.status] if reply.revision else "Certificate and register of signers"


def _pages(pack: ReplyPack, names: _Names) -> tuple[Page, ...]:
    reply = pack.reply
    about = " · ".join(filter(None, (names.school, reply.period, f"revision {reply.revision}" * bool(reply.revision))))
    footer = names.school
    questions = table_page(
        QUESTIONS,
        _QUESTION_COLUMNS,
        title="Questions at single values",
        subtitle=about,
        records=[
            (each.key.measure, measure, each.key.subgroup, subgroup, each.text)
            for each, (measure, subgroup) in zip(reply.questions, names.of_questions, strict=True)
        ],
        when_empty=_NO_QUESTIONS,
        footer=footer,
    )
    return (
        letter_page(REPLY, _first_page(pack, names, about), footer=footer),
        questions,
        *signer_pages(pack.trust, footer=footer),
    )


def _first_page(pack: ReplyPack, names: _Names, about: str) -> tuple[PageRow, ...]:
    reply, identity = pack.reply, pack.identity
    answers = bool(reply.revision)
    return (
        *letterhead(names.district, _title(reply), about),
        *section("The answer"),
        fact(_STATUS, reply.status.value.capitalize(), CellStyle.FACT_STRONG),
        *(prose("What this means", _MEANINGS[reply.status]) if answers else ()),
        fact(_NOTE, reply.note, CellStyle.WRAPPED if reply.note else CellStyle.FACT),
        *((fact("Questions", str(len(reply.questions))),) if answers else ()),
        fact(_CERTIFICATE, certificate_fingerprint(reply.certificate) if reply.certificate else "", CellStyle.RECORD),
        *section("What it answers"),
        fact(_SCHOOL, names.school),
        identity_fact(identity, "school"),
        identity_fact(identity, "period"),
        identity_fact(identity, "revision"),
        fact(_RECEIVED, reply.received_at),
        fact(_DIGEST, reply.digest, CellStyle.RECORD),
        *section("What to do next"),
        *steps(*(_STEPS[reply.status] if answers else _CERTIFICATE_STEPS)),
        *section("Signed for the district by"),
        *signer_rows(identity),
        *section("Record"),
        *record_rows(identity, shown_above=("school", "period", "revision")),
        fact(REGISTER_VERSION_LABEL, str(pack.trust.version), CellStyle.RECORD),
    )
