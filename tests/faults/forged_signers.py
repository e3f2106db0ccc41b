"""Keys and certificates that must not be believed, each for one reason, made with real keys and real issuers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ctecs_desktop.domain.enrolment import RevocationReason
from ctecs_desktop.exchange.signers.certificates import (
    DOCUMENT_SIGNING,
    certificate_request,
    issue_school_certificate,
    new_district_key,
)
from ctecs_desktop.exchange.signers.keys import SigningKey, new_signing_key, with_certificate
from ctecs_desktop.exchange.signers.trust import TrustList, certificate_fingerprint
from tests.district import BULLARD

SCHOOL_NAME = "Bullard-Havens Technical High School"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Signers:
    """Whoever might sign in Bullard's name. The register knows those of them that a district would have entered."""

    authority: SigningKey  # the district itself
    other_school: SigningKey
    stranger: SigningKey  # a key that nobody enrolled
    forged_root: SigningKey  # issued by a root of our district's name
    other_district: SigningKey
    not_registered: SigningKey  # issued by the district, never entered
    below_a_school: SigningKey  # issued by another school with its own key
    renamed: SigningKey  # the district's certificate of the other school, with our school's name written in
    revoked: SigningKey
    expired: SigningKey
    not_yet_valid: SigningKey
    authority_itself: SigningKey  # a certificate that may issue others
    for_the_web: SigningKey  # a certificate for TLS clients
    unknown_limit: SigningKey  # with an extension that we do not know
    of_a_revoked_root: SigningKey
    of_an_expired_root: SigningKey


def quick_key(at: datetime) -> SigningKey:
    """Elliptic keys are made in no time; the chain is checked alike."""
    return new_signing_key("Pat Principal", at=at, private_key=ec.generate_private_key(ec.SECP256R1()))


def issued(authority: SigningKey, *, name: str, at: datetime) -> SigningKey:
    """A new key with the certificate that a district issues."""
    key = quick_key(at)
    request = certificate_request(key, school_code=BULLARD, school_name=SCHOOL_NAME)
    certificate = issue_school_certificate(
        authority, request, district_name=name, school_code=BULLARD, school_name=SCHOOL_NAME, at=at
    )
    return with_certificate(key, certificate, chain=(authority.certificate_der,))


def issued_freely(
    authority: SigningKey,
    *,
    start: datetime,
    end: datetime,
    is_authority: bool = False,
    usages: Iterable[x509.ObjectIdentifier] = (ExtendedKeyUsageOID.EMAIL_PROTECTION, DOCUMENT_SIGNING),
    more: Iterable[x509.ExtensionType] = (),
) -> SigningKey:
    """A new key with a certificate such as no district of ours would issue."""
    key = quick_key(start)
    root = x509.load_der_x509_certificate(authority.certificate_der)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
    subject = x509.load_der_x509_certificate(key.certificate_der).subject
    builder = (
        x509.CertificateBuilder(root.subject, subject, key.private_key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage(list(usages)), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.private_key.public_key()), critical=False
        )
    )
    for extension in more:
        builder = builder.add_extension(extension, critical=False)
    certificate = builder.sign(authority.private_key, hashes.SHA256()).public_bytes(Encoding.DER)
    return with_certificate(key, certificate, chain=(authority.certificate_der,))


def _renamed(other_school: SigningKey) -> SigningKey:
    """A genuine certificate of the other school with one letter of its name changed: its signature is broken."""
    subject = x509.load_der_x509_certificate(other_school.certificate_der).subject
    name = str(subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)
    forged = other_school.certificate_der.replace(name.encode(), (name[:-1] + "X").encode())
    assert forged != other_school.certificate_der
    return SigningKey(other_school.private_key, forged, other_school.chain)


def registered(
    trust: TrustList, authority: SigningKey, *, other_school: SigningKey, name: str, at: datetime
) -> tuple[TrustList, Signers]:
    """The register with the certificates that were entered and are good no more, and all the signers."""
    soon, long_ago = at + 30 * DAY, at - 11 * 366 * DAY
    root = x509.load_der_x509_certificate(authority.certificate_der)
    start = root.not_valid_before_utc
    old_root = new_district_key(name, at=long_ago, rsa_bits=2048)
    lost_root = new_district_key(name, at=at, rsa_bits=2048)
    subject_key = x509.SubjectKeyIdentifier.from_public_key(authority.private_key.public_key())
    limit = x509.NameConstraints(permitted_subtrees=[x509.DNSName("example.org")], excluded_subtrees=None)
    signers = Signers(
        authority=authority,
        other_school=other_school,
        stranger=quick_key(at),
        forged_root=issued(new_district_key(name, at=at, rsa_bits=2048), name=name, at=at),
        other_district=issued(new_district_key("Another district", at=at, rsa_bits=2048), name=name, at=at),
        not_registered=issued(authority, name=name, at=at),
        below_a_school=issued_freely(other_school, start=start, end=soon),
        renamed=_renamed(other_school),
        revoked=issued(authority, name=name, at=at),
        expired=issued_freely(authority, start=start, end=at - DAY / 24),
        not_yet_valid=issued_freely(authority, start=soon, end=soon + DAY),
        authority_itself=issued_freely(authority, start=start, end=soon, is_authority=True, more=[subject_key]),
        for_the_web=issued_freely(authority, start=start, end=soon, usages=[ExtendedKeyUsageOID.CLIENT_AUTH]),
        unknown_limit=issued_freely(authority, start=start, end=soon, more=[limit]),
        of_a_revoked_root=issued(lost_root, name=name, at=at),
        of_an_expired_root=issued(old_root, name=name, at=long_ago),
    )
    trust = trust.with_root(old_root.certificate_der).with_root(lost_root.certificate_der)
    for known in (
        *(signers.revoked, signers.expired, signers.not_yet_valid, signers.authority_itself, signers.for_the_web),
        *(signers.unknown_limit, signers.of_a_revoked_root, signers.of_an_expired_root),
    ):
        trust = trust.with_school_certificate(BULLARD, known.certificate_der)
    for lost in (signers.revoked.certificate_der, lost_root.certificate_der):
        trust = trust.with_revocation(certificate_fingerprint(lost), reason=RevocationReason.KEY_STOLEN, at=at)
    return trust, signers
