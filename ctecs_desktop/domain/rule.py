"""A validation rule as a record, and what it finds.

One record gives the help, the hint, the comment in the workbook and the sentence of the error, so that they cannot
contradict each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ctecs_desktop.domain.observation import ObservationKey


class Severity(Enum):
    """An error stops sign-off; a warning asks for a reason, which travels with the value."""

    ERROR = "error"
    WARNING = "warning"


class Scope(Enum):
    """How far a rule looks."""

    VALUE = "value"  # one value by itself
    SUBGROUPS = "subgroups"  # the breakdown of one measure
    MEASURES = "measures"  # several measures of one period
    YEARS = "years"  # this year against last year's
    PUBLISHED = "published"  # against the state's published figure


@dataclass(frozen=True, slots=True)
class Rule:
    """``check`` names the function in ``domain.validation`` that carries it out.

    ``measures`` are the measures it is about (empty: all that fit), ``params`` its numbers (exact decimals as text).
    ``sentence`` has named placeholders that a finding's params fill; ``reason`` says why the rule is there.
    """

    code: str
    check: str
    severity: Severity
    scope: Scope
    measures: tuple[str, ...]
    params: tuple[tuple[str, str], ...]
    sentence: str
    reason: str

    def param(self, name: str) -> str:
        """The parameter of that name; raises ``KeyError`` where the record lacks it."""
        return dict(self.params)[name]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found at a key. No sentence: ``wording.finding_text`` makes it from the rule and these facts."""

    code: str
    severity: Severity
    key: ObservationKey
    params: tuple[tuple[str, str], ...] = ()
    related: tuple[ObservationKey, ...] = ()  # other cells it is about
