"""The workspace's key and the trust list: opening the one, reading and renewing the other."""

from __future__ import annotations

import json

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.passphrase import PassphraseStrength, passphrase_strength
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.signers.certificates import issuer_among, validity
from ctecs_desktop.exchange.signers.fingerprint_words import FingerprintWords, fingerprint_words
from ctecs_desktop.exchange.signers.keys import SigningKey, open_key, with_certificate
from ctecs_desktop.exchange.signers.trust import TrustList, certificate_fingerprint, certificate_public_key
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import facts
from ctecs_desktop.store import trust as trust_store
from ctecs_desktop.store.register_history import ROOT_IN_USE


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


def root_in_use(session: Session) -> bytes:
    """The root certificate (DER) with which central office signs: the one taken up last, else the first believed."""
    trust = trust_list(session)
    named = trust.root(facts.fact(session.store, ROOT_IN_USE) or "")
    if named is not None:
        return named
    now = session.clock()
    believed = [root for root in trust.roots if trust.revocation(certificate_fingerprint(root), at=now) is None]
    return (believed or list(trust.roots))[0]


def note_root_in_use(session: Session, certificate_der: bytes) -> None:
    """Remember which root signs now; nothing is written where it is the one that would be taken for it anyway."""
    if certificate_der != root_in_use(session):
        fingerprint = certificate_fingerprint(certificate_der)
        facts.set_fact(session.store, ROOT_IN_USE, fingerprint, at=session.now(), person=session.person)


def district_words(session: Session) -> FingerprintWords:
    """The seven words of the key with which central office signs, to be compared over the telephone."""
    return fingerprint_words(certificate_public_key(root_in_use(session)))


def has_key(session: Session) -> bool:
    """Whether this workspace has made its key."""
    return session.key_path.exists()


def judge_passphrase(text: str) -> PassphraseStrength:
    """How good a passphrase for a new key is."""
    return passphrase_strength(text)


def is_certified(session: Session, words: tuple[str, ...] = ()) -> bool:
    """Whether a certificate for this school, neither revoked nor ended, has come from central office.

    The key itself stays closed, so this may speak of an earlier key unless the ``words`` of the key asked about are
    given; :func:`unlock` says it for certain.
    """
    if session.workspace.role is WorkspaceRole.CENTRAL:
        return True  # the district's key needs nobody's word
    trust = trust_list(session)
    now = session.clock()
    return any(
        trust.revocation(each.fingerprint, at=now) is None
        and now <= validity(each.certificate_der)[1]
        and (not words or fingerprint_words(certificate_public_key(each.certificate_der)) == words)
        for each in trust.certificates_of(session.workspace.organization)
    )


def unlock(session: Session, passphrase: str) -> SigningKey:
    """The opened key under the certificate that the district issued for it last.

    Raises ``KeyLocked``, ``NotAllowed("key.none")`` before there is a key, and, at a school, ``NotAllowed``
    ``key.not_enrolled`` until the certificate has come with a plan or reply workbook, ``key.revoked`` (``reason``,
    ``at``) and ``key.certificate_ended`` (``ended``); at central office ``key.not_a_root`` for a key that the register
    does not know as the district's.
    """
    if not has_key(session):
        raise NotAllowed("key.none", path=str(session.key_path))
    key = open_key(session.key_path, passphrase)
    trust = trust_list(session)
    if session.workspace.role is WorkspaceRole.CENTRAL:
        if trust.root(certificate_fingerprint(key.certificate_der)) is None:
            raise NotAllowed("key.not_a_root", words=fingerprint_words(key.public_key_der))
        return key
    now = session.clock()
    for entry in reversed(trust.certificates_of(session.workspace.organization)):
        if certificate_public_key(entry.certificate_der) == key.public_key_der:
            revocation = trust.revocation(entry.fingerprint, at=now)
            if revocation is not None:
                raise NotAllowed("key.revoked", reason=revocation.reason.value, at=revocation.at.isoformat())
            ended = validity(entry.certificate_der)[1]
            if ended < now:
                raise NotAllowed("key.certificate_ended", ended=ended)
            issuer = issuer_among(entry.certificate_der, trust.roots)
            return with_certificate(key, entry.certificate_der, chain=(issuer,) if issuer is not None else ())
    raise NotAllowed("key.not_enrolled", words=fingerprint_words(key.public_key_der))
