from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ctecs_desktop.domain.errors import NotAllowed, StoreError
from ctecs_desktop.domain.published import PublishedFigure, amount_text
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.store import history, published_figures
from ctecs_desktop.store.opening import create_store
from ctecs_desktop.store.replay import verify_replay
from ctecs_desktop.store.store import Store
from tests.building import YEAR
from tests.store.stores import WHO, published, workspace


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return create_store(tmp_path / "central.ctecs", workspace(WorkspaceRole.CENTRAL))


def keep(store: Store, *figures: PublishedFigure, content: bytes = b"an export", **changes: Any) -> int:
    facts = {"file_name": "export.csv", "export": "suspension", "school_year": YEAR, **WHO, **changes}
    return published_figures.keep_source(
        store, figures, content=content, file_digest=sha256(content).hexdigest(), **facts
    )


def standing(store: Store) -> dict[str, str]:
    return {
        each.figure.address.subgroup: amount_text(each.figure.amount)
        for each in published_figures.published_figures(store, YEAR)
    }


def test_a_file_that_brings_nothing_new_is_not_kept_again(store: Store) -> None:
    assert keep(store, published("16.0")) == 1
    head = history.head(store)
    assert keep(store, published("16.0")) == 0
    assert keep(store, published("16.0"), content=b"the same, saved again") == 0
    assert history.head(store) == head
    assert len(published_figures.sources(store)) == 1


def test_a_later_file_counts_and_the_earlier_one_stays(store: Store) -> None:
    keep(store, published("16.0"), published("[1,5]", subgroup="gender.male"))
    assert keep(store, published("16.1"), content=b"corrected") == 2
    assert standing(store) == {"all": "16.1", "gender.male": "[1,5]"}
    assert [each.figures for each in published_figures.sources(store)] == [2, 1]
    assert published_figures.source_content(store, 1) == b"an export"
    verify_replay(store)


def test_a_withdrawn_file_counts_no_more_and_its_history_says_why(store: Store) -> None:
    keep(store, published("16.0"))
    keep(store, published("16.1"), content=b"of another year")
    published_figures.withdraw(store, 2, reason="of another year", **WHO)
    assert standing(store) == {"all": "16.0"}
    assert published_figures.sources(store)[1].withdrawn == "of another year"
    assert "of another year" in history.entries(store, noun=published_figures.NOUN)[-1].after
    verify_replay(store)
    with pytest.raises(NotAllowed, match=r"edsight\.withdrawn_already"):
        published_figures.withdraw(store, 2, reason="twice", **WHO)
    with pytest.raises(NotAllowed, match=r"edsight\.unknown_source"):
        published_figures.withdraw(store, 3, reason="never there", **WHO)
    assert keep(store, published("16.1"), content=b"of another year") == 3


def test_years_do_not_mix(store: Store) -> None:
    keep(store, published("16.0"))
    assert published_figures.published_figures(store, "2014-15") == []


def test_bytes_that_are_not_those_named_are_refused(store: Store) -> None:
    with pytest.raises(StoreError, match=r"archive\.digest"):
        published_figures.keep_source(
            store,
            [published("16.0")],
            content=b"other bytes",
            file_digest=sha256(b"an export").hexdigest(),
            file_name="export.csv",
            export="suspension",
            school_year=YEAR,
            **WHO,
        )
    assert published_figures.sources(store) == []
