"""The zip container: packing and reading are inverse, and writers of our day are understood."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import NotAWorkbook
from ctecs_desktop.exchange.opc.container import Container, Limits, pack, read_container
from ctecs_desktop.exchange.opc.zip_records import is_part_name
from tests.exchange.package_building import make_workbook, unpack
from tests.faults.raw_zip import RawEntry, deflate, write_raw_zip

segments = st.from_regex(r"[a-z0-9_][a-z0-9_.-]{0,5}[a-z0-9]", fullmatch=True)
contents = st.binary(max_size=300) | st.binary(max_size=20).map(lambda piece: piece * 50)


@st.composite
def parts_of_packages(draw: st.DrawFn) -> dict[str, bytes]:
    names = draw(st.lists(segments.map(lambda segment: f"xl/{segment}"), unique=True, max_size=6))
    return {"[Content_Types].xml": draw(contents), **{name: draw(contents) for name in names}}


@given(parts_of_packages(), st.booleans())
def test_what_was_packed_is_read(parts: dict[str, bytes], compress: bool) -> None:
    container = read_container(pack(parts, compress=compress))
    assert dict(container) == parts
    container.require_even()


@given(parts_of_packages())
def test_the_bytes_do_not_depend_on_the_order_of_the_parts(parts: dict[str, bytes]) -> None:
    assert pack(dict(reversed(parts.items()))) == pack(parts)


@given(parts_of_packages(), st.data())
def test_a_flipped_bit_is_refused_or_changes_nothing(parts: dict[str, bytes], data: st.DataObject) -> None:
    packed = bytearray(pack(parts))
    place = data.draw(st.integers(0, len(packed) * 8 - 1))
    packed[place // 8] ^= 1 << place % 8
    try:
        container = read_container(bytes(packed))
    except NotAWorkbook:
        return
    assert dict(container) == parts or container.unevenness


@given(
    st.binary(max_size=400) | st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail + b"PK\x05\x06" + bytes(18))
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    refusal = None
    try:
        read_container(data)
    except NotAWorkbook as error:
        refusal = error
    assert refusal is None or refusal.code.startswith("container.")
    assert refusal is None or refusal.params["rule"] in (1, 2, 3)


def test_the_content_types_come_first_and_nothing_tells_the_time() -> None:
    packed = pack({"xl/workbook.xml": b"<a/>" * 100, "_rels/.rels": b"", "[Content_Types].xml": b"<b/>"})
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        assert archive.namelist() == ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"]
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


def test_what_openpyxl_writes_is_read() -> None:
    assert "xl/workbook.xml" in read_container(make_workbook())


def test_what_pythons_zipfile_writes_is_read_and_even() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in unpack(make_workbook()).items():
            archive.writestr(zipfile.ZipInfo(name), content)
    read_container(buffer.getvalue()).require_even()


@pytest.mark.parametrize("mark", [b"PK\x07\x08", b""], ids=["with its mark", "without its mark"])
def test_sizes_that_stand_behind_the_entry_are_read_as_libreoffice_writes_them(mark: bytes) -> None:
    content = b"<a/>" * 30
    descriptor = mark + struct.pack("<3I", zlib.crc32(content), len(deflate(content)), len(content))
    entry = RawEntry(b"xl/a.xml", content, after=descriptor, central={"flags": 0x808})
    entry.local = {"flags": 0x808, "checksum": 0, "packed_size": 0, "size": 0}
    assert dict(read_container(write_raw_zip([entry]))) == {"xl/a.xml": content}


def test_excels_room_to_grow_is_taken_and_nothing_else_in_its_place() -> None:
    padding = struct.pack("<4H", 0xA220, 24, 0xA028, 0) + bytes(20)
    entry = RawEntry(b"xl/a.xml", b"<a/>", local={"extra": padding, "flags": 6}, central={"flags": 6})
    assert list(read_container(write_raw_zip([entry]))) == ["xl/a.xml"]
    entry.local["extra"] = padding[:-1] + b"x"
    with pytest.raises(NotAWorkbook) as refusal:
        read_container(write_raw_zip([entry]))
    assert refusal.value.code == "container.extra_field"


def test_a_bit_behind_the_end_of_a_deflate_stream_makes_a_container_uneven() -> None:
    content = b"<a/>" * 30
    packed = bytearray(deflate(content))
    assert packed[-1] < 0x80, "the example needs a free bit at the end"
    packed[-1] |= 0x80
    container = read_container(write_raw_zip([RawEntry(b"xl/a.xml", content, packed=bytes(packed))]))
    assert container["xl/a.xml"] == content
    with pytest.raises(NotAWorkbook) as refusal:
        container.require_even()
    assert refusal.value.params["field"] == "deflate_padding"


def test_limits_are_kept_to_the_byte() -> None:
    packed = pack({"xl/a.xml": bytes(1000), "xl/b.xml": b"b"})
    assert len(read_container(packed, limits=Limits(parts=2, unpacked_size=1001, file_size=len(packed)))) == 2
    for limits, code in (
        (Limits(parts=1), "container.too_many_parts"),
        (Limits(unpacked_size=1000), "container.unpacked_too_large"),
        (Limits(file_size=len(packed) - 1), "container.file_too_large"),
        (Limits(ratio=10, ratio_counts_from=999), "container.ratio"),
    ):
        with pytest.raises(NotAWorkbook) as refusal:
            read_container(packed, limits=limits)
        assert refusal.value.code == code


@pytest.mark.parametrize("name", ["xl/a.xml", "_rels/.rels", "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "a"])
def test_a_plain_name_is_a_part_name(name: str) -> None:
    assert is_part_name(name)


@pytest.mark.parametrize(
    "name",
    ["", "/a", "a/", "a//b", "..", "a/../b", ".a", "a.", "a b", "a\\b", "a%20b", "é", "a\n", "xl/.rels", "a" * 201],
)
def test_any_other_name_is_not(name: str) -> None:
    assert not is_part_name(name)


def test_a_container_is_a_mapping_in_the_order_of_the_file() -> None:
    container = Container({"b": b"1", "a": b"2"})
    assert (list(container), len(container), container["a"]) == (["b", "a"], 2, b"2")
