"""Whether a workbook is exactly what somebody signed: the strict verifier of package signatures.

Verification raises or returns what was verified; it never answers False. It says *which certificate* signed and
nothing about trust: whose certificate that is and whether it may sign is decided in ``trust``.
Rules 1-15 of the strict verifier. Source: ECMA-376 part 2 chapter 13, XML-Signature, MS-OFFCRYPTO 2.5.2.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from ctecs_desktop.domain.errors import SignatureInvalid
from ctecs_desktop.exchange.opc import package_terms as terms
from ctecs_desktop.exchange.opc.container import Container, read_container
from ctecs_desktop.exchange.opc.loose_parts import check_loose_parts
from ctecs_desktop.exchange.opc.package import Package, Relationship, read_package, repack, write_relationships
from ctecs_desktop.exchange.opc.package_signature_reader import (
    ManifestEntry,
    PackageSignature,
    read_package_signature,
)
from ctecs_desktop.exchange.opc.package_xml import canonical_relationships
from ctecs_desktop.exchange.opc.zip_records import CONTENT_TYPES_NAME, ROOT_RELATIONSHIPS_NAME

_RSA_BITS = range(2048, 4097)
_SMALLEST_EXPONENT = 65537
_ECDSA_HASHES: dict[str, hashes.HashAlgorithm] = {
    terms.ECDSA_SHA256: hashes.SHA256(),
    terms.ECDSA_SHA384: hashes.SHA384(),
    terms.ECDSA_SHA512: hashes.SHA512(),
}
_CURVES = ("secp256r1", "secp384r1", "secp521r1")


@dataclass(frozen=True, slots=True)
class VerifiedPackage:
    """What was signed, and by the key of which certificate.

    ``parts`` are the signed entries alone.
    ``claimed_time`` is what the signer's clock said: to be shown, never to be used for ordering.
    """

    parts: Mapping[str, bytes]
    certificate_der: bytes
    claimed_time: datetime
    _package: Package = field(repr=False, compare=False)

    @property
    def verified_bytes(self) -> bytes:
        """A workbook made of nothing else, packed when asked for: most readers take the parts, which is quicker."""
        return repack(self._package, self.parts)


@dataclass(frozen=True, slots=True)
class UnsignedPackage:
    """A workbook without any signature that passed the container's rules: to be held, never to be trusted."""

    parts: Mapping[str, bytes]
    _package: Package = field(repr=False, compare=False)

    @property
    def repacked_bytes(self) -> bytes:
        """A workbook made of these parts, packed when asked for."""
        return repack(self._package, self.parts)


def has_package_signature(container: Mapping[str, bytes]) -> bool:
    """Whether there is any trace of a signature: then it is for ``verify_package`` to accept or refuse.

    Only a workbook without a signature part, without an origin and without a relationship to one counts as unsigned;
    a signature that is half there must not pass for one that was never made.
    """
    if any(name.lower().startswith(terms.SIGNATURE_FOLDER) for name in container):
        return True
    trace = terms.SIGNATURE_RELATIONSHIP_PREFIX.encode()
    return any(trace in container[name] for name in container if name.endswith(".rels"))


def read_unsigned_package(data: bytes | Container) -> UnsignedPackage:
    """A workbook that carries no signature, after rules 1-6; raises ``NotAWorkbook`` or ``SignatureInvalid``."""
    package = read_package(_container(data))
    if _has_trace(package):
        raise SignatureInvalid("signature.present", rule=7)
    parts = {name: content for name, content in package.container.items() if name != CONTENT_TYPES_NAME}
    return UnsignedPackage(parts, package)


def verify_package(data: bytes | Container) -> VerifiedPackage:
    """What was signed in the workbook ``data``; raises ``NotAWorkbook`` or ``SignatureInvalid`` otherwise.

    Every refusal has its own code and names its rule; the chain of the certificate is not looked at.
    """
    container = _container(data)
    package = read_package(container)
    _check_one_signature(package)
    signature = read_package_signature(container[terms.SIGNATURE_NAME])
    _verify_value(signature)
    for one in signature.objects:
        if not hmac.compare_digest(hashlib.sha256(one.content).digest(), one.digest):
            raise SignatureInvalid("signature.object_changed", rule=9, reference=one.reference)
    signed_names = _check_coverage(package, signature.manifest)
    for entry in signature.manifest:
        _check_entry(package, signed_names[entry.uri], entry)
    check_loose_parts(container)
    if not signature.is_plainly_written:
        raise SignatureInvalid("signature.not_plain", rule=8, part=terms.SIGNATURE_NAME)
    container.require_even()
    parts = _verified_parts(package, signed_names.values())
    return VerifiedPackage(parts, signature.certificate_der, signature.claimed_time, package)


