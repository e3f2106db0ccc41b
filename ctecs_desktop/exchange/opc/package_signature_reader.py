"""The signature part of a workbook, taken apart: every element in its one allowed place, or a refusal.

XML signatures are broken less by their mathematics than by what surrounds what was signed: a second object
of the same Id, a reference that points elsewhere, a transform that drops the forgery. So the document must be
exactly the tree that Excel 365 writes, and each value is taken from its fixed place in it, never found by search.
Rules 8-12 of the strict verifier; the digests and the signature itself are checked in ``package_verifier``.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from ctecs_desktop.domain.errors import SignatureInvalid
from ctecs_desktop.exchange.opc import package_terms as terms
from ctecs_desktop.exchange.opc.package_xml import canonical, is_plainly_written, parse_package_xml

_DSIG = f"{{{terms.DSIG_NAMESPACE}}}"
_XADES = f"{{{terms.XADES_NAMESPACE}}}"
_MDSSI = f"{{{terms.PACKAGE_SIGNATURE_NAMESPACE}}}"
_OFFICE = f"{{{terms.OFFICE_SIGNATURE_NAMESPACE}}}"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
_SERIAL = re.compile(r"(?:0|[1-9][0-9]{0,49})\Z")
_SHA256_SIZE = 32

_REFERENCES = (
    (f"#{terms.PACKAGE_OBJECT_ID}", terms.OBJECT_REFERENCE),
    (f"#{terms.OFFICE_OBJECT_ID}", terms.OBJECT_REFERENCE),
    (f"#{terms.SIGNED_PROPERTIES_ID}", terms.SIGNED_PROPERTIES_REFERENCE),
)


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One signed part: how it is named, its digest and, for relationships, which of them are signed."""

    uri: str
    source_ids: tuple[str, ...] | None
    digest: bytes


@dataclass(frozen=True, slots=True)
class SignedObject:
    """What a reference of SignedInfo covers: the canonical bytes, and the digest that they should have."""

    reference: str
    content: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class PackageSignature:
    """All that a signature part says; nothing of it is proved yet."""

    signed_info: bytes
    method: str
    value: bytes
    certificate_der: bytes
    objects: tuple[SignedObject, ...]
    manifest: tuple[ManifestEntry, ...]
    claimed_time: datetime
    certificate_digest: bytes
    certificate_serial: int
    is_plainly_written: bool


def read_package_signature(content: bytes) -> PackageSignature:
    """Take the signature part apart; raises ``SignatureInvalid`` (``signature.…``, rules 8-12)."""
    root = parse_package_xml(content, part=terms.SIGNATURE_NAME)
    if root.tag != f"{_DSIG}Signature" or root.items() != [("Id", terms.SIGNATURE_ID)]:
        raise SignatureInvalid("signature.element", rule=8, found=_short(root))
    _check_uniqueness(root)
    referenced = _check_references(root)
    signed_info, value, key_info, package_object, office_object, properties_object = _children(
        root, *(f"{_DSIG}{name}" for name in ("SignedInfo", "SignatureValue", "KeyInfo", *["Object"] * 3))
    )
    _attributes(value), _attributes(properties_object)
    method, digests = _read_signed_info(signed_info)
    manifest, signature_time = _read_package_object(package_object)
    _read_office_object(office_object)
    signed_properties, signing_time, certificate_digest, serial = _read_properties_object(properties_object)
    if signing_time != signature_time:
        raise SignatureInvalid("signature.times_differ", rule=8)
    covered = (package_object, office_object, signed_properties)
    return PackageSignature(
        signed_info=canonical(signed_info),
        method=method,
        value=_base64(value),
        certificate_der=_read_key_info(key_info),
        objects=tuple(
            SignedObject(uri, canonical(element), digest)
            for uri, element, digest in zip(referenced, covered, digests, strict=True)
        ),
        manifest=manifest,
        claimed_time=signing_time,
        certificate_digest=certificate_digest,
        certificate_serial=serial,
        is_plainly_written=is_plainly_written(content, root),
    )


def _check_uniqueness(root: etree._Element) -> None:
    """No Id twice without regard to case, in whatever spelling of ``Id``; one SignedInfo and one Manifest."""
    seen: set[str] = set()
    for element in root.iter():
        for name, value in element.items():
            if etree.QName(name).localname.lower() == "id":
                if str(value).lower() in seen:
                    raise SignatureInvalid("signature.id_twice", rule=8, id=str(value))
                seen.add(str(value).lower())
    for name, code in (("SignedInfo", "several_signed_infos"), ("Manifest", "several_manifests")):
        if sum(1 for _ in root.iter(f"{{*}}{name}")) > 1:
            raise SignatureInvalid(f"signature.{code}", rule=8)


