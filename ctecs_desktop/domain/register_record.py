"""Everything that was done to the register and the keys, read off the history: there is no second book-keeping.

What the history says of the register of signers is only that a further version was kept. What that did follows from the
version before it, and from what else the same act changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from ctecs_desktop.domain.contact import Contact
from ctecs_desktop.domain.enrolment import EnrolmentStatus, RevocationReason
from ctecs_desktop.domain.key_test import KeyTest, KeyTestKind
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.domain.register import RegisterSent


class RecordKind(Enum):
    """What can be done to the register and the keys."""

    REQUEST_CAME = "request came"
    APPROVED = "approved"  # after the seven words were compared; a certificate was issued
    APPROVED_FOR_A_TIME = "approved for a time"  # an acting signer: the certificate ends before others do
    REFUSED = "refused"
    RENEWED = "renewed"
    REVOKED = "revoked"
    CONTACT_CHANGED = "contact changed"
    KEY_MADE = "district key made"
    SECOND_KEY_MADE = "second district key made"
    KEY_REPLACED = "district key replaced"  # after every copy was lost
    KEY_TAKEN_UP = "district key taken up"
    KEY_REVOKED = "district key revoked"
    COPY_TESTED = "copy tested"
    DRILL_HELD = "drill held"
    PLAN_SENT = "plan workbook written"
    REPLY_SENT = "reply workbook written"


@dataclass(frozen=True, slots=True)
class IssuedCertificate:
    """A school's certificate in a version of the register."""

    fingerprint: str  # SHA-256 of the certificate, hex
    school: SchoolCode
    key: str  # SHA-256 of the public key, hex
    valid_until: datetime
    is_limited: bool  # whether it ends before other certificates of its day do


@dataclass(frozen=True, slots=True)
class ListedRevocation:
    """A certificate, of a school or of the district, that counts for nothing from ``at`` on."""

    fingerprint: str
    reason: RevocationReason
    at: datetime


@dataclass(frozen=True, slots=True)
class RegisterVersion:
    """What the register of signers said at one version. ``roots`` are fingerprints of the district's certificates."""

    version: int
    roots: tuple[str, ...] = ()
    certificates: tuple[IssuedCertificate, ...] = ()
    revocations: tuple[ListedRevocation, ...] = ()


@dataclass(frozen=True, slots=True)
class EnrolmentChanged:
    """What a school asked for came, or became something else."""

    key: str
    school: SchoolCode
    signer: str
    role: str
    status: EnrolmentStatus
    reason: str


@dataclass(frozen=True, slots=True)
class ContactChanged:
    """Whom to call at a school."""

    before: Contact
    after: Contact


@dataclass(frozen=True, slots=True)
class VersionKept:
    """The register has a further version."""

    version: int


@dataclass(frozen=True, slots=True)
class RootChosen:
    """The district signs with that root from now on; ``file_name`` is that of the key file, "" for a new one."""

    root: str
    file_name: str = ""


RegisterChange = EnrolmentChanged | ContactChanged | VersionKept | RootChosen | KeyTest | RegisterSent


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One entry of the history that is about the register or the keys; ``act`` is common to what was done at once."""

    sequence: int
    act: int
    at: str  # ISO-8601 UTC
    person: str
    change: RegisterChange


@dataclass(frozen=True, slots=True)
class RecordedAct:
    """One thing that was done. What a kind has no use for is empty.

    ``schools`` are those that it concerns: none for the district's own keys; for a workbook to all those to which it
    brought something that no workbook had brought them before.
    """

    sequence: int
    kind: RecordKind
    at: str
    person: str
    schools: tuple[SchoolCode, ...] = ()
    key: str = ""  # SHA-256 of a school's public key, hex
    certificate: str = ""  # SHA-256 of a certificate, of a school or of the district, hex
    signer: str = ""
    role: str = ""
    reason: str = ""  # a refusal's in a person's words, a revocation's by its stable name
    since: datetime | None = None  # from when a revocation counts
    until: datetime | None = None  # when a certificate that was issued ends
    place: str = ""
    file_name: str = ""
    version: int = 0  # of the register that a workbook carried
    contact: ContactChanged | None = None

    @property
    def is_of_district(self) -> bool:
        """Whether it is about the district's own keys, or a workbook for all schools."""
        return not self.schools or self.kind is RecordKind.PLAN_SENT


def recorded_acts(entries: Iterable[RegisterEntry], versions: Iterable[RegisterVersion]) -> tuple[RecordedAct, ...]:
    """Everything that was done, the newest first."""
    reading = _Reading({each.version: each for each in versions})
    acts: dict[int, list[RegisterEntry]] = defaultdict(list)
    for each in entries:
        acts[each.act].append(each)
    found = [done for number in sorted(acts) for done in reading.of_act(acts[number])]
    return tuple(reversed(found))


