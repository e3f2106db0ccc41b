"""What is told of a signature or a seal that does not hold."""

from __future__ import annotations

from ctecs_desktop.wording.told import Family, Told, said

_NOT_TAKEN = said("Nothing was taken from this file.")
_SEND_AGAIN = said("Ask the signer to send the file again, exactly as the program wrote it.")

SIGNATURES = Family(
    {
        "signature.missing": Told(
            said("The workbook is not signed, or its signature was taken out when it was saved again."),
            said("Ask the signer for the file as the program wrote it, or to sign and export it again."),
        ),
        "signature.half_present": said("Only a part of the signature is there (“{part}”)."),
        "signature.present": said("Traces of a signature are left in the workbook, but no whole one."),
        "signature.several_signatures": said("The workbook bears more than one signature."),
        "signature.several_signed_infos": said("The signature says twice what it signs."),
        "signature.several_manifests": said("The signature lists twice what it covers."),
        "signature.value_wrong": said("The signature does not agree with what it covers; it was changed or forged."),
        "signature.digest_mismatch": said("“{part}” was changed after the workbook was signed."),
        "signature.content_type_changed": said("The kind of “{part}” was changed after the workbook was signed."),
        "signature.entry_without_part": said("The signature covers “{part}”, which is not in the workbook any more."),
        "signature.part_not_signed": said("“{part}” is not covered by the signature; it was added later."),
        "signature.part_twice": said("The signature covers “{part}” twice."),
        "signature.foreign_part": said("“{part}” lies among the signature's parts and does not belong there."),
        "signature.loose_part_changed": said("“{part}” is not in the form in which the program writes it."),
        "signature.origin_not_empty": said("The signature's first part holds data, where it must be empty."),
        "signature.object_changed": said("The signature's own part “{reference}” was changed."),
        "signature.object_unreferenced": said("A part of the signature is not covered by it (“{id}”)."),
        "signature.reference_missing": said("The signature does not cover its own part “{reference}”."),
        "signature.reference_twice": said("The signature covers its own part “{reference}” twice."),
        "signature.reference_unknown": said("The signature covers something unknown: “{reference}”."),
        "signature.relationship_not_signed": said("The link “{id}” in “{part}” is not covered by the signature."),
        "signature.relationship_twice": said("The signature covers a link in “{part}” twice."),
        "signature.unsigned_relationship": said("“{part}” links to “{target}” outside the signature."),
        "signature.transform": said("The signature looks at “{reference}” through a transformation not allowed."),
        "signature.canonicalization": said("The signature uses a form of its text that is not allowed ({found})."),
        "signature.method": said("The signature is made by a method that is not allowed ({found})."),
        "signature.method_unlike_key": said("The signature's method does not fit its key ({found})."),
        "signature.digest_method": said("The signature uses a check sum that is not allowed ({found})."),
        "signature.key_info": said("The signature does not bring exactly one certificate."),
        "signature.key_kind": said("The signer's key is of a kind that is not allowed."),
        "signature.key_too_weak": said("The signer's key is too weak: {bits} bits."),
        "signature.certificate_damaged": said("The signer's certificate cannot be read."),
        "signature.certificate_digest": said("The signature names another certificate than the one it brings."),
        "signature.certificate_serial": said("The signature names another certificate number than the one it brings."),
        "signature.element": said("The signature holds something that does not belong in it ({found})."),
        "signature.element_order": said("The parts of the signature are not in their order ({found})."),
        "signature.attribute": said("The signature has an attribute that does not belong in it ({found})."),
        "signature.text": said("The signature holds text where there must be none ({found})."),
        "signature.base64": said("The signature's numbers are not written as they must be ({found})."),
        "signature.id_twice": said("Two parts of the signature bear the same name, {id}."),
        "signature.not_plain": said("The signature is not written in the one plain form (“{part}”)."),
        "signature.time": said("The signature's time is not written as it must be ({found})."),
        "signature.times_differ": said("The signature says two different times."),
        "signature.already_signed": Told(
            said("This workbook is signed already."), said("Sign a fresh export."), said("The workbook is as it was.")
        ),
        "signature.custom_properties": Told(
            said("The workbook holds properties of its own (“{part}”), which a signature cannot cover."),
            said("Sign a fresh export."),
            said("The workbook is as it was."),
        ),
        "signature.too_many_parts": Told(
            said("The workbook has {count} parts; at most {limit} can be signed."),
            said("Sign a fresh export."),
            said("The workbook is as it was."),
        ),
        "seal.missing": Told(
            said("The seal over the values is missing (expected at {sheet}!{cell})."),
            said("Ask the signer for the file as the program wrote it, or to sign and export it again."),
        ),
        "seal.damaged": said("The seal over the values was damaged at {sheet}!{cell}."),
        "seal.version": Told(
            said("The seal is of another version ({found}, at {sheet}!{cell})."),
            said("Install the newest version of the program."),
        ),
        "seal.broken": said("The seal does not agree with the text under it; it was changed or forged."),
        "seal.algorithm": said("The seal is made by the method {found}, not {expected}."),
        "seal.certificate": said("The seal's certificate cannot be used ({reason})."),
        "seal.not_canonical": said("Line {line} under the seal is not as the program writes it."),
        "seal.other_certificate": said("The seal and the signature were made with different keys."),
    },
    safe=_NOT_TAKEN,
    then=_SEND_AGAIN,
)
