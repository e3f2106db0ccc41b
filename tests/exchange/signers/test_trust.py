"""Whom central office and the schools believe: only the right key, of the right school, at the right time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from ctecs_desktop.domain.enrolment import RevocationReason
from ctecs_desktop.domain.errors import CtecsError, SignerUnknown
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.exchange.signers.certificates import (
    DOCUMENT_SIGNING,
    certificate_request,
    is_renewal_due,
    issue_school_certificate,
    new_district_key,
    request_public_key,
)
from ctecs_desktop.exchange.signers.keys import SigningKey, certificate_name, new_signing_key
from ctecs_desktop.exchange.signers.trust import (
    SchoolCertificate,
    TrustList,
    certificate_fingerprint,
    verify_chain,
    verify_district_signer,
    verify_school_signer,
)

DISTRICT = "Connecticut Technical Education and Career System"
NOW = datetime(2019, 10, 1, 12, 0, tzinfo=UTC)
SCHOOLS = [SchoolCode(f"90{number}16") for number in range(11, 29)]
PLATT, GRASSO = SchoolCode("9002616"), SchoolCode("9002716")


def quick_key(name: str = "A school") -> SigningKey:
    """Elliptic keys are made in no time; the chain is checked alike."""
    return new_signing_key(name, at=NOW, private_key=ec.generate_private_key(ec.SECP256R1()))


def issue(authority: SigningKey, key: SigningKey, school: SchoolCode, *, at: datetime = NOW) -> bytes:
    request = certificate_request(key, school_code=school, school_name="As the school says")
    return issue_school_certificate(
        authority, request, district_name=DISTRICT, school_code=school, school_name="Platt Technical High School", at=at
    )


def code_of(act: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises(CtecsError) as raised:
        act(*arguments, **named)
    return raised.value.code


@pytest.fixture(scope="module")
def district() -> SigningKey:
    return new_district_key(DISTRICT, at=NOW - timedelta(days=900), rsa_bits=2048)


@pytest.fixture(scope="module")
def namesake() -> SigningKey:
    """Somebody else's root in our district's name."""
    return new_district_key(DISTRICT, at=NOW - timedelta(days=900), rsa_bits=2048)


@pytest.fixture(scope="module")
def stranger() -> SigningKey:
    return new_district_key("Another District", at=NOW - timedelta(days=900), rsa_bits=2048)


@pytest.fixture(scope="module")
def platt() -> SigningKey:
    return new_signing_key("Platt", at=NOW, rsa_bits=2048)


@pytest.fixture(scope="module")
def platt_certificate(district: SigningKey, platt: SigningKey) -> bytes:
    return issue(district, platt, PLATT)


@pytest.fixture(scope="module")
def trust(district: SigningKey, platt_certificate: bytes) -> TrustList:
    return TrustList(1, (district.certificate_der,)).with_school_certificate(PLATT, platt_certificate)


@dataclass(frozen=True, slots=True)
class Register:
    """All schools' certificates in one state, registered; and what a certificate in that state is told."""

    trust: TrustList
    certificates: Mapping[SchoolCode, bytes]
    refusal: str | None


