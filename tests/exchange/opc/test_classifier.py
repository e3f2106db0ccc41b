"""The classifier names what a file seems to be, and survives whatever it is given."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.exchange.opc.classifier import Explanation, classify
from ctecs_desktop.exchange.opc.container import pack
from tests.exchange.package_building import make_signer, make_workbook, replace_once, signed_workbook, unpack
from tests.faults.hostile_packages import CASES, HostileCase, Victim

COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def _saved_by(application: str) -> bytes:
    parts = unpack(make_workbook())
    app = parts["docProps/app.xml"].decode()
    name = app.partition("<Application>")[2].partition("</Application>")[0]
    return pack({**parts, "docProps/app.xml": replace_once(app, name, application).encode()})


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"<a/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty_file"),
        (bytes(100_000), "empty_file"),
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"{\\rtf1 text}", "rich_text"),
        (b"SQLite format 3\0....", "database"),
        (b"\x1f\x8b\x08", "other_archive"),
        (COMPOUND_FILE + "Workbook".encode("utf-16-le"), "old_excel"),
        (COMPOUND_FILE + "EncryptedPackage".encode("utf-16-le"), "password_protected"),
        (COMPOUND_FILE + "WordDocument".encode("utf-16-le"), "old_office"),
        (b"<!DOCTYPE html><html>", "web_page"),
        (b"\xef\xbb\xbf<html>", "web_page"),
        (b'<?xml version="1.0"?><a/>', "xml"),
        (b"measure,period,value\n1.1,2015-16,3\n", "text"),
        ("measure;value\n".encode("utf-16"), "text"),
        (bytes(range(256)), "unknown"),
        (_zip("notes.txt"), "other_zip"),
        (_zip("[Content_Types].xml", "word/document.xml"), "word_document"),
        (_zip("[Content_Types].xml", "ppt/presentation.xml"), "presentation"),
        (_zip("mimetype", "content.xml"), "open_document"),
        (_zip("[Content_Types].xml", "xl/workbook.bin"), "binary_workbook"),
        (_zip("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "macro_workbook"),
        (make_workbook(), "no_signature"),
        (signed_workbook(), "signed"),
        (signed_workbook()[:-100], "truncated_zip"),
        (b"x" + signed_workbook(), "damaged_zip"),
        (_saved_by("LibreOffice/7.4.7.2$Linux_X86_64"), "saved_by_libreoffice"),
        (_saved_by("Microsoft Excel"), "saved_by_excel"),
        (_saved_by("Microsoft Macintosh Excel"), "saved_by_excel"),
        (_saved_by("WPS Spreadsheets"), "saved_by_other"),
    ],
)
def test_a_file_is_named_for_what_it_seems_to_be(data: bytes, kind: str) -> None:
    assert classify(data).kind == kind


def test_the_program_that_saved_it_is_told() -> None:
    assert classify(_saved_by("LibreOffice/7.4.7.2$Linux")).application == "LibreOffice/7.4.7.2$Linux"
    assert classify(_saved_by("Microsoft Excel")).facts["has_signature"] is False


def test_the_sign_between_the_columns_is_told() -> None:
    assert classify(b"a;b\n1;2\n").facts["separator"] == ";"
    assert classify(b"a\tb\n1\t2\n").facts["separator"] == "\t"
    assert classify(b"Dear colleague").facts["separator"] == ""


@given(st.binary(max_size=2000))
def test_any_bytes_have_an_explanation(data: bytes) -> None:
    assert isinstance(classify(data), Explanation)


@given(st.data())
def test_a_damaged_workbook_has_an_explanation(data: st.DataObject) -> None:
    damaged = bytearray(signed_workbook())
    for _ in range(data.draw(st.integers(1, 20))):
        # Most damage near the end, where the directory is: that is what the classifier walks along.
        place = data.draw(st.integers(0, len(damaged) - 1) | st.integers(len(damaged) - 1200, len(damaged) - 1))
        damaged[place] = data.draw(st.integers(0, 255))
    assert isinstance(classify(bytes(damaged[: data.draw(st.integers(0, len(damaged)))])), Explanation)


@pytest.mark.parametrize("hostile", CASES, ids=lambda hostile: hostile.name)
def test_a_hostile_workbook_has_an_explanation(hostile: HostileCase) -> None:
    assert classify(hostile.build(Victim(signed_workbook(), make_signer(), make_workbook()))).kind
