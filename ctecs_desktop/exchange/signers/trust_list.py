"""The district's register of signers: its own roots, the schools' certificates, and what was revoked.

It is the only thing that says whom to believe, and which school a key belongs to; names inside certificates
say nothing. It travels in every plan and reply workbook, and its version only grows.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ctecs_desktop.domain.enrolment import RevocationReason
from ctecs_desktop.domain.errors import ExchangeError
from ctecs_desktop.domain.observation import SchoolCode

DOCUMENT_FORMAT = 1


@dataclass(frozen=True, slots=True)
class SchoolCertificate:
    """One certificate and the school whose it is; a school may have several, as after a renewal."""

    school_code: SchoolCode
    certificate_der: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, as hexadecimal digits."""
        return certificate_fingerprint(self.certificate_der)


@dataclass(frozen=True, slots=True)
class Revocation:
    """A certificate that counts for nothing received from ``at`` on; listed since ``version`` of the list."""

    fingerprint: str
    reason: RevocationReason
    at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class TrustList:
    """The register at one version. Every change makes a list of the next version; nothing is ever taken out."""

    version: int
    roots: tuple[bytes, ...] = field(repr=False)
    schools: tuple[SchoolCertificate, ...] = ()
    revocations: tuple[Revocation, ...] = ()

    def certificate(self, fingerprint: str) -> SchoolCertificate | None:
        """The registered school certificate of that fingerprint."""
        return next((entry for entry in self.schools if entry.fingerprint == fingerprint), None)

    def root(self, fingerprint: str) -> bytes | None:
        """The district root of that fingerprint, DER."""
        return next((root for root in self.roots if certificate_fingerprint(root) == fingerprint), None)

    def revocation(self, fingerprint: str, *, at: datetime) -> Revocation | None:
        """The revocation that was in force at ``at``, the moment of receipt."""
        return next((one for one in self.revocations if one.fingerprint == fingerprint and one.at <= at), None)

    def certificates_of(self, school_code: SchoolCode) -> tuple[SchoolCertificate, ...]:
        """All certificates ever registered for a school, oldest first."""
        return tuple(entry for entry in self.schools if entry.school_code == school_code)

    def with_root(self, root_der: bytes) -> TrustList:
        """The next version with one more root beside the others, as after the loss of the district's key."""
        if root_der in self.roots:
            return self
        return replace(self, version=self.version + 1, roots=(*self.roots, root_der))

    def with_school_certificate(self, school_code: SchoolCode, certificate_der: bytes) -> TrustList:
        """The next version with a school's certificate registered.

        Raises ``ExchangeError``: ``trust.key_of_other_school`` (``school``) where the key is another
        school's, ``trust.key_revoked`` (``reason``) where the key was revoked for more than its age.
        """
        entry = SchoolCertificate(school_code, certificate_der)
        if entry in self.schools:
            return self
        self._refuse_known_key(entry)
        return replace(self, version=self.version + 1, schools=(*self.schools, entry))

    def _refuse_known_key(self, entry: SchoolCertificate) -> None:
        key = certificate_public_key(entry.certificate_der)
        same_key = [known for known in self.schools if certificate_public_key(known.certificate_der) == key]
        for known in same_key:
            if known.school_code != entry.school_code:
                raise ExchangeError("trust.key_of_other_school", school=known.school_code)
        fingerprints = {known.fingerprint for known in same_key}
        for revocation in self.revocations:
            if revocation.fingerprint in fingerprints and revocation.reason is not RevocationReason.SUPERSEDED:
                raise ExchangeError("trust.key_revoked", reason=revocation.reason.value)

    def with_revocation(self, fingerprint: str, *, reason: RevocationReason, at: datetime) -> TrustList:
        """The next version with a certificate revoked from ``at`` on.

        Except for ``SUPERSEDED`` it is the key that failed, so all certificates of that key go together.
        Raises ``ExchangeError`` ``trust.unknown_fingerprint`` (``fingerprint``).
        """
        entry, root = self.certificate(fingerprint), self.root(fingerprint)
        if entry is None and root is None:
            raise ExchangeError("trust.unknown_fingerprint", fingerprint=fingerprint)
        affected = [fingerprint]
        if entry is not None and reason is not RevocationReason.SUPERSEDED:
            key = certificate_public_key(entry.certificate_der)
            affected = [one.fingerprint for one in self.schools if certificate_public_key(one.certificate_der) == key]
        version = self.version + 1
        new = [Revocation(one, reason, _utc(at), version) for one in affected]
        return replace(self, version=version, revocations=_united(self.revocations, new))

    def merged_with(self, incoming: TrustList) -> TrustList:
        """This list brought up to ``incoming``, which a trusted root signed (the caller has seen to that).

        Nothing is forgotten: what ``incoming`` leaves out stays, above all revocations. Raises ``ExchangeError``:
        ``trust.list_older`` (``have``, ``got``), ``trust.list_differs`` where one version number says two
        things, ``trust.certificate_claimed_twice`` where one certificate is to be two schools'.
        """
        if incoming.version < self.version:
            raise ExchangeError("trust.list_older", have=self.version, got=incoming.version)
        schools = (*self.schools, *(entry for entry in incoming.schools if entry not in self.schools))
        if len({entry.fingerprint for entry in schools}) != len(schools):
            raise ExchangeError("trust.certificate_claimed_twice")
        merged = TrustList(
            version=incoming.version,
            roots=(*self.roots, *(root for root in incoming.roots if root not in self.roots)),
            schools=schools,
            revocations=_united(self.revocations, incoming.revocations),
        )
        if incoming.version == self.version and merged != self:
            raise ExchangeError("trust.list_differs", version=self.version)
        return merged

    def to_document(self) -> dict[str, object]:
        """The list as plain JSON: bytes as Base64, times as ISO-8601 in UTC."""
        return {
            "format": DOCUMENT_FORMAT,
            "version": self.version,
            "roots": [_text(root) for root in self.roots],
            "schools": [
                {"school": entry.school_code, "certificate": _text(entry.certificate_der)} for entry in self.schools
            ],
            "revocations": [
                {
                    "fingerprint": one.fingerprint,
                    "reason": one.reason.value,
                    "at": _utc(one.at).isoformat(),
                    "version": one.version,
                }
                for one in self.revocations
            ],
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> TrustList:
        """Read ``to_document`` again; ``ExchangeError`` ``trust.list_damaged`` (``reason``) where it is not one."""
        try:
            _require_keys(document, {"format", "version", "roots", "schools", "revocations"})
            if document["format"] != DOCUMENT_FORMAT:
                raise ExchangeError("trust.list_too_new", format=document["format"])
            result = cls(
                version=_whole_number(document["version"]),
                roots=tuple(_certificate(text) for text in _list(document["roots"])),
                schools=tuple(_school(entry) for entry in _list(document["schools"])),
                revocations=tuple(_revocation(entry) for entry in _list(document["revocations"])),
            )
            _require_consistency(result)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, UnsupportedAlgorithm) as error:
            raise ExchangeError("trust.list_damaged", reason=str(error)) from error
        return result