@dataclass(slots=True)
class _Reading:
    """Goes through the acts in their order and knows what the register said before each."""

    versions: Mapping[int, RegisterVersion]
    before: RegisterVersion = field(default_factory=lambda: RegisterVersion(0))
    signers: dict[str, tuple[str, str]] = field(default_factory=dict)  # by key: name and role
    brought: dict[SchoolCode, set[str]] = field(default_factory=lambda: defaultdict(set))

    def of_act(self, entries: Sequence[RegisterEntry]) -> Iterator[RecordedAct]:
        chosen = {each.change.root for each in entries if isinstance(each.change, RootChosen)}
        approved = {
            each.change.key
            for each in entries
            if isinstance(each.change, EnrolmentChanged) and each.change.status is EnrolmentStatus.APPROVED
        }
        for each in entries:
            change = each.change
            if isinstance(change, EnrolmentChanged):
                self.signers[change.key] = change.signer, change.role
                yield from _enrolment(each, change)
            elif isinstance(change, ContactChanged):
                yield _done(each, RecordKind.CONTACT_CHANGED, schools=(change.after.school,), contact=change)
            elif isinstance(change, VersionKept):
                yield from self._version(each, self.versions[change.version], chosen=chosen, approved=approved)
            elif isinstance(change, RootChosen):
                if change.file_name:  # a new key that signs at once is told of with the version that brought it
                    yield _done(each, RecordKind.KEY_TAKEN_UP, certificate=change.root, file_name=change.file_name)
            elif isinstance(change, KeyTest):
                kind = RecordKind.COPY_TESTED if change.kind is KeyTestKind.COPY else RecordKind.DRILL_HELD
                yield _done(each, kind, certificate=change.root, place=change.place, file_name=change.file_name)
            else:
                yield self._sent(each, change)

    def _version(
        self, entry: RegisterEntry, now: RegisterVersion, *, chosen: set[str], approved: set[str]
    ) -> Iterator[RecordedAct]:
        """What a version says that the one before it did not."""
        before, self.before = self.before, now
        for root in now.roots:
            if root not in before.roots:
                kind = RecordKind.SECOND_KEY_MADE if before.roots else RecordKind.KEY_MADE
                yield _done(entry, RecordKind.KEY_REPLACED if root in chosen else kind, certificate=root)
        held = {each.fingerprint for each in before.certificates}
        for each in now.certificates:
            if each.fingerprint not in held:
                yield self._issued(entry, each, is_approval=each.key in approved)
        yield from self._revoked(entry, before, now)

    def _issued(self, entry: RegisterEntry, issued: IssuedCertificate, *, is_approval: bool) -> RecordedAct:
        kind = RecordKind.RENEWED
        if is_approval:
            kind = RecordKind.APPROVED_FOR_A_TIME if issued.is_limited else RecordKind.APPROVED
        signer, role = self.signers.get(issued.key, ("", ""))
        return _done(
            entry,
            kind,
            schools=(issued.school,),
            key=issued.key,
            certificate=issued.fingerprint,
            signer=signer,
            role=role,
            until=issued.valid_until,
        )

    def _revoked(self, entry: RegisterEntry, before: RegisterVersion, now: RegisterVersion) -> Iterator[RecordedAct]:
        """One act for each key: all certificates of a key that failed go together, and the newest is named."""
        certificates = {each.fingerprint: each for each in now.certificates}
        known = set(before.revocations)
        of_key: dict[str, ListedRevocation] = {}
        for each in now.revocations:
            if each not in known:
                of_key[certificates[each.fingerprint].key if each.fingerprint in certificates else each.fingerprint] = (
                    each
                )
        for one in of_key.values():
            issued = certificates.get(one.fingerprint)
            signer, role = self.signers.get(issued.key, ("", "")) if issued is not None else ("", "")
            yield _done(
                entry,
                RecordKind.REVOKED if issued is not None else RecordKind.KEY_REVOKED,
                schools=(issued.school,) if issued is not None else (),
                key=issued.key if issued is not None else "",
                certificate=one.fingerprint,
                signer=signer,
                role=role,
                reason=one.reason.value,
                since=one.at,
            )

    def _sent(self, entry: RegisterEntry, sent: RegisterSent) -> RecordedAct:
        """A workbook with the register, and to which schools it brought a certificate or a revocation of theirs."""
        version = self.versions.get(sent.version, self.before)
        news: dict[SchoolCode, None] = {}
        revoked = {each.fingerprint for each in version.revocations}
        newest: IssuedCertificate | None = None
        for each in version.certificates:
            if sent.school not in ("", each.school):
                continue
            told = {each.fingerprint} | ({f"revoked {each.fingerprint}"} if each.fingerprint in revoked else set())
            if told - self.brought[each.school]:
                news[each.school] = None
            self.brought[each.school] |= told
            newest = each
        if sent.kind == WorkbookKind.PLAN.value:
            return _done(
                entry, RecordKind.PLAN_SENT, schools=tuple(news), file_name=sent.file_name, version=sent.version
            )
        return _done(
            entry,
            RecordKind.REPLY_SENT,
            schools=(SchoolCode(sent.school),),
            key=newest.key if newest is not None else "",
            certificate=newest.fingerprint if newest is not None else "",
            file_name=sent.file_name,
            version=sent.version,
        )


def _enrolment(entry: RegisterEntry, change: EnrolmentChanged) -> Iterator[RecordedAct]:
    """A request that came or was refused; that one was approved or revoked is told with its certificate."""
    kinds = {EnrolmentStatus.PENDING: RecordKind.REQUEST_CAME, EnrolmentStatus.REFUSED: RecordKind.REFUSED}
    if change.status in kinds:
        yield _done(
            entry,
            kinds[change.status],
            schools=(change.school,),
            key=change.key,
            signer=change.signer,
            role=change.role,
            reason=change.reason,
        )


def _done(entry: RegisterEntry, kind: RecordKind, **facts: Any) -> RecordedAct:
    return RecordedAct(entry.sequence, kind, entry.at, entry.person, **facts)
