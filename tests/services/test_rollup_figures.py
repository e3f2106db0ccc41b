"""The figures that a page shows: kept once they were computed, and computed anew after whatever they depend on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest

from ctecs_desktop.domain.errors import Cancelled, StoreFull
from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey
from ctecs_desktop.domain.plan import Baseline, Plan, SeriesBreak, Target
from ctecs_desktop.domain.rollup import RULES, Rollup, roll_up
from ctecs_desktop.domain.snapshot import figures_document
from ctecs_desktop.domain.value import Ratio
from ctecs_desktop.services import entry, intake, review, rollup, rollup_figures, snapshots
from ctecs_desktop.services.check import check_workspace
from ctecs_desktop.services.rollup_figures import figures
from ctecs_desktop.services.session import Session, open_session
from ctecs_desktop.services.submission import last_signed_values
from ctecs_desktop.store import observations, plans, submissions
from ctecs_desktop.store.rollup_figures import KeptFigures, all_kept, keep_figures
from ctecs_desktop.store.store import Store
from tests.district import ABBOTT, BULLARD, YEAR, District

SUSPENSIONS = MeasureCode("1.03")


@dataclass
class Watched:
    """Progress that counts the measures computed, and stops at the one it is told."""

    stops_at: int = 0
    reported: list[str] = field(default_factory=list)

    def report(self, done: int, total: int, what: str) -> None:
        self.reported.append(what)
        if self.stops_at and len(self.reported) >= self.stops_at:
            raise Cancelled


def take(central: Session, district: District, *schools: str) -> None:
    files = [district.folder / f"{school} {YEAR}.xlsx" for school in schools]
    intake.import_files(central, files, accept_clean=True)


@pytest.fixture
def central(signed: District) -> Iterator[Session]:
    """One school accepted, the other one's file waiting in the folder."""
    with signed.central() as session:
        take(session, signed, BULLARD)
        yield session


def is_computed(central: Session) -> bool:
    """Whether opening the page computes figures of the period."""
    watched = Watched()
    figures(central, YEAR, progress=watched)
    return bool(watched.reported)


def whole(central: Session) -> Rollup:
    """Everything at once, by the rule itself."""
    plan = central.plan
    return roll_up(
        plan,
        plan.period(YEAR),
        submissions.accepted_values(central.store, YEAR),
        entered=observations.read_observations(central.store, school=central.workspace.organization, period=YEAR),
        signed=last_signed_values(central, YEAR),
    )


def without_sources(found: Rollup) -> Rollup:
    return replace(found, figures=tuple(replace(each, sources=()) for each in found.figures))


def enter(central: Session, numerator: int, note: str = "") -> None:
    key = ObservationKey(central.plan.district, YEAR, SUSPENSIONS, ALL_STUDENTS)
    entry.record_values(central, [Edit(key, Ratio(Decimal(numerator), Decimal(10000)), note)])


def test_measure_by_measure_gives_what_all_at_once_gives(signed: District) -> None:
    with signed.central() as central:
        assert rollup.compute(central, YEAR) == whole(central), "nobody has reported yet"
        take(central, signed, BULLARD, ABBOTT)
        enter(central, 800, "Counted once.")
        expected = whole(central)
        assert any(len(figure.sources) == 2 for figure in expected.figures)
        assert rollup.compute(central, YEAR) == expected
        assert figures(central, YEAR) == without_sources(expected)
        assert figures(central, YEAR) == without_sources(expected), "what was kept is what was computed"
        by_address = rollup_figures.figures_by_address(central, YEAR)
        assert list(by_address) == [(each.measure, each.subgroup) for each in expected.figures]
        assert tuple(by_address.values()) == without_sources(expected).figures


def test_an_opened_figure_has_the_sources_that_the_whole_rollup_gives_it(signed: District) -> None:
    with signed.central() as central:
        take(central, signed, BULLARD, ABBOTT)
        enter(central, 800, "Counted once.")
        basis = rollup.basis_of(central, YEAR)
        own = rollup.own_sources_of(central, basis)
        for figure in whole(central).figures:
            address = (figure.measure, figure.subgroup)
            assert rollup.sources_of(central, basis, address, own) == figure.sources


def test_figures_are_computed_once(central: Session) -> None:
    assert is_computed(central)
    assert not is_computed(central)


def _accept(central: Session, district: District) -> None:
    take(central, district, ABBOTT)


def _take_back(central: Session, _district: District) -> None:
    (held,) = review.received(central, school=BULLARD)
    review.take_back(central, held.digest)


def _exclude(central: Session, _district: District) -> None:
    (held,) = review.received(central, school=BULLARD)
    review.exclude(central, held.digest, reason="A test copy.")


def _enter(central: Session, _district: District) -> None:
    enter(central, 800)


def _plan_with(**changes: Callable[[Plan], object]) -> Callable[[Session, District], None]:
    """Another plan, whose version says so as it must."""

    def change(central: Session, _district: District) -> None:
        plan = central.plan
        other = replace(plan, version="other", **{name: make(plan) for name, make in changes.items()})
        plans.save_plan(central.store, other, source="made for tests", at=central.now(), person="carol")

    return change


def _target(plan: Plan) -> object:
    return (Target(MeasureCode("1.01"), "2015-16", Decimal(99)), *(each for each in plan.targets if each.school))


def _baseline(plan: Plan) -> object:
    mine = Baseline(MeasureCode("1.01"), "2013-14", Decimal(3), "made for tests")
    return (mine, *(each for each in plan.baselines if each.measure != "1.01"))


def _break(_plan: Plan) -> object:
    return (SeriesBreak(MeasureCode("1.01"), "2015-16", "Another count."),)


