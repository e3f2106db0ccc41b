"""A school's own report and its files: made at the school of its values, at central office of what it accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ctecs_desktop.domain.annual_report import ReportFormat
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import PeriodCode, SchoolCode
from ctecs_desktop.domain.plan import ReportingPeriod
from ctecs_desktop.domain.school_report import Basis, RecordedYear, SchoolReport, YearBasis, assemble_school_report
from ctecs_desktop.domain.submission import SubmissionIdentity, SubmissionStatus
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.services.district_figures import known_figures
from ctecs_desktop.services.progress import SILENT, Progress
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import explanations, observations, replies, sign_offs, submissions

if TYPE_CHECKING:
    from ctecs_desktop.exchange.report.report_document import ReportDocument

MOST_YEARS = 5
"""Periods that a report looks back over, its own among them: as many as the annual report."""

FORMATS = (ReportFormat.PDF, ReportFormat.WORD)
"""The kinds of file that a school's own report is written as."""


def build(
    session: Session, period: PeriodCode, *, school: SchoolCode | None = None, progress: Progress = SILENT
) -> SchoolReport:
    """The report on ``period``: at a school its own, at central office that of ``school``, from what is accepted.

    Years before in which nothing was recorded are left out. Raises ``NotAllowed``: ``school_report.nothing_entered``
    (``period``) at a school, ``school_report.nothing_accepted`` (``school``, ``period``) and
    ``school_report.which_school`` at central office, ``school_report.other_school`` (``school``, ``own``).
    """
    plan = session.plan
    own = plan.period(period)
    code = _school_of(session, school)
    recorded = _recorded if session.workspace.role is WorkspaceRole.SCHOOL else _accepted
    alike = sorted(
        (
            each
            for each in plan.periods
            if each.kind is own.kind and each.quarter == own.quarter and each.starts <= own.starts
        ),
        key=lambda each: each.starts,
    )
    years = []
    for number, each in enumerate(alike):
        progress.report(number, len(alike), each.code)
        year = recorded(session, code, each)
        if year.basis.basis is not Basis.NOTHING:
            years.append(year)
    if not years or years[-1].basis.period != period:
        if session.workspace.role is WorkspaceRole.SCHOOL:
            raise NotAllowed("school_report.nothing_entered", period=period)
        raise NotAllowed("school_report.nothing_accepted", school=plan.school(code).name, period=period)
    years = years[-MOST_YEARS:]
    as_of = years[-1].basis.signed_at or _last_change(session, code, period)
    return assemble_school_report(plan, code, years, known_figures(session), as_of=as_of)


def _school_of(session: Session, school: SchoolCode | None) -> SchoolCode:
    if session.workspace.role is WorkspaceRole.CENTRAL:
        if school is None:
            raise NotAllowed("school_report.which_school")
        return session.plan.school(school).code
    own = session.workspace.organization
    if school not in {None, own}:
        raise NotAllowed("school_report.other_school", school=school, own=own)
    return own


def _recorded(session: Session, school: SchoolCode, period: ReportingPeriod) -> RecordedYear:
    """What this school has entered, and whether it is signed, or accepted as its newest receipt says."""
    values = observations.read_observations(session.store, school=school, period=period.code)
    if not any(each.is_entered for each in values.values()):
        return RecordedYear(YearBasis(period.code, period.school_year, Basis.NOTHING))
    given = explanations.read_explanations(session.store, school=school, period=period.code)
    state = sign_offs.submission_state(session.store, period.code)
    if not state.is_locked:
        basis = YearBasis(period.code, period.school_year, Basis.ENTERED, state.revision)
        return RecordedYear(basis, values, given)
    record = sign_offs.signed_submissions(session.store, period.code)[-1]
    answers = [each for each in replies.replies(session.store, period.code) if each.digest == record.digest]
    is_accepted = bool(answers) and answers[-1].status is SubmissionStatus.ACCEPTED
    signed = _signed(period, record.identity, Basis.ACCEPTED if is_accepted else Basis.SIGNED)
    return RecordedYear(signed, values, given)


def _accepted(session: Session, school: SchoolCode, period: ReportingPeriod) -> RecordedYear:
    """What central office has accepted of that school."""
    held = submissions.received(session.store, period=period.code, school=school, status=SubmissionStatus.ACCEPTED)
    if not held:
        return RecordedYear(YearBasis(period.code, period.school_year, Basis.NOTHING))
    said = submissions.submission(session.store, held[-1].digest)
    return RecordedYear(
        _signed(period, said.identity, Basis.ACCEPTED),
        {each.key: each for each in said.observations},
        said.explanations,
    )


def _signed(period: ReportingPeriod, identity: SubmissionIdentity, basis: Basis) -> YearBasis:
    return YearBasis(
        period.code,
        period.school_year,
        basis,
        identity.revision,
        identity.signer,
        identity.role,
        identity.claimed_time,
    )


def _last_change(session: Session, school: SchoolCode, period: PeriodCode) -> str:
    """When a value of the period was changed last; what is entered has an entry in the history."""
    return observations.period_history(session.store, school=school, period=period)[-1].at


def file_name(report: SchoolReport, kind: ReportFormat) -> str:
    """``school-report-2015-16-9001116.pdf``."""
    return f"school-report-{report.period.code.replace(' ', '-')}-{report.school.code}.{kind.value}"


def write_school_report(
    report: SchoolReport,
    folder: Path,
    *,
    formats: Sequence[ReportFormat] = FORMATS,
    progress: Progress = SILENT,
) -> tuple[Path, ...]:
    """Write ``report`` into ``folder`` in each of ``formats``; a stop between two leaves whole files only.

    Raises ``ExchangeError("report.not_set")``, ``FileUnwritable``, and ``KeyError`` for a format it has not.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, kind in enumerate(formats):
        name = file_name(report, kind)
        progress.report(number, len(formats), name)
        written.append(write_as(report, folder / name, kind))
    progress.report(len(formats), len(formats), "")
    return tuple(written)


def write_as(report: SchoolReport, path: Path, kind: ReportFormat) -> Path:
    """Write ``report`` to ``path``, whole or not at all; raises as :func:`write_school_report`."""
    # The pages' words are needed when a report is set, not when the window opens.
    from ctecs_desktop.exchange.report.school_report_pages import school_report_document

    return write_file_atomically(path, _WRITERS[kind](school_report_document(report)))


def page_pictures(report: SchoolReport, *, pixels_per_inch: float) -> list[bytes]:
    """Every page as a PNG, as the PDF has it; raises ``ExchangeError("report.not_set")``."""
    from ctecs_desktop.exchange.report.report_pdf import draw_pages
    from ctecs_desktop.exchange.report.school_report_pages import school_report_document

    return draw_pages(school_report_document(report), pixels_per_inch=pixels_per_inch)


def _pdf(document: ReportDocument) -> bytes:
    from ctecs_desktop.exchange.report.report_pdf import write_pdf

    return write_pdf(document)


def _word(document: ReportDocument) -> bytes:
    # python-docx and its template cost a fifth of a second to import; only who writes a document pays.
    from ctecs_desktop.exchange.report.report_word import write_word

    return write_word(document)


_WRITERS: dict[ReportFormat, Callable[[ReportDocument], bytes]] = {ReportFormat.PDF: _pdf, ReportFormat.WORD: _word}
