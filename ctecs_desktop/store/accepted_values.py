"""What the accepted submissions of a period say of one measure: so a rollup never holds the values of all at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ctecs_desktop.domain.errors import StoreError
from ctecs_desktop.domain.observation import MeasureCode, PeriodCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.rollup import MeasureValues, Source
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.domain.value import Missing, encode_value
from ctecs_desktop.store.observations import value_of
from ctecs_desktop.store.submissions import standing_submissions

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

_SELECT = "SELECT school, id, revision, digest, file_name FROM received"

_SAID = "FROM submitted_value WHERE submission IN (SELECT value FROM json_each(?1)) AND measure = ?2 AND value <> ?3"


class AcceptedSubmission(NamedTuple):
    """A submission that counts. ``number`` is the store's own; the others stand with each of its values as source."""

    school: SchoolCode
    number: int
    revision: int
    digest: str
    file_name: str


def accepted_submissions(store: Store, period: PeriodCode) -> tuple[AcceptedSubmission, ...]:
    """The submissions of ``period`` that count, one for each school, by the school's code."""
    statuses = standing_submissions(store, period)
    rows = store.query(f"{_SELECT} WHERE period = ?", (store.codes.find(period),))
    return tuple(sorted(_accepted(store, row) for row in rows if statuses[row[3].hex()] is SubmissionStatus.ACCEPTED))


def as_accepted(store: Store, digest: str) -> AcceptedSubmission:
    """A submission that is held, as if it counted; raises ``StoreError("submission.unknown")``."""
    rows = store.query(f"{_SELECT} WHERE digest = ?", (bytes.fromhex(digest),))
    if not rows:
        raise StoreError("submission.unknown", path=str(store.path), digest=digest)
    return _accepted(store, rows[0])


def _accepted(store: Store, row: Sequence[Any]) -> AcceptedSubmission:
    school, number, revision, digest, file_name = row
    return AcceptedSubmission(SchoolCode(store.codes.text_of(school)), number, revision, digest.hex(), file_name)


def said_of_measure(
    store: Store, accepted: Sequence[AcceptedSubmission], measure: MeasureCode, *, with_sources: bool = False
) -> MeasureValues:
    """What the schools say of ``measure``; a source for every value is made only where it is asked for."""
    said = MeasureValues()
    if with_sources:
        for subgroup, source in sources_of_measure(store, accepted, measure):
            said.add_school(subgroup, source.school, source.recorded)
            said.add_source(subgroup, source)
        return said
    schools = {each.number: each.school for each in accepted}
    texts = store.codes.texts()
    for submission, subgroup, value in store.query(
        f"SELECT submission, subgroup, value {_SAID}", _parameters(store, accepted, measure)
    ):
        said.add_school(SubgroupCode(texts[subgroup]), schools[submission], value_of(value))
    return said


def sources_of_measure(
    store: Store, accepted: Sequence[AcceptedSubmission], measure: MeasureCode, subgroup: SubgroupCode | None = None
) -> list[tuple[SubgroupCode, Source]]:
    """Where each value of ``measure`` stands, of all subgroups or of one, by the schools' codes."""
    by_number = {each.number: each for each in accepted}
    texts = store.codes.texts()
    one = "" if subgroup is None else " AND subgroup = ?4"
    rows = store.query(
        f"SELECT submission, subgroup, value, note, sheet, cell {_SAID}{one}",
        (*_parameters(store, accepted, measure), *([] if subgroup is None else [store.codes.find(subgroup)])),
    )
    found = []
    for submission, its_subgroup, value, note, sheet, cell in rows:
        origin = by_number[submission]
        source = Source(
            origin.school, origin.revision, origin.digest, origin.file_name, texts[sheet], cell, value_of(value), note
        )
        found.append((SubgroupCode(texts[its_subgroup]), source))
    found.sort(key=lambda each: each[1].school)
    return found


def _parameters(store: Store, accepted: Sequence[AcceptedSubmission], measure: MeasureCode) -> tuple[object, ...]:
    # One JSON text for all numbers: a statement takes no more than some thousands of parameters.
    numbers = json.dumps([each.number for each in accepted])
    return numbers, store.codes.find(measure), encode_value(Missing.NOT_ENTERED)