def registers(district: SigningKey, namesake: SigningKey, stranger: SigningKey) -> dict[str, Register]:
    def registered(authority: SigningKey, at: datetime = NOW) -> Register:
        certificates = {school: issue(authority, quick_key(), school, at=at) for school in SCHOOLS}
        trust = TrustList(1, (district.certificate_der,))
        for school, certificate in certificates.items():
            trust = trust.with_school_certificate(school, certificate)
        return Register(trust, certificates, None)

    def revoked(register: Register, at: datetime) -> Register:
        trust = register.trust
        for certificate in register.certificates.values():
            trust = trust.with_revocation(
                certificate_fingerprint(certificate), reason=RevocationReason.KEY_STOLEN, at=at
            )
        return replace(register, trust=trust)

    valid = registered(district)
    unregistered = replace(valid, trust=TrustList(1, (district.certificate_der,)), refusal="trust.not_registered")
    self_signed = {school: quick_key().certificate_der for school in SCHOOLS}
    self_signed_trust = TrustList(1, (district.certificate_der,))
    for school, certificate in self_signed.items():
        self_signed_trust = self_signed_trust.with_school_certificate(school, certificate)
    return {
        "valid": valid,
        "revoked the day after": revoked(valid, NOW + timedelta(days=1)),
        "revoked at that moment": replace(revoked(valid, NOW), refusal="trust.revoked"),
        "revoked the day before": replace(revoked(valid, NOW - timedelta(days=1)), refusal="trust.revoked"),
        "expired": replace(registered(district, NOW - timedelta(days=801)), refusal="trust.expired"),
        "not yet valid": replace(registered(district, NOW + timedelta(days=3)), refusal="trust.not_yet_valid"),
        "wrong authority of our name": replace(registered(namesake), refusal="trust.issuer_forged"),
        "wrong authority": replace(registered(stranger), refusal="trust.other_district"),
        "issued but not registered": unregistered,
        "self-signed": Register(self_signed_trust, self_signed, "trust.unknown_key"),
    }


def test_of_all_schools_keys_and_states_only_the_right_pairs_pass(
    district: SigningKey, namesake: SigningKey, stranger: SigningKey
) -> None:
    passed = 0
    for register in registers(district, namesake, stranger).values():
        for school, owner in product(SCHOOLS, SCHOOLS):
            certificate = register.certificates[owner]
            expected = register.refusal or (None if school == owner else "trust.other_school")
            if expected is None:
                signer = verify_school_signer(certificate, register.trust, school_code=school, at=NOW)
                assert signer.school_code == owner
                passed += 1
            else:
                got = code_of(verify_school_signer, certificate, register.trust, school_code=school, at=NOW)
                assert got == expected
    assert passed == 2 * len(SCHOOLS)


def test_the_signer_is_told_from_the_register(district: SigningKey, platt: SigningKey, trust: TrustList) -> None:
    certificate = trust.schools[0].certificate_der
    signer = verify_chain(certificate, trust, at=NOW)
    assert (signer.school_code, signer.is_district) == (PLATT, False)
    assert signer.fingerprint == certificate_fingerprint(certificate)
    assert signer.public_key_der == platt.public_key_der
    assert signer.root_fingerprint == certificate_fingerprint(district.certificate_der)
    assert signer.valid_until - signer.valid_from == timedelta(days=801)


def test_a_name_inside_a_certificate_makes_no_school_of_it(district: SigningKey) -> None:
    """Registered for Grasso, though it says Platt: the register decides."""
    certificate = issue(district, quick_key(), PLATT)
    trust = TrustList(1, (district.certificate_der,)).with_school_certificate(GRASSO, certificate)
    assert verify_chain(certificate, trust, at=NOW).school_code == GRASSO


def test_the_district_signs_with_its_root(district: SigningKey, trust: TrustList, platt_certificate: bytes) -> None:
    signer = verify_district_signer(district.certificate_der, trust, at=NOW)
    assert signer.is_district
    assert signer.name == DISTRICT
    assert code_of(verify_district_signer, platt_certificate, trust, at=NOW) == "trust.not_the_district"
    other_school = code_of(verify_school_signer, district.certificate_der, trust, school_code=PLATT, at=NOW)
    assert other_school == "trust.other_school"


def test_a_root_that_is_not_in_our_list_is_nobody(stranger: SigningKey, namesake: SigningKey, trust: TrustList) -> None:
    assert code_of(verify_chain, stranger.certificate_der, trust, at=NOW) == "trust.unknown_key"
    assert code_of(verify_chain, namesake.certificate_der, trust, at=NOW) == "trust.issuer_forged"


