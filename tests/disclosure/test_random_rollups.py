"""Random linked rollups against an attacker of its own making: nothing derivable, nothing narrower than asked for."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass

import pytest

from ctecs_desktop.assets import asset
from ctecs_desktop.disclosure.protection import Protection, protect
from ctecs_desktop.domain.disclosure_plan import Sign
from ctecs_desktop.domain.disclosure_rules import rules_from_table
from ctecs_desktop.domain.publication import PublicationSet
from tests.disclosure.attacker import Attacker, Printed, Unknown, everything_starred
from tests.disclosure.random_rollups import (
    ALL_YEARS,
    Key,
    Rollup,
    drawn,
    name,
    publication_of,
    random_shape,
)

ROLLUPS = int(os.environ.get("CTECS_ROLLUPS", "6"))
SEED = int(os.environ.get("CTECS_SEED", "0")) or random.SystemRandom().randrange(1, 2**31)
CONTROL_SEED = 11
"""Of the control, which must not depend on chance: a luckless draw of few small tables has little to subtract from."""

RULES = rules_from_table(asset("publication/thresholds.csv").read_text(encoding="utf-8"))
WITHHELD_TO, LEAST_DENOMINATOR = 5, 20


def silent(_done: int, _total: int, _what: str) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Case:
    """A rollup, and all that is published of it."""

    rollup: Rollup
    publication: PublicationSet

    @property
    def keys(self) -> set[Unknown]:
        """What the tables have a box for."""
        names = {cell.name for cell in self.publication.cells} | {each.name for each in self.publication.quotients}
        return {(parts[0], (parts[1], parts[2], parts[3], parts[4])) for parts in (each.split(" | ") for each in names)}

    def value(self, kind: str, key: Key) -> int:
        """The true count."""
        values = self.rollup.counted if kind == "counted" else self.rollup.pupils
        if key[0] == ALL_YEARS:
            return sum(values[year, *key[1:]] for year in self.rollup.shape.years)
        return values[key]

    def printed(self, protection: Protection) -> Printed:
        """The tables as readers get them."""
        shown, signs = protection.edition.values, protection.edition.printed
        return {
            (kind, key): signs[each] if isinstance(each := shown[name(kind, key)], Sign) else str(each)
            for kind, key in self.keys
        }

    def primary_only(self) -> Printed:
        """The tables with stars for what is small in itself and the rates of those, and for nothing else."""
        printed: dict[Unknown, str] = {}
        hidden = {each for each in self.keys if each[0] != "rate" and self.is_small(*each)}
        for kind, key in self.keys:
            if kind != "rate":
                printed[kind, key] = "*" if (kind, key) in hidden else str(self.value(kind, key))
            else:
                is_linked = ("counted", key) in hidden or ("pupils", key) in hidden
                shown = self.publication.shown_value(name(kind, key))
                printed[kind, key] = "*" if is_linked else "—" if shown is None else str(shown)
        return printed

    def is_small(self, kind: str, key: Key) -> bool:
        """Whether a count must be withheld for itself, for its complement or for its denominator."""
        count = self.value(kind, key)
        if 0 < count <= WITHHELD_TO:
            return True
        if count == 0 or kind == "pupils" or ("rate", key) not in self.keys:
            return False
        pupils = self.value("pupils", key)
        return 0 < pupils - count <= WITHHELD_TO or (pupils < LEAST_DENOMINATOR and 0 < count < pupils)


def case_of(number: int, *, seed: int = SEED) -> Case:
    """The rollup of that number, the same for the same seed."""
    source = random.Random(seed + number)
    rollup = drawn(random_shape(source), source.randrange(2**31))
    return Case(rollup, publication_of(rollup))


def sensitive_terms(case: Case) -> list[dict[Unknown, float]]:
    """Every count, and every rest of a rate, of 1 to 5."""
    terms: list[dict[Unknown, float]] = []
    for kind, key in sorted(case.keys):
        if kind != "rate":
            if 0 < case.value(kind, key) <= WITHHELD_TO:
                terms.append({(kind, key): 1.0})
        elif 0 < case.value("pupils", key) - case.value("counted", key) <= WITHHELD_TO:
            terms.append({("pupils", key): 1.0, ("counted", key): -1.0})
    return terms


def narrower(case: Case, printed: Printed, *, whole: bool) -> list[object]:
    """What the attacker knows better than it should: derivable stars, and small counts narrowed below five numbers.

    A star is never 0: where that alone excludes small numbers, five numbers from there on must be possible.
    """
    shape, rollup = case.rollup.shape, case.rollup
    attacker = Attacker(shape, printed)
    blank = Attacker(shape, everything_starred(shape, rollup.counted, rollup.pupils, case.keys))
    found: list[object] = []
    for star in attacker.stars:
        reach = attacker.reach({star: 1.0}, whole=whole)
        if reach.low == reach.high:
            found.append((star, "derivable", reach))
    for terms in sensitive_terms(case):
        reach = attacker.reach(terms, whole=whole)
        least = max(1.0, blank.reach(terms, whole=whole).low)
        if reach.low > least or reach.high < least + WITHHELD_TO - 1:
            found.append((terms, reach, least))
    for kind, key in sorted(case.keys):
        if kind == "rate" and 0 < case.value("pupils", key) < LEAST_DENOMINATOR:
            count = case.value("counted", key)
            reach = attacker.reach({("counted", key): 1.0}, whole=whole)
            if 0 < count < case.value("pupils", key) and reach.low == reach.high:
                found.append((key, "rate over few", reach))
    return found


@pytest.mark.parametrize("number", range(ROLLUPS))
def test_an_attacker_derives_no_withheld_count_and_narrows_none_beyond_what_was_asked(number: int) -> None:
    case = case_of(number)
    printed = case.printed(protect(case.publication, RULES, report=silent))
    for whole in (False, True):
        assert narrower(case, printed, whole=whole) == [], f"CTECS_SEED={SEED}"


def test_with_primary_stars_only_the_same_attacker_recovers_most_of_them() -> None:
    recovered = stars = 0
    for number in range(min(ROLLUPS, 40)):
        case = case_of(number, seed=CONTROL_SEED)
        attacker = Attacker(case.rollup.shape, case.primary_only())
        for star in attacker.stars:
            reach = attacker.reach({star: 1.0}, whole=True)
            stars += 1
            recovered += reach.low == reach.high
    print(f"primary stars only: {recovered} of {stars} recovered")
    assert recovered > stars / 2
