"""What a file seems to be, said for a person whose file was not accepted: tolerant, and never trusted.

Nothing is decided here. The strict verifier refuses; this looks at the same bytes once more, takes what it can
get, and says "a PDF", "cut short", "saved again by LibreOffice". It never raises and never unpacks more than a
few kilobytes, whatever the bytes are.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

_ENTRIES_LOOKED_AT = 1000
_BYTES_UNPACKED = 64 * 1024
_TEXT_LOOKED_AT = 4096
_FOLDER_LOOKED_AT = 512 * 1024
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_APPLICATION = re.compile(rb"<(?:\w+:)?Application>([^<]{1,200})</")
_DEFLATED = 8

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"{\\rtf", "rich_text"),
    (b"SQLite format 3\0", "database"),
    (b"Rar!", "other_archive"),
    (b"7z\xbc\xaf\x27\x1c", "other_archive"),
    (b"\x1f\x8b", "other_archive"),
)
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_APPLICATIONS = (
    # openpyxl, which writes our own workbooks, calls itself a compatible Excel; it stands before Excel here.
    ("ctecs_desktop", "not_saved_again"),
    ("openpyxl", "not_saved_again"),
    ("libreoffice", "saved_by_libreoffice"),
    ("openoffice", "saved_by_libreoffice"),
    ("collabora", "saved_by_libreoffice"),
    ("microsoft excel", "saved_by_excel"),
    ("microsoft macintosh excel", "saved_by_excel"),
    ("microsoft office", "saved_by_excel"),
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a file seems to be: a stable code, the program that seems to have saved it, and further facts.

    Kinds of other files: ``empty_file``, ``pdf``, ``picture``, ``rich_text``, ``database``, ``other_archive``,
    ``web_page``, ``xml``, ``text``, ``old_excel``, ``password_protected``, ``old_office``, ``unknown``.
    Kinds of zips: ``truncated_zip``, ``damaged_zip``, ``other_zip``, ``word_document``, ``presentation``,
    ``open_document``, ``binary_workbook``, ``macro_workbook``.
    Kinds of workbooks: ``signed`` (has the look of a package signature), or without one ``saved_by_libreoffice``,
    ``saved_by_excel``, ``saved_by_other``, ``no_signature`` (nothing tells who saved it last).
    """

    kind: str
    application: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


def classify(data: bytes) -> Explanation:
    """What ``data`` seems to be; never raises."""
    if not data.strip(b"\0 \t\r\n"):
        return Explanation("empty_file", facts={"size": len(data)})
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return Explanation(kind, facts={"size": len(data)})
    if data.startswith(_COMPOUND_FILE):
        return _classify_compound_file(data)
    if b"PK\x05\x06" in data[-66_000:] or data.startswith(b"PK\x03\x04"):
        return _classify_zip(data)
    return _classify_text(data)


def _classify_compound_file(data: bytes) -> Explanation:
    """An OLE2 file: a workbook of before 2007, one with a password around it, or another document.

    The names of its streams stand in its folder as UTF-16, wherever that lies.
    """
    sample = data[:_FOLDER_LOOKED_AT] + data[-_FOLDER_LOOKED_AT:]
    for name, kind in (("EncryptedPackage", "password_protected"), ("Workbook", "old_excel"), ("Book", "old_excel")):
        if name.encode("utf-16-le") in sample:
            return Explanation(kind, facts={"size": len(data)})
    return Explanation("old_office", facts={"size": len(data)})


def _classify_text(data: bytes) -> Explanation:
    sample = data[:_TEXT_LOOKED_AT]
    folded = sample.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if folded.startswith((b"<!doctype html", b"<html")):
        return Explanation("web_page", facts={"size": len(data)})
    if folded.startswith(b"<?xml"):
        return Explanation("xml", facts={"size": len(data)})
    controls = sum(1 for byte in sample if byte < 32 and byte not in b"\t\r\n\f\x1b")
    if sample.startswith(_BYTE_ORDER_MARKS) or controls == 0:
        return Explanation("text", facts={"size": len(data), "separator": _separator(sample)})
    return Explanation("unknown", facts={"size": len(data)})


def _separator(sample: bytes) -> str:
    """The sign that seems to part the columns of a CSV file, or ''."""
    lines = sample.replace(b"\0", b"").splitlines()[:20]
    counted = {sign: sum(1 for line in lines if sign in line) for sign in (b"\t", b";", b",")}
    sign, count = max(counted.items(), key=lambda pair: pair[1])
    return sign.decode("ascii") if lines and count * 2 > len(lines) else ""


