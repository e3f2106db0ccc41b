"""A small real district for tests: central office and schools with real keys, made once and copied for each test."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ctecs_desktop.domain.observation import PeriodCode, SchoolCode
from ctecs_desktop.domain.submission import Explanation
from ctecs_desktop.exchange.signers.keys import SigningKey
from ctecs_desktop.services import enrolment, entry, submission
from ctecs_desktop.services.demo_data import school_values
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.plan import open_workbook, publish_plan
from ctecs_desktop.services.session import Session, open_session
from ctecs_desktop.services.submission import SignedFile
from ctecs_desktop.services.workspace import create_central, create_school, read_invitation, starting_plan

CENTRAL_PASSPHRASE = "wharf lantern orchard violet"
SCHOOL_PASSPHRASE = "copper meadow thimble harbor"
BULLARD, ABBOTT = SchoolCode("9001116"), SchoolCode("9001216")
YEAR = PeriodCode("2015-16")
START = datetime.now(UTC).replace(microsecond=0) - timedelta(days=2)


class TickingClock:
    """A clock that goes on by a second each time it is asked."""

    def __init__(self, start: datetime = START) -> None:
        self.moment = start

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@dataclass(frozen=True, slots=True)
class District:
    """Where the stores of a test lie, and the ways to open them."""

    folder: Path
    clock: TickingClock

    @property
    def central_path(self) -> Path:
        return self.folder / "central.ctecs"

    @property
    def plan_file(self) -> Path:
        return self.folder / "plan.xlsx"

    def school_path(self, school: str) -> Path:
        return self.folder / f"{school}.ctecs"

    def central(self) -> Session:
        return open_session(self.central_path, person="carol", clock=self.clock)

    def school(self, school: str = BULLARD) -> Session:
        return open_session(self.school_path(school), person="sam", clock=self.clock)

    def copied_to(self, folder: Path) -> District:
        shutil.copytree(self.folder, folder)
        return District(folder, TickingClock(self.clock.moment))


def make_district(folder: Path, *schools: SchoolCode) -> District:
    """Central office with the practice plan; ``schools`` enrolled, with their values of 2015-16 entered, explained."""
    folder.mkdir(parents=True, exist_ok=True)
    district = District(folder, TickingClock())
    plan = starting_plan(practice=True)
    values = school_values(plan, YEAR)
    with create_central(
        district.central_path, plan=plan, passphrase=CENTRAL_PASSPHRASE, person="carol", clock=district.clock
    ) as central:
        authority = unlock(central, CENTRAL_PASSPHRASE)
        publish_plan(central, authority=authority, out=district.plan_file)
        invitation = read_invitation(district.plan_file)
        for school in schools:
            with create_school(
                district.school_path(school), invitation=invitation, school=school, person="sam", clock=district.clock
            ) as session:
                written = enrolment.enrol(
                    session,
                    signer="Pat Principal",
                    role="Principal",
                    passphrase=SCHOOL_PASSPHRASE,
                    out=folder / f"enrolment {school}.xlsx",
                )
            enrolment.approve(central, written.path, authority=authority, words=written.words)
        publish_plan(central, authority=authority, out=district.plan_file)
    for school in schools:
        table = folder / f"values {school}.csv"
        table.write_bytes(values[school])
        with district.school(school) as session:
            open_workbook(session, district.plan_file)
            report = entry.enter_file(session, table)
            assert not report.refused, report.refused[0]
            explain_all(session, YEAR)
    return district


def explain_all(session: Session, period: PeriodCode) -> None:
    """Give every warning a reason."""
    for finding in submission.validate(session, period).open:
        entry.explain(session, Explanation(finding.code, finding.key, "As counted."))


def school_key(session: Session) -> SigningKey:
    return unlock(session, SCHOOL_PASSPHRASE)


def sign(session: Session, out: Path, *, period: PeriodCode = YEAR) -> SignedFile:
    """Sign off ``period`` as the principal would."""
    return submission.sign_off(
        session, period, signer="Pat Principal", role="Principal", key=school_key(session), out=out
    )
