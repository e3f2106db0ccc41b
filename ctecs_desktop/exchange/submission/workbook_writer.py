"""Writes a submission as a workbook, seals its values, signs the package, and reads the result back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ctecs_desktop.domain.errors import ExchangeError
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.submission import Submission
from ctecs_desktop.exchange.opc.package_signature import Signer, sign_package
from ctecs_desktop.exchange.opc.package_verifier import verify_package
from ctecs_desktop.exchange.submission.seal import Seal, make_seal, seal_page
from ctecs_desktop.exchange.submission.submission_pages import changes_since, frame_of, submission_pages
from ctecs_desktop.exchange.submission.workbook_layout import (
    ChangedValue,
    reading_order,
    require_in_plan,
    require_known,
)
from ctecs_desktop.exchange.submission.workbook_reader import read_submission
from ctecs_desktop.exchange.workbook.workbook_page import Page


def sealed_pages(
    submission: Submission, plan: Plan, *, seal: Seal, changes: Sequence[ChangedValue] = ()
) -> tuple[Page, ...]:
    """Every page of the workbook, the seal's last.

    Raises ``WrongTemplate`` where the plan has no place for what is submitted (see ``workbook_layout``).
    """
    require_known(submission.identity, plan)
    require_in_plan(submission, plan, places=reading_order(plan))
    frame = frame_of(submission, plan)
    return (
        *submission_pages(submission, plan, changes=changes),
        seal_page(seal, subtitle=frame.subtitle, footer=frame.footer),
    )


def write_submission(submission: Submission, plan: Plan, *, seal: Seal, changes: Sequence[ChangedValue] = ()) -> bytes:
    """The workbook with its seal, without the package signature.

    The same submission, seal and changes give the same bytes. Raises ``WrongTemplate`` (see ``workbook_layout``) or
    ``NotAllowed`` (see ``workbook_page.require_writable`` and ``observation_cells.value_cells``).
    """
    # openpyxl costs a tenth of a second to import; only who writes a workbook pays.
    from ctecs_desktop.exchange.workbook.workbook_sheets import DocumentFacts, workbook_bytes

    identity = submission.identity
    school = plan.reporter(identity.school)
    facts = DocumentFacts(
        title=f"{school.name} · {identity.period} · revision {identity.revision}",
        subject=f"Performance measures, {plan.title}",
        author=identity.signer,
        claimed_time=claimed_time_of(submission),
    )
    return workbook_bytes(sealed_pages(submission, plan, seal=seal, changes=changes), facts=facts)


def export_submission(
    submission: Submission, plan: Plan, *, signer: Signer, previous: Submission | None = None
) -> bytes:
    """The workbook that travels: written, sealed, signed, then verified and read back as central office will.

    ``previous`` is the revision before, for the sheet that says what changed. Raises what ``write_submission``,
    ``sign_package`` and ``read_submission`` raise, and ``ExchangeError`` ``workbook.not_as_written`` should the file
    read back hold anything else than ``submission``.
    """
    changes = changes_since(previous, submission, plan)
    data = write_submission(submission, plan, seal=make_seal(submission, signer), changes=changes)
    identity = submission.identity
    comments = f"{identity.signer}, {identity.role}: {identity.period}, revision {identity.revision}"
    signed = sign_package(data, signer=signer, claimed_time=claimed_time_of(submission), comments=comments)
    verified = verify_package(signed)
    read = read_submission(verified.parts, plan)
    read.require_agreement(verified.certificate_der)
    if read.submission != submission or verified.certificate_der != signer.certificate_der:
        raise ExchangeError("workbook.not_as_written", school=identity.school, period=identity.period)
    return signed


def claimed_time_of(submission: Submission) -> datetime:
    """What the signer's clock said, as an aware time; raises ``ExchangeError`` ``submission.claimed_time``."""
    text = submission.identity.claimed_time
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise ExchangeError("submission.claimed_time", found=text[:80]) from error
    if time.tzinfo is None:
        raise ExchangeError("submission.claimed_time", found=text[:80])
    return time
