"""What is told of a workbook whose sheets and cells are not laid out, or do not say, as the program wrote them."""

from __future__ import annotations

from collections.abc import Callable

from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.wording.plain import filled, with_fact
from ctecs_desktop.wording.terms import validity_text
from ctecs_desktop.wording.told import Facts, Family, Told, said

_NOT_TAKEN = said("Nothing was taken from this file.")
_SEND_AGAIN = said("Ask for the file to be sent again, exactly as the program wrote it.")


def _found_in(sentence: str) -> Callable[[Facts], str]:
    """A sentence about a part of the package or, if the part is fine, about an element in it."""

    def tell(facts: Facts) -> str:
        known = with_fact(facts, found=facts.get("found") or facts.get("part") or "-")
        return " ".join(filled(each, known) for each in (sentence, _NOT_TAKEN, _SEND_AGAIN))

    return tell


WORKBOOKS = Family(
    {
        "workbook.other_district": Told(
            said("The workbook is of district {found}; this is the workspace of {wanted}."),
            said("Send it to its own district."),
        ),
        "workbook.unknown_plan_version": Told(
            said("The workbook was filled by version {version} of the plan, which is not known here."),
            said("Open the plan workbook of that version first."),
            terminal=said("Give the plan workbook of that version with “--plan-file”, or verify with “--store”."),
        ),
        "workbook.not_for_school": Told(
            said("{file} is not a plan or reply workbook of central office (it is: {kind})."),
            said("Open the workbook that central office sent."),
        ),
        "workbook.unknown_kind": Told(
            said("This is a workbook, but none of this program."),
            said(
                "For values of your own choose Take values from a file… in the menu File; else ask for the right file."
            ),
            terminal=said("For values of your own use “ctecs enter”; else ask for the right file."),
        ),
        "workbook.other_kind": Told(
            said("This is another kind of workbook than is wanted here: {found}."),
            said("Choose the right file."),
        ),
        "workbook.other_format": Told(
            said("The workbook is of format {found}; this program reads {expected}."),
            said("Install the newest version of the program."),
        ),
        "workbook.fact_missing": Told(
            said("The first page of the workbook lacks “{label}”."), said("Ask for the file to be sent again.")
        ),
        "workbook.fact_not_a_number": Told(
            said("“{label}” on the first page of the workbook is “{found}”, not a number."),
            said("Ask for the file to be sent again."),
        ),
        "workbook.district_figure": Told(
            said("{sheet}!{cell} holds “{found}”, which is no figure of the district."),
            said("Ask for the file to be sent again."),
        ),
        "workbook.character": Told(
            said("{sheet}!{cell} would hold a character that no workbook can hold ({character})."),
            said("Type the text anew."),
        ),
        "workbook.text_too_long": Told(
            said("{sheet}!{cell} would hold {length} characters; {limit} is the most."), said("Shorten the text.")
        ),
        "workbook.too_many_digits": Told(
            said("{sheet}!{cell} would hold {text}, which has more digits than a spreadsheet keeps."),
            said("Round the number."),
        ),
        "workbook.too_many_rows": Told(
            said("The sheet {sheet} would have {rows} rows; {limit} is the most."), said("Send fewer values.")
        ),
        "workbook.not_as_written": Told(
            said("The workbook did not say the same when it was read back, so it was not written."),
            said("Send the program's log to support."),
        ),
        "workbook.claimed_time": Told(
            said("The time {found} cannot be written into a workbook."), said("Set the clock of this computer.")
        ),
        "workbook.claimed_time_differs": said("The workbook says the time {found}, its signature {signed}."),
        "workbook.identity_differs": said("The workbook says of itself {field} {found}; it must be {expected}."),
        "workbook.damaged": said("“{part}” of the workbook is damaged in line {line}."),
        "workbook.not_found": said("The workbook lacks its part “{part}”."),
        "workbook.sheet_not_found": said("The workbook names a sheet that is not there: “{sheet}”."),
        "workbook.sheets": said("The workbook has the sheets {found}; they must be {expected}."),
        "workbook.stray_sheet": said("A sheet that is not shown lies in the workbook: “{part}”."),
        "workbook.too_many_sheets": said("The workbook has {count} sheets; {limit} is the most."),
        "workbook.too_many_tags": said("The workbook has {count} marks to be read; {limit} is the most."),
        "workbook.hidden_sheet": said("The sheet “{sheet}” is hidden."),
        "workbook.hidden_window": said("The workbook's window is hidden."),
        "workbook.defined_name": said("The workbook defines a name that is not the program's: “{name}”."),
        "workbook.unexpected_part": _found_in(said("The workbook holds a part that is not the program's ({found}).")),
        "workbook.unexpected_element": _found_in(
            said("The workbook holds something that is not the program's ({found}).")
        ),
        "workbook.macro": _found_in(said("The workbook holds macros ({found}); ours never do.")),
        "workbook.external_link": _found_in(said("The workbook takes figures from other files ({found}).")),
        "workbook.comment": _found_in(said("The workbook holds comments ({found}). Put remarks into the notes.")),
        "workbook.drawing": _found_in(said("The workbook holds drawings or pictures ({found}).")),
        "workbook.embedded_object": _found_in(said("The workbook holds other documents or controls ({found}).")),
        "workbook.formula": _found_in(said("The workbook holds formulas ({found}).")),
        "workbook.table": _found_in(said("The workbook holds tables or pivot tables ({found}).")),
    },
    safe=said("Nothing was changed."),
    then=said("Ask for the file to be sent again, exactly as the program wrote it."),
)