@dataclass(frozen=True, slots=True)
class _Listing:
    """What a zip's directory lists: where the packed bytes of each name seem to be. Incomplete where damaged."""

    places: Mapping[str, tuple[int, int, int]]
    is_complete: bool


def _classify_zip(data: bytes) -> Explanation:
    listing = _list_entries(data)
    if listing is None:
        has_workbook = b"xl/workbook" in data[:_FOLDER_LOOKED_AT] or b"[Content_Types].xml" in data[:_FOLDER_LOOKED_AT]
        return Explanation("truncated_zip", facts={"size": len(data), "looks_like_workbook": has_workbook})
    names = {name.lower() for name in listing.places}
    application = _application(data, listing)
    has_signature = any(name.startswith("_xmlsignatures/") for name in names)
    facts: dict[str, object] = {"size": len(data), "parts": len(names), "has_signature": has_signature}
    return Explanation(_kind_of_zip(data, listing, names, application=application), application, facts)


def _kind_of_zip(data: bytes, listing: _Listing, names: set[str], *, application: str | None) -> str:
    for prefix, kind in (("word/", "word_document"), ("ppt/", "presentation")):
        if any(name.startswith(prefix) for name in names):
            return kind
    if "mimetype" in names and "content.xml" in names:
        return "open_document"
    if "xl/vbaproject.bin" in names:
        return "macro_workbook"
    if "xl/workbook.bin" in names:
        return "binary_workbook"
    if "xl/workbook.xml" not in names and "[content_types].xml" not in names:
        return "other_zip" if listing.is_complete else "damaged_zip"
    if not listing.is_complete or _unpack(data, listing, "[Content_Types].xml") is None:
        return "damaged_zip"
    if any(name.startswith("_xmlsignatures/") for name in names):
        return "signed"
    folded = (application or "").lower()
    for word, kind in _APPLICATIONS:
        if word in folded:
            return "no_signature" if kind == "not_saved_again" else kind
    return "saved_by_other" if application else "no_signature"


def _list_entries(data: bytes) -> _Listing | None:
    """The entries that the directory lists, as far as it can be read; None where there is no directory."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 66_000))
    if end < 0 or end + 22 > len(data):
        return None
    count, size, start = struct.unpack_from("<HII", data, end + 10)
    # What stands before the directory may be missing or added to: count back from the end record instead.
    position = end - size
    shift = position - start
    places: dict[str, tuple[int, int, int]] = {}
    for _ in range(min(count, _ENTRIES_LOOKED_AT)):
        if position < 0 or position + 46 > end or data[position : position + 4] != b"PK\x01\x02":
            return _Listing(places, is_complete=False)
        (method,) = struct.unpack_from("<H", data, position + 10)
        (packed_size,) = struct.unpack_from("<I", data, position + 20)
        name_length, extra_length, comment_length = struct.unpack_from("<3H", data, position + 28)
        (offset,) = struct.unpack_from("<I", data, position + 42)
        name = data[position + 46 : position + 46 + name_length].decode("utf-8", "replace")
        places[name] = (offset + shift, method, packed_size)
        position += 46 + name_length + extra_length + comment_length
    return _Listing(places, is_complete=shift == 0)


def _application(data: bytes, listing: _Listing) -> str | None:
    content = _unpack(data, listing, "docProps/app.xml")
    found = _APPLICATION.search(content) if content else None
    return found.group(1).decode("utf-8", "replace").strip() if found else None


def _unpack(data: bytes, listing: _Listing, name: str) -> bytes | None:
    """The beginning of an entry, or None where nothing sensible comes out."""
    if name not in listing.places:
        return None
    offset, method, packed_size = listing.places[name]
    if offset < 0 or offset + 30 > len(data) or data[offset : offset + 4] != b"PK\x03\x04":
        return None
    name_length, extra_length = struct.unpack_from("<2H", data, offset + 26)
    start = offset + 30 + name_length + extra_length
    packed = data[start : start + min(packed_size, _BYTES_UNPACKED)]
    if method != _DEFLATED:
        return packed if method == 0 else None
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, _BYTES_UNPACKED)
    except zlib.error:
        return None
