"""What central office decides about an edition: to tell less, to show or withhold a figure, to print or drop a text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from ctecs_desktop.domain.disclosure_plan import Override, OverrideKind, WithheldFor
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.publication_choices import PublicationChoices
from ctecs_desktop.i18n import _
from ctecs_desktop.services import publication
from ctecs_desktop.services.proposed_edition import ProposedEdition
from ctecs_desktop.ui.publication.coarser_tab import CoarserTab
from ctecs_desktop.ui.publication.text_tab import TextTab
from ctecs_desktop.ui.publication.withheld_tab import WithheldTab
from ctecs_desktop.ui.workplace import Workplace

LETS_GO = {WithheldFor.ITSELF: OverrideKind.RELEASE, WithheldFor.ANOTHER: OverrideKind.KEEP}
"""What showing a figure after all means; one that is read off another is shown with that other."""


class DecisionActs(QObject):
    """The acts, each for what is chosen in its tab. Every decision is kept, and the edition audited anew."""

    def __init__(
        self,
        workplace: Workplace,
        tabs: tuple[CoarserTab, WithheldTab, TextTab],
        *,
        tell: Callable[[CtecsError], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._less, self._figures, self._texts = tabs
        self._tell = tell
        self._proposed: ProposedEdition | None = None
        self.choose_less = self._act(_("Tell less this way"), self._choose_less)
        self.tell_all = self._act(_("Tell everything again"), self._tell_all)
        self.let_go = self._act(_("Show after all…"), self._let_go)
        self.withhold = self._act(_("Withhold too…"), self._withhold)
        self.take_back = self._act(_("Take back"), self._take_back)
        self.keep_text = self._act(_("Print after all…"), self._keep_text)
        self.leave_out = self._act(_("Leave out"), self._leave_out)
        self.take_back.setToolTip(_("Let the rules decide about this figure again"))
        self.leave_out.setToolTip(_("The whole text, not only the number"))
        self.of_less = (self.tell_all, self.choose_less)
        self.of_figures = (self.take_back, self.withhold, self.let_go)
        self.of_texts = (self.leave_out, self.keep_text)

    @property
    def all(self) -> tuple[QAction, ...]:
        """Every act, in the order of the tabs."""
        return (*self.of_less, *self.of_figures, *self.of_texts)

    def follow(self, proposed: ProposedEdition | None, tab: object, *, is_free: bool) -> None:
        """Offer what the tab that is seen can decide about ``proposed``; ``is_free``: nothing is being written."""
        self._proposed = proposed if is_free else None
        for acts, of_tab in (
            (self.of_less, self._less),
            (self.of_figures, self._figures),
            (self.of_texts, self._texts),
        ):
            for action in acts:
                action.setVisible(of_tab is tab)
                action.setEnabled(False)
        if self._proposed is None:
            return
        way, row, text = self._less.current(), self._figures.current(), self._texts.current()
        self.choose_less.setEnabled(way is not None and way.coarsening is not None)
        self.tell_all.setEnabled(bool(self._proposed.choices.coarsenings))
        if row is not None:
            is_decided = row.override is not None
            # Of what its source withheld nobody has a number to show.
            self.let_go.setEnabled(row.why in LETS_GO and row.is_exact and not is_decided)
            self.withhold.setEnabled(row.why is None and row.is_exact and not is_decided)
            self.take_back.setEnabled(is_decided)
        for action in self.of_texts:
            action.setEnabled(bool(text))

    def _act(self, text: str, carry_out: Callable[[ProposedEdition], None]) -> QAction:
        action = QAction(text, self)

        def triggered() -> None:
            if self._proposed is None:
                return
            try:
                carry_out(self._proposed)
            except CtecsError as error:
                self._tell(error)

        action.triggered.connect(lambda _checked=False: triggered())
        return action

    def _decide(self, choices: PublicationChoices) -> None:
        changes = publication.keep_choices(self._workplace.session, self._workplace.period.code, choices)
        self._workplace.changes.publish(changes)

    def _choose_less(self, proposed: ProposedEdition) -> None:
        way = self._less.current()
        if way is not None and way.coarsening is not None:
            chosen = (*proposed.choices.coarsenings, way.coarsening)
            self._decide(replace(proposed.choices, coarsenings=chosen))

    def _tell_all(self, proposed: ProposedEdition) -> None:
        self._decide(replace(proposed.choices, coarsenings=()))

    def _override(self, proposed: ProposedEdition, kind: OverrideKind, *, question: str, verb: str) -> None:
        row = self._figures.current()
        if row is None:
            return
        reason = self._workplace.asker.ask_text(question.format(figure=row.figure), verb=verb)
        if reason is not None:
            decision = Override(kind, row.name, reason, self._workplace.session.person)
            self._decide(publication.override(proposed, decision))

    def _let_go(self, proposed: ProposedEdition) -> None:
        row = self._figures.current()
        if row is not None and row.why in LETS_GO:
            question = _("{figure}: why may readers get this figure? The record of the edition keeps the reason.")
            self._override(proposed, LETS_GO[row.why], question=question, verb=_("Show it"))

    def _withhold(self, proposed: ProposedEdition) -> None:
        question = _("{figure}: why is this figure withheld too? The record of the edition keeps the reason.")
        self._override(proposed, OverrideKind.WITHHOLD, question=question, verb=_("Withhold it"))

    def _take_back(self, proposed: ProposedEdition) -> None:
        row = self._figures.current()
        if row is not None:
            others = tuple(each for each in proposed.choices.overrides if each.cell != row.name)
            self._decide(replace(proposed.choices, overrides=others))

    def _keep_text(self, proposed: ProposedEdition) -> None:
        question = _("Why do the numbers of this text give nobody away? The record of the edition keeps the reason.")
        reason = self._workplace.asker.ask_text(question, verb=_("Print it"))
        if reason is not None:
            choices = publication.decide_text(proposed, self._texts.current(), is_kept=True, reason=reason)
            self._decide(choices)

    def _leave_out(self, proposed: ProposedEdition) -> None:
        self._decide(publication.decide_text(proposed, self._texts.current(), is_kept=False))