SHEETS = Family(
    {
        "sheet.damaged": said("The sheet “{sheet}” is damaged in line {line}."),
        "sheet.markup": said("The sheet “{sheet}” holds markup that is not a cell's ({found})."),
        "sheet.unexpected_element": said("The sheet “{sheet}” holds something that is not the program's ({found})."),
        "sheet.section_twice": said("A section of the sheet “{sheet}” is there twice ({found})."),
        "sheet.hidden_rows": said("The sheet “{sheet}” hides its rows."),
        "sheet.hidden_row": said("The sheet “{sheet}” hides row {row}."),
        "sheet.hidden_column": said("The sheet “{sheet}” hides column {column}."),
        "sheet.row_order": said("The rows of the sheet “{sheet}” are not in their order ({found})."),
        "sheet.too_large": said("The sheet “{sheet}” reaches beyond {rows} rows or {columns} columns, at {cell}."),
        "sheet.conditional_format": said("The sheet “{sheet}” has conditional formats, which can hide a figure."),
        "sheet.data_validation": said("The sheet “{sheet}” has data validation, which ours have not."),
        "sheet.drawing": said("The sheet “{sheet}” holds drawings or pictures."),
        "sheet.embedded_object": said("The sheet “{sheet}” holds other documents or controls."),
        "sheet.filter": said("The sheet “{sheet}” has a filter, which can hide rows."),
        "sheet.link": said("The sheet “{sheet}” holds links."),
        "sheet.merged_cells": said("The sheet “{sheet}” has merged cells."),
        "sheet.table": said("The sheet “{sheet}” holds a table or a pivot table."),
        "cell.formula": said("{sheet}!{cell} holds a formula; ours hold values only."),
        "cell.address": said("A cell of the sheet “{sheet}” has a wrong address: “{cell}”."),
        "cell.twice": said("{sheet}!{cell} is there twice."),
        "cell.shared_text": said("{sheet}!{cell} refers to a text that is not there ({found})."),
        "cell.error": said("{sheet}!{cell} holds an error of the spreadsheet: {found}."),
        "cell.kind": said("{sheet}!{cell} is of a kind that is not known ({found})."),
    },
    safe=_NOT_TAKEN,
    then=_SEND_AGAIN,
)


def _differs(sentence: str) -> Callable[[Facts], str]:
    """A sentence about the first cell that differs, how many there are, and what to do about them."""

    def tell(facts: Facts) -> str:
        count = facts.get("count")
        number = count if isinstance(count, int) else 1
        parts = [
            filled(sentence, facts),
            ngettext("{count} cell differs from what was signed.", "{count} cells differ from what was signed.", number)
            .format(count=number),
        ]  # fmt: skip
        if facts.get("seal") != "missing":
            parts.append(_("The seal is {found}.").format(found=validity_text(str(facts.get("seal", "")))))
        parts.append(filled(_NOT_TAKEN, {}))
        parts.append(
            _("Ask the sender which figures are right; a correction comes as a further revision, signed anew.")
        )
        return " ".join(parts)

    return tell


CELLS = Family(
    {
        "cell.changed": _differs(said("{sheet}!{cell} says “{found}”, but “{signed}” was signed.")),
        "cell.not_in_layout": _differs(said("{sheet}!{cell} holds “{found}”, where the program writes nothing.")),
        "cell.number_format": _differs(said("{sheet}!{cell} is shown in another number format than was signed.")),
        "cell.date_instead_of_number": _differs(
            said("{sheet}!{cell} became the date {found}; the number {signed} was signed.")
        ),
        "cell.date_instead_of_text": _differs(
            said("{sheet}!{cell} became the date {found}; the text “{signed}” was signed.")
        ),
        "cell.number_instead_of_text": _differs(
            said("{sheet}!{cell} became the number {found}; the text “{signed}” was signed.")
        ),
        "cell.text_instead_of_number": _differs(
            said("{sheet}!{cell} became the text “{found}”; the number {signed} was signed.")
        ),
    }
)
