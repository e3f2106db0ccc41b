"""What schools sent, and what it adds up to, beside what the state published; and the list of differences as a file."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ctecs_desktop.domain.clipboard_table import guarded
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.observation import (
    MeasureCode,
    Observation,
    ObservationKey,
    PeriodCode,
    SchoolCode,
    SubgroupCode,
)
from ctecs_desktop.domain.plan import PeriodKind, Plan, Unit
from ctecs_desktop.domain.published import Unstated, amount_text
from ctecs_desktop.domain.reconciliation import (
    Address,
    Comparison,
    Sent,
    parts_of_district,
    parts_of_value,
    reconcile,
)
from ctecs_desktop.domain.review import SubmittedValues
from ctecs_desktop.domain.rollup_report import exact_text
from ctecs_desktop.domain.status import Bounds
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.domain.value import Mean, Missing, Quantity, Ratio, Value
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.services import rollup_figures
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import published_figures, submissions

COLUMNS = (
    *("organization", "name", "measure", "measure_name", "subgroup", "part", "agreement"),
    *("sent_low", "sent_high", "blank", "status", "file", "sheet", "cell"),
    *("published", "difference", "source_file", "source_line", "source_column", "loaded_at", "loaded_by"),
)
"""Of the list as CSV: English, since programs read them."""

_LOOKED_AT = (SubmissionStatus.ACCEPTED, SubmissionStatus.RECEIVED, SubmissionStatus.HELD)
"""Whose values are compared, the first that a school has. Of contradicting files none speaks for the school."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Every comparison of a period, the largest difference first; ``files`` counts the sources that speak of it."""

    period: PeriodCode
    school_year: str
    files: int
    comparisons: tuple[Comparison, ...]


def compare(session: Session, period: PeriodCode) -> Reconciliation:
    """Compare a year's figures. Only reads: neither the values nor the published figures change.

    Raises ``NotAllowed("edsight.not_a_whole_year")`` for a quarter: the state publishes years.
    """
    session.require(WorkspaceRole.CENTRAL)
    plan = session.plan
    reporting_period = plan.period(period)
    if reporting_period.kind is not PeriodKind.YEAR:
        raise NotAllowed("edsight.not_a_whole_year", period=period, year=reporting_period.school_year)
    loaded = [
        each
        for each in published_figures.published_figures(session.store, reporting_period.school_year)
        if _is_known(plan, each.figure.address.measure, each.figure.address.subgroup)
    ]
    sent = {**_sent_by_schools(session, plan, period), **_of_district(session, plan, period)}
    files = len({each.source.number for each in loaded})
    return Reconciliation(period, reporting_period.school_year, files, reconcile(plan, loaded, sent))


def _is_known(plan: Plan, measure: str, subgroup: str) -> bool:
    """Whether the plan still asks for it; figures were loaded under the plan of their day."""
    return plan.has_measure(measure) and subgroup in plan.subgroups_of(measure)


def _sent_by_schools(session: Session, plan: Plan, period: PeriodCode) -> Mapping[Address, Sent]:
    found: dict[Address, Sent] = {}
    for values in _speaking(session, period):
        status = values.received.status.value
        for observation in values.observations:
            key = observation.key
            if not _is_known(plan, key.measure, key.subgroup):
                continue
            cell = values.cells.get(key)
            blank = observation.value if isinstance(observation.value, Missing) else None
            found[Address(key.school, key.measure, key.subgroup)] = Sent(
                parts_of_value(observation.value, plan.measure(key.measure)),
                blank,
                values.received.file_name,
                cell.sheet if cell else "",
                cell.cell if cell else "",
                status,
            )
    return found


def _speaking(session: Session, period: PeriodCode) -> Iterator[SubmittedValues]:
    """For each school its accepted submission, else the newest that waits for a decision."""
    by_school: dict[str, tuple[int, int, str]] = {}
    for received in submissions.received(session.store, period=period):
        if received.status in _LOOKED_AT:
            school = received.identity.school
            rank = (_LOOKED_AT.index(received.status), -received.identity.revision, received.digest)
            by_school[school] = min(rank, by_school.get(school, rank))
    for _place, _revision, digest in by_school.values():
        yield submissions.submitted_values(session.store, digest)


