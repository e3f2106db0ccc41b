"""A public edition that nobody approved yet: what it withholds and why, and what its texts may give away."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ctecs_desktop.domain.annual_report import AnnualProgressReport
from ctecs_desktop.domain.disclosure_plan import WithheldFor
from ctecs_desktop.domain.publication import CellId, PublicationSet, Quotient, Reader
from ctecs_desktop.domain.publication_choices import PublicationChoices
from ctecs_desktop.domain.release_record import ReleaseRecord, fingerprint_of
from ctecs_desktop.domain.report_narratives import TextDecision, text_digest
from ctecs_desktop.domain.text_guard import TextFinding

if TYPE_CHECKING:
    # The solver brings numpy, which only who protects something must load.
    from ctecs_desktop.disclosure.protection import Protection


@dataclass(frozen=True)
class ProposedEdition:
    """All that central office must see before it lets an edition go.

    ``report`` is the internal one that it is made from, ``before`` what readers had before.
    """

    report: AnnualProgressReport
    declared: PublicationSet  # before anything was told in less detail
    protection: Protection
    findings: tuple[TextFinding, ...]
    choices: PublicationChoices
    before: tuple[ReleaseRecord, ...]

    @cached_property
    def fingerprint(self) -> str:
        """The name of exactly what readers would get."""
        return fingerprint_of(self.protection.plan)

    @cached_property
    def figures(self) -> tuple[CellId, ...]:
        """The counts, rates and means that the edition has a place for."""
        publication = self.protection.plan.publication
        counts = (cell.name for cell in publication.cells if cell.reader is not Reader.COMPUTED and cell.coordinates)
        return (*counts, *(each.name for each in publication.quotients if self._is_told(each)))

    def _is_told(self, rate: Quotient) -> bool:
        return bool(self.protection.plan.publication.cell(rate.numerator).coordinates)

    @property
    def withheld(self) -> Counter[WithheldFor]:
        """How many of these are withheld, by reason."""
        withheld = self.protection.plan.withheld
        return Counter(withheld[name] for name in self.figures if name in withheld)

    @property
    def undecided_texts(self) -> tuple[str, ...]:
        """The names of the texts that the guard asked about and nobody decided."""
        decided = {each.narrative for each in self._valid_decisions}
        return tuple(dict.fromkeys(each.narrative for each in self.findings if each.narrative not in decided))

    @property
    def left_out(self) -> frozenset[str]:
        """The names of the texts that are not printed."""
        return frozenset(each.narrative for each in self._valid_decisions if not each.is_kept)

    @property
    def _valid_decisions(self) -> list[TextDecision]:
        digests = {each.name: text_digest(each.text) for each in self.declared.narratives}
        return [each for each in self.choices.texts if digests.get(each.narrative) == each.digest]

    def text(self, name: str) -> str:
        """The text of that name; raises ``StopIteration`` for another."""
        return next(each.text for each in self.declared.narratives if each.name == name)
