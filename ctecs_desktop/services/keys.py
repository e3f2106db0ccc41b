"""The workspace's key and the trust list: opening the one, reading and renewing the other."""

from __future__ import annotations

import json

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.passphrase import PassphraseStrength, passphrase_strength
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.signers.fingerprint_words import FingerprintWords, fingerprint_words
from ctecs_desktop.exchange.signers.keys import SigningKey, open_key, with_certificate
from ctecs_desktop.exchange.signers.trust import TrustList, certificate_public_key
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import trust as trust_store


def trust_list(session: Session) -> TrustList:
    """The district's register of signers as this workspace knows it; ``NotAllowed("trust.none")`` where it has none."""
    document = trust_store.current_trust(session.store)
    if document is None:
        raise NotAllowed("trust.none")
    return TrustList.from_document(json.loads(document))


def keep_trust(session: Session, trust: TrustList) -> None:
    """Store a newer register; the same one again changes nothing."""
    document = json.dumps(trust.to_document(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    if document != trust_store.current_trust(session.store):
        trust_store.save_trust(session.store, document, version=trust.version, at=session.now(), person=session.person)


def district_words(session: Session) -> FingerprintWords:
    """The seven words of the district's newest key, to be compared over the telephone."""
    return fingerprint_words(certificate_public_key(trust_list(session).roots[-1]))


def has_key(session: Session) -> bool:
    """Whether this workspace has made its key."""
    return session.key_path.exists()


def judge_passphrase(text: str) -> PassphraseStrength:
    """How good a passphrase for a new key is."""
    return passphrase_strength(text)


def is_certified(session: Session) -> bool:
    """Whether a certificate for this school, not revoked, has come from central office.

    The key itself stays closed, so this may speak of an earlier key; :func:`unlock` says it for certain.
    """
    trust = trust_list(session)
    now = session.clock()
    own = trust.certificates_of(session.workspace.organization)
    return any(trust.revocation(each.fingerprint, at=now) is None for each in own)


def unlock(session: Session, passphrase: str) -> SigningKey:
    """The opened key under the certificate that the district issued for it last.

    Raises ``KeyLocked``, ``NotAllowed("key.none")`` before there is a key, and, at a school, ``NotAllowed``
    ``key.not_enrolled`` until the certificate has come with a plan or reply workbook.
    """
    if not has_key(session):
        raise NotAllowed("key.none", path=str(session.key_path))
    key = open_key(session.key_path, passphrase)
    if session.workspace.role is WorkspaceRole.CENTRAL:
        return key
    trust = trust_list(session)
    now = session.clock()
    for entry in reversed(trust.certificates_of(session.workspace.organization)):
        if certificate_public_key(entry.certificate_der) == key.public_key_der:
            revocation = trust.revocation(entry.fingerprint, at=now)
            if revocation is not None:
                raise NotAllowed("key.revoked", reason=revocation.reason.value, at=revocation.at.isoformat())
            return with_certificate(key, entry.certificate_der, chain=(trust.roots[-1],))
    raise NotAllowed("key.not_enrolled", words=fingerprint_words(key.public_key_der))
