"""Who works on which store, and what time it is: the first argument of every act."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from ctecs_desktop.domain.errors import CtecsError, NotAllowed, StoreError
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.retention import BackupKind
from ctecs_desktop.domain.workspace import Workspace, WorkspaceRole
from ctecs_desktop.exchange.files import clear_leftovers
from ctecs_desktop.services import backup_keeping
from ctecs_desktop.services.export_marks import lift_above_marks
from ctecs_desktop.store.opening import open_store
from ctecs_desktop.store.plans import current_plan
from ctecs_desktop.store.store import Store

Clock = Callable[[], datetime]

PATIENCE_MILLISECONDS = 50
"""How long an act of :meth:`Session.impatient` waits: a window that stands still for longer is felt."""


def system_clock() -> datetime:
    """The time of the PC, in UTC."""
    return datetime.now(UTC)


def system_person() -> str:
    """The name under which the person is logged in; "unknown" where the system does not say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


def as_utc_text(moment: datetime) -> str:
    """``2020-03-31T14:03:05Z``: how times are kept and signed."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


@dataclass(slots=True)
class Session:
    """One person at one open store.

    ``notices`` gathers what a person should be told although the work went on, such as a backup that failed;
    ``keeps_backups`` is off where everything can be made anew, as in a demonstration.
    """

    store: Store
    person: str
    clock: Clock = system_clock
    keeps_backups: bool = True
    notices: list[CtecsError] = field(default_factory=list)

    @property
    def workspace(self) -> Workspace:
        """Whose store it is."""
        return self.store.workspace

    @property
    def plan(self) -> Plan:
        """The plan now in force in this store."""
        return current_plan(self.store)

    @property
    def store_path(self) -> Path:
        """Where the workspace's file lies."""
        return self.store.path

    @property
    def key_path(self) -> Path:
        """Where the workspace's key lies: beside the store, under its name."""
        return key_path_of(self.store.path)

    def now(self) -> str:
        """The time as it is recorded: ISO-8601 UTC, to the second."""
        return as_utc_text(self.clock())

    def require(self, role: WorkspaceRole) -> None:
        """Refuse an act that belongs to the other kind of workspace."""
        if self.workspace.role is not role:
            raise NotAllowed("session.wrong_role", wanted=role.value, found=self.workspace.role.value)

    def companion(self) -> Session:
        """A session of the same person at the same store for the thread that calls this; closed by that thread."""
        return Session(self.store.companion(), self.person, self.clock, self.keeps_backups, self.notices)

    def impatient(self) -> AbstractContextManager[None]:
        """Inside, another program that holds the file is not waited for: ``StoreBusy`` is raised almost at once.

        For the thread of a window, which tries again a little later instead of standing still.
        """
        return self.store.impatient(PATIENCE_MILLISECONDS)

    def close(self) -> None:
        """Let the store go."""
        self.store.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def key_path_of(store_path: Path) -> Path:
    """``norwich.ctecs`` has its key in ``norwich.key.p12``."""
    return store_path.with_name(f"{store_path.stem}.key.p12")


def open_session(
    path: Path,
    *,
    person: str | None = None,
    clock: Clock = system_clock,
    writable: bool = True,
    keeps_backups: bool = True,
) -> Session:
    """Open the store at ``path``. Raises the errors of :func:`open_store`.

    For writing, what a killed program left half written beside the store is removed, the first opening of a day makes
    a backup, a store that has forgotten a revision which left it (an older copy put in its place) goes on under a
    number above it, and a folder that another program synchronises is named; all that only ever adds to ``notices``.
    """
    session = Session(open_store(path, writable=writable), person or system_person(), clock, keeps_backups)
    if writable:
        try:
            _settle(session)
        except BaseException:
            session.close()
            raise
    return session


def _settle(session: Session) -> None:
    clear_leftovers(session.store_path.parent)
    if session.store.notice is not None:
        session.notices.append(StoreError(session.store.notice, path=str(session.store_path)))
    if session.keeps_backups:
        report = backup_keeping.back_up_if_due(session.store, BackupKind.DAILY, now=session.clock())
        session.notices.extend(report.problems)
    lifted = lift_above_marks(session.store, at=session.now(), person=session.person)
    for period, revision in lifted.items():
        session.notices.append(StoreError("backup.older_state", period=period, revision=revision))
    if session.workspace.role is WorkspaceRole.CENTRAL:
        _settle_what_was_sent(session)


def _settle_what_was_sent(session: Session) -> None:
    from ctecs_desktop.services import sent_marks  # reads registers of signers, which no school need import to open

    sent_marks.lift_above_sent(session.store, at=session.now(), person=session.person)
    notice = sent_marks.notice_of(session.store)
    if notice is not None:
        session.notices.append(notice)
