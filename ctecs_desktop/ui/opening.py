"""Opening a workspace on the worker's thread, together with everything that its first page will want."""

from __future__ import annotations

import gc
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.ui.tasks import JobProgress

if TYPE_CHECKING:
    from ctecs_desktop.domain.plan import ReportingPeriod
    from ctecs_desktop.services.session import Session

WORKSPACE_MODULES = tuple(f"ctecs_desktop.ui.{name}" for name in ("pages", "workspace_acts", "workspace_view"))
"""Half a second of imports, made on the worker's thread, so that the window's thread finds them done."""


def open_workspace(path: Path, _progress: JobProgress) -> tuple[Session, ReportingPeriod]:
    """A checked session at ``path``, and the period to begin with; raises the errors of opening a store."""
    from ctecs_desktop.services.overview import period_at_hand
    from ctecs_desktop.services.session import open_session

    for name in WORKSPACE_MODULES:
        import_module(name)
    session = open_session(path)
    try:
        period = period_at_hand(session)  # by that the plan is read, and remembered for both threads
    except CtecsError:
        session.close()
        raise
    # Or the end of this job would have all that was imported searched for cycles in the window's thread: 30 ms.
    gc.freeze()
    return session, period
