from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from ctecs_desktop.disclosure.protection import proposed_protection, protect
from ctecs_desktop.domain.disclosure_plan import Override, OverrideKind, Sign, WithheldFor
from ctecs_desktop.domain.errors import Cancelled, PublicationRefused
from ctecs_desktop.domain.publication import CellId, Counted, Figure, PublicationSet
from ctecs_desktop.domain.value import Suppressed
from tests.disclosure.judging import RULES, cell, protected, published, rate, silent, total, withheld
from tests.disclosure.random_rollups import Shape, drawn, publication_of, random_shape

SHAPE = Shape({"ellis": 140, "prince": 90, "wright": 40}, ("education", "race"), ("2015", "2016"))


@pytest.fixture(scope="module")
def release() -> PublicationSet:
    return publication_of(drawn(SHAPE, 7))


def decision(kind: OverrideKind, name: str, reason: str = "The board asked for it.") -> Override:
    return Override(kind, CellId(name), reason, "Pat Jones")


def test_the_same_release_gives_the_same_stars_in_whatever_order_it_is_declared(release: PublicationSet) -> None:
    source = random.Random(1)
    shuffled = replace(
        release,
        cells=tuple(source.sample(release.cells, len(release.cells))),
        relations=tuple(source.sample(release.relations, len(release.relations))),
        quotients=tuple(source.sample(release.quotients, len(release.quotients))),
    )
    first, second, third = (protected(each) for each in (release, release, shuffled))
    assert first.plan.withheld == second.plan.withheld == third.plan.withheld
    assert first.plan.withheld


def test_of_two_equal_choices_always_the_same_is_taken() -> None:
    release = published(*(cell("all", 203), cell("a", 100), cell("b", 100), cell("c", 3)), total("all", "a", "b", "c"))
    assert {frozenset(withheld(protected(release))) for _ in range(3)} == {frozenset({"a", "c"})}


def test_the_cell_that_readers_miss_least_is_withheld() -> None:
    release = published(
        *(cell("all", 203, loss=10), cell("a", 100, loss=4), cell("b", 100, loss=2), cell("c", 3)),
        total("all", "a", "b", "c"),
    )
    assert withheld(protected(release)) == {"b", "c"}


def test_primary_and_complementary_stars_look_alike_in_the_public_edition() -> None:
    protection = protected(published(cell("all", 53), cell("a", 50), cell("c", 3), total("all", "a", "c")))
    reasons = {
        protection.plan.withheld[CellId(name)] for name in ("a", "c") if protection.plan.is_withheld(CellId(name))
    }
    assert WithheldFor.ITSELF in reasons
    signs = {protection.edition.values[name] for name in protection.plan.withheld}
    assert signs == {Sign.WITHHELD}


def test_the_public_edition_holds_no_withheld_figure(release: PublicationSet) -> None:
    protection = protected(release)
    for name in protection.plan.withheld:
        assert isinstance(protection.edition.values[name], Sign)
    shown = {name for name, value in protection.edition.values.items() if not isinstance(value, Sign)}
    assert shown
    assert not shown & set(protection.plan.withheld)


def test_a_figure_is_withheld_as_soon_as_one_of_what_it_reveals_is() -> None:
    release = replace(
        published(
            cell("n", 4), cell("d", 143), cell("m", 30), cell("e", 140), rate("r", "n", "d"), rate("s", "m", "e")
        ),
        figures=(
            Figure("gap to target", "table 1", (CellId("s"),)),
            Figure("change", "chart 1", (CellId("r"), CellId("s"))),
        ),
    )
    assert protected(release).edition.figures == {"gap to target": None, "change": Sign.WITHHELD}


def test_staff_are_withheld_up_to_nine_and_things_never() -> None:
    release = published(
        cell("teachers", 9, counted=Counted.STAFF),
        cell("principals", 10, counted=Counted.STAFF),
        cell("shops", 2, counted=Counted.THINGS),
    )
    assert withheld(protected(release)) == {"teachers"}


def test_a_person_keeps_a_figure_and_another_is_withheld_instead() -> None:
    release = published(*(cell("all", 203), cell("a", 100), cell("b", 100), cell("c", 3)), total("all", "a", "b", "c"))
    assert withheld(protected(release)) == {"a", "c"}
    assert withheld(protected(release, decision(OverrideKind.KEEP, "a"))) in ({"all", "c"}, {"b", "c"})


