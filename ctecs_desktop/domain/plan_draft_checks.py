"""What is wrong with a plan's draft: what is wrong with any plan, and what a further version of one must not do.

The line of a problem is the number of the row in its table, counted from 1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import cast

from ctecs_desktop.domain.errors import PlanInvalid
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.plan_cells import SCHOOL_YEAR, CellRejected, split_list
from ctecs_desktop.domain.plan_checks import Complaint
from ctecs_desktop.domain.plan_draft import CODE_OF, PlanDraft, columns_of
from ctecs_desktop.domain.plan_reading import PlanProblem
from ctecs_desktop.domain.plan_schema import TABLE_NAMES
from ctecs_desktop.domain.plan_tables import plan_from_tables
from ctecs_desktop.domain.rule import Severity

CALENDAR_AND_STATE = frozenset({"schools", "periods"})
"""Tables whose codes are the state's or the calendar's: a school that opens again comes back under its own."""


_YEAR_COLUMNS = (
    ("resources", "fiscal_year", False),
    ("baselines", "school_year", True),
    ("series_breaks", "school_year", True),
)
"""Tables with the column of their year, and whether it may lie before the plan's."""


def check_draft(draft: PlanDraft, versions: Sequence[Plan], *, taken: Collection[str] = ()) -> tuple[PlanProblem, ...]:
    """Everything that keeps ``draft`` from being published after ``versions``, the last of which is in force.

    Beyond what holds for every plan: years lie where they say something, the version is new (also none of those
    ``taken`` elsewhere), the district stays, a retired code is not used again, a measure keeps its unit, and a rule
    that no version had begins as a warning. A plan that was published before all this was asked can still be read.
    """
    problems = list(_of_any_plan(draft))
    for table, number, complaint in (*_years(draft), *_of_a_further_version(draft, versions, taken)):
        problems.append(PlanProblem(table, number, complaint.column, complaint.code, complaint.facts))
    return tuple(sorted(problems, key=lambda each: (TABLE_NAMES.index(each.table), each.line)))


def _of_any_plan(draft: PlanDraft) -> tuple[PlanProblem, ...]:
    try:
        plan_from_tables(draft.tables())
    except PlanInvalid as invalid:
        return cast("tuple[PlanProblem, ...]", invalid.params["problems"])
    return ()


def _years(draft: PlanDraft) -> Iterator[tuple[str, int, Complaint]]:
    """Resources lie in the plan's years; baselines and breaks of series may lie before them, not after."""
    years = tuple(year for year in split_list(_fact(draft, "school_years")) if _is_year(year))
    for table, name, may_be_before in _YEAR_COLUMNS if years else ():
        place = columns_of(table).index(name)
        for number, row in enumerate(draft.rows[table], start=1):
            year = row.cells[place]
            if not _is_year(year):
                continue  # told as such
            if may_be_before and year > max(years):
                facts = (("last", max(years)), ("school_year", year))
                yield table, number, Complaint(name, "plan.row.year_after_plan", facts)
            elif not may_be_before and year not in years:
                facts = (("known", "; ".join(years)), ("school_year", year))
                yield table, number, Complaint(name, "plan.row.year_outside_plan", facts)


def _fact(draft: PlanDraft, name: str) -> str:
    return next((row.cells[1] for row in draft.rows["about"] if row.cells[0] == name), "")


def _is_year(text: str) -> bool:
    try:
        SCHOOL_YEAR.read(text)
    except CellRejected:
        return False
    return True


def retired_codes(versions: Sequence[Plan], table: str) -> Mapping[str, str]:
    """The codes of ``table`` that earlier versions had and the last one has not, with the last version that had it."""
    if not versions or table in CALENDAR_AND_STATE:
        return {}
    found = {code: plan.version for plan in versions for code in codes_of(plan, table)}
    return {code: version for code, version in found.items() if code not in codes_of(versions[-1], table)}


def codes_of(plan: Plan, table: str) -> frozenset[str]:
    """The codes that the plan has in that table."""
    return frozenset(str(getattr(record, CODE_OF[table])) for record in getattr(plan, table))


def _of_a_further_version(
    draft: PlanDraft, versions: Sequence[Plan], taken: Collection[str]
) -> Iterator[tuple[str, int, Complaint]]:
    if not versions:
        return
    yield from _about(draft, versions, taken)
    for table in CODE_OF:
        retired = retired_codes(versions, table)
        position = columns_of(table).index(CODE_OF[table])
        for number, row in enumerate(draft.rows[table], start=1):
            code = row.cells[position]
            if code in retired:
                facts = (("code", code), ("version", retired[code]))
                yield table, number, Complaint(CODE_OF[table], "plan.row.code_retired", facts)
    yield from _units(draft, versions[-1])
    yield from _new_rules(draft, versions)


def _about(draft: PlanDraft, versions: Sequence[Plan], taken: Collection[str]) -> Iterator[tuple[str, int, Complaint]]:
    for number, row in enumerate(draft.rows["about"], start=1):
        key, text = row.cells
        if key == "version" and text in {*taken, *(plan.version for plan in versions)}:
            yield "about", number, Complaint("text", "plan.row.version_taken", (("version", text),))
        if key == "district" and text != versions[-1].district:
            facts = (("district", text), ("own", versions[-1].district))
            yield "about", number, Complaint("text", "plan.row.other_district", facts)


def _units(draft: PlanDraft, plan: Plan) -> Iterator[tuple[str, int, Complaint]]:
    """Years of percents cannot go on as counts: what is counted anew gets a code of its own."""
    code, unit = (columns_of("measures").index(name) for name in ("code", "unit"))
    for number, row in enumerate(draft.rows["measures"], start=1):
        if plan.has_measure(row.cells[code]):
            before = plan.measure(row.cells[code]).unit.value
            if row.cells[unit] != before:
                facts = (("before", before), ("measure", row.cells[code]), ("unit", row.cells[unit]))
                yield "measures", number, Complaint("unit", "plan.row.unit_changed", facts)


def _new_rules(draft: PlanDraft, versions: Sequence[Plan]) -> Iterator[tuple[str, int, Complaint]]:
    known = {rule.code for plan in versions for rule in plan.rules}
    code, severity = (columns_of("rules").index(name) for name in ("code", "severity"))
    for number, row in enumerate(draft.rows["rules"], start=1):
        if row.cells[code] not in known and row.cells[severity] == Severity.ERROR.value:
            yield "rules", number, Complaint("severity", "plan.row.new_rule_is_error", (("rule", row.cells[code]),))