def _fewer_schools(plan: Plan) -> object:
    return tuple(each for each in plan.schools if each.code in {BULLARD, ABBOTT})


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_accept, id="a submission is accepted"),
        pytest.param(_take_back, id="a decision is taken back"),
        pytest.param(_exclude, id="a submission is excluded"),
        pytest.param(_enter, id="a value of central office's own"),
        pytest.param(_plan_with(targets=_target), id="another target"),
        pytest.param(_plan_with(baselines=_baseline), id="another baseline"),
        pytest.param(_plan_with(series_breaks=_break), id="a break of the series"),
        pytest.param(_plan_with(schools=_fewer_schools), id="other schools"),
    ],
)
def test_whatever_figures_depend_on_makes_them_be_computed_anew(
    central: Session, signed: District, change: Callable[[Session, District], None]
) -> None:
    before = figures(central, YEAR)
    change(central, signed)
    after = figures(central, YEAR)
    assert after == without_sources(whole(central))
    assert after != before
    assert not is_computed(central)


def test_the_content_of_a_plan_counts_and_not_its_version_alone(central: Session) -> None:
    basis = rollup.basis_of(central, YEAR)
    before = rollup_figures.name_of(central, basis)
    with central.store.transaction():
        central.store.execute("UPDATE plan SET document = document || ' '")
    assert rollup.basis_of(central, YEAR).fingerprint == basis.fingerprint
    assert rollup_figures.name_of(central, basis) != before


def test_other_rules_of_the_program_compute_anew(central: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    figures(central, YEAR)
    monkeypatch.setattr(rollup_figures, "RULES", RULES + 1)
    assert is_computed(central)


def test_a_note_of_central_office_is_no_part_of_the_figures_but_of_the_source(central: Session) -> None:
    enter(central, 800)
    figures(central, YEAR)
    enter(central, 800, "Counted once.")
    assert not is_computed(central)
    basis = rollup.basis_of(central, YEAR)
    own = rollup.own_sources_of(central, basis)
    assert rollup.sources_of(central, basis, (SUSPENSIONS, ALL_STUDENTS), own)[-1].note == "Counted once."


def test_a_session_that_may_not_write_shows_figures_and_keeps_none(central: Session, signed: District) -> None:
    central.close()
    with open_session(signed.central_path, person="carol", clock=signed.clock, writable=False) as reader:
        assert figures(reader, YEAR).schools_accepted == (BULLARD,)
        assert is_computed(reader)
        assert all_kept(reader.store) == []


def test_a_full_disk_does_not_keep_figures_from_being_shown(central: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def full(store: Store) -> Iterator[None]:
        raise StoreFull("store.full", path=str(store.path))
        yield

    with monkeypatch.context() as patch:
        patch.setattr(Store, "transaction", full)
        assert figures(central, YEAR).schools_accepted == (BULLARD,)
    assert all_kept(central.store) == []
    assert is_computed(central)


def test_a_stop_between_measures_keeps_nothing(central: Session) -> None:
    watched = Watched(stops_at=3)
    with pytest.raises(Cancelled):
        figures(central, YEAR, progress=watched)
    assert watched.reported[-1].startswith(YEAR)
    assert is_computed(central)


def test_figures_are_computed_anew_on_demand(central: Session) -> None:
    figures(central, YEAR)
    watched = Watched()
    rollup_figures.figures_from(central, rollup.basis_of(central, YEAR), progress=watched, anew=True)
    assert len(watched.reported) == len(central.plan.measures)


def test_a_check_tells_kept_figures_that_the_values_do_not_give(central: Session, signed: District) -> None:
    name = f"figures kept {YEAR}"
    true = figures(central, YEAR)
    central.close()
    assert [each.ok for each in check_workspace(signed.central_path, clock=signed.clock) if each.name == name] == [True]
    false = (replace(true.figures[0], numerator=Decimal(7)), *true.figures[1:])
    with signed.central() as session:
        (kept,) = all_kept(session.store)
        planted = KeptFigures(YEAR, kept.basis, figures_document(replace(true, figures=false)))
        keep_figures(session.store, planted)
        assert figures(session, YEAR).figures[0].numerator == 7, "a page cannot know it"
    (found,) = [each for each in check_workspace(signed.central_path, clock=signed.clock) if not each.ok]
    assert found.name == name
    assert found.problem is not None
    assert (found.problem.code, found.problem.params["count"]) == ("store.kept_figures_differ", 1)


def test_a_check_tells_damaged_figures_and_passes_over_outdated_ones(central: Session, signed: District) -> None:
    figures(central, YEAR)
    take(central, signed, ABBOTT)
    central.close()
    assert all(each.ok for each in check_workspace(signed.central_path, clock=signed.clock))
    with closing(sqlite3.connect(signed.central_path, isolation_level=None)) as connection:
        connection.execute("UPDATE rollup_figures SET content = x'00'")
    (found,) = [each for each in check_workspace(signed.central_path, clock=signed.clock) if not each.ok]
    assert found.problem is not None
    assert found.problem.code == "store.kept_figures_damaged"


def test_the_newest_ledger_counts_what_the_whole_ledger_names(central: Session, signed: District) -> None:
    assert snapshots.newest_ledger(central, figures(central, YEAR)) is None
    snapshots.freeze(central, YEAR, note="For the board")
    take(central, signed, ABBOTT)
    newest = snapshots.newest_ledger(central, figures(central, YEAR))
    (ledger,) = snapshots.ledgers(central, YEAR)
    assert newest is not None
    assert [each.measure for each in newest.restatements] == [each.measure for each in ledger.restatements]
    assert {each.schools for each in ledger.restatements} == {(ABBOTT,)}
    before = ledger.restatements[0].before
    assert before is not None
    assert before.sources == snapshots.frozen(central, 1).figure(before.measure, before.subgroup).sources
