"""The district's figures at a school: replaced by newer ones, never by older ones, and kept with their history."""

from __future__ import annotations

from pathlib import Path

from ctecs_desktop.domain.district_figures import NOTHING_FROZEN
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.store import district_figures, history
from ctecs_desktop.store.opening import create_store
from ctecs_desktop.store.replay import verify_replay
from ctecs_desktop.store.store import Store
from tests.store.stores import WHO, frozen_figures, workspace


def keep(store: Store, newest: int, *, register: int = 1, numerator: int = 1364) -> bool:
    figures = frozen_figures(newest, numerator) if newest else NOTHING_FROZEN
    return district_figures.keep_figures(store, figures, register=register, source="plan.xlsx", **WHO)


def test_newer_figures_take_the_place_of_all_that_was_there_and_older_ones_do_not(tmp_path: Path) -> None:
    with create_store(tmp_path / "s.ctecs", workspace(WorkspaceRole.SCHOOL)) as store:
        assert district_figures.kept_figures(store) == NOTHING_FROZEN
        assert not keep(store, 0), "a workbook from before the first freezing says nothing"
        assert keep(store, 2)
        assert not keep(store, 2), "the same once more"
        assert not keep(store, 1)
        assert not keep(store, 0)
        assert district_figures.kept_figures(store) == frozen_figures(2)
        assert keep(store, 3, numerator=1365)
        assert district_figures.kept_figures(store) == frozen_figures(3, 1365)
        verify_replay(store)


def test_of_the_same_snapshots_those_beside_the_newer_register_count(tmp_path: Path) -> None:
    with create_store(tmp_path / "s.ctecs", workspace(WorkspaceRole.SCHOOL)) as store:
        assert keep(store, 2, register=4)
        assert not keep(store, 2, register=3, numerator=9)
        assert keep(store, 2, register=5, numerator=9)
        assert keep(store, 3, register=1), "after a restore the register may be older, the snapshot is not"


def test_each_change_stands_in_the_history_under_one_subject(tmp_path: Path) -> None:
    with create_store(tmp_path / "s.ctecs", workspace(WorkspaceRole.SCHOOL)) as store:
        keep(store, 1)
        keep(store, 2)
        entries = [each for each in history.entries(store) if each.noun == district_figures.NOUN]
        assert [each.subject for each in entries] == ["1", "1"]
        assert entries[1].before == entries[0].after
