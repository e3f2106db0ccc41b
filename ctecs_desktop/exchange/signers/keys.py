"""A signer's key: made on the own PC, kept under a passphrase, opened to sign, never sent anywhere.

A ``SigningKey`` is what the package signature and the seal ask to sign. A new one carries a certificate that
it signed itself, so that it can sign its enrolment; the district's certificate replaces that one later. How
the file is made up is in ``key_container``; whom to believe is in ``trust``.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from cryptography.x509.oid import NameOID

from ctecs_desktop.domain.errors import ExchangeError, FileUnwritable, KeyLocked, NotAllowed, NotAWorkbook
from ctecs_desktop.domain.passphrase import passphrase_strength
from ctecs_desktop.exchange.files import FileLayer, read_file_bounded, write_file_atomically
from ctecs_desktop.exchange.signers.key_container import (
    KDF_ROUNDS,
    KEY_FILE_LIMIT,
    PrivateKey,
    seal_key,
    unseal_key,
)

RSA_BITS = 3072
"""Size of the keys made here; NIST SP 800-57 puts it at 128 bits of security."""

RSA_BITS_ACCEPTED = range(2048, 4097)
"""Sizes taken from a key that a school brings along."""

PUBLIC_EXPONENT = 65537
CLOCK_TOLERANCE = timedelta(days=1)
"""How far a certificate's beginning is dated back, for PCs whose clocks lag behind."""

SELF_SIGNED_DAYS = 800
"""Days that the certificate of a key that is not enrolled yet says of itself; nobody relies on it."""

_LONGEST_NAME = 64
"""Length of a name in a certificate (RFC 5280, ub-common-name and ub-organization-name)."""

_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An opened key with its certificate and, in ``chain``, the certificates of those who issued it."""

    # The library's keys compare by identity; the certificate stands for the public key.
    private_key: PrivateKey = field(repr=False, compare=False)
    certificate_der: bytes = field(repr=False)
    chain: tuple[bytes, ...] = field(default=(), repr=False)

    def sign(self, message: bytes) -> bytes:
        """Sign ``message``, hashed with SHA-256: RSA by PKCS#1 v1.5, ECDSA as r‖s in the curve's width."""
        if isinstance(self.private_key, rsa.RSAPrivateKey):
            return self.private_key.sign(message, padding.PKCS1v15(), hashes.SHA256())
        # XML signatures hold the two numbers side by side, the library gives them as DER.
        r, s = decode_dss_signature(self.private_key.sign(message, ec.ECDSA(hashes.SHA256())))
        width = (self.private_key.curve.key_size + 7) // 8
        return r.to_bytes(width, "big") + s.to_bytes(width, "big")

    @property
    def public_key_der(self) -> bytes:
        """The public key as SubjectPublicKeyInfo, which the fingerprint words are made from."""
        return public_key_der(self.private_key.public_key())

    @property
    def public_key_sha256(self) -> str:
        """SHA-256 of the public key, as hexadecimal digits."""
        return hashlib.sha256(self.public_key_der).hexdigest()

    @property
    def is_self_signed(self) -> bool:
        """Whether the certificate is still the key's own (a school not enrolled yet) or a district root."""
        certificate = x509.load_der_x509_certificate(self.certificate_der)
        return certificate.issuer == certificate.subject


def public_key_der(key: object) -> bytes:
    """A public key as SubjectPublicKeyInfo; ``KeyLocked`` ``key.unsupported`` where it may not sign here.

    RSA of 2,048 to 4,096 bits with an exponent of at least 65,537, and ECDSA on the three NIST curves, are
    what Excel and LibreOffice verify.
    """
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size not in RSA_BITS_ACCEPTED or key.public_numbers().e < PUBLIC_EXPONENT:
            raise KeyLocked("key.unsupported", kind=f"RSA-{key.key_size}")
        return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if isinstance(key, ec.EllipticCurvePublicKey):
        if not isinstance(key.curve, _CURVES):
            raise KeyLocked("key.unsupported", kind=key.curve.name)
        return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    raise KeyLocked("key.unsupported", kind=type(key).__name__)


def new_private_key(*, rsa_bits: int = RSA_BITS) -> rsa.RSAPrivateKey:
    """A fresh RSA key from the operating system's randomness."""
    return rsa.generate_private_key(public_exponent=PUBLIC_EXPONENT, key_size=rsa_bits)


def certificate_name(common_name: str, *, organization: str | None = None, code: str | None = None) -> x509.Name:
    """A name for a certificate, each part cut to what certificates allow; ``code`` is the school's, as its unit."""
    parts = ((NameOID.ORGANIZATION_NAME, organization), (NameOID.ORGANIZATIONAL_UNIT_NAME, code))
    named = [(kind, text) for kind, text in (*parts, (NameOID.COMMON_NAME, common_name)) if text is not None]
    return x509.Name([x509.NameAttribute(kind, _cut(text)) for kind, text in named])


def _cut(text: str) -> str:
    """As many whole characters as fit: the library counts the limit in bytes of UTF-8."""
    return text.encode("utf-8")[:_LONGEST_NAME].decode("utf-8", errors="ignore")


def new_signing_key(
    common_name: str, *, at: datetime, private_key: PrivateKey | None = None, rsa_bits: int = RSA_BITS
) -> SigningKey:
    """A key in memory with a certificate that it signed itself; ``private_key`` where there is one already."""
    key = private_key if private_key is not None else new_private_key(rsa_bits=rsa_bits)
    name = certificate_name(common_name)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - CLOCK_TOLERANCE)
        .not_valid_after(at + timedelta(days=SELF_SIGNED_DAYS))
        .sign(key, hashes.SHA256())
    )
    return SigningKey(key, certificate.public_bytes(Encoding.DER))


