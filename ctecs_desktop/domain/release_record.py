"""The record of a release: by which rules, who decided what, what readers got; the next release is judged with it.

It keeps withheld figures too, because only with them can be judged whether a later release unlocks them. So it is as
internal as the store that it lies in, and never part of what is published.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from ctecs_desktop.domain.disclosure_plan import DisclosurePlan, Override, OverrideKind
from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.publication import Cell, CellId, Counted, PublicationSet, Quotient, Reader, Relation
from ctecs_desktop.domain.value import Suppressed, decode_value, encode_value, number_text

FORMAT = "ctecs release 1"


@dataclass(frozen=True, slots=True)
class RecordedCell:
    """A cell and how readers stand to it since; ``value`` is canonical text, also where it was withheld."""

    name: CellId
    value: str
    counted: Counted
    reader: Reader


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """One release. ``fingerprint`` names exactly what readers got; ``at`` is ISO-8601 UTC.

    ``rates`` are the names of the rates that were shown; the others of ``quotients`` were withheld.
    """

    release: str
    at: str
    approved_by: str
    rules_version: str
    thresholds: tuple[tuple[str, str], ...]
    overrides: tuple[Override, ...]
    cells: tuple[RecordedCell, ...]
    relations: tuple[Relation, ...]
    quotients: tuple[Quotient, ...]
    rates: tuple[CellId, ...]
    fingerprint: str


def record_of(plan: DisclosurePlan, *, at: str, approved_by: str) -> ReleaseRecord:
    """The record of publishing ``plan``. Raises ``PublicationRefused("publication.approval_missing", release)``."""
    if not approved_by.strip():
        raise PublicationRefused("publication.approval_missing", release=plan.publication.release)
    publication = plan.publication
    cells = tuple(
        RecordedCell(cell.name, encode_value(cell.value), cell.counted, _reader_since(cell, plan))
        for cell in sorted(publication.cells, key=lambda each: each.name)
    )
    return ReleaseRecord(
        release=publication.release,
        at=at,
        approved_by=approved_by.strip(),
        rules_version=plan.rules.version,
        thresholds=tuple((each.code, number_text(each.value)) for each in plan.rules.thresholds),
        overrides=plan.overrides,
        cells=cells,
        relations=publication.relations,
        quotients=publication.quotients,
        rates=tuple(each.name for each in publication.quotients if not plan.is_withheld(each.name)),
        fingerprint=fingerprint_of(plan),
    )


def _reader_since(cell: Cell, plan: DisclosurePlan) -> Reader:
    if cell.reader is Reader.SHOWN:
        return Reader.STARRED if plan.is_withheld(cell.name) else Reader.KNOWN
    return cell.reader


def fingerprint_of(plan: DisclosurePlan) -> str:
    """SHA-256 over the rules' version and all that readers get: every shown number, and every sign in its place."""
    publication = plan.publication
    names = [cell.name for cell in publication.cells if cell.reader is not Reader.COMPUTED]
    names += [quotient.name for quotient in publication.quotients]
    lines = [f"{FORMAT}\t{publication.release}\t{plan.rules.version}"]
    for name in sorted(names):
        sign, value = plan.sign(name), publication.shown_value(name)
        lines.append(f"{name}\t{sign.value if sign else '' if value is None else number_text(value)}")
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def with_published_before(publication: PublicationSet, records: Iterable[ReleaseRecord]) -> PublicationSet:
    """``publication`` and all that readers have of earlier releases, to be judged together.

    What was shown is known; what was withheld must not become known. A figure that was corrected since then counts as
    another one: the sums that it stood in are kept apart, with the figures as they were.
    """
    for record in records:
        publication = _joined(publication, record)
    return publication


def _joined(publication: PublicationSet, record: ReleaseRecord) -> PublicationSet:
    corrected = {
        each.name
        for each in record.cells
        if each.name in publication.by_name and encode_value(publication.cell(each.name).value) != each.value
    }
    touched = {name for each in record.relations if corrected & {each.total, *each.parts} for name in _of(each)}
    touched |= {part for each in record.quotients if corrected & set(_parts(each)) for part in _parts(each)}
    touched |= corrected

    def then(name: CellId, *, is_apart: bool) -> CellId:
        return CellId(f"{name} @ {record.release}") if is_apart else name

    cells = {cell.name: cell for cell in publication.cells}
    for each in record.cells:
        for name in {each.name, then(each.name, is_apart=each.name in touched)} - corrected:
            cells[name] = _cell_before(cells.get(name), each, name)
    relations = {(each.total, frozenset(each.parts)): each for each in publication.relations}
    for relation in record.relations:
        is_apart = bool(_of(relation) & corrected)
        total = then(relation.total, is_apart=is_apart)
        parts = tuple(then(part, is_apart=is_apart) for part in relation.parts)
        relations.setdefault((total, frozenset(parts)), Relation(total, parts, relation.across))
    quotients = {each.name: each for each in publication.quotients}
    for quotient in record.quotients:
        is_apart = bool(set(_parts(quotient)) & corrected)
        moved = replace(
            quotient,
            name=then(quotient.name, is_apart=is_apart),
            numerator=then(quotient.numerator, is_apart=is_apart),
            denominator=then(quotient.denominator, is_apart=is_apart),
            is_known=quotient.name in record.rates,
        )
        known = quotients.get(moved.name, moved)
        quotients[moved.name] = replace(known, is_known=known.is_known or moved.is_known)
    return replace(
        publication,
        cells=tuple(cells.values()),
        relations=tuple(relations.values()),
        quotients=tuple(quotients.values()),
    )


