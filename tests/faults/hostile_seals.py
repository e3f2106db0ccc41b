"""Submissions whose seal and cells disagree, or whose seal is no seal (rule 20).

The package signature holds in each of them and is by the school's own key, except where it was taken away as by a
re-save: then the seal alone stands between a changed value and the district's figures.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ctecs_desktop.domain.submission import canonical_lines
from ctecs_desktop.domain.value import Ratio
from ctecs_desktop.exchange.opc.container import pack
from ctecs_desktop.exchange.opc.package_signature import sign_package
from ctecs_desktop.exchange.submission.seal import ECDSA_ALGORITHM, check_digits, line_as_text, make_seal
from ctecs_desktop.exchange.submission.workbook_writer import write_submission
from tests.exchange.package_building import CLAIMED_TIME, make_signer, replace_once, unpack
from tests.faults.submission_case import GOAL, Forger, cell_xml, number_cell, part_of, submission_case, text_cell

FIRST_VALUE_ROW = 26  # of the seal: 1.01, all students


def _lines(forger: Forger) -> list[str]:
    return canonical_lines(forger.submission)


def _line_of(forger: Forger, start: str) -> int:
    return next(index for index, line in enumerate(_lines(forger)) if line.startswith(start))


def _with_line(forger: Forger, index: int, line: str) -> list[str]:
    lines = _lines(forger)
    return [*lines[:index], line, *lines[index + 1 :]]


@submission_case("cell.changed", rule=20)
def a_value_changed_under_the_schools_own_package_signature(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", number_cell("64"))


@submission_case("cell.changed", rule=20)
def a_percentage_beside_unchanged_counts(forger: Forger) -> bytes:
    return forger.cell(GOAL, "G5", number_cell("2.9"))


@submission_case("cell.changed", rule=20)
def a_value_taken_out(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", lambda _: "")


@submission_case("cell.changed", rule=20)
def a_note_put_into_the_schools_mouth(forger: Forger) -> bytes:
    return forger.cell(GOAL, "J5", text_cell("Estimated by central office"))


@submission_case("cell.changed", rule=20)
def a_withheld_interval_made_narrower(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E6", text_cell("0–1"))


@submission_case("cell.changed", rule=20)
def the_group_of_a_value_exchanged(forger: Forger) -> bytes:
    return forger.cell(GOAL, "C8", text_cell("race.hispanic"))


@submission_case("cell.changed", rule=20)
def a_reason_for_keeping_a_value_changed(forger: Forger) -> bytes:
    return forger.cell("Reasons", "G5", text_cell("Agreed with central office."))


@submission_case("cell.changed", rule=20)
def a_control_total_altered(forger: Forger) -> bytes:
    return forger.cell("Sign-off", "F22", number_cell("24243"))


@submission_case("cell.changed", rule=20)
def the_statement_above_the_signature_altered(forger: Forger) -> bytes:
    return forger.sheet("Sign-off", "they are complete", "they are not complete")


@submission_case("cell.changed", rule=20)
def another_signers_name_on_page_one(forger: Forger) -> bytes:
    return forger.cell("Sign-off", "B33", text_cell("Dr. Somebody Else"))


@submission_case("cell.changed", rule=20)
def another_revision_on_page_one(forger: Forger) -> bytes:
    return forger.cell("Sign-off", "B12", number_cell("9"))


@submission_case("cell.changed", rule=20)
def another_school_on_page_one(forger: Forger) -> bytes:
    return forger.cell("Sign-off", "B6", text_cell("9001216"))


@submission_case("cell.changed", rule=20)
def check_digits_of_the_seal_altered(forger: Forger) -> bytes:
    return forger.cell("Seal", f"A{FIRST_VALUE_ROW}", text_cell("0123456789"))


@submission_case("cell.changed", rule=20)
def the_digest_shown_on_the_seal_altered(forger: Forger) -> bytes:
    return forger.cell("Seal", "B6", text_cell("0" * 64))


@submission_case("cell.changed", rule=20)
def the_seal_of_another_submission(forger: Forger) -> bytes:
    """A genuine seal of the same school, over another number, in a workbook that shows the first one."""
    first, *others = forger.submission.observations
    other = replace(first, value=Ratio(Decimal(64), Decimal(784)))
    return forger.with_seal(make_seal(replace(forger.submission, observations=(other, *others)), forger.key))


@submission_case("cell.number_instead_of_text", rule=19)
def the_seal_of_a_submission_with_one_value_less(forger: Forger) -> bytes:
    """All rows behind the missing one stand a row too low."""
    return forger.with_seal(
        make_seal(replace(forger.submission, observations=forger.submission.observations[1:]), forger.key)
    )


@submission_case("cell.changed", rule=20)
def the_seal_of_an_older_revision(forger: Forger) -> bytes:
    identity = replace(forger.submission.identity, revision=2)
    return forger.with_seal(make_seal(replace(forger.submission, identity=identity), forger.key))


@submission_case("seal.broken", rule=20)
def a_signed_line_altered(forger: Forger) -> bytes:
    return forger.sheet("Seal", "v|1.01|all|164/784|", "v|1.01|all|64/784|")


@submission_case("seal.broken", rule=20)
def a_signed_line_altered_with_its_check_digits(forger: Forger) -> bytes:
    line = _lines(forger)[_line_of(forger, "v\t1.01\tall\t")]
    changed = line.replace("164/784", "64/784")
    parts = forger.with_edit(part_of("Seal"), line_as_text(line).split("|Num")[0], "v|1.01|all|64/784")
    text = parts[part_of("Seal")].decode()
    parts[part_of("Seal")] = replace_once(text, check_digits(line), check_digits(changed)).encode()
    return forger.signed(parts)


@submission_case("seal.broken", rule=20)
def the_signature_of_the_seal_altered(forger: Forger) -> bytes:
    return forger.sealed(_lines(forger), signature=forger.key.sign(b"something else"))


@submission_case("seal.broken", rule=20)
def a_line_of_the_seal_left_out(forger: Forger) -> bytes:
    lines = _lines(forger)
    return forger.sealed([*lines[:-1]], signature=make_seal(forger.submission, forger.key).signature)


@submission_case("seal.broken", rule=20)
def the_certificate_of_another_school_on_the_seal(forger: Forger) -> bytes:
    return forger.sealed(_lines(forger), certificate_der=forger.signers.other_school.certificate_der)


@submission_case("seal.certificate", rule=20)
def a_certificate_on_the_seal_that_is_none(forger: Forger) -> bytes:
    return forger.sealed(_lines(forger), certificate_der=b"no certificate")


@submission_case("seal.certificate", rule=20)
def a_seal_by_a_key_of_1024_bits(forger: Forger) -> bytes:
    return forger.sealed(_lines(forger), key=make_signer("rsa-1024"))


@submission_case("seal.algorithm", rule=20)
def a_seal_that_says_it_was_signed_otherwise(forger: Forger) -> bytes:
    return forger.sealed(_lines(forger), algorithm=ECDSA_ALGORITHM)


@submission_case("seal.algorithm", rule=20)
def a_seal_without_any_algorithm(forger: Forger) -> bytes:
    return forger.sealed(_lines(forger), algorithm="none")


@submission_case("seal.version", rule=20)
def a_seal_of_a_version_to_come(forger: Forger) -> bytes:
    return forger.cell("Seal", "B4", text_cell("ctecs submission 2"))


@submission_case("seal.damaged", rule=20)
def a_signature_on_the_seal_that_is_no_base64(forger: Forger) -> bytes:
    return forger.cell("Seal", "B7", text_cell("not base64!"))


@submission_case("seal.missing", rule=20)
def a_seal_without_a_signature(forger: Forger) -> bytes:
    return forger.cell("Seal", "B7", lambda _: "")


@submission_case("seal.not_canonical", rule=20)
def lines_in_another_order(forger: Forger) -> bytes:
    lines, index = _lines(forger), _line_of(forger, "v\t1.01\tall\t")
    return forger.sealed([*lines[:index], lines[index + 1], lines[index], *lines[index + 2 :]])


@submission_case("seal.not_canonical", rule=20)
def a_value_sealed_twice(forger: Forger) -> bytes:
    lines, index = _lines(forger), _line_of(forger, "v\t1.01\tall\t")
    return forger.sealed([*lines[: index + 1], *lines[index:]])


@submission_case("seal.not_canonical", rule=20)
def two_values_for_one_address(forger: Forger) -> bytes:
    lines, index = _lines(forger), _line_of(forger, "v\t1.01\tall\t")
    other = lines[index].replace("164/784", "64/784")
    return forger.sealed([*lines[: index + 1], other, *lines[index + 1 :]])


@submission_case("seal.not_canonical", rule=20)
def a_number_in_another_spelling(forger: Forger) -> bytes:
    index = _line_of(forger, "v\t1.01\tall\t")
    return forger.sealed(_with_line(forger, index, _lines(forger)[index].replace("164/784", "1.64e2/784")))


@submission_case("seal.not_canonical", rule=20)
def a_number_in_full_width_digits(forger: Forger) -> bytes:
    index = _line_of(forger, "v\t1.01\tall\t")
    return forger.sealed(_with_line(forger, index, _lines(forger)[index].replace("164/784", "１６４/784")))


@submission_case("seal.not_canonical", rule=20)
def a_number_that_is_infinite(forger: Forger) -> bytes:
    index = _line_of(forger, "v\t1.01\tall\t")
    return forger.sealed(_with_line(forger, index, _lines(forger)[index].replace("164/784", "Infinity/784")))


@submission_case("cell.number_instead_of_text", rule=19)
def a_sealed_number_of_four_hundred_digits(forger: Forger) -> bytes:
    index = _line_of(forger, "v\t1.01\tall\t")
    return forger.sealed(_with_line(forger, index, _lines(forger)[index].replace("164/784", f"{'9' * 400}/784")))


@submission_case("seal.not_canonical", rule=20)
def a_line_of_an_unknown_kind(forger: Forger) -> bytes:
    return forger.sealed([*_lines(forger), "x\tanything"])


@submission_case("seal.not_canonical", rule=20)
def an_identity_with_a_field_left_out(forger: Forger) -> bytes:
    lines = _lines(forger)
    return forger.sealed([*lines[:3], *lines[4:]])


@submission_case("seal.not_canonical", rule=20)
def a_revision_that_is_no_number(forger: Forger) -> bytes:
    index = _line_of(forger, "i\trevision\t")
    return forger.sealed(_with_line(forger, index, "i\trevision\tthree"))


@submission_case("cell.changed", rule=20)
def the_signature_taken_away_and_a_value_changed(forger: Forger) -> bytes:
    parts = forger.parts
    old = cell_xml(parts, GOAL, "E5")
    return pack(forger.with_edit(part_of(GOAL), old, number_cell("64")(old)))


@submission_case("seal.broken", rule=20)
def the_signature_taken_away_and_value_and_line_changed(forger: Forger) -> bytes:
    parts = forger.with_edit(part_of("Seal"), "v|1.01|all|164/784|", "v|1.01|all|64/784|")
    old = cell_xml(parts, GOAL, "E5")
    text = parts[part_of(GOAL)].decode()
    parts[part_of(GOAL)] = replace_once(text, old, number_cell("64")(old)).encode()
    return pack(parts)


@submission_case("trust.unknown_key", rule=16)
def the_signature_taken_away_and_sealed_anew(forger: Forger) -> bytes:
    seal = make_seal(forger.submission, forger.signers.stranger)
    return write_submission(forger.submission, forger.plan, seal=seal)


@submission_case("signature.digest_mismatch", rule=13)
def a_value_changed_under_a_broken_signature_with_a_sound_seal(forger: Forger) -> bytes:
    """The seal is no second chance for a package signature that is there and broken."""
    parts = unpack(forger.sound)
    name = part_of("Changes")
    parts[name] = replace_once(parts[name].decode(), "<sheetData>", "<sheetData >").encode()
    return pack(parts)


@submission_case("signature.foreign_part", rule=7)
def a_second_signature_of_another_key(forger: Forger) -> bytes:
    again = unpack(sign_package(pack(forger.parts), signer=forger.signers.other_school, claimed_time=CLAIMED_TIME))
    parts = unpack(forger.sound)
    relations = "_xmlsignatures/_rels/origin.sigs.rels"
    row = parts[relations].decode().partition("<Relationship ")[2].partition("/>")[0]
    second = f"<Relationship {row.replace('rId1', 'rId2').replace('sig1.xml', 'sig2.xml')}/></Relationships>"
    parts[relations] = replace_once(parts[relations].decode(), "</Relationships>", second).encode()
    parts["_xmlsignatures/sig2.xml"] = again["_xmlsignatures/sig1.xml"]
    types = parts["[Content_Types].xml"].decode()
    kind = "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"
    override = f'<Override PartName="/_xmlsignatures/sig2.xml" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = replace_once(types, "</Types>", override).encode()
    return pack(parts)
