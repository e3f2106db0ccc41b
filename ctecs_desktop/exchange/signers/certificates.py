"""Certificates that are made: the district's root, a school's request, and the certificate issued for it.

Who a school is comes from the district's register, never from the request: a request only proves that its
sender holds the key.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from ctecs_desktop.domain.errors import ExchangeError, KeyLocked
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.register import RENEWAL_DAYS
from ctecs_desktop.exchange.signers.keys import (
    CLOCK_TOLERANCE,
    RSA_BITS,
    SigningKey,
    certificate_name,
    new_private_key,
    public_key_der,
)

ROOT_YEARS = 10
SCHOOL_DAYS = 800
"""Days that a school's certificate is valid: two school years and a summer."""

DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.4.1.311.10.3.12")
"""Microsoft's extended key usage for signed Office documents."""

SIGNER_USAGES = frozenset({ExtendedKeyUsageOID.EMAIL_PROTECTION, DOCUMENT_SIGNING})


def new_district_key(district_name: str, *, at: datetime, rsa_bits: int = RSA_BITS) -> SigningKey:
    """A new district key with its root certificate: valid for ten years, issuing signers but no further CAs.

    The same key signs the plan and reply workbooks, hence the usages of a signer beside those of a CA.
    """
    key = new_private_key(rsa_bits=rsa_bits)
    name = certificate_name(district_name, organization=district_name)
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - CLOCK_TOLERANCE)
        .not_valid_after(at + timedelta(days=ROOT_YEARS * 365 + 3))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(is_authority=True), critical=True)
        .add_extension(identifier, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), critical=False)
        .sign(key, hashes.SHA256())
    )
    return SigningKey(key, certificate.public_bytes(Encoding.DER))


def certificate_request(key: SigningKey, *, school_code: SchoolCode, school_name: str) -> bytes:
    """The request (PKCS#10, DER) that an enrolment workbook carries, signed by the key it is about.

    Code and name are there for the reader of the workbook; the district takes neither from here.
    """
    request = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(certificate_name(school_name, code=school_code))
        .sign(key.private_key, hashes.SHA256())
    )
    return request.public_bytes(Encoding.DER)


def request_public_key(request_der: bytes) -> bytes:
    """The public key of a request whose own signature holds, as SubjectPublicKeyInfo.

    Raises ``ExchangeError`` ``enrolment.request_unreadable``, ``enrolment.request_not_own_key`` or
    ``enrolment.key_unfit`` (``kind``).
    """
    return _checked_request(request_der)[1]


def issue_school_certificate(
    authority: SigningKey,
    request_der: bytes,
    *,
    district_name: str,
    school_code: SchoolCode,
    school_name: str,
    at: datetime,
    until: datetime | None = None,
) -> bytes:
    """The certificate (DER) for the key of a request, in the name that the register has for the school.

    Renewal is the same act again, for the same key or a new one. An acting signer's ends at ``until``; a later end than
    every certificate has is not given. Raises what ``request_public_key`` raises,
    and ``ExchangeError`` ``trust.not_an_authority`` or ``trust.district_expired`` (``ended``) for a root that can issue
    nothing at ``at``, ``trust.ends_before_it_begins`` (``until``) for an end that has passed.
    """
    root = _issuing_root(authority, at=at)
    request, _ = _checked_request(request_der)
    public_key = request.public_key()
    ends = min(at + timedelta(days=SCHOOL_DAYS), root.not_valid_after_utc)
    if until is not None:
        ends = min(ends, until)
    if ends <= at:
        raise ExchangeError("trust.ends_before_it_begins", until=ends)
    root_identifier = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    certificate = (
        x509.CertificateBuilder()
        .subject_name(certificate_name(school_name, organization=district_name, code=school_code))
        .issuer_name(root.subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(max(at - CLOCK_TOLERANCE, root.not_valid_before_utc))
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(is_authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION, DOCUMENT_SIGNING]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(root_identifier), critical=False)
        .sign(authority.private_key, hashes.SHA256())
    )
    return certificate.public_bytes(Encoding.DER)


def is_renewal_due(certificate_der: bytes, *, at: datetime) -> bool:
    """Whether a certificate ends within ninety days, or has ended."""
    certificate = x509.load_der_x509_certificate(certificate_der)
    return at >= certificate.not_valid_after_utc - timedelta(days=RENEWAL_DAYS)


def validity(certificate_der: bytes) -> tuple[datetime, datetime]:
    """From when and until when a certificate says that it is valid."""
    certificate = x509.load_der_x509_certificate(certificate_der)
    return certificate.not_valid_before_utc, certificate.not_valid_after_utc


def is_limited(certificate_der: bytes, roots: Sequence[bytes]) -> bool:
    """Whether a school's certificate was given a last day of its own, as an acting signer's is."""
    begins, ends = validity(certificate_der)
    issuer = issuer_among(certificate_der, roots)
    is_cut_short = issuer is not None and ends >= validity(issuer)[1]
    return ends - begins < timedelta(days=SCHOOL_DAYS) and not is_cut_short


def issuer_among(certificate_der: bytes, roots: Sequence[bytes]) -> bytes | None:
    """The root that names itself in a registered certificate as its issuer; None where none of them does.

    The register was signed or made here, so the names are believed; ``trust.verify_chain`` believes signatures only.
    """
    named = _identifier(certificate_der, x509.AuthorityKeyIdentifier)
    for root in roots:
        if named is not None and _identifier(root, x509.SubjectKeyIdentifier) == named:
            return root
    return None


def _identifier(
    certificate_der: bytes, kind: type[x509.AuthorityKeyIdentifier] | type[x509.SubjectKeyIdentifier]
) -> bytes | None:
    try:
        found = x509.load_der_x509_certificate(certificate_der).extensions.get_extension_for_class(kind).value
    except (ValueError, x509.ExtensionNotFound):
        return None
    return found.key_identifier


def _checked_request(request_der: bytes) -> tuple[x509.CertificateSigningRequest, bytes]:
    try:
        request = x509.load_der_x509_csr(request_der)
        is_own = request.is_signature_valid
        key = public_key_der(request.public_key())
    except KeyLocked as error:
        raise ExchangeError("enrolment.key_unfit", **error.params) from error
    except (ValueError, UnsupportedAlgorithm, InvalidSignature) as error:
        raise ExchangeError("enrolment.request_unreadable") from error
    if not is_own:
        raise ExchangeError("enrolment.request_not_own_key")
    return request, key


def _issuing_root(authority: SigningKey, *, at: datetime) -> x509.Certificate:
    root = x509.load_der_x509_certificate(authority.certificate_der)
    try:
        is_authority = root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        is_authority = False
    if not is_authority:
        raise ExchangeError("trust.not_an_authority")
    if not root.not_valid_before_utc <= at < root.not_valid_after_utc:
        raise ExchangeError("trust.district_expired", ended=root.not_valid_after_utc)
    return root


def _key_usage(*, is_authority: bool) -> x509.KeyUsage:
    """Signing for all; issuing certificates for the district alone."""
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,  # the newer name of nonRepudiation
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