def test_a_person_withholds_one_figure_more() -> None:
    release = published(cell("a", 100), cell("b", 100))
    protection = protected(release, decision(OverrideKind.WITHHOLD, "b"))
    assert withheld(protection) == {"b"}
    assert protection.plan.overrides[0].reason == "The board asked for it."


def test_a_person_lets_go_what_is_not_about_people() -> None:
    release = published(cell("committees", 3), cell("all", 40))
    assert withheld(protected(release, decision(OverrideKind.RELEASE, "committees"))) == set()


def test_keeping_every_figure_that_could_hide_another_is_refused_with_what_could_be_inferred() -> None:
    release = published(cell("all", 203), cell("a", 100), cell("b", 100), cell("c", 3), total("all", "a", "b", "c"))
    kept = tuple(decision(OverrideKind.KEEP, name) for name in ("all", "a", "b"))
    with pytest.raises(PublicationRefused) as refused:
        protected(release, *kept)
    facts = refused.value.params
    assert refused.value.code == "publication.cell_inferable"
    assert (facts["cell"], facts["low"], facts["high"]) == ("c", 3, 3)
    shown = proposed_protection(release, RULES, overrides=kept, report=silent)
    assert not shown.audit.has_passed


@pytest.mark.parametrize(
    ("override", "code"),
    [
        (decision(OverrideKind.KEEP, "a", reason=" "), "publication.override_without_reason"),
        (decision(OverrideKind.KEEP, "nothing"), "publication.override_unknown"),
    ],
)
def test_a_decision_that_cannot_be_recorded_is_refused(override: Override, code: str) -> None:
    with pytest.raises(PublicationRefused) as refused:
        protected(published(cell("a", 100)), override)
    assert refused.value.code == code


def test_the_person_can_stop_at_every_step(release: PublicationSet) -> None:
    told: list[str] = []
    protect(release, RULES, report=lambda _done, _total, what: told.append(what))
    assert set(told) == {"rules", "tables", "stars", "audit"}
    for step in dict.fromkeys(told):

        def stop(_done: int, _total: int, what: str, step: str = step) -> None:
            if what == step:
                raise Cancelled

        with pytest.raises(Cancelled):
            protect(release, RULES, report=stop)


def test_the_progress_never_passes_its_end(release: PublicationSet) -> None:
    told: list[tuple[int, int]] = []
    protect(release, RULES, report=lambda done, total, _what: told.append((done, total)))
    assert all(0 <= done <= total for done, total in told)


@pytest.mark.parametrize("number", range(5))
def test_schools_that_hold_only_the_states_stars_are_protected_as_if_their_figures_were_known(number: int) -> None:
    """Their stars are intervals, and the district's own figures are exact: what fits both must stay open."""
    source = random.Random(number)
    rollup = drawn(random_shape(source), number)
    known = publication_of(rollup)
    starred = tuple(
        replace(each, value=Suppressed(Decimal(1), Decimal(5)))
        if each.number in range(1, 6) and "district" not in each.name and "all years" not in each.name
        else each
        for each in known.cells
    )
    release = replace(known, cells=starred)
    for inference in protected(release).audit.inferences:
        value = known.cell(inference.subject).number
        assert value is not None
        assert inference.low is not None
        assert inference.low <= value
        assert inference.high is None or value <= inference.high


def test_every_star_has_the_interval_that_readers_can_infer(release: PublicationSet) -> None:
    protection = protected(release)
    stars = {name for name in protection.plan.withheld if name in release.by_name}
    assert {each.subject for each in protection.audit.inferences} == stars
    for each in protection.audit.inferences:
        value = release.cell(each.subject).number
        assert value is not None
        assert each.low is not None
        assert each.low <= value
        assert each.high is None or value <= each.high
        assert each.low != each.high


def test_what_a_person_wants_withheld_is_protected_like_what_the_rules_withhold() -> None:
    release = published(cell("all", 131), cell("a", 60), cell("b", 40), cell("c", 31), total("all", "a", "b", "c"))
    asked = Override(OverrideKind.WITHHOLD, CellId("a"), "asked for by the school", "Ada")
    protection = protected(release, asked)
    assert {"a"} < withheld(protection), "one sign beside an open total would be a subtraction"
    (found,) = [each for each in protection.audit.inferences if each.subject == "a"]
    assert (found.low, found.high) != (Decimal(60), Decimal(60))
