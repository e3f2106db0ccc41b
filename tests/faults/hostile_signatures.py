"""Workbooks whose signature part is wrapped, weakened or half there; most are signed anew by the victim's own key.

They are signed anew so that the mathematics hold and only the form is left to refuse them.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable

from ctecs_desktop.exchange.opc.container import pack
from ctecs_desktop.exchange.opc.package_signature import sign_package
from tests.exchange.package_building import (
    CLAIMED_TIME,
    SIGNATURE_NAME,
    make_signer,
    replace_once,
    resign,
    unpack,
)
from tests.faults.hostile_case import Victim, case

TYPES = "[Content_Types].xml"
ROOT = "_rels/.rels"
SHEET = "xl/worksheets/sheet1.xml"
ORIGIN_RELS = "_xmlsignatures/_rels/origin.sigs.rels"
DSIG = "http://www.w3.org/2000/09/xmldsig#"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"


def _with_signature(victim: Victim, change: Callable[[str], str], *, is_signed_anew: bool = True) -> bytes:
    parts = unpack(victim.signed)
    changed = change(parts[SIGNATURE_NAME].decode())
    parts[SIGNATURE_NAME] = (resign(changed.partition("?>")[2], victim.signer) if is_signed_anew else changed).encode()
    return pack(parts)


def _replaced(victim: Victim, old: str, new: str, *, is_signed_anew: bool = True) -> bytes:
    return _with_signature(victim, lambda text: replace_once(text, old, new), is_signed_anew=is_signed_anew)


def _with_another_value(victim: Victim) -> bytes:
    parts = unpack(victim.unsigned)
    parts[SHEET] = replace_once(parts[SHEET].decode(), "<v>3</v>", "<v>9</v>").encode()
    return pack(parts)


def _reference(uri: str) -> str:
    digest = base64.b64encode(bytes(32)).decode()
    return (
        f'<Reference Type="{DSIG}Object" URI="{uri}"><DigestMethod Algorithm="{SHA256}"/>'
        f"<DigestValue>{digest}</DigestValue></Reference>"
    )


def _first_manifest_reference(text: str) -> str:
    found = re.search(r'<Reference URI="/docProps/custom.xml.*?</Reference>', text)
    assert found
    return found.group(0)


@case("signature.half_present", rule=7)
def an_origin_without_a_signature(victim: Victim) -> bytes:
    parts = unpack(victim.signed)
    del parts[SIGNATURE_NAME], parts[ORIGIN_RELS]
    override = re.compile(rb'<Override PartName="/_xmlsignatures/sig1.xml"[^>]*>')
    parts[TYPES] = override.sub(b"", parts[TYPES])
    return pack(parts)


@case("signature.half_present", rule=7)
def a_signature_that_nothing_points_to(victim: Victim) -> bytes:
    parts = unpack(victim.signed)
    parts[ROOT] = re.sub(rb'<Relationship Id="rIdSignature"[^>]*>', b"", parts[ROOT])
    return pack(parts)


@case("signature.half_present", rule=7)
def a_signature_of_another_content_type(victim: Victim) -> bytes:
    parts = unpack(victim.signed)
    parts[TYPES] = parts[TYPES].replace(b"package.digital-signature-xmlsignature+xml", b"package.nothing+xml")
    return pack(parts)


@case("signature.foreign_part", rule=7)
def a_second_signature_part(victim: Victim) -> bytes:
    parts = unpack(victim.signed)
    parts["_xmlsignatures/sig2.xml"] = parts[SIGNATURE_NAME]
    return pack(parts)


@case("signature.several_signatures", rule=7)
def two_relationships_to_the_signature(victim: Victim) -> bytes:
    parts = unpack(victim.signed)
    row = re.search(rb"<Relationship .*?/>", parts[ORIGIN_RELS])
    assert row
    parts[ORIGIN_RELS] = parts[ORIGIN_RELS].replace(row[0], row[0] + row[0].replace(b"rId1", b"rId2"))
    return pack(parts)


@case("signature.origin_not_empty", rule=7)
def something_in_the_origin(victim: Victim) -> bytes:
    return pack({**unpack(victim.signed), "_xmlsignatures/origin.sigs": b"hidden"})


@case("signature.element", rule=8)
def a_signature_in_another_namespace(victim: Victim) -> bytes:
    return _replaced(victim, f'xmlns="{DSIG}"', 'xmlns="http://a/"', is_signed_anew=False)


@case("signature.element_order", rule=8)
def the_key_before_the_value(victim: Victim) -> bytes:
    def exchange(text: str) -> str:
        return re.sub(r"(<SignatureValue>.*?</SignatureValue>)(<KeyInfo>.*?</KeyInfo>)", r"\2\1", text)

    return _with_signature(victim, exchange, is_signed_anew=False)


@case("signature.attribute", rule=8)
def a_reference_with_an_attribute_of_its_own(victim: Victim) -> bytes:
    return _replaced(victim, "<Manifest>", '<Manifest Encoding="x">')


@case("signature.text", rule=8)
def text_between_the_elements(victim: Victim) -> bytes:
    return _replaced(victim, "</SignedInfo>", "</SignedInfo> hidden")


@case("signature.id_twice", rule=8)
def two_objects_of_one_id(victim: Victim) -> bytes:
    forged = '<Object Id="IDPACKAGEOBJECT"><Manifest/></Object></Signature>'
    return _replaced(victim, "</Signature>", forged, is_signed_anew=False)


@case("signature.several_signed_infos", rule=8)
def a_second_signed_info(victim: Victim) -> bytes:
    return _replaced(victim, "<KeyInfo>", "<SignedInfo/><KeyInfo>", is_signed_anew=False)


@case("signature.several_manifests", rule=8)
def a_second_manifest(victim: Victim) -> bytes:
    return _replaced(victim, '<Object Id="idOfficeObject">', '<Object Id="idOfficeObject"><Manifest/>')


@case("signature.times_differ", rule=8)
def two_times(victim: Victim) -> bytes:
    return _replaced(victim, "<xd:SigningTime>2016", "<xd:SigningTime>2017")


@case("signature.time", rule=8)
def a_time_that_never_was(victim: Victim) -> bytes:
    return _with_signature(victim, lambda text: text.replace("2016-07-01T12:30:15Z", "2016-02-31T12:30:15Z"))


@case("signature.base64", rule=8)
def a_certificate_broken_into_lines(victim: Victim) -> bytes:
    return _replaced(victim, "<X509Certificate>", "<X509Certificate>\n", is_signed_anew=False)


@case("signature.not_plain", rule=8)
def a_signature_in_other_quotes(victim: Victim) -> bytes:
    return _replaced(victim, 'Id="idPackageSignature"', "Id='idPackageSignature'", is_signed_anew=False)


@case("signature.value_wrong", rule=8)
def the_signature_of_something_else(victim: Victim) -> bytes:
    other = sign_package(_with_another_value(victim), signer=victim.signer, claimed_time=CLAIMED_TIME)
    pattern = re.compile(rb"<SignatureValue>.*?</SignatureValue>")
    value = pattern.search(unpack(other)[SIGNATURE_NAME])
    assert value
    parts = unpack(victim.signed)
    parts[SIGNATURE_NAME] = pattern.sub(value[0], parts[SIGNATURE_NAME])
    return pack(parts)


@case("signature.reference_twice", rule=9)
def the_same_object_twice_and_the_manifest_not_at_all(victim: Victim) -> bytes:
    return _replaced(victim, 'URI="#idPackageObject"', 'URI="#idOfficeObject"')


@case("signature.reference_unknown", rule=9)
def a_reference_to_the_outside(victim: Victim) -> bytes:
    return _replaced(victim, "</SignedInfo>", _reference("http://a/") + "</SignedInfo>")


@case("signature.reference_unknown", rule=9)
def a_reference_to_the_whole_document(victim: Victim) -> bytes:
    return _replaced(victim, "</SignedInfo>", _reference("") + "</SignedInfo>")


@case("signature.reference_missing", rule=9)
def a_manifest_that_nobody_signed(victim: Victim) -> bytes:
    pattern = re.compile(r'<Reference Type="[^"]*" URI="#idPackageObject">.*?</Reference>')
    return _with_signature(victim, lambda text: pattern.sub("", text, count=1))


@case("signature.object_unreferenced", rule=9)
def an_object_that_nobody_signed(victim: Victim) -> bytes:
    return _replaced(victim, "</Signature>", '<Object Id="idMore"/></Signature>')


@case("signature.object_changed", rule=9)
def a_changed_cell_whose_digest_was_corrected_too(victim: Victim) -> bytes:
    forged = sign_package(_with_another_value(victim), signer=victim.signer, claimed_time=CLAIMED_TIME)
    pattern = re.compile(rb"<Manifest>.*</Manifest>")
    parts = unpack(forged)
    manifest = pattern.search(parts[SIGNATURE_NAME])
    assert manifest
    parts[SIGNATURE_NAME] = pattern.sub(manifest[0].replace(b"\\", b"\\\\"), unpack(victim.signed)[SIGNATURE_NAME])
    return pack(parts)


@case("signature.canonicalization", rule=10)
def another_canonical_form(victim: Victim) -> bytes:
    other = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"
    return _replaced(
        victim, f'<CanonicalizationMethod Algorithm="{C14N}"', f'<CanonicalizationMethod Algorithm="{other}"'
    )


@case("signature.value_wrong", rule=8)
def a_namespace_declared_around_what_was_signed(victim: Victim) -> bytes:
    return _replaced(victim, "<Signature ", '<Signature xmlns:a="http://a/" ', is_signed_anew=False)


@case("package.not_canonical", rule=10)
def a_namespace_that_has_no_canonical_form(victim: Victim) -> bytes:
    return _replaced(victim, "<Signature ", '<Signature xmlns:a="relative" ', is_signed_anew=False)


@case("signature.transform", rule=10)
def a_transform_that_throws_everything_away(victim: Victim) -> bytes:
    xslt = "http://www.w3.org/TR/1999/REC-xslt-19991116"
    transform = f'URI="#idOfficeObject"><Transforms><Transform Algorithm="{xslt}"/></Transforms>'
    return _replaced(victim, 'URI="#idOfficeObject">', transform)


@case("signature.transform", rule=10)
def relationships_signed_as_if_they_were_a_part(victim: Victim) -> bytes:
    pattern = re.compile(r'(<Reference URI="/xl/_rels/workbook.xml.rels[^>]*>)<Transforms>.*?</Transforms>')
    return _with_signature(victim, lambda text: pattern.sub(r"\1", text))


@case("signature.transform", rule=10)
def a_part_signed_as_if_it_were_relationships(victim: Victim) -> bytes:
    def exchange(text: str) -> str:
        transforms = re.search(r"<Transforms><Transform Algorithm=\"[^\"]*Relationship.*?</Transforms>", text)
        assert transforms
        old = _first_manifest_reference(text)
        return text.replace(old, old.replace("><DigestMethod", f">{transforms[0]}<DigestMethod", 1))

    return _with_signature(victim, exchange)


@case("signature.method", rule=11)
def signed_with_sha1(victim: Victim) -> bytes:
    return _replaced(victim, RSA_SHA256, "http://www.w3.org/2000/09/xmldsig#rsa-sha1")


@case("signature.method", rule=11)
def signed_with_hmac_and_the_public_key(victim: Victim) -> bytes:
    return _replaced(victim, RSA_SHA256, "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")


@case("signature.digest_method", rule=11)
def a_part_digested_with_sha1(victim: Victim) -> bytes:
    def weaken(text: str) -> str:
        old = _first_manifest_reference(text)
        return text.replace(old, old.replace(SHA256, "http://www.w3.org/2000/09/xmldsig#sha1"))

    return _with_signature(victim, weaken)


@case("signature.method_unlike_key", rule=11)
def an_rsa_key_that_says_ecdsa(victim: Victim) -> bytes:
    return _replaced(victim, RSA_SHA256, "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256")


@case("signature.key_too_weak", rule=11)
def a_key_of_1024_bits(victim: Victim) -> bytes:
    return sign_package(victim.unsigned, signer=make_signer("rsa-1024"), claimed_time=CLAIMED_TIME)


@case("signature.key_kind", rule=11)
def a_key_that_nobody_else_accepts(victim: Victim) -> bytes:
    return sign_package(victim.unsigned, signer=make_signer("ed25519"), claimed_time=CLAIMED_TIME)


@case("signature.key_info", rule=12)
def a_bare_key_beside_the_certificate(victim: Victim) -> bytes:
    value = "<KeyValue><RSAKeyValue><Modulus>AQAB</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue>"
    return _replaced(victim, "<KeyInfo>", f"<KeyInfo>{value}", is_signed_anew=False)


@case("signature.key_info", rule=12)
def two_certificates_of_which_each_reader_takes_another(victim: Victim) -> bytes:
    other = base64.b64encode(make_signer("p256").certificate_der).decode()
    more = f"<X509Certificate>{other}</X509Certificate></X509Data>"
    return _replaced(victim, "</X509Data>", more, is_signed_anew=False)


@case("signature.certificate_digest", rule=12)
def somebody_elses_certificate(victim: Victim) -> bytes:
    other = base64.b64encode(make_signer("rsa-2048", name="Somebody else").certificate_der).decode()
    pattern = re.compile(r"<X509Certificate>.*?</X509Certificate>")
    new = f"<X509Certificate>{other}</X509Certificate>"
    return _with_signature(victim, lambda text: pattern.sub(new, text), is_signed_anew=False)


@case("signature.certificate_serial", rule=12)
def another_serial_number(victim: Victim) -> bytes:
    return _replaced(victim, "<X509SerialNumber>", "<X509SerialNumber>7")


@case("signature.certificate_damaged", rule=12)
def a_certificate_that_is_none(victim: Victim) -> bytes:
    def break_it(text: str) -> str:
        text = re.sub(r"<X509Certificate>.*?</X509Certificate>", "<X509Certificate>MAA=</X509Certificate>", text)
        digest = "5PYNCqbX89O2pklLHIYbmfZJxvnsUauvIBsg8pcyfJU="
        return re.sub(r"(<xd:CertDigest>.*?<DigestValue>)[^<]*", rf"\g<1>{digest}", text)

    return _with_signature(victim, break_it)


@case("signature.part_twice", rule=13)
def a_part_named_twice_in_the_manifest(victim: Victim) -> bytes:
    def double(text: str) -> str:
        old = _first_manifest_reference(text)
        return text.replace(old, old + old)

    return _with_signature(victim, double)


@case("signature.part_not_signed", rule=13)
def a_manifest_that_leaves_a_part_out(victim: Victim) -> bytes:
    return _with_signature(victim, lambda text: text.replace(_first_manifest_reference(text), ""))


@case("signature.entry_without_part", rule=13)
def a_manifest_that_names_a_part_that_is_not_there(victim: Victim) -> bytes:
    def add(text: str) -> str:
        old = _first_manifest_reference(text)
        return text.replace(old, old + old.replace("/docProps/custom.xml", "/docProps/more.xml"))

    return _with_signature(victim, add)


@case("signature.relationship_not_signed", rule=14)
def a_relationship_left_out_of_the_signature(victim: Victim) -> bytes:
    pattern = re.compile(r'<mdssi:RelationshipReference [^>]*SourceId="rId3"/>')
    return _with_signature(victim, lambda text: pattern.sub("", text, count=1))


@case("signature.relationship_twice", rule=14)
def a_relationship_chosen_twice(victim: Victim) -> bytes:
    pattern = re.compile(r'<mdssi:RelationshipReference [^>]*SourceId="rId1"/>')
    return _with_signature(victim, lambda text: pattern.sub(lambda found: found[0] * 2, text, count=1))
