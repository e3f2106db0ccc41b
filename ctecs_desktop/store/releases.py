"""The records of what was published: by which rules, who approved it, what readers got and what was withheld.

They hold withheld figures, because only with them can be judged whether a later release gives these away. So they lie
in central office's own store, and nowhere else.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING

from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.publication_choices import (
    KeptRelease,
    PublicationChoices,
    choices_from_text,
    choices_text,
)
from ctecs_desktop.domain.release_record import ReleaseRecord, record_from_text, record_text
from ctecs_desktop.store import archive, history

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "release"


def save_release(
    store: Store, period: PeriodCode, record: ReleaseRecord, choices: PublicationChoices, *, person: str
) -> int:
    """Keep ``record`` and what was decided, and give its number."""
    content = zlib.compress(record_text(record).encode("utf-8"), 9)
    digest = sha256(content).hexdigest()
    decided = choices_text(choices)
    with store.transaction():
        number = store.execute(
            "INSERT INTO release (name, period, fingerprint, approved_by, choices, archive, at, person)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                record.release,
                store.codes.number_of(period),
                record.fingerprint,
                record.approved_by,
                decided,
                archive.keep(store, content, digest),
                record.at,
                person,
            ),
        )
        after = _text(
            record.release, period, record.fingerprint, record.approved_by, decided, digest, record.at, person
        )
        history.append(store, at=record.at, person=person, noun=NOUN, subject=str(number), before="", after=after)
    return number


def releases(store: Store) -> tuple[KeptRelease, ...]:
    """What was published, of all periods, the oldest first."""
    rows = store.query(
        "SELECT id, name, period, fingerprint, approved_by, choices, at, person FROM release ORDER BY id"
    )
    return tuple(
        KeptRelease(
            number,
            name,
            PeriodCode(store.codes.text_of(period)),
            fingerprint,
            approved_by,
            choices_from_text(decided),
            at,
            person,
        )
        for number, name, period, fingerprint, approved_by, decided, at, person in rows
    )


def records(store: Store) -> tuple[ReleaseRecord, ...]:
    """The records themselves, the oldest first; raises ``PublicationRefused("publication.record_damaged")``."""
    rows = store.query("SELECT a.content FROM release r JOIN archive a ON a.id = r.archive ORDER BY r.id")
    return tuple(record_from_text(zlib.decompress(content).decode("utf-8")) for (content,) in rows)


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    for number, name, period, fingerprint, approved_by, decided, digest, at, person in store.query(
        "SELECT r.id, r.name, r.period, r.fingerprint, r.approved_by, r.choices, a.digest, r.at, r.person"
        " FROM release r JOIN archive a ON a.id = r.archive"
    ):
        of_period = store.codes.text_of(period)
        yield str(number), _text(name, of_period, fingerprint, approved_by, decided, digest.hex(), at, person)


def _text(*parts: str) -> str:
    return json.dumps(parts, ensure_ascii=False)
