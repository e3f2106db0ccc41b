"""All findings of a period as a CSV file or a workbook, for whoever has to look things up elsewhere."""

from __future__ import annotations

from pathlib import Path

from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.rule import Finding, Severity
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.exchange.submission.findings_table import FindingsTable, findings_csv, findings_workbook
from ctecs_desktop.services.practice_bounds import require_inside
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.submission import validate


def export_findings(session: Session, period: PeriodCode, *, out: Path) -> Path:
    """Write what the rules find, what blocks first: CSV where the name ends so, else a workbook.

    Raises ``NotAllowed("practice.outside")`` and ``FileUnwritable``.
    """
    require_inside(session, out)
    table, plan = _table(session, period), session.plan
    if out.suffix.lower() == ".csv":
        return write_file_atomically(out, findings_csv(table, plan))
    return write_file_atomically(out, findings_workbook(table, plan, person=session.person, at=session.clock()))


def _table(session: Session, period: PeriodCode) -> FindingsTable:
    found = validate(session, period)
    reasons = {(each.code, each.key): each.reason for each in found.explanations}

    def weight(finding: Finding) -> tuple[bool, bool, str]:
        return finding.severity is not Severity.ERROR, (finding.code, finding.key) in reasons, finding.code

    ordered = tuple(sorted(found.findings, key=weight))
    return FindingsTable(session.workspace.organization, period, ordered, reasons)
