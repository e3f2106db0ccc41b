"""One received submission looked at closely: who signed it, what it says beside others, what the rules still want."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ctecs_desktop.domain.differences import Address, Beside, ComparedValue, ComparisonBasis, compare, largest_first
from ctecs_desktop.domain.observation import Observation
from ctecs_desktop.domain.reply import Question
from ctecs_desktop.domain.review import ReceivedSubmission, RecordedDecision, Verdict
from ctecs_desktop.domain.rule import Finding
from ctecs_desktop.domain.submission import ControlTotals, Explanation, StrategyUpdate, control_totals
from ctecs_desktop.domain.value import Value
from ctecs_desktop.exchange.signers.fingerprint_words import FingerprintWords, fingerprint_words
from ctecs_desktop.exchange.signers.trust import Revocation, certificate_public_key
from ctecs_desktop.services.intake import accepted_submission, open_findings
from ctecs_desktop.services.keys import trust_list
from ctecs_desktop.services.reconciliation import published_observations
from ctecs_desktop.services.review import find_received, rivals
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.submission import previous_period
from ctecs_desktop.store import decisions, plans, questions, submissions


@dataclass(frozen=True, slots=True)
class SignedWith:
    """The key behind a submission: the words that were compared by telephone, and whether it is still believed.

    ``package_signature`` and ``seal`` are ``valid`` or ``missing``: what is held was verified when it came in.
    """

    fingerprint: str  # SHA-256 of the certificate, hex
    words: FingerprintWords | None  # None where the register does not hold the certificate any more
    revocation: Revocation | None
    package_signature: str
    seal: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """Everything that a reviewer wants to see of one submission before deciding.

    ``columns`` are what the values are laid beside, the most telling first; ``values`` are all addresses.
    """

    received: ReceivedSubmission
    signed_with: SignedWith
    totals: ControlTotals
    columns: tuple[Beside, ...]
    values: tuple[ComparedValue, ...]
    findings: tuple[Finding, ...]  # those that still want something
    explanations: tuple[Explanation, ...]
    strategy_updates: tuple[StrategyUpdate, ...]
    questions: tuple[Question, ...]
    decisions: tuple[RecordedDecision, ...]

    @property
    def reason(self) -> str:
        """Of the last decision, "" where none was given."""
        return self.decisions[-1].reason if self.decisions else ""

    @property
    def differences(self) -> tuple[ComparedValue, ...]:
        """What differs from the most telling column, the largest first."""
        return largest_first(self.values, 0) if self.columns else ()


def inspect_submission(session: Session, digest: str) -> Inspection:
    """Read all of it. Raises ``NotAllowed("review.no_such_submission")`` for an unknown or unclear digest."""
    received = find_received(session, digest)
    submission = submissions.submission(session.store, received.digest)
    columns = _columns(session, received)
    return Inspection(
        received=received,
        signed_with=_signed_with(session, received),
        totals=control_totals(submission.observations),
        columns=columns,
        values=compare(submission.observations, columns, session.plan),
        findings=open_findings(session, submission),
        explanations=submission.explanations,
        strategy_updates=submission.strategy_updates,
        questions=questions.questions_to(session.store, received.digest),
        decisions=decisions.decisions_over(session.store, received.digest),
    )


def _columns(session: Session, received: ReceivedSubmission) -> tuple[Beside, ...]:
    """What the submission can be laid beside, in the order of :class:`ComparisonBasis`."""
    return tuple(
        sorted(
            (
                *_rivals(session, received),
                *_counting(session, received),
                *_last_year(session, received),
                *_published(session, received),
            ),
            key=lambda column: list(ComparisonBasis).index(column.basis),
        )
    )


def _rivals(session: Session, received: ReceivedSubmission) -> list[Beside]:
    return [_beside(session, ComparisonBasis.RIVAL, digest) for digest in sorted(rivals(session, received))]


def _counting(session: Session, received: ReceivedSubmission) -> list[Beside]:
    """The accepted revision; where this is the accepted one itself, the highest revision below it."""
    identity = received.identity
    accepted = accepted_submission(session, identity.school, identity.period)
    if accepted is not None and accepted.digest != received.digest:
        is_rival = accepted.identity.revision == identity.revision
        return [] if is_rival else [_beside(session, ComparisonBasis.COUNTING, accepted.digest)]
    held = submissions.received(session.store, school=identity.school, period=identity.period)
    below = [each for each in held if each.identity.revision < identity.revision]
    last = max(below, key=lambda each: each.identity.revision, default=None)
    return [_beside(session, ComparisonBasis.COUNTING, last.digest)] if last else []


def _last_year(session: Session, received: ReceivedSubmission) -> list[Beside]:
    identity = received.identity
    plan = plans.plan_of_version(session.store, identity.plan_version)  # the one in force may not know its period
    before = previous_period(plan, plan.period(identity.period))
    accepted = accepted_submission(session, identity.school, before.code) if before else None
    return [_beside(session, ComparisonBasis.LAST_YEAR, accepted.digest)] if accepted else []


def _published(session: Session, received: ReceivedSubmission) -> list[Beside]:
    """What the state published of the school for that school year, where such figures were loaded."""
    identity = received.identity
    found = published_observations(session, identity.period, identity.school)
    year = session.plan.period(identity.period).school_year
    return [Beside(ComparisonBasis.PUBLISHED, _by_address(found.values()), "", year)] if found else []


def _beside(session: Session, basis: ComparisonBasis, digest: str) -> Beside:
    other = submissions.submitted_values(session.store, digest)
    identity = other.received.identity
    titles = {ComparisonBasis.RIVAL: other.received.file_name, ComparisonBasis.COUNTING: str(identity.revision)}
    return Beside(basis, _by_address(other.observations), digest, titles.get(basis, identity.period))


def _by_address(observations: Iterable[Observation]) -> dict[Address, Value]:
    return {(each.key.measure, each.key.subgroup): each.value for each in observations}


def _signed_with(session: Session, received: ReceivedSubmission) -> SignedWith:
    trust = trust_list(session)
    fingerprint = received.signer_fingerprint
    certificate = trust.certificate(fingerprint)
    return SignedWith(
        fingerprint=fingerprint,
        words=fingerprint_words(certificate_public_key(certificate.certificate_der)) if certificate else None,
        revocation=trust.revocation(fingerprint, at=session.clock()),
        package_signature="valid" if received.verdict is Verdict.ACCEPTED else "missing",
        seal="valid",
    )
