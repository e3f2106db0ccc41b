"""One school's values for one period, signed: what it holds, how it moves on, and what exactly is signed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import Enum

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import Observation, ObservationKey, PeriodCode, SchoolCode
from ctecs_desktop.domain.value import Mean, Missing, Quantity, Ratio, encode_value, number_text

FORMAT_VERSION = 1
"""Version of the workbook family and of the canonical text under the seal."""


class SubmissionStatus(Enum):
    """Where a submission stands between school and central office."""

    DRAFT = "draft"
    SIGNED_OFF = "signed off"
    RECEIVED = "received"
    HELD = "held"
    CONFLICT = "conflict"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    SUPERSEDED = "superseded"
    EXCLUDED = "excluded"  # held and genuine, but central office keeps it out of the rollup


_DECIDED = frozenset({SubmissionStatus.ACCEPTED, SubmissionStatus.RETURNED, SubmissionStatus.EXCLUDED})

_REOPENED = frozenset(
    {SubmissionStatus.RECEIVED, SubmissionStatus.HELD, SubmissionStatus.SUPERSEDED, SubmissionStatus.CONFLICT}
)
"""Where a decision leads that is taken back, or that a later file overtakes."""

STEPS: dict[SubmissionStatus, frozenset[SubmissionStatus]] = {
    SubmissionStatus.DRAFT: frozenset({SubmissionStatus.SIGNED_OFF}),
    SubmissionStatus.SIGNED_OFF: frozenset({SubmissionStatus.RECEIVED, SubmissionStatus.DRAFT}),
    SubmissionStatus.RECEIVED: _DECIDED | {SubmissionStatus.SUPERSEDED, SubmissionStatus.CONFLICT},
    SubmissionStatus.HELD: _DECIDED | {SubmissionStatus.SUPERSEDED, SubmissionStatus.CONFLICT},
    SubmissionStatus.CONFLICT: _DECIDED | {SubmissionStatus.SUPERSEDED},
    SubmissionStatus.ACCEPTED: _REOPENED | {SubmissionStatus.RETURNED, SubmissionStatus.EXCLUDED},
    SubmissionStatus.RETURNED: _REOPENED | {SubmissionStatus.DRAFT, SubmissionStatus.ACCEPTED},
    SubmissionStatus.EXCLUDED: _REOPENED | {SubmissionStatus.ACCEPTED, SubmissionStatus.RETURNED},
    SubmissionStatus.SUPERSEDED: frozenset(),
}
"""The allowed steps, all of them. An amendment starts again at ``DRAFT`` with the next revision."""


def step(current: SubmissionStatus, wanted: SubmissionStatus) -> SubmissionStatus:
    """``wanted`` if it may follow ``current``; raises ``NotAllowed("submission.step")`` otherwise."""
    if wanted not in STEPS[current]:
        raise NotAllowed("submission.step", current=current.value, wanted=wanted.value)
    return wanted


class StrategyStatus(Enum):
    """How far a strategy has come."""

    NOT_STARTED = "not started"
    UNDER_WAY = "under way"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class StrategyUpdate:
    """What a school says of a strategy in a period."""

    strategy: str
    status: StrategyStatus
    narrative: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The reason for which a school keeps a value that a warning is about; becomes the report's footnote."""

    code: str  # the rule's
    key: ObservationKey
    reason: str


@dataclass(frozen=True, slots=True)
class SubmissionIdentity:
    """What a signed workbook says of itself. Time is shown, never used for ordering."""

    format_version: int
    district: SchoolCode
    school: SchoolCode
    plan_version: str
    period: PeriodCode
    revision: int
    parent: str  # digest of the revision before, "" for the first
    unique_id: str
    incarnation: str  # of the store that made it
    program_version: str
    signer: str
    role: str
    claimed_time: str  # ISO-8601 UTC
    history_head: str  # digest of the school's history at sign-off
    revision_reason: str = ""  # why there is a further revision


