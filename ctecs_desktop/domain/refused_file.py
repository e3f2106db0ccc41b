"""A file that central office refused, kept with the reason so that the school can be told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """One refusal. ``code`` and ``facts`` are those of the error, from which the sentence is made again."""

    file_name: str
    file_digest: str  # SHA-256 of the bytes, hex; "" where they could not be read
    code: str
    facts: str  # JSON object of the error's params
    at: str  # ISO-8601 UTC
    person: str
    is_kept: bool  # whether the bytes were archived
