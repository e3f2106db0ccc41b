"""Signing a workbook as Excel 365 does, so that Excel and LibreOffice show who signed and that nothing changed.

The bytes depend on the workbook, the certificate and the claimed time alone: signing twice gives the same
file. What a signature must cover and how it is written stands in ECMA-376 part 2 chapter 13 and MS-OFFCRYPTO
2.5.2; ``package_verifier`` is its counterpart.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.exchange.opc import package_terms as terms
from ctecs_desktop.exchange.opc.container import Container, pack, read_container
from ctecs_desktop.exchange.opc.loose_parts import write_loose_parts
from ctecs_desktop.exchange.opc.package import (
    Package,
    Relationship,
    read_package,
    write_content_types,
    write_relationships,
)
from ctecs_desktop.exchange.opc.package_verifier import has_package_signature
from ctecs_desktop.exchange.opc.package_xml import (
    canonical,
    canonical_relationships,
    escape_attribute,
    escape_text,
    parse_package_xml,
)
from ctecs_desktop.exchange.opc.zip_records import CONTENT_TYPES_NAME, ROOT_RELATIONSHIPS_NAME

MANIFEST_LIMIT = 30
"""References in one manifest: Apache POI refuses more by default, and with it much that is built on it."""

_DCTERMS = "{http://purl.org/dc/terms/}"


class Signer(Protocol):
    """Somebody's key with its certificate."""

    @property
    def certificate_der(self) -> bytes:
        """The certificate whose key signs, as DER."""

    @property
    def chain(self) -> tuple[bytes, ...]:
        """Its issuers' certificates. Not written into the signature: no reader may build its trust on them."""

    def sign(self, message: bytes) -> bytes:
        """Sign with SHA-256: PKCS#1 v1.5 for RSA, r‖s in the curve's width for ECDSA."""


def sign_package(data: bytes, *, signer: Signer, claimed_time: datetime, comments: str = "") -> bytes:
    """The workbook ``data``, signed; the document's created and modified times become the claimed time.

    ``comments`` is shown by Excel with the signature. Raises ``NotAWorkbook`` if ``data`` breaks rules 1-6,
    ``NotAllowed`` if it is signed already, has custom properties of its own or too many parts.
    """
    time = claimed_time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    package = _prepare(read_package(read_container(data)), time=time)
    certificate = x509.load_der_x509_certificate(signer.certificate_der)
    is_elliptic = isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
    objects = (
        _package_object(_manifest(package), time=time),
        _office_object(comments),
        _properties_object(certificate, time=time),
    )
    signed_info = _signed_info(objects, method=terms.ECDSA_SHA256 if is_elliptic else terms.RSA_SHA256)
    value = _base64(signer.sign(canonical(_in_signature(signed_info))))
    key_info = (
        f"<SignatureValue>{value}</SignatureValue><KeyInfo><X509Data><X509Certificate>"
        f"{_base64(signer.certificate_der)}</X509Certificate></X509Data></KeyInfo>"
    )
    signature = _signature(signed_info + key_info + "".join(objects))
    content = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{signature}'.encode()
    return pack({**package.container, terms.SIGNATURE_NAME: content})


