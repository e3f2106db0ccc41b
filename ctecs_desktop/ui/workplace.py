"""What every page of an open workspace works with: the session, the plan, the period, jobs, changes and questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.observation import ObservationKey, PeriodCode
from ctecs_desktop.domain.plan import Plan, ReportingPeriod
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.ui.asking import Asker
from ctecs_desktop.ui.changes import ChangeHub
from ctecs_desktop.ui.tasks import Job, JobProgress, Outcome, TaskRunner
from ctecs_desktop.ui.window_state import last_place, remember_place

if TYPE_CHECKING:
    from ctecs_desktop.services.session import Session


class Workplace(QObject):
    """One for each open workspace; pages are given it and reach nothing else."""

    period_changed = Signal()
    go_to_value = Signal(object)
    """Carries the ``ObservationKey`` that a page wants shown for entry."""

    go_to_page = Signal(str)

    answer_wanted = Signal()
    """Somebody wants to answer what central office asked about the period."""

    key_wanted = Signal()
    """A school wants to make its key, or to save its enrolment workbook again."""

    rule_wanted = Signal(str)
    """Carries the code of a rule: what it says, and why there is such a rule, stands in the help."""

    review_wanted = Signal(str)
    """Carries the digest of a submission that somebody wants to look at value by value."""

    workbook_wanted = Signal()
    """Somebody wants to open a workbook from central office."""

    restore_wanted = Signal(object)
    """Carries the path of the backup that is to take this workspace's place; the window closes it first."""

    renewed = Signal(str)
    """Another plan is in force, which every page was made for: all are made anew, and then this is said."""

    backup_made = Signal()
    """A backup was made without anybody asking."""

    closing = Signal()
    """The session is about to be closed: whatever was planned for later must not happen any more."""

    refused = Signal(object)
    """Carries the ``CtecsError`` for which an act of entering was refused."""

    waiting = Signal()
    """What was entered waits for another program that holds the file; it is saved as soon as that lets go."""

    def __init__(
        self,
        session: Session,
        *,
        tasks: TaskRunner,
        asker: Asker,
        period: ReportingPeriod,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.tasks = tasks
        self.asker = asker
        self.changes = ChangeHub(self)
        self.plan: Plan = session.plan
        self.period = period
        self.changes.changed.connect(self._learn)

    @property
    def is_school(self) -> bool:
        """Whether this is a school's workspace."""
        return self.session.workspace.role is WorkspaceRole.SCHOOL

    @property
    def organization_name(self) -> str:
        """The school's name, or the district's at central office."""
        return self.plan.school(self.session.workspace.organization).name if self.is_school else self.plan.district_name

    def choose_period(self, period: ReportingPeriod) -> None:
        """Show another period on every page."""
        if period != self.period:
            self.period = period
            self.period_changed.emit()

    def remember_place(self, key: ObservationKey) -> None:
        """Keep the cell that was left last, for the next time this workspace is opened."""
        remember_place(self.session.store_path, key)

    def last_place(self, period: PeriodCode) -> ObservationKey | None:
        """The cell of ``period`` that was left last; None where there was none, or the plan has it no more."""
        key = last_place(self.session.store_path, period)
        if key is None or not self.plan.has_measure(key.measure) or key.school != self.session.workspace.organization:
            return None
        return key if key.subgroup in self.plan.subgroups_of(key.measure) else None

    def close(self) -> None:
        """Tell the pages that nothing may be asked of the session from now on."""
        self.closing.emit()

    def show_value(self, key: ObservationKey) -> None:
        """Ask the window for the page where that value is entered."""
        self.go_to_value.emit(key)

    def run(
        self,
        title: str,
        work: Callable[[Session, JobProgress], Outcome],
        *,
        done: Callable[[Outcome], None],
        failed: Callable[[CtecsError], None],
        stopped: Callable[[], None] = lambda: None,
        writes: bool = False,
        can_be_stopped: bool = False,
    ) -> None:
        """Carry out ``work`` on the worker's thread; the callbacks come back in this one."""
        job = Job(title, done, failed, stopped, writes=writes, can_be_stopped=can_be_stopped)
        self.tasks.run(job, self.session, work)

    def _learn(self, changes: Changes) -> None:
        if Noun.PLAN in changes.nouns:
            self.plan = self.session.plan
            known = {period.code: period for period in self.plan.periods}
            if self.period.code in known:
                self.period = known[self.period.code]
            else:  # a plan in force need not have the period that was looked at
                self.period = self.plan.periods[-1]
                self.period_changed.emit()
