"""Everything that was done to the register and the keys, as central office reads it, searches it and exports it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.register_record import (
    IssuedCertificate,
    ListedRevocation,
    RecordedAct,
    RegisterVersion,
    recorded_acts,
)
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.exchange.register_csv import record_csv
from ctecs_desktop.exchange.signers.certificates import is_limited, validity
from ctecs_desktop.exchange.signers.fingerprint_words import fingerprint_words, words_of_fingerprint
from ctecs_desktop.exchange.signers.trust import (
    SchoolCertificate,
    TrustList,
    certificate_fingerprint,
    certificate_public_key,
    public_key_fingerprint,
)
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import trust as trust_store
from ctecs_desktop.store.register_history import register_entries


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One act with the seven words of the key that it is about; none for a contact or a plan workbook."""

    act: RecordedAct
    words: tuple[str, ...]


def register_record(session: Session, school: SchoolCode | None = None) -> tuple[RecordLine, ...]:
    """Everything that was done, of one school or of all, the newest first.

    It is read off the history, so it is as complete as the workspace. Schools' certificates stand in it with the key
    that they are for; a district key is named by its root certificate.
    """
    session.require(WorkspaceRole.CENTRAL)
    versions = _Versions()
    read: list[RegisterVersion] = []
    words: dict[str, tuple[str, ...]] = {}
    for number in trust_store.trust_versions(session.store):
        trust = TrustList.from_document(json.loads(trust_store.trust_document(session.store, number) or "{}"))
        read.append(versions.read(trust))
        for root in trust.roots:
            words[certificate_fingerprint(root)] = fingerprint_words(certificate_public_key(root))
    return tuple(
        RecordLine(act, words_of_fingerprint(act.key) if act.key else words.get(act.certificate, ()))
        for act in recorded_acts(register_entries(session.store), read)
        if school is None or school in act.schools
    )


def export_record(session: Session, lines: Iterable[RecordLine], out: Path) -> Path:
    """Write ``lines`` as CSV, one row for each act; raises ``FileUnwritable``."""
    names = {each.code: each.name for each in session.plan.schools}
    return write_file_atomically(out, record_csv([(each.act, each.words) for each in lines], names))


class _Versions:
    """Versions of the register as the domain reads them; each certificate is looked into once."""

    def __init__(self) -> None:
        self._issued: dict[bytes, IssuedCertificate] = {}

    def read(self, trust: TrustList) -> RegisterVersion:
        return RegisterVersion(
            trust.version,
            tuple(certificate_fingerprint(root) for root in trust.roots),
            tuple(self._certificate(each, trust.roots) for each in trust.schools),
            tuple(ListedRevocation(one.fingerprint, one.reason, one.at) for one in trust.revocations),
        )

    def _certificate(self, entry: SchoolCertificate, roots: tuple[bytes, ...]) -> IssuedCertificate:
        data = entry.certificate_der
        if data not in self._issued:
            self._issued[data] = IssuedCertificate(
                entry.fingerprint,
                entry.school_code,
                public_key_fingerprint(certificate_public_key(data)),
                validity(data)[1],
                is_limited(data, roots),
            )
        return self._issued[data]
