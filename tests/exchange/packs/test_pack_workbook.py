"""Signed workbooks made of pages: whatever an owner of some key writes into them, they are read or refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import CtecsError, NotAllowed, WrongTemplate
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.exchange.opc.container import read_container
from ctecs_desktop.exchange.packs.enrolment_pack import EnrolmentPack, read_enrolment_pack
from ctecs_desktop.exchange.packs.enrolment_pack import _pages as enrolment_pages
from ctecs_desktop.exchange.packs.plan_pack import PlanPack, read_plan_pack
from ctecs_desktop.exchange.packs.plan_pack import _pages as plan_workbook_pages
from ctecs_desktop.exchange.packs.reply_pack import ReplyPack, _Names, read_reply_pack
from ctecs_desktop.exchange.packs.reply_pack import _pages as reply_pages
from ctecs_desktop.exchange.plan_files import shipped_plan
from ctecs_desktop.exchange.signers.fingerprint_words import fingerprint_words
from ctecs_desktop.exchange.workbook.workbook_page import Content, Page, cell_name
from tests.exchange.pack_building import (
    enrolment_workbook,
    make_pack_identity,
    make_reply,
    make_request,
    plan_workbook,
    reply_identity,
    reply_workbook,
    request_identity,
    signed,
    signed_after,
    small_district,
    with_cell,
)

STRANGE = (
    *("9" * 5000, "1E999", "-1", "0", "2019-20", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "district"),
    *(
        "revoked",
        "key lost",
        "MIIB",
        "AAAA",
        "é" * 40,
        "true",
        "\u202e",
        "all",
        "Step 1",
        "Workbook kind",
        "plan",
        "ff" * 32,
    ),
)
contents: st.SearchStrategy[Content] = st.one_of(
    st.sampled_from(STRANGE),
    st.sampled_from([Decimal(0), Decimal(-1), Decimal("1.5"), Decimal(43661), Decimal(10) ** 20]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=30),
)


def small_plan_pages() -> list[Page]:
    district = small_district()
    plan = replace(
        shipped_plan(), measures=shipped_plan().measures[:3], targets=(), baselines=(), series_breaks=(), rules=()
    )
    identity = make_pack_identity(WorkbookKind.PLAN, plan_version=plan.version)
    return list(plan_workbook_pages(PlanPack(plan, district.trust, identity, district.authority.certificate_der)))


def returned_pages() -> list[Page]:
    district, reply = small_district(), make_reply()
    names = _Names("District", "School", tuple(("Measure", "Group") for _ in reply.questions))
    return list(
        reply_pages(ReplyPack(reply, district.trust, reply_identity(reply), district.authority.certificate_der), names)
    )


def request_pages() -> list[Page]:
    district, request = small_district(), make_request()
    pack = EnrolmentPack(request, request_identity(request), district.abbott.certificate_der)
    return list(enrolment_pages(pack, fingerprint_words(district.abbott.public_key_der), names=("District", "School")))


KINDS: dict[str, tuple[Callable[[], list[Page]], Callable[[bytes], object]]] = {
    "plan": (small_plan_pages, read_plan_pack),
    "reply": (returned_pages, read_reply_pack),
    "enrolment": (request_pages, read_enrolment_pack),
}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40)
@given(st.data())
def test_whatever_a_cell_says_it_is_read_or_refused_and_nothing_else(kind: str, data: st.DataObject) -> None:
    make_pages, read = KINDS[kind]
    pages = make_pages()
    places = [
        (page.name, cell_name(row, column))
        for page in pages
        for row, cells in enumerate(page.rows, start=1)
        for column, _ in enumerate(cells, start=1)
    ]
    for sheet, cell in data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=3, unique=True)):
        content = data.draw(contents)
        try:
            pages = with_cell(pages, sheet, cell, content)
        except AssertionError:  # the cell says so already
            continue
    district = small_district()
    signer = district.abbott if kind == "enrolment" else district.authority
    try:
        workbook = signed(pages, signer)
    except NotAllowed:  # more digits than a spreadsheet keeps
        return
    # Anything else than a refusal, such as an error of a library, fails the test.
    with suppress(CtecsError):
        read(workbook)


@pytest.mark.parametrize("kind", KINDS)
def test_pages_that_nobody_changed_are_read(kind: str) -> None:
    make_pages, read = KINDS[kind]
    district = small_district()
    assert read(signed(make_pages(), district.abbott if kind == "enrolment" else district.authority))


def test_every_part_of_a_formula_a_merge_and_a_comment_is_refused() -> None:
    def insert(before: bytes, more: bytes) -> Callable[[dict[str, bytes]], None]:
        def change(parts: dict[str, bytes]) -> None:
            sheet = parts["xl/worksheets/sheet1.xml"]
            assert before in sheet
            parts["xl/worksheets/sheet1.xml"] = sheet.replace(before, more + before, 1)

        return change

    merge = b'<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
    for change, code in (
        (insert(b"<is>", b"<f>1+1</f>"), "cell.formula"),
        (insert(b"<printOptions", merge), "sheet.merged_cells"),
        (insert(b"<printOptions", b"<!-- hidden -->"), "sheet.markup"),
        (insert(b"<printOptions", b'<hyperlinks><hyperlink ref="A1" location="B1"/></hyperlinks>'), "sheet.link"),
    ):
        with pytest.raises(WrongTemplate) as refused:
            read_reply_pack(signed_after(returned_pages(), small_district().authority, change))
        assert (refused.value.code, refused.value.params["rule"]) == (code, 19)


def test_no_workbook_has_more_parts_than_a_manifest_may_list() -> None:
    for data in (plan_workbook(), reply_workbook(), enrolment_workbook()):
        assert len(read_container(data)) - 4 <= 30
