"""What is told of a plan that cannot be read or does not know what was asked of it."""

from __future__ import annotations

from ctecs_desktop.domain.plan_reading import PlanProblem
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.wording.plain import filled, plain
from ctecs_desktop.wording.plan_row_problems import PLAN_ROWS
from ctecs_desktop.wording.plan_words import plan_column_title
from ctecs_desktop.wording.told import Facts, Family, Told, said

MOST_PROBLEMS_TOLD = 50


def plan_problem_text(problem: PlanProblem) -> str:
    """One fault of a plan, with the place where it stands."""
    return f"{_place(problem)}: {_fault(problem)}"


def plan_fault_text(problem: PlanProblem) -> str:
    """One fault of a plan as a sentence, for where its place is shown beside it."""
    fault = _fault(problem)
    return f"{fault[:1].upper()}{fault[1:]}"


def _fault(problem: PlanProblem) -> str:
    sentence = PLAN_ROWS.get(problem.code)
    facts = dict(problem.facts)
    return filled(sentence, facts) if sentence is not None else " ".join([problem.code, *facts.values()])


def _place(problem: PlanProblem) -> str:
    where = plain(problem.file or problem.table)
    facts = {"where": where, "line": problem.line, "column": problem.column}
    if problem.line and problem.column:
        return filled(said("{where}, line {line}, column {column}"), facts)
    if problem.line:
        return filled(said("{where}, line {line}"), facts)
    if problem.column:
        return filled(said("{where}, column {column}"), facts)
    return where


def _all_faults(facts: Facts) -> str:
    problems = facts.get("problems")
    faults = [each for each in problems if isinstance(each, PlanProblem)] if isinstance(problems, tuple) else []
    first = ngettext(
        "The plan cannot be used: {count} thing in it is wrong. The plan in force is as it was.",
        "The plan cannot be used: {count} things in it are wrong. The plan in force is as it was.",
        len(faults),
    ).format(count=len(faults))
    lines = [first, *(f"  {plan_problem_text(each)}" for each in faults[:MOST_PROBLEMS_TOLD])]
    if len(faults) > MOST_PROBLEMS_TOLD:
        lines.append(filled(said("  … and {count} more."), {"count": len(faults) - MOST_PROBLEMS_TOLD}))
    return "\n".join(lines)


def _without_key(facts: Facts) -> str:
    table, missing = str(facts["table"]), facts.get("missing")
    titles = [plan_column_title(table, str(name)) for name in missing] if isinstance(missing, tuple) else []
    return _("The block does not say by which row each line goes: the column {titles} is missing. {more}").format(
        titles=", ".join(titles), more=_("Copy it with that column, or without its headings.")
    )


def _edit_refused(facts: Facts) -> str:
    problems = facts.get("problems")
    faults = (
        [plan_fault_text(each) for each in problems if isinstance(each, PlanProblem)]
        if isinstance(problems, tuple)
        else []
    )
    return " ".join([*faults, _("Nothing was changed.")])


PLAN = Family(
    {
        "plan.invalid": _all_faults,
        "plan.unknown_measure": Told(
            said("The plan has no measure {measure}."), said("Check the code; codes look like 1.01.")
        ),
        "plan.unknown_subgroup": Told(
            said("The plan has no subgroup “{subgroup}”."),
            said("Check the code; codes look like gender.female, and “all” stands for everyone."),
        ),
        "plan.unknown_school": Told(
            said("The plan has no school {school}."), said("Use the school's EdSight code, of seven digits.")
        ),
        "plan.unknown_period": Told(
            said("The plan has no reporting period “{period}”."), said("Use one of its periods: {known}.")
        ),
        "plan.unknown_goal": Told(said("The plan has no goal {goal}."), said("Check the number.")),
        "plan.unknown_strategy": Told(said("The plan has no strategy {strategy}."), said("Check the code.")),
        "plan.unknown_check": Told(
            said("The plan's rule {rule} asks for a check that this program does not know: {check}."),
            said("Install the newest version of the program."),
        ),
        "plan.unknown_version": Told(
            said("This workspace does not hold version {version} of the plan."),
            said(
                "At a school, open the plan workbook of that version first. At central office, an older backup may "
                "have been put back: publish the plan once more, and ask the school to sign under that."
            ),
        ),
        "plan.version_taken": Told(
            said("Another plan was published under version {version} before."),
            said("Give the changed plan a version of its own."),
        ),
        "plan.code_published": Told(
            said("{code} was published, and a code stays with what it was given to."),
            said("Add a row with a code of its own, and remove this one if it is not wanted any more."),
        ),
        "plan.edit_refused": _edit_refused,
        "plan.paste_without_key": _without_key,
        "plan.paste_too_wide": Told(
            said("The block has {columns} columns, but only {room} are left from the chosen cell on."),
            said("Choose a cell further left, or paste it with its headings."),
        ),
        "plan.table_fixed": Told(said("The rows of the table {table} are fixed."), said("Change their texts.")),
        "plan.row_gone": Told(said("This row of the table {table} is not there any more."), said("Look at the table.")),
        "plan.row_moved_on": Told(
            said("This row of the table {table} was changed meanwhile."), said("Look at it, then edit it again.")
        ),
        "plan.nothing_to_undo": said("Nothing was edited that could be taken back."),
        "plan.nothing_to_redo": said("Nothing was taken back that could be done again."),
        "plan.nothing_to_publish": Told(
            said("The draft is the same as version {version} of the plan, which is in force."),
            said("Edit something first, or publish the workbook of the plan in force once more."),
        ),
        "plan.not_a_workbook": Told(
            said("{file} is not a workbook that can be read."),
            said("Save it as a workbook (.xlsx) without a password."),
        ),
        "plan.not_written": Told(
            said("{path} could not be written ({reason})."),
            said("Publish the plan workbook once more, to another disk if need be."),
            said("Version {version} of the plan is in force in this workspace."),
        ),
        "plan.none": Told(
            said("The workspace {path} holds no plan yet."), said("Open the plan workbook that central office sent.")
        ),
        "plan.folder_not_found": Told(said("There is no folder {path}."), said("Check the name of the plan's folder.")),
        "plan.folder_unreadable": Told(
            said("The folder {path} cannot be read ({reason})."), said("Check that you may open it.")
        ),
        "plan.document_unreadable": Told(
            said("What is stored as a plan cannot be read as one ({reason})."),
            said("Put back the newest good backup from the page Backups."),
            terminal=said("Run “ctecs check” on the workspace, and restore a backup if it finds damage."),
        ),
        "plan.document_too_new": Told(
            said("The plan was made by a newer program: format {format}, where this program knows {known}."),
            said("Install the newest version of the program."),
        ),
    },
    safe=said("Nothing was changed."),
)
