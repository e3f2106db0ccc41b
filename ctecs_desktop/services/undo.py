"""Undo that survives a restart: what can be taken back is read off the history, back to the last sign-off.

Taking back is an act like any other: it goes through ``record_values``, so it is refused where the period is locked and
where a value moved on meanwhile, and it adds to the history instead of removing from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import Edit, HistoryEntry, Observation, ObservationKey, PeriodCode
from ctecs_desktop.domain.undo import Act, Step, Steps, steps_of
from ctecs_desktop.domain.value import encode_value
from ctecs_desktop.services.entry import record_values
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import observations, sign_offs

__all__ = ["Step", "Steps", "count_changes", "redo", "redo_last", "steps", "undo", "undo_last"]


def steps(session: Session, period: PeriodCode) -> Steps:
    """What can be undone and done again in ``period``: everything since its last sign-off, whoever did it.

    An act that touched several periods, such as a file, is a step of each, for its own values.
    """
    entries = observations.period_history(
        session.store,
        school=session.workspace.organization,
        period=period,
        since=sign_offs.last_sign_off(session.store, period),
    )
    return steps_of(_acts(entries))


def count_changes(session: Session, period: PeriodCode) -> int:
    """How many changes of values :func:`steps` reads: many thousands take longer than a window may stand still."""
    return observations.count_period_history(
        session.store,
        school=session.workspace.organization,
        period=period,
        since=sign_offs.last_sign_off(session.store, period),
    )


def undo(session: Session, step: Step) -> Changes:
    """Take ``step`` back; ``Changes.act`` is its new number, for doing it again.

    Raises ``ValueMovedOn`` where a value is no longer what the step left, and the errors of ``record_values``.
    """
    return _write(session, step.before, expected=step.after, reverses=step.act)


def redo(session: Session, step: Step) -> Changes:
    """Do ``step``, which was taken back, again. Raises as :func:`undo` does."""
    return _write(session, step.after, expected=step.before, reverses=step.act)


def undo_last(session: Session, period: PeriodCode) -> Changes:
    """Take back what was done last; raises ``NotAllowed("undo.nothing_to_undo", period)`` where nothing can be."""
    step = steps(session, period).next_undo
    if step is None:
        raise NotAllowed("undo.nothing_to_undo", period=period)
    return undo(session, step)


def redo_last(session: Session, period: PeriodCode) -> Changes:
    """Do again what was taken back last; raises ``NotAllowed("undo.nothing_to_redo", period)``."""
    step = steps(session, period).next_redo
    if step is None:
        raise NotAllowed("undo.nothing_to_redo", period=period)
    return redo(session, step)


def _write(
    session: Session,
    wanted: Mapping[ObservationKey, Observation],
    *,
    expected: Mapping[ObservationKey, Observation],
    reverses: int,
) -> Changes:
    edits = [Edit(each.key, each.value, each.note) for each in wanted.values()]
    return record_values(session, edits, expected=expected, reverses=reverses)


def _acts(entries: list[HistoryEntry]) -> Iterator[Act]:
    """The entries by act. Where one act wrote a value twice, its first "before" and its last "after" count."""
    for (number, reverses, at, person), together in groupby(
        entries, key=lambda entry: (entry.act, entry.reverses, entry.at, entry.person)
    ):
        before: dict[ObservationKey, Observation] = {}
        after: dict[ObservationKey, Observation] = {}
        for entry in together:
            key = observations.key_of(entry.subject)
            before.setdefault(key, Observation(key, *observations.parse_stored_text(entry.before)))
            after[key] = Observation(key, *observations.parse_stored_text(entry.after))
        for key in [key for key, each in after.items() if _says(each) == _says(before[key])]:
            del before[key], after[key]
        yield Act(number, reverses, at, person, before, after)


def _says(observation: Observation) -> tuple[str, str]:
    # Texts are compared and not values: to Python, True equals Decimal(1).
    return encode_value(observation.value), observation.note
