"""The way of every signed revision: signed, exported, sent, received, returned, accepted; and any two compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ctecs_desktop.domain.observation import Observation, ObservationKey, PeriodCode
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.reply import Reply
from ctecs_desktop.domain.sign_off import SignedRecord
from ctecs_desktop.domain.submission import StrategyUpdate, Submission, SubmissionStatus
from ctecs_desktop.domain.timeline import Event, EventKind
from ctecs_desktop.domain.value import Missing, encode_value
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.opc.package_verifier import verify_package
from ctecs_desktop.exchange.submission.workbook_layout import reading_order
from ctecs_desktop.exchange.submission.workbook_reader import read_submission
from ctecs_desktop.services.entry import current_values
from ctecs_desktop.services.sending import EXPORTED, SENT
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import facts, history, replies, sign_offs, strategy_updates
from ctecs_desktop.store.plans import plan_of_version

PRESENT = ""
"""Stands for the digest of what is entered now, signed or not."""

_ANSWERS = {
    SubmissionStatus.ACCEPTED: EventKind.ACCEPTED,
    SubmissionStatus.RETURNED: EventKind.RETURNED,
}


@dataclass(frozen=True, slots=True)
class ComparedValue:
    """One address at which two revisions differ, in value or note."""

    key: ObservationKey
    before: Observation
    after: Observation


@dataclass(frozen=True, slots=True)
class ComparedStrategy:
    """One strategy of which two revisions say different things."""

    strategy: str
    before: StrategyUpdate | None
    after: StrategyUpdate | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything in which two revisions differ."""

    values: tuple[ComparedValue, ...]
    strategies: tuple[ComparedStrategy, ...]


def events(session: Session, period: PeriodCode | None = None) -> list[Event]:
    """Every step of a period, or of all, in the order in which this workspace learnt of them.

    By the history's numbers and not by clocks: that a file was received is told by central office's clock, and stands
    where its answer was opened.
    """
    session.require(WorkspaceRole.SCHOOL)
    store = session.store
    records = sign_offs.signed_submissions(store, period)
    found: list[tuple[int, Event]] = []
    for record in records:
        (entry,) = history.entries(store, noun=sign_offs.SIGNED, subject=record.digest)[-1:]
        found.append((entry.sequence, _signed(record)))
    by_digest = {record.digest: record for record in records}
    for begun in history.entries(store, noun=sign_offs.REVISION):
        code, number = begun.subject.split("\t")
        if period in {None, code}:
            event = Event(EventKind.BEGUN, PeriodCode(code), int(number), begun.at, begun.person, note=begun.after)
            found.append((begun.sequence, event))
    for prefix, kind in ((EXPORTED, EventKind.EXPORTED), (SENT, EventKind.SENT)):
        for entry in history.entries(store, noun=facts.NOUN, prefix=prefix):
            known = by_digest.get(entry.subject.removeprefix(prefix))
            if known is not None:
                file = entry.after if kind is EventKind.EXPORTED else ""
                found.append((entry.sequence, _of(known, kind, entry.at, person=entry.person, file=file)))
    for kept in replies.kept_replies(store, period):
        (entry,) = history.entries(store, noun=replies.NOUN, subject=str(kept.number))[-1:]
        found += [(entry.sequence, event) for event in _answered(kept.reply, kept.at, kept.person, kept.file_name)]
    return [event for _number, event in sorted(found, key=lambda pair: pair[0])]


def _signed(record: SignedRecord) -> Event:
    identity = record.identity
    person = f"{identity.signer}, {identity.role}"
    return _of(record, EventKind.SIGNED, record.at, person=person, file=record.file_name, note=identity.revision_reason)


def _of(record: SignedRecord, kind: EventKind, at: str, *, person: str, file: str = "", note: str = "") -> Event:
    identity = record.identity
    return Event(kind, identity.period, identity.revision, at, person, file, note, digest=record.digest)


def _answered(reply: Reply, at: str, person: str, file: str) -> Iterable[Event]:
    """A reply is a receipt, and perhaps a decision."""
    if not reply.revision:
        return
    yield Event(EventKind.RECEIVED, reply.period, reply.revision, reply.received_at, file=file, digest=reply.digest)
    kind = _ANSWERS.get(reply.status)
    if kind is not None:
        yield Event(
            kind, reply.period, reply.revision, at, person, file, reply.note, len(reply.questions), reply.digest
        )


def revisions(session: Session, period: PeriodCode) -> list[SignedRecord]:
    """What can be compared, the oldest first."""
    return sign_offs.signed_submissions(session.store, period)


def signed_submission(session: Session, record: SignedRecord) -> tuple[Submission, Plan]:
    """The content of a signed revision, read back from its archived workbook, and the plan that it was signed under."""
    data = sign_offs.signed_workbook(session.store, record.digest)
    plan = plan_of_version(session.store, record.identity.plan_version)
    return read_submission(verify_package(data).parts, plan).submission, plan


def compare(session: Session, period: PeriodCode, before: str, after: str) -> Comparison:
    """Value by value what two revisions say otherwise, in the plan's order; each is a digest, or ``PRESENT``."""
    old_values, old_updates = _content(session, period, before)
    new_values, new_updates = _content(session, period, after)
    places = reading_order(session.plan)
    last = (len(session.plan.goals), len(places))
    keys = sorted(
        old_values.keys() | new_values.keys(), key=lambda key: (places.get((key.measure, key.subgroup), last), key)
    )
    values = (
        ComparedValue(
            key,
            old_values.get(key, Observation(key, Missing.NOT_ENTERED)),
            new_values.get(key, Observation(key, Missing.NOT_ENTERED)),
        )
        for key in keys
    )
    strategies = (
        ComparedStrategy(code, old_updates.get(code), new_updates.get(code))
        for code in sorted(old_updates.keys() | new_updates.keys())
    )
    return Comparison(
        tuple(each for each in values if _says(each.before) != _says(each.after)),
        tuple(each for each in strategies if each.before != each.after),
    )


def _says(observation: Observation) -> tuple[str, str]:
    """As texts, for Python takes True for Decimal(1)."""
    return encode_value(observation.value), observation.note


def _content(
    session: Session, period: PeriodCode, digest: str
) -> tuple[dict[ObservationKey, Observation], dict[str, StrategyUpdate]]:
    if digest == PRESENT:
        entered = {key: each for key, each in current_values(session, period).items() if each.is_entered}
        updates = strategy_updates.read_strategy_updates(session.store, period)
    else:
        record = next(each for each in revisions(session, period) if each.digest == digest)
        submission, _plan = signed_submission(session, record)
        entered = {each.key: each for each in submission.observations}
        updates = submission.strategy_updates
    return entered, {each.strategy: each for each in updates}
