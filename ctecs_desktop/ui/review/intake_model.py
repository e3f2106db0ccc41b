"""The files of an import, each with its verdict in words and what it would change."""

from __future__ import annotations

from collections.abc import Mapping

from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.review import Verdict
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.intake import ImportedFile
from ctecs_desktop.ui.review.inbox_rows import InboxRow
from ctecs_desktop.ui.review.inbox_words import why_text
from ctecs_desktop.ui.signs import submission_cell, verdict_cell
from ctecs_desktop.ui.sorted_table import SortedModel
from ctecs_desktop.ui.table import Cell, Column
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import import_state_text, printable, workbook_kind_text

VERDICT, FILE, SCHOOL, CONTENT, FINDINGS, STATE = range(6)


class IntakeModel(SortedModel[InboxRow]):
    """What wants a person first. The order is made when files arrive: no decision moves a row under anybody's eyes."""

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
        self._names = {school.code: school.name for school in plan.schools}

    @property
    def all_rows(self) -> tuple[InboxRow, ...]:
        """Every row, also those that a filter leaves out."""
        return tuple(self._all)

    def show_states(self, states: Mapping[str, str]) -> None:
        """Say how each submission stands by now; no row moves."""
        changed: dict[int, InboxRow] = {}
        for number, row in enumerate(self._all):
            state = states.get(row.digest)
            if state is not None and state != row.imported.state:
                changed[id(row)] = self._all[number] = row.standing_as(state)
        for number, row in enumerate(self.rows):
            if id(row) in changed:
                self.rows[number] = changed[id(row)]
                self.row_changed(number)

    def cell(self, row: InboxRow, column: int) -> Cell:
        imported = row.imported
        if column == VERDICT:
            if row.is_waiting:
                return Cell(import_state_text(imported.state), Tone.WARN, "clock")
            return verdict_cell(imported.verdict.verdict)
        if column == FILE:
            name = printable(imported.verdict.file)
            return Cell(name, tip=printable(str(row.path)))
        if column == SCHOOL:
            whose = self.whose(row)
            return Cell(whose, tip=whose)
        if column == CONTENT:
            return _content_cell(row)
        if column == FINDINGS:
            return _findings_cell(imported)
        return _state_cell(imported)

    def sort_key(self, row: InboxRow, column: int) -> tuple[object, ...]:
        """Numbers of findings as numbers."""
        if column == FINDINGS:
            return (row.imported.verdict.values is not None, len(row.imported.findings))
        return super().sort_key(row, column)

    def whose(self, row: InboxRow) -> str:
        """The school and the period that the file speaks of."""
        verdict = row.imported.verdict
        if not verdict.school:
            return "–"
        name = printable(self._names.get(SchoolCode(verdict.school), verdict.school))
        return f"{name}, {printable(verdict.period)}" if verdict.period else name


def _content_cell(row: InboxRow) -> Cell:
    text = _content(row)
    return Cell(text, Tone.BAD if row.imported.state == "refused" else Tone.PLAIN, tip=text)


def _content(row: InboxRow) -> str:
    """What the file would change, or why it was refused."""
    imported = row.imported
    verdict = imported.verdict
    if row.is_repeat:
        return _("the same submission as in another file here")
    if imported.is_known:
        return _("came before; nothing is changed by it")
    if verdict.error is not None and verdict.verdict is Verdict.REFUSED:
        return why_text(imported, between=" ")
    if verdict.values is None:
        return workbook_kind_text(verdict.kind) if verdict.kind else ""
    counts = (
        (imported.new, _("{count} new")),
        (imported.changed, _("{count} changed")),
        (imported.same, _("{count} the same")),
    )
    parts = [words.format(count=f"{count:,}") for count, words in counts if count]
    if imported.conflicting:
        parts.append(
            ngettext(
                "{count} contradicts another copy", "{count} contradict another copy", imported.conflicting
            ).format(count=imported.conflicting)
        )
    return ", ".join(parts)


def _findings_cell(imported: ImportedFile) -> Cell:
    if imported.verdict.values is None:
        return Cell("–", Tone.MUTED, spoken=_("not checked"))
    if not imported.findings:
        return Cell(_("none"), Tone.GOOD, "check")
    return Cell(str(len(imported.findings)), Tone.WARN, "warning")


def _state_cell(imported: ImportedFile) -> Cell:
    for status in SubmissionStatus:
        if status.value == imported.state:
            return submission_cell(status)
    if imported.is_waiting:
        return Cell(_("not read"), Tone.MUTED, "dash")
    is_refused = imported.state == "refused"
    tone = Tone.BAD if is_refused else Tone.MUTED
    return Cell(import_state_text(imported.state), tone, "cross" if is_refused else "dash")
