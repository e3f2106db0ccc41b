"""How far each strategy has come in a period, with what was said of it a year before."""

from __future__ import annotations

from dataclasses import dataclass

from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.domain.plan import Strategy
from ctecs_desktop.domain.submission import StrategyUpdate
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.submission import previous_period
from ctecs_desktop.store import strategy_updates


@dataclass(frozen=True, slots=True)
class StrategyRow:
    """One strategy of the plan: this period's update and last year's, None where nothing was said."""

    strategy: Strategy
    update: StrategyUpdate | None
    last_year: StrategyUpdate | None


def strategy_rows(session: Session, period: PeriodCode) -> tuple[StrategyRow, ...]:
    """Every strategy, in the plan's order."""
    session.require(WorkspaceRole.SCHOOL)
    plan = session.plan
    before = previous_period(plan, plan.period(period))
    now = _by_code(session, period)
    then = _by_code(session, before.code) if before is not None else {}
    return tuple(StrategyRow(each, now.get(each.code), then.get(each.code)) for each in plan.strategies)


def _by_code(session: Session, period: PeriodCode) -> dict[str, StrategyUpdate]:
    return {each.strategy: each for each in strategy_updates.read_strategy_updates(session.store, period)}
