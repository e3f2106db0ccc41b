"""Frozen rollups: each with all its figures, kept as they were when others were given them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Container, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING

from ctecs_desktop.domain.errors import StoreError
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.rollup import Address, Rollup
from ctecs_desktop.domain.snapshot import Snapshot, figures_of, rollup_of_lines, snapshot_document
from ctecs_desktop.store import archive, history

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "snapshot"

_PIECE = 65_536
"""Packed bytes that are unpacked at once."""


def save_snapshot(store: Store, rollup: Rollup, *, note: str, at: str, person: str, above: int = 0) -> Snapshot:
    """Keep ``rollup`` with every figure and where it came from, under the next number ``above`` that one."""
    # A year's figures are a megabyte of text that says the same words over and over.
    content = zlib.compress(snapshot_document(rollup).encode("utf-8"), 9)
    digest = sha256(content).hexdigest()
    with store.transaction():
        number = store.execute(
            "INSERT INTO snapshot (id, period, plan_version, fingerprint, note, archive, at, person)"
            " VALUES (max((SELECT coalesce(max(id), 0) FROM snapshot), ?) + 1, ?, ?, ?, ?, ?, ?, ?)",
            (
                above,
                store.codes.number_of(rollup.period),
                rollup.plan_version,
                rollup.fingerprint,
                note,
                archive.keep(store, content, digest),
                at,
                person,
            ),
        )
        after = _text(rollup.period, rollup.plan_version, rollup.fingerprint, note, digest, at, person)
        history.append(store, at=at, person=person, noun=NOUN, subject=str(number), before="", after=after)
    return Snapshot(number, rollup.period, rollup.plan_version, rollup.fingerprint, note, at, person)


def snapshots(store: Store, period: PeriodCode | None = None) -> tuple[Snapshot, ...]:
    """What was frozen, of one period or of all, the oldest first."""
    rows = store.query("SELECT id, period, plan_version, fingerprint, note, at, person FROM snapshot ORDER BY id")
    found = (Snapshot(number, PeriodCode(store.codes.text_of(its_period)), *rest) for number, its_period, *rest in rows)
    return tuple(each for each in found if period is None or each.period == period)


def frozen(store: Store, number: int, wanted: Container[Address] | None = None) -> Rollup:
    """The figures of a snapshot as they were, those ``wanted`` (or all) with their sources.

    Raises ``StoreError("snapshot.unknown")``.
    """
    return rollup_of_lines(_lines(store, number), wanted)


def frozen_figures(store: Store, number: int) -> Rollup:
    """The same with no source at all, read without them; raises ``StoreError("snapshot.unknown")``."""
    return figures_of(next(_lines(store, number)))


def _lines(store: Store, number: int) -> Iterator[str]:
    """The document of a snapshot line by line: with the sources of a thousand schools it is long."""
    rows = store.query("SELECT a.content FROM snapshot s JOIN archive a ON a.id = s.archive WHERE s.id = ?", (number,))
    if not rows:
        raise StoreError("snapshot.unknown", path=str(store.path), number=number)
    content, unpacker, rest = rows[0][0], zlib.decompressobj(), b""
    for start in range(0, len(content), _PIECE):
        *whole, rest = (rest + unpacker.decompress(content[start : start + _PIECE])).split(b"\n")
        for line in whole:
            yield line.decode("utf-8")
    yield (rest + unpacker.flush()).decode("utf-8")


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    for number, period, version, fingerprint, note, digest, at, person in store.query(
        "SELECT s.id, s.period, s.plan_version, s.fingerprint, s.note, a.digest, s.at, s.person"
        " FROM snapshot s JOIN archive a ON a.id = s.archive"
    ):
        yield str(number), _text(store.codes.text_of(period), version, fingerprint, note, digest.hex(), at, person)


def _text(*parts: str) -> str:
    return json.dumps(parts, ensure_ascii=False)
