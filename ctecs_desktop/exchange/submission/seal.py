"""The value seal: a signature over the values themselves, which survives that a spreadsheet saves the file anew.

It stands as text on a visible sheet: one row for each canonical line, with ten digits that check that row alone, and
above them the signature over all lines and the certificate of its key. Whose certificate it is, and whether it may
sign for this school, is for ``trust`` to say.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from ctecs_desktop.domain.errors import SignatureInvalid
from ctecs_desktop.domain.submission import FORMAT_VERSION, Submission, canonical_lines, text_of_lines
from ctecs_desktop.exchange.opc.package_signature import Signer
from ctecs_desktop.exchange.submission.workbook_layout import SEAL, SEAL_COLUMNS
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle, Content, Page, PageCell, PageRow

RSA_ALGORITHM, ECDSA_ALGORITHM = "RSA PKCS#1 v1.5 with SHA-256", "ECDSA with SHA-256"
SEAL_VERSION = f"ctecs submission {FORMAT_VERSION}"

SEAL_FIRST_ROW = 11
"""The row of the first signed line."""

DIGITS = 10
"""Hexadecimal digits that check one row: enough to find a slip, no protection by themselves."""

_SMALLEST_KEY, _LARGEST_KEY, _SMALLEST_EXPONENT = 2048, 4096, 65537
_CURVES = ("secp256r1", "secp384r1", "secp521r1")
_ESCAPED = re.compile(r"\\(.)|\|")


@dataclass(frozen=True, slots=True)
class Seal:
    """What the ``Seal`` sheet holds."""

    lines: tuple[str, ...] = field(repr=False)
    algorithm: str
    signature: bytes = field(repr=False)
    certificate_der: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical text in hex: what ``domain.submission.submission_digest`` gives."""
        return hashlib.sha256(text_of_lines(self.lines)).hexdigest()


def make_seal(submission: Submission, signer: Signer) -> Seal:
    """Sign the values of ``submission``."""
    lines = tuple(canonical_lines(submission))
    key = _public_key(signer.certificate_der)
    algorithm = RSA_ALGORITHM if isinstance(key, rsa.RSAPublicKey) else ECDSA_ALGORITHM
    return Seal(lines, algorithm, signer.sign(text_of_lines(lines)), signer.certificate_der)


