"""The texts that a paste brings to one address, understood together with what stands there already."""

from __future__ import annotations

from ctecs_desktop.domain.errors import ValueRejected
from ctecs_desktop.domain.grid import NUMBER_PARTS, WITHHELD, Grid, Part, row_texts, stored_text, takes
from ctecs_desktop.domain.number_parsing import parse_interval, plain_text
from ctecs_desktop.domain.observation import ObservationKey, clean_note
from ctecs_desktop.domain.parsing import EntryText, parse_value
from ctecs_desktop.domain.plan import Measure
from ctecs_desktop.domain.value import Missing, Value, encode_value
from ctecs_desktop.domain.word_parsing import blank_reason

_STAR = "*"


class PastedRow:
    """One address while a paste is planned: its texts first, then ``value`` and ``note`` as they would become.

    What is refused leaves value or note as it is stored; the two are refused one by one.
    """

    def __init__(self, grid: Grid, key: ObservationKey, measure: Measure) -> None:
        self.stored = grid.stored(key)
        self.texts_before = row_texts(grid, key, measure)
        self.value: Value = self.stored.value
        self.note = self.stored.note
        self.waiting: dict[Part, str] = {}
        self._measure = measure
        self._is_withheld = False
        self._typed = {part: text for part in NUMBER_PARTS if (text := grid.typed.get((key, part)))}
        self._texts: dict[Part, str] = {}
        self._note: str | None = None
        self._value_error: ValueRejected | None = None
        self._note_error: ValueRejected | None = None

    def take(self, part: Part, text: str, *, is_lenient: bool) -> None:
        """Bring ``text`` to a part. Lenient is what an entry file allows: a count in the numerator's column."""
        if part is Part.NOTE:
            self._note = text
            return
        if text.endswith(WITHHELD):
            text, self._is_withheld = text.removesuffix(WITHHELD), True
        if not takes(self._measure, part):
            if not plain_text(text):
                return  # an empty cell beside the ones that are meant says nothing
            is_compared = part is Part.VALUE or is_lenient or blank_reason(text) is not None
            if not is_compared:
                self.refuse(ValueRejected("value.part_not_wanted", column=part.value, text=text))
        self._texts[part] = text

    def refuse(self, error: ValueRejected) -> None:
        """The value cannot be taken, for a reason that another row or column gives; the first reason speaks."""
        self._value_error = self._value_error or error

    def understand(self) -> None:
        """Make value and note of the texts."""
        if self._note is not None:
            try:
                self.note = clean_note(self._note)
            except ValueRejected as error:
                self._note_error = error
        if self._texts and self._value_error is None:
            try:
                self.value = self._parsed()
            except ValueRejected as error:
                if error.code == "value.part_missing":
                    self.waiting = {part: text for part, text in self._texts.items() if plain_text(text)}
                else:
                    self._value_error = error

    @property
    def changes_value(self) -> bool:
        """Whether the value would become another one."""
        # Texts are compared and not values: to Python, True equals Decimal(1).
        return self.value is not self.stored.value and encode_value(self.value) != encode_value(self.stored.value)

    @property
    def changes_note(self) -> bool:
        """Whether the note would become another one."""
        return self.note != self.stored.note

    @property
    def settled(self) -> tuple[Part, ...]:
        """The boxes whose text, typed before and not stored, is over now that the value is understood."""
        return tuple(self._typed) if self._texts and not self.waiting and self._value_error is None else ()

    @property
    def takes_away(self) -> bool:
        """Whether an empty cell would take away a value or a note that stands there."""
        return (self.changes_value and self.value is Missing.NOT_ENTERED) or (self.changes_note and not self.note)

    def error_of(self, part: Part, text: str) -> ValueRejected | None:
        """Why what was brought to ``part`` is not taken; an empty cell is not at fault."""
        if part is Part.NOTE:
            return self._note_error
        return self._value_error if plain_text(text) else None

    def _parsed(self) -> Value:
        numbers = {part: self._texts[part] for part in NUMBER_PARTS if part in self._texts}
        blank = self._texts.get(Part.BLANK)
        if not numbers and not plain_text(blank or ""):
            # An emptied reason takes back a reason, never a figure.
            return Missing.NOT_ENTERED if isinstance(self.stored.value, Missing) else self.stored.value
        others = {part: text for part, text in self._typed.items() if part not in numbers}
        if not any(plain_text(text) for text in (*numbers.values(), *others.values(), blank or "")):
            return Missing.NOT_ENTERED
        if plain_text(blank or "") or self._gives_reason(numbers):
            return parse_value(_entry(numbers, blank=blank or ""), self._measure)
        stored = stored_text(self.stored, self._measure)
        kept = {part: str(getattr(stored, part.value)) for part in NUMBER_PARTS}
        if set(numbers) == {Part.VALUE} and self._measure.unit.is_ratio:
            kept, others = {}, {}  # a quotient alone is no value, whatever stands beside it
        if Part.NUMERATOR in numbers and not takes(self._measure, Part.NUMERATOR):
            kept, others = {}, {}  # a count in the numerator's column takes the place of the one that is stored
        boxes: dict[Part, str] = {**kept, **others, **numbers}
        has_interval = any(_is_interval(text) for text in boxes.values())
        is_withheld = has_interval and (self._is_withheld or stored.blank == Missing.WITHHELD.value)
        return parse_value(_entry(boxes, blank=Missing.WITHHELD.value if is_withheld else ""), self._measure)

    @staticmethod
    def _gives_reason(numbers: dict[Part, str]) -> bool:
        """Whether a reason for a blank stands where a figure belongs: it speaks for the whole row."""
        return any(plain_text(text) != _STAR and blank_reason(text) is not None for text in numbers.values())


def _entry(boxes: dict[Part, str], *, blank: str) -> EntryText:
    return EntryText(
        numerator=boxes.get(Part.NUMERATOR, ""),
        denominator=boxes.get(Part.DENOMINATOR, ""),
        value=boxes.get(Part.VALUE, ""),
        blank=blank,
    )


def _is_interval(text: str) -> bool:
    try:
        return plain_text(text) == _STAR or parse_interval(text) is not None
    except ValueRejected:
        return False
