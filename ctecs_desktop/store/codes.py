"""The dictionary of codes: a measure, school, period, subgroup or sheet is stored as a small number in every row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from ctecs_desktop.domain.errors import StoreDamaged


class Rows(Protocol):
    """What the dictionary needs of an open store."""

    path: Path

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Any]: ...

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int: ...


class Codes:
    """Both directions of the table ``code``, kept in memory; numbers are never reused for another text."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._numbers: dict[str, int] = {}
        self._texts: dict[int, str] = {}

    def forget(self) -> None:
        """Drop what is in memory, after a rollback may have taken some of it back."""
        self._numbers.clear()
        self._texts.clear()

    def find(self, text: str) -> int | None:
        """The number of ``text``, or None where no row can have it."""
        number = self._numbers.get(text)
        if number is None:
            rows = self._rows.query("SELECT id FROM code WHERE text = ?", (text,))
            if not rows:
                return None
            number = rows[0][0]
            self._remember(number, text)
        return number

    def number_of(self, text: str) -> int:
        """The number of ``text``, given a new one if need be; only inside a transaction."""
        number = self.find(text)
        if number is None:
            number = self._rows.execute("INSERT INTO code (text) VALUES (?)", (text,))
            self._remember(number, text)
        return number

    def text_of(self, number: int) -> str:
        """The text of ``number``; raises ``StoreDamaged`` where the dictionary lacks it."""
        text = self._texts.get(number)
        if text is None:
            self._load()
            text = self._texts.get(number)
        if text is None:
            raise StoreDamaged("store.damaged", path=str(self._rows.path), check="codes", detail=str(number))
        return text

    def texts(self) -> dict[int, str]:
        """All codes by number, as they are stored now, for reading many rows."""
        self._load()
        return self._texts

    def _remember(self, number: int, text: str) -> None:
        self._numbers[text] = number
        self._texts[number] = text

    def _load(self) -> None:
        rows = self._rows.query("SELECT id, text FROM code")
        self._texts = dict(rows)
        self._numbers = {text: number for number, text in rows}
