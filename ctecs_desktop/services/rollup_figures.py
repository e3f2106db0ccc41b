"""The figures that a page shows of a period: kept once they were computed, and computed anew after any change.

They are without sources; those of one figure are read when it is opened (``services.rollup.sources_of``).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from hashlib import sha256

from ctecs_desktop.domain.errors import StoreBusy, StoreFull
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.rollup import RULES, Address, DistrictFigure, Rollup
from ctecs_desktop.domain.snapshot import FORMAT, FiguresByAddress, figures_document, figures_of
from ctecs_desktop.services.progress import SILENT, Progress
from ctecs_desktop.services.rollup import RollupBasis, basis_of, rolled_up
from ctecs_desktop.services.session import Session
from ctecs_desktop.store.plans import content_digest
from ctecs_desktop.store.rollup_figures import KeptFigures, figures_kept, keep_figures

_log = logging.getLogger(__name__)


def figures(session: Session, period: PeriodCode, *, progress: Progress = SILENT) -> Rollup:
    """The rollup of ``period`` without sources."""
    return figures_from(session, basis_of(session, period), progress=progress)


def figures_from(session: Session, basis: RollupBasis, *, progress: Progress = SILENT, anew: bool = False) -> Rollup:
    """The rollup made from ``basis``, without sources; ``anew`` does not look at what is kept."""
    return figures_of(_document(session, basis, progress=progress, anew=anew))


def figures_by_address(
    session: Session, period: PeriodCode, *, progress: Progress = SILENT
) -> Mapping[Address, DistrictFigure]:
    """The same, each figure made when it is asked for."""
    return FiguresByAddress(_document(session, basis_of(session, period), progress=progress))


def name_of(session: Session, basis: RollupBasis) -> str:
    """SHA-256 over everything that the figures of a period depend on, the rules of this program among it.

    The fingerprint of a rollup names the plan by its version; here its whole content counts. Notes and cells do not:
    they stand in sources alone.
    """
    text = f"figures {FORMAT} {RULES}\n{content_digest(session.store, basis.plan.version)}\n{basis.fingerprint}"
    return sha256(text.encode("utf-8")).hexdigest()


def _document(session: Session, basis: RollupBasis, *, progress: Progress, anew: bool = False) -> str:
    period, name = basis.period.code, name_of(session, basis)
    kept = "" if anew else figures_kept(session.store, period, basis=name)
    if kept:
        return kept
    document = figures_document(rolled_up(session, basis, progress=progress))
    if session.store.is_writable:
        try:
            keep_figures(session.store, KeptFigures(period, name, document))
        except (StoreBusy, StoreFull) as error:  # they are shown all the same, and computed again next time
            _log.warning("figures of %s not kept: %s", period, error.code)
    return document
