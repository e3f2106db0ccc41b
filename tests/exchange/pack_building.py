"""A small district with real keys, and the tools to forge its workbooks under signatures that hold."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ctecs_desktop.domain.enrolment import RevocationReason
from ctecs_desktop.domain.observation import MeasureCode, ObservationKey, PeriodCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.pack import EnrolmentRequest, PackIdentity, WorkbookKind
from ctecs_desktop.domain.reply import Question, Reply
from ctecs_desktop.domain.submission import FORMAT_VERSION, SubmissionStatus
from ctecs_desktop.exchange.opc.container import pack, read_container
from ctecs_desktop.exchange.opc.package_signature import sign_package
from ctecs_desktop.exchange.packs.enrolment_pack import write_enrolment_pack
from ctecs_desktop.exchange.packs.plan_pack import write_plan_pack
from ctecs_desktop.exchange.packs.reply_pack import write_reply_pack
from ctecs_desktop.exchange.plan_files import shipped_plan
from ctecs_desktop.exchange.signers.certificates import certificate_request, issue_school_certificate, new_district_key
from ctecs_desktop.exchange.signers.fingerprint_words import fingerprint_words
from ctecs_desktop.exchange.signers.keys import SigningKey, new_signing_key
from ctecs_desktop.exchange.signers.trust_list import TrustList
from ctecs_desktop.exchange.workbook.workbook_page import Content, Page, cell_name
from ctecs_desktop.exchange.workbook.workbook_sheets import DocumentFacts, workbook_bytes

NOW = datetime(2019, 9, 3, 8, 0, tzinfo=UTC)
CLAIMED_TIME = "2019-09-03T08:00:00Z"
PERIOD = PeriodCode("2019-20")


@dataclass(frozen=True)
class SmallDistrict:
    """The district's key, two schools' keys, and the register in which one of them is revoked."""

    authority: SigningKey
    abbott: SigningKey
    trust: TrustList
    school: SchoolCode
    certificate: bytes


@functools.cache
def small_district() -> SmallDistrict:
    """The same district for every test of a run, since keys take long to make."""
    plan = shipped_plan()
    authority = new_district_key(plan.district_name, at=NOW, rsa_bits=2048)
    trust = TrustList(1, (authority.certificate_der,))
    keys = []
    for school in plan.schools[:2]:
        key = new_signing_key(f"Pat Principal, {school.name}", at=NOW, rsa_bits=2048)
        certificate = issue_school_certificate(
            authority,
            certificate_request(key, school_code=school.code, school_name=school.name),
            district_name=plan.district_name,
            school_code=school.code,
            school_name=school.name,
            at=NOW,
        )
        trust = trust.with_school_certificate(school.code, certificate)
        keys.append(key)
    trust = trust.with_revocation(trust.schools[0].fingerprint, reason=RevocationReason.SIGNER_CHANGED, at=NOW)
    abbott = trust.schools[1]
    return SmallDistrict(authority, keys[1], trust, abbott.school_code, abbott.certificate_der)


def make_pack_identity(kind: WorkbookKind, **changes: object) -> PackIdentity:
    """The identity of a workbook of the shipped plan."""
    plan = shipped_plan()
    base = PackIdentity(
        kind=kind,
        format_version=FORMAT_VERSION,
        district=plan.district,
        school=SchoolCode(""),
        plan_version=plan.version,
        period=PeriodCode(""),
        revision=0,
        parent="",
        unique_id="5f" * 16,
        incarnation="ab" * 16,
        program_version="0.1.0",
        signer="Dana Manager",
        role="Central office data manager",
        claimed_time=CLAIMED_TIME,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def make_reply(**changes: object) -> Reply:
    """A submission returned with two questions."""
    district = small_district()

    def question(measure: str, subgroup: str, text: str) -> Question:
        key = ObservationKey(district.school, PERIOD, MeasureCode(measure), SubgroupCode(subgroup))
        return Question(key, text)

    base = Reply(
        school=district.school,
        period=PERIOD,
        revision=2,
        digest="ab12" * 16,
        status=SubmissionStatus.RETURNED,
        received_at="2020-07-15T14:03:05Z",
        note="Thank you for sending early.",
        questions=(
            question("1.01", "all", "The rate fell from 13.4 % to 3.1 %. Is the numerator complete?"),
            question("2.05", "gender.female", "=1+1 is text\nand so is the second line 🎓"),
        ),
        certificate=district.certificate,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def reply_identity(reply: Reply) -> PackIdentity:
    """The identity that belongs to ``reply``."""
    return make_pack_identity(WorkbookKind.REPLY, school=reply.school, period=reply.period, revision=reply.revision)


def make_request(key: SigningKey | None = None, **changes: object) -> EnrolmentRequest:
    """Abbott's request for its own key, or for the one given."""
    district = small_district()
    key = key or district.abbott
    school = shipped_plan().school(district.school)
    request = certificate_request(key, school_code=school.code, school_name=school.name)
    base = EnrolmentRequest(school.code, "Pat Principal", "Principal", request, fingerprint_words(key.public_key_der))
    return replace(base, **changes)  # type: ignore[arg-type]


