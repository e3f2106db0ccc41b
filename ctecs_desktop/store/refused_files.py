"""The files that central office refused, with the reason and, where it is worth it, their bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ctecs_desktop.domain.refused_file import RefusedFile
from ctecs_desktop.store import archive, history

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "refused_file"


def keep_refused(
    store: Store,
    *,
    file_name: str,
    file_digest: str,
    code: str,
    facts_json: str,
    workbook: bytes | None,
    at: str,
    person: str,
) -> bool:
    """Keep a refusal; False where the same bytes were refused for the same reason before.

    A file that could not be read at all has the digest "": of such a one the name is all that is known.
    """
    digest = bytes.fromhex(file_digest)
    with store.transaction():
        known = "SELECT 1 FROM refused_file WHERE file_digest = ? AND reason_code = ? AND (? <> '' OR file_name = ?)"
        if store.query(known, (digest, code, file_digest, file_name)):
            return False
        kept = archive.keep(store, workbook, file_digest) if workbook is not None else None
        number = store.execute(
            "INSERT INTO refused_file (file_name, file_digest, reason_code, facts, archive, at, person)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (file_name, digest, code, facts_json, kept, at, person),
        )
        after = _text(file_name, file_digest, code, facts_json, kept is not None, at, person)
        history.append(store, at=at, person=person, noun=NOUN, subject=str(number), before="", after=after)
    return True


def refused(store: Store) -> list[RefusedFile]:
    """Every refusal, the oldest first."""
    return [
        RefusedFile(file_name, digest.hex(), code, facts, at, person, is_kept=bool(is_kept))
        for file_name, digest, code, facts, is_kept, at, person in store.query(
            "SELECT file_name, file_digest, reason_code, facts, archive IS NOT NULL, at, person"
            " FROM refused_file ORDER BY id"
        )
    ]


def digests_beginning_with(store: Store, digits: str) -> list[str]:
    """The digests of refused files that begin with those hexadecimal digits, each once."""
    rows = store.query("SELECT DISTINCT lower(hex(file_digest)) AS digits FROM refused_file ORDER BY digits")
    return [digest for (digest,) in rows if digest and digest.startswith(digits.lower())]


def refused_workbook(store: Store, file_digest: str) -> bytes | None:
    """The bytes of a refused file, where they were kept."""
    rows = store.query(
        "SELECT a.content FROM refused_file r JOIN archive a ON a.id = r.archive WHERE r.file_digest = ?",
        (bytes.fromhex(file_digest),),
    )
    return rows[0][0] if rows else None


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    for number, file_name, digest, code, facts, kept_digest, at, person in store.query(
        "SELECT r.id, r.file_name, r.file_digest, r.reason_code, r.facts, a.digest, r.at, r.person"
        " FROM refused_file r LEFT JOIN archive a ON a.id = r.archive"
    ):
        # A kept file must be the one that was refused; any other is told as not kept, which the history contradicts.
        yield str(number), _text(file_name, digest.hex(), code, facts, kept_digest == digest, at, person)


def _text(*parts: object) -> str:
    return json.dumps(parts, ensure_ascii=False)
