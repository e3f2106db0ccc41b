"""The pages of the workbook before and after signing, as data: what is on the screen is what is signed.

The seal's sheet is missing before signing, since it is the signature; it repeats every value as a line of text.
"""

from __future__ import annotations

from dataclasses import dataclass

from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.sign_off import SignedRecord
from ctecs_desktop.domain.submission import Submission
from ctecs_desktop.exchange.submission.submission_pages import changes_since, submission_pages
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle, Content, Page, PageCell, content_text
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.submission import draft, last_signed, state_of
from ctecs_desktop.services.timeline import revisions, signed_submission

__all__ = ["CellStyle", "Content", "Page", "PageCell", "Preview", "content_text", "preview", "signed_preview"]


@dataclass(frozen=True, slots=True)
class Preview:
    """The pages, and whether they are signed or what would be signed now."""

    pages: tuple[Page, ...]
    submission: Submission
    changed: int  # values that differ from the revision before
    is_signed: bool


def preview(session: Session, period: PeriodCode, *, signer: str = "", role: str = "") -> Preview:
    """The pages of the last signed revision where the period is locked, else of what would be signed now."""
    if state_of(session, period).is_locked:
        return signed_preview(session, revisions(session, period)[-1])
    plan = session.plan
    submission = draft(session, period, signer=signer, role=role)
    changes = changes_since(last_signed(session, period), submission, plan)
    return Preview(submission_pages(submission, plan, changes=changes), submission, len(changes), is_signed=False)


def signed_preview(session: Session, record: SignedRecord) -> Preview:
    """The pages of a signed revision, from its archived workbook."""
    submission, plan = signed_submission(session, record)
    before = next(
        (each for each in revisions(session, record.identity.period) if each.digest == submission.identity.parent), None
    )
    previous = signed_submission(session, before)[0] if before is not None else None
    changes = changes_since(previous, submission, plan)
    return Preview(submission_pages(submission, plan, changes=changes), submission, len(changes), is_signed=True)
