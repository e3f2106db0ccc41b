"""Reports for tests: a district of a measure of every kind over three years, made without a store."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from ctecs_desktop.domain.annual_report import (
    AnnualProgressReport,
    Breakdown,
    KeptReason,
    MeasureReport,
    SubmissionLine,
)
from ctecs_desktop.domain.observation import MeasureCode, ObservationKey, PeriodCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.plan import Baseline, Plan, RollupMethod, SeriesBreak, Strategy, Target, Unit
from ctecs_desktop.domain.report_assembly import Accompanying, assemble
from ctecs_desktop.domain.review import SubmittedValues
from ctecs_desktop.domain.rollup import roll_up
from ctecs_desktop.domain.submission import Explanation, StrategyStatus, StrategyUpdate, SubmissionStatus
from ctecs_desktop.domain.value import Mean, Missing, Names, Ratio, Suppressed, Value
from ctecs_desktop.exchange.report.report_document import ReportDocument
from ctecs_desktop.exchange.report.report_pages import report_document
from tests.building import make_measure, make_plan, make_school, make_submission, make_submitted

AS_OF = "2016-08-01T12:30:00Z"
YEARS = ("2013-14", "2014-15", "2015-16")
SCHOOLS = ("9001116", "9001216", "9001316")
ABSENCE, COUNT, SCORE, PARTNERS, OPENED, VISIT = "1.01", "1.02", "1.03", "2.01", "4.01", "4.02"

Values = Mapping[tuple[str, str], Value]


def report_plan(**changes: Any) -> Plan:
    """Three schools, three years, a measure of every kind; 1.01 has baseline, target and a broken series."""
    measures = [
        make_measure(ABSENCE, name="Chronic absence"),
        make_measure(
            COUNT, name="Events", unit=Unit.COUNT, decimals=0, rollup_method=RollupMethod.SUM, denominator="", high=None
        ),
        make_measure(
            SCORE,
            name="Score",
            unit=Unit.MEAN,
            rollup_method=RollupMethod.WEIGHTED_MEAN,
            low=Decimal(200),
            high=Decimal(800),
        ),
        make_measure(PARTNERS, name="Partners", unit=Unit.NAMES, rollup_method=RollupMethod.DISTINCT_UNION, decimals=0),
        make_measure(
            OPENED, name="In good standing", unit=Unit.YES_NO, rollup_method=RollupMethod.COUNT_OF_YES, decimals=0
        ),
        make_measure(VISIT, name="Next visit", unit=Unit.MILESTONE_DATE, rollup_method=RollupMethod.RANGE, decimals=0),
    ]
    plan = make_plan(measures, [make_school(code) for code in SCHOOLS])
    year = plan.periods[0]
    shown = {
        "periods": tuple(
            replace(
                year,
                code=PeriodCode(name),
                school_year=name,
                starts=date(int(name[:4]), 7, 1),
                ends=date(int(name[:4]) + 1, 6, 30),
            )
            for name in YEARS
        ),
        "school_years": YEARS,
        "strategies": (Strategy("S1.1", 1, "A strategy"),),
        "baselines": (Baseline(MeasureCode(ABSENCE), "2013-14", Decimal("12.9"), "state"),),
        "targets": (Target(MeasureCode(ABSENCE), "2015-16", Decimal(12)),),
        "series_breaks": (SeriesBreak(MeasureCode(ABSENCE), "2014-15", "Counted anew"),),
    }
    return replace(plan, **(shown | changes))


def year_values(number: int) -> dict[str, dict[tuple[str, str], Value]]:
    """What the three schools report in the year of that number; the third withholds a count, and that of its boys.

    Absence is told by gender, and of girls by two schools only.
    """
    return {
        school: {
            (ABSENCE, "all"): Ratio(Decimal(31 + 7 * place + number), Decimal(600 + 13 * place)),
            (ABSENCE, "gender.female"): Missing.NOT_COLLECTED
            if place == 1
            else Ratio(Decimal(17 + 3 * place + number), Decimal(290)),
            (ABSENCE, "gender.male"): Ratio(
                Suppressed(Decimal(1), Decimal(5)) if (place, number) == (2, 2) else Decimal(14 + 4 * place),
                Decimal(310 + 13 * place),
            ),
            (COUNT, "all"): Suppressed(Decimal(1), Decimal(5)) if place == 2 else Decimal(1_040 * (place + 1) + number),
            (SCORE, "all"): Mean(Decimal("449.5") + place, Decimal(170 + place)),
            (PARTNERS, "all"): Names(("Acme", f"Firm {place}")),
            (OPENED, "all"): place != 1,
            (VISIT, "all"): date(2020 + place, 3, 31),
        }
        for place, school in enumerate(SCHOOLS)
    }


def submitted(plan: Plan, year: str, values: Mapping[str, Values]) -> list[SubmittedValues]:
    """The accepted submissions of a year."""
    return [make_submitted(make_submission_of(school, year, of_school, plan)) for school, of_school in values.items()]


def make_submission_of(school: str, year: str, values: Values, plan: Plan) -> Any:
    """A submission of another year than the usual one."""
    made = make_submission(school, values)
    identity = replace(made.identity, period=PeriodCode(year), plan_version=plan.version)
    observations = tuple(
        replace(each, key=ObservationKey(SchoolCode(school), PeriodCode(year), each.key.measure, each.key.subgroup))
        for each in made.observations
    )
    return replace(made, identity=identity, observations=observations)


def make_report(
    *,
    plan: Plan | None = None,
    values: Sequence[Mapping[str, Values]] | None = None,
    texts: Mapping[str, str] | None = None,
    updates: Mapping[SchoolCode, tuple[StrategyUpdate, ...]] | None = None,
    reasons: Sequence[tuple[str, str, str]] = (),
    **changes: Any,
) -> AnnualProgressReport:
    """A whole report; ``values`` are those of each year by school.

    ``reasons`` are school, group and why the value of its absence was kept.
    """
    known = plan or report_plan()
    by_year = [year_values(number) for number in range(len(YEARS))] if values is None else values
    years = YEARS[len(YEARS) - len(by_year) :]
    rollups = [
        roll_up(known, known.period(year), submitted(known, year, of_year))
        for year, of_year in zip(years, by_year, strict=True)
    ]
    said = {SchoolCode(SCHOOLS[0]): (StrategyUpdate("S1.1", StrategyStatus.UNDER_WAY, "Teams met."),)}
    address = ObservationKey(
        SchoolCode(SCHOOLS[0]), PeriodCode(YEARS[-1]), MeasureCode(ABSENCE), known.subgroups[0].code
    )
    beside = Accompanying(
        texts={"letter-board": "Dear all"} if texts is None else texts,
        explanations=(
            Explanation("change", address, "A storm closed the school."),
            *(
                Explanation("change", address._replace(school=SchoolCode(school), subgroup=SubgroupCode(group)), reason)
                for school, group, reason in reasons
            ),
        ),
        updates=said if updates is None else updates,
        submissions=tuple(
            SubmissionLine(
                school,
                SubmissionStatus.ACCEPTED if school.code in by_year[-1] else None,
                revision=1,
                signer="Pat Principal",
                signed_at=AS_OF,
                received_at=AS_OF,
            )
            for school in known.schools
        ),
    )
    return assemble(known, rollups, beside, as_of=AS_OF, **changes)


def with_reasons(report: AnnualProgressReport, reason: str = "Counted anew.") -> AnnualProgressReport:
    """``report`` with a reason kept for every group, by its first school."""
    kept = (KeptReason(reason, (report.plan.schools[0].code,)),)

    def breakdown_of(each: Breakdown) -> Breakdown:
        return replace(each, lines=tuple(replace(line, reasons=kept) for line in each.lines))

    def measure_of(each: MeasureReport) -> MeasureReport:
        return replace(each, breakdowns=tuple(breakdown_of(of) for of in each.breakdowns))

    goals = (replace(goal, measures=tuple(measure_of(each) for each in goal.measures)) for goal in report.goals)
    return replace(report, goals=tuple(goals))


def document_of(report: AnnualProgressReport) -> ReportDocument:
    """Its pages."""
    return report_document(report)


def plain(text: str) -> str:
    """``text`` with every run of white space as one blank: where lines end says nothing."""
    return re.sub(r"\s+", " ", text).strip()


def pdf_text(data: bytes) -> str:
    """All that a PDF says."""
    return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages))


def word_text(data: bytes) -> str:
    """All that a Word document says outside its tables, and in them."""
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return plain(" ".join([*(each.text for each in document.paragraphs), *cells]))


def word_tables(data: bytes) -> list[list[list[str]]]:
    """The tables of a Word document: rows of texts, the heading first."""
    return [
        [[plain(cell.text) for cell in row.cells] for row in table.rows] for table in Document(io.BytesIO(data)).tables
    ]


def excel_rows(data: bytes, sheet: str) -> list[list[object]]:
    """What the cells of a sheet show."""
    workbook = load_workbook(io.BytesIO(data), data_only=True)
    return [list(row) for row in workbook[sheet].iter_rows(values_only=True)]
