"""How a practice workspace is known, and that nothing leaves its folder; whoever writes a file asks here.

It knows nothing of how practice is made, so that every act may ask it.
"""

from __future__ import annotations

from pathlib import Path

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.services.session import Session

PRACTICE_DISTRICT = SchoolCode("0000001")
"""No organization of EdSight has a code that begins with four zeros."""

PASSPHRASE = "practice makes the principal calm"
"""Of the practice school's key and of its district's: there is nothing to protect."""


def is_practice(session: Session) -> bool:
    """Whether this workspace is one for practising."""
    return session.workspace.district == PRACTICE_DISTRICT


def require_inside(session: Session, out: Path) -> None:
    """Raise ``NotAllowed("practice.outside")`` for a practice file anywhere but beside the practice workspace."""
    if is_practice(session):
        folder = session.store_path.parent.resolve()
        if not out.resolve().is_relative_to(folder):
            raise NotAllowed("practice.outside", path=str(out), folder=str(folder))


def suggested_path(session: Session, name: str) -> str:
    """A name for a file to be written; in practice marked so, and with its folder."""
    return str(session.store_path.parent / f"PRACTICE {name}") if is_practice(session) else name
