"""Texts that were typed and could not be taken: kept until they are corrected, taken back or replaced by a value."""

from __future__ import annotations

from collections.abc import Mapping

from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.observation import ObservationKey, PeriodCode
from ctecs_desktop.services.entry import require_unlocked
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import draft_texts

__all__ = ["Place", "keep_typed", "typed_texts"]

Place = tuple[ObservationKey, Part]
"""The box in which a text stands."""


def typed_texts(session: Session, period: PeriodCode) -> dict[Place, str]:
    """What stands in the cells of ``period`` without having been taken."""
    return draft_texts.read_drafts(session.store, school=session.workspace.organization, period=period)


def keep_typed(session: Session, texts: Mapping[Place, str]) -> None:
    """Keep ``texts`` in their boxes, durably, in one transaction; an empty text is forgotten.

    Raises ``NotAllowed("submission.locked")`` for a signed period, and the errors of the store.
    """
    for period in sorted({key.period for key, _part in texts}):
        require_unlocked(session, period)
    draft_texts.keep_drafts(session.store, texts)
