"""A small district whose public edition must withhold figures that nobody could take for others: canaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ctecs_desktop.assets import asset
from ctecs_desktop.disclosure.protection import Protection, protect
from ctecs_desktop.domain.counting import Counting, counting_from_table
from ctecs_desktop.domain.disclosure_plan import Override
from ctecs_desktop.domain.disclosure_rules import rules_from_table
from ctecs_desktop.domain.observation import (
    MeasureCode,
    Observation,
    ObservationKey,
    PeriodCode,
    SchoolCode,
    SubgroupCode,
)
from ctecs_desktop.domain.plan import Baseline, Plan, RollupMethod, SumBound, Target, Unit
from ctecs_desktop.domain.publication import Narrative, PublicationSet
from ctecs_desktop.domain.publication_building import publication_of
from ctecs_desktop.domain.rollup import Rollup, roll_up
from ctecs_desktop.domain.value import Mean, Ratio, Value
from tests.building import DISTRICT, make_measure
from tests.exchange.report_building import SCHOOLS, YEARS, report_plan, submitted

RULES = rules_from_table(asset("publication/thresholds.csv").read_text(encoding="utf-8"))
NOTHING_SAID = Counting({})
ABSENCE, EVENTS, SCORE, ENTERED, REACHED, DAYS = "1.01", "1.02", "1.03", "1.05", "1.06", "4.09"
FIRST, SECOND, THIRD = (SchoolCode(school) for school in SCHOOLS)
OWN_YEAR = YEARS[-1]


def shipped_counting() -> Counting:
    """The table that the program comes with."""
    return counting_from_table(asset("publication/counted.csv").read_text(encoding="utf-8"))


def publishing_plan(**changes: Any) -> Plan:
    """Three schools and years; rates, counts, means, days, and a figure that central office enters."""
    mean = {"unit": Unit.MEAN, "rollup_method": RollupMethod.WEIGHTED_MEAN, "low": Decimal(200), "high": Decimal(800)}
    count = {"unit": Unit.COUNT, "decimals": 0, "denominator": "", "high": None, "disaggregations": ()}
    measures = [
        make_measure(ABSENCE, name="Chronic absence"),
        make_measure(EVENTS, name="Events", rollup_method=RollupMethod.SUM, **count),
        make_measure(SCORE, name="Score", disaggregations=(), **mean),
        make_measure(
            ENTERED, name="Suspended", rollup_method=RollupMethod.DISTRICT_ENTERED, sum_bound=SumBound.UPPER, **count
        ),
        make_measure(DAYS, name="Days", rollup_method=RollupMethod.RANGE, **(count | {"unit": Unit.DAYS})),
    ]
    baselines = (Baseline(MeasureCode(ABSENCE), YEARS[0], Decimal("4.4"), "counted"),)
    targets = (
        Target(MeasureCode(ABSENCE), OWN_YEAR, Decimal(12)),
        Target(MeasureCode(EVENTS), OWN_YEAR, Decimal(9000)),
    )
    own = {"measures": tuple(measures), "baselines": baselines, "targets": targets, "series_breaks": ()}
    return replace(report_plan(), **(own | changes))


def plan_with_groups() -> Plan:
    """The same with a measure of which few girls are counted, so that the boys' count is withheld for their sake."""
    plan = publishing_plan()
    return replace(plan, measures=(*plan.measures, make_measure(REACHED, name="Reached")))


def years_with_groups() -> list[dict[str, dict[tuple[str, str], Value]]]:
    """Its values, the oldest year first."""
    years = [year_of_canaries(number) for number in range(len(YEARS))]
    for number, of_year in enumerate(years):
        of_year[THIRD] |= {
            (REACHED, "all"): Ratio(Decimal(7127 + number), Decimal(14003)),
            (REACHED, "gender.female"): Ratio(Decimal(4), Decimal(5000)),
            (REACHED, "gender.male"): Ratio(Decimal(7123 + number), Decimal(9003)),
        }
    return years


def year_of_canaries(number: int) -> dict[str, dict[tuple[str, str], Value]]:
    """Three absent pupils at the first school give the second school's figure away, so that is withheld too."""
    girls, boys = (ABSENCE, "gender.female"), (ABSENCE, "gender.male")
    return {
        FIRST: {
            (ABSENCE, "all"): Ratio(Decimal(3), Decimal(4177 + number)),
            girls: Ratio(Decimal(1), Decimal(2011)),
            boys: Ratio(Decimal(2), Decimal(2166 + number)),
            (EVENTS, "all"): Decimal(2),
            (SCORE, "all"): Mean(Decimal("613.7") + number, Decimal(7)),
            (ENTERED, "all"): Decimal(1543 + number),
            (DAYS, "all"): Decimal("12.5"),
        },
        SECOND: {
            (ABSENCE, "all"): Ratio(Decimal(317 + number), Decimal(3391)),
            girls: Ratio(Decimal(158), Decimal(1690)),
            boys: Ratio(Decimal(159 + number), Decimal(1701)),
            (EVENTS, "all"): Decimal(8263 + number),
            (SCORE, "all"): Mean(Decimal("489.3"), Decimal(171)),
            (ENTERED, "all"): Decimal(2689),
            (DAYS, "all"): Decimal(30),
        },
        THIRD: {
            (ABSENCE, "all"): Ratio(Decimal(563 + number), Decimal(5023)),
            girls: Ratio(Decimal(281 + number), Decimal(2511)),
            boys: Ratio(Decimal(282), Decimal(2512)),
            (EVENTS, "all"): Decimal(9127),
            (SCORE, "all"): Mean(Decimal("511.9"), Decimal(233 + number)),
            (ENTERED, "all"): Decimal(3361),
            (DAYS, "all"): Decimal(41),
        },
    }


def rollups_of(plan: Plan, values: Sequence[Mapping[str, Mapping[tuple[str, str], Value]]]) -> list[Rollup]:
    """The rollups of the last years, with what central office entered: five pupils fewer than the schools' sum."""
    years = YEARS[len(YEARS) - len(values) :]
    found = []
    for year, of_year in zip(years, values, strict=True):
        period = plan.period(year)
        counts = [of_school.get((ENTERED, "all")) for of_school in of_year.values()]
        known = sum((each for each in counts if isinstance(each, Decimal)), Decimal(0))
        key = ObservationKey(DISTRICT, PeriodCode(year), MeasureCode(ENTERED), SubgroupCode("all"))
        entered = {key: Observation(key, known - 5)} if known else {}
        found.append(roll_up(plan, period, submitted(plan, year, of_year), entered=entered))
    return found


def declared(
    plan: Plan | None = None,
    values: Sequence[Mapping[str, Mapping[tuple[str, str], Value]]] | None = None,
    *,
    counting: Counting = NOTHING_SAID,
    narratives: tuple[Narrative, ...] = (),
    release: str = "2015-16 / 1",
) -> PublicationSet:
    """The publication set of the district."""
    known = plan or publishing_plan()
    rollups = rollups_of(known, values or [year_of_canaries(number) for number in range(len(YEARS))])
    return publication_of(known, rollups, counting, release=release, narratives=narratives)


def protected(publication: PublicationSet, *overrides: Override) -> Protection:
    """It, protected; the audit has passed."""
    return protect(publication, RULES, overrides=overrides, report=lambda *_told: None)
