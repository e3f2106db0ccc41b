"""The version of the rules by which figures are made: kept figures are shown as long as it is theirs."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from ctecs_desktop.domain.rollup import RULES
from ctecs_desktop.domain.snapshot import figures_document
from tests.exchange.rollup_building import random_district

DISTRICTS = 40

MADE = {1: "efa1f528f116d0d0fd22f064afe31ec07d792ac1f9917922ec51bc9c59bef10c"}
"""By version of the rules SHA-256 of the figures that they make of districts in which every method is used."""


def test_whoever_changes_what_figures_say_raises_the_version_of_the_rules() -> None:
    rollups = [random_district(seed).rollup for seed in range(DISTRICTS)]
    text = "\n".join(figures_document(replace(rollup, fingerprint="")) for rollup in rollups)
    assert sha256(text.encode("utf-8")).hexdigest() == MADE[RULES]
