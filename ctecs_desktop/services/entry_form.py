"""Writes the entry form that a colleague fills in with a spreadsheet; ``entry.enter_file`` takes it back."""

from __future__ import annotations

from pathlib import Path

from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.exchange.entry.entry_form import write_entry_form
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.services.entry import current_values, require_unlocked
from ctecs_desktop.services.practice_bounds import require_inside, suggested_path
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.submission import previous_period


def write_form(session: Session, period: PeriodCode, out: Path) -> Path:
    """The form for ``period`` with what is entered so far, written to ``out``.

    Raises ``NotAllowed("submission.locked")`` for a signed period, whose form nobody could take back, and
    ``NotAllowed("practice.outside")`` where a form of a practice workspace would leave its folder.
    """
    require_inside(session, out)
    plan = session.plan
    reporting_period = plan.period(period)
    require_unlocked(session, period)
    before = previous_period(plan, reporting_period)
    data = write_entry_form(
        plan,
        reporting_period,
        session.workspace.organization,
        current_values(session, period),
        previous=current_values(session, before.code) if before else {},
        claimed_time=session.clock(),
    )
    return write_file_atomically(out, data)


def suggested_form_name(session: Session, period: PeriodCode) -> str:
    """A name that says what is inside; nothing is ever read from it."""
    return suggested_path(session, f"{session.workspace.organization} {period} entry form.xlsx")
