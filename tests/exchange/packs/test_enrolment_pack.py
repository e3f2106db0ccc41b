"""The enrolment workbook: a key asks to be known, and only by its own signature."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from ctecs_desktop.domain.errors import (
    CtecsError,
    ExchangeError,
    NotAllowed,
    NotAWorkbook,
    PlanInvalid,
    SignatureInvalid,
    WrongTemplate,
)
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.pack import EnrolmentRequest
from ctecs_desktop.exchange.packs.enrolment_pack import EnrolmentPack, _pages, read_enrolment_pack, write_enrolment_pack
from ctecs_desktop.exchange.plan_files import shipped_plan
from ctecs_desktop.exchange.signers.fingerprint_words import FingerprintWords, fingerprint_words
from ctecs_desktop.exchange.signers.keys import new_signing_key
from ctecs_desktop.exchange.workbook.workbook_page import Page
from tests.exchange.pack_building import (
    NOW,
    cell_that_says,
    enrolment_workbook,
    flipped,
    make_request,
    plan_workbook,
    request_identity,
    signed,
    small_district,
    with_cell,
)

PLAN = shipped_plan()


def abbott_words() -> FingerprintWords:
    return fingerprint_words(small_district().abbott.public_key_der)


def request_pages(request: EnrolmentRequest | None = None) -> list[Page]:
    request = request or make_request()
    pack = EnrolmentPack(request, request_identity(request), small_district().abbott.certificate_der)
    return list(_pages(pack, abbott_words(), names=("District", "School")))


def test_an_enrolment_is_read_as_it_was_written() -> None:
    pack = read_enrolment_pack(enrolment_workbook())
    assert replace(pack.request, request=b"") == make_request(request=b"")
    assert pack.request.words == abbott_words()
    assert pack.identity == request_identity(make_request())
    assert pack.certificate_der == small_district().abbott.certificate_der


def test_the_same_request_gives_the_same_bytes() -> None:
    request = make_request()
    first, second = (
        write_enrolment_pack(request, PLAN, identity=request_identity(request), signer=small_district().abbott)
        for _ in range(2)
    )
    assert first == second


def test_a_key_on_an_elliptic_curve_enrols_too() -> None:
    key = new_signing_key("Pat Principal", at=NOW, private_key=ec.generate_private_key(ec.SECP384R1()))
    request = make_request(key)
    data = write_enrolment_pack(request, PLAN, identity=request_identity(request), signer=key)
    assert read_enrolment_pack(data).request == request


def test_a_request_for_another_key_is_neither_written_nor_read() -> None:
    district = small_district()
    other = make_request(district.authority)
    with pytest.raises(SignatureInvalid) as refused:
        write_enrolment_pack(other, PLAN, identity=request_identity(other), signer=district.abbott)
    assert refused.value.code == "enrolment.other_key"
    with pytest.raises(SignatureInvalid) as refused:
        read_enrolment_pack(signed(request_pages(other), district.abbott))
    assert refused.value.code == "enrolment.other_key"


def test_words_of_another_key_are_not_written() -> None:
    request = make_request(words=fingerprint_words(small_district().authority.public_key_der))
    with pytest.raises(NotAllowed) as refused:
        write_enrolment_pack(request, PLAN, identity=request_identity(request), signer=small_district().abbott)
    assert refused.value.code == "enrolment.words_of_other_key"
    assert refused.value.params["expected"] == abbott_words()


def test_words_of_another_key_are_not_read() -> None:
    pages = request_pages()
    cell = cell_that_says(pages, "Enrolment", abbott_words()[6])
    with pytest.raises(WrongTemplate) as refused:
        read_enrolment_pack(signed(with_cell(pages, "Enrolment", cell, "zebra"), small_district().abbott))
    assert (refused.value.code, refused.value.params["cell"]) == ("cell.changed", cell)


@pytest.mark.parametrize("position", [3, 60, 200, 500, -1])
def test_a_request_whose_own_signature_is_broken_is_refused(position: int) -> None:
    request = make_request()
    broken = replace(request, request=flipped(request.request, position % len(request.request)))
    with pytest.raises((ExchangeError, SignatureInvalid)) as refused:
        read_enrolment_pack(signed(request_pages(broken), small_district().abbott))
    assert refused.value.code in {"enrolment.request_not_own_key", "enrolment.request_unreadable"}


def test_a_request_that_is_no_base64_is_refused() -> None:
    pages = with_cell(request_pages(), "Request", "A6", "not Base64 at all!")
    with pytest.raises(WrongTemplate) as refused:
        read_enrolment_pack(signed(pages, small_district().abbott))
    assert refused.value.code == "enrolment.request_not_base64"


@pytest.mark.parametrize("part", range(24))
def test_one_flipped_bit_is_refused(part: int) -> None:
    data = enrolment_workbook()
    with pytest.raises((NotAWorkbook, SignatureInvalid)):
        read_enrolment_pack(flipped(data, len(data) * (2 * part + 1) // 48))


def test_a_plan_is_no_enrolment() -> None:
    with pytest.raises(WrongTemplate) as refused:
        read_enrolment_pack(plan_workbook())
    assert refused.value.code == "workbook.other_kind"


@pytest.mark.parametrize("field", ["school", "signer", "role"])
def test_an_identity_of_somebody_else_is_not_written(field: str) -> None:
    request = make_request()
    identity = replace(request_identity(request), **{field: "somebody else"})  # type: ignore[arg-type]
    with pytest.raises(WrongTemplate) as refused:
        write_enrolment_pack(request, PLAN, identity=identity, signer=small_district().abbott)
    assert (refused.value.code, refused.value.params["field"]) == ("workbook.identity_differs", field)


def test_a_school_that_the_plan_lacks_does_not_enrol() -> None:
    request = make_request(school=SchoolCode("9999999"))
    with pytest.raises(PlanInvalid) as refused:
        write_enrolment_pack(request, PLAN, identity=request_identity(request), signer=small_district().abbott)
    assert refused.value.code == "plan.unknown_school"


@pytest.mark.parametrize("time", ["yesterday", "2019-09-03T08:00:00", ""])
def test_a_claimed_time_without_a_meaning_is_not_written(time: str) -> None:
    request = make_request()
    identity = replace(request_identity(request), claimed_time=time)
    with pytest.raises(CtecsError) as refused:
        write_enrolment_pack(request, PLAN, identity=identity, signer=small_district().abbott)
    assert refused.value.code == "workbook.claimed_time"
