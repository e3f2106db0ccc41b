"""A whole district in a folder: real keys, real stores, signed workbooks, on the state's published figures."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import PeriodCode, SchoolCode
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.rule import Finding, Severity
from ctecs_desktop.domain.submission import Explanation, SubmissionStatus
from ctecs_desktop.exchange.signers.keys import SigningKey
from ctecs_desktop.services import (
    annual_report,
    enrolment,
    entry,
    intake,
    publication,
    rollup,
    school_report,
    snapshots,
    submission,
)
from ctecs_desktop.services.comparison import ComparedFigure, compare
from ctecs_desktop.services.demo_data import (
    PERIODS,
    district_values,
    explanations,
    practice_texts,
    published_figures,
    school_values,
)
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.plan import open_workbook, publish_plan
from ctecs_desktop.services.progress import SILENT, Progress
from ctecs_desktop.services.report_files import write_report
from ctecs_desktop.services.session import Clock, Session, open_session, system_clock
from ctecs_desktop.services.workspace import create_central, create_school, read_invitation, starting_plan

CENTRAL_PASSPHRASE = "practice only: district of seventeen schools"
SCHOOL_PASSPHRASE = "practice only: school {code}"
SIGNER, ROLE = "Practice Principal", "Principal"
MARKER = "demonstration.json"
APPROVED_BY = "Practice Superintendent"
PRACTICE_TEXTS = "Practice texts: their numbers are those of goals and measures."
FROZEN_FOR = "For the schools' own reports"
KEPT_AS_PUBLISHED = "Kept as the state published it (EdSight)."


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What the demonstration left: the folder, its passphrases and the figures beside the state's."""

    folder: Path
    passphrases: dict[str, str]
    comparison: tuple[ComparedFigure, ...]
    plan: Plan
    was_there: bool
    report: tuple[Path, ...]
    report_seconds: float  # that building and writing it took
    public: tuple[Path, ...]  # the public edition of the same report
    public_seconds: float  # that protecting, auditing and writing it took
    own_report: tuple[Path, ...]  # the first school's own report of the last year


def make_demonstration(
    folder: Path,
    *,
    periods: Sequence[PeriodCode] = PERIODS,
    clock: Clock = system_clock,
    progress: Progress = SILENT,
) -> Demonstration:
    """Make the district in ``folder``, or only recompute its figures where it was made before.

    Leaves ``central.ctecs``, ``schools/<code>.ctecs``, ``submissions/*.xlsx``, ``plan.xlsx``, ``rollup-<year>.xlsx``
    and the Annual Progress Report of the last year, internal in ``report/`` and public in ``public/``, and in
    ``school-report/`` that of the first school. Raises ``NotAllowed("demo.folder_in_use")`` where the folder holds
    anything else: nothing of anybody's is overwritten.
    """
    if unknown := [period for period in periods if period not in PERIODS]:
        raise NotAllowed("demo.unknown_year", year=unknown[0], known=PERIODS)
    done = _periods_done(folder)
    if done is not None and set(periods) <= set(done):
        return _recomputed(folder, periods, clock)
    _clear_unfinished(folder)
    builder = _Builder(folder, tuple(periods), clock, progress)
    builder.build()
    _write_marker(folder, periods, finished=True)
    return _recomputed(folder, periods, clock, was_there=False)


