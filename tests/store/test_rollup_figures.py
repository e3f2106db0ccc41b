"""Kept figures are found by what they were made from, and only while they are whole."""

from __future__ import annotations

import pytest

from ctecs_desktop.domain.errors import StoreError
from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.store.accepted_values import as_accepted
from ctecs_desktop.store.rollup_figures import KeptFigures, all_kept, figures_kept, keep_figures
from ctecs_desktop.store.store import Store
from tests.building import YEAR

BASIS, OTHER = "a" * 64, "b" * 64
LINE = '{"figures":["Öl"]}'


def test_figures_are_found_by_their_basis_alone(central: Store) -> None:
    keep_figures(central, KeptFigures(YEAR, BASIS, LINE))
    assert figures_kept(central, YEAR, basis=BASIS) == LINE
    assert figures_kept(central, YEAR, basis=OTHER) == ""
    assert figures_kept(central, PeriodCode("2014-15"), basis=BASIS) == ""


def test_the_figures_of_a_period_are_kept_once(central: Store) -> None:
    for basis in (BASIS, OTHER):
        keep_figures(central, KeptFigures(YEAR, basis, LINE))
    assert all_kept(central) == [KeptFigures(YEAR, OTHER, LINE)]
    assert central.query("SELECT count(*) FROM history WHERE noun NOT IN ('workspace', 'fact')") == [(0,)]


def test_what_is_damaged_counts_as_not_kept(central: Store) -> None:
    keep_figures(central, KeptFigures(YEAR, BASIS, LINE))
    with central.transaction():
        central.execute("UPDATE rollup_figures SET content = x'00'")
    assert figures_kept(central, YEAR, basis=BASIS) == ""
    assert all_kept(central) == [KeptFigures(YEAR, BASIS, "")]


def test_an_unknown_submission_is_never_taken_as_accepted(central: Store) -> None:
    with pytest.raises(StoreError) as refused:
        as_accepted(central, "ab" * 32)
    assert refused.value.code == "submission.unknown"
