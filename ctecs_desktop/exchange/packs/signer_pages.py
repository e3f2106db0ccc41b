"""The register of signers as two sheets, ``Signers`` and ``Revoked``, in every workbook that central office sends.

Certificates stand there whole, as Base64 text, beside what a person wants to know of them: whose, valid when, in force
or not. All of it follows from the register alone, so the reader can prove that the sheets say one thing.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.oid import NameOID

from ctecs_desktop.domain.enrolment import RevocationReason
from ctecs_desktop.domain.errors import ExchangeError
from ctecs_desktop.exchange.packs.pack_page import SheetCells, read_records
from ctecs_desktop.exchange.signers.trust_list import DOCUMENT_FORMAT, TrustList, certificate_fingerprint
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle, Page, TableColumn, table_page

SIGNERS = "Signers"
REVOKED = "Revoked"
REGISTER_VERSION_LABEL = "Register of signers, version"

_DISTRICT_ROOT = "district"
_NONE_REVOKED = "Nothing has been revoked."
_NO_SIGNERS = "Nobody is registered."
_MOST_DIGITS = 9

_SIGNER_COLUMNS = (
    TableColumn("School", 10, CellStyle.STRONG),
    TableColumn("Name in the certificate", 44),
    TableColumn("Valid from", 12),
    TableColumn("Valid until", 12),
    TableColumn("State", 12),
    # The fingerprint beside it keeps a certificate's long text from running across the screen.
    TableColumn("Certificate (Base64)", 24, CellStyle.MUTED),
    TableColumn("Fingerprint (SHA-256 of the certificate)", 68, CellStyle.MUTED),
)
_SCHOOL_COLUMN, _CERTIFICATE_COLUMN = 1, 6

_REVOKED_COLUMNS = (
    TableColumn("School", 10, CellStyle.STRONG),
    TableColumn("Name in the certificate", 44),
    TableColumn("Reason", 20),
    TableColumn("Revoked at (UTC)", 24),
    TableColumn("Since version", 14),
    TableColumn("Fingerprint (SHA-256 of the certificate)", 68, CellStyle.MUTED),
)
_REASON_COLUMN, _AT_COLUMN, _VERSION_COLUMN, _FINGERPRINT_COLUMN = 3, 4, 5, 6


def signer_pages(trust: TrustList, *, footer: str) -> tuple[Page, Page]:
    """The two sheets of ``trust``."""
    certificates = {certificate_fingerprint(root): (_DISTRICT_ROOT, root) for root in trust.roots}
    certificates.update({entry.fingerprint: (entry.school_code, entry.certificate_der) for entry in trust.schools})
    revoked = {one.fingerprint for one in trust.revocations}
    subtitle = f"Version {trust.version} of the district's register. What was received before a revocation stays valid."
    signers = [
        (school, *_shown(der), "revoked" if fingerprint in revoked else "in force", _base64(der), fingerprint)
        for fingerprint, (school, der) in certificates.items()
    ]
    revocations = [
        (
            certificates[one.fingerprint][0] if one.fingerprint in certificates else "unknown",
            _name(certificates[one.fingerprint][1]) if one.fingerprint in certificates else None,
            one.reason.value.replace("_", " "),
            _time_text(one.at),
            str(one.version),
            one.fingerprint,
        )
        for one in trust.revocations
    ]
    return (
        table_page(
            SIGNERS,
            _SIGNER_COLUMNS,
            title="Who may sign",
            subtitle=subtitle,
            records=signers,
            when_empty=_NO_SIGNERS,
            footer=footer,
        ),
        table_page(
            REVOKED,
            _REVOKED_COLUMNS,
            title="Certificates that are no longer believed",
            subtitle=subtitle,
            records=revocations,
            when_empty=_NONE_REVOKED,
            footer=footer,
        ),
    )


def read_trust(cells: Mapping[str, SheetCells], *, version: str) -> TrustList:
    """The register on the two sheets, with the version that the first page says.

    Raises ``ExchangeError`` ``trust.list_damaged`` (``reason``). What else the sheets say is for the caller to compare
    with :func:`signer_pages` of the result.
    """
    roots: list[str] = []
    schools: list[dict[str, str]] = []
    for row in read_records(cells[SIGNERS], when_empty=_NO_SIGNERS):
        school, certificate = row[_SCHOOL_COLUMN], row[_CERTIFICATE_COLUMN]
        if school == _DISTRICT_ROOT:
            roots.append(certificate)
        else:
            schools.append({"school": school, "certificate": certificate})
    revocations = [
        {
            "fingerprint": row[_FINGERPRINT_COLUMN],
            "reason": _reason(row[_REASON_COLUMN]),
            "at": row[_AT_COLUMN],
            "version": _number(row[_VERSION_COLUMN]),
        }
        for row in read_records(cells[REVOKED], when_empty=_NONE_REVOKED)
    ]
    document = {
        "format": DOCUMENT_FORMAT,
        "version": _number(version),
        "roots": roots,
        "schools": schools,
        "revocations": revocations,
    }
    try:
        return TrustList.from_document(document)
    except (UnsupportedAlgorithm, OverflowError) as error:  # a key of no known kind; a time before the year 1 in UTC
        raise ExchangeError("trust.list_damaged", reason=str(error)) from error


def _shown(certificate_der: bytes) -> tuple[str, str, str]:
    """Name and days of validity, as a person wants to see them."""
    name, certificate = _name(certificate_der), x509.load_der_x509_certificate(certificate_der)
    return (
        name,
        certificate.not_valid_before_utc.date().isoformat(),
        certificate.not_valid_after_utc.date().isoformat(),
    )


def _name(certificate_der: bytes) -> str:
    try:
        # The library reads the subject when it is asked for; a malformed one shows itself only here.
        subject = x509.load_der_x509_certificate(certificate_der).subject
    except ValueError as error:
        raise ExchangeError("trust.list_damaged", reason="subject") from error
    common = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else subject.rfc4514_string()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _time_text(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _reason(words: str) -> str:
    value = words.replace(" ", "_")
    if value not in {reason.value for reason in RevocationReason}:
        raise ExchangeError("trust.list_damaged", reason=f"unknown reason {words[:80]!r}")
    return value


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise ExchangeError("trust.list_damaged", reason=f"not a version: {text[:80]!r}")
    return int(text)
