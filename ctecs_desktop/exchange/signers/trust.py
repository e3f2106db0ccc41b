"""Whether a signer is to be believed: a certificate checked against the district's own trust list.

Believed is only what a root of our list issued, what the list registers for a school, what was not revoked
and was valid when it was received. The system's certificate store and the certificates inside a workbook
have no say. A refusal raises; nothing here answers False.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import verification
from cryptography.x509.oid import ExtensionOID, NameOID

from ctecs_desktop.domain.errors import KeyLocked, SignerUnknown
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.exchange.signers.certificates import SIGNER_USAGES
from ctecs_desktop.exchange.signers.keys import public_key_der
from ctecs_desktop.exchange.signers.trust_list import (
    Revocation,
    SchoolCertificate,
    TrustList,
    certificate_fingerprint,
    certificate_public_key,
    public_key_fingerprint,
)

__all__ = [
    "Revocation",
    "SchoolCertificate",
    "TrustList",
    "TrustedSigner",
    "certificate_fingerprint",
    "certificate_public_key",
    "public_key_fingerprint",
    "verify_chain",
    "verify_district_signer",
    "verify_school_signer",
]

_EXTENSIONS = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.SUBJECT_KEY_IDENTIFIER,
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
    }
)
"""What our certificates hold. Another one could limit the certificate in a way that is not looked at here."""

_MALFORMED = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
"""What the library raises at bytes that are no certificate, or a strange one."""


@dataclass(frozen=True, slots=True)
class TrustedSigner:
    """A signer that the trust list vouches for; ``school_code`` is None for the district itself."""

    school_code: SchoolCode | None
    fingerprint: str
    name: str
    """For showing only: who it is, is said by ``school_code`` alone."""
    certificate_der: bytes = field(repr=False)
    public_key_der: bytes = field(repr=False)
    root_fingerprint: str
    valid_from: datetime
    valid_until: datetime

    @property
    def is_district(self) -> bool:
        """Whether the district's own key signed."""
        return self.school_code is None


def verify_chain(certificate_der: bytes, trust: TrustList, *, at: datetime) -> TrustedSigner:
    """The signer whom a certificate stands for, believed at the moment of receipt ``at`` (with its zone).

    Raises ``SignerUnknown``: ``trust.certificate_unreadable``, ``trust.unknown_key`` (a key that nobody
    enrolled), ``trust.other_district``, ``trust.issuer_forged`` (our root's name, not its signature),
    ``trust.not_registered``, ``trust.revoked`` (``reason``, ``revoked_at``), ``trust.district_revoked``,
    ``trust.not_yet_valid`` (``valid_from``), ``trust.expired`` (``valid_until``),
    ``trust.district_expired`` (``valid_until``), ``trust.certificate_unfit`` (``reason``). All carry ``fingerprint``.
    """
    if at.tzinfo is None:
        raise ValueError("the moment of receipt needs its time zone")
    fingerprint = certificate_fingerprint(certificate_der)
    certificate, public_key = _loaded(certificate_der)
    if trust.root(fingerprint) is not None:
        _require_root_in_force(certificate, trust, at=at)
        return _signer(certificate, public_key, school_code=None, root_fingerprint=fingerprint)
    root = _issuing_root(certificate, trust)
    entry = trust.certificate(fingerprint)
    if entry is None:
        raise SignerUnknown("trust.not_registered", fingerprint=fingerprint)
    _require_root_in_force(root, trust, at=at)
    _require_not_revoked(fingerprint, trust, at=at)
    _require_validity(certificate, at=at)
    _require_fit(certificate, root, at=at)
    return _signer(certificate, public_key, school_code=entry.school_code, root_fingerprint=_fingerprint(root))


