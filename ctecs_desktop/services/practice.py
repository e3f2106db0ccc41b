"""Practice: a made-up school of a made-up district in one folder, for trying everything out. Nothing leaves it.

A practice workspace is told by its district's code, which no district has; so its workbooks are refused everywhere
else, whatever their names. Every page that they print says PRACTICE, because district, school and plan are named so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import platformdirs

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import ALL_STUDENTS, ObservationKey, PeriodCode, SchoolCode
from ctecs_desktop.domain.plan import Plan, School, Unit
from ctecs_desktop.domain.reply import Question
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.services.practice_bounds import PASSPHRASE, PRACTICE_DISTRICT, is_practice
from ctecs_desktop.services.progress import SILENT, Progress
from ctecs_desktop.services.session import Clock, Session, system_clock

PRACTICE_SCHOOL = SchoolCode("0000002")
"""A code that no school has; see ``PRACTICE_DISTRICT``."""

SIGNER, ROLE = "PRACTICE Principal", "Principal"
LAST_YEAR, YEAR = PeriodCode("2014-15"), PeriodCode("2015-16")
MODEL = SchoolCode("9001116")
"""The made-up figures are its published ones, doubled: they belong to nobody, and the rules find them plausible."""

_TWO_WEEKS = timedelta(days=14)
_DOUBLED = frozenset({Unit.COUNT, Unit.HOURS, Unit.CURRENCY})
_LEFT_OPEN = 8
"""Measures that are left for the person to enter."""


@dataclass(frozen=True, slots=True)
class PracticeFiles:
    """Where everything of the practice lies."""

    folder: Path

    @property
    def school(self) -> Path:
        """The workspace that is practised in."""
        return self.folder / "PRACTICE school.ctecs"

    @property
    def central(self) -> Path:
        """The workspace that answers."""
        return self.folder / "PRACTICE central office.ctecs"

    @property
    def plan(self) -> Path:
        """The plan workbook of the practice district."""
        return self.folder / "PRACTICE plan.xlsx"

    @property
    def made(self) -> Path:
        """An empty file that is written last: without it a kill has left half a practice."""
        return self.folder / "PRACTICE made"


def practice_folder() -> Path:
    """In the person's own data folder."""
    return Path(platformdirs.user_data_path("ctecs_desktop", appauthor=False)) / "practice"


def start_practice(folder: Path, *, clock: Clock = system_clock, progress: Progress = SILENT) -> Path:
    """The practice workspace in ``folder``, made where there is none; its path."""
    files = PracticeFiles(folder)
    if not (files.school.exists() and files.made.exists()):
        _clear(folder)
        folder.mkdir(parents=True, exist_ok=True)
        _make(files, clock, progress)
        write_file_atomically(files.made, b"")
    return files.school


def begin_anew(folder: Path, *, clock: Clock = system_clock, progress: Progress = SILENT) -> Path:
    """Throw away what was practised and make it new; nobody may have it open."""
    _clear(folder)
    return start_practice(folder, clock=clock, progress=progress)


def _clear(folder: Path) -> None:
    """Only what this module and work in the practice workspace leave there, each under a name that says so."""
    for path in (*folder.glob("PRACTICE*"), *(folder / "backups").glob("PRACTICE*")):
        if path.is_file():
            path.unlink()


def _make(files: PracticeFiles, clock: Clock, progress: Progress) -> None:
    """As a real district begins."""
    from ctecs_desktop.services import enrolment, entry
    from ctecs_desktop.services.keys import unlock
    from ctecs_desktop.services.plan import open_workbook, publish_plan
    from ctecs_desktop.services.workspace import create_central, create_school, read_invitation

    progress.report(0, 4, "")
    plan = practice_plan(clock().date())
    with create_central(files.central, plan=plan, passphrase=PASSPHRASE, clock=clock) as central:
        central.keeps_backups = False
        authority = unlock(central, PASSPHRASE)
        publish_plan(central, authority=authority, out=files.plan)
        progress.report(1, 4, "")
        invitation = read_invitation(files.plan)
        with create_school(files.school, invitation=invitation, school=PRACTICE_SCHOOL, clock=clock) as school:
            school.keeps_backups = False
            out = files.folder / "PRACTICE enrolment.xlsx"
            written = enrolment.enrol(school, signer=SIGNER, role=ROLE, passphrase=PASSPHRASE, out=out)
            enrolment.approve(central, written.path, authority=authority, words=written.words)
            publish_plan(central, authority=authority, out=files.plan)
            progress.report(2, 4, "")
            open_workbook(school, files.plan)
            for number, (period, left) in enumerate(((LAST_YEAR, 0), (YEAR, _LEFT_OPEN))):
                progress.report(2 + number, 4, period)
                values = files.folder / f"PRACTICE values {period}.csv"
                values.write_bytes(_values(plan, period, left_open=left))
                report = entry.enter_file(school, values)
                if report.refused:
                    first = report.refused[0]
                    raise NotAllowed("demo.values_refused", file=values.name, where=first.where, code=first.error.code)


