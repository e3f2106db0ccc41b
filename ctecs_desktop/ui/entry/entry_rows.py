"""The rows of the entry table, read once: each value beside last year's, its target and what the rules say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ctecs_desktop.domain.errors import CtecsError, ValueRejected
from ctecs_desktop.domain.number_parsing import parse_interval
from ctecs_desktop.domain.observation import ALL_STUDENTS, Observation, ObservationKey, SchoolCode
from ctecs_desktop.domain.parsing import EntryText, entry_text
from ctecs_desktop.domain.plan import Measure, Plan, ReportingPeriod, Target, Unit
from ctecs_desktop.domain.rule import Finding, Severity
from ctecs_desktop.domain.status import MeasureStatus, displayed, status_of, targets_of
from ctecs_desktop.domain.submission import Explanation
from ctecs_desktop.domain.value import Mean, Missing, Ratio, Value, exact
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import NOTHING_SHOWN, bounds_text, figure_text, subgroup_text, value_text

NUMERATOR, DENOMINATOR, VALUE = "numerator", "denominator", "value"


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
    typed: dict[str, str] = field(default_factory=dict)  # part → text that is not stored
    refusal: CtecsError | None = None
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
    def open_findings(self) -> tuple[Finding, ...]:
        """What the rules still want here; an empty row is left to do, not wrong."""
        if not self.is_entered:
            return ()
        return tuple(each for each in self.findings if each.severity is Severity.ERROR or each.code not in self.kept)

    def takes(self, part: str) -> bool:
        """Whether that part is typed for this measure; the value of a ratio is computed."""
        unit = self.measure.unit
        if unit.is_ratio:
            return part != VALUE
        if part == DENOMINATOR:
            return unit is Unit.MEAN
        return part == VALUE

    def text_of(self, part: str) -> str:
        """What stands in the box: what was typed last, else the stored part as it would be typed."""
        if part in self.typed:
            return self.typed[part]
        return str(getattr(self._stored_text(), part))

    def as_typed(self, part: str, text: str) -> EntryText:
        """All boxes with ``text`` in one of them. A number in place of a reason for a blank takes its place.

        The reason "withheld" stays only while one of the boxes still holds an interval.
        """
        stored = self._stored_text()
        parts = {NUMERATOR: stored.numerator, DENOMINATOR: stored.denominator, VALUE: stored.value}
        parts |= self.typed
        parts[part] = text
        is_withheld = stored.blank == Missing.WITHHELD.value and any(_is_interval(each) for each in parts.values())
        return EntryText(**parts, blank=Missing.WITHHELD.value if is_withheld else "")

    def _stored_text(self) -> EntryText:
        try:
            return entry_text(self.stored.value, self.measure)
        except ValueRejected:  # stored under an older plan, in which the measure was of another kind
            return EntryText()


def _is_interval(text: str) -> bool:
    return text.strip() == "*" or parse_interval(text) is not None


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


def read_entry(workplace: Workplace) -> EntryContent:
    """Read the rows of the workplace's period through the services."""
    from ctecs_desktop.services import entry, overview, submission

    session, plan, period = workplace.session, workplace.plan, workplace.period
    workspace = session.workspace
    before = submission.previous_period(plan, period)
    current = entry.current_values(session, period.code)
    previous = entry.current_values(session, before.code) if before else {}
    rows: list[EntryRow] = []
    for measure in overview.own_measures(plan, period, workspace.role):
        rows += _rows_of(plan, period, measure, workspace.organization, current=current, previous=previous)
    lock = signer = at = ""
    revision = 0
    if workplace.is_school and submission.state_of(session, period.code).is_locked:
        record = submission.timeline(session, period.code)[-1]
        lock, signer, at, revision = "submission.locked", record.identity.signer, record.at, record.identity.revision
    return EntryContent(tuple(rows), lock, signer, at, revision)


def _rows_of(
    plan: Plan,
    period: ReportingPeriod,
    measure: Measure,
    school: SchoolCode,
    *,
    current: Mapping[ObservationKey, Observation],
    previous: Mapping[ObservationKey, Observation],
) -> list[EntryRow]:
    targets = targets_of(plan, measure, school if school != plan.district else None)
    target = _target_ahead(targets, period)
    subgroups = plan.subgroups_of(measure.code)
    last_year = {(key.measure, key.subgroup): each for key, each in previous.items()}
    rows = []
    for subgroup in subgroups:
        key = ObservationKey(school, period.code, measure.code, subgroup)
        is_whole = subgroup == ALL_STUDENTS
        rows.append(
            EntryRow(
                key=key,
                measure=measure,
                name=f"{measure.code}  {measure.name}" if is_whole else subgroup_text(key, plan),
                stored=current.get(key) or Observation(key, Missing.NOT_ENTERED),
                previous=last_year.get((measure.code, subgroup)),
                target=_target_text(target, measure) if target and is_whole else "",
                target_tip=target.school_year if target else "",
                rated_against=targets,
                subgroups=len(subgroups) - 1 if is_whole else 0,
            )
        )
    return rows


def _target_ahead(targets: Sequence[Target], period: ReportingPeriod) -> Target | None:
    ahead = [each for each in targets if each.school_year >= period.school_year]
    return min(ahead, key=lambda each: each.school_year, default=None)


def _target_text(target: Target, measure: Measure) -> str:
    low: Fraction = exact(target.low)
    if target.high is not None:
        return bounds_text(low, exact(target.high), measure)
    return figure_text(low, measure)


def previous_text(row: EntryRow) -> str:
    """Last year's value, or a dash."""
    if row.previous is None or not row.previous.is_entered:
        return NOTHING_SHOWN
    return shown_value(row.previous.value, row.measure)


def with_findings(
    rows: Sequence[EntryRow], findings: Sequence[Finding], explanations: Sequence[Explanation]
) -> list[EntryRow]:
    """Lay the findings beside their rows; the answer is the rows whose findings became other ones."""
    by_key: dict[ObservationKey, list[Finding]] = {}
    for finding in findings:
        by_key.setdefault(finding.key, []).append(finding)
    reasons: dict[ObservationKey, dict[str, str]] = {}
    for explanation in explanations:
        if explanation.reason.strip():
            reasons.setdefault(explanation.key, {})[explanation.code] = explanation.reason
    changed = []
    for row in rows:
        found, kept = tuple(by_key.get(row.key, ())), reasons.get(row.key, {})
        if (found, kept) != (row.findings, row.kept):
            row.findings, row.kept = found, kept
            changed.append(row)
    return changed
