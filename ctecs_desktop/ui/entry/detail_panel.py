"""What belongs to the current value: findings, the years before, definition, source, note, and who changed it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from ctecs_desktop.charts.exhibit import Chart
from ctecs_desktop.domain.observation import LONGEST_NOTE, HistoryEntry, ObservationKey
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.charts.chart_view import ChartView
from ctecs_desktop.ui.entry.entry_cells import unsaved_words
from ctecs_desktop.ui.entry.entry_rows import EntryRow
from ctecs_desktop.ui.entry.finding_box import FindingBox
from ctecs_desktop.ui.entry.history_list import history_text
from ctecs_desktop.ui.page import SidePanel
from ctecs_desktop.ui.theme import INSIDE, muted_label, section_title
from ctecs_desktop.wording import subgroup_text, term, unit_text, value_text

NOTE_LINES = 3


@dataclass(frozen=True, slots=True)
class Detail:
    """All that the panel tells of a row."""

    row: EntryRow
    history: Sequence[HistoryEntry]
    trend: Chart | None


class NoteEdit(QPlainTextEdit):
    """A note; it is taken when the person goes elsewhere."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setAccessibleName(_("Note on this value"))
        self.setPlaceholderText(_("What a reader must know about this value"))
        self.setFixedHeight(self.fontMetrics().height() * NOTE_LINES + 20)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class DetailPanel(SidePanel):
    """Shows one row; ``note_given`` and ``keep`` are called with what the person typed here."""

    def __init__(
        self, plan: Plan, *, note_given: Callable[[EntryRow, str], None], keep: Callable[[EntryRow, str, str], None]
    ) -> None:
        super().__init__(_("About the current value"))
        self._plan = plan
        self._note_given = note_given
        self._keep = keep
        self._row: EntryRow | None = None
        self._shown_findings: tuple[ObservationKey, object, object, bool] | None = None
        self._begun: dict[tuple[ObservationKey, str], str] = {}  # reasons that are not kept yet
        self.title = section_title("")
        self._kind = muted_label()
        self._value = _wrapped()
        self._refusal = _wrapped()
        self._refusal.setProperty("tone", "bad")
        self._findings = QVBoxLayout()
        self._findings.setSpacing(INSIDE)
        self.chart = ChartView(_("The last years"))
        self._definition = _wrapped()
        self._definition.setTextFormat(Qt.TextFormat.RichText)
        self.note = NoteEdit()
        self.note.left.connect(self._leave_note)
        self._note_label = QLabel(_("&Note"))
        self._note_label.setBuddy(self.note)
        self._source = muted_label()
        self._history_title = QLabel(_("History"))
        self._history = muted_label()
        for widget in (self.title, self._kind, self._value, self._refusal):
            self.column.addWidget(widget)
        self.column.addLayout(self._findings)
        below: tuple[QWidget, ...] = (self.chart, self._definition, self._note_label, self.note, self._source)
        for each in below:
            self.column.addWidget(each)
        self.column.addSpacing(INSIDE)
        self.column.addWidget(self._history_title)
        self.column.addWidget(self._history)
        self.column.addStretch(1)

    def learn(self, plan: Plan) -> None:
        """Another plan is in force."""
        self._plan = plan

    def show_nothing(self) -> None:
        """There is no current value."""
        self._leave_note()
        self._row = None
        self.content.hide()

    def show_row(self, detail: Detail, *, is_locked: bool) -> None:
        """Tell everything about a row."""
        is_other = self._row is None or self._row.key != detail.row.key
        if is_other:
            self._leave_note()  # a key may lead on without taking the cursor out of the note
        row = self._row = detail.row
        self.content.show()
        measure = row.measure
        self.title.setText(f"{measure.code}  {measure.name}")
        group = subgroup_text(row.key, self._plan)
        self._kind.setText(f"{group} · {unit_text(measure.unit)} · {term(measure.direction)}")
        _say(self._value, value_text(row.stored.value, measure))
        _say(self._refusal, unsaved_words(row))
        self._show_findings(row, is_locked=is_locked)
        self.chart.show_chart(detail.trend)
        self._definition.setText(_definition(row))
        self.note.setReadOnly(is_locked)
        if self.note.toPlainText() != row.note and (is_other or not self.note.hasFocus()):
            self.note.setPlainText(row.note)
        source = _("Source: {source}\nEvidence: {evidence}\nReported: {frequency}, {level}")
        text = source.format(
            source=measure.source,
            evidence=term(measure.evidence),
            frequency=term(measure.frequency),
            level=term(measure.level),
        )
        if measure.owner:
            text = f"{text}\n{_('Owner: {owner}').format(owner=measure.owner)}"
        if measure.verify and not row.is_subgroup:
            text = f"{text}\n{_('The plan wants this figure typed twice: Ctrl+Shift+V.')}"
        self._source.setText(text)
        _say(self._history, history_text(detail.history, measure))
        self._history_title.setVisible(bool(detail.history))
        self.make_room()

    def give_reason(self) -> bool:
        """Put the cursor where the first finding wants a reason; whether there is one."""
        for number in range(self._findings.count()):
            item = self._findings.itemAt(number)
            box = item.widget() if item is not None else None
            if isinstance(box, FindingBox) and box.reason is not None and not box.reason.isReadOnly():
                box.reason.setFocus()
                return True
        return False

    def _show_findings(self, row: EntryRow, *, is_locked: bool) -> None:
        """Make the boxes anew only where they say something else: a reason half typed must not be lost."""
        wanted = (row.key, row.findings if row.is_entered else (), dict(row.kept), is_locked)
        if wanted == self._shown_findings:
            return
        self._remember_begun()
        self._shown_findings = wanted
        while (item := self._findings.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for finding in row.findings if row.is_entered else ():
            box = FindingBox(
                finding,
                self._plan,
                kept=row.kept.get(finding.code, ""),
                typed=self._begun.get((row.key, finding.code), ""),
                is_locked=is_locked,
                keep=lambda code, reason: self._keep(row, code, reason),
            )
            self._findings.addWidget(box)
            box.show()  # Qt would show it one turn later, and everything would jump

    def _remember_begun(self) -> None:
        """Reasons that were begun stand in their boxes again when the value is shown again."""
        for number in range(self._findings.count()):
            item = self._findings.itemAt(number)
            box = item.widget() if item is not None else None
            if isinstance(box, FindingBox) and self._shown_findings is not None:
                place = self._shown_findings[0], box.code
                if box.begun:
                    self._begun[place] = box.begun
                else:
                    self._begun.pop(place, None)

    def _leave_note(self) -> None:
        row = self._row
        text = self.note.toPlainText().strip()[:LONGEST_NOTE]
        if row is not None and not self.note.isReadOnly() and text != row.note:
            self._note_given(row, text)


def _definition(row: EntryRow) -> str:
    measure = row.measure
    first = _("Numerator") if measure.denominator else _("What is counted")
    lines = [f"<b>{first}:</b> {_escaped(measure.numerator)}"]
    if measure.denominator:
        lines.append(f"<b>{_('Denominator')}:</b> {_escaped(measure.denominator)}")
    return "<br>".join(lines)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _wrapped() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    return label


def _say(label: QLabel, text: str) -> None:
    """Show the label only where it says something."""
    label.setText(text)
    label.setVisible(bool(text))