@dataclass(frozen=True, slots=True)
class Submission:
    """Everything that a principal signs. Observations, explanations and updates are kept sorted."""

    identity: SubmissionIdentity
    observations: tuple[Observation, ...]
    explanations: tuple[Explanation, ...] = ()
    strategy_updates: tuple[StrategyUpdate, ...] = ()

    def __post_init__(self) -> None:
        # The canonical text names school and period once, so a key of another one would hide from the digest.
        place = (self.identity.school, self.identity.period)
        keyed: tuple[Observation | Explanation, ...] = (*self.observations, *self.explanations)
        for each in keyed:
            if each.key[:2] != place:
                raise ValueError(f"{each.key} does not belong to a submission of {place}")
        object.__setattr__(self, "observations", tuple(sorted(self.observations, key=lambda each: each.key)))
        object.__setattr__(
            self, "explanations", tuple(sorted(self.explanations, key=lambda each: (each.key, each.code)))
        )
        object.__setattr__(
            self, "strategy_updates", tuple(sorted(self.strategy_updates, key=lambda each: each.strategy))
        )


@dataclass(frozen=True, slots=True)
class ControlTotals:
    """Sums a clerk can check by hand: how many values, how many blanks with a reason, and the sum of all numbers."""

    values: int
    blanks: int
    total: str  # exact sum of every known number, as text


def _numbers(observation: Observation) -> Iterable[Quantity]:
    value = observation.value
    if isinstance(value, Ratio):
        return (value.numerator, value.denominator)
    if isinstance(value, Mean):
        return (value.mean, value.n)
    if isinstance(value, Decimal):
        return (value,)
    return ()


def control_totals(observations: Iterable[Observation]) -> ControlTotals:
    """Count and add; intervals and names count as values but add nothing."""
    values = blanks = 0
    total = Decimal(0)
    for observation in observations:
        if isinstance(observation.value, Missing):
            blanks += 1
            continue
        values += 1
        for number in _numbers(observation):
            if isinstance(number, Decimal):
                total += number
    return ControlTotals(values, blanks, number_text(total))


def _field(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def value_line(measure: str, subgroup: str, value_text: str, note: str) -> str:
    """The line of an observation whose value is already in its canonical text, as a store holds it."""
    # Most values have no note, and five thousand lines of every file come through here.
    return f"v\t{measure}\t{subgroup}\t{value_text}\t{_field(note) if note else ''}"


def observation_line(observation: Observation) -> str:
    """The one line that stands for an observation under the seal: measure, subgroup, value, note; tab-separated."""
    key = observation.key
    return value_line(key.measure, key.subgroup, encode_value(observation.value), observation.note)


def identity_lines(identity: SubmissionIdentity) -> list[str]:
    """One line per field of the identity, in the order of its definition."""
    return [f"i\t{each.name}\t{_field(str(getattr(identity, each.name)))}" for each in fields(identity)]


def explanation_line(explanation: Explanation) -> str:
    """The one line that stands for a kept warning under the seal."""
    key = explanation.key
    return f"e\t{explanation.code}\t{key.measure}\t{key.subgroup}\t{_field(explanation.reason)}"


def strategy_line(update: StrategyUpdate) -> str:
    """The one line that stands for a strategy update under the seal."""
    return f"s\t{update.strategy}\t{update.status.value}\t{_field(update.narrative)}"


def canonical_lines(submission: Submission) -> list[str]:
    """Everything that the value seal signs, one line each, in the one order there is."""
    return [
        *identity_lines(submission.identity),
        *(observation_line(each) for each in submission.observations),
        *(explanation_line(each) for each in submission.explanations),
        *(strategy_line(each) for each in submission.strategy_updates),
    ]


def text_of_lines(lines: Iterable[str]) -> bytes:
    """The bytes under the value seal made of its lines: versioned, UTF-8, every line ended by a newline."""
    return "\n".join([f"ctecs submission {FORMAT_VERSION}", *lines, ""]).encode("utf-8")


def canonical_text(submission: Submission) -> bytes:
    """The bytes under the value seal of ``submission``."""
    return text_of_lines(canonical_lines(submission))


def submission_digest(submission: Submission) -> str:
    """SHA-256 of the canonical text in hex: the identity of what was signed."""
    return hashlib.sha256(canonical_text(submission)).hexdigest()