def request_identity(request: EnrolmentRequest) -> PackIdentity:
    """The identity that belongs to ``request``."""
    return make_pack_identity(WorkbookKind.ENROLMENT, school=request.school, signer=request.signer, role=request.role)


@functools.cache
def plan_workbook() -> bytes:
    """The shipped plan, published."""
    district = small_district()
    return write_plan_pack(
        shipped_plan(), district.trust, identity=make_pack_identity(WorkbookKind.PLAN), signer=district.authority
    )


@functools.cache
def reply_workbook() -> bytes:
    """A returned submission."""
    district, reply = small_district(), make_reply()
    return write_reply_pack(
        reply, district.trust, identity=reply_identity(reply), signer=district.authority, plan=shipped_plan()
    )


@functools.cache
def enrolment_workbook() -> bytes:
    """Abbott's enrolment."""
    request = make_request()
    return write_enrolment_pack(
        request, shipped_plan(), identity=request_identity(request), signer=small_district().abbott
    )


def unsigned(pages: Sequence[Page]) -> bytes:
    """The pages as a workbook without a signature."""
    return workbook_bytes(pages, facts=DocumentFacts("title", "subject", "author", NOW))


def signed(pages: Sequence[Page], signer: SigningKey, *, at: datetime = NOW) -> bytes:
    """Whatever pages under a signature that holds, as somebody with the key could make them."""
    return sign_package(unsigned(pages), signer=signer, claimed_time=at)


def signed_after(pages: Sequence[Page], signer: SigningKey, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """As ``signed``, with the workbook's parts changed before they are signed."""
    parts = dict(read_container(unsigned(pages)))
    change(parts)
    return sign_package(pack(parts), signer=signer, claimed_time=NOW)


def with_cell(pages: Sequence[Page], sheet: str, cell: str, content: Content) -> list[Page]:
    """The pages with other content in one cell."""
    changed = []
    for page in pages:
        rows = [
            tuple(
                replace(each, content=content) if (page.name, cell_name(row, column)) == (sheet, cell) else each
                for column, each in enumerate(cells, start=1)
            )
            for row, cells in enumerate(page.rows, start=1)
        ]
        changed.append(replace(page, rows=tuple(rows)))
    assert changed != list(pages), f"there is no cell {sheet}!{cell}"
    return changed


def cell_that_says(pages: Sequence[Page], sheet: str, content: Content) -> str:
    """The name of the first cell of a sheet with that content."""
    page = next(page for page in pages if page.name == sheet)
    return next(
        cell_name(row, column)
        for row, cells in enumerate(page.rows, start=1)
        for column, each in enumerate(cells, start=1)
        if each.content == content
    )


def flipped(data: bytes, position: int) -> bytes:
    """The bytes with the lowest bit of one changed."""
    return data[:position] + bytes([data[position] ^ 1]) + data[position + 1 :]
