"""Which workbooks carried the register of signers out of central office, and at which version."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import astuple
from typing import TYPE_CHECKING

from ctecs_desktop.domain.register import RegisterSent
from ctecs_desktop.store import history

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "register_sent"

_COLUMNS = "version, school, kind, file_name, at, person"


def record_sent(store: Store, sent: RegisterSent) -> None:
    """Note that a workbook with the register was written."""
    row = astuple(sent)
    with store.transaction():
        number = store.execute(f"INSERT INTO register_sent ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", row)  # noqa: S608
        history.append(
            store, at=sent.at, person=sent.person, noun=NOUN, subject=str(number), before="", after=_text(row)
        )


def sent_registers(store: Store) -> list[RegisterSent]:
    """Every such workbook, the oldest first."""
    return [RegisterSent(*row) for row in store.query(f"SELECT {_COLUMNS} FROM register_sent ORDER BY id")]  # noqa: S608


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    for number, *row in store.query(f"SELECT id, {_COLUMNS} FROM register_sent"):  # noqa: S608
        yield str(number), _text(tuple(row))


def _text(row: tuple[object, ...]) -> str:
    return json.dumps(row, ensure_ascii=False)