class _Builder:
    """The steps of the demonstration, in the order in which a district would take them."""

    def __init__(self, folder: Path, periods: tuple[PeriodCode, ...], clock: Clock, progress: Progress) -> None:
        self.folder = folder
        self.periods = periods
        self.clock = clock
        self.plan = starting_plan(practice=True)
        self._progress = progress
        self._done = 0
        schools = len(self.plan.schools)
        self._total = 3 + schools * (1 + len(periods)) + len(periods)

    def build(self) -> None:
        """Central office and its plan; every school enrolled; every year entered, signed, accepted and rolled up."""
        for name in ("schools", "enrolments", "values", "submissions"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        _write_marker(self.folder, self.periods, finished=False)
        self._step("district key")
        with create_central(
            self.folder / "central.ctecs", plan=self.plan, passphrase=CENTRAL_PASSPHRASE, clock=self.clock
        ) as central:
            central.keeps_backups = False  # here and below: a demonstration is made anew in a minute
            authority = unlock(central, CENTRAL_PASSPHRASE)
            self._enrol_schools(central, authority)
            files = {period: school_values(self.plan, period) for period in self.periods}
            for school in self.plan.schools:
                self._sign_years(school.code, {period: files[period][school.code] for period in self.periods})
            for period in self.periods:
                self._step(f"rollup {period}")
                self._accept_and_roll_up(central, period)
            for name, text in practice_texts().items():
                annual_report.write_text(central, self.periods[-1], name, text)
            self._step("district figures for the schools")
            self._send_district_figures(central, authority)

    def _step(self, what: str) -> None:
        self._progress.report(self._done, self._total, what)
        self._done += 1

    def _enrol_schools(self, central: Session, authority: SigningKey) -> None:
        plan_file = self.folder / "plan.xlsx"
        publish_plan(central, authority=authority, out=plan_file)
        invitation = read_invitation(plan_file)
        for school in self.plan.schools:
            self._step(f"key of {school.name}")
            with create_school(
                self._store(school.code), invitation=invitation, school=school.code, clock=self.clock
            ) as session:
                written = enrolment.enrol(
                    session,
                    signer=SIGNER,
                    role=ROLE,
                    passphrase=SCHOOL_PASSPHRASE.format(code=school.code),
                    out=self.folder / "enrolments" / f"{school.code}.xlsx",
                )
            enrolment.approve(central, written.path, authority=authority, words=written.words)
        self._step("plan with certificates")
        publish_plan(central, authority=authority, out=plan_file)

    def _store(self, school: SchoolCode) -> Path:
        return self.folder / "schools" / f"{school}.ctecs"

    def _sign_years(self, school: SchoolCode, files: dict[PeriodCode, bytes]) -> None:
        with open_session(self._store(school), clock=self.clock, keeps_backups=False) as session:
            open_workbook(session, self.folder / "plan.xlsx")
            key = unlock(session, SCHOOL_PASSPHRASE.format(code=school))
            for period, content in files.items():
                self._step(f"{school} {period}")
                values = self.folder / "values" / f"{school} {period}.csv"
                values.write_bytes(content)
                _enter(session, values)
                _explain_warnings(session, period)
                submission.sign_off(
                    session,
                    period,
                    signer=SIGNER,
                    role=ROLE,
                    key=key,
                    out=self.folder / "submissions" / f"{school} {period}.xlsx",
                )

    def _accept_and_roll_up(self, central: Session, period: PeriodCode) -> None:
        values = self.folder / "values" / f"district {period}.csv"
        values.write_bytes(district_values(period))
        _enter(central, values)
        files = sorted((self.folder / "submissions").glob(f"* {period}.xlsx"))
        for imported in intake.import_files(central, files, accept_clean=True).files:
            if imported.state != SubmissionStatus.ACCEPTED.value:
                raise NotAllowed(
                    "demo.not_accepted", file=imported.verdict.file, state=imported.state, code=imported.verdict.code
                )
        rollup.write_workbook(central, period, self.folder / f"rollup-{period}.xlsx")

    def _send_district_figures(self, central: Session, authority: SigningKey) -> None:
        """Freeze the years, publish the plan once more, and let every school open it."""
        for period in self.periods:
            snapshots.freeze(central, period, note=FROZEN_FOR)
        plan_file = self.folder / "plan.xlsx"
        publish_plan(central, authority=authority, out=plan_file)
        for school in self.plan.schools:
            with open_session(self._store(school.code), clock=self.clock, keeps_backups=False) as session:
                open_workbook(session, plan_file)


def _enter(session: Session, path: Path) -> None:
    report = entry.enter_file(session, path)
    if report.refused:
        first = report.refused[0]
        raise NotAllowed("demo.values_refused", file=path.name, where=first.where, code=first.error.code)


def _explain_warnings(session: Session, period: PeriodCode) -> None:
    """Give every warning its reason; an error would be a mistake of ours and stops the demonstration."""
    open_findings: tuple[Finding, ...] = submission.validate(session, period).open
    for finding in open_findings:
        if finding.severity is Severity.ERROR:
            raise NotAllowed("demo.finding", school=finding.key.school, measure=finding.key.measure, code=finding.code)
        entry.explain(session, Explanation(finding.code, finding.key, KEPT_AS_PUBLISHED))


def _recomputed(folder: Path, periods: Sequence[PeriodCode], clock: Clock, *, was_there: bool = True) -> Demonstration:
    with open_session(folder / "central.ctecs", clock=clock, keeps_backups=False) as central:
        plan = central.plan
        compared = [
            each
            for period in periods
            for each in compare(plan, rollup.compute(central, period), published_figures(period), explanations(period))
        ]
        began = perf_counter()
        written = write_report(annual_report.build(central, periods[-1]), folder / "report")
        seconds = perf_counter() - began
        began = perf_counter()
        public = _published(central, periods[-1], folder / "public")
        public_seconds = perf_counter() - began
    with open_session(folder / "schools" / f"{plan.schools[0].code}.ctecs", clock=clock, writable=False) as school:
        own = school_report.write_school_report(school_report.build(school, periods[-1]), folder / "school-report")
    passphrases = {"central office": CENTRAL_PASSPHRASE} | {
        school.code: SCHOOL_PASSPHRASE.format(code=school.code) for school in plan.schools
    }
    return Demonstration(
        folder, passphrases, tuple(compared), plan, was_there, written, seconds, public, public_seconds, own
    )


def _published(central: Session, period: PeriodCode, folder: Path) -> tuple[Path, ...]:
    """The public edition; one that was made before stays, for no edition replaces another."""
    if any(each.period == period for each in publication.published(central)) and folder.exists():
        return tuple(sorted(folder.iterdir()))
    proposed = publication.propose(central, period)
    for name in proposed.undecided_texts:
        choices = publication.decide_text(proposed, name, is_kept=True, reason=PRACTICE_TEXTS)
        proposed = replace(proposed, choices=choices)
    return publication.publish(central, proposed, folder, approved_by=APPROVED_BY).files


def _periods_done(folder: Path) -> tuple[str, ...] | None:
    """The years of a finished demonstration in ``folder``; None where there is none."""
    marker = folder / MARKER
    if not marker.exists():
        return None
    content = json.loads(marker.read_text(encoding="utf-8"))
    return tuple(content["periods"]) if content["finished"] else None


def _write_marker(folder: Path, periods: Sequence[PeriodCode], *, finished: bool) -> None:
    content = json.dumps({"periods": list(periods), "finished": finished})
    (folder / MARKER).write_text(content, encoding="utf-8")


def _clear_unfinished(folder: Path) -> None:
    """Take away what an earlier demonstration left; refuse a folder that holds anything else."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / MARKER).exists():
        raise NotAllowed("demo.folder_in_use", folder=str(folder))
    for name in ("schools", "enrolments", "values", "submissions", "report", "public", "school-report"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in (folder / MARKER, *folder.glob("central.*"), *folder.glob("*.xlsx")):
        path.unlink()
