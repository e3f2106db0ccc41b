from __future__ import annotations

from dataclasses import replace

import pytest

from ctecs_desktop.domain.disclosure_plan import DisclosurePlan, Override, OverrideKind
from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.publication import CellId, PublicationSet, Reader
from ctecs_desktop.domain.release_record import (
    fingerprint_of,
    record_from_text,
    record_of,
    record_text,
    with_published_before,
)
from tests.disclosure.judging import cell, mean, points, protected, published, rate, total

AT = "2016-11-01T12:00:00Z"


def release(**changed: int) -> PublicationSet:
    values = {"all": 131, "a": 100, "b": 28, "c": 3} | changed
    return published(
        *(cell(name, value) for name, value in values.items()),
        *(total("all", "a", "b", "c"), cell("d", 400), rate("r", "a", "d")),
        *(points("points", 470 * 60), cell("tested", 60), mean("mean", "points", "tested")),
    )


def plan() -> DisclosurePlan:
    return protected(release(), Override(OverrideKind.KEEP, CellId("all"), "The board knows it.", "Pat")).plan


def test_a_record_reads_back_as_it_was_written() -> None:
    record = record_of(plan(), at=AT, approved_by=" Pat Jones ")
    assert record.approved_by == "Pat Jones"
    assert record_from_text(record_text(record)) == record
    assert dict(record.thresholds)["denominator_at_least"] == "20"
    assert record.overrides[0].reason == "The board knows it."


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"format":"ctecs release 1"}'])
def test_a_text_that_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(PublicationRefused) as refused:
        record_from_text(text)
    assert refused.value.code == "publication.record_damaged"


def test_a_changed_spelling_is_refused() -> None:
    text = record_text(record_of(plan(), at=AT, approved_by="Pat"))
    with pytest.raises(PublicationRefused):
        record_from_text(text.replace('","', '", "', 1))


def test_nothing_is_released_without_a_name() -> None:
    with pytest.raises(PublicationRefused) as refused:
        record_of(plan(), at=AT, approved_by=" ")
    assert refused.value.code == "publication.approval_missing"


def test_the_fingerprint_names_what_readers_get_and_not_what_they_do_not() -> None:
    first = plan()
    assert fingerprint_of(first) == fingerprint_of(plan())
    star = next(name for name in first.withheld if name != "c")
    hidden = replace(
        first,
        publication=replace(
            first.publication,
            cells=tuple(
                replace(each, value=each.value + 1) if each.name == "c" else each for each in first.publication.cells
            ),
            relations=(),
        ),
    )
    assert fingerprint_of(hidden) == fingerprint_of(first)
    shown = {name: reason for name, reason in first.withheld.items() if name != star}
    assert fingerprint_of(replace(first, withheld=shown)) != fingerprint_of(first)


def test_what_was_shown_is_known_and_what_was_withheld_stays_starred() -> None:
    first = plan()
    record = record_of(first, at=AT, approved_by="Pat")
    later = with_published_before(published(cell("next", 40), release="2017"), [record])
    readers = {each.name: each.reader for each in later.cells}
    assert readers["next"] is Reader.SHOWN
    assert readers[CellId("points")] is Reader.COMPUTED
    for name in ("all", "a", "b", "c"):
        assert readers[CellId(name)] is (Reader.STARRED if first.is_withheld(CellId(name)) else Reader.KNOWN)
    assert later.quotient_by_name[CellId("mean")].is_known
    assert set(later.relations) == set(first.publication.relations)


def test_a_corrected_figure_is_another_one_and_its_sums_are_kept_apart() -> None:
    first = protected(release()).plan
    record = record_of(first, at=AT, approved_by="Pat")
    later = with_published_before(replace(release(all=132, a=101), release="2017"), [record])
    assert later.cell(CellId("all")).number == 132
    assert later.cell(CellId("all @ 2016")).number == 131
    assert later.cell(CellId("all")).reader is Reader.SHOWN
    assert {"all @ 2016", "a @ 2016"} <= {each.name for each in later.cells}
    assert len([each for each in later.relations if each.total in {"all", "all @ 2016"}]) == 2
    assert protected(later).audit.has_passed


def test_joining_a_record_twice_changes_nothing_more() -> None:
    record = record_of(plan(), at=AT, approved_by="Pat")
    once = with_published_before(release(), [record])
    assert with_published_before(once, [record]) == once