def _of_district(session: Session, plan: Plan, period: PeriodCode) -> Mapping[Address, Sent]:
    return {
        Address(plan.district, figure.measure, figure.subgroup): Sent(parts_of_district(figure))
        for figure in rollup_figures.figures(session, period).figures
    }


def published_observations(
    session: Session, period: PeriodCode, school: SchoolCode
) -> dict[ObservationKey, Observation]:
    """What the state published of a school, as values: for reviewing one submission value by value.

    Where it gives numerator and denominator the value is their ratio, otherwise the figure as printed, with its places;
    what is withheld without an interval, or stands as "N/A", is left out.
    """
    session.require(WorkspaceRole.CENTRAL)
    plan = session.plan
    by_address: dict[tuple[MeasureCode, SubgroupCode], dict[Part, Quantity]] = defaultdict(dict)
    for loaded in published_figures.published_figures(session.store, plan.period(period).school_year):
        address, amount = loaded.figure.address, loaded.figure.amount
        is_asked = address.organization == school and _is_known(plan, address.measure, address.subgroup)
        if is_asked and not isinstance(amount, Unstated):
            by_address[address.measure, address.subgroup][address.part] = amount
    found = {}
    for (measure, subgroup), parts in by_address.items():
        value = _published_value(parts, plan.measure(measure).unit)
        if value is not None:
            key = ObservationKey(school, period, measure, subgroup)
            found[key] = Observation(key, value)
    return found


def _published_value(parts: Mapping[Part, Quantity], unit: Unit) -> Value | None:
    value, numerator, denominator = (parts.get(part) for part in (Part.VALUE, Part.NUMERATOR, Part.DENOMINATOR))
    if unit.is_ratio and numerator is not None and denominator is not None:
        return Ratio(numerator, denominator)
    if unit is Unit.MEAN and value is not None and denominator is not None:
        return Mean(value, denominator)
    return value


def write_differences(session: Session, period: PeriodCode, out: Path) -> Path:
    """Every comparison as a tidy CSV file, the largest difference first."""
    plan = session.plan
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for comparison in compare(session, period).comparisons:
        writer.writerow(
            [guarded(cell) if name not in _NUMBERS else cell for name, cell in row_of(comparison, plan).items()]
        )
    # Excel takes a file without the mark for one in the machine's old code page.
    return write_file_atomically(out, text.getvalue().encode("utf-8-sig"))


_NUMBERS = frozenset({"sent_low", "sent_high", "difference", "source_line"})


def row_of(comparison: Comparison, plan: Plan) -> dict[str, str]:
    """A comparison as the texts of ``COLUMNS``, exact; scripts rely on it."""
    address, sent, loaded = comparison.address, comparison.sent, comparison.published
    here = sent.part(comparison.part) if sent else Bounds(None, None)
    cells = (
        address.organization,
        organization_name(address.organization, plan),
        address.measure,
        plan.measure(address.measure).name,
        address.subgroup,
        comparison.part.value,
        comparison.agreement.value,
        "" if here.low is None else exact_text(here.low),
        "" if here.high is None else exact_text(here.high),
        sent.blank.value if sent and sent.blank else "",
        *((sent.status, sent.file, sent.sheet, sent.cell) if sent else ("", "", "", "")),
        "" if loaded is None else amount_text(loaded.figure.amount),
        "" if comparison.difference is None else exact_text(comparison.difference),
        *(
            (
                loaded.source.file_name,
                str(loaded.figure.line),
                loaded.figure.column,
                loaded.source.at,
                loaded.source.person,
            )
            if loaded
            else ("", "", "", "", "")
        ),
    )
    return dict(zip(COLUMNS, cells, strict=True))


def organization_name(code: str, plan: Plan) -> str:
    """The school's name, or the district's."""
    return plan.district_name if code == plan.district else plan.school(code).name
