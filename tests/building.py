"""Builders of small plans and values for tests: real domain objects, with whatever a test names set to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from ctecs_desktop.domain.observation import (
    ALL_STUDENTS,
    MeasureCode,
    Observation,
    ObservationKey,
    PeriodCode,
    SchoolCode,
    SubgroupCode,
)
from ctecs_desktop.domain.plan import (
    Direction,
    Disaggregation,
    Evidence,
    Frequency,
    Goal,
    Level,
    Measure,
    PeriodKind,
    Plan,
    Population,
    ReportingPeriod,
    RollupMethod,
    School,
    Subgroup,
    Unit,
)
from ctecs_desktop.domain.review import CellReference, ReceivedSubmission, SubmittedValues, Verdict
from ctecs_desktop.domain.submission import (
    FORMAT_VERSION,
    Submission,
    SubmissionIdentity,
    SubmissionStatus,
    submission_digest,
)
from ctecs_desktop.domain.value import Value

DISTRICT = SchoolCode("9000016")
YEAR = PeriodCode("2015-16")


def make_measure(code: str, **changes: Any) -> Measure:
    """A percent rolled up by ratio of sums, but for what is named."""
    base = Measure(
        code=MeasureCode(code),
        name=f"Measure {code}",
        goal=int(code[0]),
        unit=Unit.PERCENT,
        numerator="Pupils who",
        denominator="Pupils",
        direction=Direction.HIGHER,
        frequency=Frequency.ANNUAL,
        level=Level.SCHOOL,
        rollup_method=RollupMethod.RATIO_OF_SUMS,
        rollup_note="",
        disaggregations=("gender",),
        population=Population.STUDENTS,
        decimals=1,
        part_decimals=0,
        low=Decimal(0),
        high=Decimal(100),
        source="",
        evidence=Evidence.DEFINED,
    )
    return replace(base, **changes)


def make_school(code: str, enrolment: int = 600) -> School:
    """A school of that code."""
    return School(SchoolCode(code), f"School {code}", "Town", enrolment)


def make_plan(measures: Iterable[Measure], schools: Iterable[School], **changes: Any) -> Plan:
    """A plan of one year, 2015-16, with its year period, gender as the one breakdown and five goals."""
    base = Plan(
        version="test-1",
        district=DISTRICT,
        district_name="District",
        title="Plan",
        school_years=("2015-16",),
        status_note="",
        vision="",
        mission="",
        imperatives=(),
        priority_areas=(),
        goals=tuple(Goal(number, f"Goal {number}") for number in range(1, 6)),
        strategies=(),
        measures=tuple(measures),
        disaggregations=(Disaggregation("gender", "Gender", is_partition=True),),
        subgroups=(
            Subgroup(ALL_STUDENTS, "", "All students"),
            Subgroup(SubgroupCode("gender.female"), "gender", "Female"),
            Subgroup(SubgroupCode("gender.male"), "gender", "Male"),
        ),
        schools=tuple(schools),
        periods=(
            ReportingPeriod(
                YEAR,
                "2015-16",
                PeriodKind.YEAR,
                date(2015, 7, 1),
                date(2016, 6, 30),
                opens=date(2016, 7, 1),
                due=date(2016, 7, 15),
            ),
        ),
        targets=(),
        baselines=(),
        series_breaks=(),
        rules=(),
    )
    return replace(base, **changes)


def key(measure: str, subgroup: str = ALL_STUDENTS, *, school: str, period: str = YEAR) -> ObservationKey:
    """An address."""
    return ObservationKey(SchoolCode(school), PeriodCode(period), MeasureCode(measure), SubgroupCode(subgroup))


def make_identity(school: str, **changes: Any) -> SubmissionIdentity:
    """The identity of a first submission of ``school`` for 2015-16."""
    base = SubmissionIdentity(
        format_version=FORMAT_VERSION,
        district=DISTRICT,
        school=SchoolCode(school),
        plan_version="test-1",
        period=YEAR,
        revision=1,
        parent="",
        unique_id=f"id-{school}",
        incarnation="incarnation-1",
        program_version="0.1.0",
        signer="Pat Principal",
        role="Principal",
        claimed_time="2016-07-10T12:00:00Z",
        history_head="0" * 64,
    )
    return replace(base, **changes)


def make_submission(school: str, values: Mapping[tuple[str, str], Value], **identity: Any) -> Submission:
    """A submission with ``values`` by (measure, subgroup)."""
    observations = tuple(
        Observation(key(measure, subgroup, school=school), value) for (measure, subgroup), value in values.items()
    )
    return Submission(make_identity(school, **identity), observations)


def make_submitted(submission: Submission, **changes: Any) -> SubmittedValues:
    """``submission`` as central office would hold it, accepted; row ``n`` of sheet "Goal 1" for the n-th value."""
    received = ReceivedSubmission(
        digest=submission_digest(submission),
        identity=submission.identity,
        verdict=Verdict.ACCEPTED,
        status=SubmissionStatus.ACCEPTED,
        received_at="2016-07-11T08:00:00Z",
        file_name=f"{submission.identity.school}.xlsx",
        file_digest="f" * 64,
        signer_fingerprint="a" * 64,
    )
    cells = {each.key: CellReference("Goal 1", f"E{row}") for row, each in enumerate(submission.observations, start=6)}
    return SubmittedValues(replace(received, **changes), submission.observations, cells)