def test_a_root_counts_only_in_its_own_time_and_until_it_is_revoked(
    district: SigningKey, trust: TrustList, platt_certificate: bytes
) -> None:
    for der in (district.certificate_der, platt_certificate):
        assert code_of(verify_chain, der, trust, at=NOW + timedelta(days=3000)) == "trust.district_expired"
        assert code_of(verify_chain, der, trust, at=datetime(1970, 1, 1, tzinfo=UTC)) == "trust.not_yet_valid"
    root = certificate_fingerprint(district.certificate_der)
    revoked = trust.with_revocation(root, reason=RevocationReason.KEY_STOLEN, at=NOW)
    for der in (district.certificate_der, platt_certificate):
        assert code_of(verify_chain, der, revoked, at=NOW) == "trust.district_revoked"
        verify_chain(der, revoked, at=NOW - timedelta(hours=1))


def test_after_a_lost_district_key_both_roots_count(
    district: SigningKey, namesake: SigningKey, trust: TrustList, platt_certificate: bytes
) -> None:
    """The new root bears the same name; the signature tells which one issued."""
    both = trust.with_root(namesake.certificate_der)
    later = issue(namesake, quick_key(), GRASSO)
    both = both.with_school_certificate(GRASSO, later)
    assert both.version == trust.version + 2
    assert verify_chain(platt_certificate, both, at=NOW).school_code == PLATT
    signer = verify_chain(later, both, at=NOW)
    assert signer.school_code == GRASSO
    assert signer.root_fingerprint == certificate_fingerprint(namesake.certificate_der)


def test_bytes_that_are_no_certificate_are_refused(trust: TrustList, platt_certificate: bytes) -> None:
    for data in (b"", b"\x30\x03abc", platt_certificate[:-1], platt_certificate + b"\0"):
        assert code_of(verify_chain, data, trust, at=NOW) == "trust.certificate_unreadable"


@settings(max_examples=150)
@given(place=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_no_changed_bit_of_a_certificate_passes(
    trust: TrustList, platt_certificate: bytes, place: int, bit: int
) -> None:
    changed = bytearray(platt_certificate)
    changed[place % len(changed)] ^= 1 << bit
    with pytest.raises(SignerUnknown):
        verify_chain(bytes(changed), trust, at=NOW)


def odd_certificate(authority: SigningKey, **changes: Any) -> bytes:
    """A certificate that the district's key really issued, with one thing wrong with it."""
    root = x509.load_der_x509_certificate(authority.certificate_der)
    key = changes.get("key") or ec.generate_private_key(ec.SECP256R1())
    usage = dict.fromkeys(
        [
            "key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only", "decipher_only",
        ],
        False,
    ) | {"digital_signature": True, "content_commitment": True, "key_cert_sign": False}  # fmt: skip
    extensions: dict[str, tuple[x509.ExtensionType, bool]] = {
        "constraints": (x509.BasicConstraints(ca=changes.get("ca", False), path_length=None), True),
        "usage": (x509.KeyUsage(**(usage | changes.get("usage", {}))), True),
        "purpose": (
            x509.ExtendedKeyUsage(changes.get("purpose", [ExtendedKeyUsageOID.EMAIL_PROTECTION, DOCUMENT_SIGNING])),
            False,
        ),
        "authority": (
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()),  # type: ignore[arg-type]
            False,
        ),
    } | changes.get("more", {})
    builder = (
        x509.CertificateBuilder()
        .subject_name(certificate_name("Platt"))
        .issuer_name(root.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=800))
    )
    for name, (extension, is_critical) in extensions.items():
        if name != changes.get("without"):
            builder = builder.add_extension(extension, critical=is_critical)
    return builder.sign(authority.private_key, hashes.SHA256()).public_bytes(Encoding.DER)


