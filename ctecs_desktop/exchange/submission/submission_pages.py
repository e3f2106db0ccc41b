"""The pages of a submission workbook, made from the submission and the plan alone.

A pure function: the writer paints what it returns, and the reader demands that a file's cells say exactly this.
What stands on ``Changes`` under "Before" is the one thing that a submission does not hold itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from ctecs_desktop.domain.errors import PlanInvalid
from ctecs_desktop.domain.observation import ALL_STUDENTS, Observation
from ctecs_desktop.domain.plan import Goal, Measure, Plan
from ctecs_desktop.domain.submission import Submission
from ctecs_desktop.domain.value import Missing, Names, Value
from ctecs_desktop.exchange.submission import workbook_layout as layout
from ctecs_desktop.exchange.submission.observation_cells import value_cells, value_words
from ctecs_desktop.exchange.submission.sign_off_page import sign_off_page
from ctecs_desktop.exchange.submission.workbook_layout import ChangedValue
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle, Content, Page, PageCell, table_page


class Frame(NamedTuple):
    """What every page of one workbook says at its top and bottom."""

    subtitle: str
    footer: str


def submission_pages(submission: Submission, plan: Plan, *, changes: Sequence[ChangedValue] = ()) -> tuple[Page, ...]:
    """Every page but the seal's, in order.

    The submission must have passed ``require_known`` and ``require_in_plan``. Raises ``NotAllowed``
    ``submission.value_not_of_unit``.
    """
    frame = frame_of(submission, plan)
    by_goal = goal_observations(submission, plan, places=layout.reading_order(plan))
    first, *others = pages_beside_goals(submission, plan, by_goal=by_goal, changes=changes)
    goals = (goal_page(goal, by_goal[goal.number], plan, frame=frame) for goal in plan.goals)
    return (first, *goals, *others)


def pages_beside_goals(
    submission: Submission,
    plan: Plan,
    *,
    by_goal: Mapping[int, Sequence[Observation]],
    changes: Sequence[ChangedValue],
) -> tuple[Page, ...]:
    """Page one and the pages that follow the goals', which hold few cells beside those."""
    frame = frame_of(submission, plan)
    return (
        sign_off_page(submission, plan, by_goal=by_goal, change_count=len(changes), footer=frame.footer),
        _names_page(submission, plan, frame=frame),
        _strategies_page(submission, plan, frame=frame),
        _reasons_page(submission, plan, frame=frame),
        _changes_page(submission, plan, changes=changes, frame=frame),
    )


def changes_since(previous: Submission | None, submission: Submission, plan: Plan) -> tuple[ChangedValue, ...]:
    """The values that differ from those of the revision before, also where one came or went; notes do not count.

    Values that the present plan has no place for are left out: nothing can be said of them now.
    """
    if previous is None:
        return ()
    before = {each.key: each.value for each in previous.observations}
    now = {each.key: each.value for each in submission.observations}
    places = layout.reading_order(plan)
    changed = (
        key
        for key in before.keys() | now.keys()
        if (key.measure, key.subgroup) in places
        and before.get(key, Missing.NOT_ENTERED) != now.get(key, Missing.NOT_ENTERED)
    )
    return tuple(
        ChangedValue(key, value_words(before.get(key, Missing.NOT_ENTERED)))
        for key in sorted(changed, key=lambda key: places[key.measure, key.subgroup])
    )


def frame_of(submission: Submission, plan: Plan) -> Frame:
    """School, period and revision, as each page repeats them."""
    identity = submission.identity
    words = f"{plan.reporter(identity.school).name} · {identity.period} · revision {identity.revision}"
    return Frame(words, words)


def goal_observations(
    submission: Submission, plan: Plan, *, places: Mapping[tuple[str, str], tuple[int, int]]
) -> dict[int, list[Observation]]:
    """The observations of each goal in the order of its sheet: measures and groups as ``places`` lists them."""
    by_goal: dict[int, list[Observation]] = {goal.number: [] for goal in plan.goals}
    # A place is one observation's alone, so that no two observations are ever compared.
    placed = [(places[each.key.measure, each.key.subgroup], each) for each in submission.observations]
    placed.sort(key=itemgetter(0))
    for (goal, _), each in placed:
        by_goal[goal].append(each)
    return by_goal


def group_name(plan: Plan, subgroup: str) -> str:
    """The name of a subgroup; everyone needs no record of its own in a plan."""
    try:
        return plan.subgroup(subgroup).name
    except PlanInvalid:
        if subgroup != ALL_STUDENTS:
            raise
        return "All students"


def goal_contents(observation: Observation, measure: Measure, group: str) -> tuple[Content, ...]:
    """The ten cells of an observation, by ``workbook_layout.GOAL_COLUMNS``."""
    return (
        *measure_contents(measure),
        observation.key.subgroup,
        group,
        *value_contents(observation.value, measure),
        observation.note or None,
    )


def measure_contents(measure: Measure) -> tuple[Content, ...]:
    """The first two cells of an observation's row, which all rows of a measure share."""
    return measure.code, measure.name


def value_contents(value: Value, measure: Measure) -> tuple[Content, ...]:
    """The five cells before the note, which equal values of a measure share."""
    cells = value_cells(value, measure)
    return cells.numerator, cells.denominator, cells.value, measure.unit.value, cells.reason


