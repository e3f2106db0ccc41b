"""The rows of one received submission, as texts: written, read back in canonical order, and digested.

The digest of what was signed is computed from these texts directly, so that checking a store of many years at every
start costs no parsing of values.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from ctecs_desktop.domain.observation import MeasureCode, Observation, ObservationKey, SubgroupCode
from ctecs_desktop.domain.review import SubmittedValues
from ctecs_desktop.domain.submission import (
    Explanation,
    StrategyStatus,
    StrategyUpdate,
    SubmissionIdentity,
    explanation_line,
    identity_lines,
    strategy_line,
    text_of_lines,
    value_line,
)
from ctecs_desktop.domain.value import encode_value
from ctecs_desktop.store.observations import value_of

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store


SubmittedRow = tuple[str, str, str, str, str, str]
"""Measure, subgroup, value, note, sheet, cell ("" where the cell is not known).

Sorts as the lines under the seal do, since no two have the same measure and subgroup. Plain tuples and not named ones:
thousands are made for every file at every start, and naming them doubles that.
"""


class Attachments(NamedTuple):
    """What a submission says besides its values."""

    explanations: tuple[Explanation, ...]
    strategy_updates: tuple[StrategyUpdate, ...]


def rows_of(values: SubmittedValues) -> list[SubmittedRow]:
    """The rows of ``values`` in canonical order."""
    cells = values.cells
    rows: list[SubmittedRow] = []
    texts: dict[int, str] = {}  # of values by identity: a reader gives the equal ones as one object
    for observation in values.observations:
        key, value = observation.key, observation.value
        text = texts.get(id(value))
        if text is None:
            text = texts[id(value)] = encode_value(value)
        sheet, cell = cells.get(key, ("", ""))
        rows.append((key.measure, key.subgroup, text, observation.note, sheet, cell))
    rows.sort()
    return rows


def observations_of(identity: SubmissionIdentity, rows: Iterable[SubmittedRow]) -> tuple[Observation, ...]:
    """The observations that the rows say; raises ``ValueRejected`` for what is no canonical text of a value."""
    school, period = identity.school, identity.period
    return tuple(
        [
            Observation(
                ObservationKey(school, period, MeasureCode(measure), SubgroupCode(subgroup)), value_of(text), note
            )
            for measure, subgroup, text, note, _, _ in rows
        ]
    )


def write_rows(store: Store, submission: int, rows: Iterable[SubmittedRow]) -> None:
    """Write the rows of a submission anew, inside a transaction."""
    rows = list(rows)
    texts = {text for measure, subgroup, _, _, sheet, _ in rows for text in (measure, subgroup, sheet)}
    numbers = {text: store.codes.number_of(text) for text in sorted(texts)}
    store.execute("DELETE FROM submitted_value WHERE submission = ?", (submission,))
    store.execute_many(
        "INSERT INTO submitted_value (submission, measure, subgroup, value, note, sheet, cell)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (submission, numbers[measure], numbers[subgroup], value, note, numbers[sheet], cell)
            for measure, subgroup, value, note, sheet, cell in rows
        ],
    )


def read_rows(store: Store, submission: int) -> list[SubmittedRow]:
    """The rows of a submission in canonical order."""
    texts = store.codes.texts()
    rows = [
        (texts[measure], texts[subgroup], value, note, texts[sheet], cell)
        for measure, subgroup, value, note, sheet, cell in store.query(
            "SELECT measure, subgroup, value, note, sheet, cell FROM submitted_value WHERE submission = ?",
            (submission,),
        )
    ]
    rows.sort()
    return rows


def content_digest(identity: SubmissionIdentity, rows: Sequence[SubmittedRow], attachments: Attachments) -> str:
    """``domain.submission.submission_digest`` of what the rows say."""
    lines = [
        *identity_lines(identity),
        *[value_line(measure, subgroup, value, note) for measure, subgroup, value, note, _, _ in rows],
        *map(explanation_line, sorted(attachments.explanations, key=lambda each: (each.key, each.code))),
        *map(strategy_line, sorted(attachments.strategy_updates, key=lambda each: each.strategy)),
    ]
    return sha256(text_of_lines(lines)).hexdigest()


def cells_digest(rows: Sequence[SubmittedRow]) -> str:
    """One digest of where every value stood; the seal does not cover cells, the history does."""
    text = "\n".join([f"{measure}\t{subgroup}\t{sheet}\t{cell}" for measure, subgroup, _, _, sheet, cell in rows])
    return sha256(text.encode("utf-8")).hexdigest()


def attachments_document(attachments: Attachments) -> str:
    """Explanations and strategy updates as JSON. School and period are the identity's and not repeated."""
    return json.dumps(
        {
            "explanations": [
                [each.code, each.key.measure, each.key.subgroup, each.reason] for each in attachments.explanations
            ],
            "strategy_updates": [
                [each.strategy, each.status.value, each.narrative] for each in attachments.strategy_updates
            ],
        },
        ensure_ascii=False,
    )


def attachments_of(document: str, identity: SubmissionIdentity) -> Attachments:
    """What ``attachments_document`` wrote."""
    found = json.loads(document)
    return Attachments(
        tuple(
            Explanation(
                code,
                ObservationKey(identity.school, identity.period, MeasureCode(measure), SubgroupCode(subgroup)),
                reason,
            )
            for code, measure, subgroup, reason in found["explanations"]
        ),
        tuple(
            StrategyUpdate(strategy, StrategyStatus(status), narrative)
            for strategy, status, narrative in found["strategy_updates"]
        ),
    )
