"""Workbooks whose zip container lies, hides something or asks for too much: one for each way that is known."""

from __future__ import annotations

import struct
import zlib

from tests.exchange.package_building import unpack
from tests.faults.hostile_case import Victim, case
from tests.faults.raw_zip import RawEntry, deflate, entries_of, write_raw_zip

SHEET = "xl/worksheets/sheet1.xml"


def _entries(victim: Victim) -> list[RawEntry]:
    return entries_of(unpack(victim.signed))


def _sheet(entries: list[RawEntry]) -> RawEntry:
    return next(entry for entry in entries if entry.name == SHEET.encode())


def _forged_sheet(victim: Victim) -> bytes:
    return unpack(victim.signed)[SHEET].replace(b"<v>3</v>", b"<v>9</v>")


@case("container.not_a_zip", rule=1)
def a_pdf(victim: Victim) -> bytes:
    return b"%PDF-1.7\n" + bytes(500)


@case("container.prefix", rule=1)
def a_program_before_the_zip(victim: Victim) -> bytes:
    return b"MZ" + bytes(62) + victim.signed


@case("container.trailing_bytes", rule=1)
def bytes_after_the_end(victim: Victim) -> bytes:
    return victim.signed + b"<html>"


@case("container.comment", rule=1)
def a_comment_on_the_zip(victim: Victim) -> bytes:
    return write_raw_zip(_entries(victim), comment=b"a second zip may hide here")


@case("container.entry_comment", rule=1)
def a_comment_on_an_entry(victim: Victim) -> bytes:
    entries = _entries(victim)
    _sheet(entries).central["comment"] = b"hidden"
    return write_raw_zip(entries)


@case("container.gap", rule=1)
def a_hidden_entry_that_only_streaming_readers_see(victim: Victim) -> bytes:
    entries = _entries(victim)
    hidden = write_raw_zip([RawEntry(SHEET.encode(), _forged_sheet(victim))])
    _sheet(entries).before = hidden[: hidden.index(b"PK\x01\x02")]
    return write_raw_zip(entries)


@case("container.gap", rule=1)
def bytes_before_the_directory(victim: Victim) -> bytes:
    return write_raw_zip(_entries(victim), before_directory=b"hidden")


@case("container.gap", rule=1)
def bytes_behind_the_directory(victim: Victim) -> bytes:
    return write_raw_zip(_entries(victim), before_end=b"hidden")


@case("container.overlap", rule=1)
def two_names_for_one_stretch_of_bytes(victim: Victim) -> bytes:
    entries = _entries(victim)
    entries[-1].central["offset"] = 0
    return write_raw_zip(entries)


