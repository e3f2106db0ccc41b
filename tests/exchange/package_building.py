"""Signers with keys of every kind, small real workbooks, and the tools to take a signed one apart and sign it anew."""

from __future__ import annotations

import base64
import functools
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import openpyxl
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree
from openpyxl.comments import Comment

from ctecs_desktop.exchange.opc.container import read_container
from ctecs_desktop.exchange.opc.package_signature import sign_package
from ctecs_desktop.exchange.opc.package_xml import canonical

CLAIMED_TIME = datetime(2016, 7, 1, 12, 30, 15, tzinfo=UTC)
SIGNATURE_NAME = "_xmlsignatures/sig1.xml"


@dataclass(frozen=True)
class KeyAndCertificate:
    """A private key with a certificate that it signed itself: what the package signature asks of a signer."""

    private_key: Any
    certificate_der: bytes
    chain: tuple[bytes, ...] = ()

    def sign(self, message: bytes) -> bytes:
        if isinstance(self.private_key, rsa.RSAPrivateKey):
            return self.private_key.sign(message, padding.PKCS1v15(), hashes.SHA256())
        if isinstance(self.private_key, ed25519.Ed25519PrivateKey):
            return self.private_key.sign(message)
        r, s = decode_dss_signature(self.private_key.sign(message, ec.ECDSA(hashes.SHA256())))
        width = (self.private_key.curve.key_size + 7) // 8
        return r.to_bytes(width, "big") + s.to_bytes(width, "big")

    @property
    def certificate_pem(self) -> bytes:
        return x509.load_der_x509_certificate(self.certificate_der).public_bytes(Encoding.PEM)


def make_signer(kind: str = "rsa-2048", *, name: str = "Kaynor <& Sons> Tech") -> KeyAndCertificate:
    """A signer of the key kind ``rsa-<bits>``, ``p256``, ``p384``, ``p521`` or ``ed25519``, the same at each call."""
    return _make_signer(kind, name)


@functools.cache
def _make_signer(kind: str, name: str) -> KeyAndCertificate:
    curves = {"p256": ec.SECP256R1(), "p384": ec.SECP384R1(), "p521": ec.SECP521R1()}
    key: Any
    if kind.startswith("rsa-"):
        key = rsa.generate_private_key(65537, int(kind.removeprefix("rsa-")))
    elif kind == "ed25519":
        key = ed25519.Ed25519PrivateKey.generate()
    else:
        key = ec.generate_private_key(curves[kind])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2015, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2045, 1, 1, tzinfo=UTC))
        .sign(key, None if kind == "ed25519" else hashes.SHA256())
    )
    return KeyAndCertificate(key, certificate.public_bytes(Encoding.DER))


def make_workbook(rows: int = 20) -> bytes:
    """A workbook by openpyxl with two sheets, a comment (so a drawing too), print titles and protection."""
    workbook = openpyxl.Workbook()
    values = workbook.active
    assert values is not None
    values.title = "Values"
    values.append(["measure", "subgroup", "value", "note"])
    for number in range(1, rows + 1):
        values.append([f"1.{number}", "ALL", number * 3, f"Note {number}: “two < three & four”"])
    values.freeze_panes = "A2"
    values.print_title_rows = "1:1"
    values.protection.sheet = True
    seal = workbook.create_sheet("Seal")
    seal["A1"] = "seal"
    seal["A2"].comment = Comment("What was signed", "program")
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


@functools.cache
def signed_workbook(kind: str = "rsa-2048") -> bytes:
    """``make_workbook`` signed by ``make_signer(kind)``."""
    return sign_package(make_workbook(), signer=make_signer(kind), claimed_time=CLAIMED_TIME, comments="Signed off")


def unpack(data: bytes) -> dict[str, bytes]:
    """The entries of a sound container, to be changed and packed again."""
    return dict(read_container(data))


def replace_once(text: str, old: str, new: str) -> str:
    """``text`` with the one place changed that the test means; fails where that place is not there."""
    assert old in text, f"{old!r} is not in the text"
    return text.replace(old, new, 1)


def resign(signature: str, signer: KeyAndCertificate) -> str:
    """A changed signature part made consistent again by its own key: digests of the objects, then the value.

    So that what is refused afterwards is refused for its form and not for a digest.
    """
    root = etree.fromstring(signature.encode())
    covered = {element.get("Id"): element for element in root.iter() if element.get("Id")}

    def with_digest(match: re.Match[str]) -> str:
        digest = base64.b64encode(hashlib.sha256(canonical(covered[match.group(2)])).digest()).decode()
        return f"{match.group(1)}{digest}{match.group(3)}"

    head, separator, rest = signature.partition("</SignedInfo>")
    head = re.sub(r'(URI="#(id\w+)".*?<DigestValue>)[^<]*(</DigestValue>)', with_digest, head)
    signed_info = etree.fromstring(f"{head}{separator}</Signature>".encode())[0]
    value = base64.b64encode(signer.sign(canonical(signed_info))).decode()
    rest = re.sub(r"<SignatureValue>[^<]*</SignatureValue>", f"<SignatureValue>{value}</SignatureValue>", rest, count=1)
    return f"{head}{separator}{rest}"


def manifest_names(parts: Mapping[str, bytes]) -> list[str]:
    """The entries that the signature's manifest names."""
    return re.findall(r'URI="/([^"?]+)\?', parts[SIGNATURE_NAME].decode())
