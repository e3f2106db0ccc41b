"""A signer's key: made, kept, opened, enrolled and refused."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import CtecsError, ExchangeError, FileUnwritable, KeyLocked, NotAllowed
from ctecs_desktop.domain.passphrase import PassphraseStrength, passphrase_strength
from ctecs_desktop.exchange.files import OperatingSystemFiles
from ctecs_desktop.exchange.signers.key_container import KDF_ROUNDS, KEY_FILE_LIMIT, unseal_key
from ctecs_desktop.exchange.signers.keys import (
    SigningKey,
    adopt_key,
    certificate_name,
    create_key,
    new_signing_key,
    open_key,
    save_key,
    sealed_key,
    with_certificate,
)

NOW = datetime(2019, 9, 3, 8, 0, tzinfo=UTC)
PASSPHRASE = "gravel Otter sings at noon"
MESSAGE = b"the canonical values"


@pytest.fixture(scope="module")
def school_key() -> SigningKey:
    return new_signing_key("Platt Technical High School", at=NOW, rsa_bits=2048)


@pytest.fixture(scope="module")
def key_bytes(school_key: SigningKey) -> bytes:
    return sealed_key(school_key, PASSPHRASE)


def foreign_file(key: object, *, with_certificate: bool = True, password: bytes = b"from the state") -> bytes:
    """A ``.p12`` as another program makes it."""
    certificate = None
    if with_certificate:
        name = certificate_name("A principal")
        algorithm = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())  # type: ignore[attr-defined]
            .serial_number(5)
            .not_valid_before(NOW)
            .not_valid_after(NOW + timedelta(days=30))
            .sign(key, algorithm)  # type: ignore[arg-type]
        )
    return pkcs12.serialize_key_and_certificates(
        b"state", key, certificate, None, BestAvailableEncryption(password)  # type: ignore[arg-type]
    )  # fmt: skip


def code_of(act: object, *arguments: object, **named: object) -> str:
    with pytest.raises(CtecsError) as raised:
        act(*arguments, **named)  # type: ignore[operator]
    return raised.value.code


def test_a_created_key_opens_again_and_signs_alike(tmp_path: Path) -> None:
    path = tmp_path / "school.p12"
    created = create_key(path, PASSPHRASE, common_name="Platt Technical High School", at=NOW)
    opened = open_key(path, PASSPHRASE)
    assert opened == created
    assert opened.sign(MESSAGE) == created.sign(MESSAGE)
    assert isinstance(opened.private_key, rsa.RSAPrivateKey)
    assert opened.private_key.key_size == 3072
    assert opened.is_self_signed
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights in another form")
def test_a_key_file_is_its_owners_alone(tmp_path: Path, school_key: SigningKey) -> None:
    path = save_key(school_key, tmp_path / "school.p12", passphrase=PASSPHRASE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_existing_file_is_never_overwritten_by_a_new_key(tmp_path: Path) -> None:
    path = tmp_path / "school.p12"
    path.write_bytes(b"perhaps the only key there is")
    assert code_of(create_key, path, PASSPHRASE, common_name="Platt", at=NOW) == "file.exists_already"
    assert code_of(adopt_key, b"", path, source_passphrase="", passphrase=PASSPHRASE) == "file.exists_already"
    assert path.read_bytes() == b"perhaps the only key there is"


def test_a_full_disk_keeps_the_old_key(tmp_path: Path, school_key: SigningKey, key_bytes: bytes) -> None:
    class FullDisk(OperatingSystemFiles):
        def sync(self, descriptor: int) -> None:
            raise OSError(28, os.strerror(28))

    path = tmp_path / "school.p12"
    path.write_bytes(key_bytes)
    with pytest.raises(FileUnwritable):
        save_key(school_key, path, passphrase=PASSPHRASE + " and dances", files=FullDisk())
    assert open_key(path, PASSPHRASE) == school_key
    assert list(tmp_path.iterdir()) == [path]


def test_a_wrong_passphrase_and_a_damaged_file_are_told_apart(key_bytes: bytes) -> None:
    assert code_of(open_key, key_bytes, "another passphrase") == "key.wrong_passphrase"
    assert code_of(open_key, key_bytes, "") == "key.wrong_passphrase"
    assert code_of(open_key, b"", PASSPHRASE) == "key.damaged"
    assert code_of(open_key, b"PK\x03\x04 a workbook", PASSPHRASE) == "key.damaged"
    assert code_of(open_key, key_bytes[: len(key_bytes) // 2], PASSPHRASE) == "key.damaged"
    damaged = bytearray(key_bytes)
    damaged[len(damaged) // 2] ^= 0x10
    assert code_of(open_key, bytes(damaged), PASSPHRASE) == "key.damaged"


def test_every_flipped_bit_is_noticed(school_key: SigningKey, key_bytes: bytes) -> None:
    """A spread of places; a bit in the MAC itself can only look like a wrong passphrase."""
    for place in [*range(0, 60, 7), *range(60, len(key_bytes), 101), *range(len(key_bytes) - 90, len(key_bytes), 9)]:
        damaged = bytearray(key_bytes)
        damaged[place] ^= 1 << place % 8
        assert opened_or_refused(bytes(damaged)) in (school_key, "key.damaged", "key.wrong_passphrase")


def opened_or_refused(data: bytes) -> SigningKey | str:
    try:
        return open_key(data, PASSPHRASE)
    except KeyLocked as error:
        return error.code


def test_a_path_that_holds_no_key_is_told(tmp_path: Path) -> None:
    assert code_of(open_key, tmp_path / "missing.p12", PASSPHRASE) == "file.not_found"
    assert code_of(open_key, tmp_path, PASSPHRASE) == "key.damaged"
    large = tmp_path / "large.p12"
    large.write_bytes(b"0" * (KEY_FILE_LIMIT + 1))
    assert code_of(open_key, large, PASSPHRASE) == "key.damaged"


def test_a_composed_and_a_decomposed_accent_are_one_passphrase(school_key: SigningKey) -> None:
    data = sealed_key(school_key, "caf\u00e9 by the river bank", rounds=1000)
    assert open_key(data, "cafe\u0301 by the river bank") == school_key


def test_a_passphrase_beyond_the_basic_plane_opens_again(school_key: SigningKey) -> None:
    phrase = "four purple owls \U0001f989 and ß"
    assert open_key(sealed_key(school_key, phrase, rounds=1000), phrase) == school_key


def test_guessing_costs_the_full_rounds_at_the_mac_too(key_bytes: bytes) -> None:
    """The MAC of ``cryptography`` has 2,048 rounds, which would be the way in for whoever steals the file."""
    rounds = KDF_ROUNDS.to_bytes(3, "big")
    assert key_bytes.endswith(b"\x02\x03" + rounds)
    assert key_bytes.count(b"\x02\x03" + rounds) == 2 + 1  # certificates, key, MAC
    weak = foreign_file(ec.generate_private_key(ec.SECP256R1()))
    assert seconds_to_refuse(key_bytes) > 20 * seconds_to_refuse(weak)


def seconds_to_refuse(data: bytes) -> float:
    best = 60.0
    for _ in range(3):
        start = time.perf_counter()
        with pytest.raises(KeyLocked):
            unseal_key(data, "a wrong guess")
        best = min(best, time.perf_counter() - start)
    return best


@pytest.mark.skipif(shutil.which("openssl") is None, reason="OpenSSL's own program is not installed")
def test_openssl_reads_the_file_as_an_ordinary_pkcs12(tmp_path: Path, key_bytes: bytes) -> None:
    path = tmp_path / "school.p12"
    path.write_bytes(key_bytes)
    command = ["openssl", "pkcs12", "-in", str(path), "-info", "-noout", "-passin", f"pass:{PASSPHRASE}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "MAC: sha256, Iteration 600000" in done.stderr
    assert done.stderr.count("PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256") == 2


def test_an_rsa_signature_verifies_as_pkcs1_with_sha256(school_key: SigningKey) -> None:
    public_key = x509.load_der_x509_certificate(school_key.certificate_der).public_key()
    assert isinstance(public_key, rsa.RSAPublicKey)
    public_key.verify(school_key.sign(MESSAGE), MESSAGE, padding.PKCS1v15(), hashes.SHA256())


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()])
def test_an_elliptic_signature_is_two_numbers_of_the_curves_width(curve: ec.EllipticCurve) -> None:
    key = new_signing_key("A principal", at=NOW, private_key=ec.generate_private_key(curve))
    width = (curve.key_size + 7) // 8
    public_key = x509.load_der_x509_certificate(key.certificate_der).public_key()
    assert isinstance(public_key, ec.EllipticCurvePublicKey)
    for _ in range(20):  # a number with leading zeros comes once in 256
        signature = key.sign(MESSAGE)
        assert len(signature) == 2 * width
        r, s = int.from_bytes(signature[:width], "big"), int.from_bytes(signature[width:], "big")
        public_key.verify(encode_dss_signature(r, s), MESSAGE, ec.ECDSA(hashes.SHA256()))


def test_the_fingerprint_of_the_key_outlives_its_certificate(school_key: SigningKey) -> None:
    renewed = new_signing_key("Another name", at=NOW, private_key=school_key.private_key)
    assert renewed.certificate_der != school_key.certificate_der
    assert renewed.public_key_sha256 == school_key.public_key_sha256
    assert school_key.public_key_sha256 == hashlib.sha256(school_key.public_key_der).hexdigest()


def test_a_certificate_for_the_key_is_taken_and_kept(tmp_path: Path, school_key: SigningKey) -> None:
    issued = new_signing_key("From the district", at=NOW, private_key=school_key.private_key).certificate_der
    root = new_signing_key("The district", at=NOW, rsa_bits=2048).certificate_der
    enrolled = with_certificate(school_key, issued, chain=(root,))
    assert (enrolled.certificate_der, enrolled.chain) == (issued, (root,))
    save_key(enrolled, tmp_path / "school.p12", passphrase=PASSPHRASE)
    assert open_key(tmp_path / "school.p12", PASSPHRASE) == enrolled
    assert code_of(with_certificate, school_key, root, chain=()) == "key.certificate_for_other_key"
    assert code_of(with_certificate, school_key, b"no certificate", chain=()) == "key.certificate_unreadable"
    assert code_of(with_certificate, school_key, issued, chain=(b"?",)) == "key.certificate_unreadable"


@pytest.mark.parametrize(
    "make", [lambda: rsa.generate_private_key(65537, 2048), lambda: ec.generate_private_key(ec.SECP384R1())]
)
def test_a_key_that_the_school_owns_already_is_adopted(tmp_path: Path, make: object) -> None:
    key = make()  # type: ignore[operator]
    source = tmp_path / "state.pfx"
    source.write_bytes(foreign_file(key))
    adopted = adopt_key(source, tmp_path / "school.p12", source_passphrase="from the state", passphrase=PASSPHRASE)
    assert open_key(tmp_path / "school.p12", PASSPHRASE) == adopted
    assert adopted.private_key.public_key() == key.public_key()
    assert source.exists()


def test_keys_that_excel_cannot_verify_are_not_adopted() -> None:
    refused = {
        "key.unsupported": [
            foreign_file(rsa.generate_private_key(65537, 1024)),
            foreign_file(rsa.generate_private_key(3, 2048)),
            foreign_file(ec.generate_private_key(ec.SECP256K1())),
            foreign_file(ed25519.Ed25519PrivateKey.generate()),
        ],
        "key.no_certificate": [foreign_file(ec.generate_private_key(ec.SECP256R1()), with_certificate=False)],
    }
    for code, files in refused.items():
        for data in files:
            assert code_of(open_key, data, "from the state") == code


def test_a_file_with_certificates_alone_holds_no_key(school_key: SigningKey) -> None:
    certificate = x509.load_der_x509_certificate(school_key.certificate_der)
    data = pkcs12.serialize_key_and_certificates(None, None, None, [certificate], BestAvailableEncryption(b"x"))
    assert code_of(open_key, data, "x") == "key.no_private_key"


def test_a_weak_passphrase_makes_no_key(tmp_path: Path, school_key: SigningKey) -> None:
    with pytest.raises(NotAllowed) as raised:
        create_key(tmp_path / "school.p12", "password1234", common_name="Platt", at=NOW)
    assert (raised.value.code, raised.value.params) == ("key.passphrase_too_weak", {"strength": "too_common"})
    assert code_of(save_key, school_key, tmp_path / "school.p12", passphrase="short") == "key.passphrase_too_weak"
    assert list(tmp_path.iterdir()) == []


def test_the_key_does_not_show_itself_in_a_log(school_key: SigningKey) -> None:
    assert repr(school_key) == "SigningKey()"


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("", PassphraseStrength.TOO_SHORT),
        ("Tr0ub4dor&3", PassphraseStrength.TOO_SHORT),
        ("   Tr0ub4dor&3   ", PassphraseStrength.TOO_SHORT),
        ("aaaaaaaaaaaaaaaa", PassphraseStrength.TOO_UNIFORM),
        ("abcdefabcdefabcdef", PassphraseStrength.TOO_UNIFORM),
        ("ab ab ab ba ab ab", PassphraseStrength.TOO_UNIFORM),
        ("Password123456", PassphraseStrength.TOO_COMMON),
        ("P@ssw0rd2019!!", PassphraseStrength.TOO_COMMON),
        ("qwertyuiop12345", PassphraseStrength.TOO_COMMON),
        ("abcdefghijklmnop", PassphraseStrength.TOO_COMMON),
        ("9876543210zyxw", PassphraseStrength.TOO_COMMON),
        ("School-Teacher-2019", PassphraseStrength.TOO_COMMON),
        ("correct horse battery staple", PassphraseStrength.TOO_COMMON),
        ("gravel Otter 7", PassphraseStrength.ENOUGH),
        ("Überraschungsei", PassphraseStrength.ENOUGH),
        ("школа на горе", PassphraseStrength.ENOUGH),
        (PASSPHRASE, PassphraseStrength.STRONG),
        ("assemble-option-drift-animal", PassphraseStrength.STRONG),
        ("x7Q!m2Lp0vRz9Kd4TtW8", PassphraseStrength.STRONG),
    ],
)
def test_a_passphrase_is_judged_as_a_person_would(text: str, strength: PassphraseStrength) -> None:
    assert passphrase_strength(text) is strength


@given(name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=90))
def test_every_name_fits_into_a_certificate(name: str) -> None:
    made = certificate_name(name, organization=name, code=name)
    assert all(name.startswith(str(part.value)) and part.value for part in made)
    key = new_signing_key(name, at=NOW, private_key=ec.generate_private_key(ec.SECP256R1()))
    assert x509.load_der_x509_certificate(key.certificate_der).subject == certificate_name(name)


@given(text=st.text(max_size=60))
def test_no_text_upsets_the_judgement_and_nothing_short_passes(text: str) -> None:
    strength = passphrase_strength(text)
    assert strength.is_enough == (strength in (PassphraseStrength.ENOUGH, PassphraseStrength.STRONG))
    if len(text) < 12:
        assert not strength.is_enough


def test_reading_a_key_is_an_exchange_error_of_its_own_class() -> None:
    assert issubclass(KeyLocked, ExchangeError)
