"""The zip container of a workbook, read so strictly that no two readers can see different things in it.

Every byte of the file must belong to exactly one entry, to the directory or to the end record, and what
a local header says must be what the directory says. The standard library's ``zipfile`` repairs and
guesses (prefixes, gaps, doubled names, trailing bytes), which is what an attacker needs, so the structures
are read in ``zip_records``; ``zlib`` only inflates, and never beyond the size that was declared and allowed.
Sources: PKWARE APPNOTE 6.3.10, ECMA-376 part 2 (annex B); rules 1-3 of the strict verifier.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ctecs_desktop.domain.errors import NotAWorkbook
from ctecs_desktop.exchange.opc.zip_records import (
    CONTENT_TYPES_NAME,
    DEFLATED,
    ROOT_RELATIONSHIPS_NAME,
    STORED,
    ZipEntry,
    after_descriptor,
    check_local_header,
    is_part_name,
    read_directory,
    read_end_record,
    write_end,
    write_entry,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a container may ask for; sizes in bytes. A workbook of 5,000 values takes a tenth of it."""

    file_size: int = 20 * 1024 * 1024
    parts: int = 200
    unpacked_size: int = 32 * 1024 * 1024
    ratio: int = 100
    ratio_counts_from: int = 1024 * 1024  # below this size a high ratio harms nobody


LIMITS = Limits()


@dataclass(frozen=True, slots=True, eq=False)
class Container(Mapping[str, bytes]):
    """The parts of a workbook by name, in the order of the file, with their unpacked bytes.

    ``unevenness`` names the first header field, outside the parts' content, that is not as any one writer
    would have written it throughout; empty when there is none. See ``require_even``.
    """

    parts: Mapping[str, bytes]
    unevenness: str = ""

    def __getitem__(self, name: str) -> bytes:
        return self.parts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    def require_even(self) -> None:
        """Refuse a container in which one entry's header differs from its neighbours'.

        No program reads those fields (system, attributes, bits after the end of a deflate stream), so no
        signature covers them. In a file nobody touched they are the same throughout: one that differs is
        damage, and damage of a signed file is refused wherever it lies. Raises ``NotAWorkbook``.
        """
        if self.unevenness:
            raise NotAWorkbook("container.uneven", rule=1, field=self.unevenness)


def read_container(data: bytes, *, limits: Limits = LIMITS) -> Container:
    """The parts of the workbook in ``data``; raises ``NotAWorkbook`` (``container.…``, rules 1-3)."""
    if len(data) > limits.file_size:
        raise NotAWorkbook("container.file_too_large", rule=3, size=len(data), limit=limits.file_size)
    directory_start, end_start, count = read_end_record(data)
    if count > limits.parts:
        raise NotAWorkbook("container.too_many_parts", rule=3, count=count, limit=limits.parts)
    entries = read_directory(data, directory_start, end=end_start, count=count)
    _check_names(entries)
    _check_sizes(entries, limits)
    parts: dict[str, bytes] = {}
    unevenness = _uneven_field(entries)
    position = 0
    for entry in entries:
        content_start = check_local_header(data, entry, position=position, end=directory_start)
        content_end = content_start + entry.packed_size
        content, is_tidy = _unpack(data[content_start:content_end], entry)
        parts[entry.name] = content
        if not is_tidy:
            unevenness = unevenness or "deflate_padding"
        position = after_descriptor(data, entry, position=content_end)
    if position != directory_start:
        raise NotAWorkbook("container.gap", rule=1, position=position, before="directory")
    return Container(parts, unevenness)


def _check_names(entries: list[ZipEntry]) -> None:
    seen: set[str] = set()
    for entry in entries:
        folded = entry.name.lower()
        if folded in seen:
            raise NotAWorkbook("container.duplicate_name", rule=3, part=entry.name)
        seen.add(folded)
    for name in seen:
        folder = name.rpartition("/")[0]
        while folder:
            if folder in seen:
                raise NotAWorkbook("container.name_within_name", rule=2, part=name)
            folder = folder.rpartition("/")[0]