def _prepare(package: Package, *, time: str) -> Package:
    """The package with all that belongs to a signed one except the signature: origin, digests, plain writing."""
    if has_package_signature(package.container):
        raise NotAllowed("signature.already_signed")
    if terms.CUSTOM_PROPERTIES_NAME in package.container:
        raise NotAllowed("signature.custom_properties", part=terms.CUSTOM_PROPERTIES_NAME)
    types = dict(package.content_types)
    types[terms.CUSTOM_PROPERTIES_NAME] = terms.CUSTOM_PROPERTIES_TYPE
    types[terms.SIGNATURE_ORIGIN_NAME] = terms.SIGNATURE_ORIGIN_TYPE
    types[terms.SIGNATURE_ORIGIN_RELATIONSHIPS_NAME] = terms.RELATIONSHIPS_TYPE
    types[terms.SIGNATURE_NAME] = terms.SIGNATURE_TYPE
    relationships = dict(package.relationships)
    relationships[ROOT_RELATIONSHIPS_NAME] += (
        Relationship(
            _free_id(package, "rIdCustom"),
            terms.CUSTOM_PROPERTIES_RELATIONSHIP,
            terms.CUSTOM_PROPERTIES_NAME,
            terms.CUSTOM_PROPERTIES_NAME,
        ),
        Relationship(
            _free_id(package, "rIdSignature"),
            terms.SIGNATURE_ORIGIN_RELATIONSHIP,
            terms.SIGNATURE_ORIGIN_NAME,
            terms.SIGNATURE_ORIGIN_NAME,
        ),
    )
    relationships[terms.SIGNATURE_ORIGIN_RELATIONSHIPS_NAME] = (
        Relationship("rId1", terms.SIGNATURE_RELATIONSHIP, "sig1.xml", terms.SIGNATURE_NAME),
    )
    parts = {
        **package.container,
        terms.SIGNATURE_ORIGIN_NAME: b"",
        CONTENT_TYPES_NAME: write_content_types(types),
    }
    parts.update({name: write_relationships(ones) for name, ones in relationships.items()})
    if terms.CORE_PROPERTIES_NAME in parts:
        parts[terms.CORE_PROPERTIES_NAME] = _dated(parts[terms.CORE_PROPERTIES_NAME], time=time)
    parts[terms.CUSTOM_PROPERTIES_NAME] = write_loose_parts(parts)
    return Package(Container(parts), types, relationships, package.workbook_name)


