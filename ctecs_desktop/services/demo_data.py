"""The demonstration's figures: what the state published of these schools, as shipped under ``resources/demo``."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from ctecs_desktop.assets import asset
from ctecs_desktop.domain.observation import MeasureCode, PeriodCode, SchoolCode
from ctecs_desktop.domain.plan import Plan

PERIODS: tuple[PeriodCode, ...] = (PeriodCode("2013-14"), PeriodCode("2014-15"), PeriodCode("2015-16"))
"""The school years of the demonstration, oldest first."""

COLUMNS = ("measure", "period", "subgroup", "numerator", "denominator", "value", "blank", "note")
NOT_PUBLISHED = "Not among the published figures that the demonstration uses."


@dataclass(frozen=True, slots=True)
class Published:
    """One district figure as the state published it; ``None`` where it does not give that part."""

    period: PeriodCode
    measure: MeasureCode
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    source: str
    note: str


def _rows(name: str) -> list[dict[str, str]]:
    with asset(f"demo/{name}").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def school_values(plan: Plan, period: PeriodCode) -> dict[SchoolCode, bytes]:
    """For each school the CSV file that it imports for ``period``.

    A measure that the state does not publish is entered as not collected, with a note that says so; at a school
    without any figures of its own its reason stands for these too.
    """
    by_school: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _rows(f"values-{period}.csv"):
        by_school[row["school"]].append({**row, "period": period})
    files = {}
    for school in plan.schools:
        rows = by_school[school.code]
        reasons = {row["blank"] for row in rows}
        only_reason = reasons.pop() if len(reasons) == 1 else ""
        given = {row["measure"] for row in rows}
        for measure in plan.measures_due(plan.period(period)):
            if measure.code not in given and not measure.is_central_only:
                blank = only_reason or "not_collected"
                rows.append(
                    {
                        "measure": measure.code,
                        "period": period,
                        "subgroup": "all",
                        "blank": blank,
                        "note": "" if only_reason else NOT_PUBLISHED,
                    }
                )
        files[school.code] = _csv(rows)
    return files


def district_values(period: PeriodCode) -> bytes:
    """The CSV file of what central office enters itself for ``period``."""
    return _csv([row for row in _rows("district-entered.csv") if row["period"] == period])


def _csv(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore", restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def published_figures(period: PeriodCode) -> list[Published]:
    """The state's figures of the whole district, all students, in the order of the file."""

    def number(text: str) -> Decimal | None:
        return Decimal(text) if text else None

    return [
        Published(
            period,
            MeasureCode(row["measure"]),
            number(row["numerator"]),
            number(row["denominator"]),
            number(row["value"]),
            row["source_table"],
            row["note"],
        )
        for row in _rows("published.csv")
        if row["period"] == period and row["subgroup"] == "all"
    ]


def explanations(period: PeriodCode) -> dict[MeasureCode, str]:
    """Why our figure differs from the state's, by measure."""
    return {
        MeasureCode(row["measure"]): row["explanation"] for row in _rows("differences.csv") if row["period"] == period
    }


def practice_texts() -> dict[str, str]:
    """What the demonstration's office typed for its report, by the name of the text; each says that it is practice."""
    return {row["name"]: row["text"] for row in _rows("report-texts.csv")}
