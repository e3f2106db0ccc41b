"""Plan versions in a store."""

from __future__ import annotations

import pytest

from ctecs_desktop.domain.errors import NotAllowed, PlanInvalid
from ctecs_desktop.store import history, plans
from ctecs_desktop.store.store import Store
from tests.building import make_measure, make_plan, make_school
from tests.store.stores import SCHOOL, WHO, plan


def test_the_plan_saved_last_is_the_current_one(store: Store) -> None:
    first, second = plan(), plan(version="test-2", title="Another")
    assert plans.save_plan(store, first, source="shipped", **WHO)
    assert plans.save_plan(store, second, source="plan.xlsx", **WHO)
    assert plans.current_plan(store) == second
    assert plans.plan_of_version(store, "test-1") == first
    assert [(each.version, each.source, each.is_current) for each in plans.plan_versions(store)] == [
        ("test-1", "shipped", False),
        ("test-2", "plan.xlsx", True),
    ]


def test_saving_the_same_plan_again_changes_nothing(store: Store) -> None:
    plans.save_plan(store, plan(), source="shipped", **WHO)
    head = history.head(store)
    assert not plans.save_plan(store, plan(), source="again", **WHO)
    assert history.head(store) == head


def test_an_earlier_plan_can_become_current_again(store: Store) -> None:
    for each in (plan(), plan(version="test-2"), plan()):
        assert plans.save_plan(store, each, source="", **WHO)
    assert plans.current_plan(store) == plan()


def test_another_content_under_a_known_version_is_refused(store: Store) -> None:
    plans.save_plan(store, plan(), source="shipped", **WHO)
    with pytest.raises(NotAllowed) as refused:
        plans.save_plan(store, plan(title="Changed"), source="shipped", **WHO)
    assert refused.value.code == "plan.version_taken"
    assert plans.current_plan(store) == plan()


def test_a_plan_that_could_not_be_read_again_is_not_saved(store: Store) -> None:
    with pytest.raises(PlanInvalid):
        plans.save_plan(store, make_plan([make_measure("1.01")], [make_school(SCHOOL)]), source="", **WHO)
    assert plans.plan_versions(store) == ()


def test_a_workspace_without_a_plan_says_so(store: Store) -> None:
    with pytest.raises(NotAllowed) as refused:
        plans.current_plan(store)
    assert refused.value.code == "plan.none"
    with pytest.raises(NotAllowed) as refused:
        plans.plan_of_version(store, "test-9")
    assert refused.value.code == "plan.unknown_version"
