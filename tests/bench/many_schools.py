"""Central office of a district of 1,000 schools, each with 5,042 accepted values of one year, for rolling them up.

The submissions are put into the store by the store's own functions, as an import does once signatures are verified;
making a thousand keys and signatures would measure nothing here. Five years before hold the same figures, of a few
schools, so that every figure has its trend.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from ctecs_desktop.domain.observation import Observation, PeriodCode, SchoolCode
from ctecs_desktop.domain.plan import PeriodKind, Plan, ReportingPeriod, School
from ctecs_desktop.domain.review import CellReference, Decision, ReceivedSubmission, SubmittedValues, Verdict
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.workspace import create_central
from ctecs_desktop.store import decisions, submissions
from ctecs_desktop.store.submitted_rows import Attachments, content_digest, rows_of
from tests.bench.large_district import PERIOD, SEED, large_plan, school_edits
from tests.building import make_identity
from tests.district import CENTRAL_PASSPHRASE

SCHOOLS = 1000
SCHOOLS_BEFORE = 3
YEARS_BEFORE = 5
AT = "2020-07-16T08:00:00Z"


def plan_of_many() -> Plan:
    """The large plan with 1,000 schools, and with five years before the one that they report."""
    plan = large_plan()
    schools = tuple(
        School(SchoolCode(str(9_100_000 + number)), f"Technical High School {number:04d}", "Town", 400 + number % 500)
        for number in range(1, SCHOOLS + 1)
    )
    before = tuple(_years_earlier(plan.period(PERIOD), years) for years in range(YEARS_BEFORE, 0, -1))
    return replace(
        plan,
        version=f"{plan.version}-1000",
        school_years=(*(each.school_year for each in before), *plan.school_years),
        schools=schools,
        periods=(*before, *plan.periods),
        targets=tuple(each for each in plan.targets if each.school is None),
        baselines=tuple(each for each in plan.baselines if each.school is None),
    )


def _years_earlier(period: ReportingPeriod, years: int) -> ReportingPeriod:
    first = period.starts.year - years
    school_year = f"{first}-{(first + 1) % 100:02d}"
    dates = {name: getattr(period, name) for name in ("starts", "ends", "opens", "due")}
    moved = {name: day.replace(year=day.year - years) for name, day in dates.items()}
    return replace(period, code=PeriodCode(school_year), school_year=school_year, **moved)


@dataclass(frozen=True, slots=True)
class ManySchools:
    """Where central office's store lies; it is not to be changed."""

    folder: Path

    @property
    def central_path(self) -> Path:
        """Central office's store."""
        return self.folder / "central.ctecs"


def make_many_schools(folder: Path) -> int:
    """Make the store; how many values of ``PERIOD`` it holds."""
    plan = plan_of_many()
    count = 0
    with create_central(folder / "central.ctecs", plan=plan, passphrase=CENTRAL_PASSPHRASE, person="carol") as session:
        for period, school, seed in _submissions(plan):
            values = _accept(session, plan, school, period, seed=seed)
            count += values if period == PERIOD else 0
    return count


def _submissions(plan: Plan) -> Iterator[tuple[PeriodCode, School, int]]:
    for number, school in enumerate(plan.schools):
        yield PERIOD, school, SEED + number
    for period in plan.periods:
        if period.kind is PeriodKind.YEAR and period.starts < plan.period(PERIOD).starts:
            for number, school in enumerate(plan.schools[:SCHOOLS_BEFORE]):
                yield period.code, school, SEED + period.starts.year + number


def _accept(session: Session, plan: Plan, school: School, period: PeriodCode, *, seed: int) -> int:
    observations = tuple(
        Observation(edit.key._replace(period=period), edit.value, edit.note)
        for edit in school_edits(plan, school, seed)
    )
    identity = make_identity(
        school.code,
        period=period,
        plan_version=plan.version,
        district=plan.district,
        unique_id=f"{school.code} {period}",
    )
    cells = {each.key: CellReference("Goal 1", f"E{row}:F{row}") for row, each in enumerate(observations, start=6)}
    workbook = f"in place of the workbook of {school.code} {period}".encode()
    told = ReceivedSubmission(
        digest="",
        identity=identity,
        verdict=Verdict.ACCEPTED,
        status=SubmissionStatus.RECEIVED,
        received_at=AT,
        file_name=f"{school.code} {period}.xlsx",
        file_digest=sha256(workbook).hexdigest(),
        signer_fingerprint="a" * 64,
    )
    rows = rows_of(SubmittedValues(told, observations, cells))
    told = replace(told, digest=content_digest(identity, rows, Attachments((), ())))
    with session.store.transaction():
        submissions.receive(session.store, told, rows, workbook=workbook, at=AT, person="carol")
        decision = Decision(told.digest, SubmissionStatus.ACCEPTED)
        decisions.record_decision(session.store, decision, reason="", at=AT, person="carol")
    return len(rows)


if __name__ == "__main__":
    print(make_many_schools(Path(sys.argv[1])))
