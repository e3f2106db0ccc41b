"""Real stores for the tests: empty ones, and ones in which every table holds something."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from ctecs_desktop.domain.contact import Contact
from ctecs_desktop.domain.district_figures import DistrictFigures, FrozenYear, KnownFigure
from ctecs_desktop.domain.enrolment import Enrolment, EnrolmentStatus
from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.key_test import KeyTest, KeyTestKind
from ctecs_desktop.domain.observation import (
    Edit,
    MeasureCode,
    Observation,
    ObservationKey,
    PeriodCode,
    SchoolCode,
    SubgroupCode,
)
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.plan_draft import REMOVED, RowKey
from ctecs_desktop.domain.publication import CellId, Counted, Reader
from ctecs_desktop.domain.publication_choices import NO_CHOICES
from ctecs_desktop.domain.published import PublishedAddress, PublishedFigure, amount_of
from ctecs_desktop.domain.register import RegisterSent
from ctecs_desktop.domain.release_record import RecordedCell, ReleaseRecord
from ctecs_desktop.domain.reply import Question, Reply
from ctecs_desktop.domain.review import Decision, SubmittedValues
from ctecs_desktop.domain.rollup import roll_up
from ctecs_desktop.domain.submission import (
    Explanation,
    StrategyStatus,
    StrategyUpdate,
    Submission,
    SubmissionStatus,
    submission_digest,
)
from ctecs_desktop.domain.value import LARGEST_NUMBER, Mean, Missing, Names, Ratio, Suppressed, Value
from ctecs_desktop.domain.workspace import Workspace, WorkspaceRole
from ctecs_desktop.store import (
    contacts,
    decisions,
    district_figures,
    explanations,
    facts,
    key_tests,
    observations,
    plan_drafts,
    plans,
    published_figures,
    questions,
    refused_files,
    register_sent,
    releases,
    replies,
    report_texts,
    sign_offs,
    snapshots,
    strategy_updates,
    submissions,
    trust,
)
from ctecs_desktop.store.opening import create_store
from ctecs_desktop.store.store import Store
from ctecs_desktop.store.submitted_rows import rows_of
from tests.building import DISTRICT, YEAR, key, make_measure, make_plan, make_school, make_submission, make_submitted

AT = "2016-07-10T12:00:00Z"
WHO: dict[str, Any] = {"at": AT, "person": "Pat"}
SCHOOL = SchoolCode("9001116")
QUARTER = PeriodCode("2015-16 Q1")


def workspace(role: WorkspaceRole = WorkspaceRole.SCHOOL) -> Workspace:
    """A school's workspace, or central office's."""
    organization = SCHOOL if role is WorkspaceRole.SCHOOL else DISTRICT
    return Workspace(role, DISTRICT, organization, "incarnation-1", "2016-07-01T08:00:00Z")


def edit(value: Value, note: str = "", *, measure: str = "1.01", subgroup: str = "all") -> Edit:
    """An edit of the school's value of a measure."""
    return Edit(key(measure, subgroup, school=SCHOOL), value, note)


def write(store: Store, *edits: Edit, **expected: Any) -> tuple[ObservationKey, ...]:
    """Write edits as Pat."""
    return observations.write_observations(store, edits, **WHO, **expected)


def plan(**changes: Any) -> Plan:
    """A small valid plan."""
    plan = make_plan([make_measure("1.01", source="made for tests")], [make_school(SCHOOL)], **changes)
    return replace(plan, subgroups=tuple(each for each in plan.subgroups if each.disaggregation))


def submitted(submission: Submission, **changes: Any) -> tuple[SubmittedValues, bytes]:
    """``submission`` as received, and the bytes of the file it is said to have come in."""
    name = changes.pop("file", "signed")
    workbook = f"{name} {submission_digest(submission)}".encode()
    values = make_submitted(submission, file_digest=sha256(workbook).hexdigest(), **changes)
    return values, workbook


def receive(store: Store, submission: Submission, **changes: Any) -> bool:
    """Hold ``submission`` in ``store`` with all that it says."""
    values, workbook = submitted(submission, **changes)
    return submissions.receive(
        store,
        values.received,
        rows_of(values),
        workbook=workbook,
        explanations=submission.explanations,
        strategy_updates=submission.strategy_updates,
        **WHO,
    )


def full_submission(school: str = SCHOOL, **identity: Any) -> Submission:
    """A submission with values of every kind, notes, an explanation and a strategy update."""
    values: dict[tuple[str, str], Value] = {
        ("1.01", "all"): Ratio(Decimal(57), Decimal(131)),
        ("1.01", "gender.female"): Ratio(Suppressed(Decimal(1), Decimal(5)), Decimal(60)),
        ("1.02", "all"): Mean(Decimal("448.5"), Decimal(174)),
        ("2.01", "all"): Names(("Acme", "Pratt & Whitney")),
        ("2.02", "all"): True,
        ("2.03", "all"): date(2016, 3, 31),
        ("3.01", "all"): Missing.NOT_APPLICABLE,
    }
    base = make_submission(school, values, **identity)
    noted = tuple(
        replace(each, note="two\nlines\tand a tab") if index == 0 else each
        for index, each in enumerate(base.observations)
    )
    return replace(
        base,
        observations=noted,
        explanations=(Explanation("parts_sum", key("1.01", school=school), "counted twice"),),
        strategy_updates=(StrategyUpdate("S1.1", StrategyStatus.UNDER_WAY, "half done"),),
    )