ODD = {
    "may issue": {"ca": True},
    "no constraints": {"without": "constraints"},
    "no usage": {"without": "usage"},
    "no purpose": {"without": "purpose"},
    "no issuer's key": {"without": "authority"},
    "does not sign": {"usage": {"digital_signature": False}},
    "does not stand for contents": {"usage": {"content_commitment": False}},
    "signs certificates": {"usage": {"key_cert_sign": True}},
    "for web servers": {"purpose": [ExtendedKeyUsageOID.SERVER_AUTH]},
    "for letters only": {"purpose": [ExtendedKeyUsageOID.EMAIL_PROTECTION]},
    "unknown and critical": {"more": {"x": (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"0"), True)}},
    "with a name for the web": {"more": {"x": (x509.SubjectAlternativeName([x509.DNSName("a.example")]), False)}},
    "a curve of another kind": {"key": ec.generate_private_key(ec.SECP256K1())},
}


@pytest.mark.parametrize("name", ODD)
def test_a_certificate_that_is_not_for_a_signer_is_refused_though_registered(district: SigningKey, name: str) -> None:
    certificate = odd_certificate(district, **ODD[name])
    trust = TrustList(1, (district.certificate_der,), (SchoolCertificate(PLATT, certificate),))
    assert code_of(verify_chain, certificate, trust, at=NOW) == "trust.certificate_unfit"


def test_the_odd_certificates_are_refused_for_their_oddness_alone(district: SigningKey) -> None:
    """Negative control of the test above: with nothing wrong, the same certificate passes."""
    certificate = odd_certificate(district)
    trust = TrustList(1, (district.certificate_der,), (SchoolCertificate(PLATT, certificate),))
    assert verify_chain(certificate, trust, at=NOW).school_code == PLATT


def test_a_schools_certificate_cannot_issue_another(district: SigningKey) -> None:
    """A signer who makes a certificate with the own key gains nothing, whatever the register says."""
    school = quick_key()
    issued = replace(school, certificate_der=issue(district, school, PLATT))
    assert code_of(issue, issued, quick_key(), GRASSO) == "trust.not_an_authority"
    made = odd_certificate(issued)
    trust = TrustList(1, (district.certificate_der,), (SchoolCertificate(PLATT, made),))
    assert code_of(verify_chain, made, trust, at=NOW) == "trust.other_district"


def test_a_moment_without_a_time_zone_is_a_mistake_of_the_program(trust: TrustList, platt_certificate: bytes) -> None:
    with pytest.raises(ValueError, match="zone"):
        verify_chain(platt_certificate, trust, at=NOW.replace(tzinfo=None))


def test_an_issued_certificate_says_what_the_register_says(district: SigningKey, platt_certificate: bytes) -> None:
    certificate = x509.load_der_x509_certificate(platt_certificate)
    root = x509.load_der_x509_certificate(district.certificate_der)
    assert certificate.subject == certificate_name("Platt Technical High School", organization=DISTRICT, code=PLATT)
    assert certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)[0].value == PLATT
    assert certificate.not_valid_after_utc == NOW + timedelta(days=800)
    constraints = root.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical
    assert constraints.value == x509.BasicConstraints(ca=True, path_length=0)
    years = root.not_valid_after_utc.year - (NOW - timedelta(days=900)).year
    assert years == 10
    own = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    assert own.key_identifier == root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest


def test_a_certificate_never_outlives_its_root(district: SigningKey) -> None:
    root_end = x509.load_der_x509_certificate(district.certificate_der).not_valid_after_utc
    late = root_end - timedelta(days=30)
    certificate = x509.load_der_x509_certificate(issue(district, quick_key(), PLATT, at=late))
    assert certificate.not_valid_after_utc == root_end
    assert code_of(issue, district, quick_key(), PLATT, at=root_end) == "trust.district_expired"


