"""The structures of a zip file: its end record, its directory and the headers before each entry.

What they say is checked here against each other, byte for byte; what the entries hold and how much they may
hold is the business of ``container``. Rules 1 and 2 of the strict verifier.
Source: PKWARE APPNOTE 6.3.10; for Excel's padding ECMA-376 part 2, annex B.
"""

from __future__ import annotations

import re
import struct
import zlib
from typing import NamedTuple

from ctecs_desktop.domain.errors import NotAWorkbook

CONTENT_TYPES_NAME = "[Content_Types].xml"
ROOT_RELATIONSHIPS_NAME = "_rels/.rels"

_SEGMENT = r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?<!\.)"
_PART_NAME = re.compile(rf"(?:{_SEGMENT}(?:/{_SEGMENT})*)\Z")

_LOCAL = struct.Struct("<4s5H3I2H")
_DIRECTORY = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_DESCRIPTOR = struct.Struct("<3I")
_LOCAL_MARK, _DIRECTORY_MARK, _END_MARK, _DESCRIPTOR_MARK = (
    b"PK\x03\x04",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b"PK\x07\x08",
)

STORED, DEFLATED = 0, 8
_ENCRYPTED_FLAGS = 0x2041  # bits 0, 6 and 13: encryption, strong encryption, masked headers
_DESCRIPTOR_FLAG = 0x0008
_ALLOWED_FLAGS = 0x080E  # bits 1 and 2 (deflate speed, Excel sets both), 3 (descriptor), 11 (UTF-8 name)
_NEWEST_VERSION = 20  # version needed to extract: 2.0 is deflate; 4.5 would be Zip64, which nothing here needs
_EXCEL_PADDING = 0xA220  # room that Excel leaves in a local header so that it can grow the part in place
_EPOCH_DATE = 0x0021  # 1980-01-01, the first day a zip can say


class ZipEntry(NamedTuple):
    """One record of the central directory."""

    name: str
    made_by: int
    needed: int
    flags: int
    method: int
    time: int
    date: int
    checksum: int
    packed_size: int
    size: int
    internal_attributes: int
    external_attributes: int
    offset: int


def is_part_name(name: str) -> bool:
    """Whether ``name`` may name an entry: plain segments, or one of the two names OPC itself prescribes."""
    if name in (CONTENT_TYPES_NAME, ROOT_RELATIONSHIPS_NAME):
        return True
    return len(name) <= 200 and _PART_NAME.match(name) is not None


def read_end_record(data: bytes) -> tuple[int, int, int]:
    """Where the directory begins, where it ends, and its number of entries; nothing may follow the record."""
    if not data.startswith((_LOCAL_MARK, _END_MARK)):
        code = "container.prefix" if _END_MARK in data else "container.not_a_zip"
        raise NotAWorkbook(code, rule=1)
    end_start = len(data) - _END.size
    if end_start < 0 or data[end_start : end_start + 4] != _END_MARK:
        _explain_missing_end(data)
    _, disk, first_disk, here, count, size, start, comment = _END.unpack_from(data, end_start)
    if 0xFFFF in (here, count) or 0xFFFFFFFF in (size, start):
        raise NotAWorkbook("container.zip64", rule=1)
    if comment:
        raise NotAWorkbook("container.comment", rule=1)
    if disk or first_disk or here != count:
        raise NotAWorkbook("container.several_disks", rule=1)
    if not count:
        raise NotAWorkbook("container.empty", rule=1)
    if start + size != end_start:
        raise NotAWorkbook("container.gap", rule=1, position=start + size, before="end")
    return start, end_start, count


def _explain_missing_end(data: bytes) -> None:
    """Raise for a file that does not end with its end record: a comment, trailing bytes, or cut short."""
    found = data.rfind(_END_MARK)
    if found < 0 or found + _END.size > len(data):
        raise NotAWorkbook("container.truncated", rule=1)
    comment = int.from_bytes(data[found + 20 : found + 22], "little")
    if comment and found + _END.size + comment == len(data):
        raise NotAWorkbook("container.comment", rule=1)
    raise NotAWorkbook("container.trailing_bytes", rule=1, count=len(data) - found - _END.size)


def read_directory(data: bytes, position: int, *, end: int, count: int) -> list[ZipEntry]:
    entries = []
    for _ in range(count):
        if position + _DIRECTORY.size > end or data[position : position + 4] != _DIRECTORY_MARK:
            raise NotAWorkbook("container.directory_damaged", rule=1, position=position)
        (
            _, made_by, needed, flags, method, time, date, checksum, packed_size, size,
            name_length, extra_length, comment_length, disk, internal, external, offset,
        ) = _DIRECTORY.unpack_from(data, position)  # fmt: skip
        position += _DIRECTORY.size + name_length + extra_length + comment_length
        if position > end:
            raise NotAWorkbook("container.directory_damaged", rule=1, position=position)
        name_end = position - extra_length - comment_length
        name = _name(data[name_end - name_length : name_end])
        if comment_length:
            raise NotAWorkbook("container.entry_comment", rule=1, part=name)
        if 0xFFFFFFFF in (packed_size, size, offset):
            raise NotAWorkbook("container.zip64", rule=1)
        if extra_length:
            raise NotAWorkbook("container.extra_field", rule=1, part=name)
        if disk:
            raise NotAWorkbook("container.several_disks", rule=1)
        entry = ZipEntry(name, made_by, needed, flags, method, time, date, checksum, packed_size, size,
                       internal, external, offset)  # fmt: skip
        _check_method(entry)
        entries.append(entry)
    if position != end:
        raise NotAWorkbook("container.gap", rule=1, position=position, before="end")
    return entries


