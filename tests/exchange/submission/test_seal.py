from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import SignatureInvalid
from ctecs_desktop.domain.submission import Submission, canonical_lines, submission_digest
from ctecs_desktop.exchange.signers.keys import SigningKey
from ctecs_desktop.exchange.submission.canonical_lines import identity_of_lines, submission_of_lines
from ctecs_desktop.exchange.submission.seal import (
    ECDSA_ALGORITHM,
    RSA_ALGORITHM,
    check_digits,
    damaged_rows,
    line_as_text,
    lines_of_texts,
    make_seal,
    verify_seal,
)
from tests.exchange.submission_building import make_submission, seal_of, submissions


def _certified(private_key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> SigningKey:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Pat")])
    now = datetime(2020, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private_key.public_key())
        .serial_number(7)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(private_key, hashes.SHA256())
    )
    return SigningKey(private_key, certificate.public_bytes(Encoding.DER))


def _refusal(lines: list[str]) -> tuple[str, object]:
    with pytest.raises(SignatureInvalid) as refused:
        submission_of_lines(lines)
    return refused.value.code, refused.value.params["line"]


def test_a_seal_made_with_rsa_holds_and_names_the_digest_of_the_submission() -> None:
    submission = make_submission()
    seal = seal_of(submission)
    assert seal.algorithm == RSA_ALGORITHM
    assert verify_seal(seal) == seal.digest == submission_digest(submission)


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()], ids=lambda curve: curve.name)
def test_a_seal_made_with_an_elliptic_key_holds(curve: ec.EllipticCurve) -> None:
    seal = make_seal(make_submission(), _certified(ec.generate_private_key(curve)))
    assert seal.algorithm == ECDSA_ALGORITHM
    assert verify_seal(seal) == seal.digest
    with pytest.raises(SignatureInvalid) as refused:
        verify_seal(replace(seal, signature=seal.signature[:-1]))
    assert refused.value.code == "seal.broken"


@given(st.data())
def test_a_seal_with_one_changed_character_is_broken(data: st.DataObject) -> None:
    seal = seal_of(make_submission())
    row = data.draw(st.integers(0, len(seal.lines) - 1))
    line = seal.lines[row]
    place = data.draw(st.integers(0, len(line) - 1))
    changed = line[:place] + ("x" if line[place] != "x" else "y") + line[place + 1 :]
    lines = (*seal.lines[:row], changed, *seal.lines[row + 1 :])
    with pytest.raises(SignatureInvalid) as refused:
        verify_seal(replace(seal, lines=lines))
    assert refused.value.code == "seal.broken"


@pytest.mark.parametrize("move", ["dropped", "doubled", "swapped"])
def test_a_seal_whose_lines_were_moved_about_is_broken(move: str) -> None:
    seal = seal_of(make_submission())
    lines = {
        "dropped": seal.lines[:-1],
        "doubled": (*seal.lines, seal.lines[-1]),
        "swapped": (*seal.lines[:-2], seal.lines[-1], seal.lines[-2]),
    }[move]
    with pytest.raises(SignatureInvalid) as refused:
        verify_seal(replace(seal, lines=lines))
    assert refused.value.code == "seal.broken"


def test_a_seal_that_names_another_algorithm_is_refused() -> None:
    with pytest.raises(SignatureInvalid) as refused:
        verify_seal(replace(seal_of(make_submission()), algorithm=ECDSA_ALGORITHM))
    assert refused.value.code == "seal.algorithm"


@pytest.mark.parametrize("bits", [1024])
def test_a_seal_by_a_key_that_is_too_small_is_refused(bits: int) -> None:
    small = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    with pytest.raises(SignatureInvalid) as refused:
        make_seal(make_submission(), _certified(small))
    assert (refused.value.code, refused.value.params["reason"]) == ("seal.certificate", "key")


def test_a_seal_whose_certificate_is_none_is_refused() -> None:
    with pytest.raises(SignatureInvalid) as refused:
        verify_seal(replace(seal_of(make_submission()), certificate_der=b"\x30\x03abc"))
    assert (refused.value.code, refused.value.params["reason"]) == ("seal.certificate", "unreadable")


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\n")), min_size=1))
def test_a_line_comes_back_from_its_cell(fields: list[str]) -> None:
    escaped = [field.replace("\\", "\\\\").replace("\t", "\\t") for field in fields]
    line = "\t".join(escaped)
    assert lines_of_texts([line_as_text(line)]) == [line]
    assert "\t" not in line_as_text(line)


def test_the_row_whose_digits_do_not_fit_is_named() -> None:
    lines = ["i\tformat_version\t1", "v\t1.10\tall\t57/131\ta | b"]
    texts = [line_as_text(line) for line in lines]
    digits = [check_digits(line) for line in lines]
    assert damaged_rows(digits, texts) == []
    assert damaged_rows(digits, [texts[0], texts[1].replace("57", "75")]) == [12]


@given(submissions())
def test_a_submission_comes_back_from_its_canonical_lines(submission: Submission) -> None:
    lines = canonical_lines(submission)
    assert submission_of_lines(lines) == submission
    assert identity_of_lines(lines) == submission.identity


@given(submissions(), st.data())
def test_lines_that_are_taken_are_the_canonical_ones(submission: Submission, data: st.DataObject) -> None:
    lines = canonical_lines(submission)
    row = data.draw(st.integers(0, len(lines) - 1))
    place = data.draw(st.integers(0, len(lines[row])))
    lines[row] = lines[row][:place] + data.draw(st.sampled_from(["0", "\\", "\t", "-", " ", "\r"])) + lines[row][place:]
    with suppress(SignatureInvalid):
        assert canonical_lines(submission_of_lines(lines)) == lines


def test_lines_in_another_order_or_spelling_are_refused_with_their_number() -> None:
    lines = canonical_lines(make_submission())
    first = next(number for number, line in enumerate(lines) if line.startswith("v\t"))
    swapped = [*lines[:first], lines[first + 1], lines[first], *lines[first + 2 :]]
    assert _refusal(swapped)[0] == "seal.not_canonical"
    assert _refusal([lines[1], lines[0], *lines[2:]]) == ("seal.not_canonical", 1)
    assert _refusal([*lines, "x\tmore"]) == ("seal.not_canonical", len(lines) + 1)
    assert _refusal([lines[0].replace("1", "01"), *lines[1:]])[0] == "seal.not_canonical"
    assert _refusal([line.replace("57/131", "057/131") for line in lines])[0] == "seal.not_canonical"
