"""The records of what was published: kept whole, with every decision, for the release after."""

from __future__ import annotations

import pytest

from ctecs_desktop.domain.coarsening import Coarsening, CoarseningKind
from ctecs_desktop.domain.disclosure_plan import Override, OverrideKind
from ctecs_desktop.domain.errors import PublicationRefused, StoreError
from ctecs_desktop.domain.publication import CellId
from ctecs_desktop.domain.publication_choices import (
    NO_CHOICES,
    PublicationChoices,
    choices_from_text,
    choices_text,
)
from ctecs_desktop.domain.report_narratives import TextDecision
from ctecs_desktop.store import history, releases
from ctecs_desktop.store.store import Store
from tests.building import YEAR
from tests.store.stores import release_record

CHOICES = PublicationChoices(
    (Coarsening(CoarseningKind.MERGE, "race", ("race.asian", "race.white")), Coarsening(CoarseningKind.DROP, "school")),
    (Override(OverrideKind.RELEASE, CellId("5.02 n district 2015-16"), "positions, not people", "Ada"),),
    (TextDecision("letter-board", "0" * 16, True, "three workshops"),),
)


def test_a_release_is_kept_with_its_record_and_every_decision(central: Store) -> None:
    record = release_record()
    number = releases.save_release(central, YEAR, record, CHOICES, person="ada")
    releases.save_release(central, YEAR, release_record("2015-16 / 2", 132), NO_CHOICES, person="ada")
    first, second = releases.releases(central)
    assert (first.number, first.name, first.period, first.choices) == (number, "2015-16 / 1", YEAR, CHOICES)
    assert (first.approved_by, first.person, first.fingerprint) == ("Sue Superintendent", "ada", record.fingerprint)
    assert second.choices == NO_CHOICES
    assert releases.records(central) == (record, release_record("2015-16 / 2", 132))
    (entry,) = history.entries(central, noun=releases.NOUN, subject=str(number))
    assert entry.before == ""
    assert "Sue Superintendent" in entry.after


def test_no_two_releases_have_one_name(central: Store) -> None:
    releases.save_release(central, YEAR, release_record(), NO_CHOICES, person="ada")
    with pytest.raises(StoreError):
        releases.save_release(central, YEAR, release_record(figure=132), NO_CHOICES, person="ada")
    assert len(releases.records(central)) == 1


def test_choices_are_read_back_as_they_were() -> None:
    assert choices_from_text(choices_text(CHOICES)) == CHOICES
    for damaged in ("", "{}", "[]", '{"coarsenings":[["melt","race",[]]],"overrides":[],"texts":[]}'):
        with pytest.raises(PublicationRefused) as refusal:
            choices_from_text(damaged)
        assert refusal.value.code == "publication.choices_damaged"
