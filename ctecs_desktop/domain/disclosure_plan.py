"""Which figures a public edition withholds, why, and what of it a reader gets to see: a value or a sign, never both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from ctecs_desktop.domain.disclosure_rules import DisclosureRules
from ctecs_desktop.domain.primary_suppression import Ask
from ctecs_desktop.domain.publication import CellId, Counted, PublicationSet, Quotient, Reader
from ctecs_desktop.domain.value import number_text


class WithheldFor(Enum):
    """Why a figure is withheld. For central office's eyes only: in print all look alike."""

    ITSELF = "itself"  # it is below a threshold, or its source withheld it
    ANOTHER = "another"  # without it another one could be computed
    LINKED = "linked"  # a withheld figure could be read off it


class Sign(Enum):
    """What stands in place of a figure; a blank never does."""

    WITHHELD = "withheld"
    SMALL_GROUP = "small group"  # a rate over too few, where readers see how many
    NOT_APPLICABLE = "not applicable"
    NOT_YET = "not yet"


class OverrideKind(Enum):
    """What a person decided otherwise."""

    WITHHOLD = "withhold"  # this too
    KEEP = "keep"  # not this one for the sake of another; find others
    RELEASE = "release"  # not below a threshold in truth, such as positions that are not people


@dataclass(frozen=True, slots=True)
class Override:
    """A person's decision about one cell or rate, with the reason that the record keeps."""

    kind: OverrideKind
    cell: CellId
    reason: str
    person: str


@dataclass(frozen=True, slots=True)
class Inference:
    """What can be inferred of a withheld figure from everything public: a closed interval, ``None`` for no end."""

    subject: CellId
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Weakness:
    """A withheld figure of which readers can infer more than they should.

    ``low`` and ``high`` are what they can infer; ``asked_low`` and ``asked_high`` what should stay possible. Without
    these nothing was asked for, yet only one value is possible.
    """

    subject: CellId
    low: Decimal | None
    high: Decimal | None
    asked_low: Decimal | None = None
    asked_high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AuditResult:
    """What can be inferred of every withheld cell, and where that is too much."""

    inferences: tuple[Inference, ...]
    weaknesses: tuple[Weakness, ...]

    @property
    def has_passed(self) -> bool:
        """Whether the release may be written."""
        return not self.weaknesses


@dataclass(frozen=True)
class DisclosurePlan:
    """The withheld cells and rates with the reason for each, and the protection that was asked for.

    ``loss`` is what readers miss: the sum of the losses of the withheld cells that tables show.
    """

    publication: PublicationSet
    rules: DisclosureRules
    asks: tuple[Ask, ...]
    withheld: Mapping[CellId, WithheldFor]
    overrides: tuple[Override, ...] = ()
    small_groups: frozenset[CellId] = field(default_factory=frozenset)

    def is_withheld(self, name: CellId) -> bool:
        """Whether that cell or rate must not be printed."""
        return name in self.withheld

    def sign(self, name: CellId) -> Sign | None:
        """What is printed instead; ``None`` where the value is."""
        if name not in self.withheld:
            return None
        return Sign.SMALL_GROUP if name in self.small_groups else Sign.WITHHELD

    def sign_of_figure(self, basis: Iterable[CellId]) -> Sign | None:
        """The same for a figure that reveals all of ``basis``."""
        signs = {self.sign(each) for each in basis} - {None}
        return None if not signs else Sign.WITHHELD if Sign.WITHHELD in signs else Sign.SMALL_GROUP

    @property
    def loss(self) -> int:
        """What readers miss."""
        cells = (self.publication.by_name.get(name) for name in self.withheld)
        return sum(cell.loss for cell in cells if cell is not None and cell.reader is Reader.SHOWN)


@dataclass(frozen=True)
class PublicEdition:
    """All that may enter the process that writes a public file. It holds no withheld figure, nor why it is withheld.

    ``values`` has a number or a sign for every cell that a table shows and every rate; ``figures`` the sign of each
    declared figure, ``None`` where it may be drawn; ``printed`` how each sign is printed.
    """

    release: str
    values: Mapping[CellId, Decimal | Sign]
    figures: Mapping[str, Sign | None]
    printed: Mapping[Sign, str]


def plan_of(
    publication: PublicationSet,
    asks: tuple[Ask, ...],
    stars: frozenset[CellId],
    *,
    rules: DisclosureRules,
    overrides: tuple[Override, ...] = (),
) -> DisclosurePlan:
    """The plan in which ``stars`` are the withheld cells: rates follow, because a rate gives its count back."""
    for_itself = {cell for ask in asks for cell, _ in ask.terms}
    for_itself |= {cell.name for cell in publication.cells if cell.number is None}
    withheld = {
        name: WithheldFor.ITSELF if name in for_itself else WithheldFor.ANOTHER
        for name in sorted(stars)
        if publication.cell(name).reader is not Reader.KNOWN
    }
    linked = [each for each in publication.quotients if not each.is_known and follows(publication, each, stars)]
    withheld |= {quotient.name: WithheldFor.LINKED for quotient in linked}
    small_groups = frozenset(each.name for each in linked if _is_over_few(publication, each, stars, rules))
    return DisclosurePlan(publication, rules, asks, withheld, overrides, small_groups)


def _is_over_few(
    publication: PublicationSet, quotient: Quotient, stars: frozenset[CellId], rules: DisclosureRules
) -> bool:
    """Whether the sign may say that the group is small: of a denominator that readers see, whatever the count is."""
    denominator = publication.cell(quotient.denominator)
    is_seen = denominator.reader is not Reader.COMPUTED and denominator.name not in stars
    is_few = denominator.number is not None and denominator.number < rules.denominator_at_least.value
    return is_seen and is_few and denominator.counted is not Counted.THINGS


def follows(publication: PublicationSet, quotient: Quotient, stars: frozenset[CellId]) -> bool:
    """Whether a rate is withheld because a part of it is. 0 % tells nothing about its denominator and stays."""
    if quotient.numerator in stars:
        return True
    return quotient.denominator in stars and publication.cell(quotient.numerator).number != 0


def public_edition(plan: DisclosurePlan) -> PublicEdition:
    """What readers get of the release that ``plan`` is for."""
    publication = plan.publication
    names = [cell.name for cell in publication.cells if cell.reader is not Reader.COMPUTED]
    names += [quotient.name for quotient in publication.quotients]
    values: dict[CellId, Decimal | Sign] = {}
    for name in names:
        value = publication.shown_value(name)
        sign = plan.sign(name)
        if sign is not None:
            values[name] = sign
        elif value is not None:
            values[name] = value
        else:
            values[name] = Sign.NOT_APPLICABLE
    figures = {figure.name: plan.sign_of_figure(figure.basis) for figure in publication.figures}
    return PublicEdition(publication.release, values, figures, printed_signs(plan.rules))


def printed_signs(rules: DisclosureRules) -> Mapping[Sign, str]:
    """How each sign is printed; the key under a table says what it means."""
    small = f"n<{number_text(rules.denominator_at_least.value)}"
    return {Sign.WITHHELD: "*", Sign.SMALL_GROUP: small, Sign.NOT_APPLICABLE: "—", Sign.NOT_YET: "…"}
