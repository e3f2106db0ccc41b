"""Verifying: what was signed comes back and nothing else, and no change goes unnoticed."""

from __future__ import annotations

import base64
import hashlib
import io
import random
import re
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import ExchangeError, SignatureInvalid
from ctecs_desktop.exchange.opc.container import Container, pack, read_container
from ctecs_desktop.exchange.opc.package_terms import CUSTOM_PROPERTIES_NAME
from ctecs_desktop.exchange.opc.package_verifier import has_package_signature, read_unsigned_package, verify_package
from tests.exchange.package_building import (
    CLAIMED_TIME,
    SIGNATURE_NAME,
    make_signer,
    make_workbook,
    replace_once,
    resign,
    signed_workbook,
    unpack,
)


def test_what_is_verified_is_what_was_signed() -> None:
    verified = verify_package(signed_workbook())
    assert verified.certificate_der == make_signer().certificate_der
    assert verified.claimed_time == CLAIMED_TIME
    sheet = "xl/worksheets/sheet1.xml"
    assert verified.parts[sheet] == unpack(make_workbook())[sheet]


def test_the_verified_bytes_hold_the_signed_parts_alone() -> None:
    verified = verify_package(signed_workbook())
    parts = unpack(verified.verified_bytes)
    assert set(parts) == {"[Content_Types].xml", *verified.parts}
    assert not [name for name in parts if name.startswith(("_xmlsignatures", "docProps/core", "docProps/app"))]
    assert not has_package_signature(parts)
    assert b"core-properties" not in parts["_rels/.rels"]


def test_openpyxl_reads_the_verified_bytes() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(verify_package(signed_workbook()).verified_bytes))
    assert workbook.sheetnames == ["Values", "Seal"]
    assert workbook["Values"]["D2"].value == "Note 1: “two < three & four”"


def test_a_container_that_was_read_already_is_taken_too() -> None:
    assert verify_package(read_container(signed_workbook())) == verify_package(signed_workbook())


def test_a_file_zipped_anew_with_the_same_parts_is_still_what_was_signed() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in unpack(signed_workbook()).items():
            archive.writestr(zipfile.ZipInfo(name), content)
    assert verify_package(buffer.getvalue()) == verify_package(signed_workbook())


@pytest.mark.parametrize("name", sorted(unpack(signed_workbook())))
def test_one_changed_byte_in_any_part_is_refused(name: str) -> None:
    parts = unpack(signed_workbook())
    content = parts[name] or b"\0"
    generator = random.Random(name)
    for place in {0, len(content) - 1, *(generator.randrange(len(content)) for _ in range(40))}:
        changed = bytearray(content)
        changed[place] ^= 1 << generator.randrange(7)
        with pytest.raises(ExchangeError) as refusal:
            verify_package(pack({**parts, name: bytes(changed)}))
        assert refusal.value.code


@pytest.mark.parametrize("name", sorted(unpack(signed_workbook())))
def test_a_part_left_out_is_refused(name: str) -> None:
    parts = unpack(signed_workbook())
    del parts[name]
    with pytest.raises(ExchangeError):
        verify_package(pack(parts))


def test_an_inverted_byte_anywhere_in_the_file_is_refused_or_the_content_is_that_which_was_signed() -> None:
    # Deflate can say the same thing in two ways (an equal text stands at two distances). About three damaged bytes in
    # a hundred thousand hit such a place: the file then holds, letter by letter, what was signed.
    signed = signed_workbook()
    unnoticed = []
    for place in range(len(signed)):
        damaged = bytearray(signed)
        damaged[place] ^= 0xFF
        try:
            unnoticed.append(verify_package(bytes(damaged)))
        except ExchangeError:
            continue
    assert len(unnoticed) <= 5
    assert all(verified == verify_package(signed) for verified in unnoticed)


@settings(max_examples=500)
@given(st.data())
def test_damage_is_refused_or_the_content_is_that_which_was_signed(data: st.DataObject) -> None:
    signed = signed_workbook()
    damaged = bytearray(signed)
    for _ in range(data.draw(st.integers(1, 3))):
        damaged[data.draw(st.integers(0, len(signed) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        verified = verify_package(bytes(damaged))
    except ExchangeError:
        return
    assert verified == verify_package(signed)


def test_a_file_cut_short_anywhere_is_refused() -> None:
    signed = signed_workbook()
    for length in range(0, len(signed), 97):
        with pytest.raises(ExchangeError):
            verify_package(signed[:length])


def test_a_verifier_without_the_coverage_check_would_take_an_added_part() -> None:
    # The negative control of rule 13: everything that was signed is as it was, and only a part was added.
    parts = unpack(signed_workbook())
    types = parts["[Content_Types].xml"]
    more = b'<Override PartName="/xl/more.xml" ContentType="application/xml"/></Types>'
    added = {**parts, "xl/more.xml": b"<a/>", "[Content_Types].xml": types.replace(b"</Types>", more)}
    assert all(added[name] == content for name, content in parts.items() if name != "[Content_Types].xml")
    with pytest.raises(SignatureInvalid) as refusal:
        verify_package(pack(added))
    assert (refusal.value.code, refusal.value.params["part"]) == ("signature.part_not_signed", "xl/more.xml")


def test_a_workbook_without_a_signature_is_not_verified_but_can_be_read() -> None:
    data = make_workbook()
    with pytest.raises(SignatureInvalid) as refusal:
        verify_package(data)
    assert refusal.value.code == "signature.missing"
    unsigned = read_unsigned_package(data)
    assert "[Content_Types].xml" not in unsigned.parts
    assert unpack(unsigned.repacked_bytes).keys() == unpack(data).keys()
    assert not has_package_signature(read_container(data))


def test_a_signature_is_never_overlooked() -> None:
    with pytest.raises(SignatureInvalid) as refusal:
        read_unsigned_package(signed_workbook())
    assert refusal.value.code == "signature.present"
    parts = unpack(signed_workbook())
    assert has_package_signature(parts)
    for name in [name for name in parts if name.startswith("_xmlsignatures")]:
        del parts[name]
    assert has_package_signature(parts), "the relationship to the origin is still there"


def test_a_relationship_hidden_behind_a_character_reference_is_found() -> None:
    parts = unpack(make_workbook())
    row = (
        b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/package/2006/relationships/'
        b'digital&#45;signature/origin" Target="docProps/app.xml"/></Relationships>'
    )
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Relationships>", row)
    with pytest.raises(SignatureInvalid) as refusal:
        read_unsigned_package(Container(parts))
    assert refusal.value.code == "signature.present"


def test_a_workbook_signed_by_another_program_lacks_our_digests_and_is_taken() -> None:
    parts = unpack(signed_workbook())
    custom = parts[CUSTOM_PROPERTIES_NAME]
    foreign = re.sub(rb"<property .*</property>", b"", custom)
    old, new = (base64.b64encode(hashlib.sha256(one).digest()).decode() for one in (custom, foreign))
    parts[CUSTOM_PROPERTIES_NAME] = foreign
    signature = replace_once(parts[SIGNATURE_NAME].decode(), old, new)
    parts[SIGNATURE_NAME] = resign(signature.partition("?>")[2], make_signer()).encode()
    assert verify_package(pack(parts)).parts[CUSTOM_PROPERTIES_NAME] == foreign
    # Its document properties are nobody's then: they may change, and are not among what was verified.
    parts["docProps/core.xml"] = parts["docProps/core.xml"].replace(b"2016-07-01", b"2017-07-01")
    assert "docProps/core.xml" not in verify_package(pack(parts)).parts