def _check_sizes(entries: list[ZipEntry], limits: Limits) -> None:
    """Refuse what the directory declares too large; inflating later stops at what was declared."""
    total = sum(entry.size for entry in entries)
    if total > limits.unpacked_size:
        raise NotAWorkbook("container.unpacked_too_large", rule=3, size=total, limit=limits.unpacked_size)
    for entry in entries:
        if entry.size > limits.ratio_counts_from and entry.size > limits.ratio * max(entry.packed_size, 1):
            raise NotAWorkbook("container.ratio", rule=3, part=entry.name, limit=limits.ratio)


def _uneven_field(entries: list[ZipEntry]) -> str:
    """The first field that only the directory holds and that is not the same for all entries, or ''."""
    first = entries[0]
    for entry in entries:
        for field in ("made_by", "external_attributes"):
            if getattr(entry, field) != getattr(first, field):
                return field
        if entry.internal_attributes:
            return "internal_attributes"
    return ""


def _unpack(packed: bytes, entry: ZipEntry) -> tuple[bytes, bool]:
    """The content of one entry and whether the bits after its end are zero; never more than was declared."""
    if entry.method == STORED:
        if entry.packed_size != entry.size:
            raise NotAWorkbook("container.size", rule=3, part=entry.name)
        content, is_tidy = packed, True
    else:
        content, is_tidy = _inflate(packed, entry)
    if zlib.crc32(content) != entry.checksum:
        raise NotAWorkbook("container.checksum", rule=3, part=entry.name)
    return content, is_tidy


def _inflate(packed: bytes, entry: ZipEntry) -> tuple[bytes, bool]:
    """Inflate a stream that must end with its last byte and give exactly the declared size.

    A deflate stream ends inside a byte, and readers ignore the bits that follow. To see whether they are
    zero as every writer leaves them, the last byte is tried again without its highest bit: if the
    stream ends all the same with the same content, that bit lay behind the end.
    """
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = inflater.decompress(packed[:-1], entry.size + 1)
        has_ended_early: bool = inflater.eof
        if has_ended_early or inflater.unconsumed_tail or not packed:
            raise NotAWorkbook("container.size", rule=3, part=entry.name)
        probe = inflater.copy()
        tail = inflater.decompress(packed[-1:], entry.size + 1)
    except zlib.error as error:
        raise NotAWorkbook("container.damaged", rule=3, part=entry.name) from error
    content += tail
    is_at_end: bool = inflater.eof
    if not is_at_end or len(content) != entry.size:
        raise NotAWorkbook("container.size", rule=3, part=entry.name)
    last = packed[-1]
    if not last:
        return content, True
    without_highest_bit = last ^ (1 << (last.bit_length() - 1))
    try:
        is_padding = probe.decompress(bytes([without_highest_bit]), entry.size + 1) == tail and probe.eof
    except zlib.error:
        is_padding = False
    return content, not is_padding


def pack(parts: Mapping[str, bytes], *, compress: bool = True) -> bytes:
    """The parts as a zip that is the same bytes for the same parts: fixed order, times and attributes.

    The content types come first (they say what the file is), the root relationships second, the others by
    name. ``compress=False`` stores them, for bytes that only go on to a reader in memory.
    """
    body, directory = bytearray(), bytearray()
    for name in sorted(parts, key=_packing_order):
        if not is_part_name(name):
            raise NotAWorkbook("container.name", rule=2, part=name)
        content = parts[name]
        method, packed = DEFLATED, _deflate(content) if compress else content
        if len(packed) >= len(content):
            method, packed = STORED, content
        header, record = write_entry(name, content, packed=packed, method=method, offset=len(body))
        body += header + packed
        directory += record
    return bytes(body + directory + write_end(len(parts), directory_size=len(directory), directory_start=len(body)))


def _packing_order(name: str) -> tuple[bool, bool, str]:
    return name != CONTENT_TYPES_NAME, name != ROOT_RELATIONSHIPS_NAME, name


def _deflate(content: bytes) -> bytes:
    compressor = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(content) + compressor.flush()
