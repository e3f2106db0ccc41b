"""Real signed workbooks whose order of arrival matters: two revisions, a rival of the second, another school."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey
from ctecs_desktop.domain.value import Ratio
from ctecs_desktop.exchange.signers.keys import SigningKey
from ctecs_desktop.services import entry, submission
from ctecs_desktop.services.session import Session
from tests.district import ABBOTT, BULLARD, YEAR, District, explain_all, school_key, sign

ABSENCE = MeasureCode("1.01")


@dataclass(frozen=True)
class Revisions:
    """Bullard's first revision, its second, another second one (two PCs), and Abbott's first."""

    first: Path
    second: Path
    twin: Path
    other_school: Path

    @property
    def files(self) -> tuple[Path, ...]:
        """All four, as they were signed."""
        return self.first, self.second, self.twin, self.other_school


def change_absence(session: Session, numerator: int) -> None:
    """Another number of pupils who are chronically absent, with its warnings explained."""
    key = ObservationKey(session.workspace.organization, YEAR, ABSENCE, ALL_STUDENTS)
    entry.record_values(session, [Edit(key, Ratio(Decimal(numerator), Decimal(784)), "Counted again")])
    explain_all(session, YEAR)


def sign_next(session: Session, key: SigningKey, folder: Path) -> Path:
    """Sign the next revision as ``<number>.xlsx``, with one value changed where there is a revision before it."""
    if submission.state_of(session, YEAR).is_locked:
        submission.amend(session, YEAR, reason="Recount")
        change_absence(session, 164 + submission.state_of(session, YEAR).revision % 6)
    revision = submission.state_of(session, YEAR).revision
    out = folder / f"{revision}.xlsx"
    submission.sign_off(session, YEAR, signer="Pat Principal", role="Principal", key=key, out=out)
    return out


def make_revisions(district: District, folder: Path) -> Revisions:
    """Sign them on copies of ``district``, in which nothing is signed yet."""
    here = district.copied_to(folder / "here")
    with here.school(ABBOTT) as school:
        other_school = sign(school, folder / "other school.xlsx").path
    with here.school(BULLARD) as school:
        first = sign(school, folder / "first.xlsx").path
    there = here.copied_to(folder / "there")
    with here.school(BULLARD) as school:
        submission.amend(school, YEAR, reason="Recount")
        change_absence(school, 165)
        second = sign(school, folder / "second.xlsx").path
    with there.school(BULLARD) as school:
        submission.amend(school, YEAR, reason="Recount")
        change_absence(school, 170)
        key = school_key(school)
        twin = submission.sign_off(
            school, YEAR, signer="Pat Principal", role="Principal", key=key, out=folder / "twin.xlsx"
        ).path
    return Revisions(first, second, twin, other_school)
