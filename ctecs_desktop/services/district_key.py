"""The district's own keys: copies that are known to open, drills, a second root beside the first, and its taking up.

Whoever loses the only copy cannot enrol anybody any more, and every school must be telephoned. So two copies in two
places are wanted, each opened with the passphrase, and a second root whose key lies elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.enrolment import RevocationReason
from ctecs_desktop.domain.errors import KeyLocked, NotAllowed
from ctecs_desktop.domain.key_test import KeyCare, KeyTest, KeyTestKind, key_care
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.files import read_file_bounded, rename_file, write_file_atomically
from ctecs_desktop.exchange.signers.certificates import new_district_key, validity
from ctecs_desktop.exchange.signers.fingerprint_words import FingerprintWords, fingerprint_words
from ctecs_desktop.exchange.signers.key_container import KEY_FILE_LIMIT
from ctecs_desktop.exchange.signers.keys import SigningKey, open_key, require_pair, save_key
from ctecs_desktop.exchange.signers.trust import certificate_fingerprint, certificate_public_key
from ctecs_desktop.services.keys import has_key, judge_passphrase, keep_trust, note_root_in_use, root_in_use, trust_list
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import facts
from ctecs_desktop.store import key_tests as kept_tests
from ctecs_desktop.store.register_history import KEY_FILE_TAKEN_UP, taken_up_text

LONGEST_PLACE = 200
_CHANGED = Changes(nouns=frozenset({Noun.TRUST}))


@dataclass(frozen=True, slots=True)
class DistrictKey:
    """One root of the district: the words to read out, whether it signs now, how well it is cared for."""

    fingerprint: str  # SHA-256 of the root certificate, hex
    words: FingerprintWords
    valid_until: datetime
    is_in_use: bool
    care: KeyCare
    revoked_at: datetime | None = None
    reason: RevocationReason | None = None


def district_keys(session: Session) -> tuple[DistrictKey, ...]:
    """The district's keys, the oldest first."""
    session.require(WorkspaceRole.CENTRAL)
    trust, used, now = trust_list(session), root_in_use(session), session.clock()
    tests = kept_tests.key_tests(session.store)
    revoked = {one.fingerprint: one for one in trust.revocations}
    found = []
    for root in trust.roots:
        fingerprint = certificate_fingerprint(root)
        revocation = revoked.get(fingerprint)
        found.append(
            DistrictKey(
                fingerprint,
                fingerprint_words(certificate_public_key(root)),
                validity(root)[1],
                root == used,
                key_care(tests, fingerprint, at=now),
                revocation.at if revocation is not None else None,
                revocation.reason if revocation is not None else None,
            )
        )
    return tuple(found)


def key_tests(session: Session) -> tuple[KeyTest, ...]:
    """Every copy and every drill that was recorded, the oldest first."""
    session.require(WorkspaceRole.CENTRAL)
    return tuple(kept_tests.key_tests(session.store))


def make_copy(session: Session, out: Path, *, passphrase: str, place: str) -> tuple[KeyTest, Changes]:
    """Copy the district's key file byte for byte, open the copy with the passphrase, and record where it will lie.

    ``place`` is where the copy is kept, in a person's words. Raises ``NotAllowed("key.place_missing")``, what opening a
    key raises, and ``NotAllowed("key.copy_beside_the_key")`` for a copy in the folder of the key itself, which is none.
    """
    session.require(WorkspaceRole.CENTRAL)
    where = _place(place)
    if not has_key(session):
        raise NotAllowed("key.none", path=str(session.key_path))
    if out.resolve().parent == session.key_path.resolve().parent:
        raise NotAllowed("key.copy_beside_the_key", path=str(out))
    data = read_file_bounded(session.key_path, KEY_FILE_LIMIT)
    key = open_key(data, passphrase)

    def opens_as_the_key(written: bytes) -> None:
        if open_key(written, passphrase) != key:
            raise KeyLocked("key.damaged", path=str(out))

    path = write_file_atomically(out, data, verify=opens_as_the_key, mode=0o600)
    copied = open_key(path, passphrase)  # what lies on the stick now, not what was meant to
    return _record(session, copied, KeyTestKind.COPY, where, path)


def drill(session: Session, path: Path, *, passphrase: str, place: str) -> tuple[KeyTest, Changes]:
    """Prove that a copy, fetched from its place, opens and signs as the district's key, and record it.

    Raises what opening a key raises, ``NotAllowed("key.not_a_root")`` (``words``) for a key that is not the district's,
    and ``NotAllowed("key.drill_on_the_key_itself")`` for the file beside the workspace, which proves nothing of a copy.
    """
    session.require(WorkspaceRole.CENTRAL)
    where = _place(place)
    if path.resolve() == session.key_path.resolve():
        raise NotAllowed("key.drill_on_the_key_itself", path=str(path))
    return _record(session, open_key(path, passphrase), KeyTestKind.DRILL, where, path)


