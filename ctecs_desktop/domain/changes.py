"""What an act touched, so that a window repaints only that."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from ctecs_desktop.domain.observation import ObservationKey


class Noun(Enum):
    """The kinds of thing that an act can touch."""

    PLAN = "plan"
    PLAN_DRAFT = "plan_draft"
    OBSERVATION = "observation"
    EXPLANATION = "explanation"
    STRATEGY_UPDATE = "strategy_update"
    SUBMISSION = "submission"
    TRUST = "trust"
    CONTACT = "contact"
    ROLLUP = "rollup"
    DISTRICT = "district_figures"
    PUBLISHED = "published_source"
    REPORT = "report"
    PUBLICATION = "publication"


@dataclass(frozen=True, slots=True)
class Changes:
    """Keys whose values changed, and the kinds of thing that did.

    ``act`` is the number under which the history knows the act, by which it can be taken back; 0 where it has none.
    """

    keys: frozenset[ObservationKey] = field(default_factory=frozenset)
    nouns: frozenset[Noun] = field(default_factory=frozenset)
    act: int = field(default=0, compare=False)

    def __or__(self, other: Changes) -> Changes:
        return Changes(self.keys | other.keys, self.nouns | other.nouns, max(self.act, other.act))
