"""The public figures as a tidy CSV file: one row per figure, UTF-8 with a byte order mark, so that Excel reads it.

Text that a spreadsheet would take for a formula is guarded as in the rollup's file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ctecs_desktop.domain.clipboard_table import guarded
from ctecs_desktop.domain.public_table import PublicLine

COLUMNS = (
    *("school_year", "measure", "name", "unit", "school", "school_name", "breakdown", "group"),
    *("numerator", "denominator", "value"),
)


def write_public_csv(lines: Iterable[PublicLine]) -> bytes:
    """The lines as CSV; the same lines give the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow([guarded(getattr(line, column)) for column in COLUMNS])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")