def create_key(
    path: Path, passphrase: str, *, common_name: str, at: datetime, files: FileLayer | None = None
) -> SigningKey:
    """Make a key and keep it in a new file; an existing file is never overwritten, it may hold a key.

    Raises ``NotAllowed`` ``key.passphrase_too_weak`` and ``FileUnwritable``.
    """
    if os.path.lexists(path):
        raise FileUnwritable("file.exists_already", path=str(path), reason="EEXIST")
    _require_strength(passphrase)
    key = new_signing_key(common_name, at=at)
    save_key(key, path, passphrase=passphrase, files=files)
    return key


def save_key(key: SigningKey, path: Path, *, passphrase: str, files: FileLayer | None = None) -> Path:
    """Write the key, readable by its owner alone, opened again before the file bears its name.

    Also changes a passphrase and takes in a new certificate. Answers the path that was written.
    """
    data = sealed_key(key, passphrase)

    def opens_again(written: bytes) -> None:
        if open_key(written, passphrase) != key:
            raise KeyLocked("key.damaged", path=str(path))

    return write_file_atomically(path, data, verify=opens_again, mode=0o600, files=files)


def sealed_key(key: SigningKey, passphrase: str, *, rounds: int = KDF_ROUNDS) -> bytes:
    """The bytes of the key's file; ``NotAllowed`` ``key.passphrase_too_weak`` with ``strength``."""
    _require_strength(passphrase)
    return seal_key(
        key.private_key,
        x509.load_der_x509_certificate(key.certificate_der),
        chain=[x509.load_der_x509_certificate(der) for der in key.chain],
        passphrase=passphrase,
        rounds=rounds,
    )


def open_key(source: bytes | Path, passphrase: str) -> SigningKey:
    """Open a key file of ours, or of a ``.p12``/``.pfx`` that someone else made.

    Raises ``KeyLocked``: ``key.wrong_passphrase``, ``key.damaged``, ``key.unsupported``,
    ``key.no_private_key``, ``key.no_certificate``; and ``ExchangeError`` where a path cannot be read.
    """
    data = source if isinstance(source, bytes) else _read_key_file(source)
    private_key, certificate, others = unseal_key(data, passphrase)
    if certificate is None:
        raise KeyLocked("key.no_certificate")
    own_public_key = public_key_der(private_key.public_key())
    try:
        is_own = public_key_der(certificate.public_key()) == own_public_key
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyLocked("key.damaged") from error
    if not is_own:
        raise KeyLocked("key.damaged")
    chain = tuple(other.public_bytes(Encoding.DER) for other in others)
    return SigningKey(private_key, certificate.public_bytes(Encoding.DER), chain)


def require_pair(key: SigningKey, public_key: bytes) -> None:
    """Sign what nobody has signed before and verify it by ``public_key``; ``KeyLocked("key.damaged")`` where it fails.

    A key that opens may still be unable to sign; only signing shows that.
    """
    challenge = secrets.token_bytes(32)
    signature, verifier = key.sign(challenge), load_der_public_key(public_key)
    try:
        if isinstance(verifier, rsa.RSAPublicKey):
            verifier.verify(signature, challenge, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(verifier, ec.EllipticCurvePublicKey):
            half = len(signature) // 2
            r, s = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
            verifier.verify(encode_dss_signature(r, s), challenge, ec.ECDSA(hashes.SHA256()))
        else:
            raise InvalidSignature
    except InvalidSignature as error:
        raise KeyLocked("key.damaged") from error


def with_certificate(key: SigningKey, certificate_der: bytes, *, chain: tuple[bytes, ...]) -> SigningKey:
    """The same key under the certificate that the district issued for it.

    Raises ``ExchangeError`` ``key.certificate_unreadable`` or ``key.certificate_for_other_key``.
    """
    try:
        certificate = x509.load_der_x509_certificate(certificate_der)
        public_key = public_key_der(certificate.public_key())
        for der in chain:
            x509.load_der_x509_certificate(der)
    except (ValueError, UnsupportedAlgorithm, KeyLocked) as error:
        raise ExchangeError("key.certificate_unreadable") from error
    if public_key != key.public_key_der:
        raise ExchangeError("key.certificate_for_other_key")
    return replace(key, certificate_der=certificate_der, chain=chain)


def adopt_key(
    source: bytes | Path, path: Path, *, source_passphrase: str, passphrase: str, files: FileLayer | None = None
) -> SigningKey:
    """Take a key that the school owns already (a state-issued ``.p12``) into a key file of our own.

    The file it came from is left alone. It is enrolled like a new key. Raises what ``open_key`` and
    ``create_key`` raise.
    """
    if os.path.lexists(path):
        raise FileUnwritable("file.exists_already", path=str(path), reason="EEXIST")
    key = open_key(source, source_passphrase)
    save_key(key, path, passphrase=passphrase, files=files)
    return key


def _require_strength(passphrase: str) -> None:
    strength = passphrase_strength(passphrase)
    if not strength.is_enough:
        raise NotAllowed("key.passphrase_too_weak", strength=strength.value)


def _read_key_file(path: Path) -> bytes:
    try:
        return read_file_bounded(path, KEY_FILE_LIMIT)
    except NotAWorkbook as error:
        # No key file is a folder or that large; "not a workbook" would be the wrong word for it.
        raise KeyLocked("key.damaged", path=str(path)) from error
