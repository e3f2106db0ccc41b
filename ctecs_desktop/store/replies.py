"""What central office answered, as a school keeps it: receipts and questions, in the order they were opened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ctecs_desktop.domain.observation import MeasureCode, ObservationKey, PeriodCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.reply import Question, Reply
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.store import history

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "reply"


@dataclass(frozen=True, slots=True)
class KeptReply:
    """A reply with its number here, the file it came in, and who opened that when (ISO-8601 UTC)."""

    number: int
    reply: Reply
    file_name: str
    at: str
    person: str


def record_reply(store: Store, reply: Reply, *, file_name: str, at: str, person: str) -> bool:
    """Keep a reply; False where the very same one is kept already."""
    document = _document(reply)
    with store.transaction():
        if store.query("SELECT 1 FROM reply WHERE document = ?", (document,)):
            return False
        number = store.execute(
            "INSERT INTO reply (document, file_name, at, person) VALUES (?, ?, ?, ?)",
            (document, file_name, at, person),
        )
        after = _text(document, file_name, at, person)
        history.append(store, at=at, person=person, noun=NOUN, subject=str(number), before="", after=after)
    return True


def replies(store: Store, period: PeriodCode | None = None) -> list[Reply]:
    """The replies of a period or of all, the oldest first. The certificate is in the trust list, not here."""
    return [kept.reply for kept in kept_replies(store, period)]


def kept_replies(store: Store, period: PeriodCode | None = None) -> list[KeptReply]:
    """The same, each with the file it came in and when it was opened here."""
    rows = store.query("SELECT id, document, file_name, at, person FROM reply ORDER BY id")
    found = [KeptReply(number, _reply(document), *rest) for number, document, *rest in rows]
    return [kept for kept in found if period is None or kept.reply.period == period]


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    for number, *row in store.query("SELECT id, document, file_name, at, person FROM reply"):
        yield str(number), _text(*row)


def _document(reply: Reply) -> str:
    return json.dumps(
        {
            "school": reply.school,
            "period": reply.period,
            "revision": reply.revision,
            "digest": reply.digest,
            "status": reply.status.value,
            "received_at": reply.received_at,
            "note": reply.note,
            "questions": [[*question.key, question.text] for question in reply.questions],
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def _reply(document: str) -> Reply:
    content = json.loads(document)
    return Reply(
        school=SchoolCode(content["school"]),
        period=PeriodCode(content["period"]),
        revision=content["revision"],
        digest=content["digest"],
        status=SubmissionStatus(content["status"]),
        received_at=content["received_at"],
        note=content["note"],
        questions=tuple(
            Question(
                ObservationKey(SchoolCode(school), PeriodCode(period), MeasureCode(measure), SubgroupCode(subgroup)),
                text,
            )
            for school, period, measure, subgroup, text in content["questions"]
        ),
    )


def _text(*parts: str) -> str:
    return json.dumps(parts, ensure_ascii=False)
