"""What is withheld, with a choice of which figures to look at, and all about the one that is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from ctecs_desktop.domain.disclosure_plan import WithheldFor
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.proposed_edition import ProposedEdition
from ctecs_desktop.ui.page import SidePanel, beside
from ctecs_desktop.ui.publication.withheld_model import FigureRow, WithheldModel, narrowed, rows_of
from ctecs_desktop.ui.table import TableView
from ctecs_desktop.ui.theme import INSIDE, muted_label, section_title
from ctecs_desktop.wording import date_text, term
from ctecs_desktop.wording.publication import threshold_text, why_label

SHOWN = "shown"


class WithheldTab(QWidget):
    """The table and its side panel."""

    row_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.all_rows: list[FigureRow] = []
        self.model = WithheldModel()
        self.view = TableView(_("Figures of the public edition"))
        self.view.show_model(self.model)
        self.kind = QComboBox()
        self.search = QLineEdit()
        self._count = muted_label()
        self._panel = SidePanel(_("The chosen figure"))
        self._name = section_title("")
        self._about = QLabel()
        self._lay_out()
        self.kind.currentIndexChanged.connect(lambda _number: self._show())
        self.search.textChanged.connect(lambda _text: self._show())
        self.view.when_row_changes(lambda _number: self._tell())

    def _lay_out(self) -> None:
        self.kind.addItem(_("Withheld"), None)
        for why in WithheldFor:
            self.kind.addItem(_("Withheld: {why}").format(why=why_label(why)), why)
        self.kind.addItem(_("Shown"), SHOWN)
        self.kind.setAccessibleName(_("Which figures"))
        self.kind.setMinimumContentsLength(24)
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.search.setAccessibleName(_("Find a figure"))
        self.search.setPlaceholderText(_("Find a measure, school or group…"))
        self.search.setClearButtonEnabled(True)
        bar = QHBoxLayout()
        bar.setSpacing(INSIDE * 2)
        bar.addWidget(self.kind)
        bar.addWidget(self.search, stretch=1)
        bar.addWidget(self._count)
        for label in (self._name, self._about):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._panel.column.addWidget(label)
        self._panel.column.addStretch(1)
        splitter = beside(self.view, self._panel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, INSIDE, 0, 0)
        layout.setSpacing(INSIDE)
        layout.addLayout(bar)
        layout.addWidget(splitter, stretch=1)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason, /) -> None:
        """To the table; a proxy of Qt's would lead Tab past what stands above it."""
        self.view.setFocus(reason)

    def show_edition(self, proposed: ProposedEdition | None) -> None:
        """Show its figures; the one that was chosen stays so."""
        self.all_rows = rows_of(proposed) if proposed else []
        self._show()

    def current(self) -> FigureRow | None:
        """The chosen figure."""
        number = self.view.current_row()
        return self.model.rows[number] if 0 <= number < len(self.model.rows) else None

    def _show(self) -> None:
        chosen = self.current()
        kind = self.kind.currentData()
        why = kind if isinstance(kind, WithheldFor) else None
        rows = narrowed(self.all_rows, why, is_shown=kind == SHOWN, text=self.search.text())
        # What can be worked out comes first: nothing can be written while there is any.
        self.model.show_rows(sorted(rows, key=lambda row: not row.is_weak))
        count = ngettext("{count} figure", "{count} figures", len(rows)).format(count=f"{len(rows):,}")
        self._count.setText(count)
        same = (number for number, row in enumerate(self.model.rows) if chosen and row.name == chosen.name)
        self.view.setCurrentIndex(self.model.index(next(same, 0), 0))
        self._tell()

    def _tell(self) -> None:
        row = self.current()
        self._name.setText(row.figure if row else "")
        self._about.setText("\n\n".join(_sentences(row)) if row else _("No figure is chosen."))
        self.row_changed.emit()


def _sentences(row: FigureRow) -> list[str]:
    """Everything that is known of a figure."""
    told = [_("{part}: {value}").format(part=row.part, value=row.value or _("not known exactly"))]
    if row.why is None:
        return [*told, _("Readers get this figure.")]
    told += [_("Readers get a sign in its place."), row.reason]
    if row.inferred:
        told.append(_("From everything that is shown they can infer: {found}.").format(found=row.inferred))
    if row.threshold is not None:
        each = row.threshold
        told.append(
            _("Rule: {rule}, {value}. Source, as of {date}: {source}").format(
                rule=threshold_text(each.code), value=each.value, date=date_text(each.as_of), source=each.source
            )
        )
    if row.override is not None:
        told.append(
            _("Decided by {person}: {kind}. {reason}").format(
                person=row.override.person, kind=term(row.override.kind), reason=row.override.reason
            )
        )
    return told
