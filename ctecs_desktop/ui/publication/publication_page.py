"""The public edition: what telling less would spare, what is withheld and why, what texts give away; then its files.

Nothing is written before a person approved exactly what the page shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QTabWidget

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.disclosure_plan import Override, OverrideKind, WithheldFor
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.plan import PeriodKind
from ctecs_desktop.domain.publication_choices import PublicationChoices
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import publication
from ctecs_desktop.services.publication import ProposedEdition, Published
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.icons import SIZE, icon
from ctecs_desktop.ui.page import Page
from ctecs_desktop.ui.publication.coarser_tab import CoarserTab
from ctecs_desktop.ui.publication.record_models import ReleaseModel, ThresholdModel
from ctecs_desktop.ui.publication.text_model import TextModel, text_rows
from ctecs_desktop.ui.publication.withheld_tab import WithheldTab
from ctecs_desktop.ui.table import TableModel, TableView
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import INSIDE, Tone
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording.publication import audit_text, withheld_text

if TYPE_CHECKING:
    from ctecs_desktop.disclosure.proposals import Proposal

LESS, FIGURES, TEXTS, RULES, RELEASES = range(5)


class PublicationPage(Page):
    """Worked out on the worker's thread whenever figures, texts or decisions have changed."""

    name = "publication"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Public edition"))
        self.proposed: ProposedEdition | None = None
        self._weighed = ""  # the fingerprint of the edition that the ways to tell less were worked out for
        self._sign, self._verdict = QLabel(), QLabel()
        self.less = CoarserTab(workplace.plan)
        self.figures = WithheldTab()
        self.texts = TextModel()
        self.text_view = _table(_("Numbers in texts"), self.texts)
        self.thresholds = ThresholdModel()
        self.threshold_view = _table(_("Thresholds"), self.thresholds)
        self.releases = ReleaseModel()
        self.release_view = _table(_("Published editions"), self.releases)
        self.tabs = QTabWidget()
        self.choose_less = self._act(_("Tell it so"), self._choose_less)
        self.tell_all = self._act(_("Tell all again"), self._tell_all)
        self.let_go = self._act(_("Show this figure after all…"), self._let_go)
        self.withhold = self._act(_("Withhold this too…"), self._withhold)
        self.take_back = self._act(_("Take the decision back"), self._take_back)
        self.keep_text = self._act(_("Print the text after all…"), self._keep_text)
        self.leave_out = self._act(_("Leave the text out"), self._leave_out)
        self.work_out = self._act(_("Work it out again"), self.read, "F5")
        self.write = self._act(_("Write the public edition…"), self._write, "Ctrl+E")
        self._lay_out()
        self.less.view.when_row_changes(lambda _number: self._follow())
        self.figures.row_changed.connect(self._follow)
        self.text_view.when_row_changes(lambda _number: self._follow())
        self.tabs.currentChanged.connect(lambda _tab: self._tab_changed())
        workplace.tasks.busy_changed.connect(lambda _busy: self._follow())
        self.setFocusProxy(self.less)
        self._follow()

    def _act(self, text: str, carry_out: Callable[[], None], keys: str = "") -> QAction:
        action = QAction(text, self)
        action.setShortcut(keys)
        action.triggered.connect(lambda _checked=False: carry_out())
        return action

    def _lay_out(self) -> None:
        self._verdict.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(INSIDE)
        head.addWidget(self._sign)
        head.addWidget(self._verdict, stretch=1)
        self.body.addLayout(head)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        names = (_("Tell less"), _("Figures"), _("Texts"), _("Thresholds"), _("Published before"))
        tables = (self.less, self.figures, self.text_view, self.threshold_view, self.release_view)
        for name, table in zip(names, tables, strict=True):
            self.tabs.addTab(table, name)
        for widget in (self.tabs, self.tabs.tabBar()):
            widget.setAccessibleName(_("What is to be decided"))
        self.body.addWidget(self.tabs, stretch=1)
        acts = (self.tell_all, self.choose_less, self.take_back, self.withhold, self.let_go)
        of_texts = (self.leave_out, self.keep_text)
        row = button_row(*(button_of(act) for act in (*acts, *of_texts)), button_of(self.write, is_primary=True))
        row.insertWidget(0, button_of(self.work_out))
        self.body.addLayout(row)

    def actions_of_page(self) -> Sequence[QAction]:
        decisions = (self.choose_less, self.tell_all, self.let_go, self.withhold, self.take_back)
        return (self.write, self.work_out, *decisions, self.keep_text, self.leave_out)

    def concerns(self, changes: Changes) -> bool:
        nouns = {Noun.PUBLICATION, Noun.REPORT, Noun.ROLLUP, Noun.OBSERVATION, Noun.SUBMISSION, Noun.PLAN}
        return bool(changes.nouns & nouns)

    def read(self) -> None:
        self.heading.setText(_("Public edition {period}").format(period=self.workplace.period.code))
        self.proposed = None
        try:
            self.thresholds.show_rows(publication.thresholds().thresholds)
            self.releases.show_rows(publication.published(self.workplace.session))
        except CtecsError as error:
            self.tell(error)
            return
        if self.workplace.period.kind is not PeriodKind.YEAR:
            self._show()
            self.message.show_message(_("A report tells a whole school year. Choose one above."), Tone.WARN)
            return
        period = self.workplace.period.code

        def work(session: Session, progress: JobProgress) -> ProposedEdition:
            return publication.propose(session, period, progress=progress)

        self.workplace.run(
            _("Working out the public edition"),
            work,
            done=self._proposed,
            failed=self._failed,
            stopped=self._show,
            can_be_stopped=True,
        )
        self._follow()

    def _proposed(self, proposed: ProposedEdition) -> None:
        if proposed.report.period.code != self.workplace.period.code:
            return  # the person has gone on to another period, whose edition is under way
        self.proposed = proposed
        self._show()
        self._weigh()

    def _failed(self, error: CtecsError) -> None:
        self._show()
        self.tell(error)

    def _show(self) -> None:
        proposed = self.proposed
        self.figures.show_edition(proposed)
        self.texts.show_rows(text_rows(proposed) if proposed else [])
        self.text_view.setCurrentIndex(self.texts.index(0, 0))
        count = len(proposed.undecided_texts) if proposed else 0
        self.tabs.setTabText(TEXTS, _("Texts ({count})").format(count=count) if count else _("Texts"))
        if proposed is None:
            self._sign.clear()
            self._verdict.setText(_("Not worked out yet. Nothing can be written before it is."))
            self.less.show_ways((), ())
            self._weighed = ""
        else:
            audit = proposed.protection.audit
            tone, name = (Tone.GOOD, "check") if audit.has_passed else (Tone.BAD, "cross")
            self._sign.setPixmap(icon(name, tone).pixmap(SIZE, SIZE))
            figures = len(self.figures.all_rows)
            told = [withheld_text(Counter(proposed.protection.plan.withheld.values()), figures)]
            told.append(audit_text(len(audit.weaknesses)))
            self._verdict.setText(" ".join(told))
        self._follow()

    def _tab_changed(self) -> None:
        self._follow()
        self._weigh()

    def _weigh(self) -> None:
        """Work the ways to tell less out where somebody looks at them, once for each edition."""
        proposed = self.proposed
        if proposed is None or self.tabs.currentIndex() != LESS or self._weighed == proposed.fingerprint:
            return
        self._weighed = proposed.fingerprint

        def work(_session: Session, progress: JobProgress) -> tuple[Proposal, ...]:
            return publication.coarser_editions(proposed, progress=progress)

        def done(found: tuple[Proposal, ...]) -> None:
            if self.proposed is proposed:
                self.less.show_ways(found, proposed.choices.coarsenings)
                self._follow()

        def stopped() -> None:
            self._weighed = ""

        self.workplace.run(
            _("Weighing ways to tell less"),
            work,
            done=done,
            failed=self.tell,
            stopped=stopped,
            can_be_stopped=True,
        )

    def _follow(self) -> None:
        """Which acts are offered: those of the tab, and only for what can be decided."""
        tab, proposed, row = self.tabs.currentIndex(), self.proposed, self.figures.current()
        text, is_free = self._text(), proposed is not None and not self.workplace.tasks.is_writing
        for action, tab_of_it in (
            *((self.choose_less, LESS), (self.tell_all, LESS)),
            *((self.let_go, FIGURES), (self.withhold, FIGURES), (self.take_back, FIGURES)),
            *((self.keep_text, TEXTS), (self.leave_out, TEXTS)),
        ):
            action.setVisible(tab == tab_of_it)
        way = self.less.current()
        self.choose_less.setEnabled(is_free and way is not None and way.coarsening is not None)
        self.tell_all.setEnabled(is_free and bool(proposed and proposed.choices.coarsenings))
        is_decided = row is not None and row.override is not None
        self.let_go.setEnabled(is_free and row is not None and row.why in _LETS_GO and not is_decided)
        self.withhold.setEnabled(is_free and row is not None and row.why is None and bool(row.value) and not is_decided)
        self.take_back.setEnabled(is_free and is_decided)
        self.keep_text.setEnabled(is_free and bool(text))
        self.leave_out.setEnabled(is_free and bool(text))
        can_write = proposed is not None and proposed.protection.audit.has_passed and not proposed.undecided_texts
        self.write.setEnabled(is_free and can_write)
        if proposed is not None and proposed.undecided_texts:
            self.write.setToolTip(_("Decide about the texts first: they may give withheld figures away"))
        else:
            self.write.setToolTip(_("PDF, Word, Excel and a table, for everybody to read"))

    def _text(self) -> str:
        number = self.text_view.current_row()
        return self.texts.rows[number].finding.narrative if 0 <= number < len(self.texts.rows) else ""

    def _decide(self, choices: PublicationChoices) -> None:
        """Keep a decision; the edition is worked out and audited anew."""
        try:
            changes = publication.keep_choices(self.workplace.session, self.workplace.period.code, choices)
        except CtecsError as error:
            self.tell(error)
            return
        self.message.clear()
        self.workplace.changes.publish(changes)

    def _choose_less(self) -> None:
        way = self.less.current()
        if self.proposed is not None and way is not None and way.coarsening is not None:
            choices = self.proposed.choices
            self._decide(replace(choices, coarsenings=(*choices.coarsenings, way.coarsening)))

    def _tell_all(self) -> None:
        if self.proposed is not None:
            self._decide(replace(self.proposed.choices, coarsenings=()))

    def _override(self, kind: OverrideKind, question: str, verb: str) -> None:
        row = self.figures.current()
        if row is None or self.proposed is None:
            return
        reason = self.workplace.asker.ask_text(question.format(figure=row.figure), verb=verb)
        if reason is None:
            return
        decision = Override(kind, row.name, reason, self.workplace.session.person)
        try:
            self._decide(publication.override(self.proposed, decision))
        except CtecsError as error:
            self.tell(error)

    def _let_go(self) -> None:
        row = self.figures.current()
        if row is not None and row.why in _LETS_GO:
            question = _("{figure}: why may readers get this figure? The record of the edition keeps the reason.")
            self._override(_LETS_GO[row.why], question, _("Show it"))

    def _withhold(self) -> None:
        question = _("{figure}: why is this figure withheld too? The record of the edition keeps the reason.")
        self._override(OverrideKind.WITHHOLD, question, _("Withhold it"))

    def _take_back(self) -> None:
        row = self.figures.current()
        if row is not None and self.proposed is not None:
            choices = self.proposed.choices
            others = tuple(each for each in choices.overrides if each.cell != row.name)
            self._decide(replace(choices, overrides=others))

    def _keep_text(self) -> None:
        question = _("Why do the numbers of this text give nobody away? The record of the edition keeps the reason.")
        reason = self.workplace.asker.ask_text(question, verb=_("Print it"))
        if reason is not None and self.proposed is not None:
            self._decide(publication.decide_text(self.proposed, self._text(), is_kept=True, reason=reason))

    def _leave_out(self) -> None:
        if self.proposed is not None:
            self._decide(publication.decide_text(self.proposed, self._text(), is_kept=False))

    def _write(self) -> None:
        proposed, asker = self.proposed, self.workplace.asker
        if proposed is None:
            return
        question = _("Who approves this edition for everybody to read? The name stands in its record. {withheld}")
        withheld = withheld_text(Counter(proposed.protection.plan.withheld.values()), len(self.figures.all_rows))
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


_LETS_GO = {WithheldFor.ITSELF: OverrideKind.RELEASE, WithheldFor.ANOTHER: OverrideKind.KEEP}
"""What showing a figure after all means; one that is read off another is shown with that other."""
