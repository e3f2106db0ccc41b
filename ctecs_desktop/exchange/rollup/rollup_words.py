"""The words of the rollup workbook: rules, notes, states and coverage, short enough for a cell."""

from __future__ import annotations

from collections.abc import Iterable

from ctecs_desktop.domain.plan import Baseline, Measure, RollupMethod, SumBound, Target, Unit
from ctecs_desktop.domain.rollup import Coverage, RollupNote
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.domain.value import rounded
from ctecs_desktop.exchange.workbook.live_page import Tint

STATUS_WORDS: dict[MeasureStatus, str] = {
    MeasureStatus.MET: "✓ met",
    MeasureStatus.ON_TRACK: "→ on track",
    MeasureStatus.OFF_TRACK: "✕ off track",
    MeasureStatus.UNDETERMINED: "≈ undetermined",
    MeasureStatus.NOT_RATED: "○ not rated",
    MeasureStatus.NO_DATA: "– no data",
}
"""Icon and word. None begins or ends with a character that a spreadsheet's criteria take for a pattern."""

STATUS_TINTS: dict[MeasureStatus, Tint] = {
    MeasureStatus.MET: Tint.GOOD,
    MeasureStatus.ON_TRACK: Tint.GOOD,
    MeasureStatus.OFF_TRACK: Tint.BAD,
    MeasureStatus.UNDETERMINED: Tint.WARN,
    MeasureStatus.NOT_RATED: Tint.QUIET,
    MeasureStatus.NO_DATA: Tint.QUIET,
}

_RULES: dict[RollupMethod, str] = {
    RollupMethod.SUM: "Sum",
    RollupMethod.RATIO_OF_SUMS: "Ratio of sums",
    RollupMethod.WEIGHTED_MEAN: "Weighted mean",
    RollupMethod.COUNT_OF_YES: "Count of yes",
    RollupMethod.ON_TIME_COUNT: "Count of those on time",
    RollupMethod.DISTINCT_UNION: "Distinct names",
    RollupMethod.RANGE: "Range",
    RollupMethod.DISTRICT_ENTERED: "Entered by central office",
}

_SUM_BOUNDS: dict[SumBound, str] = {
    SumBound.UPPER: "; the schools' own is an upper bound",
    SumBound.LOWER: "; the schools' own is a lower bound",
    SumBound.NONE: "",
}

RULES_EXPLAINED: tuple[tuple[str, str], ...] = (
    ("Ratio of sums", "Numerators and denominators of the schools are added, then divided. Never the mean of rates."),
    ("Weighted mean", "Each school's mean weighs as much as its n. The numerator is the sum of mean × n."),
    ("Sum", "What the schools report is added. Without every school it is the least that the district can have."),
    ("Count of yes, on time", "How many schools say yes, or were on time, of those that answered."),
    ("Distinct names", "Each name counts once, however many schools name it. See the sheet Names."),
    ("Range", "The least and the greatest school. Medians and dates are not averaged."),
    ("Entered", "Central office counts without duplicates. The schools' own figure stands to the right of the notes."),
)
"""How figures are made, for page one."""

_NOTES: dict[RollupNote, str] = {
    RollupNote.DISTRICT_ENTERED: "",
    RollupNote.NOT_ENTERED_BY_DISTRICT: "Central office has not entered this figure yet.",
    RollupNote.SCHOOLS_MISSING: "Schools are missing; the bounds allow for what they may report.",
    RollupNote.FIGURES_WITHHELD: "Some figures are withheld at their source and known as intervals only.",
    RollupNote.RANGE_ONLY: "",
    RollupNote.NO_DUE_DATE: "The plan names no due date, so nothing can be on time.",
    RollupNote.OUTSIDE_SCHOOL_SUM: "The entered figure contradicts the schools' sum.",
    RollupNote.SERIES_BREAK: "The series breaks here; do not compare with earlier years.",
}
"""The sentence for each note, as the window says it; none where the rule beside it says the same."""

HOW_TO_READ = (
    "Every value, low and high is a formula over the sheet Values. Change a value there, and the figure follows.",
    "Every row of Values names the signed workbook, its revision, the sheet and the cell that the value came from.",
    "The true district figure lies from low to high: they differ where a school is missing or a figure is withheld.",
    "An empty low or high says that nothing bounds the figure. Of a range they are the least and the greatest school.",
    "Set Counted to no in Values to see a figure without a school; low and high then say what the school could change.",
    "Groups of students are folded under their measure: the + at the left edge opens them. They are not rated.",
    "Target and status are those of the rollup named below. They stay as they are when a value is changed.",
)


def rule_words(measure: Measure) -> str:
    """How the measure's district figure is made."""
    if measure.is_central_only:
        return "Entered by central office"
    words = _RULES[measure.rollup_method]
    return words + _SUM_BOUNDS[measure.sum_bound] if measure.rollup_method is RollupMethod.DISTRICT_ENTERED else words


def note_words(notes: Iterable[RollupNote], coverage: Coverage) -> list[str]:
    """A sentence for each note that says more than the rule does."""
    words = [_NOTES[note] for note in notes if _NOTES[note]]
    if coverage.expected and not coverage.reporting:
        words = ["No school has reported.", *(each for each in words if each != _NOTES[RollupNote.SCHOOLS_MISSING])]
    return words


def years_words(baseline: Baseline | None, target: Target | None, school_year: str) -> list[str]:
    """The years of baseline and target, as far as a reader could mistake them."""
    words = []
    if baseline is not None:
        words.append(f"Baseline {baseline.school_year}.")
    if target is not None and target.school_year != school_year:
        words.append(f"Target for {target.school_year}.")
    return words


def coverage_words(coverage: Coverage) -> str:
    """``14 of 17 schools, 92 % of enrollment``; never 100 % while anyone with enrolment is missing."""
    if not coverage.expected:
        return "no school asked"
    words = f"{coverage.reporting} of {coverage.expected} {'school' if coverage.expected == 1 else 'schools'}"
    share = coverage.enrolment_share
    if share is None:
        return words
    percent = rounded(100 * share, 0) if share == 1 else min(rounded(100 * share, 0), 99)
    return f"{words}, {percent} % of enrollment"


def unit_sign(measure: Measure) -> str:
    """What stands behind the measure's figures."""
    return "%" if measure.unit is Unit.PERCENT else ""
