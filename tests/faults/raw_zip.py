"""A writer of zips that lie: every field of every header can be given a value of one's own."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

LOCAL = struct.Struct("<4s5H3I2H")
DIRECTORY = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")


@dataclass
class RawEntry:
    """One entry; ``local`` and ``central`` hold the header fields that shall not say the truth."""

    name: bytes
    content: bytes
    method: int = 8
    packed: bytes | None = None
    before: bytes = b""  # bytes before the local header
    after: bytes = b""  # bytes after the content, such as a descriptor
    local: dict[str, Any] = field(default_factory=dict)
    central: dict[str, Any] = field(default_factory=dict)

    def fields(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        packed = self.packed_bytes()
        truth = {
            "mark": None, "made_by": 20, "needed": 20, "flags": 0, "method": self.method, "time": 0, "date": 0x21,
            "checksum": zlib.crc32(self.content), "packed_size": len(packed), "size": len(self.content),
            "name": self.name, "extra": b"", "comment": b"", "disk": 0, "internal": 0, "external": 0,
        }  # fmt: skip
        return {**truth, **changes}

    def packed_bytes(self) -> bytes:
        if self.packed is not None:
            return self.packed
        return deflate(self.content) if self.method == 8 else self.content


def deflate(content: bytes) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    return compressor.compress(content) + compressor.flush()


def entries_of(parts: Mapping[str, bytes]) -> list[RawEntry]:
    return [RawEntry(name.encode(), content) for name, content in parts.items()]


def write_raw_zip(
    entries: Iterable[RawEntry], *, before_directory: bytes = b"", before_end: bytes = b"", **end_changes: Any
) -> bytes:
    """The entries as a zip, each header with the changes that its entry asks for."""
    body, directory, count = bytearray(), bytearray(), 0
    for entry in entries:
        body += entry.before
        offset = len(body)
        one = entry.fields(entry.local)
        body += LOCAL.pack(
            one["mark"] or b"PK\x03\x04", one["needed"], one["flags"], one["method"], one["time"], one["date"],
            one["checksum"], one["packed_size"], one["size"], len(one["name"]), len(one["extra"]),
        )  # fmt: skip
        body += one["name"] + one["extra"] + entry.packed_bytes() + entry.after
        one = entry.fields({"offset": offset, **entry.central})
        directory += DIRECTORY.pack(
            one["mark"] or b"PK\x01\x02", one["made_by"], one["needed"], one["flags"], one["method"], one["time"],
            one["date"], one["checksum"], one["packed_size"], one["size"], len(one["name"]), len(one["extra"]),
            len(one["comment"]), one["disk"], one["internal"], one["external"], one["offset"],
        )  # fmt: skip
        directory += one["name"] + one["extra"] + one["comment"]
        count += 1
    body += before_directory
    end = {"disk": 0, "first_disk": 0, "here": count, "count": count, "size": len(directory), "start": len(body),
           "comment": b"", **end_changes}  # fmt: skip
    tail = END.pack(
        b"PK\x05\x06", end["disk"], end["first_disk"], end["here"], end["count"], end["size"], end["start"],
        len(end["comment"]),
    )  # fmt: skip
    return bytes(body + directory) + before_end + tail + end["comment"]