def test_a_request_proves_that_its_sender_holds_the_key(district: SigningKey, platt: SigningKey) -> None:
    request = certificate_request(platt, school_code=PLATT, school_name="Platt")
    assert request_public_key(request) == platt.public_key_der
    forged = request[:-1] + bytes([request[-1] ^ 1])
    assert code_of(request_public_key, forged) == "enrolment.request_not_own_key"
    assert code_of(request_public_key, b"no request") == "enrolment.request_unreadable"
    weak = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(certificate_name("Platt"))
        .sign(ec.generate_private_key(ec.SECP256K1()), hashes.SHA256())
    )
    assert code_of(request_public_key, weak.public_bytes(Encoding.DER)) == "enrolment.key_unfit"


def test_a_renewal_is_due_ninety_days_before_the_end(platt_certificate: bytes) -> None:
    end = NOW + timedelta(days=800)
    assert not is_renewal_due(platt_certificate, at=end - timedelta(days=91))
    assert is_renewal_due(platt_certificate, at=end - timedelta(days=90))


def test_a_renewed_certificate_stands_beside_the_old_one(
    district: SigningKey, platt: SigningKey, trust: TrustList, platt_certificate: bytes
) -> None:
    renewed = issue(district, platt, PLATT, at=NOW + timedelta(days=750))
    both = trust.with_school_certificate(PLATT, renewed)
    assert [entry.certificate_der for entry in both.certificates_of(PLATT)] == [platt_certificate, renewed]
    old = certificate_fingerprint(platt_certificate)
    at = NOW + timedelta(days=760)
    both = both.with_revocation(old, reason=RevocationReason.SUPERSEDED, at=at)
    assert code_of(verify_chain, platt_certificate, both, at=at) == "trust.revoked"
    assert verify_chain(renewed, both, at=at).school_code == PLATT


def test_a_stolen_key_falls_with_all_its_certificates_and_does_not_come_back(
    district: SigningKey, platt: SigningKey, trust: TrustList, platt_certificate: bytes
) -> None:
    renewed = issue(district, platt, PLATT, at=NOW + timedelta(hours=1))
    both = trust.with_school_certificate(PLATT, renewed).with_revocation(
        certificate_fingerprint(renewed), reason=RevocationReason.KEY_STOLEN, at=NOW
    )
    for certificate in (platt_certificate, renewed):
        assert code_of(verify_chain, certificate, both, at=NOW) == "trust.revoked"
    again = issue(district, platt, PLATT, at=NOW + timedelta(hours=2))
    assert code_of(both.with_school_certificate, PLATT, again) == "trust.key_revoked"


def test_one_key_serves_one_school(district: SigningKey, platt: SigningKey, trust: TrustList) -> None:
    assert code_of(trust.with_school_certificate, GRASSO, issue(district, platt, GRASSO)) == "trust.key_of_other_school"


def test_only_what_is_registered_can_be_revoked(trust: TrustList) -> None:
    revoke = trust.with_revocation
    assert code_of(revoke, "00" * 32, reason=RevocationReason.KEY_LOST, at=NOW) == "trust.unknown_fingerprint"


def test_every_change_makes_the_next_version_and_a_repeat_none(trust: TrustList, platt_certificate: bytes) -> None:
    assert trust.version == 2
    assert trust.with_school_certificate(PLATT, platt_certificate) is trust
    assert trust.with_root(trust.roots[0]) is trust
    fingerprint = certificate_fingerprint(platt_certificate)
    revoked = trust.with_revocation(fingerprint, reason=RevocationReason.KEY_LOST, at=NOW)
    assert (revoked.version, revoked.revocations[0].version) == (3, 3)


def test_a_newer_list_is_taken_and_an_older_one_refused(trust: TrustList, district: SigningKey) -> None:
    newer = trust.with_school_certificate(GRASSO, issue(district, quick_key(), GRASSO))
    assert trust.merged_with(newer) == newer
    assert newer.merged_with(newer) == newer
    assert code_of(newer.merged_with, trust) == "trust.list_older"


