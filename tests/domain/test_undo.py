"""Steps of undo from a sequence of acts."""

from __future__ import annotations

from decimal import Decimal

from ctecs_desktop.domain.observation import Observation
from ctecs_desktop.domain.undo import Act, Steps, steps_of
from tests.building import key

ADDRESS = key("1.04", school="9001116")


def act(number: int, before: int, after: int, *, reverses: int = 0, person: str = "sam") -> Act:
    """An act that changed one value."""
    return Act(
        number,
        reverses,
        f"time {number}",
        person,
        {ADDRESS: Observation(ADDRESS, Decimal(before))},
        {ADDRESS: Observation(ADDRESS, Decimal(after))},
    )


def numbers(steps: Steps) -> tuple[list[int], list[int]]:
    return [step.act for step in steps.done], [step.act for step in steps.undone]


def test_without_acts_there_is_nothing_to_undo() -> None:
    steps = steps_of([])
    assert (steps.next_undo, steps.next_redo) == (None, None)


def test_the_last_act_is_undone_first() -> None:
    steps = steps_of([act(3, 0, 1), act(4, 1, 2)])
    assert numbers(steps) == ([3, 4], [])
    assert steps.next_undo is not None
    assert steps.next_undo.after[ADDRESS].value == 2
    assert steps.next_undo.keys == {ADDRESS}


def test_what_was_undone_can_be_done_again_and_keeps_who_did_it_first() -> None:
    acts = [act(3, 0, 1), act(4, 1, 2), act(5, 2, 1, reverses=4, person="pat")]
    steps = steps_of(acts)
    assert numbers(steps) == ([3], [5])
    assert steps.next_redo is not None
    assert (steps.next_redo.person, steps.next_redo.at) == ("sam", "time 4")
    assert steps.next_redo.after[ADDRESS].value == 2
    again = steps_of([*acts, act(6, 1, 2, reverses=5)])
    assert numbers(again) == ([3, 6], [])
    assert again.next_undo is not None
    assert again.next_undo.before[ADDRESS].value == 1


def test_a_new_act_ends_what_could_be_done_again() -> None:
    steps = steps_of([act(3, 0, 1), act(4, 1, 0, reverses=3), act(5, 0, 7)])
    assert numbers(steps) == ([5], [])


def test_taking_back_what_no_longer_stands_is_a_new_act() -> None:
    steps = steps_of([act(3, 0, 1), act(4, 1, 0, reverses=3), act(5, 0, 1), act(6, 1, 0, reverses=3)])
    assert numbers(steps) == ([5, 6], [])


def test_an_act_that_changed_nothing_in_the_end_is_no_step() -> None:
    steps = steps_of([act(3, 0, 1), Act(4, 0, "time 4", "sam", {}, {})])
    assert numbers(steps) == ([3], [])
