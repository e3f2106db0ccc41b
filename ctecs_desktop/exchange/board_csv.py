"""Schools by periods as a tidy CSV file: one row for each school and period, UTF-8 with a byte order mark for Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ctecs_desktop.domain.clipboard_table import guarded

COLUMNS = ("school", "name", "period", "due", "state", "days_late", "questions", "revision", "signer", "received_at")


def board_csv(rows: Iterable[tuple[str, ...]]) -> bytes:
    """``rows`` in the order of :data:`COLUMNS`; what a spreadsheet would compute is guarded."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([[guarded(field) for field in row] for row in rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")
