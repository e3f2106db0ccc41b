"""The PKCS#12 file that holds a private key: made under a passphrase, and opened again.

The file is an ordinary ``.p12`` that OpenSSL, Windows and Java open. Two things are ours, both within the
standard (RFC 7292):

* The file's integrity code (the MAC) is made anew with as many rounds as the encryption. Libraries make it
  with 2,048, and whoever steals the file would guess the passphrase there, some 300 times faster than at the key.
* The second half of the MAC's salt is a checksum of the contents. Salt may be any bytes; with this one,
  "damaged" can be told from "wrong passphrase", which PKCS#12 itself cannot.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12

from ctecs_desktop.domain.errors import KeyLocked

KDF_ROUNDS = 600_000
"""Rounds of PBKDF2-HMAC-SHA-256 as OWASP's Password Storage Cheat Sheet asks for."""

KEY_FILE_LIMIT = 256 * 1024
"""Bytes. A key with a long chain is about 20 KB."""

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

_SALT_RANDOM = 16
_SALT_CHECKSUM = 16
_SEQUENCE, _INTEGER, _OCTETS, _EXPLICIT_0 = 0x30, 0x02, 0x04, 0xA0
_SHA256_ALGORITHM = bytes.fromhex("300d06096086480165030402010500")
"""AlgorithmIdentifier of SHA-256, DER, with its NULL parameter."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """A PKCS#12 file taken apart: ``head`` is all before the MAC, ``contents`` what the MAC covers."""

    head: bytes
    contents: bytes
    salt: bytes
    rounds: int


def seal_key(
    private_key: PrivateKey,
    certificate: x509.Certificate,
    *,
    chain: Sequence[x509.Certificate],
    passphrase: str,
    rounds: int = KDF_ROUNDS,
) -> bytes:
    """The key and its certificates as PKCS#12: PBES2 with AES-256, HMAC with SHA-256, ``rounds`` everywhere."""
    encryption = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(rounds)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(_passphrase_bytes(passphrase))
    )
    made = pkcs12.serialize_key_and_certificates(b"ctecs", private_key, certificate, list(chain), encryption)
    return _with_own_mac(made, passphrase, rounds=rounds)


def unseal_key(
    data: bytes, passphrase: str
) -> tuple[PrivateKey, x509.Certificate | None, tuple[x509.Certificate, ...]]:
    """Private key, its certificate (some foreign files have none) and the other certificates of the file.

    Raises ``KeyLocked``: ``key.wrong_passphrase``, ``key.damaged``, ``key.unsupported`` (an Ed25519 or
    RSA-PSS key, a cipher that is not offered here) or ``key.no_private_key``.
    """
    try:
        with warnings.catch_warnings():
            # Windows writes some .pfx files in BER, at which cryptography warns and then reads them well.
            warnings.simplefilter("ignore")
            key, certificate, others = pkcs12.load_key_and_certificates(data, _passphrase_bytes(passphrase))
    except ValueError as error:
        # The library has one exception class for both; its text tells a file that is none from a MAC that
        # does not fit, and the checksum tells whether the contents or the passphrase are to blame for that.
        is_damaged = "password" not in str(error).lower() or _is_own_but_damaged(data)
        raise KeyLocked("key.damaged" if is_damaged else "key.wrong_passphrase") from error
    except (UnsupportedAlgorithm, TypeError) as error:
        raise KeyLocked("key.unsupported", kind="cipher") from error
    if key is None:
        raise KeyLocked("key.no_private_key")
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise KeyLocked("key.unsupported", kind=type(key).__name__)
    return key, certificate, tuple(others)


def _passphrase_bytes(passphrase: str) -> bytes:
    """UTF-8 of the composed form: é is one character on one keyboard and two on another."""
    return unicodedata.normalize("NFC", passphrase).encode("utf-8")