def _container(data: bytes | Container) -> Container:
    return data if isinstance(data, Container) else read_container(data)


def _signature_relationships(package: Package) -> list[tuple[str, Relationship]]:
    return [
        (name, one)
        for name, relationships in package.relationships.items()
        for one in relationships
        if one.kind.startswith(terms.SIGNATURE_RELATIONSHIP_PREFIX)
    ]


def _has_trace(package: Package) -> bool:
    """As ``has_package_signature``, but by what was parsed: character references cannot hide a relationship."""
    has_type = any(kind.startswith(terms.SIGNATURE_TYPE_PREFIX) for kind in package.content_types.values())
    return has_type or has_package_signature(package.container) or bool(_signature_relationships(package))


def _check_one_signature(package: Package) -> None:
    """One origin, one signature, the relationships between them, and nothing else beside them (rule 7)."""
    if not _has_trace(package):
        raise SignatureInvalid("signature.missing", rule=7)
    expected_types = {
        terms.SIGNATURE_ORIGIN_NAME: terms.SIGNATURE_ORIGIN_TYPE,
        terms.SIGNATURE_NAME: terms.SIGNATURE_TYPE,
        terms.SIGNATURE_ORIGIN_RELATIONSHIPS_NAME: terms.RELATIONSHIPS_TYPE,
    }
    for name, content_type in package.content_types.items():
        is_here = name.lower().startswith(terms.SIGNATURE_FOLDER)
        if (is_here or content_type.startswith(terms.SIGNATURE_TYPE_PREFIX)) and name not in expected_types:
            raise SignatureInvalid("signature.foreign_part", rule=7, part=name)
    for name, content_type in expected_types.items():
        if package.content_types.get(name) != content_type:
            raise SignatureInvalid("signature.half_present", rule=7, part=name)
    if package.container[terms.SIGNATURE_ORIGIN_NAME]:
        raise SignatureInvalid("signature.origin_not_empty", rule=7)
    found = sorted((name, one.kind, one.target_name) for name, one in _signature_relationships(package))
    expected = [
        (ROOT_RELATIONSHIPS_NAME, terms.SIGNATURE_ORIGIN_RELATIONSHIP, terms.SIGNATURE_ORIGIN_NAME),
        (terms.SIGNATURE_ORIGIN_RELATIONSHIPS_NAME, terms.SIGNATURE_RELATIONSHIP, terms.SIGNATURE_NAME),
    ]
    missing = [one for one in expected if one not in found]
    if missing:
        raise SignatureInvalid("signature.half_present", rule=7, part=missing[0][0])
    if found != expected or len(package.relationships[terms.SIGNATURE_ORIGIN_RELATIONSHIPS_NAME]) > 1:
        raise SignatureInvalid("signature.several_signatures", rule=7)


def _verify_value(signature: PackageSignature) -> None:
    """The signature over SignedInfo holds under the key of the certificate that the signer also digested."""
    if hashlib.sha256(signature.certificate_der).digest() != signature.certificate_digest:
        raise SignatureInvalid("signature.certificate_digest", rule=12)
    try:
        certificate = x509.load_der_x509_certificate(signature.certificate_der)
        key = certificate.public_key()
        serial = certificate.serial_number
    except (ValueError, TypeError, x509.InvalidVersion, UnsupportedAlgorithm) as error:
        raise SignatureInvalid("signature.certificate_damaged", rule=12) from error
    if serial != signature.certificate_serial:
        raise SignatureInvalid("signature.certificate_serial", rule=12)
    try:
        if isinstance(key, rsa.RSAPublicKey):
            _verify_rsa(key, signature)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            _verify_ecdsa(key, signature)
        else:
            raise SignatureInvalid("signature.key_kind", rule=11, found=type(key).__name__)
    except InvalidSignature as error:
        raise SignatureInvalid("signature.value_wrong", rule=8) from error


def _verify_rsa(key: rsa.RSAPublicKey, signature: PackageSignature) -> None:
    if key.key_size not in _RSA_BITS or key.public_numbers().e < _SMALLEST_EXPONENT:
        raise SignatureInvalid("signature.key_too_weak", rule=11, bits=key.key_size)
    if signature.method != terms.RSA_SHA256:
        raise _wrong_method(signature)
    key.verify(signature.value, signature.signed_info, padding.PKCS1v15(), hashes.SHA256())


