"""The files of an import, each with its verdict in words and what it would change."""

from __future__ import annotations

from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.review import Verdict
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.intake import ImportedFile
from ctecs_desktop.ui.signs import submission_cell, verdict_cell
from ctecs_desktop.ui.table import Cell, Column, TableModel
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import import_state_text, problem_text, workbook_kind_text

VERDICT, FILE, SCHOOL, CONTENT, FINDINGS, STATE = range(6)


class IntakeModel(TableModel[ImportedFile]):
    """Newest import last, so that nothing moves under the person's eyes."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(
            [
                Column(_("Verdict"), 9),
                Column(_("File"), 15),
                Column(_("School and period"), 18),
                Column(_("What it holds"), 0),
                Column(_("Findings"), 7, tip=_("What the rules still want")),
                Column(_("Stands as"), 11),
            ]
        )
        self._plan = plan

    def cell(self, row: ImportedFile, column: int) -> Cell:
        verdict = row.verdict
        if column == VERDICT:
            return verdict_cell(verdict.verdict)
        if column == FILE:
            return Cell(verdict.file, tip=verdict.file)
        if column == SCHOOL:
            return Cell(_whose(row, self._plan), tip=_whose(row, self._plan))
        if column == CONTENT:
            text = _content(row)
            return Cell(text, Tone.BAD if verdict.verdict is Verdict.REFUSED else Tone.PLAIN, tip=text)
        if column == FINDINGS:
            return _findings_cell(row)
        return _state_cell(row)


def _whose(row: ImportedFile, plan: Plan) -> str:
    verdict = row.verdict
    if not verdict.school:
        return "–"
    names = [school.name for school in plan.schools if school.code == verdict.school]
    name = names[0] if names else verdict.school
    return f"{name}, {verdict.period}" if verdict.period else name


def _content(row: ImportedFile) -> str:
    """What the file would change, or why it was refused."""
    verdict = row.verdict
    if verdict.error is not None and verdict.verdict is Verdict.REFUSED:
        return problem_text(verdict.error)
    if verdict.values is None:
        return workbook_kind_text(verdict.kind) if verdict.kind else ""
    counts = ((row.new, _("{count} new")), (row.changed, _("{count} changed")), (row.same, _("{count} the same")))
    parts = [words.format(count=f"{count:,}") for count, words in counts if count]
    if row.conflicting:
        parts.append(
            ngettext("{count} contradicts another copy", "{count} contradict another copy", row.conflicting).format(
                count=row.conflicting
            )
        )
    return ", ".join(parts)


def _findings_cell(row: ImportedFile) -> Cell:
    if row.verdict.values is None:
        return Cell("–", Tone.MUTED, spoken=_("not checked"))
    if not row.findings:
        return Cell(_("none"), Tone.GOOD, "check")
    return Cell(str(len(row.findings)), Tone.WARN, "warning")


def _state_cell(row: ImportedFile) -> Cell:
    for status in SubmissionStatus:
        if status.value == row.state:
            return submission_cell(status)
    tone = Tone.BAD if row.state == "refused" else Tone.MUTED
    return Cell(import_state_text(row.state), tone, "cross" if row.state == "refused" else "dash")
