"""The public edition: what telling less would spare, what is withheld and why, what texts give away; then its files.

Nothing is written before a person approved exactly what the page shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QTabWidget

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.plan import PeriodKind
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import publication, snapshots
from ctecs_desktop.services.proposed_edition import ProposedEdition
from ctecs_desktop.services.publication import Published
from ctecs_desktop.services.publication_rules import thresholds
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.icons import SIZE, icon
from ctecs_desktop.ui.page import Page
from ctecs_desktop.ui.publication.coarser_tab import CoarserTab
from ctecs_desktop.ui.publication.decision_acts import DecisionActs
from ctecs_desktop.ui.publication.record_models import ReleaseModel, ThresholdModel
from ctecs_desktop.ui.publication.text_tab import TextTab
from ctecs_desktop.ui.publication.withheld_tab import WithheldTab
from ctecs_desktop.ui.table import TableModel, TableView
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import INSIDE, Tone
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import short_time_text
from ctecs_desktop.wording.publication import audit_text, undecided_text, withheld_text

if TYPE_CHECKING:
    from ctecs_desktop.disclosure.proposals import Proposal

LESS, FIGURES, TEXTS, RULES, RELEASES = range(5)


class PublicationPage(Page):
    """Worked out on the worker's thread whenever figures, texts or decisions have changed."""

    name = "publication"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Public edition"))
        self.proposed: ProposedEdition | None = None
        self._weighed: ProposedEdition | None = None  # for which the ways to tell less are worked out
        self._sign, self._verdict = QLabel(), QLabel()
        self.snapshot = QComboBox()
        self.less, self.figures, self.texts = CoarserTab(workplace.plan), WithheldTab(), TextTab()
        self.thresholds, self.releases = ThresholdModel(), ReleaseModel()
        self.threshold_view = _table(_("Thresholds"), self.thresholds)
        self.threshold_view.set_lines(2)
        self.release_view = _table(_("Published editions"), self.releases)
        self.tabs = QTabWidget()
        tabs = (self.less, self.figures, self.texts)
        self.decisions = DecisionActs(workplace, tabs, tell=self.tell, parent=self)
        self.work_out = self._act(_("Work out again"), self.read, "F5")
        self.write = self._act(_("Write the public edition…"), self._write, "Ctrl+E")
        self._lay_out()
        self.less.view.when_row_changes(lambda _number: self._follow())
        self.texts.view.when_row_changes(lambda _number: self._follow())
        self.figures.row_changed.connect(self._follow)
        self.tabs.currentChanged.connect(lambda _tab: self._tab_changed())
        workplace.tasks.writing_changed.connect(lambda _writing: self._follow())
        self.setFocusProxy(self.less)
        self._show()

    def _act(self, text: str, carry_out: Callable[[], None], keys: str) -> QAction:
        action = QAction(text, self)
        action.setShortcut(keys)
        action.triggered.connect(lambda _checked=False: carry_out())
        return action

    def _lay_out(self) -> None:
        self.snapshot.setAccessibleName(_("Figures"))
        self.snapshot.setToolTip(_("Which figures are published: those that are accepted now, or frozen ones"))
        self.snapshot.setMinimumContentsLength(22)
        self.snapshot.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.snapshot.activated.connect(lambda _number: self.read())
        self._verdict.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(INSIDE)
        head.addWidget(self._sign)
        head.addWidget(self._verdict, stretch=1)
        head.addWidget(self.snapshot)
        self.body.addLayout(head)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        names = (_("Tell less"), _("Figures"), _("Texts"), _("Thresholds"), _("Published before"))
        tables = (self.less, self.figures, self.texts, self.threshold_view, self.release_view)
        for name, table in zip(names, tables, strict=True):
            self.tabs.addTab(table, name)
        for widget in (self.tabs, self.tabs.tabBar()):
            widget.setAccessibleName(_("What is to be decided"))
        self.body.addWidget(self.tabs, stretch=1)
        row = button_row(*map(button_of, self.decisions.all), button_of(self.write, is_primary=True))
        row.insertWidget(0, button_of(self.work_out))
        self.body.addLayout(row)

    def actions_of_page(self) -> Sequence[QAction]:
        return (self.write, self.work_out, *self.decisions.all)

    def concerns(self, changes: Changes) -> bool:
        nouns = {Noun.PUBLICATION, Noun.REPORT, Noun.ROLLUP, Noun.OBSERVATION, Noun.SUBMISSION, Noun.PLAN}
        return bool(changes.nouns & nouns)

    def read(self) -> None:
        self.heading.setText(_("Public edition {period}").format(period=self.workplace.period.code))
        self.proposed = None
        self._show()
        try:
            self.thresholds.show_rows(thresholds().thresholds)
            self.releases.show_rows(publication.published(self.workplace.session))
            self._offer_snapshots()
        except CtecsError as error:
            self.tell(error)
            return
        if self.workplace.period.kind is not PeriodKind.YEAR:
            self._verdict.setText(_("A report tells a whole school year. Choose one at the top of the window."))
            return
        period, snapshot = self.workplace.period.code, self.snapshot.currentData()

        def work(session: Session, progress: JobProgress) -> ProposedEdition:
            return publication.propose(session, period, snapshot=snapshot, progress=progress)

        title = _("Working out the public edition")
        self.workplace.run(title, work, done=self._proposed, failed=self.tell, can_be_stopped=True)

    def _offer_snapshots(self) -> None:
        """What is accepted now, and what was frozen of the period; what was chosen stays chosen."""
        chosen = self.snapshot.currentData()
        self.snapshot.clear()
        self.snapshot.addItem(_("What is accepted now"), None)
        for each in snapshots.snapshots(self.workplace.session, self.workplace.period.code):
            text = _("Snapshot {number}, {time}").format(number=each.number, time=short_time_text(each.at))
            self.snapshot.addItem(f"{text}  {each.note}".rstrip(), each.number)
        self.snapshot.setCurrentIndex(max(0, self.snapshot.findData(chosen)))

    def _proposed(self, proposed: ProposedEdition) -> None:
        shown = (self.workplace.period.code, self.snapshot.currentData())
        if (proposed.report.period.code, proposed.report.snapshot) != shown:
            return  # the person has gone on to other figures, whose edition is under way
        self.proposed = proposed
        self._show()
        self._weigh()

    def _show(self) -> None:
        proposed = self.proposed
        self.figures.show_edition(proposed)
        self.texts.show_edition(proposed)
        self.less.show_ways((), proposed.choices.coarsenings if proposed else ())
        count = len(proposed.undecided_texts) if proposed else 0
        self.tabs.setTabText(TEXTS, _("Texts ({count})").format(count=count) if count else _("Texts"))
        if proposed is None:
            self._sign.clear()
            self._verdict.setText(_("Not worked out yet. Nothing can be written before it is."))
        else:
            weak = len(proposed.protection.audit.weaknesses)
            tone, name = (Tone.BAD, "cross") if weak else (Tone.WARN, "warning") if count else (Tone.GOOD, "check")
            self._sign.setPixmap(icon(name, tone).pixmap(SIZE, SIZE))
            told = [withheld_text(proposed.withheld, len(proposed.figures)), audit_text(weak)]
            self._verdict.setText(" ".join([*told, *([undecided_text(count)] if count else [])]))
        self._follow()

    def _tab_changed(self) -> None:
        self._follow()
        self._weigh()

    def _weigh(self) -> None:
        """Work the ways to tell less out where somebody looks at them, once for each edition."""
        proposed = self.proposed
        if proposed is None or self.tabs.currentIndex() != LESS or self._weighed is proposed:
            return
        self._weighed = proposed

        def work(_session: Session, progress: JobProgress) -> tuple[Proposal, ...]:
            return publication.coarser_editions(proposed, progress=progress)

        def done(found: tuple[Proposal, ...]) -> None:
            if self.proposed is proposed:
                self.less.show_ways(found, proposed.choices.coarsenings)
                self._follow()

        def stopped() -> None:
            self._weighed = None

        title = _("Weighing ways to tell less")
        self.workplace.run(title, work, done=done, failed=self.tell, stopped=stopped, can_be_stopped=True)

    def _follow(self) -> None:
        """Which acts are offered, and whether the edition can be written."""
        proposed, is_free = self.proposed, not self.workplace.tasks.is_writing
        self.decisions.follow(proposed, self.tabs.currentWidget(), is_free=is_free)
        is_open = proposed is not None and bool(proposed.undecided_texts)
        has_passed = proposed is not None and proposed.protection.audit.has_passed
        self.write.setEnabled(is_free and has_passed and not is_open)
        self.write.setToolTip(
            _("Decide about the texts first: they may give withheld figures away")
            if is_open
            else _("PDF, Word, Excel and a table, for everybody to read")
        )

    def _write(self) -> None:
        proposed, asker = self.proposed, self.workplace.asker
        if proposed is None:
            return
        question = _("Who approves this edition for everybody to read? The name stands in its record. {withheld}")
        withheld = withheld_text(proposed.withheld, len(proposed.figures))
        name = asker.ask_text(question.format(withheld=withheld), verb=_("Go on"))
        folder = asker.choose_folder(_("Folder for the public edition")) if name else None
        if name is None or folder is None:
            return

        def work(session: Session, progress: JobProgress) -> Published:
            return publication.publish(session, proposed, folder, approved_by=name, progress=progress)

        self.workplace.run(
            _("Writing the public edition"),
            work,
            done=lambda made: self._written(made, folder),
            failed=self.tell,
            stopped=lambda: self.message.show_message(_("Stopped. Nothing was written."), Tone.WARN),
            writes=True,
            can_be_stopped=True,
        )

    def _written(self, made: Published, folder: Path) -> None:
        count = len(made.files)
        text = ngettext(
            "The public edition is written: {count} file in {folder}. Its record is kept for the next one.",
            "The public edition is written: {count} files in {folder}. Its record is kept for the next one.",
            count,
        )
        self.workplace.changes.publish(made.changes)
        self.message.show_message(text.format(count=count, folder=folder), Tone.GOOD)


def _table(name: str, model: TableModel[Any]) -> TableView:
    view = TableView(name)
    view.show_model(model)
    return view
