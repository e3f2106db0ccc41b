"""The entries whose bytes a package signature leaves loose, tied to it by a digest list in a signed part.

An Office signature does not cover content types, document properties and the writing of relationships. Nothing is
read from them, yet a damaged or altered one should not go unnoticed. So a workbook signed here carries, in
a part that *is* signed, one custom document property with the SHA-256 of each of them. Excel shows these among
the custom properties; a workbook signed by other programs lacks them and is judged without.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from ctecs_desktop.domain.errors import SignatureInvalid
from ctecs_desktop.exchange.opc.package import is_relationships_name
from ctecs_desktop.exchange.opc.package_terms import (
    CUSTOM_PROPERTIES_NAME,
    SIGNATURE_ORIGIN_NAME,
    UNSIGNED_NAMES,
)
from ctecs_desktop.exchange.opc.zip_records import CONTENT_TYPES_NAME

_PREFIX = "SHA-256 of "
_PROPERTY = re.compile(r'name="SHA-256 of ([^"]*)"><vt:lpwstr>([^<]*)</vt:lpwstr>')


def is_loose(name: str) -> bool:
    """Whether the signature does not fix this entry's bytes."""
    names = (CONTENT_TYPES_NAME, SIGNATURE_ORIGIN_NAME, *UNSIGNED_NAMES)
    return name in names or is_relationships_name(name)


def write_loose_parts(container: Mapping[str, bytes]) -> bytes:
    """The custom properties part of a workbook to be signed: one property for each of its loose entries.

    One each, since Excel takes no property of more than 255 characters.
    """
    properties = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name="{_PREFIX}{name}">'
        f"<vt:lpwstr>{digest}</vt:lpwstr></property>"
        for number, (name, digest) in enumerate(sorted(_digests(container)), start=2)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"'
        f' xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">{properties}</Properties>'
    ).encode()


def check_loose_parts(container: Mapping[str, bytes]) -> None:
    """Raise ``SignatureInvalid`` where the signed digests and the loose entries disagree."""
    signed = set(_PROPERTY.findall(container.get(CUSTOM_PROPERTIES_NAME, b"").decode("utf-8")))
    differing = _digests(container) ^ signed
    if signed and differing:
        raise SignatureInvalid("signature.loose_part_changed", rule=13, part=min(differing)[0])


def _digests(container: Mapping[str, bytes]) -> set[tuple[str, str]]:
    """Name and SHA-256 of every loose entry."""
    return {(name, hashlib.sha256(container[name]).hexdigest()) for name in container if is_loose(name)}
