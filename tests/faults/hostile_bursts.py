"""Submissions that ask for too much, and those whose words the plan does not know (rule 19).

Each is signed by the school's own key after the change, so that the package signature holds.
"""

from __future__ import annotations

import random
from dataclasses import replace

from ctecs_desktop.domain.observation import MeasureCode, PeriodCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.submission import StrategyStatus, StrategyUpdate, Submission, canonical_lines
from tests.exchange.package_building import replace_once, unpack
from tests.faults.raw_zip import entries_of, write_raw_zip
from tests.faults.submission_case import GOAL, STYLES, WORKBOOK, Forger, cell_xml, part_of, submission_case, text_cell

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MEGABYTE = 1024 * 1024


@submission_case("workbook.too_many_sheets", rule=19)
def five_thousand_names_of_one_sheet(forger: Forger) -> bytes:
    names = "".join(
        f'<sheet xmlns:r="{RELATIONSHIPS}" name="s{number}" sheetId="{number}" r:id="rId2"/>'
        for number in range(100, 5100)
    )
    return forger.edited(WORKBOOK, "</sheets>", f"{names}</sheets>")


@submission_case("container.ratio", rule=3)
def a_sheet_that_swells_to_a_thousand_times_its_size(forger: Forger) -> bytes:
    parts = unpack(forger.sound)
    parts[part_of(GOAL)] += b" " * (24 * MEGABYTE)
    return write_raw_zip(entries_of(parts))


@submission_case("sheet.unexpected_element", rule=19)
def elements_nested_a_hundred_thousand_deep(forger: Forger) -> bytes:
    deep = "<a>" * 100_000 + "</a>" * 100_000
    return forger.cell(GOAL, "J5", lambda cell: cell.replace("<is><t>", f"<is>{deep}<t>"))


