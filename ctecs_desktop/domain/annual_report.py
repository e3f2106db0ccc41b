"""The Annual Progress Report as data, before any page: its parts, goals, measures, schools' values and footnotes.

Every figure in it is a :class:`ReportFigure`, which holds either numbers or a sign in their place. So a report is made
from figures that are protected or from figures that are not, and nothing after this point can tell what is withheld.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from ctecs_desktop.domain.disclosure_plan import Sign
from ctecs_desktop.domain.observation import MeasureCode, PeriodCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.plan import (
    Baseline,
    Disaggregation,
    Goal,
    Measure,
    Plan,
    ReportingPeriod,
    School,
    SeriesBreak,
    Strategy,
    Subgroup,
    Target,
    Unit,
)
from ctecs_desktop.domain.rollup import Coverage, RollupNote
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.domain.submission import StrategyStatus, SubmissionStatus
from ctecs_desktop.domain.value import Missing


class ReportEdition(Enum):
    """For whom a report is. The public one holds no figure that a reader could trace to a few people."""

    INTERNAL = "internal"
    PUBLIC = "public"


class ReportFormat(Enum):
    """The kinds of file that a report is written as; the value is the ending of its name."""

    PDF = "pdf"
    WORD = "docx"
    EXCEL = "xlsx"


class ReportPart(Enum):
    """A part of the report, which the office may leave out or put elsewhere.

    The breakdowns have no place of their own: each stands with its measure on the goals' pages, or nowhere.
    """

    LETTERS = "letters"
    ABOUT = "about"
    GLANCE = "glance"
    GOALS = "goals"
    BREAKDOWNS = "breakdowns"
    PARTNERS = "partners"
    PRIORITIES = "priorities"
    METHOD = "method"
    SUBMISSIONS = "submissions"
    RESTATEMENTS = "restatements"


ALL_PARTS: tuple[ReportPart, ...] = tuple(ReportPart)
"""Every part, in the order in which past annual reports had them."""


@dataclass(frozen=True, slots=True)
class ReportFigure:
    """One figure as it may be shown.

    ``value`` is exact, in the measure's shown unit; with ``None`` there may be bounds, the ``blank`` reason, or the
    ``sign`` that stands in a figure's place, ``sign_text`` as it is printed (``n<20``). A figure with a sign holds no
    number at all.
    """

    value: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    blank: Missing | None = None
    sign: Sign | None = None
    sign_text: str = ""

    def __post_init__(self) -> None:
        numbers = (self.value, self.low, self.high, self.numerator, self.denominator)
        if self.sign is not None and any(number is not None for number in numbers):
            raise ValueError("a figure with a sign in its place holds no number")
        if (self.sign is None) != (not self.sign_text):
            raise ValueError("a sign is printed as something, and nothing else is")

    @property
    def is_known(self) -> bool:
        """Whether there is a figure or a bound to show."""
        return self.value is not None or self.low is not None or self.high is not None


NO_FIGURE = ReportFigure()
"""Nobody has said anything."""


@dataclass(frozen=True, slots=True)
class YearFigure:
    """The figure of one school year; ``break_reason`` says why it cannot be compared with those before, or is ""."""

    school_year: str
    figure: ReportFigure
    break_reason: str = ""


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """One school's figures over the years of the report. ``has_submitted`` speaks of its last year."""

    school: School
    years: tuple[YearFigure, ...]
    has_submitted: bool

    @property
    def present(self) -> ReportFigure:
        """The figure of the report's own year."""
        return self.years[-1].figure


class BreakdownGap(Enum):
    """Why a measure is not told by the groups of a breakdown."""

    NOT_REPORTED = "not reported"  # nobody has reported any of them in the years of the report
    NOT_TOLD = "not told"  # there are figures, but this edition declares none
    ALL_WITHHELD = "all withheld"  # this edition would have nothing but signs to show


@dataclass(frozen=True, slots=True)
class KeptReason:
    """Why schools kept a value that a check had asked about: one reason, and everyone who gave it.

    No schools where an edition does not say whose values of a group they are.
    """

    reason: str
    schools: tuple[SchoolCode, ...]


@dataclass(frozen=True, slots=True)
class BreakdownLine:
    """The district's figures of one group, or of several that are told together, over the years of the report.

    ``coverage`` and ``reasons`` speak of the last year; no coverage where it is not told.
    """

    subgroups: tuple[Subgroup, ...]
    years: tuple[YearFigure, ...]
    coverage: Coverage | None = None
    reasons: tuple[KeptReason, ...] = ()

    @property
    def present(self) -> ReportFigure:
        """The figure of the report's own year."""
        return self.years[-1].figure


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A measure by the groups of one dimension; without lines ``gap`` says why there are none."""

    disaggregation: Disaggregation
    lines: tuple[BreakdownLine, ...]
    gap: BreakdownGap | None = None

    def __post_init__(self) -> None:
        if bool(self.lines) == (self.gap is not None):
            raise ValueError("a breakdown has lines, or a reason for having none")


@dataclass(frozen=True, slots=True)
class MeasureReport:
    """One measure: the district's figure of each year, every school's, and what a reader must know of them."""

    measure: Measure
    baseline: Baseline | None
    target: Target | None  # of the report's year, else of the next year that has one
    years: tuple[YearFigure, ...]
    status: MeasureStatus
    coverage: Coverage
    school_sum: ReportFigure  # what the schools' own make together, where central office enters the figure
    schools: tuple[SchoolLine, ...]
    notes: tuple[RollupNote, ...] = ()
    breaks: tuple[SeriesBreak, ...] = ()
    reasons: tuple[KeptReason, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()  # one for each that the measure has, in the measure's order

    @property
    def present(self) -> ReportFigure:
        """The district's figure of the report's own year."""
        return self.years[-1].figure

    @property
    def has_figures(self) -> bool:
        """Whether anything can be shown of it, in any year or at any school."""
        lines = (self.years, *(line.years for line in self.schools))
        return any(each.figure.is_known or each.figure.sign is not None for line in lines for each in line)

    @property
    def can_be_drawn(self) -> bool:
        """Whether its values are numbers that bars and lines can show."""
        return self.measure.unit not in {Unit.YES_NO, Unit.MILESTONE_DATE, Unit.NAMES}


@dataclass(frozen=True, slots=True)
class SchoolUpdate:
    """What one school said of a strategy."""

    school: SchoolCode
    status: StrategyStatus
    narrative: str


@dataclass(frozen=True, slots=True)
class StrategyReport:
    """A strategy, with what the office says of it and every school's update."""

    strategy: Strategy
    narrative: str
    updates: tuple[SchoolUpdate, ...]


