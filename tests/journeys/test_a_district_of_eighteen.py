"""A whole district in one year: all schools enrol and send, in any order, twice, late, forged and saved again.

Then questions, corrections, a snapshot, and a correction that comes too late for it. The district's figures are
reckoned a second time here, by other code, from what stands in the schools' own workspaces.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey, SchoolCode
from ctecs_desktop.domain.plan import Plan, RollupMethod
from ctecs_desktop.domain.reply import Question
from ctecs_desktop.domain.rollup import Rollup
from ctecs_desktop.domain.value import Missing, Ratio, Value
from ctecs_desktop.services import entry, intake, questions, review, rollup, snapshots, submission
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.plan import open_workbook
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.workspace import starting_plan
from tests.district import BULLARD, CENTRAL_PASSPHRASE, YEAR, District, explain_all, make_district, sign

ABSENCE = MeasureCode("1.01")
SEED = 18
NOBODY_TO_COUNT = (Missing.NOT_APPLICABLE, Missing.NOT_YET, Missing.INCLUDED_ELSEWHERE)

SCHOOLS = tuple(school.code for school in starting_plan(practice=True).schools)
FORGED, RESAVED, TWIN, ASKED, LATE = SCHOOLS[1:6]


@pytest.fixture(scope="module")
def eighteen(tmp_path_factory: pytest.TempPathFactory) -> District:
    """All schools of the plan, enrolled, with their published values entered."""
    return make_district(tmp_path_factory.mktemp("eighteen") / "district", *SCHOOLS)


def workbook(district: District, school: str) -> Path:
    return district.folder / f"{school} {YEAR}.xlsx"


def absence_at(school: SchoolCode) -> ObservationKey:
    return ObservationKey(school, YEAR, ABSENCE, ALL_STUDENTS)


def recount(district: District, school: SchoolCode, out: Path, *, by: int, reason: str = "") -> Path:
    """One pupil more or less was absent; signed, as an amendment where there is a ``reason``."""
    with district.school(school) as session:
        if reason:
            submission.amend(session, YEAR, reason=reason)
        change(session, by)
        return sign(session, out).path


def change(session: Session, by: int) -> None:
    key = absence_at(session.workspace.organization)
    value = entry.current_values(session, YEAR)[key].value
    assert isinstance(value, Ratio)
    assert isinstance(value.numerator, Decimal)
    entry.record_values(session, [Edit(key, Ratio(value.numerator + by, value.denominator), "Counted again")])
    explain_all(session, YEAR)


def arrivals(district: District, folder: Path) -> Iterator[Path]:
    """What comes by e-mail and on sticks: every school's workbook, and what should not be there."""
    twin = district.copied_to(folder / "twin")  # a second PC with the same store and key
    for school in SCHOOLS:
        with district.school(school) as session:
            yield sign(session, workbook(district, school)).path
    yield recount(twin, TWIN, folder / "twin.xlsx", by=1)
    again = folder / "the same under another name.xlsx"
    shutil.copy(workbook(district, BULLARD), again)
    yield again
    forged = folder / "forged.xlsx"
    content = bytearray(workbook(district, FORGED).read_bytes())
    content[len(content) // 2] ^= 1
    forged.write_bytes(bytes(content))
    yield forged
    resaved = folder / "saved again.xlsx"
    openpyxl.load_workbook(workbook(district, RESAVED)).save(resaved)
    workbook(district, RESAVED).rename(folder / "only the one saved again came.xlsx")
    yield resaved


def reckoned(district: District, plan: Plan, schools: list[SchoolCode]) -> dict[str, tuple[Fraction, Fraction | None]]:
    """Sums and ratios of sums of all students, from the schools' own stores; only where every school tells exactly."""
    values: dict[str, list[Value | None]] = {}
    for school in schools:
        with district.school(school) as session:
            stored = entry.current_values(session, YEAR)
        for measure in plan.measures:
            found = stored.get(ObservationKey(school, YEAR, measure.code, ALL_STUDENTS))
            values.setdefault(measure.code, []).append(found.value if found is not None else None)
    sums: dict[str, tuple[Fraction, Fraction | None]] = {}
    for measure in plan.measures:
        told = [value for value in values[measure.code] if value not in NOBODY_TO_COUNT]
        if measure.rollup_method is RollupMethod.SUM and told and all(isinstance(each, Decimal) for each in told):
            sums[measure.code] = sum((Fraction(each) for each in told if isinstance(each, Decimal)), Fraction(0)), None
        elif measure.rollup_method is RollupMethod.RATIO_OF_SUMS and told and all(_is_exact(each) for each in told):
            parts = [(each.numerator, each.denominator) for each in told if isinstance(each, Ratio)]
            sums[measure.code] = (
                sum((Fraction(str(over)) for over, _ in parts), Fraction(0)),
                sum((Fraction(str(under)) for _, under in parts), Fraction(0)),
            )
    return sums


def _is_exact(value: Value | None) -> bool:
    return isinstance(value, Ratio) and isinstance(value.numerator, Decimal) and isinstance(value.denominator, Decimal)


def require_reckoned(district: District, found: Rollup, plan: Plan) -> None:
    """The rollup says what adding up the schools' workspaces gives."""
    expected = reckoned(district, plan, [school.code for school in plan.schools])
    assert len(expected) >= 4, "too few measures are exact everywhere to compare"
    for measure, (over, under) in expected.items():
        figure = found.figure(measure)
        assert Fraction(figure.numerator or 0) == over, measure
        if under:
            assert Fraction(figure.denominator or 0) == under, measure
            assert figure.value == plan.measure(MeasureCode(measure)).unit.factor * over / under, measure


def test_from_eighteen_enrolments_to_a_ledger_of_what_came_too_late(eighteen: District, tmp_path: Path) -> None:
    district = eighteen.copied_to(tmp_path / "district")
    files = list(arrivals(district, tmp_path))
    random.Random(SEED).shuffle(files)
    files = [file for file in files if file.exists()]
    with district.central() as central:
        taken = {each.verdict.file: each for each in intake.import_files(central, files, accept_clean=True).files}
        states = [each.state for each in taken.values()]
        assert (states.count("refused"), states.count("conflict"), states.count("held")) == (1, 2, 1)
        assert (states.count("accepted"), states.count("known")) == (len(SCHOOLS) - 2, 1)
        assert taken["forged.xlsx"].state == "refused"
        assert taken["saved again.xlsx"].verdict.code == "resaved.values_intact"
        before = rollup.compute(central, YEAR)
        intake.import_files(central, files, accept_clean=True)
        assert rollup.compute(central, YEAR) == before, "the same files once more change nothing"

        # The conflict is decided by a person, the file saved again taken with a reason, one school is asked.
        chosen = taken[workbook(district, TWIN).name].verdict.values
        held = taken["saved again.xlsx"].verdict.values
        asked = taken[workbook(district, ASKED).name].verdict.values
        assert chosen is not None
        assert held is not None
        assert asked is not None
        review.accept(central, chosen.received.digest, reason="The office's own PC is the one that counts.")
        review.accept(central, held.received.digest, reason="The principal confirmed it by telephone.")
        review.return_to_school(central, asked.received.digest, reason="One value is to be looked at.")
        authority = unlock(central, CENTRAL_PASSPHRASE)
        reply = review.write_reply(
            central,
            asked.received.digest,
            authority=authority,
            out=tmp_path / "reply.xlsx",
            note="Please count again.",
            questions=[Question(absence_at(ASKED), "Is this right?")],
        )
        assert len(rollup.compute(central, YEAR).schools_accepted) == len(SCHOOLS) - 1

    with district.school(ASKED) as school:
        open_workbook(school, reply)
        questions.begin_answer(school, YEAR)
        change(school, 2)
        answer = sign(school, tmp_path / "answer.xlsx").path
    with district.central() as central:
        (file,) = intake.import_files(central, [answer], accept_clean=True).files
        assert file.state == "accepted"
        (older,) = intake.import_files(central, [workbook(district, ASKED)], accept_clean=True).files
        assert older.state == "known"
        whole = rollup.compute(central, YEAR)
        assert len(whole.schools_accepted) == len(SCHOOLS)
        require_reckoned(district, whole, central.plan)
        snapshots.freeze(central, YEAR, note="For the Board")
        assert [each.restatements for each in snapshots.ledgers(central, YEAR)] == [()]

    late = recount(district, LATE, tmp_path / "late.xlsx", by=-3, reason="Three pupils had moved away.")
    with district.central() as central:
        intake.import_files(central, [late], accept_clean=True)
        corrected = rollup.compute(central, YEAR)
        require_reckoned(district, corrected, central.plan)
        (ledger,) = snapshots.ledgers(central, YEAR)
        changed = [(each.measure, each.subgroup) for each in ledger.restatements]
        assert changed == [(ABSENCE, ALL_STUDENTS)]
        assert ledger.restatements[0].schools == (LATE,)
        assert ledger.restatements[0].before == whole.figure(ABSENCE)
        assert ledger.restatements[0].after == corrected.figure(ABSENCE)