@submission_case("cell.changed", rule=20)
def a_text_of_a_megabyte(forger: Forger) -> bytes:
    return forger.cell(GOAL, "J5", text_cell(random.Random(1).randbytes(MEGABYTE // 2).hex()))


def _rows(cell: str, count: int) -> str:
    """Rows below the table, each of ten cells like ``cell``, in which ``@`` stands for the address."""
    return "".join(
        f'<row r="{row}">{"".join(cell.replace("@", f"{column}{row}") for column in "ABCDEFGHIJ")}</row>'
        for row in range(100, 100 + count)
    )


@submission_case("cell.not_in_layout", rule=19)
def as_many_cells_as_may_be_read(forger: Forger) -> bytes:
    return forger.sheet(GOAL, "</sheetData>", _rows('<c r="@"><v>0</v></c>', 10_300) + "</sheetData>")


@submission_case("workbook.too_many_tags", rule=19)
def a_million_cells(forger: Forger) -> bytes:
    return forger.sheet(GOAL, "</sheetData>", _rows('<c r="@"/>', 59_000) + "</sheetData>")


@submission_case("workbook.too_many_tags", rule=19)
def a_million_shared_texts(forger: Forger) -> bytes:
    draw = random.Random(1)
    texts = "".join(f"<si><t>{draw.randrange(10**6)}</t></si>" for _ in range(250_000))
    xml = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{texts}</sst>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    parts = {**forger.with_edit("[Content_Types].xml", "</Types>", override), "xl/sharedStrings.xml": xml.encode()}
    return forger.signed(parts)


@submission_case("workbook.too_many_tags", rule=19)
def a_million_styles(forger: Forger) -> bytes:
    draw = random.Random(1)
    styles = "".join(f'<xf numFmtId="{draw.randrange(10**6)}"/>' for _ in range(500_000))
    return forger.edited(STYLES, "</cellXfs>", f"{styles}</cellXfs>")


@submission_case("package.xml_damaged", rule=4)
def a_workbook_part_nested_without_end(forger: Forger) -> bytes:
    return forger.edited(WORKBOOK, "</workbook>", "<a>" * 50_000 + "</workbook>")


@submission_case("cell.number_instead_of_text", rule=19)
def a_sealed_number_of_thirty_thousand_digits(forger: Forger) -> bytes:
    """A number of digits without end under a seal that holds."""
    lines = [line.replace("\t164/784\t", f"\t{'7' * 30_000}/784\t") for line in canonical_lines(forger.submission)]
    return forger.sealed(lines)


def _renamed(submission: Submission, **changes: str) -> Submission:
    """The submission with another code at its first value."""
    first, *others = submission.observations
    return replace(submission, observations=(replace(first, key=first.key._replace(**changes)), *others))


def _sealed_as(forger: Forger, submission: Submission) -> bytes:
    """The sound pages under a seal over ``submission``, both by the school's own key."""
    return forger.sealed(canonical_lines(submission))


@submission_case("submission.unknown_measure", rule=19)
def a_measure_that_the_plan_lacks(forger: Forger) -> bytes:
    return _sealed_as(forger, _renamed(forger.submission, measure=MeasureCode("9.99")))


@submission_case("submission.unknown_subgroup", rule=19)
def a_subgroup_that_the_plan_lacks(forger: Forger) -> bytes:
    return _sealed_as(forger, _renamed(forger.submission, subgroup=SubgroupCode("gender.unheard")))


@submission_case("submission.unknown_period", rule=19)
def a_period_that_the_plan_lacks(forger: Forger) -> bytes:
    period = PeriodCode("2051-52")
    keyed = tuple(replace(each, key=each.key._replace(period=period)) for each in forger.submission.observations)
    identity = replace(forger.submission.identity, period=period)
    return _sealed_as(forger, replace(forger.submission, identity=identity, observations=keyed, explanations=()))


@submission_case("submission.unknown_school", rule=19)
def a_school_that_the_plan_lacks(forger: Forger) -> bytes:
    school = SchoolCode("9999999")
    keyed = tuple(replace(each, key=each.key._replace(school=school)) for each in forger.submission.observations)
    identity = replace(forger.submission.identity, school=school)
    return _sealed_as(forger, replace(forger.submission, identity=identity, observations=keyed, explanations=()))


@submission_case("plan.unknown_version", rule=19)
def a_version_of_the_plan_that_was_never_published(forger: Forger) -> bytes:
    identity = replace(forger.submission.identity, plan_version="2099.1")
    plan = replace(forger.plan, version="2099.1")
    return forger.written(replace(forger.submission, identity=identity), plan=plan)


@submission_case("submission.other_format", rule=19)
def a_format_to_come(forger: Forger) -> bytes:
    old, new = "i\tformat_version\t1", "i\tformat_version\t2"
    return forger.sealed([new if line == old else line for line in canonical_lines(forger.submission)])


@submission_case("submission.unknown_strategy", rule=19)
def a_strategy_that_the_plan_lacks(forger: Forger) -> bytes:
    update = StrategyUpdate("S9.9", StrategyStatus.DONE, "All of it")
    return _sealed_as(forger, replace(forger.submission, strategy_updates=(update,)))


@submission_case("cell.changed", rule=20)
def a_wider_plan_than_was_published(forger: Forger) -> bytes:
    """The plan's own words changed under its own version: the page says what no published plan says."""
    measures = tuple(replace(each, name=f"{each.name} (new)") for each in forger.plan.measures)
    return forger.written(forger.submission, plan=replace(forger.plan, measures=measures))


@submission_case("package.xml_damaged", rule=4)
def a_workbook_part_cut_short(forger: Forger) -> bytes:
    parts = forger.parts
    text = parts[WORKBOOK].decode()
    return forger.signed({**parts, WORKBOOK: replace_once(text, "</definedNames>", "").encode()})


@submission_case("sheet.too_large", rule=19)
def a_seal_of_a_million_rows(forger: Forger) -> bytes:
    old = cell_xml(forger.parts, "Seal", "B171")
    row = '</row><row r="1000000"><c r="B1000000" t="inlineStr"><is><t>x</t></is></c>'
    return forger.sheet("Seal", old, old + row)
