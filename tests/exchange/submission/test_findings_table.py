"""The list of findings for a colleague: every finding with its rule's reason, in the language in use."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from openpyxl import load_workbook

from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, ObservationKey
from ctecs_desktop.domain.rule import Finding, Severity
from ctecs_desktop.exchange.submission.findings_table import FindingsTable, findings_csv, findings_workbook
from ctecs_desktop.i18n import use_language
from ctecs_desktop.services.workspace import starting_plan
from tests.district import BULLARD, YEAR

KEY = ObservationKey(BULLARD, YEAR, MeasureCode("1.01"), ALL_STUDENTS)
GONE = ObservationKey(BULLARD, YEAR, MeasureCode("9.99"), ALL_STUDENTS)
PLAN = starting_plan()
RULE = next(each for each in PLAN.rules if each.severity is Severity.WARNING)
TABLE = FindingsTable(
    BULLARD,
    YEAR,
    (Finding("negative", Severity.ERROR, GONE), Finding(RULE.code, Severity.WARNING, KEY)),
    {(RULE.code, KEY): "=counted; by hand, twice"},
)


def test_both_forms_hold_the_same_findings_with_the_reason_of_each_rule() -> None:
    records = list(csv.reader(io.StringIO(findings_csv(TABLE, PLAN).decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(findings_workbook(TABLE, PLAN, person="sam", at=datetime(2020, 1, 2, tzinfo=UTC))))
    cells = [[cell.value or "" for cell in row] for row in book["Findings"].iter_rows()]
    assert [row for row in cells if row[1] in {"negative", RULE.code}] == records[1:]
    assert records[2][6] == RULE.reason
    assert records[2][7] == "=counted; by hand, twice"
    assert records[1][2:4] == ["9.99", ""]


def test_headings_speak_the_language_in_use(tmp_path: Path) -> None:
    english = next(csv.reader(io.StringIO(findings_csv(TABLE, PLAN).decode("utf-8-sig"))))
    catalogue = Catalog()
    for text in english:
        catalogue.add(text, f"[{text}]")
    file = tmp_path / "qx" / "LC_MESSAGES" / "ctecs_desktop.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as stream:
        write_mo(stream, catalogue)
    use_language("qx", catalogues=tmp_path)
    translated = next(csv.reader(io.StringIO(findings_csv(TABLE, PLAN).decode("utf-8-sig"))))
    assert translated == [f"[{text}]" for text in english]
