"""Copies of the district's key, and how it is known that they open: each test is a record with its place and time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

COPIES_WANTED = 2
"""In two places, so that one fire or one lost stick does not take the key."""

DRILL_EVERY = timedelta(days=182)
"""Half a year: sticks fail, and passphrases are forgotten."""


class KeyTestKind(Enum):
    """What was tested."""

    COPY = "copy"  # a copy was written, opened again and compared
    DRILL = "drill"  # a copy was fetched from its place, opened, and made to sign


@dataclass(frozen=True, slots=True)
class KeyTest:
    """One copy of one district key that was opened with its passphrase and found to be that key."""

    root: str  # fingerprint of the key's root certificate, hex
    kind: KeyTestKind
    place: str  # in a person's words: where the copy is kept
    file_name: str
    at: str  # ISO-8601 UTC
    person: str


@dataclass(frozen=True, slots=True)
class KeyCare:
    """How well a district key is cared for: in which places tested copies lie, and when one was opened last."""

    places: tuple[str, ...]
    last_test: str  # "" where nothing was ever tested
    is_drill_due: bool

    @property
    def copies_missing(self) -> int:
        """How many more copies, in other places, are wanted."""
        return max(0, COPIES_WANTED - len(self.places))

    @property
    def is_good(self) -> bool:
        """Whether nothing is to be done."""
        return not self.copies_missing and not self.is_drill_due


def key_care(tests: Iterable[KeyTest], root: str, *, at: datetime) -> KeyCare:
    """The care of the key ``root`` by what was tested of it; the same place counts once, however it is written."""
    own = sorted((each for each in tests if each.root == root), key=lambda each: each.at)
    places = {each.place.casefold(): each.place for each in own}
    last = own[-1].at if own else ""
    is_due = not last or at - datetime.fromisoformat(last) > DRILL_EVERY
    return KeyCare(tuple(places.values()), last, is_due)
