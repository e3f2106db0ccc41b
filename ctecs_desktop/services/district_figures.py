"""The district's figures that every school is told: from frozen years at central office, as they came at a school."""

from __future__ import annotations

from ctecs_desktop.domain.district_figures import DistrictFigures
from ctecs_desktop.domain.district_figures import figures_for_schools as told_of
from ctecs_desktop.domain.plan import PeriodKind
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.services.publication_rules import counting, thresholds
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import district_figures, snapshots


def known_figures(session: Session) -> DistrictFigures:
    """What this workspace knows of the district: at a school what was sent last, at central office what it would send.

    Never figures that are not frozen: what a school prints must not change because another one sent a correction.
    """
    if session.workspace.role is WorkspaceRole.SCHOOL:
        return district_figures.kept_figures(session.store)
    return figures_for_schools(session)


def figures_for_schools(session: Session) -> DistrictFigures:
    """Of each whole year its newest snapshot, without the figures that would speak of few people."""
    session.require(WorkspaceRole.CENTRAL)
    plan = session.plan
    years = {each.code for each in plan.periods if each.kind is PeriodKind.YEAR}
    # The oldest come first, so that the last one of a period is its newest.
    newest = {each.period: each for each in snapshots.snapshots(session.store) if each.period in years}
    frozen = [(each, snapshots.frozen(session.store, each.number)) for each in newest.values()]
    return told_of(plan, frozen, counting(), thresholds())
