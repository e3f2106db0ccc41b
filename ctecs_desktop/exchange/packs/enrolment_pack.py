"""The enrolment workbook: a school's request that central office know its signer's key, signed with that very key.

Nobody is believed for having sent one: central office compares the seven words with the school over the telephone.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field

from ctecs_desktop.domain.errors import NotAllowed, SignatureInvalid, WrongTemplate
from ctecs_desktop.domain.pack import EnrolmentRequest, PackIdentity, WorkbookKind
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.exchange.opc.package_signature import Signer
from ctecs_desktop.exchange.packs.pack_page import (
    SheetCells,
    fact,
    identity_fact,
    letter_page,
    letterhead,
    read_facts,
    read_identity,
    read_records,
    record_rows,
    require_fact,
    section,
    signer_rows,
    steps,
    word_rows,
)
from ctecs_desktop.exchange.packs.pack_workbook import (
    export_pages,
    open_signed,
    require_identity,
    require_pages,
)
from ctecs_desktop.exchange.packs.workbook_kind import ENROLMENT, REQUEST
from ctecs_desktop.exchange.signers.certificates import request_public_key
from ctecs_desktop.exchange.signers.fingerprint_words import FingerprintWords, fingerprint_words
from ctecs_desktop.exchange.signers.trust import certificate_public_key
from ctecs_desktop.exchange.workbook.workbook_page import (
    CellStyle,
    Page,
    PageRow,
    TableColumn,
    content_text,
    table_page,
)

SHEET_NAMES = (ENROLMENT, REQUEST)
"""Every sheet of an enrolment workbook, in order."""

_SCHOOL = "School"
_LINE = 64
"""Characters of a line of Base64, as in PEM files."""

_REQUEST_COLUMNS = (TableColumn("Certificate signing request (PKCS#10) as Base64 text", 72, CellStyle.FIXED),)


@dataclass(frozen=True, slots=True)
class EnrolmentPack:
    """What an enrolment workbook holds, and the certificate, made by the key itself, that it was signed with."""

    request: EnrolmentRequest
    identity: PackIdentity
    certificate_der: bytes = field(repr=False)


def write_enrolment_pack(request: EnrolmentRequest, plan: Plan, *, identity: PackIdentity, signer: Signer) -> bytes:
    """The signed workbook; the same request, identity and key give the same bytes.

    It is verified and read back before it is answered: ``ExchangeError("workbook.not_as_written")`` should it then say
    anything else. Raises ``WrongTemplate("workbook.identity_differs")`` (``field``, ``found``, ``expected``),
    ``NotAllowed("enrolment.words_of_other_key")`` (``found``, ``expected``), ``PlanInvalid`` for an unknown school, and
    what ``read_enrolment_pack`` raises where ``signer`` is not the key of the request.
    """
    require_identity(
        identity,
        kind=WorkbookKind.ENROLMENT,
        district=plan.district,
        plan_version=plan.version,
        school=request.school,
        signer=request.signer,
        role=request.role,
    )
    words = fingerprint_words(_proven_key(request.request, signer.certificate_der))
    if tuple(request.words) != words:
        raise NotAllowed("enrolment.words_of_other_key", found=tuple(request.words), expected=words)
    pack = EnrolmentPack(request, identity, signer.certificate_der)
    names = (plan.district_name, plan.school(request.school).name)
    return export_pages(
        _pages(pack, words, names=names),
        identity=identity,
        signer=signer,
        title=f"Enrolment · {names[1]}",
        reads_as=lambda data: read_enrolment_pack(data) == pack,
    )


def read_enrolment_pack(data: bytes) -> EnrolmentPack:
    """What stands in the enrolment workbook ``data``, of which only what is signed is read.

    Raises ``NotAWorkbook`` or ``SignatureInvalid`` (see ``verify_package``; also ``enrolment.other_key`` where the
    signature was made with another key than the request is about), ``ExchangeError`` (see ``request_public_key``),
    and ``WrongTemplate`` where a sheet or cell, above all one of the seven words, is not that of the layout.
    """
    signed = open_signed(data, kind=WorkbookKind.ENROLMENT, sheet_names=SHEET_NAMES)
    facts = read_facts(signed.cells[ENROLMENT])
    identity = read_identity(facts, kind=WorkbookKind.ENROLMENT)
    request_der = _read_request(signed.cells[REQUEST])
    # The words are made anew from the key; those on the page are compared with them like every other cell.
    words = fingerprint_words(_proven_key(request_der, signed.certificate_der))
    request = EnrolmentRequest(identity.school, identity.signer, identity.role, request_der, words)
    pack = EnrolmentPack(request, identity, signed.certificate_der)
    names = (content_text(signed.cells[ENROLMENT].get((1, 1))), require_fact(facts, _SCHOOL))
    require_pages(signed, _pages(pack, words, names=names), identity=identity)
    return pack


def _proven_key(request_der: bytes, certificate_der: bytes) -> bytes:
    """The public key of a request that holds, seen to be the key that signed the workbook."""
    key = request_public_key(request_der)
    if certificate_public_key(certificate_der) != key:
        raise SignatureInvalid("enrolment.other_key")
    return key


def _read_request(cells: SheetCells) -> bytes:
    text = "".join(row[1] for row in read_records(cells))
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise WrongTemplate("enrolment.request_not_base64", rule=19, sheet=REQUEST) from error


def _pages(pack: EnrolmentPack, words: FingerprintWords, *, names: tuple[str, str]) -> tuple[Page, ...]:
    """The two sheets; ``names`` are the district's and the school's."""
    school = names[1]
    footer = school
    text = base64.b64encode(pack.request.request).decode("ascii")
    request = table_page(
        REQUEST,
        _REQUEST_COLUMNS,
        title="The request itself",
        subtitle="For the program. It holds the public key; the private key stays on the school's PC.",
        records=[(text[start : start + _LINE],) for start in range(0, len(text), _LINE)],
        frozen_columns=0,
        footer=footer,
    )
    return letter_page(ENROLMENT, _first_page(pack, words, names=names), footer=footer), request


def _first_page(pack: EnrolmentPack, words: FingerprintWords, *, names: tuple[str, str]) -> tuple[PageRow, ...]:
    district, school = names
    identity = pack.identity
    return (
        *letterhead(district, "Request to enrol a signer", school),
        *section("Who asks to sign for the school"),
        fact(_SCHOOL, school, CellStyle.FACT_STRONG),
        identity_fact(identity, "school"),
        *signer_rows(identity),
        *section("The seven words of this signer's key"),
        *word_rows(words),
        *section("What to do next"),
        *steps(
            "The school sends this file to central office, by e-mail or on a USB stick. Nothing in it is secret.",
            "Central office opens it in CTECS Desktop and telephones the school, on a number it knows already, not one "
            "from the message that came with this file.",
            "The signer reads the seven words aloud, from the school's own program or its own print of this page.",
            "Central office approves if all seven are the words that its own program shows. If one differs, the file "
            "was changed on its way, or is from somebody else: it is refused.",
            "The certificate comes back to the school with the next plan or reply workbook; from then on it can sign.",
        ),
        *section("Record"),
        *record_rows(identity, shown_above=("school",)),
    )
