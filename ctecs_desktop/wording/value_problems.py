"""What is told of a value that cannot be taken, and of tables of values."""

from __future__ import annotations

from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.observation import Observation
from ctecs_desktop.domain.paste_columns import AddressColumn
from ctecs_desktop.domain.value import Missing, encode_value
from ctecs_desktop.i18n import _
from ctecs_desktop.wording.plain import filled, plain, with_fact
from ctecs_desktop.wording.terms import blank_text, term
from ctecs_desktop.wording.told import Facts, Family, Told, said


def _ambiguous_number(facts: Facts) -> str:
    readings = facts.get("readings")
    if isinstance(readings, tuple) and readings:
        meant = _(" or ").join(plain(reading) for reading in readings)
        return filled(said("“{text}” can be read in more than one way. Enter {meant}."), with_fact(facts, meant=meant))
    return filled(said("“{text}” can be read in more than one way. Enter the digits and one decimal point."), facts)


def _ambiguous_date(facts: Facts) -> str:
    if facts.get("suggestion"):
        return filled(
            said("“{text}” is not written as month/day/year. If it is {suggestion}, enter it so; else the right date."),
            facts,
        )
    return filled(said("“{text}” is not written as month/day/year. Enter it as 2020-03-31."), facts)


def _column(name: object) -> str:
    """What a person calls the column of that name."""
    known: tuple[Part | AddressColumn, ...] = (*Part, *AddressColumn)
    return next((term(column) for column in known if column.value == name), plain(name))


def _part_missing(facts: Facts) -> str:
    return filled(
        said("The {column} is missing. Enter it, or clear the row and choose a reason for the blank."),
        with_fact(facts, column=_column(facts.get("column"))),
    )


def _part_not_wanted(facts: Facts) -> str:
    return filled(
        said("“{text}” stands in the {column}, which this measure does not have. Clear it, or move it to its column."),
        with_fact(facts, column=_column(facts.get("column"))),
    )


def _number_and_blank(facts: Facts) -> str:
    return filled(
        said("There is both a figure, “{text}”, and a reason for a blank, {blank}. Keep one of them."),
        with_fact(facts, blank=str(facts.get("blank", "")).replace("_", " ")),
    )


VALUES = Family(
    {
        "value.empty": said("There is no number here. Enter it, or choose a reason for the blank."),
        "value.not_a_number": said("“{text}” is not a number. Enter digits, such as 248 or 12.5."),
        "value.decimal_comma": said("“{text}” has a decimal comma. Enter {suggestion}."),
        "value.ambiguous_number": _ambiguous_number,
        "value.interval_instead_of_number": said(
            "“{text}” is an interval. Enter the number; or, where the state withheld it, choose “withheld” as well."
        ),
        "value.date_instead_of_number": said(
            "“{text}” is a date; a spreadsheet may have made one of your number. Enter the number anew."
        ),
        "value.exponent": said(
            "“{text}” was shortened by a spreadsheet. Widen its column there, or enter all digits here."
        ),
        "value.hexadecimal": said("“{text}” is a number for computers. Enter it in ordinary digits."),
        "value.spreadsheet_error": said(
            "“{text}” is an error of the spreadsheet's formula. Mend the formula, or enter the number."
        ),
        "value.parentheses": said("“{text}” is in parentheses. If it is less than zero, enter {suggestion}."),
        "value.fraction_not_exact": said(
            "“{text}” cannot be written exactly as a decimal. Enter the decimal you mean."
        ),
        "value.too_large": said("“{text}” is larger than any figure of the plan. Check the digits."),
        "value.too_many_digits": said(
            "“{text}” has more than fifteen digits, which no spreadsheet keeps. Round it, or check the digits."
        ),
        "value.too_many_decimals": said("“{text}” has more decimals than this measure takes, which is {places}."),
        "value.percent_not_wanted": said("“{text}” has a percent sign, but a number is wanted here. Enter the number."),
        "value.money_not_wanted": said("“{text}” has a dollar sign, but this measure is not in dollars."),
        "value.star_not_wanted": said("“*” stands for 1 to 5 persons; here it says nothing. Enter the figure."),
        "value.interval_reversed": said("The interval from {low} to {high} begins above its end. Exchange the two."),
        "value.not_yes_or_no": said("“{text}” is neither yes nor no. Enter yes or no."),
        "value.not_a_date": said("“{text}” is not a date. Enter it as 2020-03-31 or 3/31/2020."),
        "value.two_digit_year": said("“{text}” has a year of two digits. Enter all four."),
        "value.ambiguous_date": _ambiguous_date,
        "value.time_not_wanted": said("“{text}” has a time of day. Enter the date alone."),
        "value.number_instead_of_date": said(
            "“{text}” is a number; a spreadsheet may have made one of your date. Enter the date, as 2020-03-31."
        ),
        "value.date_out_of_range": said("“{text}” is not between {first} and {last}. Check the year."),
        "value.control_character": said("“{text}” holds a character that cannot be printed. Type the text anew."),
        "value.unknown_blank_reason": said("“{text}” is no reason for a blank. The reasons are: {known}."),
        "value.number_and_blank": _number_and_blank,
        "value.parts_wanted": said(
            "“{text}” alone is not enough. Enter the numerator ({numerator}) and the denominator ({denominator})."
        ),
        "value.part_missing": _part_missing,
        "value.part_not_wanted": _part_not_wanted,
        "value.parts_disagree": said("“{text}” does not agree with {found}. Correct one of them, or clear the value."),
        "value.wrong_kind": said("{found} is not a value of this measure, which is a {unit}. Enter it anew."),
        "value.subgroup_of_other_measure": said(
            "Measure {measure} is not broken down by {subgroup}. Clear the row, or correct its subgroup."
        ),
        "value.note_too_long": said("The note has {length} characters; {most} is the most. Shorten it."),
        "value.note_character": said(
            "The note holds the character {character}, which no workbook can hold. Type the note anew."
        ),
        "value.not_canonical": said("“{text}” is not how this program writes a value. The text was changed elsewhere."),
    }
)


