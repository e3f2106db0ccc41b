"""Real workbooks in every order of arrival, with repeats: the same standing and the same rollup in the end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pytest

from ctecs_desktop.domain.rollup import Rollup
from ctecs_desktop.services import intake, review, rollup
from ctecs_desktop.services.session import Session
from tests.district import YEAR, District
from tests.faults.revisions import ABSENCE, Revisions, make_revisions


@pytest.fixture(scope="module")
def nothing_signed(sound_district: District) -> District:
    return District(sound_district.folder.parent / "unsigned", sound_district.clock)


@pytest.fixture(scope="module")
def revisions(nothing_signed: District, tmp_path_factory: pytest.TempPathFactory) -> Revisions:
    return make_revisions(nothing_signed, tmp_path_factory.mktemp("revisions"))


def _outcome(central: Session) -> tuple[list[tuple[str, int, str]], Rollup]:
    """How everything stands, and every figure of the district, whenever each file came."""
    standing = sorted((each.digest, each.identity.revision, each.status.value) for each in review.received(central))
    return standing, rollup.compute(central, YEAR)


def _imported(
    district: District, folder: Path, order: Sequence[Path], *, accept_clean: bool, at_once: int = 3
) -> tuple[list[tuple[str, int, str]], Rollup]:
    """The outcome of files that came in that order into a store of their own."""
    folder.mkdir()
    store = folder / "central.ctecs"
    store.write_bytes(district.central_path.read_bytes())
    with District(folder, district.clock).central() as central:
        for start in range(0, len(order), at_once):  # three are read in this process, which is quicker for so few
            intake.import_files(central, order[start : start + at_once], accept_clean=accept_clean)
        if not accept_clean:
            for start in range(0, len(order), 3):
                intake.import_files(central, order[start : start + 3], accept_clean=True)
        return _outcome(central)


def _repeated(order: Sequence[Path], number: int) -> list[Path]:
    """The files in that order, and two of them once more."""
    return [*order, order[number % len(order)], order[(number // len(order)) % len(order)]]


def test_files_that_are_accepted_once_all_are_there_end_the_same_in_every_order(
    nothing_signed: District, revisions: Revisions, tmp_path: Path
) -> None:
    outcomes = [
        _imported(nothing_signed, tmp_path / str(number), _repeated(order, number), accept_clean=False)
        for number, order in enumerate(permutations(revisions.files))
    ]
    assert len(outcomes) == 24
    assert all(outcome == outcomes[0] for outcome in outcomes)
    standing, figures = outcomes[0]
    assert sorted(status for _, _, status in standing) == ["accepted", "conflict", "conflict", "superseded"]
    assert figures.figure(ABSENCE).numerator == 51, "of two rivals neither counts, and no older revision either"


def test_files_that_are_accepted_as_they_come_end_the_same_in_every_order_where_none_is_in_conflict(
    nothing_signed: District, revisions: Revisions, tmp_path: Path
) -> None:
    files = (revisions.first, revisions.second, revisions.other_school)
    outcomes = [
        _imported(nothing_signed, tmp_path / str(number), _repeated(order, number), accept_clean=True)
        for number, order in enumerate(permutations(files))
    ]
    assert all(outcome == outcomes[0] for outcome in outcomes)
    standing, figures = outcomes[0]
    assert sorted(status for _, _, status in standing) == ["accepted", "accepted", "superseded"]
    assert figures.figure(ABSENCE).numerator == 51 + 165


def test_of_two_rivals_neither_counts_in_any_order_even_if_files_are_accepted_as_they_come(
    nothing_signed: District, revisions: Revisions, tmp_path: Path
) -> None:
    """An older revision that had been accepted before the rivals came stays accepted; it is what counts then."""
    for number, order in enumerate(permutations(revisions.files)):
        standing, figures = _imported(nothing_signed, tmp_path / str(number), order, accept_clean=True, at_once=1)
        assert [status for _, revision, status in standing if revision == 2] == ["conflict", "conflict"]
        was_accepted = order.index(revisions.first) < min(
            order.index(rival) for rival in (revisions.second, revisions.twin)
        )
        assert figures.figure(ABSENCE).numerator == (51 + 164 if was_accepted else 51)


def test_files_of_one_import_are_accepted_alike_in_every_order_even_with_rivals_among_them(
    nothing_signed: District, revisions: Revisions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "FEW_FILES", 5)
    outcomes = [
        _imported(nothing_signed, tmp_path / str(number), order, accept_clean=True, at_once=4)
        for number, order in enumerate(permutations(revisions.files))
    ]
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert sorted(status for _, _, status in outcomes[0][0]) == ["accepted", "conflict", "conflict", "superseded"]


def test_the_comparison_notices_a_merge_in_which_the_last_one_wins(
    nothing_signed: District, revisions: Revisions, tmp_path: Path
) -> None:
    """The negative control: whoever takes what came last gets a figure that depends on the order."""
    figures = set()
    for order in ((revisions.second, revisions.twin), (revisions.twin, revisions.second)):
        folder = tmp_path / order[0].stem
        folder.mkdir()
        (folder / "central.ctecs").write_bytes(nothing_signed.central_path.read_bytes())
        with District(folder, nothing_signed.clock).central() as central:
            for path in order:
                (file,) = intake.import_files(central, [path]).files
                assert file.verdict.values is not None
                review.accept(central, file.verdict.values.received.digest, reason="It came last.")
            figures.add(rollup.compute(central, YEAR).figure(ABSENCE).numerator)
    assert len(figures) == 2