def _name(raw: bytes) -> str:
    """An entry's name; raises unless it is one that every reader and file system understands alike."""
    try:
        name = raw.decode("ascii")
    except UnicodeDecodeError as error:
        raise NotAWorkbook("container.name", rule=2, part=raw.decode("latin-1")) from error
    if not is_part_name(name):
        raise NotAWorkbook("container.name", rule=2, part=name)
    return name


def _check_method(entry: ZipEntry) -> None:
    if entry.flags & _ENCRYPTED_FLAGS:
        raise NotAWorkbook("container.encrypted", rule=3, part=entry.name)
    if entry.method not in (STORED, DEFLATED):
        raise NotAWorkbook("container.method", rule=3, part=entry.name, method=entry.method)
    # A stored entry whose size stands only behind it has no certain end for a reader of streams.
    is_open_ended = entry.method == STORED and entry.flags & _DESCRIPTOR_FLAG
    if entry.flags & ~_ALLOWED_FLAGS or entry.needed > _NEWEST_VERSION or is_open_ended:
        raise NotAWorkbook("container.flags", rule=3, part=entry.name, flags=entry.flags, version=entry.needed)


def check_local_header(data: bytes, entry: ZipEntry, *, position: int, end: int) -> int:
    """Where the entry's content begins, after its local header was found to say what the directory says."""
    if entry.offset != position:
        code = "overlap" if entry.offset < position else "gap" if position else "prefix"
        raise NotAWorkbook(f"container.{code}", rule=1, position=position, before=entry.name)
    if position + _LOCAL.size > end or data[position : position + 4] != _LOCAL_MARK:
        raise NotAWorkbook("container.header_damaged", rule=1, part=entry.name)
    (_, needed, flags, method, time, date, checksum, packed_size, size, name_length, extra_length) = _LOCAL.unpack_from(
        data, position
    )
    name_start = position + _LOCAL.size
    name_end = name_start + name_length
    content_start: int = name_end + extra_length
    if data[name_start:name_end] != entry.name.encode("ascii"):
        raise NotAWorkbook("container.names_differ", rule=2, part=entry.name)
    sizes = (checksum, packed_size, size)
    expected_sizes = (entry.checksum, entry.packed_size, entry.size)
    is_left_open = bool(flags & _DESCRIPTOR_FLAG) and sizes == (0, 0, 0)
    header = (needed, flags, method, time, date)
    expected_header = (entry.needed, entry.flags, entry.method, entry.time, entry.date)
    if header != expected_header or (sizes != expected_sizes and not is_left_open):
        raise NotAWorkbook("container.headers_differ", rule=2, part=entry.name)
    if extra_length and not _is_excel_padding(data[name_end:content_start]):
        raise NotAWorkbook("container.extra_field", rule=1, part=entry.name)
    if content_start + entry.packed_size > end:
        raise NotAWorkbook("container.overlap", rule=1, position=content_start, before="directory")
    return content_start


def _is_excel_padding(extra: bytes) -> bool:
    """Whether a local header's extra field is Excel's room to grow: one record, and nothing but zeros in it.

    The record is id 0xA220, size, signature 0xA028, the wished room, then zeros (ECMA-376 part 2, annex B).
    """
    if len(extra) < 8:
        return False
    identifier, length, signature = struct.unpack_from("<3H", extra)
    is_one_record = identifier == _EXCEL_PADDING and length == len(extra) - 4 and signature == 0xA028
    return is_one_record and not extra[8:].strip(b"\0")


def after_descriptor(data: bytes, entry: ZipEntry, *, position: int) -> int:
    """Where the entry ends: after the descriptor where there is one (with or without its mark)."""
    if not entry.flags & _DESCRIPTOR_FLAG:
        return position
    expected = _DESCRIPTOR.pack(entry.checksum, entry.packed_size, entry.size)
    for descriptor in (_DESCRIPTOR_MARK + expected, expected):
        if data[position : position + len(descriptor)] == descriptor:
            return position + len(descriptor)
    raise NotAWorkbook("container.descriptor", rule=1, part=entry.name)


def write_entry(name: str, content: bytes, *, packed: bytes, method: int, offset: int) -> tuple[bytes, bytes]:
    """The local header (with the name) and the directory record of one entry, with times and attributes fixed."""
    raw_name = name.encode("ascii")
    header = (_NEWEST_VERSION, 0, method, 0, _EPOCH_DATE, zlib.crc32(content), len(packed), len(content))
    local = _LOCAL.pack(_LOCAL_MARK, *header, len(raw_name), 0)
    record = _DIRECTORY.pack(_DIRECTORY_MARK, _NEWEST_VERSION, *header, len(raw_name), 0, 0, 0, 0, 0, offset)
    return local + raw_name, record + raw_name


def write_end(count: int, *, directory_size: int, directory_start: int) -> bytes:
    """The end record of a zip with ``count`` entries."""
    return _END.pack(_END_MARK, 0, 0, count, count, directory_size, directory_start, 0)
