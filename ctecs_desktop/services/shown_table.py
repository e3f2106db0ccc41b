"""A table of the window, written for others as it is seen."""

from __future__ import annotations

from pathlib import Path

from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.exchange.shown_table import ShownTable, shown_csv, shown_workbook
from ctecs_desktop.services.practice_bounds import require_inside
from ctecs_desktop.services.session import Session

__all__ = ["ShownTable", "export_table"]


def export_table(session: Session, table: ShownTable, *, out: Path) -> Path:
    """Write ``table``: CSV where the name ends so, else a workbook.

    Raises ``NotAllowed("practice.outside")`` and ``FileUnwritable``.
    """
    require_inside(session, out)
    if out.suffix.lower() == ".csv":
        return write_file_atomically(out, shown_csv(table))
    return write_file_atomically(out, shown_workbook(table, person=session.person, at=session.clock()))