@dataclass(frozen=True, slots=True)
class GoalReport:
    """One goal: what it aims at in the office's words, its strategies and its measures."""

    goal: Goal
    aim: str
    strategies: tuple[StrategyReport, ...]
    measures: tuple[MeasureReport, ...]


@dataclass(frozen=True, slots=True)
class PartnerList:
    """The distinct names over all schools' lists of one measure."""

    measure: Measure
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubmissionLine:
    """What one school sent for the year; ``status`` is ``None`` where nothing came."""

    school: School
    status: SubmissionStatus | None
    revision: int = 0
    signer: str = ""
    role: str = ""
    signed_at: str = ""  # ISO-8601 UTC, as the school's clock said
    received_at: str = ""


@dataclass(frozen=True, slots=True)
class RestatedFigure:
    """One figure as it was given away and as it reads now; ``None`` where there was or is none."""

    measure: MeasureCode
    subgroup: SubgroupCode
    before: ReportFigure | None
    after: ReportFigure | None
    schools: tuple[SchoolCode, ...]


@dataclass(frozen=True, slots=True)
class RestatedPeriod:
    """What reads otherwise now in figures that were frozen for others; ``at`` is when (ISO-8601 UTC)."""

    period: PeriodCode
    number: int
    at: str
    note: str
    figures: tuple[RestatedFigure, ...]


@dataclass(frozen=True)
class AnnualProgressReport:
    """The whole report. ``fingerprint`` is that of the figures of its year, frozen as ``snapshot`` or live (``None``).

    ``as_of`` is the one time in it, so that the same figures and texts give the same bytes. ``earlier`` are the
    fingerprints of the years before, by period.
    """

    edition: ReportEdition
    plan: Plan
    period: ReportingPeriod
    fingerprint: str
    snapshot: int | None
    as_of: str  # ISO-8601 UTC
    school_years: tuple[str, ...]
    parts: tuple[ReportPart, ...]
    texts: Mapping[str, str]
    goals: tuple[GoalReport, ...]
    partners: tuple[PartnerList, ...]
    submissions: tuple[SubmissionLine, ...]
    restated: tuple[RestatedPeriod, ...]
    earlier: Mapping[PeriodCode, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What the office typed under that name; "" where it typed nothing."""
        return self.texts.get(name, "")

    def measure(self, code: str) -> MeasureReport:
        """The report on that measure; raises ``KeyError``."""
        for each in self.measures:
            if each.measure.code == code:
                return each
        raise KeyError(code)

    @property
    def measures(self) -> tuple[MeasureReport, ...]:
        """Those of all goals, in the plan's order."""
        return tuple(each for goal in self.goals for each in goal.measures)

    @property
    def missing_schools(self) -> tuple[School, ...]:
        """The schools without an accepted submission for the year."""
        return tuple(line.school for line in self.submissions if line.status is not SubmissionStatus.ACCEPTED)


AIM = "aim-"
"""Begins the name of the text that tells what a goal aims at; the goal's number follows."""

STRATEGY = "strategy-"
"""Begins the name of the text that tells how a strategy went; its code follows."""

LETTER_OF_BOARD, LETTER_OF_SUPERINTENDENT = "letter-board", "letter-superintendent"
ABOUT_TEXT, GLANCE_TEXT, PRIORITIES_TEXT = "about", "glance", "priorities"

LONGEST_TEXT = 100_000
"""Characters of one typed text; some thirty printed pages."""


def text_names(plan: Plan) -> tuple[str, ...]:
    """The names of every text that a report of ``plan`` has room for, in the order of the report."""
    names = [LETTER_OF_BOARD, LETTER_OF_SUPERINTENDENT, ABOUT_TEXT, GLANCE_TEXT]
    for goal in plan.goals:
        names.append(f"{AIM}{goal.number}")
        names += [f"{STRATEGY}{each.code}" for each in plan.strategies if each.goal == goal.number]
    return (*names, PRIORITIES_TEXT)


def part_of_text(name: str) -> ReportPart:
    """The part in which the text of that name stands."""
    if name in {LETTER_OF_BOARD, LETTER_OF_SUPERINTENDENT}:
        return ReportPart.LETTERS
    by_name = {ABOUT_TEXT: ReportPart.ABOUT, GLANCE_TEXT: ReportPart.GLANCE, PRIORITIES_TEXT: ReportPart.PRIORITIES}
    return by_name.get(name, ReportPart.GOALS)