def _free_id(package: Package, wished: str) -> str:
    """``wished``, with a number behind it where the root relationships have that Id already."""
    taken = {one.identifier.lower() for one in package.relationships[ROOT_RELATIONSHIPS_NAME]}
    names = (wished, *(f"{wished}{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name.lower() not in taken)


def _dated(core: bytes, *, time: str) -> bytes:
    """The core properties with the claimed time for both of theirs; openpyxl writes the clock's at each save."""
    root = parse_package_xml(core, part=terms.CORE_PROPERTIES_NAME)
    for name in ("created", "modified"):
        for element in root.iter(f"{_DCTERMS}{name}"):
            element.text = time
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _manifest(package: Package) -> str:
    """One reference for each entry that is signed, in the order of their names."""
    references = [
        _relationships_reference(package, name) if name in package.relationships else _part_reference(package, name)
        for name in sorted(package.content_types)
        if name not in terms.UNSIGNED_NAMES and not name.startswith(f"{terms.SIGNATURE_FOLDER}/")
    ]
    if len(references) > MANIFEST_LIMIT:
        raise NotAllowed("signature.too_many_parts", count=len(references), limit=MANIFEST_LIMIT)
    return f"<Manifest>{''.join(references)}</Manifest>"


def _part_reference(package: Package, name: str) -> str:
    return _reference(_uri(package, name), _digest(package.container[name]))


def _relationships_reference(package: Package, name: str) -> str:
    chosen = [
        one
        for one in package.relationships[name]
        if name != ROOT_RELATIONSHIPS_NAME or one.kind not in terms.UNSIGNED_RELATIONSHIPS
    ]
    choice = "".join(
        f'<mdssi:RelationshipReference xmlns:mdssi="{terms.PACKAGE_SIGNATURE_NAMESPACE}" SourceId="{one.identifier}"/>'
        for one in chosen
    )
    transforms = (
        f'<Transforms><Transform Algorithm="{terms.RELATIONSHIP_TRANSFORM}">{choice}</Transform>'
        f'<Transform Algorithm="{terms.C14N}"/></Transforms>'
    )
    rows = [(one.identifier, one.target, one.kind) for one in chosen]
    content = canonical_relationships(terms.RELATIONSHIPS_NAMESPACE, rows)
    return _reference(_uri(package, name), _digest(content), transforms=transforms)


def _uri(package: Package, name: str) -> str:
    return escape_attribute(terms.manifest_uri(name, package.content_types[name]))


def _package_object(manifest: str, *, time: str) -> str:
    value = (
        f'<mdssi:SignatureTime xmlns:mdssi="{terms.PACKAGE_SIGNATURE_NAMESPACE}">'
        f"<mdssi:Format>{terms.SIGNATURE_TIME_FORMAT}</mdssi:Format><mdssi:Value>{time}</mdssi:Value>"
        "</mdssi:SignatureTime>"
    )
    properties = _signature_properties(terms.SIGNATURE_TIME_ID, value)
    return f'<Object Id="{terms.PACKAGE_OBJECT_ID}">{manifest}{properties}</Object>'


def _office_object(comments: str) -> str:
    details = {**terms.OFFICE_DETAILS, "SignatureComments": comments}
    rows = "".join(
        f"<{name}>{escape_text(value)}</{name}>" if value else f"<{name}/>" for name, value in details.items()
    )
    info = f'<SignatureInfoV1 xmlns="{terms.OFFICE_SIGNATURE_NAMESPACE}">{rows}</SignatureInfoV1>'
    return f'<Object Id="{terms.OFFICE_OBJECT_ID}">{_signature_properties(terms.OFFICE_DETAILS_ID, info)}</Object>'


def _signature_properties(identifier: str, content: str) -> str:
    return (
        f'<SignatureProperties><SignatureProperty Id="{identifier}" Target="#{terms.SIGNATURE_ID}">'
        f"{content}</SignatureProperty></SignatureProperties>"
    )


def _properties_object(certificate: x509.Certificate, *, time: str) -> str:
    digest = _digest(certificate.public_bytes(Encoding.DER))
    return (
        f'<Object><xd:QualifyingProperties xmlns:xd="{terms.XADES_NAMESPACE}" Target="#{terms.SIGNATURE_ID}">'
        f'<xd:SignedProperties Id="{terms.SIGNED_PROPERTIES_ID}"><xd:SignedSignatureProperties>'
        f"<xd:SigningTime>{time}</xd:SigningTime><xd:SigningCertificate><xd:Cert><xd:CertDigest>"
        f'<DigestMethod Algorithm="{terms.SHA256}"/><DigestValue>{digest}</DigestValue></xd:CertDigest>'
        f"<xd:IssuerSerial><X509IssuerName>{escape_text(certificate.issuer.rfc4514_string())}</X509IssuerName>"
        f"<X509SerialNumber>{certificate.serial_number}</X509SerialNumber></xd:IssuerSerial></xd:Cert>"
        "</xd:SigningCertificate><xd:SignaturePolicyIdentifier><xd:SignaturePolicyImplied/>"
        "</xd:SignaturePolicyIdentifier></xd:SignedSignatureProperties></xd:SignedProperties>"
        "</xd:QualifyingProperties></Object>"
    )


def _signed_info(objects: tuple[str, str, str], *, method: str) -> str:
    package_object, office_object, properties_object = (_in_signature(one) for one in objects)
    signed_properties = properties_object[0][0]
    c14n = f'<Transforms><Transform Algorithm="{terms.C14N}"/></Transforms>'
    references = (
        _object_reference(terms.PACKAGE_OBJECT_ID, package_object),
        _object_reference(terms.OFFICE_OBJECT_ID, office_object),
        _reference(
            f"#{terms.SIGNED_PROPERTIES_ID}",
            _digest(canonical(signed_properties)),
            kind=terms.SIGNED_PROPERTIES_REFERENCE,
            transforms=c14n,
        ),
    )
    return (
        f'<SignedInfo><CanonicalizationMethod Algorithm="{terms.C14N}"/><SignatureMethod Algorithm="{method}"/>'
        f"{''.join(references)}</SignedInfo>"
    )


def _object_reference(identifier: str, element: etree._Element) -> str:
    return _reference(f"#{identifier}", _digest(canonical(element)), kind=terms.OBJECT_REFERENCE)


def _reference(uri: str, digest: str, *, kind: str = "", transforms: str = "") -> str:
    type_attribute = f'Type="{kind}" ' if kind else ""
    return (
        f'<Reference {type_attribute}URI="{uri}">{transforms}<DigestMethod Algorithm="{terms.SHA256}"/>'
        f"<DigestValue>{digest}</DigestValue></Reference>"
    )


def _in_signature(content: str) -> etree._Element:
    """The element that ``content`` is inside the Signature, with the namespaces it has there."""
    return parse_package_xml(_signature(content).encode(), part=terms.SIGNATURE_NAME)[0]


def _signature(content: str) -> str:
    return f'<Signature xmlns="{terms.DSIG_NAMESPACE}" Id="{terms.SIGNATURE_ID}">{content}</Signature>'


def _digest(content: bytes) -> str:
    return _base64(hashlib.sha256(content).digest())


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
