"""District figures as a tidy CSV file: one row per figure, UTF-8 with a byte order mark, so that Excel reads it.

Numbers are exact decimals with a point (endless ones rounded half up to six places), dates ISO. Text that Excel would
take for a formula (it begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return) has an apostrophe put before
it, as OWASP's page on CSV injection recommends; a program that reads the file takes it off again. Numbers are never
guarded: a minus sign before digits is a number.
"""

from __future__ import annotations

import csv
import io

from ctecs_desktop.domain.clipboard_table import guarded
from ctecs_desktop.domain.observation import ALL_STUDENTS
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.rollup import DistrictFigure, Rollup
from ctecs_desktop.domain.rollup_report import exact_text, figure_text
from ctecs_desktop.domain.value import number_text

COLUMNS = (
    *("period", "measure", "name", "subgroup", "subgroup_name", "method", "unit", "numerator", "denominator", "value"),
    *("low", "high", "status", "schools_reporting", "schools_expected", "enrolment_share", "notes", "fingerprint"),
)


def write_rollup_csv(rollup: Rollup, plan: Plan) -> bytes:
    """The rollup as CSV; the same figures give the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for figure in rollup.figures:
        writer.writerow(_row(figure, rollup, plan))
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _row(figure: DistrictFigure, rollup: Rollup, plan: Plan) -> tuple[str, ...]:
    measure = plan.measure(figure.measure)
    share = figure.coverage.enrolment_share
    everyone = "All students" if figure.subgroup == ALL_STUDENTS else plan.subgroup(figure.subgroup).name
    return (
        guarded(rollup.period),
        guarded(measure.code),
        guarded(measure.name),
        guarded(figure.subgroup),
        guarded(everyone),
        figure.method.value,
        measure.unit.value,
        "" if figure.numerator is None else number_text(figure.numerator),
        "" if figure.denominator is None else number_text(figure.denominator),
        figure_text(figure.value, measure) or "",
        figure_text(figure.low, measure) or "",
        figure_text(figure.high, measure) or "",
        figure.status.value,
        str(figure.coverage.reporting),
        str(figure.coverage.expected),
        "" if share is None else exact_text(share),
        "; ".join(note.value for note in figure.notes),
        rollup.fingerprint,
    )