def verify_seal(seal: Seal) -> str:
    """The digest of what was signed, if the signature holds for the lines.

    Raises ``SignatureInvalid`` (rule 20): ``seal.certificate`` (it cannot be read, or its key is none that may sign),
    ``seal.algorithm`` (``found``: not the one that fits the key) or ``seal.broken`` (the lines are not what was
    signed).
    """
    key = _public_key(seal.certificate_der)
    expected = RSA_ALGORITHM if isinstance(key, rsa.RSAPublicKey) else ECDSA_ALGORITHM
    if seal.algorithm != expected:
        raise SignatureInvalid("seal.algorithm", rule=20, found=seal.algorithm, expected=expected)
    text = text_of_lines(seal.lines)
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(seal.signature, text, padding.PKCS1v15(), hashes.SHA256())
        else:
            key.verify(_as_der(seal.signature, key.curve), text, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise SignatureInvalid("seal.broken", rule=20) from error
    return hashlib.sha256(text).hexdigest()


def _public_key(certificate_der: bytes) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    """The key of the certificate, if it is of a kind and size that may sign."""
    try:
        key = x509.load_der_x509_certificate(certificate_der).public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SignatureInvalid("seal.certificate", rule=20, reason="unreadable") from error
    if isinstance(key, rsa.RSAPublicKey):
        if _SMALLEST_KEY <= key.key_size <= _LARGEST_KEY and key.public_numbers().e >= _SMALLEST_EXPONENT:
            return key
    elif isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _CURVES:
        return key
    raise SignatureInvalid("seal.certificate", rule=20, reason="key")


def _as_der(signature: bytes, curve: ec.EllipticCurve) -> bytes:
    """r‖s, each in the curve's width, as the library wants it."""
    width = (curve.key_size + 7) // 8
    if len(signature) != 2 * width:
        raise InvalidSignature
    return encode_dss_signature(int.from_bytes(signature[:width], "big"), int.from_bytes(signature[width:], "big"))


def check_digits(line: str) -> str:
    """The digits that check one line by itself."""
    return hashlib.sha256(line.encode("utf-8")).hexdigest()[:DIGITS]


def line_as_text(line: str) -> str:
    """A canonical line as its cell shows it: ``|`` where the line has a tab, which no cell shows."""
    return line.replace("|", "\\p").replace("\t", "|")


def lines_of_texts(texts: Sequence[str]) -> list[str]:
    r"""The canonical lines of the cells' texts; the inverse of :func:`line_as_text`.

    ``\p`` is a bar. A backslash before any other sign belongs to the line itself, and ``\\p`` is an escaped
    backslash before the letter p.
    """
    joined = "\n".join(texts)
    if "\\p" not in joined:
        return joined.replace("|", "\t").split("\n")
    return [_ESCAPED.sub(_unescaped, text) for text in texts]


def _unescaped(found: re.Match[str]) -> str:
    if found.group() == "|":
        return "\t"
    return "|" if found.group(1) == "p" else found.group()


def seal_page(seal: Seal, *, subtitle: str, footer: str) -> Page:
    """The ``Seal`` sheet."""
    return Page(
        name=SEAL,
        widths=tuple(column.width for column in SEAL_COLUMNS),
        rows=(*seal_head(seal, subtitle=subtitle), *seal_rows(seal.lines)),
        heading_row=SEAL_FIRST_ROW - 1,
        row_height=13.0,
        footer=footer,
        tab="8A93A1",
    )


def seal_head(seal: Seal, *, subtitle: str) -> tuple[PageRow, ...]:
    """The rows above the signed lines."""
    head: tuple[tuple[str, Content], ...] = (
        ("Version", SEAL_VERSION),
        ("Algorithm", seal.algorithm),
        ("Digest", seal.digest),
        ("Signature", base64.b64encode(seal.signature).decode("ascii")),
        ("Certificate", base64.b64encode(seal.certificate_der).decode("ascii")),
    )
    return (
        (PageCell("Seal over the values", CellStyle.TITLE),),
        (PageCell(subtitle, CellStyle.SUBTITLE),),
        (),
        *((PageCell(label, CellStyle.FIXED), PageCell(content, CellStyle.FIXED)) for label, content in head),
        (),
        tuple(PageCell(column.heading, CellStyle.HEADING) for column in SEAL_COLUMNS),
    )


def seal_rows(lines: Iterable[str]) -> tuple[PageRow, ...]:
    """A row for each signed line."""
    return tuple(
        (PageCell(check_digits(line), CellStyle.FIXED), PageCell(line_as_text(line), CellStyle.FIXED)) for line in lines
    )


HEAD_ROWS = {"version": 4, "algorithm": 5, "digest": 6, "signature": 7, "certificate": 8}
"""Where the head of the sheet says what, all in column B."""


def read_seal(head: dict[str, Content], texts: Sequence[str]) -> Seal:
    """The seal made of the cells of its sheet: ``head`` by the names of ``HEAD_ROWS``, ``texts`` from column B.

    Raises ``SignatureInvalid`` (rule 20): ``seal.missing`` (``cell``: the first empty one), ``seal.version``
    (``found``) or ``seal.damaged`` (``cell``: what stands there is not base64).
    """
    found: dict[str, str] = {}
    for name, row in HEAD_ROWS.items():
        content = head.get(name)
        if not isinstance(content, str) or not content:
            raise SignatureInvalid("seal.missing", rule=20, sheet=SEAL, cell=f"B{row}")
        found[name] = content
    if found["version"] != SEAL_VERSION:
        raise SignatureInvalid("seal.version", rule=20, sheet=SEAL, cell="B4", found=found["version"][:80])
    if not texts:
        raise SignatureInvalid("seal.missing", rule=20, sheet=SEAL, cell=f"B{SEAL_FIRST_ROW}")
    lines = tuple(lines_of_texts(texts))
    return Seal(lines, found["algorithm"], _decoded(found, "signature"), _decoded(found, "certificate"))


def _decoded(found: dict[str, str], name: str) -> bytes:
    try:
        return base64.b64decode(found[name], validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignatureInvalid("seal.damaged", rule=20, sheet=SEAL, cell=f"B{HEAD_ROWS[name]}") from error


def damaged_rows(digits: Iterable[Content], texts: Iterable[Content]) -> list[int]:
    """The rows of the sheet whose check digits do not fit their line, by row number."""
    return [
        row
        for row, (found, text) in enumerate(zip(digits, texts, strict=True), start=SEAL_FIRST_ROW)
        if not isinstance(text, str) or found != check_digits(lines_of_texts([text])[0])
    ]
