"""What belongs to the current value: definition, source, findings, note, and who changed it last."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from ctecs_desktop.domain.observation import LONGEST_NOTE, HistoryEntry
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.entry.entry_rows import EntryRow
from ctecs_desktop.ui.entry.finding_box import FindingBox
from ctecs_desktop.ui.page import SidePanel
from ctecs_desktop.ui.theme import INSIDE, muted_label, section_title
from ctecs_desktop.wording import problem_text, recorded_time_text, subgroup_text, term, unit_text, value_text


class NoteEdit(QPlainTextEdit):
    """A note; it is taken when the person goes elsewhere."""

    def __init__(self, left: Callable[[], None]) -> None:
        super().__init__()
        self._left = left
        self.setTabChangesFocus(True)
        self.setAccessibleName(_("Note on this value"))
        self.setPlaceholderText(_("What a reader must know about this value"))
        self.setFixedHeight(self.fontMetrics().height() * 3 + 20)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._left()


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
        self.title = section_title("")
        self._kind = muted_label()
        self._refusal = _wrapped()
        self._refusal.setProperty("tone", "bad")
        self._value = _wrapped()
        self._findings = QVBoxLayout()
        self._findings.setSpacing(INSIDE)
        self._definition = _wrapped()
        self._definition.setTextFormat(Qt.TextFormat.RichText)
        self.note = NoteEdit(self._leave_note)
        label = QLabel(_("&Note"))
        label.setBuddy(self.note)
        self._source = muted_label()
        self._changed = muted_label()
        for widget in (self.title, self._kind, self._value, self._refusal):
            self.column.addWidget(widget)
        self.column.addLayout(self._findings)
        self.column.addSpacing(INSIDE)
        self.column.addWidget(self._definition)
        self.column.addSpacing(INSIDE)
        self.column.addWidget(label)
        self.column.addWidget(self.note)
        self.column.addSpacing(INSIDE)
        self.column.addWidget(self._source)
        self.column.addWidget(self._changed)
        self.column.addStretch(1)

    def show_row(self, row: EntryRow | None, history: Sequence[HistoryEntry], *, is_locked: bool) -> None:
        """Tell everything about ``row``."""
        self._row = row
        self.content.setVisible(row is not None)
        if row is None:
            return
        measure = row.measure
        self.title.setText(f"{measure.code}  {measure.name}")
        group = subgroup_text(row.key, self._plan)
        self._kind.setText(f"{group} · {unit_text(measure.unit)} · {term(measure.direction)}")
        _say(self._value, value_text(row.stored.value, measure))
        _say(self._refusal, problem_text(row.refusal) if row.refusal else "")
        self._show_findings(row, is_locked=is_locked)
        self._definition.setText(_definition(row))
        self.note.setReadOnly(is_locked)
        if self.note.toPlainText() != row.stored.note:
            self.note.setPlainText(row.stored.note)
        self._source.setText(
            _("Source: {source}\nEvidence: {evidence}").format(source=measure.source, evidence=term(measure.evidence))
        )
        _say(self._changed, _changed(history))

    def _show_findings(self, row: EntryRow, *, is_locked: bool) -> None:
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
                is_locked=is_locked,
                keep=lambda code, reason: self._keep(row, code, reason),
            )
            self._findings.addWidget(box)

    def _leave_note(self) -> None:
        row = self._row
        text = self.note.toPlainText().strip()[:LONGEST_NOTE]
        if row is not None and not self.note.isReadOnly() and text != row.stored.note:
            self._note_given(row, text)


def _definition(row: EntryRow) -> str:
    measure = row.measure
    first = _("Numerator") if measure.denominator else _("What is counted")
    lines = [f"<b>{first}:</b> {_escaped(measure.numerator)}"]
    if measure.denominator:
        lines.append(f"<b>{_('Denominator')}:</b> {_escaped(measure.denominator)}")
    return "<br>".join(lines)


def _changed(history: Sequence[HistoryEntry]) -> str:
    if not history:
        return ""
    last = history[-1]
    return _("Changed last by {person}, {time}.").format(person=last.person, time=recorded_time_text(last.at))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _wrapped() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    return label


def _say(label: QWidget, text: str) -> None:
    """Show the label only where it says something."""
    assert isinstance(label, QLabel)
    label.setText(text)
    label.setVisible(bool(text))