def verify_school_signer(
    certificate_der: bytes, trust: TrustList, *, school_code: SchoolCode, at: datetime
) -> TrustedSigner:
    """The signer, who has to be that school: ``trust.other_school`` (``school``, ``signed_by``) otherwise.

    ``signed_by`` is the code of the school whose key it is, or None where the district signed.
    """
    signer = verify_chain(certificate_der, trust, at=at)
    if signer.school_code != school_code:
        raise SignerUnknown(
            "trust.other_school",
            school=school_code,
            signed_by=signer.school_code,
            fingerprint=signer.fingerprint,
        )
    return signer


def verify_district_signer(certificate_der: bytes, trust: TrustList, *, at: datetime) -> TrustedSigner:
    """The signer, who has to be the district: ``trust.not_the_district`` (``signed_by``) otherwise."""
    signer = verify_chain(certificate_der, trust, at=at)
    if not signer.is_district:
        raise SignerUnknown("trust.not_the_district", signed_by=signer.school_code, fingerprint=signer.fingerprint)
    return signer


def _fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()


def _loaded(certificate_der: bytes) -> tuple[x509.Certificate, bytes]:
    """The certificate and its public key, of a kind that may sign here."""
    try:
        certificate = x509.load_der_x509_certificate(certificate_der)
        # The library reads these when they are asked for; a malformed one has to show itself here.
        _ = certificate.subject, certificate.issuer, certificate.extensions
        return certificate, public_key_der(certificate.public_key())
    except KeyLocked as error:
        fingerprint = certificate_fingerprint(certificate_der)
        kind = error.params["kind"]
        raise SignerUnknown("trust.certificate_unfit", fingerprint=fingerprint, reason=kind) from error
    except _MALFORMED as error:
        fingerprint = certificate_fingerprint(certificate_der)
        raise SignerUnknown("trust.certificate_unreadable", fingerprint=fingerprint) from error


def _issuing_root(certificate: x509.Certificate, trust: TrustList) -> x509.Certificate:
    """The root of our list that issued the certificate, by name and by signature."""
    fingerprint = _fingerprint(certificate)
    roots = [x509.load_der_x509_certificate(root) for root in trust.roots]
    namesakes = [root for root in roots if root.subject == certificate.issuer]
    for root in namesakes:
        try:
            certificate.verify_directly_issued_by(root)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            continue  # another root may have the same name, as after the loss of a district key
        return root
    if namesakes:
        raise SignerUnknown("trust.issuer_forged", fingerprint=fingerprint)
    if certificate.issuer == certificate.subject:
        raise SignerUnknown("trust.unknown_key", fingerprint=fingerprint)
    raise SignerUnknown("trust.other_district", fingerprint=fingerprint, issuer=_name(certificate.issuer))


def _require_root_in_force(root: x509.Certificate, trust: TrustList, *, at: datetime) -> None:
    fingerprint = _fingerprint(root)
    revocation = trust.revocation(fingerprint, at=at)
    if revocation is not None:
        raise SignerUnknown(
            "trust.district_revoked",
            fingerprint=fingerprint,
            reason=revocation.reason.value,
            revoked_at=revocation.at,
        )
    if at < root.not_valid_before_utc:
        raise SignerUnknown("trust.not_yet_valid", fingerprint=fingerprint, valid_from=root.not_valid_before_utc)
    if at > root.not_valid_after_utc:
        raise SignerUnknown("trust.district_expired", fingerprint=fingerprint, valid_until=root.not_valid_after_utc)


def _require_not_revoked(fingerprint: str, trust: TrustList, *, at: datetime) -> None:
    revocation = trust.revocation(fingerprint, at=at)
    if revocation is not None:
        raise SignerUnknown(
            "trust.revoked",
            fingerprint=fingerprint,
            reason=revocation.reason.value,
            revoked_at=revocation.at,
        )


def _require_validity(certificate: x509.Certificate, *, at: datetime) -> None:
    fingerprint = _fingerprint(certificate)
    if at < certificate.not_valid_before_utc:
        raise SignerUnknown("trust.not_yet_valid", fingerprint=fingerprint, valid_from=certificate.not_valid_before_utc)
    if at > certificate.not_valid_after_utc:
        raise SignerUnknown("trust.expired", fingerprint=fingerprint, valid_until=certificate.not_valid_after_utc)


