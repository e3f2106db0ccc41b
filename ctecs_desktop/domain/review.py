"""A submission as central office holds it: what arrived, what it says, and how it stands beside others.

Merging is a pure function of the set of files and of the decisions taken over them: it depends neither on the order
of arrival nor on repeats, and it never chooses between two versions of one revision.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from ctecs_desktop.domain.observation import Observation, ObservationKey, PeriodCode, SchoolCode
from ctecs_desktop.domain.submission import SubmissionIdentity, SubmissionStatus


class Verdict(Enum):
    """What the verifier says of a file."""

    ACCEPTED = "accepted"  # package signature and everything below it hold
    HELD = "held"  # no package signature any more, but the seal agrees with every value read
    REFUSED = "refused"


class CellReference(NamedTuple):
    """The cell, or the cells side by side, of a workbook in which a value stands, such as ``Goal 1!E12:F12``."""

    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell that no longer says what was signed."""

    sheet: str
    cell: str
    signed: str
    found: str


@dataclass(frozen=True, slots=True)
class ReceivedSubmission:
    """One submission that central office holds. ``digest`` (of the canonical text) is its identity."""

    digest: str
    identity: SubmissionIdentity
    verdict: Verdict
    status: SubmissionStatus
    received_at: str
    file_name: str
    file_digest: str  # SHA-256 of the archived bytes
    signer_fingerprint: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SubmittedValues:
    """The values of a held submission, each with the cell that was signed."""

    received: ReceivedSubmission
    observations: tuple[Observation, ...]
    cells: Mapping[ObservationKey, CellReference]


DECIDED = frozenset({SubmissionStatus.ACCEPTED, SubmissionStatus.RETURNED, SubmissionStatus.EXCLUDED})
"""What a person can say of a submission: it counts, its school is to answer, or it is kept out of the rollup."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word on a submission. ``against`` names the rivals (same revision, other content) then in sight.

    ``status`` is one of :data:`DECIDED`, or ``RECEIVED``, which takes back what was decided before: nothing that was
    ever decided is deleted.
    """

    digest: str
    status: SubmissionStatus
    against: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RecordedDecision:
    """A decision with who took it, when (ISO-8601 UTC) and why ("" where nobody had to say)."""

    decision: Decision
    reason: str
    at: str
    person: str


class Candidate(NamedTuple):
    """What the merge needs to know of a submission."""

    digest: str
    school: SchoolCode
    period: PeriodCode
    revision: int
    verdict: Verdict


def standing(candidates: Iterable[Candidate], decisions: Iterable[Decision]) -> dict[str, SubmissionStatus]:
    """How every submission stands, by digest.

    Of each school and period: two contents under one revision number are in ``CONFLICT`` until a decision that saw
    both; accepting one passes over the other, returning or excluding one leaves the other in conflict. A decided
    acceptance stands until a higher revision is accepted; an undecided revision below another is ``SUPERSEDED``. Of
    several decisions over one submission the last given counts; one that takes back leaves it undecided.
    """
    groups: dict[tuple[SchoolCode, PeriodCode], set[Candidate]] = defaultdict(set)
    for candidate in candidates:
        groups[candidate.school, candidate.period].add(candidate)
    last = {decision.digest: decision for decision in decisions}
    decided = {digest: decision for digest, decision in last.items() if decision.status in DECIDED}
    result: dict[str, SubmissionStatus] = {}
    for group in groups.values():
        result.update(_standing_of_one(group, decided))
    return result


def _standing_of_one(group: Collection[Candidate], decided: Mapping[str, Decision]) -> dict[str, SubmissionStatus]:
    by_revision: dict[int, set[str]] = defaultdict(set)
    verdicts: dict[str, Verdict] = {}
    for candidate in group:
        by_revision[candidate.revision].add(candidate.digest)
        if verdicts.get(candidate.digest) is not Verdict.ACCEPTED:
            verdicts[candidate.digest] = candidate.verdict
    result: dict[str, SubmissionStatus] = {}
    higher_accepted = higher_known = False
    for revision in sorted(by_revision, reverse=True):
        digests = by_revision[revision]
        statuses = _of_revision(digests, decided, verdicts)
        for digest, status in statuses.items():
            undecided = status in {SubmissionStatus.RECEIVED, SubmissionStatus.HELD, SubmissionStatus.CONFLICT}
            passed = higher_accepted or (higher_known and undecided)
            result[digest] = SubmissionStatus.SUPERSEDED if passed else status
        higher_accepted = higher_accepted or SubmissionStatus.ACCEPTED in statuses.values()
        higher_known = True
    return result


def _of_revision(
    digests: set[str], decided: Mapping[str, Decision], verdicts: Mapping[str, Verdict]
) -> dict[str, SubmissionStatus]:
    informed = {
        digest: decision.status
        for digest in digests
        if (decision := decided.get(digest)) is not None and digests - {digest} <= decision.against
    }
    if len(digests) > 1:
        chosen = [digest for digest, status in informed.items() if status is SubmissionStatus.ACCEPTED]
        if len(chosen) == 1:
            return {
                digest: SubmissionStatus.ACCEPTED if digest == chosen[0] else SubmissionStatus.SUPERSEDED
                for digest in digests
            }
        put_aside = {SubmissionStatus.RETURNED, SubmissionStatus.EXCLUDED}
        return {
            digest: informed[digest] if informed.get(digest) in put_aside else SubmissionStatus.CONFLICT
            for digest in digests
        }
    (digest,) = digests
    decision = decided.get(digest)
    if decision is not None:
        return {digest: decision.status}
    return {digest: SubmissionStatus.HELD if verdicts[digest] is Verdict.HELD else SubmissionStatus.RECEIVED}
