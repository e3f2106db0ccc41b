"""Why there is a further revision, where the program knows by itself: signed as a code, worded for each reader.

A code is language-neutral, as everything is that is stored; a reason that a person typed stays as it was typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


class RevisionCause(Enum):
    """What made a further revision necessary without anybody being asked."""

    TAKEN_BACK = "taken-back"  # the signature, before it was sent
    ASKED = "asked"  # central office returned it with questions
    RESTORED = "restored"  # from a backup that did not hold the revision


@dataclass(frozen=True, slots=True)
class KnownReason:
    """A cause, and the number of the revision that it is about."""

    cause: RevisionCause
    revision: int


_CODE = re.compile(r"!([a-z-]+) ([1-9][0-9]{0,8})", re.ASCII)


def coded_reason(cause: RevisionCause, revision: int) -> str:
    """The text under which a reason of the program's own is stored and signed: ``!taken-back 2``."""
    return f"!{cause.value} {revision}"


def known_reason(text: str) -> KnownReason | None:
    """What :func:`coded_reason` wrote; None for words of a person."""
    found = _CODE.fullmatch(text)
    cause = next((each for each in RevisionCause if found is not None and each.value == found[1]), None)
    return KnownReason(cause, int(found[2])) if found is not None and cause is not None else None
