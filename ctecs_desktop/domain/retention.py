"""Which backups are kept: the newest, one of each day, one of each month, and all that mark a turning point."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

RECENT_KEPT = 24
"""So many of the newest: half a day of work at one backup every thirty minutes."""

DAYS_KEPT = 30
"""The last backup of each of so many days on which any was made."""

MONTHS_KEPT = 12
"""The last backup of each of so many months in which any was made."""


class BackupKind(Enum):
    """Why a backup was made; the value stands in the file's name."""

    DAILY = "daily"
    HALF_HOUR = "half-hour"
    BEFORE_VALUES = "before values"
    BEFORE_IMPORT = "before import"
    SIGN_OFF = "sign-off"
    BEFORE_RESTORE = "before restore"
    DAMAGED = "damaged"
    BEFORE_MIGRATION = "before migration"
    BY_HAND = "by hand"


KEPT_FOR_EVER = frozenset(
    {
        BackupKind.SIGN_OFF,
        BackupKind.BEFORE_RESTORE,
        BackupKind.DAMAGED,
        BackupKind.BEFORE_MIGRATION,
        BackupKind.BY_HAND,
    }
)
"""Sign-offs, because each was told to central office; the others are rare, and the only trace of what they replaced."""


@dataclass(frozen=True, slots=True)
class DatedBackup:
    """A backup as the rule sees it. ``at`` is UTC: days and months are counted as the file's name shows them."""

    name: str
    at: datetime
    kind: BackupKind


def kept(backups: Iterable[DatedBackup]) -> frozenset[str]:
    """The names of the backups to keep.

    What is kept for ever takes no place from the others. Looking again changes nothing, and looking after every new
    backup keeps the same as looking once at the end, as long as time goes forward.
    """
    every = list(backups)
    passing = sorted(
        (each for each in every if each.kind not in KEPT_FOR_EVER), key=lambda each: (each.at, each.name), reverse=True
    )
    names = {each.name for each in every if each.kind in KEPT_FOR_EVER}
    names |= {each.name for each in passing[:RECENT_KEPT]}
    names |= _last_of_each(passing, lambda at: at.date(), DAYS_KEPT)
    names |= _last_of_each(passing, lambda at: (at.year, at.month), MONTHS_KEPT)
    return frozenset(names)


def _last_of_each(newest_first: list[DatedBackup], span_of: Callable[[datetime], Hashable], most: int) -> set[str]:
    """The last backup of each day or month, for the newest ``most`` of those that have any."""
    last: dict[Hashable, str] = {}
    for each in newest_first:
        span = span_of(each.at)
        if span not in last:
            if len(last) == most:
                break
            last[span] = each.name
    return set(last.values())