def test_a_list_that_forgets_a_revocation_does_not_lift_it(
    trust: TrustList, district: SigningKey, platt_certificate: bytes
) -> None:
    fingerprint = certificate_fingerprint(platt_certificate)
    revoked = trust.with_revocation(fingerprint, reason=RevocationReason.KEY_STOLEN, at=NOW)
    forgetful = replace(trust, version=9)
    merged = revoked.merged_with(forgetful)
    assert merged.version == 9
    assert code_of(verify_chain, platt_certificate, merged, at=NOW) == "trust.revoked"
    later = replace(revoked, version=10, revocations=(replace(revoked.revocations[0], at=NOW + timedelta(days=90)),))
    assert code_of(verify_chain, platt_certificate, merged.merged_with(later), at=NOW) == "trust.revoked"


def test_one_version_that_says_two_things_is_refused(trust: TrustList, district: SigningKey) -> None:
    one = trust.with_school_certificate(GRASSO, issue(district, quick_key(), GRASSO))
    other = trust.with_school_certificate(GRASSO, issue(district, quick_key(), GRASSO))
    assert code_of(one.merged_with, other) == "trust.list_differs"


def test_one_certificate_cannot_become_two_schools(trust: TrustList, platt_certificate: bytes) -> None:
    claimed = replace(trust, version=5, schools=(SchoolCertificate(GRASSO, platt_certificate),))
    assert code_of(trust.merged_with, claimed) == "trust.certificate_claimed_twice"


@pytest.fixture(scope="module")
def history(district: SigningKey) -> list[TrustList]:
    """A district's list through some years, each version from the one before."""
    lists = [TrustList(1, (district.certificate_der,))]
    for school in SCHOOLS[:5]:
        certificate = issue(district, quick_key(), school)
        lists.append(lists[-1].with_school_certificate(school, certificate))
        if school != SCHOOLS[0]:
            reason = RevocationReason.KEY_LOST
            lists.append(lists[-1].with_revocation(certificate_fingerprint(certificate), reason=reason, at=NOW))
    return lists


@given(order=st.permutations(range(10)))
def test_a_school_ends_with_the_newest_list_in_whatever_order_the_files_come(
    history: list[TrustList], order: list[int]
) -> None:
    assert len(history) == 10
    held = history[order[0]]
    for number in order[1:]:
        if history[number].version < held.version:
            assert code_of(held.merged_with, history[number]) == "trust.list_older"
        else:
            held = held.merged_with(history[number])
    assert held == history[-1]


def test_a_list_survives_json(history: list[TrustList]) -> None:
    for trust in history:
        assert TrustList.from_document(json.loads(json.dumps(trust.to_document()))) == trust


def test_a_damaged_list_is_refused(history: list[TrustList]) -> None:
    good = history[-1].to_document()
    school, revocation = good["schools"][0], good["revocations"][0]  # type: ignore[index]
    damages: dict[str, Any] = {
        "version": [0, -1, "3", True, None, 2.5],
        "roots": [None, "x", ["x"], [5], [good["roots"][0]] * 2],  # type: ignore[index]
        "schools": [
            {}, [{}], [5], [school, school], [school | {"school": ""}], [school | {"more": 1}],
            [school | {"certificate": "AAAA"}], [school | {"certificate": "****"}],
        ],
        "revocations": [
            [{}], [revocation, revocation], [revocation | {"reason": "whim"}], [revocation | {"at": "yesterday"}],
            [revocation | {"at": "2019-10-01T12:00:00"}], [revocation | {"version": 99}], [revocation | {"at": 5}],
            [revocation | {"at": "0001-01-01T00:00:00+23:00"}],
        ],
    }  # fmt: skip
    for name, values in damages.items():
        for value in values:
            assert code_of(TrustList.from_document, good | {name: value}) == "trust.list_damaged"
    for missing in good:
        rest = {name: value for name, value in good.items() if name != missing}
        assert code_of(TrustList.from_document, rest) == "trust.list_damaged"
    assert code_of(TrustList.from_document, []) == "trust.list_damaged"
    assert code_of(TrustList.from_document, good | {"format": 2}) == "trust.list_too_new"
