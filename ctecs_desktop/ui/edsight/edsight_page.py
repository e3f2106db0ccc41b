"""Published figures: the exports that were loaded, and what schools sent beside them, the largest difference first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QTabWidget, QVBoxLayout, QWidget

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.plan import PeriodKind
from ctecs_desktop.domain.published import LoadedFigure, PublishedSource
from ctecs_desktop.domain.reconciliation import Agreement
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services import baselines, edsight, reconciliation
from ctecs_desktop.services.baselines import BaselineProposal
from ctecs_desktop.services.edsight import NAME_OF_YEAR, Loading
from ctecs_desktop.services.reconciliation import Reconciliation
from ctecs_desktop.services.session import Session
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.buttons import button_of, button_row
from ctecs_desktop.ui.edsight.baseline_dialog import BaselineDialog
from ctecs_desktop.ui.edsight.comparison_tab import ComparisonTab
from ctecs_desktop.ui.edsight.loading_words import loading_details, loading_text
from ctecs_desktop.ui.edsight.source_model import SourceModel
from ctecs_desktop.ui.page import Page
from ctecs_desktop.ui.table import TableView
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.theme import INSIDE, Tone, muted_label, section_title
from ctecs_desktop.ui.workplace import Workplace

COMPARISON, FILES = 0, 1
ENDINGS = frozenset({".csv", ".txt", ".tsv"})


class EdSightPage(Page):
    """Two tabs: the comparison of the period's school year, and the files that were loaded."""

    name = "edsight"

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, _("Published figures"))
        self._summary = muted_label()
        self._summary.setWordWrap(False)
        self.head.addWidget(self._summary)
        self.comparison = ComparisonTab(workplace.plan, self._line_of)
        self.sources = SourceModel()
        self.files = TableView(_("Loaded files"))
        self.files.show_model(self.sources)
        self.load = self._act(_("Load exports…"), self._choose, "Ctrl+I", _("Files as EdSight exports them"))
        self.export = self._act(_("Export the comparison…"), self._export, "Ctrl+E")
        self.propose = self._act(_("Baselines from these figures…"), self._propose)
        self.withdraw = self._act(_("Let this file count no more…"), self._withdraw)
        self.tabs = QTabWidget()
        self._empty = _empty_box(self.load)
        self._buttons = QWidget()
        self._lay_out()
        self.files.when_row_changes(lambda _number: self._follow())
        self.tabs.currentChanged.connect(lambda _tab: self._follow())
        workplace.tasks.writing_changed.connect(lambda _writing: self._follow())
        self.setFocusProxy(self.comparison)

    def _lay_out(self) -> None:
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.comparison, _("Comparison"))
        self.tabs.addTab(self.files, _("Loaded files"))
        self.tabs.setAccessibleName(_("Comparison or loaded files"))
        self.tabs.tabBar().setAccessibleName(_("Comparison or loaded files"))
        buttons = button_row(
            *(button_of(self.withdraw), button_of(self.propose), button_of(self.export)),
            button_of(self.load, is_primary=True),
        )
        buttons.setContentsMargins(0, 0, 0, 0)
        self._buttons.setLayout(buttons)
        self.body.addWidget(self._empty, stretch=1)
        self.body.addWidget(self.tabs, stretch=1)
        self.body.addWidget(self._buttons)

    def actions_of_page(self) -> Sequence[QAction]:
        return (self.load, self.export, self.propose, self.withdraw)

    def concerns(self, changes: Changes) -> bool:
        return bool(changes.nouns & {Noun.PUBLISHED, Noun.ROLLUP, Noun.SUBMISSION, Noun.OBSERVATION, Noun.PLAN})

    def read(self) -> None:
        self.comparison.learn(self.workplace.plan)
        try:
            self.sources.show_rows(edsight.sources(self.workplace.session))
        except CtecsError as error:
            self.tell(error)
            return
        self.heading.setText(_("Published figures {year}").format(year=self.workplace.period.school_year))
        if self.workplace.period.kind is not PeriodKind.YEAR:
            self._compared(None)
            return
        period = self.workplace.period.code

        def work(session: Session, _progress: JobProgress) -> Reconciliation:
            return reconciliation.compare(session, period)

        self.workplace.run(_("Comparing with published figures"), work, done=self._compared, failed=self.tell)

    def take_in(self, paths: Sequence[Path]) -> None:
        """Load every file; folders stand for the text files in them. Where a file names no year, a person confirms."""
        files = [file for path in paths for file in _exports_of(path)]
        if not files:
            self.message.show_message(_("There is no export among what was dropped."), Tone.WARN)
            return

        def work(session: Session, _progress: JobProgress) -> dict[Path, str]:
            return edsight.files_without_year(session, files)

        def ask(found: dict[Path, str]) -> None:
            named = {path: year for path, year in found.items() if year}
            believes = bool(named) and self._confirm_years(named)
            self._load(files, NAME_OF_YEAR if believes else "")

        self.workplace.run(_("Looking at the exports"), work, done=ask, failed=self.tell)

    def _confirm_years(self, named: dict[Path, str]) -> bool:
        """Whether to believe the names of files that do not say their year inside."""
        years = ", ".join(sorted(set(named.values())))
        question = ngettext(
            "{count} file does not say of which school year it is. Its name speaks of {years}. Is that right?",
            "{count} files do not say of which school year they are. Their names speak of {years}. Is that right?",
            len(named),
        ).format(count=len(named), years=years)
        return self.workplace.asker.confirm(question, verb=_("Believe the names"))

    def _load(self, files: Sequence[Path], school_year: str) -> None:
        def work(session: Session, progress: JobProgress) -> Loading:
            return edsight.load_files(session, files, school_year=school_year, progress=progress)

        self.workplace.run(
            _("Loading exports"),
            work,
            done=self._loaded,
            failed=self.tell,
            stopped=self._stopped,
            writes=True,
            can_be_stopped=True,
        )

    def _loaded(self, done: Loading) -> None:
        text, tone = loading_text(done)
        self.message.show_message(text, tone)
        details = loading_details(done)
        if details:
            self.workplace.asker.tell(text, details=details)
        self.workplace.changes.publish(done.changes)

    def _stopped(self) -> None:
        self.workplace.changes.publish(Changes(nouns=frozenset({Noun.PUBLISHED})))
        self.message.show_message(_("Stopped. Files that were done are kept."), Tone.WARN)

    def _compared(self, found: Reconciliation | None) -> None:
        if found is not None and found.period != self.workplace.period.code:
            return  # the person has gone on to another period
        counts = Counter(each.agreement for each in found.comparisons) if found else Counter()
        text = _("{differing} of {all} figures differ") if counts else ""
        self._summary.setText(text.format(differing=f"{counts[Agreement.DIFFERS]:,}", all=f"{counts.total():,}"))
        nothing = ""
        if self.workplace.period.kind is not PeriodKind.YEAR:
            nothing = _("The state publishes figures of whole years. Choose a year at the top.")
        elif found is None or not found.files:
            nothing = _("No published figures of {year} are loaded.").format(year=self.workplace.period.school_year)
        self.comparison.show_found(found, nothing)
        self._follow()

    def _line_of(self, loaded: LoadedFigure) -> str:
        try:
            return edsight.source_line(self.workplace.session, loaded)
        except CtecsError as error:
            self.tell(error)
            return ""

    def _current_source(self) -> PublishedSource | None:
        number = self.files.current_row()
        return self.sources.rows[number] if 0 <= number < len(self.sources.rows) else None

    def _choose(self) -> None:
        files = self.workplace.asker.choose_files(_("Load exports of EdSight"), FileKind.TABLE)
        if files:
            self.take_in(files)

    def _export(self) -> None:
        period = self.workplace.period.code
        out = self.workplace.asker.choose_new_file(
            _("Export the comparison"), FileKind.TABLE, suggestion=f"published-{period}.csv"
        )
        if out is None:
            return

        def work(session: Session, _progress: JobProgress) -> Path:
            return reconciliation.write_differences(session, period, out)

        self.workplace.run(_("Exporting the comparison"), work, done=self._exported, failed=self.tell)

    def _exported(self, path: Path) -> None:
        self.message.show_message(_("Exported: {path}").format(path=path), Tone.GOOD)

    def _propose(self) -> None:
        year = self.workplace.period.school_year

        def work(session: Session, _progress: JobProgress) -> tuple[BaselineProposal, ...]:
            return baselines.propose(session, year)

        self.workplace.run(_("Looking for baselines"), work, done=self._show_proposals, failed=self.tell)

    def _show_proposals(self, proposals: tuple[BaselineProposal, ...]) -> None:
        if not proposals:
            self.message.show_message(_("Every baseline is as the state published it."), Tone.GOOD)
            return
        dialog = BaselineDialog(self.workplace.plan, proposals, self)
        if dialog.exec():
            self.take_baselines(dialog.model.chosen)

    def take_baselines(self, chosen: Sequence[BaselineProposal]) -> None:
        """Put ``chosen`` into the draft of the next plan."""
        try:
            changes = baselines.take(self.workplace.session, chosen)
        except CtecsError as error:
            self.tell(error)
            return
        text = ngettext(
            "{count} baseline stands in the draft of the next plan; publish the plan to put it in force.",
            "{count} baselines stand in the draft of the next plan; publish the plan to put them in force.",
            len(chosen),
        )
        self.message.show_message(text.format(count=len(chosen)), Tone.GOOD)
        self.workplace.changes.publish(changes)

    def _withdraw(self) -> None:
        source = self._current_source()
        if source is None:
            return
        question = _("Why should {file} count no more? It stays in the history.").format(file=source.file_name)
        reason = self.workplace.asker.ask_text(question, verb=_("Let it count no more"))
        if reason is None:
            return
        try:
            changes = edsight.withdraw(self.workplace.session, source.number, reason=reason)
        except CtecsError as error:
            self.tell(error)
            return
        self.workplace.changes.publish(changes)

    def _follow(self) -> None:
        has_files = bool(self.sources.rows)
        self._empty.setVisible(not has_files)
        self.tabs.setVisible(has_files)
        self._buttons.setVisible(has_files)
        is_free = not self.workplace.tasks.is_writing
        is_files = self.tabs.currentIndex() == FILES
        source = self._current_source()
        self.load.setEnabled(is_free)
        found = self.comparison.found
        has_comparison = found is not None and bool(found.files)
        self.export.setVisible(not is_files)
        self.export.setEnabled(is_free and has_comparison)
        self.propose.setVisible(not is_files)
        self.propose.setEnabled(is_free and has_comparison)
        self.withdraw.setVisible(is_files)
        self.withdraw.setEnabled(is_free and source is not None and not source.withdrawn)

    def _act(self, text: str, call: Callable[[], None], keys: str = "", tip: str = "") -> QAction:
        action = QAction(text, self)
        if keys:
            action.setShortcut(keys)
        if tip:
            action.setToolTip(tip)
        action.triggered.connect(lambda _checked=False: call())
        return action


def _exports_of(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(each for each in path.rglob("*") if each.is_file() and each.suffix.lower() in ENDINGS)


def _empty_box(load: QAction) -> QWidget:
    """What the page says before anything is loaded: what belongs here, and the first step."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setSpacing(INSIDE)
    title = section_title(_("Load what the state published"))
    title.setAlignment(Qt.AlignmentFlag.AlignCenter)
    text = QLabel(
        _(
            "Export tables from EdSight as CSV and load them as they are, one or many, or drop them here. Then every "
            "figure that schools sent stands beside the published one. Nothing that a school sent is changed."
        )
    )
    text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    text.setWordWrap(True)
    column.addStretch(1)
    column.addWidget(title)
    column.addWidget(text)
    column.addSpacing(INSIDE)
    column.addWidget(button_of(load, is_primary=True), alignment=Qt.AlignmentFlag.AlignCenter)
    column.addStretch(1)
    return box
