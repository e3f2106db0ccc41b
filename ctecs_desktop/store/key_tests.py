"""What was tested of the district's keys: copies made and opened, drills held."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ctecs_desktop.domain.key_test import KeyTest, KeyTestKind
from ctecs_desktop.store import history

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "key_test"

_COLUMNS = "root, kind, place, file_name, at, person"


def record_key_test(store: Store, test: KeyTest) -> None:
    """Add one test; nothing of it is ever changed."""
    row = _row(test)
    with store.transaction():
        number = store.execute(f"INSERT INTO key_test ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", row)  # noqa: S608
        history.append(
            store, at=test.at, person=test.person, noun=NOUN, subject=str(number), before="", after=_text(row)
        )


def key_tests(store: Store) -> list[KeyTest]:
    """All tests, the oldest first."""
    return [
        KeyTest(root, KeyTestKind(kind), *rest)
        for root, kind, *rest in store.query(f"SELECT {_COLUMNS} FROM key_test ORDER BY id")  # noqa: S608
    ]


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    for number, *row in store.query(f"SELECT id, {_COLUMNS} FROM key_test"):  # noqa: S608
        yield str(number), _text(tuple(row))


def _row(test: KeyTest) -> tuple[str, ...]:
    return test.root, test.kind.value, test.place, test.file_name, test.at, test.person


def _text(row: tuple[str, ...]) -> str:
    return json.dumps(row, ensure_ascii=False)
