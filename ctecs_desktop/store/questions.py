"""What central office asks about single values of a submission: kept until it is answered, changed or withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ctecs_desktop.domain.errors import StoreError
from ctecs_desktop.domain.observation import MeasureCode, ObservationKey, SubgroupCode
from ctecs_desktop.domain.reply import Question
from ctecs_desktop.store import history
from ctecs_desktop.store.identities import identity_of

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "question"


def write_question(store: Store, digest: str, question: Question, *, at: str, person: str) -> bool:
    """Ask about a value, or ask otherwise than before; "" withdraws. False where that stands already.

    Raises ``StoreError("submission.unknown")`` where the submission is not held.
    """
    key, text = question.key, question.text
    name = bytes.fromhex(digest)
    with store.transaction():
        if not store.query("SELECT 1 FROM received WHERE digest = ?", (name,)):
            raise StoreError("submission.unknown", path=str(store.path), digest=digest)
        address = (name, store.codes.number_of(key.measure), store.codes.number_of(key.subgroup))
        found = store.query("SELECT text FROM question WHERE digest = ? AND measure = ? AND subgroup = ?", address)
        before = found[0][0] if found else ""
        if before == text:
            return False
        store.execute(
            "INSERT INTO question (digest, measure, subgroup, text) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET text = excluded.text",
            (*address, text),
        )
        subject = _subject(digest, key.measure, key.subgroup)
        history.append(store, at=at, person=person, noun=NOUN, subject=subject, before=before, after=text)
    return True


def questions_to(store: Store, digest: str) -> tuple[Question, ...]:
    """What is asked about one submission, by measure and subgroup."""
    rows = store.query(
        "SELECT identity, measure, subgroup, text FROM question q JOIN received r ON r.digest = q.digest"
        " WHERE q.digest = ? AND text <> ''",
        (bytes.fromhex(digest),),
    )
    return tuple(sorted((_question(store, *row) for row in rows), key=lambda each: each.key))


def counts(store: Store) -> dict[str, int]:
    """How many questions each submission is asked, by digest; those that are asked nothing are left out."""
    rows = store.query("SELECT digest, count(*) FROM question WHERE text <> '' GROUP BY digest")
    return {digest.hex(): count for digest, count in rows}


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    texts = store.codes.texts()
    for digest, measure, subgroup, text in store.query("SELECT digest, measure, subgroup, text FROM question"):
        yield _subject(digest.hex(), texts[measure], texts[subgroup]), text


def _question(store: Store, identity: str, measure: int, subgroup: int, text: str) -> Question:
    place = identity_of(identity)
    key = ObservationKey(
        place.school,
        place.period,
        MeasureCode(store.codes.text_of(measure)),
        SubgroupCode(store.codes.text_of(subgroup)),
    )
    return Question(key, text)


def _subject(digest: str, measure: str, subgroup: str) -> str:
    return f"{digest}\t{measure}\t{subgroup}"