_STRONG_ROW = (
    CellStyle.STRONG,
    CellStyle.STRONG_WRAPPED,
    CellStyle.STRONG,
    CellStyle.STRONG,
    CellStyle.NUMBER_STRONG,
    CellStyle.NUMBER_STRONG,
    CellStyle.NUMBER_STRONG,
    CellStyle.UNIT_STRONG,
    CellStyle.STRONG,
    CellStyle.STRONG_WRAPPED,
)
_PART_ROW = (
    CellStyle.MUTED,
    CellStyle.MUTED,
    CellStyle.MUTED,
    CellStyle.WRAPPED,
    CellStyle.NUMBER,
    CellStyle.NUMBER,
    CellStyle.NUMBER,
    CellStyle.UNIT,
    CellStyle.TEXT,
    CellStyle.WRAPPED,
)


def goal_page(goal: Goal, observations: Iterable[Observation], plan: Plan, *, frame: Frame) -> Page:
    """A goal's sheet: one row per observation, everyone first and strong, the groups below in quieter type."""
    records: list[tuple[PageCell, ...]] = []
    for each in observations:
        measure = plan.measure(each.key.measure)
        is_everyone = each.key.subgroup == ALL_STUDENTS
        styles = _STRONG_ROW if is_everyone else _PART_ROW
        parts, shown = measure.part_decimals, measure.decimals
        decimals = (0, 0, 0, 0, parts, parts, shown, 0, 0, 0)
        contents = goal_contents(each, measure, group_name(plan, each.key.subgroup))
        records.append(tuple(map(PageCell, contents, styles, decimals)))
    return table_page(
        layout.goal_sheet(goal.number),
        layout.GOAL_COLUMNS,
        title=f"Goal {goal.number} · {goal.title}",
        subtitle=frame.subtitle,
        records=records,
        when_empty="No measure of this goal is reported in this period.",
        frozen_columns=2,
        footer=frame.footer,
        tab="1D5BB8",
    )


def _names_page(submission: Submission, plan: Plan, *, frame: Frame) -> Page:
    records: list[tuple[Content, ...]] = []
    for each in submission.observations:
        if isinstance(each.value, Names):
            measure = plan.measure(each.key.measure)
            group = group_name(plan, each.key.subgroup)
            head = (measure.code, measure.name, each.key.subgroup, group)
            records += [(*head, Decimal(entry), name) for entry, name in enumerate(each.value.names, start=1)]
    return table_page(
        layout.NAMES,
        layout.NAME_COLUMNS,
        title="Names behind the counts",
        subtitle=frame.subtitle,
        records=records,
        when_empty="No list of names is reported.",
        footer=frame.footer,
    )


def _strategies_page(submission: Submission, plan: Plan, *, frame: Frame) -> Page:
    strategies = {each.code: each for each in plan.strategies}
    records: list[tuple[Content, ...]] = [
        (
            update.strategy,
            Decimal(strategies[update.strategy].goal),
            strategies[update.strategy].text,
            update.status.value,
            update.narrative,
        )
        for update in submission.strategy_updates
    ]
    return table_page(
        layout.STRATEGIES,
        layout.STRATEGY_COLUMNS,
        title="Strategies",
        subtitle=frame.subtitle,
        records=records,
        when_empty="Nothing is reported on strategies.",
        footer=frame.footer,
    )


def _reasons_page(submission: Submission, plan: Plan, *, frame: Frame) -> Page:
    rules = {rule.code: rule for rule in plan.rules}
    records: list[tuple[Content, ...]] = []
    for each in submission.explanations:
        measure = plan.measure(each.key.measure)
        why = rules[each.code].reason if each.code in rules else ""
        group = group_name(plan, each.key.subgroup)
        records.append((each.code, measure.code, measure.name, each.key.subgroup, group, why, each.reason))
    return table_page(
        layout.REASONS,
        layout.REASON_COLUMNS,
        title="Values kept with a reason",
        subtitle=frame.subtitle,
        records=records,
        when_empty="No check asked for a reason.",
        footer=frame.footer,
    )


def _changes_page(submission: Submission, plan: Plan, *, changes: Sequence[ChangedValue], frame: Frame) -> Page:
    """What differs from the revision before; "Now" and "Note" come from the submission itself."""
    now = {each.key: each for each in submission.observations}
    records: list[tuple[Content, ...]] = []
    for change in changes:
        measure = plan.measure(change.key.measure)
        group = group_name(plan, change.key.subgroup)
        observation = now.get(change.key, Observation(change.key, Missing.NOT_ENTERED))
        words = value_words(observation.value)
        head = (measure.code, measure.name, change.key.subgroup, group)
        records.append((*head, change.before, words, observation.note))
    reason = layout.revision_words(submission.identity.revision_reason)
    return table_page(
        layout.CHANGES,
        layout.CHANGE_COLUMNS,
        title="Changed since the revision before",
        subtitle=f"{frame.subtitle} · {reason}" if reason else frame.subtitle,
        records=records,
        when_empty="This is the first revision." if submission.identity.revision == 1 else "No value changed.",
        footer=frame.footer,
    )