def _of(relation: Relation) -> set[CellId]:
    return {relation.total, *relation.parts}


def _parts(quotient: Quotient) -> tuple[CellId, CellId]:
    return quotient.numerator, quotient.denominator


def _cell_before(present: Cell | None, before: RecordedCell, name: CellId) -> Cell:
    """The cell as readers stand to it after the earlier release."""
    if present is not None:
        return replace(present, reader=Reader.KNOWN) if before.reader is Reader.KNOWN else present
    value = decode_value(before.value)
    assert isinstance(value, Decimal | Suppressed), "quantities are recorded"
    return Cell(name, value, before.counted, before.reader, loss=0)


def told_as(record: ReleaseRecord, cells: Mapping[CellId, Decimal], *, rate: CellId | None) -> bool:
    """Whether readers of that release got the rate, or without one the cells, made of exactly those numbers."""
    recorded = {each.name: each for each in record.cells}
    if not cells or any(name not in recorded for name in cells):
        return False
    if any(recorded[name].value != number_text(number) for name, number in cells.items()):
        return False
    return rate in record.rates if rate else all(recorded[name].reader is Reader.KNOWN for name in cells)


def record_text(record: ReleaseRecord) -> str:
    """The record as JSON, always the same for the same record; :func:`record_from_text` is its inverse."""
    document = {
        "format": FORMAT,
        "release": record.release,
        "at": record.at,
        "approved_by": record.approved_by,
        "rules_version": record.rules_version,
        "thresholds": [list(each) for each in record.thresholds],
        "overrides": [[each.kind.value, each.cell, each.reason, each.person] for each in record.overrides],
        "cells": [[each.name, each.value, each.counted.value, each.reader.value] for each in record.cells],
        "relations": [[each.total, list(each.parts), each.across] for each in record.relations],
        "quotients": [_quotient_document(each) for each in record.quotients],
        "rates": list(record.rates),
        "fingerprint": record.fingerprint,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _quotient_document(quotient: Quotient) -> list[object]:
    ends = [None if end is None else number_text(end) for end in (quotient.low, quotient.high)]
    return [
        *(quotient.name, quotient.numerator, quotient.denominator, quotient.factor, quotient.decimals),
        *(quotient.is_share, quotient.is_known, *ends),
    ]


def record_from_text(text: str) -> ReleaseRecord:
    """The record of that text. Raises ``PublicationRefused("publication.record_damaged")`` for any other text."""
    try:
        document = json.loads(text)
        record = ReleaseRecord(
            release=document["release"],
            at=document["at"],
            approved_by=document["approved_by"],
            rules_version=document["rules_version"],
            thresholds=tuple((code, value) for code, value in document["thresholds"]),
            overrides=tuple(Override(OverrideKind(kind), *rest) for kind, *rest in document["overrides"]),
            cells=tuple(
                RecordedCell(name, value, Counted(counted), Reader(reader))
                for name, value, counted, reader in document["cells"]
            ),
            relations=tuple(Relation(total, tuple(parts), across) for total, parts, across in document["relations"]),
            quotients=tuple(_quotient_from(each) for each in document["quotients"]),
            rates=tuple(document["rates"]),
            fingerprint=document["fingerprint"],
        )
        is_same = record_text(record) == text
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError) as error:
        raise PublicationRefused("publication.record_damaged") from error
    if not is_same:
        raise PublicationRefused("publication.record_damaged")
    return record


def _quotient_from(document: list[object]) -> Quotient:
    name, numerator, denominator, factor, decimals, is_share, is_known, *ends = document
    low, high = (None if end is None else Decimal(str(end)) for end in ends)
    return Quotient(
        CellId(str(name)),
        CellId(str(numerator)),
        CellId(str(denominator)),
        int(str(factor)),
        int(str(decimals)),
        is_share is True,
        is_known is True,
        low,
        high,
    )
