"""What is told of the state's exports: why a file was not taken, and what in it is worth a look."""

from __future__ import annotations

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.plan_reading import PlanProblem
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.wording.plain import filled, plain
from ctecs_desktop.wording.plan_problems import MOST_PROBLEMS_TOLD, plan_problem_text
from ctecs_desktop.wording.told import Facts, Family, Told, said


def _problems_of_file(facts: Facts) -> str:
    given = facts.get("problems")
    found = [each for each in given if isinstance(each, CtecsError)] if isinstance(given, tuple) else []
    first = ngettext(
        "{file} was not taken: {count} thing in it is wrong. Nothing was changed.",
        "{file} was not taken: {count} things in it are wrong. Nothing was changed.",
        len(found),
    ).format(file=plain(facts.get("file")), count=len(found))
    return "\n".join([first, *(f"  {placed_text(each)}" for each in found[:MOST_PROBLEMS_TOLD])])


def placed_text(error: CtecsError) -> str:
    """A problem or remark of one line of a file, with its place before it."""
    wording = EDSIGHT.sentences.get(error.code)
    what = wording.what if isinstance(wording, Told) else wording
    text = filled(what, error.params) if isinstance(what, str) else error.code
    line, column = error.params.get("line"), error.params.get("column")
    if line and column:
        return _("line {line}, column {column}: {text}").format(line=line, column=plain(column), text=text)
    return _("line {line}: {text}").format(line=line, text=text) if line else text


def _mapping_invalid(facts: Facts) -> str:
    given = facts.get("problems")
    found = [each for each in given if isinstance(each, PlanProblem)] if isinstance(given, tuple) else []
    first = ngettext(
        "The tables that say what the state's columns mean cannot be used: {count} thing in them is wrong.",
        "The tables that say what the state's columns mean cannot be used: {count} things in them are wrong.",
        len(found),
    ).format(count=len(found))
    return "\n".join([first, *(f"  {plan_problem_text(each)}" for each in found[:MOST_PROBLEMS_TOLD])])


