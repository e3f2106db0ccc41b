"""The rows of the entry table: a goal's heading, a value with all that stands beside it, and the sum of a breakdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ctecs_desktop.domain.check_data import BreakdownSums, check_data
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.grid import Part, stored_text, takes
from ctecs_desktop.domain.observation import ALL_STUDENTS, Observation, ObservationKey
from ctecs_desktop.domain.plan import Goal, Measure, Plan, ReportingPeriod, Target
from ctecs_desktop.domain.rule import Finding, Severity
from ctecs_desktop.domain.status import MeasureStatus, displayed, status_of
from ctecs_desktop.domain.submission import Explanation
from ctecs_desktop.domain.value import Mean, Missing, Ratio, Value, encode_value
from ctecs_desktop.wording import NOTHING_SHOWN, bounds_text, value_text


@dataclass(slots=True)
class EntryRow:
    """One address: what is stored there, and what was typed but could not be taken yet."""

    key: ObservationKey
    measure: Measure
    name: str
    stored: Observation
    previous: Observation | None
    target: str
    target_tip: str
    rated_against: tuple[Target, ...]
    subgroups: int = 0  # how many rows can be opened below
    is_open: bool = False
    typed: dict[Part, str] = field(default_factory=dict)  # box → text that is not stored
    refusal: CtecsError | None = None
    is_waiting: bool = False  # for another program that holds the file; it is written by itself later
    unsaved_note: str | None = None  # a note that could not be stored
    findings: tuple[Finding, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)  # rule → reason given

    @property
    def is_subgroup(self) -> bool:
        """Whether it stands below the row of all students."""
        return self.key.subgroup != ALL_STUDENTS

    @property
    def is_entered(self) -> bool:
        """Whether a value or a reason for none is stored."""
        return self.stored.is_entered

    @property
    def is_changed_since_last_year(self) -> bool:
        """Whether both years have a value or a reason for none, and not the same."""
        if self.previous is None or not self.previous.is_entered or not self.is_entered:
            return False
        return encode_value(self.stored.value) != encode_value(self.previous.value)

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        """What the rules still want here; an empty row is left to do, not wrong."""
        if not self.is_entered:
            return ()
        return tuple(each for each in self.findings if each.severity is Severity.ERROR or each.code not in self.kept)

    @property
    def is_unsaved(self) -> bool:
        """Whether something was typed, chosen or cleared here that is not stored."""
        return bool(self.typed) or self.refusal is not None or self.unsaved_note is not None

    @property
    def note(self) -> str:
        """The note as the person left it, stored or not."""
        return self.stored.note if self.unsaved_note is None else self.unsaved_note

    def forget_unsaved(self) -> None:
        """What is stored is all that is shown."""
        self.typed, self.refusal, self.is_waiting, self.unsaved_note = {}, None, False, None

    def takes(self, part: Part) -> bool:
        """Whether that part is typed for this measure; the value of a ratio is computed."""
        return takes(self.measure, part)

    def text_of(self, part: Part) -> str:
        """What stands in the box: what was typed last, else the stored part as it would be typed."""
        if part in self.typed:
            return self.typed[part]
        return str(getattr(stored_text(self.stored, self.measure), part.value))


@dataclass(slots=True)
class SectionRow:
    """The heading of a goal, with how many of its measures are left."""

    goal: Goal
    measures: tuple[EntryRow, ...]

    @property
    def left(self) -> int:
        """Measures without a value or a reason for none."""
        return sum(1 for row in self.measures if not row.is_entered)


@dataclass(slots=True)
class SumRow:
    """The categories of one breakdown added up, below the last of them."""

    measure: Measure
    name: str
    rows: tuple[EntryRow, ...]  # those of the categories
    sums: BreakdownSums | None = None  # None while nothing is filled, or the total is not known


Row = EntryRow | SectionRow | SumRow


@dataclass(frozen=True, slots=True)
class EntryContent:
    """Everything that the entry page shows of a period."""

    rows: tuple[EntryRow, ...]
    lock: str  # "" while values may be changed, else the code of the reason
    signer: str = ""
    signed_at: str = ""
    revision: int = 0


def shown_value(value: Value, measure: Measure) -> str:
    """The value alone, without its parts, which have columns of their own; "" where nothing was entered."""
    if value is Missing.NOT_ENTERED:
        return ""
    if isinstance(value, Ratio | Mean):
        return bounds_text(*displayed(value, measure), measure)
    return value_text(value, measure)


def previous_text(row: EntryRow) -> str:
    """Last year's value, or a dash."""
    if row.previous is None or not row.previous.is_entered:
        return NOTHING_SHOWN
    return shown_value(row.previous.value, row.measure)


def row_status(row: EntryRow, plan: Plan, period: ReportingPeriod) -> MeasureStatus:
    """How the value stands against the school's target; breakdowns are not rated."""
    low, high = displayed(row.stored.value, row.measure)
    if row.is_subgroup or (low is None and high is None):
        return MeasureStatus.NO_DATA if low is None and high is None else MeasureStatus.NOT_RATED
    return status_of(
        low,
        high,
        row.measure,
        baseline=plan.baseline(row.measure.code, row.key.school),
        targets=row.rated_against,
        school_year=period.school_year,
    )


def breakdown_rows(plan: Plan, whole: EntryRow, parts: Sequence[EntryRow]) -> list[EntryRow | SumRow]:
    """The rows below ``whole`` once it is open: its subgroups, and after each that adds up to everyone its sum."""
    by_subgroup = {row.key.subgroup: row for row in parts}
    result: list[EntryRow | SumRow] = []
    for code in whole.measure.disaggregations:
        own = [by_subgroup[each.code] for each in plan.subgroups if each.disaggregation == code]
        result += own
        dimension = next(each for each in plan.disaggregations if each.code == code)
        if dimension.is_partition and own:
            result.append(SumRow(whole.measure, dimension.name, tuple(own)))
    return result


def sums_of(
    plan: Plan, period: ReportingPeriod, whole: EntryRow, parts: Sequence[EntryRow]
) -> dict[str, BreakdownSums]:
    """The sums of one measure's breakdowns by the name of the dimension, as the rules see them."""
    values = {row.key: row.stored for row in (whole, *parts)}
    data = check_data(plan, values, school=whole.key.school, period=period, previous={}, published={})
    return {each.breakdown.name: each for each in data.sums}


def with_findings(
    rows: Sequence[EntryRow], findings: Sequence[Finding], explanations: Sequence[Explanation]
) -> list[EntryRow]:
    """Lay the findings beside their rows; the answer is the rows whose findings became other ones."""
    by_key: dict[ObservationKey, tuple[Finding, ...]] = {}
    for finding in findings:
        by_key[finding.key] = (*by_key.get(finding.key, ()), finding)
    reasons: dict[ObservationKey, dict[str, str]] = {}
    for explanation in explanations:
        if explanation.reason.strip():
            reasons.setdefault(explanation.key, {})[explanation.code] = explanation.reason
    nothing: dict[str, str] = {}
    changed = []
    for row in rows:
        key = row.key
        found, kept = by_key.get(key, ()), reasons.get(key, nothing)
        if found != row.findings or kept != row.kept:
            row.findings, row.kept = found, kept
            changed.append(row)
    return changed