def _verify_ecdsa(key: ec.EllipticCurvePublicKey, signature: PackageSignature) -> None:
    if key.curve.name not in _CURVES:
        raise SignatureInvalid("signature.key_kind", rule=11, found=key.curve.name)
    if signature.method not in _ECDSA_HASHES:
        raise _wrong_method(signature)
    width = (key.curve.key_size + 7) // 8
    if len(signature.value) != 2 * width:
        raise SignatureInvalid("signature.value_wrong", rule=8)
    # XML signatures hold r and s side by side; the library wants them as DER.
    r, s = int.from_bytes(signature.value[:width], "big"), int.from_bytes(signature.value[width:], "big")
    method = ec.ECDSA(_ECDSA_HASHES[signature.method])
    key.verify(encode_dss_signature(r, s), signature.signed_info, method)


def _wrong_method(signature: PackageSignature) -> SignatureInvalid:
    """The refusal of a method that is not ours at all, or that is not made with a key of this kind."""
    is_known = signature.method in (terms.RSA_SHA256, *_ECDSA_HASHES)
    code = "signature.method_unlike_key" if is_known else "signature.method"
    return SignatureInvalid(code, rule=11, found=signature.method)


def _check_coverage(package: Package, manifest: tuple[ManifestEntry, ...]) -> dict[str, str]:
    """The signed entries by their manifest URI: all of the package, each once, save those named (rule 13)."""
    expected = {}
    for name, content_type in package.content_types.items():
        if name in terms.UNSIGNED_NAMES:
            if content_type != terms.UNSIGNED_NAMES[name]:
                raise SignatureInvalid("signature.content_type_changed", rule=13, part=name)
        elif not name.startswith(f"{terms.SIGNATURE_FOLDER}/"):
            expected[terms.manifest_uri(name, content_type)] = name
    uris = [entry.uri for entry in manifest]
    for uri in uris:
        if uris.count(uri) > 1:
            raise SignatureInvalid("signature.part_twice", rule=13, part=_name_of(uri))
        if uri not in expected:
            is_part = _name_of(uri) in expected.values()
            code = "signature.content_type_changed" if is_part else "signature.entry_without_part"
            raise SignatureInvalid(code, rule=13, part=_name_of(uri))
    for uri, name in expected.items():
        if uri not in uris:
            raise SignatureInvalid("signature.part_not_signed", rule=13, part=name)
    return expected


def _name_of(uri: str) -> str:
    return uri.partition("?")[0].removeprefix("/")[:200]


def _check_entry(package: Package, name: str, entry: ManifestEntry) -> None:
    """One part is what was signed; of relationships, all those that must be were chosen (rule 14)."""
    if name in package.relationships:
        chosen = _signed_relationships(package, name)
        if entry.source_ids is None:
            raise SignatureInvalid("signature.transform", rule=10, reference=entry.uri)
        if len(set(entry.source_ids)) != len(entry.source_ids):
            raise SignatureInvalid("signature.relationship_twice", rule=14, part=name)
        differing = {one.identifier for one in chosen} ^ set(entry.source_ids)
        if differing:
            raise SignatureInvalid("signature.relationship_not_signed", rule=14, part=name, id=min(differing))
        rows = [(one.identifier, one.target, one.kind) for one in chosen]
        content = canonical_relationships(terms.RELATIONSHIPS_NAMESPACE, rows)
    elif entry.source_ids is not None:
        raise SignatureInvalid("signature.transform", rule=10, reference=entry.uri)
    else:
        content = package.container[name]
    if not hmac.compare_digest(hashlib.sha256(content).digest(), entry.digest):
        raise SignatureInvalid("signature.digest_mismatch", rule=13, part=name)


def _signed_relationships(package: Package, name: str) -> tuple[Relationship, ...]:
    """The relationships in ``name`` that must be signed: all, but for three kinds in the root (rule 14)."""
    if name != ROOT_RELATIONSHIPS_NAME:
        return package.relationships[name]
    kinds = set()
    signed = []
    for one in package.relationships[name]:
        if one.kind not in terms.UNSIGNED_RELATIONSHIPS:
            signed.append(one)
        elif one.kind in kinds or one.target_name != terms.UNSIGNED_RELATIONSHIPS[one.kind]:
            raise SignatureInvalid("signature.unsigned_relationship", rule=14, part=name, target=one.target)
        kinds.add(one.kind)
    return tuple(signed)


def _verified_parts(package: Package, names: Iterable[str]) -> dict[str, bytes]:
    """The signed entries; the root relationships written anew with only those that were signed (rule 15)."""
    parts = {name: package.container[name] for name in names}
    for name in parts:
        if name in package.relationships:
            parts[name] = write_relationships(_signed_relationships(package, name))
    return parts
