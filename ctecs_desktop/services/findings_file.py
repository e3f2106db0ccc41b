"""All findings of a period as a CSV file or a workbook, for whoever has to look things up elsewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.rule import Finding, Severity
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle, TableColumn, table_page
from ctecs_desktop.services.practice import require_inside
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.submission import validate
from ctecs_desktop.wording import finding_text, severity_text, subgroup_text

COLUMNS = ("What it does", "Check", "Measure", "Name", "Group", "What was found", "Reason to keep it")
"""English as all words in workbooks are: they are read by programs and by colleagues of any language."""

_WIDTHS = (16, 22, 9, 38, 28, 70, 50)


def export_findings(session: Session, period: PeriodCode, *, out: Path) -> Path:
    """Write what the rules find, what blocks first: CSV where the name ends so, else a workbook."""
    require_inside(session, out)
    records = _records(session, period)
    if out.suffix.lower() == ".csv":
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerows((COLUMNS, *records))
        # Excel takes a file without the mark for one in the machine's old code page.
        return write_file_atomically(out, text.getvalue().encode("utf-8-sig"))
    return write_file_atomically(out, _workbook(session, period, records))


def _records(session: Session, period: PeriodCode) -> list[tuple[str, ...]]:
    found = validate(session, period)
    plan = session.plan
    reasons = {(each.code, each.key): each.reason for each in found.explanations}

    def weight(finding: Finding) -> tuple[bool, bool, str]:
        return finding.severity is not Severity.ERROR, (finding.code, finding.key) in reasons, finding.code

    return [
        (
            severity_text(finding.severity),
            finding.code,
            finding.key.measure,
            plan.measure(finding.key.measure).name,
            subgroup_text(finding.key, plan),
            finding_text(finding, plan),
            reasons.get((finding.code, finding.key), ""),
        )
        for finding in sorted(found.findings, key=weight)
    ]


def _workbook(session: Session, period: PeriodCode, records: Sequence[tuple[str, ...]]) -> bytes:
    # openpyxl costs a tenth of a second to import; only who writes a workbook pays.
    from ctecs_desktop.exchange.workbook.workbook_sheets import DocumentFacts, workbook_bytes

    school = session.plan.school(session.workspace.organization).name
    title = f"Findings · {school} · {period}"
    columns = [TableColumn(heading, width, CellStyle.WRAPPED) for heading, width in zip(COLUMNS, _WIDTHS, strict=True)]
    page = table_page(
        "Findings", columns, title="What the rules found", subtitle=f"{school} · {period}", records=records,
        when_empty="Nothing was found.",
    )  # fmt: skip
    facts = DocumentFacts(title, "Findings of the rules; not a submission", session.person, session.clock())
    return workbook_bytes([page], facts=facts)