@case("container.truncated", rule=1)
def cut_short(victim: Victim) -> bytes:
    return victim.signed[: len(victim.signed) * 2 // 3]


@case("container.empty", rule=1)
def a_zip_of_nothing(victim: Victim) -> bytes:
    return write_raw_zip([])


@case("container.zip64", rule=1)
def sizes_left_to_zip64(victim: Victim) -> bytes:
    entries = _entries(victim)
    _sheet(entries).central["size"] = 0xFFFFFFFF
    return write_raw_zip(entries)


@case("container.several_disks", rule=1)
def spread_over_disks(victim: Victim) -> bytes:
    return write_raw_zip(_entries(victim), disk=1)


@case("container.extra_field", rule=1)
def another_name_in_an_extra_field(victim: Victim) -> bytes:
    entries = _entries(victim)
    sheet = _sheet(entries)
    other = b"xl/worksheets/sheet9.xml"
    unicode_path = struct.pack("<2HBI", 0x7075, 5 + len(other), 1, zlib.crc32(sheet.name)) + other
    sheet.local["extra"] = sheet.central["extra"] = unicode_path
    return write_raw_zip(entries)


@case("container.extra_field", rule=1)
def something_hidden_in_excels_padding(victim: Victim) -> bytes:
    entries = _entries(victim)
    entries[0].local["extra"] = struct.pack("<4H", 0xA220, 24, 0xA028, 0) + b"hidden".ljust(20, b"\0")
    return write_raw_zip(entries)


@case("container.directory_damaged", rule=1)
def a_directory_without_its_mark(victim: Victim) -> bytes:
    entries = _entries(victim)
    _sheet(entries).central["mark"] = b"PK\x01\x03"
    return write_raw_zip(entries)


@case("container.header_damaged", rule=1)
def an_entry_without_its_mark(victim: Victim) -> bytes:
    entries = _entries(victim)
    _sheet(entries).local["mark"] = b"PK\x03\x05"
    return write_raw_zip(entries)


@case("container.descriptor", rule=1)
def a_descriptor_that_says_something_else(victim: Victim) -> bytes:
    entries = _entries(victim)
    sheet = _sheet(entries)
    sheet.local |= {"flags": 8, "checksum": 0, "packed_size": 0, "size": 0}
    sheet.central["flags"] = 8
    sheet.after = b"PK\x07\x08" + struct.pack("<3I", 1, 2, 3)
    return write_raw_zip(entries)


@case("container.names_differ", rule=2)
def one_name_before_the_entry_and_another_in_the_directory(victim: Victim) -> bytes:
    entries = _entries(victim)
    _sheet(entries).local["name"] = b"xl/worksheets/sheet7.xml"
    return write_raw_zip(entries)


@case("container.headers_differ", rule=2)
def one_size_before_the_entry_and_another_in_the_directory(victim: Victim) -> bytes:
    entries = _entries(victim)
    _sheet(entries).local["size"] = 10
    return write_raw_zip(entries)


def _with_name(victim: Victim, name: bytes) -> bytes:
    return write_raw_zip([*_entries(victim), RawEntry(name, b"<a/>")])


@case("container.name", rule=2)
def a_name_that_climbs_out(victim: Victim) -> bytes:
    return _with_name(victim, b"xl/../../../etc/cron.d/x")


@case("container.name", rule=2)
def a_name_with_a_backslash(victim: Victim) -> bytes:
    return _with_name(victim, b"xl\\worksheets\\sheet1.xml")


@case("container.name", rule=2)
def a_name_with_a_percent_sign(victim: Victim) -> bytes:
    return _with_name(victim, b"xl/worksheets/sheet%31.xml")


@case("container.name", rule=2)
def a_name_with_a_space(victim: Victim) -> bytes:
    return _with_name(victim, b"xl/worksheets/sheet1.xml ")


@case("container.name", rule=2)
def a_name_that_is_not_ascii(victim: Victim) -> bytes:
    return _with_name(victim, "xl/worksheets/ſheet1.xml".encode())


@case("container.name", rule=2)
def a_name_that_is_a_folder(victim: Victim) -> bytes:
    return _with_name(victim, b"xl/worksheets/")


@case("container.name_within_name", rule=2)
def an_entry_below_another_entry(victim: Victim) -> bytes:
    return _with_name(victim, b"xl/workbook.xml/sheet1.xml")


@case("container.duplicate_name", rule=3)
def two_sheets_of_one_name_of_which_openpyxl_takes_the_last(victim: Victim) -> bytes:
    return write_raw_zip([*_entries(victim), RawEntry(SHEET.encode(), _forged_sheet(victim))])


@case("container.duplicate_name", rule=3)
def two_names_that_differ_in_case_alone(victim: Victim) -> bytes:
    return write_raw_zip([*_entries(victim), RawEntry(SHEET.upper().encode(), _forged_sheet(victim))])


@case("container.encrypted", rule=3)
def an_encrypted_entry(victim: Victim) -> bytes:
    entries = _entries(victim)
    sheet = _sheet(entries)
    sheet.local["flags"] = sheet.central["flags"] = 1
    return write_raw_zip(entries)


@case("container.method", rule=3)
def a_method_that_not_every_reader_has(victim: Victim) -> bytes:
    entries = _entries(victim)
    _sheet(entries).method = 12
    return write_raw_zip(entries)


@case("container.flags", rule=3)
def patched_data(victim: Victim) -> bytes:
    entries = _entries(victim)
    sheet = _sheet(entries)
    sheet.local["flags"] = sheet.central["flags"] = 0x20
    return write_raw_zip(entries)


@case("container.file_too_large", rule=3)
def a_file_beyond_all_measure(victim: Victim) -> bytes:
    return victim.signed + bytes(21 * 1024 * 1024)


@case("container.too_many_parts", rule=3)
def five_thousand_sheets(victim: Victim) -> bytes:
    extra = [RawEntry(f"xl/worksheets/sheet{number}.xml".encode(), b"<a/>") for number in range(10, 5010)]
    return write_raw_zip([*_entries(victim), *extra])


@case("container.unpacked_too_large", rule=3)
def sixty_four_megabytes_of_pictures(victim: Victim) -> bytes:
    entries = _entries(victim)
    noise = zlib.compress(bytes(range(256)) * 64, 0)[:16384]
    for number in range(16):
        entries.append(RawEntry(f"xl/media/image{number}.png".encode(), noise * 256))
    return write_raw_zip(entries)


@case("container.ratio", rule=3)
def a_deflate_bomb(victim: Victim) -> bytes:
    entries = _entries(victim)
    sheet = _sheet(entries)
    sheet.content = b"<worksheet>" + b" " * (20 * 1024 * 1024)
    return write_raw_zip(entries)


@case("container.size", rule=3)
def a_deflate_bomb_that_calls_itself_small(victim: Victim) -> bytes:
    entries = _entries(victim)
    sheet = _sheet(entries)
    sheet.packed = deflate(bytes(40 * 1024 * 1024))
    return write_raw_zip(entries)


@case("container.size", rule=3)
def bytes_behind_the_end_of_a_deflate_stream(victim: Victim) -> bytes:
    entries = _entries(victim)
    sheet = _sheet(entries)
    sheet.packed = deflate(sheet.content) + b"hidden"
    return write_raw_zip(entries)


@case("container.checksum", rule=3)
def a_changed_cell_with_the_old_checksum(victim: Victim) -> bytes:
    entries = _entries(victim)
    sheet = _sheet(entries)
    sheet.local["checksum"] = sheet.central["checksum"] = zlib.crc32(sheet.content)
    sheet.content = _forged_sheet(victim)
    return write_raw_zip(entries)


@case("container.damaged", rule=3)
def a_stream_that_is_no_deflate(victim: Victim) -> bytes:
    entries = _entries(victim)
    _sheet(entries).packed = b"\xff" * 200
    return write_raw_zip(entries)


@case("container.uneven", rule=1)
def an_attribute_that_only_one_entry_has(victim: Victim) -> bytes:
    entries = _entries(victim)
    _sheet(entries).central["external"] = 0xA1FF0000  # a symbolic link
    return write_raw_zip(entries)