def _with_own_mac(data: bytes, passphrase: str, *, rounds: int) -> bytes:
    """The same file with a MAC of ``rounds`` rounds and a salt that carries the checksum."""
    parts = _parts(data)
    nonce = secrets.token_bytes(_SALT_RANDOM)
    salt = nonce + _checksum(nonce, parts.contents)
    key = _mac_key(passphrase, salt, rounds=rounds)
    digest = hmac.new(key, parts.contents, hashlib.sha256).digest()
    mac = _der(
        _SEQUENCE,
        _der(_SEQUENCE, _SHA256_ALGORITHM + _der(_OCTETS, digest)),
        _der(_OCTETS, salt),
        _der(_INTEGER, rounds.to_bytes(rounds.bit_length() // 8 + 1, "big")),
    )
    return _der(_SEQUENCE, parts.head, mac)


def _is_own_but_damaged(data: bytes) -> bool:
    """Whether the file bears our kind of salt and its contents no longer fit the checksum in it."""
    try:
        parts = _parts(data)
    except ValueError:
        return False  # not DER, or not whole: the library says which
    if len(parts.salt) != _SALT_RANDOM + _SALT_CHECKSUM:
        return False
    nonce, checksum = parts.salt[:_SALT_RANDOM], parts.salt[_SALT_RANDOM:]
    return parts.rounds == KDF_ROUNDS and checksum != _checksum(nonce, parts.contents)


def _checksum(nonce: bytes, contents: bytes) -> bytes:
    return hashlib.sha256(nonce + contents).digest()[:_SALT_CHECKSUM]


def _mac_key(passphrase: str, salt: bytes, *, rounds: int) -> bytes:
    """The key of the MAC by RFC 7292 appendix B.2 with SHA-256 (one block, so only its first step runs)."""
    block = hashlib.sha256().block_size
    # The passphrase is a BMPString with its closing null, as appendix B.1 demands.
    password = unicodedata.normalize("NFC", passphrase).encode("utf-16-be") + b"\0\0"
    digest = bytes([3]) * block + _filled(salt, block) + _filled(password, block)
    for _ in range(rounds):
        digest = hashlib.sha256(digest).digest()
    return digest


def _filled(data: bytes, block: int) -> bytes:
    """``data`` repeated to the next whole number of blocks."""
    length = block * -(-len(data) // block)
    return (data * (length // len(data) + 1))[:length]


def _parts(data: bytes) -> _Parts:
    """Take a DER-coded PFX apart; ``ValueError`` where it is not exactly one."""
    pfx, rest = _element(data, _SEQUENCE)
    version, after_version = _element(pfx, _INTEGER)
    safe, mac_part = _element(after_version, _SEQUENCE)
    mac, end = _element(mac_part, _SEQUENCE)
    if rest or end or version != b"\x03":
        raise ValueError("not a PFX of version 3")
    _, explicit = _element(safe, 0x06)
    octets, _ = _element(explicit, _EXPLICIT_0)
    contents, _ = _element(octets, _OCTETS)
    _, after_digest = _element(mac, _SEQUENCE)
    salt, after_salt = _element(after_digest, _OCTETS)
    # DER leaves the rounds out where they are 1, its default.
    rounds = int.from_bytes(_element(after_salt, _INTEGER)[0], "big") if after_salt else 1
    return _Parts(pfx[: len(pfx) - len(mac_part)], contents, salt, rounds)


def _element(data: bytes, tag: int) -> tuple[bytes, bytes]:
    """The contents of the DER element that ``data`` begins with, and what follows it."""
    if len(data) < 2 or data[0] != tag:
        raise ValueError("another element was expected")
    length, start = data[1], 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(data[2:start], "big")
    if len(data) < start + length:
        raise ValueError("the element is cut short")
    return data[start : start + length], data[start + length :]


def _der(tag: int, *contents: bytes) -> bytes:
    """One DER element around the given contents."""
    body = b"".join(contents)
    if len(body) < 0x80:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + body
