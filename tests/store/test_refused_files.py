"""Refused files and replies are kept once each."""

from __future__ import annotations

from hashlib import sha256

from ctecs_desktop.domain.refused_file import RefusedFile
from ctecs_desktop.store import history, refused_files
from ctecs_desktop.store.replay import verify_replay
from ctecs_desktop.store.store import Store
from tests.store.stores import AT, WHO

CONTENT = b"not a workbook"
DIGEST = sha256(CONTENT).hexdigest()


def refuse(store: Store, code: str = "workbook.not_a_zip", workbook: bytes | None = CONTENT) -> bool:
    return refused_files.keep_refused(
        store, file_name="odd.xlsx", file_digest=DIGEST, code=code, facts_json='{"a": 1}', workbook=workbook, **WHO
    )


def test_a_refused_file_is_kept_with_its_reason(central: Store) -> None:
    assert refuse(central)
    assert refused_files.refused(central) == [
        RefusedFile("odd.xlsx", DIGEST, "workbook.not_a_zip", '{"a": 1}', AT, "Pat", is_kept=True)
    ]
    assert refused_files.refused_workbook(central, DIGEST) == CONTENT


def test_the_same_refusal_is_kept_once_and_another_reason_beside_it(central: Store) -> None:
    refuse(central)
    head = history.head(central)
    assert not refuse(central)
    assert history.head(central) == head
    assert refuse(central, "signature.unknown")
    assert len(refused_files.refused(central)) == 2


def test_a_file_that_could_not_be_read_is_kept_by_its_name(central: Store) -> None:
    def refuse_unread(name: str) -> bool:
        return refused_files.keep_refused(
            central, file_name=name, file_digest="", code="file.held", facts_json="{}", workbook=None, **WHO
        )

    assert [refuse_unread(name) for name in ("one.xlsx", "one.xlsx", "two.xlsx")] == [True, False, True]
    assert [(each.file_name, each.file_digest, each.is_kept) for each in refused_files.refused(central)] == [
        ("one.xlsx", "", False),
        ("two.xlsx", "", False),
    ]
    verify_replay(central)


def test_a_refusal_without_its_bytes_says_so(central: Store) -> None:
    refuse(central, workbook=None)
    (kept,) = refused_files.refused(central)
    assert not kept.is_kept
    assert refused_files.refused_workbook(central, DIGEST) is None
