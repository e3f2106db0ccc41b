"""The floor under every reader of a workbook: inflating its sheets and letting expat find their tokens."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

SHEETS = "xl/worksheets/sheet"
_LOCAL_HEADER = 30
_LENGTHS = slice(26, 30)


def packed_sheets(path: Path, *, leaving_out: frozenset[str] = frozenset()) -> list[bytes]:
    """The deflated bytes of the sheets of a workbook, by part name without those left out."""
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        entries = [each for each in archive.infolist() if each.filename.startswith(SHEETS)]
    assert all(each.compress_type == zipfile.ZIP_DEFLATED for each in entries)
    packed = []
    for entry in entries:
        if entry.filename not in leaving_out:
            name, extra = struct.unpack("<HH", data[entry.header_offset :][_LENGTHS])
            start = entry.header_offset + _LOCAL_HEADER + name + extra
            packed.append(data[start : start + entry.compress_size])
    return packed


def tokenise(sheets: list[bytes]) -> None:
    """Inflate and parse, with no handler at all."""
    for packed in sheets:
        expat.ParserCreate().Parse(zlib.decompress(packed, -zlib.MAX_WBITS), True)
