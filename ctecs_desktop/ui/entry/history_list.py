"""What became of one value over time: who changed it, when, from what to what."""

from __future__ import annotations

from collections.abc import Sequence

from ctecs_desktop.domain.errors import ValueRejected
from ctecs_desktop.domain.observation import HistoryEntry
from ctecs_desktop.domain.plan import Measure
from ctecs_desktop.domain.value import Missing, decode_value
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.wording import blank_text, printable, recorded_time_text, value_text

SHOWN = 5
"""Changes that are told; what is older is counted."""


def history_text(history: Sequence[HistoryEntry], measure: Measure) -> str:
    """The last changes, the newest first."""
    lines = [_line(entry, measure) for entry in reversed(history[-SHOWN:])]
    earlier = len(history) - SHOWN
    if earlier > 0:
        lines.append(
            ngettext("and {count} earlier change", "and {count} earlier changes", earlier).format(count=earlier)
        )
    return "\n".join(lines)


def _line(entry: HistoryEntry, measure: Measure) -> str:
    before, note_before = _said(entry.before, measure)
    after, note_after = _said(entry.after, measure)
    who = _("{time}, {person}").format(time=recorded_time_text(entry.at), person=printable(entry.person))
    if before == after and note_before != note_after:
        return _("{who}: note changed").format(who=who)
    text = _("{who}: {before} → {after}").format(who=who, before=before, after=after)
    return _("{text} (taken back)").format(text=text) if entry.reverses else text


def _said(stored: str, measure: Measure) -> tuple[str, str]:
    """A value and its note as the history keeps them: the value's own text, a tab, the note."""
    text, _tab, note = stored.partition("\t")
    if not text:
        return blank_text(Missing.NOT_ENTERED), note
    try:
        return value_text(decode_value(text), measure), note
    except ValueRejected:
        return printable(text), note
