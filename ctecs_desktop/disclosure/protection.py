"""A public edition: what is withheld, judged by the audit before anything may be written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ctecs_desktop.disclosure.audit import audit
from ctecs_desktop.disclosure.least_loss import least_loss
from ctecs_desktop.disclosure.protection_problem import ProtectionProblem, parts_of, problem_of
from ctecs_desktop.disclosure.search import protected, spared
from ctecs_desktop.disclosure.sign_baseline import within_signs
from ctecs_desktop.domain.disclosure_plan import (
    AuditResult,
    DisclosurePlan,
    Override,
    OverrideKind,
    PublicEdition,
    plan_of,
    public_edition,
)
from ctecs_desktop.domain.disclosure_rules import DisclosureRules
from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.primary_suppression import asks_for_withheld, asks_of
from ctecs_desktop.domain.publication import CellId, PublicationSet

Report = Callable[[int, int, str], None]
"""``report(done, total, what)``: told between linear programs; raises ``Cancelled`` once the person asked to stop."""

SMALL_TABLE = 40
"""Cells that may be withheld or not, up to which the least loss is looked for among all choices."""


@dataclass(frozen=True)
class Protection:
    """What is withheld, what readers get, and what they can infer of the rest."""

    plan: DisclosurePlan
    edition: PublicEdition
    audit: AuditResult


def protect(
    publication: PublicationSet,
    rules: DisclosureRules,
    *,
    overrides: tuple[Override, ...] = (),
    report: Report,
) -> Protection:
    """The public edition of ``publication``. The same set, in whatever order, gives the same stars.

    Raises ``PublicationRefused`` where the audit finds more than may be inferred: ``publication.cell_inferable``
    (``cell``, ``low``, ``high``, ``asked_low``, ``asked_high``, ``others``). ``publication.override_unknown`` and
    ``publication.override_without_reason`` (``cell``) tell of a decision that cannot be recorded.
    """
    found = proposed_protection(publication, rules, overrides=overrides, report=report)
    refuse_weak(found.audit)
    return found


def refuse_weak(judged: AuditResult) -> None:
    """Raise ``PublicationRefused("publication.cell_inferable")``, as :func:`protect` does, where the audit failed."""
    if judged.has_passed:
        return
    weakness, *others = judged.weaknesses
    raise PublicationRefused(
        "publication.cell_inferable",
        cell=weakness.subject,
        low=weakness.low,
        high=weakness.high,
        asked_low=weakness.asked_low,
        asked_high=weakness.asked_high,
        others=len(others),
    )


def proposed_protection(
    publication: PublicationSet,
    rules: DisclosureRules,
    *,
    overrides: tuple[Override, ...] = (),
    report: Report,
) -> Protection:
    """The same with an audit that may have failed, for the page that shows why. Nothing may be written from it."""
    chosen = _decided(publication, overrides)
    report(0, 1, "rules")
    kept, withheld = chosen[OverrideKind.KEEP], chosen[OverrideKind.WITHHOLD]
    asks = asks_of(publication, rules, released=chosen[OverrideKind.RELEASE])
    asks += asks_for_withheld(publication, rules, withheld, asks)
    asks = within_signs(publication, asks)
    problem = problem_of(publication, asks, kept=kept, withheld=withheld)
    stars = frozenset(problem.columns[place].name for place in _stars(problem, report))
    plan = plan_of(publication, asks, stars, rules=rules, overrides=overrides)
    edition = public_edition(plan)
    judged = audit(publication, edition, asks, lambda done, total: report(done, total, "audit"))
    return Protection(plan, edition, judged)


def _decided(publication: PublicationSet, overrides: tuple[Override, ...]) -> dict[OverrideKind, frozenset[CellId]]:
    """The cells of each kind of decision; a rate stands for its numerator, with which it is withheld."""
    decided: dict[OverrideKind, set[CellId]] = {kind: set() for kind in OverrideKind}
    for override in overrides:
        if not override.reason.strip() or not override.person.strip():
            raise PublicationRefused("publication.override_without_reason", cell=override.cell)
        if override.cell in publication.by_name:
            decided[override.kind].add(override.cell)
        elif override.cell in publication.quotient_by_name:
            numerator = publication.quotient_by_name[override.cell].numerator
            decided[override.kind].add(override.cell if override.kind is OverrideKind.RELEASE else numerator)
        else:
            raise PublicationRefused("publication.override_unknown", cell=override.cell)
    return {kind: frozenset(cells) for kind, cells in decided.items()}


def _stars(problem: ProtectionProblem, report: Report) -> frozenset[int]:
    """The places to withhold. Tables that do not touch each other are protected each by itself."""
    movable = {
        place
        for place, column in enumerate(problem.columns)
        if column.is_free or column.may_be_withheld or place in problem.withheld
    }
    stars = set(problem.withheld)
    parts = [part for part in parts_of(problem, movable) if part.demands]
    for number, part in enumerate(parts):
        report(number, len(parts), "tables")
        of_part = _stars_of_part(part.problem, lambda done, total: report(done, total, "stars"))
        stars |= {part.places[at] for at in of_part}
    return frozenset(stars)


def _stars_of_part(problem: ProtectionProblem, report: Callable[[int, int], None]) -> frozenset[int]:
    stars, unmet = protected(problem, report)
    if unmet:
        return stars  # the audit says what is known of these
    optional = [
        place
        for place, column in enumerate(problem.columns)
        if column.may_be_withheld and place not in problem.withheld
    ]
    best = least_loss(problem, report) if len(optional) <= SMALL_TABLE else None
    return spared(problem, stars, report) if best is None else best