def _check_references(root: etree._Element) -> tuple[str, ...]:
    """SignedInfo refers to the three objects, each once, and no object with an Id is left out (rule 9)."""
    found = [str(one.get("URI", "")) for one in root.findall(f"{_DSIG}SignedInfo/{_DSIG}Reference")]
    for uri in found:
        if found.count(uri) > 1:
            raise SignatureInvalid("signature.reference_twice", rule=9, reference=uri)
        if uri not in dict(_REFERENCES):
            raise SignatureInvalid("signature.reference_unknown", rule=9, reference=uri)
    for uri, _ in _REFERENCES:
        if uri not in found:
            raise SignatureInvalid("signature.reference_missing", rule=9, reference=uri)
    for element in root.iter(f"{_DSIG}Object", f"{_XADES}SignedProperties"):
        identifier = element.get("Id")
        if identifier is not None and f"#{identifier}" not in found:
            raise SignatureInvalid("signature.object_unreferenced", rule=9, id=identifier)
    return tuple(uri for uri, _ in _REFERENCES)


def _read_signed_info(signed_info: etree._Element) -> tuple[str, tuple[bytes, ...]]:
    """The signature method and the digests of the three objects, in the order of ``_REFERENCES``."""
    _attributes(signed_info)
    canonicalization, method, *references = _children(
        signed_info,
        *(f"{_DSIG}{name}" for name in ("CanonicalizationMethod", "SignatureMethod", *["Reference"] * 3)),
    )
    if _algorithm(canonicalization) != terms.C14N:
        raise SignatureInvalid("signature.canonicalization", rule=10, found=_algorithm(canonicalization))
    digests = []
    for reference, (uri, kind) in zip(references, _REFERENCES, strict=True):
        if _attributes(reference, "Type", "URI") != (kind, uri):
            raise SignatureInvalid("signature.reference_unknown", rule=9, reference=reference.get("URI", ""))
        transforms, digest = _reference_content(reference)
        expected = [terms.C14N] if kind == terms.SIGNED_PROPERTIES_REFERENCE else []
        if [_algorithm(one) for one in transforms] != expected or any(len(one) for one in transforms):
            raise SignatureInvalid("signature.transform", rule=10, reference=uri)
        digests.append(digest)
    return _algorithm(method), tuple(digests)


def _reference_content(reference: etree._Element) -> tuple[list[etree._Element], bytes]:
    """The transforms of a reference and its digest; the digest method is SHA-256 or nothing."""
    names = [f"{_DSIG}DigestMethod", f"{_DSIG}DigestValue"]
    transforms: list[etree._Element] = []
    if len(reference) == 3:
        holder = _children(reference, f"{_DSIG}Transforms", *names)[0]
        _attributes(holder)
        transforms = _children(holder, *[f"{_DSIG}Transform"] * len(holder))
    method, value = _children(reference, *names) if not transforms else (reference[1], reference[2])
    if _algorithm(method) != terms.SHA256:
        raise SignatureInvalid("signature.digest_method", rule=11, found=_algorithm(method))
    return transforms, _digest(value)


def _read_key_info(key_info: etree._Element) -> bytes:
    """The one certificate of KeyInfo; a second certificate or any other kind of key is refused."""
    data = list(key_info)
    if [one.tag for one in data] != [f"{_DSIG}X509Data"] or [one.tag for one in data[0]] != [f"{_DSIG}X509Certificate"]:
        raise SignatureInvalid("signature.key_info", rule=12)
    _children(key_info, f"{_DSIG}X509Data"), _attributes(key_info), _attributes(data[0])
    return _base64(_only_child(data[0], f"{_DSIG}X509Certificate"))


def _read_package_object(package_object: etree._Element) -> tuple[tuple[ManifestEntry, ...], datetime]:
    """The manifest of parts, and the time that stands beside it."""
    _attributes(package_object, "Id")
    manifest, properties = _children(package_object, f"{_DSIG}Manifest", f"{_DSIG}SignatureProperties")
    _attributes(manifest)
    references = _children(manifest, *[f"{_DSIG}Reference"] * len(manifest))
    time = _only_child(_signature_property(properties, terms.SIGNATURE_TIME_ID), f"{_MDSSI}SignatureTime")
    _attributes(time)
    time_format, value = _children(time, f"{_MDSSI}Format", f"{_MDSSI}Value")
    if _text(time_format) != terms.SIGNATURE_TIME_FORMAT:
        raise SignatureInvalid("signature.time", rule=8, found=_text(time_format))
    return tuple(_read_manifest_entry(one) for one in references), _time(value)


def _read_manifest_entry(reference: etree._Element) -> ManifestEntry:
    (uri,) = _attributes(reference, "URI")
    transforms, digest = _reference_content(reference)
    if not transforms:
        return ManifestEntry(uri, None, digest)
    if [_algorithm(one) for one in transforms] != [terms.RELATIONSHIP_TRANSFORM, terms.C14N] or len(transforms[1]):
        raise SignatureInvalid("signature.transform", rule=10, reference=uri)
    chosen = _children(transforms[0], *[f"{_MDSSI}RelationshipReference"] * len(transforms[0]))
    for one in chosen:
        _children(one)
    return ManifestEntry(uri, tuple(_attributes(one, "SourceId")[0] for one in chosen), digest)