def _percent_column(facts: Facts) -> str:
    return filled(
        said(
            "“{text}” is a percent, but this is the column of the {column}, which is a count. None of this column is "
            "taken. Paste the counts; the percent is computed from them."
        ),
        with_fact(facts, column=_column(facts.get("column"))),
    )


def _column_twice(facts: Facts) -> str:
    return filled(
        said("Two columns are both the {column}. Nothing is taken. Choose one of them."),
        with_fact(facts, column=_column(facts.get("column"))),
    )


def _wrong_columns(facts: Facts) -> str:
    sentences = [filled(said("The columns of {file} in line {line} are not those that are wanted."), facts)]
    if facts.get("missing"):
        sentences.append(filled(said("Missing: {missing}."), facts))
    if facts.get("unknown"):
        sentences.append(filled(said("Not known: {unknown}."), facts))
    if facts.get("twice"):
        sentences.append(filled(said("There twice: {twice}."), facts))
    sentences.append(filled(said("The columns may be: {expected}."), facts))
    return " ".join(sentences)


def _moved_on(facts: Facts) -> str:
    return filled(
        said(
            "The value at {key} was changed meanwhile: it was {expected}, and now it is {found}. Nothing was written. "
            "Look at it again, then repeat your change if it is still wanted."
        ),
        with_fact(facts, found=_said(facts.get("found")), expected=_said(facts.get("expected"))),
    )


def _said(fact: object) -> str:
    """What an observation says, without the measure at hand that would know its unit."""
    if not isinstance(fact, Observation):
        return plain(fact)
    value = blank_text(fact.value) if isinstance(fact.value, Missing) else encode_value(fact.value)
    return _("{value} with the note “{note}”").format(value=value, note=plain(fact.note)) if fact.note else value


ENTRY = Family(
    {
        "entry.not_a_table": Told(
            said("{file} is not a table that can be read."),
            said("Save it as a workbook (.xlsx) without a password, or as a CSV file."),
        ),
        "entry.unknown_encoding": Told(
            said("The text of {file} is in an encoding that is not known here."),
            said("Save it as “CSV UTF-8” in the spreadsheet, or as a workbook (.xlsx)."),
        ),
        "entry.broken_csv": Told(
            said("{file} is broken in line {line}: a quotation mark is opened and not closed, or the line is cut."),
            said("Mend the line, or save the table as a workbook (.xlsx)."),
        ),
        "entry.empty": Told(said("{file} holds no rows."), said("Check that the values are on the first sheet.")),
        "entry.too_many_rows": Told(said("{file} has {rows} rows; {most} is the most."), said("Split the file.")),
        "entry.columns": _wrong_columns,
        "entry.given_twice": Told(
            said("Measure {measure}, subgroup {subgroup} stands in the file twice."), said("Keep one of the rows.")
        ),
        "entry.note_without_value": Told(
            said("Measure {measure} has a note, but neither a value nor a reason for none."),
            said("Enter one of them, or clear the note."),
        ),
        "entry.other_school": Told(
            said("The value is for school {school}, but this is the workspace of {own}."),
            said("Enter it in the workspace of its own school."),
        ),
        "entry.central_only": Told(
            said("Measure {measure} is entered by central office."), said("Take the row out of your file.")
        ),
        "entry.schools_only": Told(
            said("Measure {measure} is entered by the schools; the district's figure is made of theirs."),
            said("Take the row out of your file."),
        ),
        "entry.not_a_form": Told(
            said("{file} is no entry form of this program."),
            said("Export an entry form from the page Enter values, or take a table of values."),
            terminal=said("Write one with “ctecs form”, or enter a table."),
        ),
        "entry.form_version": Told(
            said("{file} is an entry form of version {found}; this program reads {expected}."),
            said("Write a new form, or install the newest version of the program."),
        ),
        "entry.form_damaged": Told(
            said("{file} no longer says which school and period it is for, or its tables are gone."),
            said("Write a new form and copy the figures into it."),
            terminal=said("Write a new form with “ctecs form” and copy the figures into it."),
        ),
        "observation.moved_on": _moved_on,
    },
    safe=said("Nothing was written; what was entered before is as it was."),
)


PASTES = Family(
    {
        "paste.too_large": Told(
            said("{cells} cells are on the clipboard; {most} is the most."),
            said("Copy the block alone, not the sheet."),
        ),
        "paste.outside": Told(
            said("This cell would lie beyond the table."), said("Begin further up or further left, or copy less.")
        ),
        "paste.read_only": Told(said("Nothing can be entered in this cell."), said("Leave it out of what you copy.")),
        "paste.percent_column": _percent_column,
        "paste.unknown_row": Told(
            said("The table shows no row for measure “{measure}”, subgroup “{subgroup}”."),
            said("Correct the codes where you copied them; a spreadsheet may have made 1.1 of 1.10."),
        ),
        "paste.column_twice": _column_twice,
        "paste.no_value_column": Told(
            said("None of the columns says a numerator, denominator, value, reason or note."),
            said("Choose what at least one column is."),
        ),
    },
    safe=said("It is not taken; what was entered before is as it was."),
)


UNDO = Family(
    {
        "undo.nothing_to_undo": Told(
            said("Nothing was changed in {period} since it was last signed or begun, so there is nothing to undo."), ""
        ),
        "undo.nothing_to_redo": Told(said("Nothing was undone last in {period}, so there is nothing to do again."), ""),
    },
    safe=said("Nothing was changed."),
)
