"""A small plan with a measure of every unit, any submission to it, and its signed workbook, for the workbook tests."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, Observation, ObservationKey, SchoolCode
from ctecs_desktop.domain.plan import Measure, Plan, Strategy, Unit
from ctecs_desktop.domain.rule import Rule, Scope, Severity
from ctecs_desktop.domain.submission import (
    FORMAT_VERSION,
    Explanation,
    StrategyStatus,
    StrategyUpdate,
    Submission,
    SubmissionIdentity,
)
from ctecs_desktop.domain.value import BLANK_REASONS, Mean, Names, Quantity, Ratio, Suppressed, Value
from ctecs_desktop.exchange.opc.container import read_container
from ctecs_desktop.exchange.signers.certificates import new_district_key
from ctecs_desktop.exchange.signers.keys import SigningKey
from ctecs_desktop.exchange.submission.seal import Seal, make_seal
from ctecs_desktop.exchange.submission.workbook_layout import ChangedValue
from ctecs_desktop.exchange.submission.workbook_reader import ReadSubmission, read_submission
from ctecs_desktop.exchange.submission.workbook_writer import write_submission
from tests.building import DISTRICT, YEAR, make_measure, make_plan, make_school

SCHOOL = SchoolCode("9001616")
CODES: dict[Unit, str] = {unit: f"{1 + number % 5}.{10 + number}" for number, unit in enumerate(Unit)}
"""One measure per unit, over all five goals; codes such as 1.10, which a spreadsheet would take for 1.1."""


def _measure(unit: Unit) -> Measure:
    decimals = {Unit.CURRENCY: 2, Unit.COUNT: 0, Unit.NAMES: 0}.get(unit, 1)
    return make_measure(CODES[unit], unit=unit, name=f"Measure & <{unit.value}>", decimals=decimals)


PLAN: Plan = make_plan(
    [_measure(unit) for unit in Unit],
    [make_school(SCHOOL), make_school("9001716")],
    strategies=(Strategy("S1.1", 1, "A strategy"), Strategy("S2.1", 2, "Another one")),
    rules=(Rule("change", "change", Severity.WARNING, Scope.YEARS, (), (), "It changed.", "A slip shows as a jump."),),
)

NASTY_NOTES = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "two\nlines",
    "a\ttab",
    " spaces around ",
    "_x000D_ and _x0041_",
    "emoji 🏫 and \u200fעברית\u200e, العربية",
    "quotes \"and\" 'those' & <tags> ]]> &amp; 100 %",
    "back\\slash \\p \\n | bar",
    "1.10",
    "2019-10-01",
    "#N/A",
    "TRUE",
)

_texts = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=20)
notes = st.one_of(st.just(""), st.sampled_from(NASTY_NOTES), _texts)
_numbers = st.one_of(
    st.integers(0, 5000).map(Decimal),
    st.decimals(min_value=0, max_value=999_999_999_999, allow_nan=False, places=2).map(
        lambda each: each.normalize() + 0
    ),
    st.integers(0, 10**15 - 1).map(lambda each: Decimal(each).scaleb(-9)),
)
_intervals = st.tuples(st.integers(0, 5), st.integers(0, 9)).map(
    lambda ends: Suppressed(Decimal(ends[0]), Decimal(ends[0] + ends[1]))
)
_quantities: st.SearchStrategy[Quantity] = st.one_of(_numbers, _intervals)


def values_of(unit: Unit) -> st.SearchStrategy[Value]:
    """Any value that a measure of that unit may have."""
    blank: st.SearchStrategy[Value] = st.sampled_from(BLANK_REASONS)
    if unit.is_ratio:
        return st.one_of(blank, _intervals, st.builds(Ratio, _quantities, _quantities))
    if unit is Unit.MEAN:
        return st.one_of(blank, _intervals, st.builds(Mean, _quantities, _quantities))
    if unit is Unit.YES_NO:
        return st.one_of(blank, st.booleans())
    if unit is Unit.MILESTONE_DATE:
        return st.one_of(blank, st.dates(min_value=date(1900, 1, 1)))
    if unit is Unit.NAMES:
        return st.one_of(blank, st.lists(_texts, max_size=4).map(lambda names: Names(tuple(names))))
    return st.one_of(blank, _quantities)


def make_identity(**changes: object) -> SubmissionIdentity:
    """The identity of a first revision for the one school and year of the plan."""
    base = SubmissionIdentity(
        format_version=FORMAT_VERSION,
        district=DISTRICT,
        school=SCHOOL,
        plan_version=PLAN.version,
        period=YEAR,
        revision=1,
        parent="",
        unique_id="0190f3a26c1e7d1a9d8e3f1b2a4c5d6e",
        incarnation="c0ffee00-1234-4abc-8def-001122334455",
        program_version="0.1.0",
        signer="Dr. Maria Santos",
        role="Principal",
        claimed_time="2016-07-29T15:04:05Z",
        history_head="cd" * 32,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def key_of(unit: Unit, subgroup: str = ALL_STUDENTS) -> ObservationKey:
    """The address of the measure of that unit."""
    return ObservationKey(SCHOOL, YEAR, MeasureCode(CODES[unit]), subgroup)  # type: ignore[arg-type]


@st.composite
def submissions(draw: st.DrawFn) -> Submission:
    """Any submission: every unit and blank, intervals, awkward notes, kept warnings, strategies."""
    units = draw(st.lists(st.sampled_from(Unit), unique=True, max_size=6))
    groups = {unit: draw(st.lists(st.sampled_from(PLAN.subgroups_of(CODES[unit])), unique=True)) for unit in units}
    observations = [
        Observation(key_of(unit, group), draw(values_of(unit)), draw(notes)) for unit in units for group in groups[unit]
    ]
    explained = draw(st.lists(st.sampled_from(observations), unique=True, max_size=2)) if observations else []
    identity = make_identity(
        revision=draw(st.integers(1, 12)),
        revision_reason=draw(notes),
        signer=draw(notes) or "Pat",
        role=draw(notes),
        parent=draw(st.sampled_from(["", "ab" * 32])),
    )
    updates = draw(st.lists(st.sampled_from(["S1.1", "S2.1"]), unique=True))
    return Submission(
        identity,
        tuple(observations),
        tuple(Explanation(draw(st.sampled_from(["change", "gone"])), each.key, draw(notes)) for each in explained),
        tuple(StrategyUpdate(code, draw(st.sampled_from(StrategyStatus)), draw(notes)) for code in updates),
    )


def make_submission(**changes: object) -> Submission:
    """One of everything: a value of each unit, an interval, each blank, every awkward note."""
    examples: dict[Unit, Value] = {
        Unit.PERCENT: Ratio(Decimal(57), Decimal(131)),
        Unit.RATE_PER_100: Ratio(Suppressed(Decimal(1), Decimal(5)), Decimal(600)),
        Unit.AMOUNT_PER: Ratio(Decimal("1234.5"), Decimal(48)),
        Unit.COUNT: Decimal(248),
        Unit.MEAN: Mean(Decimal("469.4"), Decimal(174)),
        Unit.HOURS: Decimal("43.5114503816794"),
        Unit.CURRENCY: Decimal("98765432.1"),
        Unit.DAYS: Decimal("0.1"),
        Unit.YES_NO: True,
        Unit.MILESTONE_DATE: date(2016, 3, 31),
        Unit.NAMES: Names(("Pratt & Whitney", "Electric Boat", "=Acme")),
    }
    notes_left = list(NASTY_NOTES)
    observations = [
        Observation(key_of(unit), value, notes_left.pop() if notes_left else "") for unit, value in examples.items()
    ]
    blanks = dict(zip(Unit, BLANK_REASONS, strict=False))
    observations += [
        Observation(key_of(unit, PLAN.subgroups_of(CODES[unit])[1]), reason, notes_left.pop() if notes_left else "")
        for unit, reason in blanks.items()
    ]
    base = Submission(
        make_identity(),
        tuple(observations),
        (Explanation("change", key_of(Unit.COUNT), "A feeder district opened\na program of its own."),),
        (StrategyUpdate("S1.1", StrategyStatus.UNDER_WAY, "= two workshops"),),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


@functools.cache
def signing_key() -> SigningKey:
    """One key for every test of a run, since keys take long to make."""
    return new_district_key("Test district", at=datetime(2016, 1, 1, tzinfo=UTC), rsa_bits=2048)


def parts_of(submission: Submission, plan: Plan = PLAN, changes: tuple[ChangedValue, ...] = ()) -> dict[str, bytes]:
    """The parts of the workbook of ``submission``, sealed, without a package signature."""
    return dict(read_container(write_submission(submission, plan, seal=seal_of(submission), changes=changes)))


def seal_of(submission: Submission) -> Seal:
    """The seal of the one key."""
    return make_seal(submission, signing_key())


@functools.cache
def example_parts() -> Mapping[str, bytes]:
    """The workbook of ``make_submission``, written once."""
    return parts_of(make_submission())


def sheet_part(sheet: str) -> str:
    """The part of a sheet in a workbook as this program writes it."""
    names = ("Sign-off", *(f"Goal {number}" for number in range(1, 6)), "Names", "Strategies", "Reasons", "Changes")
    return f"xl/worksheets/sheet{(*names, 'Seal').index(sheet) + 1}.xml"


def edited(sheet: str, old: str, new: str) -> dict[str, bytes]:
    """The example's parts with one place of a sheet's XML replaced."""
    return edited_part(sheet_part(sheet), old, new)


def edited_part(name: str, old: str, new: str) -> dict[str, bytes]:
    """The example's parts with one place of one part replaced."""
    xml = example_parts()[name].decode("utf-8")
    assert xml.count(old) == 1, f"{old!r} stands {xml.count(old)} times in {name}"
    return {**example_parts(), name: xml.replace(old, new).encode("utf-8")}


def read(parts: Mapping[str, bytes]) -> ReadSubmission:
    """Read by the small plan."""
    return read_submission(parts, PLAN)
