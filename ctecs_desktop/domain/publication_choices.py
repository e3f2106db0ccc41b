"""What a person decided about a public edition: what is told in less detail, exceptions, texts; and its approval."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ctecs_desktop.domain.coarsening import Coarsening, CoarseningKind
from ctecs_desktop.domain.disclosure_plan import Override, OverrideKind
from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.publication import CellId
from ctecs_desktop.domain.report_narratives import TextDecision


@dataclass(frozen=True, slots=True)
class PublicationChoices:
    """The decisions, each list in the order in which they were taken."""

    coarsenings: tuple[Coarsening, ...] = ()
    overrides: tuple[Override, ...] = ()
    texts: tuple[TextDecision, ...] = ()


NO_CHOICES = PublicationChoices()
"""Nobody has decided anything."""


@dataclass(frozen=True, slots=True)
class KeptRelease:
    """One release, without its cells. ``person`` wrote the files, ``approved_by`` answers for them."""

    number: int
    name: str
    period: PeriodCode
    fingerprint: str  # of what readers got
    approved_by: str
    choices: PublicationChoices
    at: str  # ISO-8601 UTC
    person: str


def choices_text(choices: PublicationChoices) -> str:
    """The choices as JSON; :func:`choices_from_text` is its inverse."""
    document = {
        "coarsenings": [[each.kind.value, each.dimension, list(each.categories)] for each in choices.coarsenings],
        "overrides": [[each.kind.value, each.cell, each.reason, each.person] for each in choices.overrides],
        "texts": [[each.narrative, each.digest, each.is_kept, each.reason] for each in choices.texts],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def choices_from_text(text: str) -> PublicationChoices:
    """The choices of that text. Raises ``PublicationRefused("publication.choices_damaged")`` for any other text."""
    try:
        document = json.loads(text)
        return PublicationChoices(
            coarsenings=tuple(
                Coarsening(CoarseningKind(kind), dimension, tuple(categories))
                for kind, dimension, categories in document["coarsenings"]
            ),
            overrides=tuple(
                Override(OverrideKind(kind), CellId(cell), reason, person)
                for kind, cell, reason, person in document["overrides"]
            ),
            texts=tuple(TextDecision(*each) for each in document["texts"]),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise PublicationRefused("publication.choices_damaged") from error