def _record(session: Session, key: SigningKey, kind: KeyTestKind, place: str, path: Path) -> tuple[KeyTest, Changes]:
    root = _require_root(session, key)
    require_pair(key, certificate_public_key(root))
    test = KeyTest(certificate_fingerprint(root), kind, place, path.name, session.now(), session.person)
    kept_tests.record_key_test(session.store, test)
    return test, _CHANGED


def make_second_root(session: Session, out: Path, *, authority: SigningKey, passphrase: str) -> Changes:
    """Make one more district key, in a file of its own, and register its root beside the first.

    Both are believed. Schools learn of it by the next plan or reply workbook, which ``authority``, the key in use,
    signs; so it has to be made before the first is lost. Nothing is signed with it until it is taken up.
    """
    session.require(WorkspaceRole.CENTRAL)
    _require_root(session, authority)
    if out.resolve().parent == session.key_path.resolve().parent:
        raise NotAllowed("key.copy_beside_the_key", path=str(out))
    if out.exists():
        raise NotAllowed("key.file_there_already", path=str(out))
    key = new_district_key(session.plan.district_name, at=session.clock())
    used = root_in_use(session)
    save_key(key, out, passphrase=passphrase)
    with session.store.transaction():
        keep_trust(session, trust_list(session).with_root(key.certificate_der))
        note_root_in_use(session, used)
    return _CHANGED


def take_up_key(session: Session, path: Path, *, passphrase: str) -> tuple[FingerprintWords, Changes]:
    """Sign with the district key in the file ``path`` from now on: a copy after a loss, or the second root.

    The key file so far, if it is there, gets another name beside the workspace. Answers the words of the key. Raises
    ``NotAllowed`` ``key.not_a_root`` or ``key.root_revoked`` (``reason``, ``at``).
    """
    session.require(WorkspaceRole.CENTRAL)
    data = read_file_bounded(path, KEY_FILE_LIMIT)
    key = open_key(data, passphrase)
    root = _require_root(session, key)
    revocation = trust_list(session).revocation(certificate_fingerprint(root), at=session.clock())
    if revocation is not None:
        raise NotAllowed("key.root_revoked", reason=revocation.reason.value, at=revocation.at)
    if has_key(session):
        _keep_aside(session)

    def opens_as_the_key(written: bytes) -> None:
        if open_key(written, passphrase) != key:
            raise KeyLocked("key.damaged", path=str(session.key_path))

    write_file_atomically(session.key_path, data, verify=opens_as_the_key, mode=0o600)
    at, fingerprint = session.now(), certificate_fingerprint(root)
    with session.store.transaction():
        note_root_in_use(session, root)
        taken = taken_up_text(fingerprint, path.name, at)
        facts.set_fact(session.store, KEY_FILE_TAKEN_UP, taken, at=at, person=session.person)
    return fingerprint_words(key.public_key_der), _CHANGED


def make_root_after_loss(
    session: Session, *, passphrase: str, puts_aside: bool = False
) -> tuple[FingerprintWords, Changes]:
    """A new district key where every copy of the one before is gone and there is no second root.

    What schools signed is verified as before. But no school has a reason to believe the new key: each must compare its
    words over the telephone. A key file that lies beside the workspace and that nobody can open is put aside under
    another name where ``puts_aside`` says so; else it raises ``NotAllowed("key.is_there")`` (``path``).
    """
    session.require(WorkspaceRole.CENTRAL)
    strength = judge_passphrase(passphrase)
    if not strength.is_enough:
        raise NotAllowed("key.passphrase_too_weak", strength=strength.value)
    if has_key(session):
        if not puts_aside:
            raise NotAllowed("key.is_there", path=str(session.key_path))
        rename_file(session.key_path, _aside(session))
    key = new_district_key(session.plan.district_name, at=session.clock())
    save_key(key, session.key_path, passphrase=passphrase)
    with session.store.transaction():
        keep_trust(session, trust_list(session).with_root(key.certificate_der))
        note_root_in_use(session, key.certificate_der)
    return fingerprint_words(key.public_key_der), _CHANGED


def keys_to_care_for(keys: Iterable[DistrictKey]) -> tuple[DistrictKey, ...]:
    """The believed keys for which a copy is missing or a drill is due."""
    return tuple(each for each in keys if each.revoked_at is None and not each.care.is_good)


def _require_root(session: Session, key: SigningKey) -> bytes:
    """The district's root certificate that belongs to an opened key."""
    for root in trust_list(session).roots:
        if certificate_public_key(root) == key.public_key_der:
            return root
    raise NotAllowed("key.not_a_root", words=fingerprint_words(key.public_key_der))


def _keep_aside(session: Session) -> None:
    """A second name for the key file so far: it is copied and not renamed, so that a crash leaves one in place."""
    write_file_atomically(_aside(session), read_file_bounded(session.key_path, KEY_FILE_LIMIT), mode=0o600)


def _aside(session: Session) -> Path:
    moment = session.now().replace("-", "").replace(":", "")
    return session.key_path.with_suffix(f".until-{moment}.p12")


def _place(text: str) -> str:
    place = " ".join(text.split())
    if not place:
        raise NotAllowed("key.place_missing")
    return place[:LONGEST_PLACE]
