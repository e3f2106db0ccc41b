"""The plan workbook: what central office publishes is what a school reads, and nothing else is read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from ctecs_desktop.domain.enrolment import RevocationReason
from ctecs_desktop.domain.errors import NotAWorkbook, PlanInvalid, SignatureInvalid, WrongTemplate
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.plan_schema import SCHEMAS
from ctecs_desktop.exchange.packs.plan_pack import SHEET_NAMES, PlanPack, _pages, read_plan_pack, write_plan_pack
from ctecs_desktop.exchange.packs.plan_pages import ABOUT_LABELS, SHEETS
from ctecs_desktop.exchange.plan_files import practice_plan, shipped_plan
from ctecs_desktop.exchange.signers.certificates import new_district_key
from ctecs_desktop.exchange.signers.fingerprint_words import fingerprint_words
from ctecs_desktop.exchange.signers.trust_list import TrustList
from ctecs_desktop.exchange.workbook.workbook_page import Page
from ctecs_desktop.exchange.workbook.workbook_parts import MOST_SHEETS
from tests.exchange.pack_building import (
    NOW,
    cell_that_says,
    enrolment_workbook,
    flipped,
    make_pack_identity,
    plan_workbook,
    reply_workbook,
    signed,
    signed_after,
    small_district,
    unsigned,
    with_cell,
)


def publish(plan: Plan, trust: TrustList | None = None) -> bytes:
    district = small_district()
    identity = make_pack_identity(WorkbookKind.PLAN, plan_version=plan.version, district=plan.district)
    return write_plan_pack(plan, trust or district.trust, identity=identity, signer=district.authority)


def shipped_pages() -> list[Page]:
    return list(_pages(read_plan_pack(plan_workbook())))


@pytest.mark.parametrize("plan", [shipped_plan(), practice_plan()], ids=["shipped", "practice"])
def test_a_published_plan_is_read_as_it_was_written(plan: Plan) -> None:
    district = small_district()
    pack = read_plan_pack(publish(plan))
    assert pack.plan == plan
    assert pack.trust == district.trust
    assert pack.identity == make_pack_identity(WorkbookKind.PLAN, plan_version=plan.version)
    assert pack.certificate_der == district.authority.certificate_der


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert publish(shipped_plan()) == plan_workbook()


def test_every_column_of_every_table_stands_on_a_sheet() -> None:
    shown = {(sheet.table, column) for sheet in SHEETS for column, *_ in sheet.columns}
    told = {"about", "imperatives", "priority_areas"}
    wanted = {(table.name, column.name) for table in SCHEMAS if table.name not in told for column in table.columns}
    assert shown == wanted
    assert set(ABOUT_LABELS) == {row for row in ABOUT_LABELS if hasattr(shipped_plan(), row)}
    assert len(SHEET_NAMES) <= MOST_SHEETS


def test_a_register_with_two_roots_and_revocations_is_read_as_it_was_written() -> None:
    district = small_district()
    second = new_district_key("Connecticut Technical Education and Career System", at=NOW, rsa_bits=2048)
    trust = district.trust.with_root(second.certificate_der)
    trust = trust.with_revocation(
        trust.schools[1].fingerprint, reason=RevocationReason.KEY_STOLEN, at=NOW + timedelta(days=3, microseconds=7)
    )
    assert read_plan_pack(publish(shipped_plan(), trust)).trust == trust


def test_a_register_without_schools_is_read_as_it_was_written() -> None:
    trust = TrustList(1, (small_district().authority.certificate_der,))
    assert read_plan_pack(publish(shipped_plan(), trust)).trust == trust


def test_text_that_looks_like_a_formula_or_an_escape_stays_text() -> None:
    plan = shipped_plan()
    texts = ("=SUM(A1:A9)", "+1", "-1", "@here", "_x0041_ and #N/A", "a;b\\c; 🎓", "first line\nsecond line")
    strategies = tuple(
        replace(strategy, text=text, milestones=(text, "the next"), resources=(("2019-20", text),))
        for strategy, text in zip(plan.strategies, texts, strict=False)
    )
    goals = (replace(plan.goals[0], themes=("a;b", "c\\d", "=e")), *plan.goals[1:])
    changed = replace(plan, title="Role", strategies=strategies, goals=goals, rules=(), imperatives=texts)
    assert read_plan_pack(publish(changed)).plan == changed


def test_the_first_page_shows_the_seven_words_of_the_key_that_signed() -> None:
    page = shipped_pages()[0]
    words = tuple(cells[1].content for cells in page.rows if cells and str(cells[0].content).startswith("Word "))
    assert words == fingerprint_words(small_district().authority.public_key_der)


def test_other_words_on_the_first_page_are_refused() -> None:
    pages = shipped_pages()
    word = fingerprint_words(small_district().authority.public_key_der)[2]
    cell = cell_that_says(pages, "Plan", word)
    with pytest.raises(WrongTemplate) as refused:
        read_plan_pack(signed(with_cell(pages, "Plan", cell, "zebra"), small_district().authority))
    assert refused.value.code == "cell.changed"
    assert (refused.value.params["sheet"], refused.value.params["cell"]) == ("Plan", cell)


@pytest.mark.parametrize("part", range(24))
def test_one_flipped_bit_is_refused(part: int) -> None:
    data = plan_workbook()
    with pytest.raises((NotAWorkbook, SignatureInvalid)):
        read_plan_pack(flipped(data, len(data) * (2 * part + 1) // 48))


def test_a_cell_that_says_the_same_thing_twice_must_say_it_alike() -> None:
    pages = with_cell(shipped_pages(), "Counting rules", "B7", "Another name")
    with pytest.raises(WrongTemplate) as refused:
        read_plan_pack(signed(pages, small_district().authority))
    assert refused.value.code == "cell.changed"
    assert (refused.value.params["sheet"], refused.value.params["cell"]) == ("Counting rules", "B7")


@pytest.mark.parametrize(
    ("sheet", "cell", "content", "code"),
    [
        ("Measures", "A14", Decimal("1.1"), "plan.cell.not_a_measure_code"),
        ("Schools", "E6", "many", "plan.cell.not_a_number"),
        ("Periods", "H5", Decimal(43661), "plan.cell.not_a_date"),
        ("Counting rules", "K5", Decimal(99), "plan.cell.out_of_range"),
        ("About", "B6", "9000O16", "plan.cell.not_an_organization_code"),
    ],
)
def test_a_mangled_cell_is_named(sheet: str, cell: str, content: str | Decimal, code: str) -> None:
    with pytest.raises(PlanInvalid) as refused:
        read_plan_pack(signed(with_cell(shipped_pages(), sheet, cell, content), small_district().authority))
    problems = refused.value.params["problems"]
    assert isinstance(problems, tuple)
    assert (problems[0].file, problems[0].code) == (f"{sheet}!{cell}", code)


def test_a_number_where_text_belongs_is_refused_even_if_it_reads_alike() -> None:
    pages = with_cell(shipped_pages(), "Schools", "A5", Decimal(shipped_plan().schools[0].code))
    with pytest.raises(WrongTemplate) as refused:
        read_plan_pack(signed(pages, small_district().authority))
    assert refused.value.code == "cell.number_instead_of_text"
    assert (refused.value.params["sheet"], refused.value.params["cell"]) == ("Schools", "A5")


def test_a_hidden_sheet_is_refused_under_a_good_signature() -> None:
    def hide(parts: dict[str, bytes]) -> None:
        before = parts["xl/workbook.xml"]
        parts["xl/workbook.xml"] = re.sub(rb'(name="Rules" sheetId="[0-9]+" state=)"visible"', rb'\1"hidden"', before)
        assert parts["xl/workbook.xml"] != before

    with pytest.raises(WrongTemplate) as refused:
        read_plan_pack(signed_after(shipped_pages(), small_district().authority, hide))
    assert refused.value.code == "workbook.hidden_sheet"


def test_missing_and_further_sheets_are_refused() -> None:
    further = [*shipped_pages(), replace(shipped_pages()[-1], name="More")]
    for pages, code in ((shipped_pages()[:-1], "workbook.sheets"), (further, "workbook.too_many_sheets")):
        with pytest.raises(WrongTemplate) as refused:
            read_plan_pack(signed(pages, small_district().authority))
        assert refused.value.code == code


def test_a_workbook_of_another_kind_is_refused_as_such() -> None:
    for data, kind in ((reply_workbook(), "reply"), (enrolment_workbook(), "enrolment")):
        with pytest.raises(WrongTemplate) as refused:
            read_plan_pack(data)
        assert refused.value.code == "workbook.other_kind"
        assert (refused.value.params["found"], refused.value.params["expected"]) == (kind, "plan")


def test_a_plan_without_a_signature_is_refused() -> None:
    with pytest.raises(SignatureInvalid) as refused:
        read_plan_pack(unsigned(shipped_pages()))
    assert refused.value.code == "signature.missing"


def test_a_signature_of_another_time_than_the_page_says_is_refused() -> None:
    with pytest.raises(SignatureInvalid) as refused:
        read_plan_pack(signed(shipped_pages(), small_district().authority, at=NOW + timedelta(seconds=1)))
    assert refused.value.code == "workbook.claimed_time_differs"


@pytest.mark.parametrize(
    "changes",
    [{"plan_version": "another"}, {"district": "9000015"}, {"kind": WorkbookKind.REPLY}, {"format_version": 2}],
    ids=lambda changes: next(iter(changes)),
)
def test_an_identity_of_something_else_is_not_written(changes: dict[str, object]) -> None:
    district = small_district()
    identity = replace(make_pack_identity(WorkbookKind.PLAN), **changes)  # type: ignore[arg-type]
    with pytest.raises(WrongTemplate) as refused:
        write_plan_pack(shipped_plan(), district.trust, identity=identity, signer=district.authority)
    assert refused.value.code == "workbook.identity_differs"
    assert refused.value.params["field"] == next(iter(changes))


@pytest.mark.parametrize(
    ("label", "content", "code"),
    [
        ("Format version", "2", "workbook.other_format"),
        ("Revision", "many", "workbook.fact_not_a_number"),
        ("Workbook kind", "letter", "workbook.unknown_kind"),
        ("Plan version", "another", "workbook.identity_differs"),
        ("Register of signers, version", "77", "cell.changed"),
    ],
)
def test_a_record_that_cannot_be_is_refused(label: str, content: str, code: str) -> None:
    pages = shipped_pages()
    cell = cell_that_says(pages, "Plan", label).replace("A", "B")
    with pytest.raises(WrongTemplate) as refused:
        read_plan_pack(signed(with_cell(pages, "Plan", cell, content), small_district().authority))
    assert refused.value.code == code


def test_the_certificate_of_another_key_is_part_of_what_is_compared() -> None:
    pack = read_plan_pack(plan_workbook())
    assert pack != PlanPack(pack.plan, pack.trust, pack.identity, small_district().certificate)
    with pytest.raises(WrongTemplate) as refused:
        read_plan_pack(signed(shipped_pages(), small_district().abbott))
    assert refused.value.params["sheet"] == "Plan"
