"""A submission read back from its canonical lines, the inverse of ``domain.submission.canonical_lines``.

Only the one canonical spelling and order is taken, so that whoever has the lines has the submission, and its digest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields
from operator import lt

from ctecs_desktop.domain.errors import SignatureInvalid, ValueRejected
from ctecs_desktop.domain.observation import (
    MeasureCode,
    Observation,
    ObservationKey,
    PeriodCode,
    SchoolCode,
    SubgroupCode,
)
from ctecs_desktop.domain.submission import (
    Explanation,
    StrategyStatus,
    StrategyUpdate,
    Submission,
    SubmissionIdentity,
    explanation_line,
    identity_lines,
    strategy_line,
)
from ctecs_desktop.domain.value import Quantity, Ratio, Value, decode_value

_FIELDS = tuple(each.name for each in fields(SubmissionIdentity))
_WHOLE_FIELDS = frozenset({"format_version", "revision"})
_ESCAPED = re.compile(r"\\(.?)", re.DOTALL)
_MEANINGS = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}


def submission_of_lines(lines: Sequence[str]) -> Submission:
    """The submission whose canonical lines these are.

    Raises ``SignatureInvalid`` ``seal.not_canonical`` (``rule`` 20, ``line``: the 1-based number of the line) where
    they are not the canonical lines of any submission.
    """
    reader = _Reader(lines)
    for number, line in enumerate(lines, start=1):
        # Canonical lines spell it as an escape; taken raw it would make a second spelling of the same note.
        if "\r" in line:
            raise SignatureInvalid("seal.not_canonical", rule=20, line=number)
    submission = Submission(reader.identity(), reader.observations(), reader.explanations(), reader.updates())
    reader.require_end()
    return submission


def identity_of_lines(lines: Sequence[str]) -> SubmissionIdentity:
    """The identity that the first canonical lines state; raises as :func:`submission_of_lines`."""
    return _Reader(lines).identity()


class _Reader:
    """Goes through the lines once, section by section."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._next = 0
        self._school = SchoolCode("")
        self._period = PeriodCode("")
        self._values: dict[str, Value] = {}
        self._quantities: dict[str, Quantity] = {}

    def refused(self) -> SignatureInvalid:
        return SignatureInvalid("seal.not_canonical", rule=20, line=self._next + 1)

    def require_end(self) -> None:
        if self._next != len(self._lines):
            raise self.refused()

    def identity(self) -> SubmissionIdentity:
        found: dict[str, str] = {}
        for name in _FIELDS:
            start = f"i\t{name}\t"
            line = self._lines[self._next] if self._next < len(self._lines) else ""
            if not line.startswith(start):
                raise self.refused()
            found[name] = self._plain(line[len(start) :])
            self._next += 1
        try:
            numbers = {name: int(found[name]) for name in _WHOLE_FIELDS}
        except ValueError as error:
            raise self.refused() from error
        identity = SubmissionIdentity(**{**found, **numbers})  # type: ignore[arg-type] # checked field by field above
        if identity_lines(identity) != list(self._lines[: self._next]):
            raise self.refused()
        self._school, self._period = identity.school, identity.period
        return identity

    def observations(self) -> tuple[Observation, ...]:
        """The hot path: five thousand lines of a big submission come through here."""
        school, period, plain, value_of = self._school, self._period, self._plain, self._value
        result: list[Observation] = []
        add = result.append
        for line in self._section("v\t"):
            try:
                _, measure, subgroup, value, note = line.split("\t")
                key = ObservationKey(school, period, MeasureCode(measure), SubgroupCode(subgroup))
                add(Observation(key, value_of(value), plain(note) if "\\" in note else note))
            except (ValueError, ValueRejected) as error:
                raise self.refused() from error
            self._next += 1
        keys = [each.key for each in result]
        if not all(map(lt, keys, keys[1:])):
            raise self.refused()
        return tuple(result)

    def explanations(self) -> tuple[Explanation, ...]:
        result: list[Explanation] = []
        for line in self._section("e\t"):
            parts = line.split("\t")
            if len(parts) != 5:
                raise self.refused()
            _, code, measure, subgroup, reason = parts
            key = ObservationKey(self._school, self._period, MeasureCode(measure), SubgroupCode(subgroup))
            explanation = Explanation(code, key, self._plain(reason))
            if explanation_line(explanation) != line:
                raise self.refused()
            result.append(explanation)
            self._next += 1
        names = [(each.key, each.code) for each in result]
        if not all(map(lt, names, names[1:])):
            raise self.refused()
        return tuple(result)

    def updates(self) -> tuple[StrategyUpdate, ...]:
        result: list[StrategyUpdate] = []
        for line in self._section("s\t"):
            parts = line.split("\t")
            try:
                _, strategy, status, narrative = parts
                update = StrategyUpdate(strategy, StrategyStatus(status), self._plain(narrative))
            except ValueError as error:
                raise self.refused() from error
            if strategy_line(update) != line:
                raise self.refused()
            result.append(update)
            self._next += 1
        names = [each.strategy for each in result]
        if not all(map(lt, names, names[1:])):
            raise self.refused()
        return tuple(result)

    def _section(self, start: str) -> Iterator[str]:
        """The lines from here on that begin so; the caller moves on."""
        for line in self._lines[self._next :]:
            if not line.startswith(start):
                return
            yield line

    def _value(self, text: str) -> Value:
        """``decode_value``, but quick for what was met before: a big submission repeats most of its values.

        Equal values come back as one object, which spares later steps much comparing.
        """
        value = self._values.get(text)
        if value is not None:
            return value
        quantities = self._quantities
        over, slash, under = text.partition("/")
        if slash and over in quantities and under in quantities:
            value = Ratio(quantities[over], quantities[under])
        else:
            value = decode_value(text)
            if isinstance(value, Ratio):
                # decode_value took the text, so both parts are in their canonical spelling.
                quantities[over], quantities[under] = value.numerator, value.denominator
        self._values[text] = value
        return value

    def _plain(self, text: str) -> str:
        """A field without the escapes that canonical lines use."""
        if "\\" not in text:
            return text

        def meaning(found: re.Match[str]) -> str:
            try:
                return _MEANINGS[found.group(1)]
            except KeyError as error:
                raise self.refused() from error

        return _ESCAPED.sub(meaning, text)