def record_signed(store: Store, submission: Submission) -> str:
    """Sign ``submission`` off in its school's store; gives its digest."""
    digest = submission_digest(submission)
    workbook = f"workbook {digest}".encode()
    sign_offs.record_signed(
        store,
        submission.identity,
        digest=digest,
        file_name="signed.xlsx",
        file_digest=sha256(workbook).hexdigest(),
        workbook=workbook,
        **WHO,
    )
    return digest


def fill_school(store: Store) -> None:
    """Put something into every table of a school's store."""
    plans.save_plan(store, plan(), source="plan.xlsx", **WHO)
    facts.set_fact(store, "key.file", "school.p12", **WHO)
    trust.save_trust(store, '{"trust": 1}', version=1, **WHO)
    write(store, *(edit(Ratio(Decimal(n), Decimal(n + 9)), f"note {n}", measure=f"1.{n:02}") for n in range(1, 40)))
    write(store, edit(Decimal(12)), edit(Missing.NOT_ENTERED, measure="1.02"))
    explanation = Explanation("parts_sum", key("1.01", school=SCHOOL), "counted twice")
    explanations.write_explanations(store, [explanation], **WHO)
    strategy_updates.write_strategy_updates(
        store, YEAR, [StrategyUpdate("S1.1", StrategyStatus.DONE, "all of it")], **WHO
    )
    record_signed(store, full_submission())
    sign_offs.unlock_for_revision(store, YEAR, reason="a figure was late", **WHO)
    reply = Reply(
        SCHOOL,
        YEAR,
        1,
        "d" * 64,
        SubmissionStatus.RETURNED,
        AT,
        "see below",
        (Question(key("1.01", school=SCHOOL), "why so few?"),),
    )
    replies.record_reply(store, reply, file_name="reply.xlsx", **WHO)
    district_figures.keep_figures(store, frozen_figures(), register=1, source="plan.xlsx", **WHO)


def frozen_figures(newest: int = 1, numerator: int = 1364) -> DistrictFigures:
    """What a school is told of the district: one rate of one year."""
    value = Fraction(100 * numerator, 10741)
    figure = KnownFigure(MeasureCode("1.01"), value, Decimal(numerator), Decimal(10741), 17, 18)
    return DistrictFigures(newest, (FrozenYear(YEAR, "2015-16", newest, AT, "a" * 12, (figure,)),))


def published(
    amount: str, *, measure: str = "1.03", subgroup: str = "all", part: Part = Part.VALUE, school: str = SCHOOL
) -> PublishedFigure:
    """A figure of the state, of line 2."""
    address = PublishedAddress(SchoolCode(school), YEAR, MeasureCode(measure), SubgroupCode(subgroup), part)
    return PublishedFigure(address, amount_of(amount), 2, "Count")


def release_record(name: str = "2015-16 / 1", figure: int = 131) -> ReleaseRecord:
    """The record of a release of one figure."""
    cell = RecordedCell(CellId("1.01 n district 2015-16"), str(figure), Counted.PUPILS, Reader.KNOWN)
    return ReleaseRecord(
        *(name, AT, "Sue Superintendent", "rules-1", (("pupils_withheld_to", "5"),), (), (cell,), (), (), ()),
        fingerprint="a" * 64,
    )


