"""All findings of a period in one table: what stops signing first, then what wants a reason, grouped by cause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt

from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.rule import Finding, Severity
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.submission import Validation
from ctecs_desktop.ui.signs import severity_sign
from ctecs_desktop.ui.table import Cell, Column, Index, TableModel
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import finding_text, place_text, reason_text, severity_text

SEVERITY, PLACE, SENTENCE, REASON = range(4)


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A finding, the reason given for it, and what is shown of it.

    A row with a ``cause`` is a heading over the findings of one rule; its ``finding`` is the first of them.
    """

    finding: Finding
    reason: str
    place: str
    sentence: str
    cause: str = ""
    count: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it still wants something."""
        return self.finding.severity is Severity.ERROR or not self.reason.strip()

    @property
    def is_heading(self) -> bool:
        """Whether it stands over the findings of one cause."""
        return bool(self.cause)


def rows_of(found: Validation, plan: Plan) -> list[FoundRow]:
    """What blocks first, then what wants a reason, then what has one; within these by cause and in plan order."""
    reasons = {(each.code, each.key): each.reason for each in found.explanations}
    rows = [
        FoundRow(
            finding,
            "" if finding.severity is Severity.ERROR else reasons.get((finding.code, finding.key), ""),
            place_text(finding.key, plan),
            finding_text(finding, plan),
        )
        for finding in found.findings
    ]
    causes = {code: number for number, code in enumerate(dict.fromkeys(row.finding.code for row in rows))}
    rows.sort(key=lambda row: (row.finding.severity is not Severity.ERROR, not row.is_open, causes[row.finding.code]))
    return rows


def with_headings(rows: list[FoundRow], plan: Plan) -> list[FoundRow]:
    """The same under a heading for each cause: how many values, and why there is such a rule."""
    groups: dict[tuple[str, bool], list[FoundRow]] = {}
    for row in rows:
        groups.setdefault((row.finding.code, row.is_open), []).append(row)
    result: list[FoundRow] = []
    for members in groups.values():
        first = members[0]
        why = reason_text(first.finding, plan) or first.finding.code
        result.append(FoundRow(first.finding, first.reason, "", "", cause=why, count=len(members)))
        result += members
    return result


def _group_text(row: FoundRow) -> str:
    """How many values a cause has found, and what they want."""
    if not row.is_open:
        text = ngettext("{count} value is kept with a reason.", "{count} values are kept with a reason.", row.count)
    elif row.finding.severity is Severity.ERROR:
        text = ngettext("{count} value stops signing.", "{count} values stop signing.", row.count)
    else:
        text = ngettext("{count} value wants a reason.", "{count} values want a reason.", row.count)
    return text.format(count=row.count)


class FindingsModel(TableModel[FoundRow]):
    """The reason of a warning is typed into its row; ``keep`` is called with it."""

    def __init__(self, keep: Callable[[Finding, str], None]) -> None:
        super().__init__(
            [
                Column(_("What it does"), 15),
                Column(_("Where"), 30, tip=_("A click goes to the value")),
                Column(_("What was found"), 0),
                Column(_("Reason to keep it"), 28),
            ]
        )
        self._keep = keep
        self.is_locked = False

    def cell(self, row: FoundRow, column: int) -> Cell:
        if row.is_heading:
            return self._heading_cell(row, column)
        if column == SEVERITY:
            is_explained = not row.is_open
            name, tone = severity_sign(row.finding.severity, is_explained=is_explained)
            return Cell(_("kept") if is_explained else severity_text(row.finding.severity), tone, name)
        if column == PLACE:
            return Cell(row.place, Tone.ACCENT, tip=_("Go to {place}").format(place=row.place))
        if column == SENTENCE:
            return Cell(row.sentence, tip=row.sentence)
        if row.finding.severity is Severity.ERROR:
            return Cell(_("must be corrected"), Tone.MUTED, is_quiet=True)
        return Cell(
            row.reason or ("" if self.is_locked else _("type a reason")), Tone.PLAIN if row.reason else Tone.MUTED
        )

    def _heading_cell(self, row: FoundRow, column: int) -> Cell:
        if column == SEVERITY:
            is_explained = not row.is_open
            name, tone = severity_sign(row.finding.severity, is_explained=is_explained)
            text = f"{_group_text(row)} {row.cause}"
            return Cell(text, tone, name, tip=row.cause, is_quiet=True, is_strong=True)
        return Cell(is_quiet=True, spoken=row.cause)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not index.isValid() or self.is_locked or index.column() != REASON or self.rows[index.row()].is_heading:
            return flags
        is_warning = self.rows[index.row()].finding.severity is Severity.WARNING
        return flags | Qt.ItemFlag.ItemIsEditable if is_warning else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.EditRole and index.isValid() and index.column() == REASON:
            row = self.rows[index.row()]
            return "" if row.is_heading else row.reason
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        row = self.rows[index.row()]
        if str(value).strip() != row.reason:
            self._keep(row.finding, str(value).strip())
        return True