def certificate_fingerprint(certificate_der: bytes) -> str:
    """SHA-256 of a certificate, as hexadecimal digits: its name in the register."""
    return hashlib.sha256(certificate_der).hexdigest()


def certificate_public_key(certificate_der: bytes) -> bytes:
    """The public key of a readable certificate, as SubjectPublicKeyInfo; ``ValueError`` at other bytes."""
    key = x509.load_der_x509_certificate(certificate_der).public_key()
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def public_key_fingerprint(public_key_der: bytes) -> str:
    """SHA-256 of a public key, as hexadecimal digits: what stays the same through all its certificates."""
    return hashlib.sha256(public_key_der).hexdigest()


def _united(known: Iterable[Revocation], new: Iterable[Revocation]) -> tuple[Revocation, ...]:
    """One revocation per certificate, the earliest: a later list cannot make a key good again for a while."""
    earliest: dict[str, Revocation] = {}
    for revocation in (*known, *new):
        other = earliest.get(revocation.fingerprint)
        if other is None or (revocation.at, revocation.version) < (other.at, other.version):
            earliest[revocation.fingerprint] = revocation
    return tuple(earliest.values())


def _utc(at: datetime) -> datetime:
    """The same moment in UTC; a time without a zone is a mistake of the program."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return at.astimezone(UTC)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _require_keys(entry: Mapping[str, Any], keys: set[str]) -> None:
    if set(entry.keys()) != keys:
        raise ValueError(f"expected {sorted(keys)}, found {sorted(entry.keys())}")


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("expected a list")
    return value


def _whole_number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError("a version is a whole number from 1 on")
    return value


def _certificate(text: object) -> bytes:
    """A certificate from Base64, seen to be readable, so that no later step meets a broken one."""
    if not isinstance(text, str):
        raise TypeError("expected Base64")
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not Base64") from error
    certificate_public_key(data)
    return data


def _school(entry: Mapping[str, Any]) -> SchoolCertificate:
    _require_keys(entry, {"school", "certificate"})
    if not isinstance(entry["school"], str) or not entry["school"]:
        raise TypeError("a school is given by its code")
    return SchoolCertificate(SchoolCode(entry["school"]), _certificate(entry["certificate"]))


def _revocation(entry: Mapping[str, Any]) -> Revocation:
    _require_keys(entry, {"fingerprint", "reason", "at", "version"})
    return Revocation(
        fingerprint=str(entry["fingerprint"]),
        reason=RevocationReason(entry["reason"]),
        at=_utc(datetime.fromisoformat(entry["at"])),
        version=_whole_number(entry["version"]),
    )


def _require_consistency(trust: TrustList) -> None:
    """What holds for every list that this program made."""
    fingerprints = [entry.fingerprint for entry in trust.schools]
    if len(set(fingerprints)) != len(fingerprints) or len(set(trust.roots)) != len(trust.roots):
        raise ValueError("a certificate stands in it twice")
    revoked = [one.fingerprint for one in trust.revocations]
    if len(set(revoked)) != len(revoked) or any(one.version > trust.version for one in trust.revocations):
        raise ValueError("a revocation stands in it twice, or belongs to a later version")
