"""Who works on which store, and what time it is: the first argument of every act."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.workspace import Workspace, WorkspaceRole
from ctecs_desktop.store.opening import open_store
from ctecs_desktop.store.plans import current_plan
from ctecs_desktop.store.store import Store

Clock = Callable[[], datetime]


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
    """One person at one open store."""

    store: Store
    person: str
    clock: Clock = system_clock

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
        return Session(self.store.companion(), self.person, self.clock)

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
    path: Path, *, person: str | None = None, clock: Clock = system_clock, writable: bool = True
) -> Session:
    """Open the store at ``path``. Raises the errors of :func:`open_store`."""
    return Session(open_store(path, writable=writable), person or system_person(), clock)