def practice_plan(today: date) -> Plan:
    """The practice plan of a district and a school that do not exist; its year is due in two weeks from ``today``."""
    from ctecs_desktop.services.workspace import starting_plan

    plan = starting_plan(practice=True)
    school = School(PRACTICE_SCHOOL, "PRACTICE Technical High School", "Anywhere", 1560, "Made up for practising.")
    return replace(
        plan,
        version="practice.1",
        district=PRACTICE_DISTRICT,
        district_name="PRACTICE: a made-up district",
        title="PRACTICE: a plan for trying things out",
        schools=(school,),
        periods=tuple(
            replace(each, opens=each.ends, due=max(today + _TWO_WEEKS, each.due)) if each.code == YEAR else each
            for each in plan.periods
        ),
        targets=tuple(each for each in plan.targets if each.school is None),
        baselines=tuple(each for each in plan.baselines if each.school is None),
    )


def _values(plan: Plan, period: PeriodCode, *, left_open: int) -> bytes:
    """What the school has entered already, as the CSV file that it imports."""
    from ctecs_desktop.services.demo_data import COLUMNS, school_values

    rows = list(csv.DictReader(io.StringIO(school_values(_model_plan(plan), period)[MODEL].decode("utf-8-sig"))))
    codes = list(dict.fromkeys(row["measure"] for row in rows if row["subgroup"] in {"", ALL_STUDENTS}))
    skipped = (
        {codes[number] for number in range(3, len(codes), max(len(codes) // left_open, 1))} if left_open else set()
    )
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore", restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_made_up(plan, [row for row in rows if row["measure"] not in skipped]))
    return text.getvalue().encode("utf-8-sig")


def _model_plan(plan: Plan) -> Plan:
    return replace(plan, schools=(School(MODEL, "Model", "Nowhere", 780),))


def _made_up(plan: Plan, rows: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Doubled and without the notes of where they come from; intervals are left out with their whole breakdown."""
    withheld = {
        (row["measure"], row["subgroup"].partition(".")[0])
        for row in rows
        if "-" in row["numerator"][1:] + row["denominator"][1:] + row["value"][1:] or row["blank"] == "withheld"
    }
    for row in rows:
        if (row["measure"], row["subgroup"].partition(".")[0]) in withheld:
            continue
        value = row["value"]
        if value and plan.measure(row["measure"]).unit in _DOUBLED:
            value = _twice(value)
        yield {
            **row,
            "numerator": _twice(row["numerator"]),
            "denominator": _twice(row["denominator"]),
            "value": value,
            "note": "Made up for practising." if row["blank"] else "",
        }


def _twice(number: str) -> str:
    return str(Decimal(number) * 2) if number else ""


def let_central_office_answer(session: Session) -> Path:
    """Play central office: the first revision comes back with two questions, every later one is accepted.

    The reply workbook is written beside the practice workspace, for the person to open. Raises
    ``NotAllowed("submission.not_signed")``, and ``NotAllowed("practice.not_practice")`` anywhere else.
    """
    from ctecs_desktop.services import intake, review
    from ctecs_desktop.services.keys import unlock
    from ctecs_desktop.services.sending import exported_to, last_record
    from ctecs_desktop.services.session import open_session

    if not is_practice(session):
        raise NotAllowed("practice.not_practice", path=str(session.store_path))
    period = _last_signed_period(session)
    record = last_record(session, period)
    path = exported_to(session, record.digest)
    if path is None or not path.exists():
        raise NotAllowed("practice.file_missing", period=period, file=record.file_name)
    files = PracticeFiles(session.store_path.parent)
    with open_session(files.central, clock=session.clock, keeps_backups=False) as central:
        (taken,) = intake.import_files(central, [path]).files
        digest = taken.verdict.values.received.digest if taken.verdict.values is not None else record.digest
        questions: tuple[Question, ...] = ()
        note = "PRACTICE: thank you, everything is in order."
        if record.identity.revision == 1:
            questions, note = _questions(session, period), "PRACTICE: please look at two values."
            review.return_to_school(central, digest, reason=note)
        else:
            review.accept(central, digest)
        out = files.folder / f"PRACTICE reply {period} revision {record.identity.revision}.xlsx"
        authority = unlock(central, PASSPHRASE)
        return review.write_reply(central, digest, authority=authority, out=out, note=note, questions=questions)


def _last_signed_period(session: Session) -> PeriodCode:
    from ctecs_desktop.store import sign_offs

    records = sign_offs.signed_submissions(session.store)
    if not records:
        raise NotAllowed("submission.not_signed", period=YEAR)
    return records[-1].identity.period


def _questions(session: Session, period: PeriodCode) -> tuple[Question, ...]:
    """About the first two percents that were entered."""
    from ctecs_desktop.services.entry import current_values

    entered = current_values(session, period)
    asked = [
        key
        for measure in session.plan.measures
        if measure.unit is Unit.PERCENT
        and (key := ObservationKey(PRACTICE_SCHOOL, period, measure.code, ALL_STUDENTS)) in entered
    ]
    texts = ("Is this numerator counted as in the definition?", "This is far from last year. Is it right?")
    return tuple(Question(key, text) for key, text in zip(asked, texts, strict=False))
