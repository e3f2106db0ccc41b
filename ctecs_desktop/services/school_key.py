"""The key file of a school through changes of its signer: made, brought along, put aside, taken back.

A key that is put aside is never deleted: what it signed stays valid, and an acting signer's time comes to an end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.files import rename_file
from ctecs_desktop.exchange.signers.fingerprint_words import FingerprintWords, fingerprint_words
from ctecs_desktop.exchange.signers.keys import SigningKey, adopt_key, create_key, open_key
from ctecs_desktop.services.getting_started import SavedEnrolment, enrolments_so_far, keep_enrolment
from ctecs_desktop.services.keys import has_key, judge_passphrase
from ctecs_desktop.services.session import Session


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A key that the school has already, such as a state-issued ``.p12``, and the passphrase that opens that file."""

    path: Path
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyAside:
    """A key file that was put aside: until when it was in use, and what was asked for with it as far as is known."""

    path: Path
    until: str  # ISO-8601 UTC
    asked: SavedEnrolment | None


_MOMENT = "%Y%m%dT%H%M%SZ"


def key_to_enrol(
    session: Session, passphrase: str, *, common_name: str, own_key: OwnKey | None, is_new: bool
) -> SigningKey:
    """The key that the school asks with: the one it has, one that it brings along, or a new one.

    Nothing is put aside before everything that can be wrong with what takes its place has been looked at: a weak
    passphrase raises ``NotAllowed("key.passphrase_too_weak")``, a file that does not open ``KeyLocked``.
    """
    if own_key is not None:
        open_key(own_key.path, own_key.passphrase)
    if has_key(session) and (is_new or own_key is not None):
        strength = judge_passphrase(passphrase)
        if not strength.is_enough:
            raise NotAllowed("key.passphrase_too_weak", strength=strength.value)
        put_key_aside(session)
    if own_key is not None:
        return adopt_key(own_key.path, session.key_path, source_passphrase=own_key.passphrase, passphrase=passphrase)
    if has_key(session):
        return open_key(session.key_path, passphrase)
    return create_key(session.key_path, passphrase, common_name=common_name, at=session.clock())


def put_key_aside(session: Session) -> Path:
    """Give the key's file another name beside the workspace, ``NAME.key.until-20200331T140305Z.p12``, and say which.

    What it signed stays valid, and whoever has its passphrase can take it back, as after an acting signer's time.
    """
    moment = session.now().replace("-", "").replace(":", "")
    aside = session.key_path.with_suffix(f".until-{moment}.p12")
    return rename_file(session.key_path, aside)


def keys_aside(session: Session) -> tuple[KeyAside, ...]:
    """Key files of this workspace that were put aside, the newest first."""
    pattern = session.key_path.with_suffix(".until-*.p12").name
    asked = enrolments_so_far(session)
    found = []
    for path in sorted(session.key_path.parent.glob(pattern), reverse=True):
        until = _moment_in(path.name)
        before = [saved for at, saved in asked if not until or at < until]  # the next one may be of the same second
        found.append(KeyAside(path, until, before[-1] if before else None))
    return tuple(found)


def _moment_in(name: str) -> str:
    """When a key was put aside, by its file's name; "" where a person has renamed it."""
    text = name.rpartition(".until-")[2].removesuffix(".p12")
    try:
        return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return ""


def take_key_back(session: Session, aside: Path, passphrase: str) -> FingerprintWords:
    """Use a key again that was put aside, and say its words; the one in use is put aside in its place.

    The passphrase must open it, so that nobody is left with a key that they cannot use.
    """
    session.require(WorkspaceRole.SCHOOL)
    key = open_key(aside, passphrase)
    if has_key(session):
        put_key_aside(session)
    rename_file(aside, session.key_path)
    words = fingerprint_words(key.public_key_der)
    asked = [saved for _at, saved in enrolments_so_far(session) if saved.words == words]
    if asked:  # what was asked for last is what the school's first page speaks of
        keep_enrolment(session, asked[-1])
    return words