def _read_office_object(office_object: etree._Element) -> None:
    """Office's details say nothing that is used here, but must be what they are and where they are."""
    _attributes(office_object, "Id")
    properties = _only_child(office_object, f"{_DSIG}SignatureProperties")
    details = _only_child(_signature_property(properties, terms.OFFICE_DETAILS_ID), f"{_OFFICE}SignatureInfoV1")
    _attributes(details)
    for one in _children(details, *(f"{_OFFICE}{name}" for name in terms.OFFICE_DETAILS)):
        _text(one)


def _read_properties_object(properties_object: etree._Element) -> tuple[etree._Element, datetime, bytes, int]:
    """The SignedProperties, their time, and digest and serial number of the signer's certificate."""
    qualifying = _only_child(properties_object, f"{_XADES}QualifyingProperties")
    if _attributes(qualifying, "Target") != (f"#{terms.SIGNATURE_ID}",):
        raise SignatureInvalid("signature.element", rule=8, found=_short(qualifying))
    signed_properties = _only_child(qualifying, f"{_XADES}SignedProperties")
    if _attributes(signed_properties, "Id") != (terms.SIGNED_PROPERTIES_ID,):
        raise SignatureInvalid("signature.element", rule=8, found=_short(signed_properties))
    time, certificate, policy = _children(
        _only_child(signed_properties, f"{_XADES}SignedSignatureProperties"),
        *(f"{_XADES}{name}" for name in ("SigningTime", "SigningCertificate", "SignaturePolicyIdentifier")),
    )
    _children(_only_child(policy, f"{_XADES}SignaturePolicyImplied"))
    digest, issuer = _children(
        _only_child(certificate, f"{_XADES}Cert"), f"{_XADES}CertDigest", f"{_XADES}IssuerSerial"
    )
    method, digest_value = _children(digest, f"{_DSIG}DigestMethod", f"{_DSIG}DigestValue")
    if _algorithm(method) != terms.SHA256:
        raise SignatureInvalid("signature.digest_method", rule=11, found=_algorithm(method))
    name, serial = _children(issuer, f"{_DSIG}X509IssuerName", f"{_DSIG}X509SerialNumber")
    _text(name)
    if not _SERIAL.match(_text(serial)):
        raise SignatureInvalid("signature.element", rule=8, found=_short(serial))
    return signed_properties, _time(time), _digest(digest_value), int(_text(serial))


def _signature_property(properties: etree._Element, identifier: str) -> etree._Element:
    _attributes(properties)
    found = _only_child(properties, f"{_DSIG}SignatureProperty")
    if _attributes(found, "Id", "Target") != (identifier, f"#{terms.SIGNATURE_ID}"):
        raise SignatureInvalid("signature.element", rule=8, found=_short(found))
    return found


def _children(element: etree._Element, *tags: str) -> list[etree._Element]:
    """The children of ``element``, which must be exactly these in this order, with no text between them."""
    children = list(element)
    if [child.tag for child in children] != list(tags):
        raise SignatureInvalid("signature.element_order", rule=8, found=_short(element))
    if element.text or any(child.tail for child in children):
        raise SignatureInvalid("signature.text", rule=8, found=_short(element))
    return children


def _only_child(element: etree._Element, tag: str) -> etree._Element:
    return _children(element, tag)[0]


def _attributes(element: etree._Element, *names: str) -> tuple[str, ...]:
    """The values of exactly these attributes; raises if one is missing or another is there."""
    if sorted(str(key) for key in element.attrib) != sorted(names):
        raise SignatureInvalid("signature.attribute", rule=8, found=_short(element))
    return tuple(str(element.get(name)) for name in names)


def _text(element: etree._Element) -> str:
    """The text of an element that has neither attributes nor children."""
    _attributes(element)
    if len(element):
        raise SignatureInvalid("signature.element_order", rule=8, found=_short(element))
    return element.text or ""


def _algorithm(element: etree._Element) -> str:
    return _attributes(element, "Algorithm")[0]


def _time(element: etree._Element) -> datetime:
    text = _text(element)
    try:
        if not _TIME.match(text):
            raise ValueError(text)
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise SignatureInvalid("signature.time", rule=8, found=text[:40]) from error


def _base64(element: etree._Element) -> bytes:
    """The bytes of an element's text, which must be base64 in its one canonical writing."""
    text = _text(element)
    try:
        decoded = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise SignatureInvalid("signature.base64", rule=8, found=_short(element)) from error
    if base64.b64encode(decoded).decode("ascii") != text:
        raise SignatureInvalid("signature.base64", rule=8, found=_short(element))
    return decoded


def _digest(element: etree._Element) -> bytes:
    digest = _base64(element)
    if len(digest) != _SHA256_SIZE:
        raise SignatureInvalid("signature.base64", rule=8, found=_short(element))
    return digest


def _short(element: etree._Element) -> str:
    """An element's name without its namespace, for the facts of a refusal."""
    return etree.QName(element).localname[:60]