EDSIGHT = Family(
    {
        "edsight.not_text": Told(
            said("{file} is no text file ({kind})."),
            said("In EdSight, export as CSV; or open the file in a spreadsheet program and save it as CSV."),
        ),
        "edsight.encoding": Told(
            said("{file} holds characters of an unknown encoding (line {line})."), said("Save it as “CSV UTF-8”.")
        ),
        "edsight.broken_csv": Told(
            said("{file} is broken at line {line}: {reason}."), said("Export it from EdSight once more.")
        ),
        "edsight.empty": Told(said("{file} is empty."), said("Export it from EdSight once more.")),
        "edsight.too_large": Told(
            said("{file} has {found} {what}; {most} is the most that an export may have."),
            said("Check that it is an export of EdSight; choose one district there to make it smaller."),
        ),
        "edsight.row_too_wide": Told(
            said("{file} has {found} cells in line {line}; {most} is the most."),
            said("Check that it is an export of EdSight."),
        ),
        "edsight.cell_too_long": Told(
            said("{file} has a cell of {found} characters in line {line}; {most} is the most."),
            said("Check that it is an export of EdSight."),
        ),
        "edsight.no_header": Told(
            said("In {file} there is no line with the titles of columns, such as District Code."),
            said("Check that it is an export of EdSight, with its first lines."),
        ),
        "edsight.no_code": Told(
            said("{file} names its places without their codes (line {line}); names change, so none is matched by one."),
            said("Export the table with School Code or District Code."),
        ),
        "edsight.unknown_export": Told(
            said("{file} (“{title}”) is none of the known exports: {known}."),
            said("Ask whoever looks after the program to add it to the tables that say what the state's columns mean."),
            terminal=said("Add it to a copy of the tables in resources/edsight, and give its folder with --mapping."),
        ),
        "edsight.unknown_column": Told(
            said("{file} has columns that {export} is not known to have (line {line}): {columns}."),
            said("Until the program's tables say what they hold, its rows could be anybody's."),
            terminal=said("Say what they hold in a copy of the tables in resources/edsight; give it with --mapping."),
        ),
        "edsight.column_missing": Told(
            said("{file} lacks columns that are added to others (line {line}): {columns}."),
            said("Export the table with all its columns."),
        ),
        "edsight.column_twice": Told(
            said("{file} has the column {column} twice (line {line})."), said("Export it from EdSight once more.")
        ),
        "edsight.several_years": Told(
            said("{file} speaks of several school years: {years}."), said("Export each year by itself.")
        ),
        "edsight.filtered": Told(
            said("{file} is an export of some students only ({words}) and has no column that says so."),
            said("Export the table for all students, or broken down."),
        ),
        "edsight.no_year": Told(
            said("{file} ({export}) does not say of which school year it is. Its name suggests: “{suggested}”."),
            said("Load it once more, and confirm the year."),
            terminal=said("Say the year: --year 2015-16, or --year from-name to believe the names of files."),
        ),
        "edsight.other_year": Told(
            said("{file} is of {found}, not of {wanted}."), said("Give no year for files that name their own.")
        ),
        "edsight.not_a_year": Told(said("“{text}” is no school year."), said("Write it as 2015-16.")),
        "edsight.refused": _problems_of_file,
        "edsight.crossed": said("several breakdowns at once ({columns}); the plan has no such groups."),
        "edsight.row_too_long": said("the row has {found} cells, but there are {columns} columns."),
        "edsight.row_twice": said("{code} with the same labels stands in line {first_line} already."),
        "edsight.not_a_code": said("“{text}” is no code of an organization, which has seven digits."),
        "edsight.cell.not_a_figure": said(
            "“{text}” is no figure; a spreadsheet may have changed it. Expected are digits, *, N/A or nothing."
        ),
        "edsight.cell.not_a_count": said("“{text}” has decimals, but a count is expected; columns may be exchanged."),
        "edsight.cell.out_of_range": said("“{text}” is not between {low} and {high}; columns may be exchanged."),
        "edsight.nothing_used": Told(
            said("No figure of this file belongs to a measure of the plan."), said(""), said("")
        ),
        "edsight.unknown_label": Told(
            said("“{text}” is a group that the tables do not know; the row was passed over.")
        ),
        "edsight.part_of_group": Told(
            said("{subgroup} is made up of several groups, and not all are there; it was passed over.")
        ),
        "edsight.rate_of_groups": Told(
            said("{subgroup} is made up of several groups, and rates cannot be added; it was passed over.")
        ),
        "edsight.name_differs": Told(
            said("the state calls {code} “{found}”, the plan “{known}”. The code decides, so the figures were taken.")
        ),
        "edsight.unknown_source": Told(
            said("No file of number {number} was loaded."), said("Look at the list of loaded files.")
        ),
        "edsight.withdrawn_already": Told(said("File {number} was taken back before: {reason}"), said("")),
        "edsight.reason_wanted": Told(
            said("Taking back file {number} needs a reason."), said("Say why it should count no more.")
        ),
        "edsight.not_a_whole_year": Told(
            said("{period} is not a whole year; the state publishes figures of years."), said("Choose {year}.")
        ),
        "edsight.folder_empty": Told(
            said("There is no text file in the folder {path}."), said("Name the folder of the exports.")
        ),
        "edsight.nothing_chosen": Told(said("No baseline is chosen."), said("Choose those that are to be taken.")),
        "edsight.proposal_moved_on": Told(
            said("The baseline of {measure} in the draft of the plan was changed meanwhile."),
            said("Look at the proposals anew."),
        ),
        "edsight.mapping_invalid": _mapping_invalid,
    },
    safe=said("Nothing was changed."),
)
"""Sentences by code. Those of single lines and remarks begin small: their place is named before them."""
