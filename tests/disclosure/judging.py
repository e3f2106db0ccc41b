"""Small publication sets for the tests, and what the audit says of a choice of stars."""

from __future__ import annotations

from decimal import Decimal

from ctecs_desktop.assets import asset
from ctecs_desktop.disclosure.audit import audit
from ctecs_desktop.disclosure.protection import Protection, protect
from ctecs_desktop.disclosure.sign_baseline import within_signs
from ctecs_desktop.domain.disclosure_plan import AuditResult, Override, plan_of, public_edition
from ctecs_desktop.domain.disclosure_rules import rules_from_table
from ctecs_desktop.domain.primary_suppression import asks_of
from ctecs_desktop.domain.publication import Cell, CellId, Counted, PublicationSet, Quotient, Reader, Relation
from ctecs_desktop.domain.value import Quantity

RULES = rules_from_table(asset("publication/thresholds.csv").read_text(encoding="utf-8"))


def silent(*_told: object) -> None:
    """Nobody watches."""


def cell(name: str, value: Quantity | int, **more: object) -> Cell:
    """A count of pupils unless ``more`` says otherwise."""
    return Cell(CellId(name), Decimal(value) if isinstance(value, int) else value, **more)  # type: ignore[arg-type]


def total(name: str, *parts: str) -> Relation:
    """``name`` is the sum of ``parts``."""
    return Relation(CellId(name), tuple(CellId(part) for part in parts))


def rate(name: str, numerator: str, denominator: str, **more: object) -> Quotient:
    """A percentage to one decimal unless ``more`` says otherwise."""
    return Quotient(CellId(name), CellId(numerator), CellId(denominator), **more)  # type: ignore[arg-type]


def mean(name: str, points: str, people: str) -> Quotient:
    """An SAT mean: 200 to 800, whole points."""
    scale = {"low": Decimal(200), "high": Decimal(800)}
    return Quotient(CellId(name), CellId(points), CellId(people), factor=1, decimals=0, is_share=False, **scale)


def points(name: str, value: int) -> Cell:
    """Mean times n, which no table shows."""
    return cell(name, value, counted=Counted.POINTS, reader=Reader.COMPUTED)


def published(*parts: Cell | Relation | Quotient, release: str = "2016") -> PublicationSet:
    """A release of these cells, sums and rates."""
    return PublicationSet(
        release,
        tuple(each for each in parts if isinstance(each, Cell)),
        tuple(each for each in parts if isinstance(each, Relation)),
        tuple(each for each in parts if isinstance(each, Quotient)),
    )


def judged(publication: PublicationSet, *stars: str) -> AuditResult:
    """What the audit says where exactly ``stars`` are withheld, and the rates of them."""
    asks = within_signs(publication, asks_of(publication, RULES))
    plan = plan_of(publication, asks, frozenset(CellId(star) for star in stars), rules=RULES)
    return audit(publication, public_edition(plan), asks, silent)


def protected(publication: PublicationSet, *overrides: Override) -> Protection:
    """The publication protected, which the audit has passed."""
    return protect(publication, RULES, overrides=overrides, report=silent)


def withheld(protection: Protection) -> set[str]:
    """The names of the withheld cells and rates."""
    return set(protection.plan.withheld)