def fill_central(store: Store) -> None:
    """Put something into every table that central office writes."""
    plans.save_plan(store, plan(), source="shipped", **WHO)
    first = full_submission()
    receive(store, first)
    receive(store, full_submission("9001216"))
    decision = Decision(submission_digest(first), SubmissionStatus.ACCEPTED)
    decisions.record_decision(store, decision, reason="looks right", **WHO)
    plan_drafts.write_draft(store, {RowKey("goals", 2): REMOVED}, expected={}, **WHO)
    question = Question(key("1.01", school=SCHOOL), "why so few?")
    questions.write_question(store, submission_digest(first), question, **WHO)
    rollup = roll_up(plan(), plan().period(YEAR), submissions.accepted_values(store, YEAR))
    snapshots.save_snapshot(store, rollup, note="for the board", **WHO)
    releases.save_release(store, YEAR, release_record(), NO_CHOICES, person="ada")
    report_texts.write_report_text(store, YEAR, "letter-board", "To the people of Connecticut", **WHO)
    content = b"not a workbook"
    refused_files.keep_refused(
        store,
        file_name="odd.xlsx",
        file_digest=sha256(content).hexdigest(),
        code="workbook.not_a_zip",
        facts_json="{}",
        workbook=content,
        **WHO,
    )
    published_figures.keep_source(
        store,
        [published("21", part=Part.NUMERATOR), published("16.0"), published("[1,5]", subgroup="gender.female")],
        content=b"an export",
        file_digest=sha256(b"an export").hexdigest(),
        file_name="export.csv",
        export="suspension",
        school_year=YEAR,
        **WHO,
    )
    published_figures.withdraw(store, 1, reason="of another year", **WHO)
    trust.save_trust(store, '{"trust": 1}', version=1, **WHO)
    enrolment = Enrolment("ab" * 32, SCHOOL, "Pat", "Principal", b"request", AT, EnrolmentStatus.PENDING)
    trust.save_enrolment(store, enrolment, **WHO)
    trust.save_enrolment(store, replace(enrolment, status=EnrolmentStatus.APPROVED), **WHO)
    contacts.save_contact(store, Contact(SCHOOL, "Sam Secretary", "sam@school.example", "860 555 0100"), **WHO)
    key_tests.record_key_test(store, KeyTest("cd" * 32, KeyTestKind.COPY, "the safe", "copy.p12", AT, "Pat"))
    register_sent.record_sent(store, RegisterSent(1, SCHOOL, "reply", "reply.xlsx", AT, "Pat"))


def content(store: Store) -> dict[str, object]:
    """Everything that a person could read in ``store``, through its public functions."""
    held = submissions.received(store)
    periods = (YEAR, QUARTER)
    return {
        "workspace": store.workspace,
        "plans": plans.plan_versions(store),
        "plan": [plans.plan_of_version(store, each.version) for each in plans.plan_versions(store)],
        "values": [observations.read_observations(store, school=SCHOOL, period=period) for period in periods],
        "explanations": explanations.read_explanations(store, school=SCHOOL, period=YEAR),
        "updates": strategy_updates.read_strategy_updates(store, YEAR),
        "signed": [
            (each, sign_offs.signed_workbook(store, each.digest)) for each in sign_offs.signed_submissions(store)
        ],
        "state": sign_offs.submission_state(store, YEAR),
        "replies": replies.replies(store),
        "district": district_figures.kept_figures(store),
        "received": held,
        "submissions": [submissions.submission(store, each.digest) for each in held],
        "submitted": [submissions.submitted_values(store, each.digest) for each in held],
        "workbooks": [submissions.archived_workbook(store, each.digest) for each in held],
        "decisions": [(each, decisions.last_reason(store, each.digest)) for each in decisions.decisions(store)],
        "draft": plan_drafts.read_draft(store),
        "asked": [questions.questions_to(store, each.digest) for each in held],
        "releases": [releases.releases(store), releases.records(store)],
        "snapshots": [(each, snapshots.frozen(store, each.number)) for each in snapshots.snapshots(store)],
        "report": [report_texts.report_texts(store, period) for period in periods],
        "refused": [
            (each, refused_files.refused_workbook(store, each.file_digest)) for each in refused_files.refused(store)
        ],
        "published": (published_figures.sources(store), published_figures.published_figures(store, YEAR)),
        "trust": (trust.current_trust(store), trust.trust_version(store)),
        "enrolments": trust.enrolments(store),
        "contacts": contacts.contacts(store),
        "key tests": key_tests.key_tests(store),
        "register sent": register_sent.sent_registers(store),
        "fact": facts.fact(store, "key.file"),
    }


def filled_file(folder: Path, role: WorkspaceRole) -> Path:
    """A closed store in ``folder`` in which everything is used."""
    path = folder / f"{role.value}.ctecs"
    with create_store(path, workspace(role)) as store:
        (fill_school if role is WorkspaceRole.SCHOOL else fill_central)(store)
    return path


_NUMBERS = st.integers(-(10**6), 10**6).map(lambda number: Decimal(number) / 100) | st.integers(0, 400).map(Decimal)
_INTERVALS = st.tuples(_NUMBERS, _NUMBERS).map(lambda pair: Suppressed(min(pair), max(pair)))
_QUANTITIES = _NUMBERS | _INTERVALS | st.just(LARGEST_NUMBER - 1)

values: st.SearchStrategy[Value] = st.one_of(
    _QUANTITIES,
    st.builds(Ratio, _QUANTITIES, _QUANTITIES),
    st.builds(Mean, _QUANTITIES, _QUANTITIES),
    st.booleans(),
    st.dates(),
    st.lists(st.text(st.characters(exclude_categories=("Cs",)), max_size=8), max_size=3).map(lambda n: Names(tuple(n))),
    st.sampled_from(Missing),
)
"""Any value that can be recorded."""

notes = st.just("") | st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
"""Any note."""


def observation(each: Edit) -> Observation:
    """What stands at a key once ``each`` was written."""
    return Observation(each.key, each.value, each.note)
