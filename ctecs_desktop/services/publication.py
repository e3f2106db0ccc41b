"""The public edition of the annual report: proposed, weighed against coarser ones, decided about, audited, written.

Nothing is written before a person approved exactly what was shown, and nothing at all where the audit does not pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ctecs_desktop.domain.annual_report import AnnualProgressReport, ReportFormat
from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.coarsening import Coarsening, CoarseningKind, coarsened
from ctecs_desktop.domain.disclosure_plan import DisclosurePlan, Override
from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.plan import PeriodKind
from ctecs_desktop.domain.public_report import public_report
from ctecs_desktop.domain.public_table import public_lines
from ctecs_desktop.domain.publication_addresses import SCHOOL, YEAR
from ctecs_desktop.domain.publication_building import publication_of
from ctecs_desktop.domain.publication_choices import (
    NO_CHOICES,
    KeptRelease,
    PublicationChoices,
    choices_from_text,
    choices_text,
)
from ctecs_desktop.domain.published_elsewhere import with_published_elsewhere
from ctecs_desktop.domain.release_record import ReleaseRecord, record_of, with_published_before
from ctecs_desktop.domain.report_narratives import TextDecision, narratives_of, text_digest
from ctecs_desktop.domain.rollup import Rollup
from ctecs_desktop.domain.text_guard import guarded
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.report.public_writer import PublicJob
from ctecs_desktop.services import annual_report
from ctecs_desktop.services.bulk import without_cycle_search
from ctecs_desktop.services.progress import SILENT, Progress
from ctecs_desktop.services.proposed_edition import ProposedEdition
from ctecs_desktop.services.public_files import give_names, refuse_taken_names, staging_folder, write_staged
from ctecs_desktop.services.publication_rules import counting, naming_of, thresholds
from ctecs_desktop.services.report_files import file_name
from ctecs_desktop.services.rollup import compute
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import facts, published_figures, releases, snapshots

if TYPE_CHECKING:
    # The solver brings numpy, which only who protects something must load.
    from ctecs_desktop.disclosure.proposals import Proposal
    from ctecs_desktop.disclosure.protection import Protection

_CHOICES = "publication choices "


@dataclass(frozen=True, slots=True)
class Published:
    """What was written, its record, and what that touched."""

    files: tuple[Path, ...]
    record: ReleaseRecord
    changes: Changes


def propose(
    session: Session,
    period: PeriodCode,
    *,
    snapshot: int | None = None,
    choices: PublicationChoices | None = None,
    progress: Progress = SILENT,
) -> ProposedEdition:
    """What a public edition of the report on ``period`` would withhold, with the ``choices`` given or kept.

    Raises what building the report raises, and ``PublicationRefused`` for figures or choices that cannot be judged.
    """
    from ctecs_desktop.disclosure.protection import proposed_protection

    report = annual_report.build(session, period, snapshot=snapshot, progress=progress)
    decided = kept_choices(session, period) if choices is None else choices
    before = releases.records(session.store)
    with without_cycle_search():
        declared = publication_of(
            report.plan,
            _rollups(session, report),
            counting(),
            release=_release_name(session, period),
            narratives=narratives_of(report),
        )
        loaded = [
            each for year in report.school_years for each in published_figures.published_figures(session.store, year)
        ]
        declared = with_published_elsewhere(declared, report.plan, (each.figure for each in loaded))
        declared = with_published_before(declared, before)
        told = declared
        for each in decided.coarsenings:
            told = coarsened(told, each)
        protection = proposed_protection(told, thresholds(), overrides=decided.overrides, report=progress.report)
        protection = replace(protection, plan=_with_printed_texts(report, protection, before))
        findings = guarded(protection.plan, naming_of(report.plan))
        return ProposedEdition(report, declared, protection, findings, decided, before)


def _with_printed_texts(
    report: AnnualProgressReport, protection: Protection, before: Sequence[ReleaseRecord]
) -> DisclosurePlan:
    """The plan of ``protection`` with the texts that are printed: not why a figure was kept that is withheld."""
    plan = protection.plan
    printed = public_report(report, plan.publication, protection.edition, fingerprint="", before=before)
    names = {each.name for each in narratives_of(printed)}
    texts = tuple(each for each in plan.publication.narratives if each.name in names)
    return replace(plan, publication=replace(plan.publication, narratives=texts))


def _rollups(session: Session, report: AnnualProgressReport) -> list[Rollup]:
    """The rollups that ``report`` was made from."""
    years = [each for each in report.plan.periods if each.kind is PeriodKind.YEAR]
    told = sorted((each for each in years if each.school_year in report.school_years), key=lambda each: each.starts)
    return [
        snapshots.frozen(session.store, report.snapshot)
        if each.code == report.period.code and report.snapshot is not None
        else compute(session, each.code)
        for each in told
    ]


def _release_name(session: Session, period: PeriodCode) -> str:
    number = 1 + sum(each.period == period for each in releases.releases(session.store))
    return f"{period} / {number}"


def coarser_editions(proposed: ProposedEdition, *, progress: Progress = SILENT) -> tuple[Proposal, ...]:
    """The edition as proposed, then each way to tell less: what it spares in signs, and what it costs in detail."""
    from ctecs_desktop.disclosure.proposals import proposals

    publication = proposed.protection.plan.publication
    dimensions = {name: category for cell in publication.cells for name, category in cell.coordinates}
    breakdowns = tuple(each.code for each in proposed.report.plan.disaggregations if each.code in dimensions)
    earlier = tuple(each for each in proposed.report.school_years if each != proposed.report.period.school_year)
    further = [Coarsening(CoarseningKind.DROP, YEAR, earlier)] if earlier else []
    if SCHOOL in dimensions:
        further.append(Coarsening(CoarseningKind.DROP, SCHOOL))
    # Years told together are no figure that a report on one year could print.
    return proposals(
        publication,
        proposed.protection.plan.rules,
        breakdowns=breakdowns,
        years="",
        further=tuple(further),
        overrides=proposed.choices.overrides,
        report=progress.report,
    )


def kept_choices(session: Session, period: PeriodCode) -> PublicationChoices:
    """What was decided so far about the edition of ``period``."""
    session.require(WorkspaceRole.CENTRAL)
    text = facts.fact(session.store, f"{_CHOICES}{period}")
    return choices_from_text(text) if text else NO_CHOICES


def keep_choices(session: Session, period: PeriodCode, choices: PublicationChoices) -> Changes:
    """Keep what is decided, so that it is there tomorrow."""
    session.require(WorkspaceRole.CENTRAL)
    name = f"{_CHOICES}{session.plan.period(period).code}"
    is_new = facts.set_fact(session.store, name, choices_text(choices), at=session.now(), person=session.person)
    return Changes(nouns=frozenset({Noun.PUBLICATION})) if is_new else Changes()


def override(proposed: ProposedEdition, decision: Override) -> PublicationChoices:
    """The choices with ``decision`` in place of whatever was decided about its cell before.

    Raises ``PublicationRefused``: ``publication.override_without_reason``, ``publication.override_unknown`` (``cell``).
    """
    if not decision.reason.strip() or not decision.person.strip():
        raise PublicationRefused("publication.override_without_reason", cell=decision.cell)
    publication = proposed.protection.plan.publication
    if decision.cell not in publication.by_name and decision.cell not in publication.quotient_by_name:
        raise PublicationRefused("publication.override_unknown", cell=decision.cell)
    others = tuple(each for each in proposed.choices.overrides if each.cell != decision.cell)
    return replace(proposed.choices, overrides=(*others, decision))


def decide_text(proposed: ProposedEdition, name: str, *, is_kept: bool, reason: str = "") -> PublicationChoices:
    """The choices with the text of that name kept for a reason, or left out.

    Raises ``PublicationRefused("publication.text_without_reason")`` (``name``).
    """
    if is_kept and not reason.strip():
        raise PublicationRefused("publication.text_without_reason", name=name)
    others = tuple(each for each in proposed.choices.texts if each.narrative != name)
    decision = TextDecision(name, text_digest(proposed.text(name)), is_kept, reason.strip())
    return replace(proposed.choices, texts=(*others, decision))


def publish(
    session: Session,
    proposed: ProposedEdition,
    folder: Path,
    *,
    approved_by: str,
    formats: Sequence[ReportFormat] = tuple(ReportFormat),
    progress: Progress = SILENT,
) -> Published:
    """Write the public edition that was ``proposed`` into ``folder``, and keep its record.

    It is proposed and audited anew: only what the person has seen is written. Raises ``PublicationRefused``, and then
    nothing is written or recorded: ``publication.cell_inferable``, ``publication.approval_missing``,
    ``publication.texts_undecided`` (``name``, ``count``), ``publication.moved_on`` where figures or texts have changed
    since; ``FileUnwritable``.
    """
    from ctecs_desktop.disclosure.protection import refuse_weak

    report = proposed.report
    now = propose(session, report.period.code, snapshot=report.snapshot, choices=proposed.choices, progress=progress)
    refuse_weak(now.protection.audit)
    if now.fingerprint != proposed.fingerprint or now.declared.narratives != proposed.declared.narratives:
        raise PublicationRefused("publication.moved_on", period=report.period.code)
    if now.undecided_texts:
        raise PublicationRefused(
            "publication.texts_undecided", name=now.undecided_texts[0], count=len(now.undecided_texts)
        )
    record = record_of(now.protection.plan, at=session.now(), approved_by=approved_by)
    with staging_folder(folder) as staging:
        job = public_job(now, staging, formats=formats)
        refuse_taken_names(job.names, folder)
        staged = write_staged(job, progress)
        # Recorded before the files leave: whatever readers may have, the next release is judged with it.
        releases.save_release(session.store, report.period.code, record, now.choices, person=session.person)
        files = give_names(staged, folder)
    return Published(files, record, Changes(nouns=frozenset({Noun.PUBLICATION})))


def public_job(
    proposed: ProposedEdition, folder: Path, *, formats: Sequence[ReportFormat] = tuple(ReportFormat)
) -> PublicJob:
    """All that the process gets which writes the files."""
    declared = proposed.protection.plan.publication
    edition = proposed.protection.edition
    public = public_report(
        proposed.report,
        declared,
        edition,
        fingerprint=proposed.fingerprint,
        left_out=proposed.left_out,
        before=proposed.before,
    )
    pages = tuple((kind, file_name(public, kind)) for kind in formats)
    return PublicJob(public, public_lines(declared, edition, public.plan), folder, pages, figures_name(public))


def figures_name(report: AnnualProgressReport) -> str:
    """``annual-progress-report-2015-16-public-figures.csv``."""
    return f"annual-progress-report-{report.period.school_year}-{report.edition.value}-figures.csv"


def published(session: Session) -> tuple[KeptRelease, ...]:
    """What was published so far, the oldest first."""
    session.require(WorkspaceRole.CENTRAL)
    return releases.releases(session.store)