def _require_fit(certificate: x509.Certificate, root: x509.Certificate, *, at: datetime) -> None:
    """The whole path once more by the library's own validation, under the rules for our certificates.

    Its defaults are those of the web: they ask for a TLS usage and know no revocation. Hence own extension
    policies here, and the revocation check above.
    """
    verifier = (
        verification.PolicyBuilder()
        .store(verification.Store([root]))
        .time(at)
        .max_chain_depth(0)
        .extension_policies(ca_policy=_authority_policy(), ee_policy=_signer_policy())
        .build_client_verifier()
    )
    try:
        _require_known_extensions(certificate)
        _require_known_extensions(root)
        verifier.verify(certificate, [])
    except (verification.VerificationError, ValueError) as error:
        fingerprint = _fingerprint(certificate)
        raise SignerUnknown("trust.certificate_unfit", fingerprint=fingerprint, reason=str(error)) from error


def _require_known_extensions(certificate: x509.Certificate) -> None:
    for extension in certificate.extensions:
        if extension.oid not in _EXTENSIONS:
            raise ValueError(f"unknown extension {extension.oid.dotted_string}")


def _signer_policy() -> verification.ExtensionPolicy:
    critical, agnostic = verification.Criticality.CRITICAL, verification.Criticality.AGNOSTIC
    return (
        verification.ExtensionPolicy.permit_all()
        .require_present(x509.BasicConstraints, critical, _must_not_issue)
        .require_present(x509.KeyUsage, critical, _must_sign)
        .require_present(x509.ExtendedKeyUsage, agnostic, _must_be_for_documents)
        .require_present(x509.AuthorityKeyIdentifier, agnostic, None)
    )


def _authority_policy() -> verification.ExtensionPolicy:
    critical, agnostic = verification.Criticality.CRITICAL, verification.Criticality.AGNOSTIC
    return (
        verification.ExtensionPolicy.permit_all()
        .require_present(x509.BasicConstraints, critical, _must_issue_signers_only)
        .require_present(x509.KeyUsage, critical, _must_issue)
        .require_present(x509.SubjectKeyIdentifier, agnostic, None)
    )


def _must_not_issue(_: verification.Policy, __: x509.Certificate, found: x509.BasicConstraints) -> None:
    if found.ca:
        raise ValueError("a signer may not issue certificates")


def _must_sign(_: verification.Policy, __: x509.Certificate, found: x509.KeyUsage) -> None:
    if not (found.digital_signature and found.content_commitment) or found.key_cert_sign:
        raise ValueError("the key is not for signing documents")


def _must_be_for_documents(_: verification.Policy, __: x509.Certificate, found: x509.ExtendedKeyUsage) -> None:
    if not SIGNER_USAGES.issubset(found):
        raise ValueError("the certificate is not for signing documents")


def _must_issue_signers_only(_: verification.Policy, __: x509.Certificate, found: x509.BasicConstraints) -> None:
    if not found.ca or found.path_length != 0:
        raise ValueError("the root has to issue certificates, and signers' only")


def _must_issue(_: verification.Policy, __: x509.Certificate, found: x509.KeyUsage) -> None:
    if not found.key_cert_sign:
        raise ValueError("the root's key is not for issuing certificates")


def _signer(
    certificate: x509.Certificate, public_key: bytes, *, school_code: SchoolCode | None, root_fingerprint: str
) -> TrustedSigner:
    return TrustedSigner(
        school_code=school_code,
        fingerprint=_fingerprint(certificate),
        name=_name(certificate.subject),
        certificate_der=certificate.public_bytes(Encoding.DER),
        public_key_der=public_key,
        root_fingerprint=root_fingerprint,
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
    )


def _name(name: x509.Name) -> str:
    """The common name, or the whole name where there is none."""
    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()
