"""What the rules find, as a CSV file or a workbook, for whoever has to look things up elsewhere.

Unlike a workbook that is signed, it is never read back; so its words are in the language in use.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ctecs_desktop.domain.observation import ObservationKey, PeriodCode, SchoolCode
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.rule import Finding
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle, TableColumn, table_page
from ctecs_desktop.i18n import _
from ctecs_desktop.wording import finding_text, reason_text, severity_text, subgroup_text

SHEET = "Findings"
"""The sheet's name; a translated one could be longer than Excel allows."""

_WIDTHS = (16, 22, 9, 38, 28, 70, 50, 50)


@dataclass(frozen=True, slots=True)
class FindingsTable:
    """The findings of one school and period in the order in which they are listed, and the reasons given to keep."""

    school: SchoolCode
    period: PeriodCode
    findings: tuple[Finding, ...]
    reasons: Mapping[tuple[str, ObservationKey], str]


def findings_csv(table: FindingsTable, plan: Plan) -> bytes:
    """As text with commas, which Excel opens by a double-click."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows((_headings(), *_records(table, plan)))
    # Excel takes a file without the mark for one in the machine's old code page.
    return text.getvalue().encode("utf-8-sig")


def findings_workbook(table: FindingsTable, plan: Plan, *, person: str, at: datetime) -> bytes:
    """As a workbook of one page, with filters and a heading on each printed page."""
    # openpyxl costs a tenth of a second to import; only who writes a workbook pays.
    from ctecs_desktop.exchange.workbook.workbook_sheets import DocumentFacts, workbook_bytes

    subtitle = f"{plan.school(table.school).name} · {table.period}"
    columns = [
        TableColumn(heading, width, CellStyle.WRAPPED) for heading, width in zip(_headings(), _WIDTHS, strict=True)
    ]
    page = table_page(
        SHEET, columns, title=_("What the rules found"), subtitle=subtitle, records=_records(table, plan),
        when_empty=_("Nothing was found."),
    )  # fmt: skip
    about = _("Findings of the rules; not a submission")
    facts = DocumentFacts(f"{_('Findings')} · {subtitle}", about, person, at)
    return workbook_bytes([page], facts=facts)


def _headings() -> tuple[str, ...]:
    return (
        *(_("What it does"), _("Rule"), _("Measure"), _("Name"), _("Group"), _("What was found")),
        *(_("Why there is such a rule"), _("Reason to keep it")),
    )


def _records(table: FindingsTable, plan: Plan) -> Sequence[tuple[str, ...]]:
    return [
        (
            severity_text(finding.severity),
            finding.code,
            finding.key.measure,
            plan.measure(finding.key.measure).name if plan.has_measure(finding.key.measure) else "",
            subgroup_text(finding.key, plan),
            finding_text(finding, plan),
            reason_text(finding, plan),
            table.reasons.get((finding.code, finding.key), ""),
        )
        for finding in table.findings
    ]
