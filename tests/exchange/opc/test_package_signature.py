"""Signing: the shape that Excel writes, bytes that repeat, and what is not signed."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta, timezone

import openpyxl
import pytest
from lxml import etree

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.exchange.opc import package_terms as terms
from ctecs_desktop.exchange.opc.container import pack, read_container
from ctecs_desktop.exchange.opc.package_signature import MANIFEST_LIMIT, sign_package
from ctecs_desktop.exchange.opc.package_verifier import verify_package
from tests.exchange.package_building import (
    CLAIMED_TIME,
    SIGNATURE_NAME,
    make_signer,
    make_workbook,
    manifest_names,
    replace_once,
    signed_workbook,
    unpack,
)


def test_the_same_workbook_and_time_give_the_same_bytes() -> None:
    data = make_workbook()
    once = sign_package(data, signer=make_signer(), claimed_time=CLAIMED_TIME)
    assert sign_package(data, signer=make_signer(), claimed_time=CLAIMED_TIME) == once


def test_the_clock_at_saving_does_not_show() -> None:
    data = make_workbook()
    parts = unpack(data)
    core = parts["docProps/core.xml"].decode()
    modified = datetime.now(UTC).strftime("%Y-")
    assert modified in core
    other = pack({**parts, "docProps/core.xml": replace_once(core, modified, "1999-").encode()})
    signed = [sign_package(one, signer=make_signer(), claimed_time=CLAIMED_TIME) for one in (data, other)]
    assert signed[0] == signed[1]
    assert b"2016-07-01T12:30:15Z</dcterms:modified>" in unpack(signed[0])["docProps/core.xml"]


def test_the_claimed_time_is_written_in_utc() -> None:
    there = timezone(timedelta(hours=-4))
    time = datetime(2016, 7, 1, 22, 0, 0, 999, tzinfo=there)
    signed = sign_package(make_workbook(), signer=make_signer(), claimed_time=time)
    assert verify_package(signed).claimed_time == datetime(2016, 7, 2, 2, 0, 0, tzinfo=UTC)


def test_the_signature_has_the_elements_of_excel_in_their_order() -> None:
    root = etree.fromstring(unpack(signed_workbook())[SIGNATURE_NAME])
    assert root.prefix is None
    assert [etree.QName(one).localname for one in root] == [
        *("SignedInfo", "SignatureValue", "KeyInfo", "Object", "Object", "Object"),
    ]
    assert [one.get("Id") for one in root[3:]] == ["idPackageObject", "idOfficeObject", None]
    references = [(one.get("URI"), one.get("Type")) for one in root[0].findall(f"{{{terms.DSIG_NAMESPACE}}}Reference")]
    assert references == [
        ("#idPackageObject", "http://www.w3.org/2000/09/xmldsig#Object"),
        ("#idOfficeObject", "http://www.w3.org/2000/09/xmldsig#Object"),
        ("#idSignedProperties", "http://uri.etsi.org/01903#SignedProperties"),
    ]


def test_the_prefixes_are_those_of_excel_since_libreoffice_compares_them_as_text() -> None:
    signature = unpack(signed_workbook())[SIGNATURE_NAME].decode()
    for text in ("<mdssi:SignatureTime xmlns:mdssi=", "<mdssi:RelationshipReference ", "<xd:QualifyingProperties "):
        assert text in signature


def test_offices_details_are_all_there() -> None:
    root = etree.fromstring(unpack(signed_workbook())[SIGNATURE_NAME])
    details = root.find(f".//{{{terms.OFFICE_SIGNATURE_NAMESPACE}}}SignatureInfoV1")
    assert details is not None
    found = {etree.QName(one).localname: one.text for one in details}
    assert list(found) == [
        *("SetupID", "SignatureText", "SignatureImage", "SignatureComments", "WindowsVersion", "OfficeVersion"),
        *("ApplicationVersion", "Monitors", "HorizontalResolution", "VerticalResolution", "ColorDepth"),
        *("SignatureProviderId", "SignatureProviderUrl", "SignatureProviderDetails", "SignatureType"),
    ]
    assert (found["SignatureComments"], found["WindowsVersion"], found["SignatureType"]) == ("Signed off", "10.0", "1")


def test_all_is_signed_but_what_excel_leaves_out() -> None:
    parts = unpack(signed_workbook())
    left_out = {"[Content_Types].xml", "docProps/core.xml", "docProps/app.xml"}
    signed = {name for name in parts if not name.startswith("_xmlsignatures/")} - left_out
    assert set(manifest_names(parts)) == signed


def test_the_added_parts_are_where_office_looks_for_them() -> None:
    parts = unpack(signed_workbook())
    assert parts["_xmlsignatures/origin.sigs"] == b""
    assert b'Target="sig1.xml"' in parts["_xmlsignatures/_rels/origin.sigs.rels"]
    assert b'<Default Extension="sigs"' in parts["[Content_Types].xml"]
    assert b'<Override PartName="/_xmlsignatures/sig1.xml"' in parts["[Content_Types].xml"]


def test_every_entry_of_a_signed_file_looks_alike() -> None:
    read_container(signed_workbook()).require_even()


def test_comments_may_hold_any_text() -> None:
    comments = 'Tom & "Jerry" <1>\n\u2013 \U0001f3eb'
    signed = sign_package(make_workbook(), signer=make_signer(), claimed_time=CLAIMED_TIME, comments=comments)
    assert verify_package(signed)
    root = etree.fromstring(unpack(signed)[SIGNATURE_NAME])
    assert root.findtext(f".//{{{terms.OFFICE_SIGNATURE_NAMESPACE}}}SignatureComments") == comments


@pytest.mark.parametrize("kind", ["rsa-2048", "rsa-3072", "rsa-4096", "p256", "p384", "p521"])
def test_a_key_of_every_accepted_kind_signs(kind: str) -> None:
    assert verify_package(signed_workbook(kind)).certificate_der == make_signer(kind).certificate_der


def test_a_signed_workbook_is_not_signed_again() -> None:
    with pytest.raises(NotAllowed) as refusal:
        sign_package(signed_workbook(), signer=make_signer(), claimed_time=CLAIMED_TIME)
    assert refusal.value.code == "signature.already_signed"


def test_custom_properties_of_ones_own_are_not_overwritten() -> None:
    workbook = openpyxl.Workbook()
    workbook.custom_doc_props.append(openpyxl.packaging.custom.StringProperty(name="a", value="b"))
    buffer = io.BytesIO()
    workbook.save(buffer)
    with pytest.raises(NotAllowed) as refusal:
        sign_package(buffer.getvalue(), signer=make_signer(), claimed_time=CLAIMED_TIME)
    assert refusal.value.code == "signature.custom_properties"


def test_more_parts_than_other_verifiers_take_are_not_signed() -> None:
    workbook = openpyxl.Workbook()
    for _ in range(MANIFEST_LIMIT):
        workbook.create_sheet()
    buffer = io.BytesIO()
    workbook.save(buffer)
    with pytest.raises(NotAllowed) as refusal:
        sign_package(buffer.getvalue(), signer=make_signer(), claimed_time=CLAIMED_TIME)
    assert refusal.value.code == "signature.too_many_parts"
