"""The submission workbook's sheets, columns and fixed words: the one description that writer and reader follow.

The words are part of the format: the reader compares them, so that what a principal read above the signature is
what this version of the layout says. Changing one means a new ``FORMAT_VERSION``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ctecs_desktop.domain.errors import PlanInvalid, WrongTemplate
from ctecs_desktop.domain.observation import ObservationKey
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.review import CellReference
from ctecs_desktop.domain.revision_reason import RevisionCause, known_reason
from ctecs_desktop.domain.submission import FORMAT_VERSION, Submission, SubmissionIdentity
from ctecs_desktop.domain.value import Mean, Missing, Ratio, Value
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle, TableColumn

KIND = "submission"

SIGN_OFF = "Sign-off"
NAMES = "Names"
STRATEGIES = "Strategies"
REASONS = "Reasons"
CHANGES = "Changes"
SEAL = "Seal"


GOAL_COLUMNS = (
    TableColumn("Measure", 9),
    TableColumn("Name", 38),
    TableColumn("Group", 24),
    TableColumn("Group name", 36),
    TableColumn("Numerator", 12, CellStyle.NUMBER),
    TableColumn("Denominator", 13, CellStyle.NUMBER),
    TableColumn("Value", 12, CellStyle.NUMBER),
    TableColumn("Unit", 14, CellStyle.UNIT),
    TableColumn("Blank reason", 18),
    TableColumn("Note", 48, CellStyle.WRAPPED),
)
NUMERATOR_COLUMN, DENOMINATOR_COLUMN, VALUE_COLUMN, REASON_COLUMN = "E", "F", "G", "I"

NAME_COLUMNS = (
    TableColumn("Measure", 9),
    TableColumn("Name", 38),
    TableColumn("Group", 24),
    TableColumn("Group name", 36),
    TableColumn("Entry", 8, CellStyle.COUNTER),
    TableColumn("Named", 50, CellStyle.WRAPPED),
)

STRATEGY_COLUMNS = (
    TableColumn("Strategy", 10),
    TableColumn("Goal", 7, CellStyle.COUNTER),
    TableColumn("What it is", 60, CellStyle.WRAPPED),
    TableColumn("Status", 14),
    TableColumn("What was done", 70, CellStyle.WRAPPED),
)

REASON_COLUMNS = (
    TableColumn("Check", 22),
    TableColumn("Measure", 9),
    TableColumn("Name", 34, CellStyle.WRAPPED),
    TableColumn("Group", 24),
    TableColumn("Group name", 36),
    TableColumn("Why it is checked", 40, CellStyle.WRAPPED),
    TableColumn("Reason for keeping the value", 50, CellStyle.WRAPPED),
)

CHANGE_COLUMNS = (
    TableColumn("Measure", 9),
    TableColumn("Name", 34, CellStyle.WRAPPED),
    TableColumn("Group", 24),
    TableColumn("Group name", 36),
    TableColumn("Before", 26, CellStyle.WRAPPED),
    TableColumn("Now", 26, CellStyle.WRAPPED),
    TableColumn("Note", 40, CellStyle.WRAPPED),
)
CHANGE_BEFORE_COLUMN = 5

SEAL_COLUMNS = (TableColumn("Check digits", 14, CellStyle.FIXED), TableColumn("Signed line", 120, CellStyle.FIXED))

STATEMENT = (
    "I have read the values, blanks, notes and reasons in this workbook. To the best of my knowledge they are complete",
    "and correct for this school and this reporting period, and they may be used in the district's figures.",
)

DISTRICT_STATEMENT = (
    "I have read the values, blanks, notes and reasons in this workbook. To the best of my knowledge they are complete",
    "and correct for what central office itself reports in this period, and they are used in the district's figures.",
)
"""What central office signs over its own values."""

# Labels of page one, in the order of the page; a tuple's second part is the field of the identity that it shows.
WHAT_LABELS: tuple[tuple[str, str], ...] = (
    ("School code", "school"),
    ("District code", "district"),
    ("Reporting period", "period"),
    ("Plan version", "plan_version"),
    ("Revision", "revision"),
    ("Reason for the revision", "revision_reason"),
)
REVISION_REASONS: dict[RevisionCause, str] = {
    RevisionCause.TAKEN_BACK: "The signature of revision {revision} was taken back before it was sent.",
    RevisionCause.ASKED: "Central office asked about revision {revision}.",
    RevisionCause.RESTORED: (
        "The workspace was restored from a backup that did not hold revision {revision}, which had been signed before."
    ),
}
"""What the pages say for the codes of ``domain.revision_reason``; as all words here, part of the format version."""

SIGNER_LABELS: tuple[tuple[str, str], ...] = (
    ("Name", "signer"),
    ("Role", "role"),
)
RECORD_LABELS: tuple[tuple[str, str], ...] = (
    ("Workbook kind", ""),
    ("Format version", "format_version"),
    ("Claimed time", "claimed_time"),
    ("Unique number", "unique_id"),
    ("Revision before", "parent"),
    ("History of entries", "history_head"),
    ("Workspace", "incarnation"),
    ("Program version", "program_version"),
)
IDENTITY_LABELS: dict[str, str] = {
    label: field for labels in (WHAT_LABELS, SIGNER_LABELS, RECORD_LABELS) for label, field in labels if field
}


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """A value that differs from the revision before; ``before`` in words, as the ``Changes`` sheet shows it."""

    key: ObservationKey
    before: str


def statement(identity: SubmissionIdentity) -> tuple[str, ...]:
    """What is signed: a school's word for its values, or central office's for those that it enters itself."""
    return DISTRICT_STATEMENT if identity.school == identity.district else STATEMENT


def goal_sheet(number: int) -> str:
    """The name of a goal's sheet."""
    return f"Goal {number}"


def sheet_names(plan: Plan) -> tuple[str, ...]:
    """Every sheet of a submission workbook, in order; all are there even where there is nothing to say."""
    goals = (goal_sheet(goal.number) for goal in plan.goals)
    return (SIGN_OFF, *goals, NAMES, STRATEGIES, REASONS, CHANGES, SEAL)


def reading_order(plan: Plan) -> dict[tuple[str, str], tuple[int, int]]:
    """Where each measure and subgroup of ``plan`` stands: its goal, and its place on the goal's sheet."""
    places: dict[tuple[str, str], tuple[int, int]] = {}
    for measure in plan.measures:
        goal = measure.goal
        for subgroup in plan.subgroups_of(measure.code):
            places[measure.code, subgroup] = (goal, len(places))
    return places


def revision_words(reason: str) -> str:
    """The reason for a revision as the pages show it; the seal's lines hold it as it was signed."""
    known = known_reason(reason)
    return REVISION_REASONS[known.cause].format(revision=known.revision) if known is not None else reason


def require_known(identity: SubmissionIdentity, plan: Plan) -> None:
    """Refuse a submission of another format, district, plan, school or period.

    Raises ``WrongTemplate`` ``submission.other_format``, ``…other_district``, ``…other_plan_version`` (``found``,
    ``expected``), ``…unknown_school`` (``found``) or ``…unknown_period`` (``found``), each with ``rule`` 19.
    """
    for code, found, expected in (
        ("submission.other_format", identity.format_version, FORMAT_VERSION),
        ("submission.other_district", identity.district, plan.district),
        ("submission.other_plan_version", identity.plan_version, plan.version),
    ):
        if found != expected:
            raise WrongTemplate(code, rule=19, found=str(found), expected=str(expected))
    try:
        plan.reporter(identity.school)
    except PlanInvalid as error:
        raise WrongTemplate("submission.unknown_school", rule=19, found=identity.school) from error
    try:
        plan.period(identity.period)
    except PlanInvalid as error:
        raise WrongTemplate("submission.unknown_period", rule=19, found=identity.period) from error


def require_in_plan(submission: Submission, plan: Plan, *, places: Mapping[tuple[str, str], tuple[int, int]]) -> None:
    """Refuse values, reasons and updates that the plan has no place for, and values given twice.

    ``places`` is the plan's ``reading_order``.

    Raises ``WrongTemplate`` ``submission.unknown_measure`` (``found``), ``…unknown_subgroup`` (``measure``, ``found``),
    ``…unknown_strategy`` (``found``) or ``…value_twice`` (``measure``, ``subgroup``).
    """
    addresses = [(each.key.measure, each.key.subgroup) for each in submission.observations]
    explained = [(each.key.measure, each.key.subgroup) for each in submission.explanations]
    for measure, subgroup in (*addresses, *explained):
        if (measure, subgroup) not in places:
            if not plan.has_measure(measure):
                raise WrongTemplate("submission.unknown_measure", rule=19, found=measure)
            raise WrongTemplate("submission.unknown_subgroup", rule=19, measure=measure, found=subgroup)
    if len(set(addresses)) < len(addresses):
        (measure, subgroup), _ = Counter(addresses).most_common(1)[0]
        raise WrongTemplate("submission.value_twice", rule=19, measure=measure, subgroup=subgroup)
    strategies = {each.code for each in plan.strategies}
    for update in submission.strategy_updates:
        if update.strategy not in strategies:
            raise WrongTemplate("submission.unknown_strategy", rule=19, found=update.strategy)


def cell_of(value: Value, *, sheet: str, row: int) -> CellReference:
    """The cell, or the cells side by side, in which ``value`` stands."""
    if isinstance(value, Ratio):
        return CellReference(sheet, f"{NUMERATOR_COLUMN}{row}:{DENOMINATOR_COLUMN}{row}")
    if isinstance(value, Mean):
        return CellReference(sheet, f"{DENOMINATOR_COLUMN}{row}:{VALUE_COLUMN}{row}")
    if isinstance(value, Missing) and value is not Missing.NOT_ENTERED:
        return CellReference(sheet, f"{REASON_COLUMN}{row}")
    return CellReference(sheet, f"{VALUE_COLUMN}{row}")
