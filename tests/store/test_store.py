"""Transactions, settings and errors of an open store."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import StoreError, StoreFull
from ctecs_desktop.domain.value import Missing
from ctecs_desktop.store import facts, observations
from ctecs_desktop.store.connection import BUSY_MILLISECONDS
from ctecs_desktop.store.opening import open_store
from ctecs_desktop.store.store import Store
from tests.building import key
from tests.store.stores import SCHOOL, WHO, edit, workspace, write

KEY = key("1.01", school=SCHOOL)


def remember(store: Store, name: str) -> None:
    facts.set_fact(store, name, "x", **WHO)


def test_every_setting_that_keeps_a_saved_value_is_in_force(store: Store) -> None:
    settings = {
        "journal_mode": "truncate",
        "synchronous": 3,
        "busy_timeout": 5000,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "secure_delete": 1,
        "temp_store": 2,
        "application_id": 0x43544543,
    }
    assert {name: store.query(f"PRAGMA {name}")[0][0] for name in settings} == settings
    assert store.query("PRAGMA mmap_size") in ([], [(0,)])


def test_every_table_takes_only_what_it_is_meant_for(store: Store) -> None:
    tables = store.query("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    loose = {name for name, strict in tables if not strict}
    assert len(tables) > 15
    assert loose <= {"_sqlite_migrations"}


def test_a_new_store_says_whose_it_is(store: Store) -> None:
    path = store.path
    store.close()
    with open_store(path) as again:
        assert again.workspace == workspace()


def test_whatever_is_raised_inside_takes_everything_back(store: Store) -> None:
    def remember_and_fail() -> None:
        with store.transaction():
            remember(store, "a")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        remember_and_fail()
    assert facts.fact(store, "a") is None
    remember(store, "b")
    assert facts.fact(store, "b") == "x"


def test_a_nested_block_can_fail_alone(store: Store) -> None:
    def remember_and_fail() -> None:
        with store.transaction():
            remember(store, "lost")
            write(store, edit(Decimal(1), measure="9.99"))
            raise LookupError

    with store.transaction():
        remember(store, "kept")
        with pytest.raises(LookupError):
            remember_and_fail()
        write(store, edit(Decimal(2)))
    path = store.path
    store.close()
    with open_store(path) as again:
        assert (facts.fact(again, "kept"), facts.fact(again, "lost")) == ("x", None)
        assert observations.read_observation(again, KEY).value == Decimal(2)
        assert observations.read_observation(again, key("9.99", school=SCHOOL)).value is Missing.NOT_ENTERED


def test_a_transaction_that_sqlite_has_dropped_is_never_taken_for_saved(store: Store) -> None:
    def swallow() -> None:
        with store.transaction():
            remember(store, "a")
            store.raw_connection.execute("ROLLBACK")  # as SQLite itself does on a full disk

    with pytest.raises(StoreError) as refused:
        swallow()
    assert refused.value.code == "store.transaction_lost"
    assert facts.fact(store, "a") is None


def test_writing_outside_a_transaction_is_a_mistake_of_the_program(store: Store) -> None:
    with pytest.raises(RuntimeError):
        store.execute("DELETE FROM fact")


def test_history_can_be_neither_changed_nor_deleted(store: Store) -> None:
    remember(store, "a")
    for statement in ("DELETE FROM history", "UPDATE history SET person = 'someone else'"):
        with pytest.raises(StoreError) as refused, store.transaction():
            store.execute(statement)
        assert refused.value.code == "store.constraint"


def test_a_reader_beside_the_owner_sees_what_is_saved_and_can_write_nothing(store: Store) -> None:
    remember(store, "a")
    with open_store(store.path, writable=False) as reader:
        assert facts.fact(reader, "a") == "x"
        with pytest.raises(StoreError) as refused:
            remember(reader, "b")
        with pytest.raises(sqlite3.OperationalError):
            reader.raw_connection.execute("DELETE FROM fact")
    assert refused.value.code == "store.opened_for_reading"


def test_another_thread_works_through_a_companion(store: Store) -> None:
    def work() -> None:
        with store.companion() as companion:
            write(companion, edit(Decimal(3), measure="3.33"))

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert observations.read_observation(store, key("3.33", school=SCHOOL)).value == Decimal(3)
    write(store, edit(Decimal(4), measure="4.44"))
    path = store.path
    store.close()
    open_store(path).close()


def test_the_file_stays_owned_until_the_last_companion_is_closed(store: Store) -> None:
    path = store.path
    companion = store.companion()
    store.close()
    with pytest.raises(StoreError) as refused:
        open_store(path)
    assert refused.value.code == "store.owned"
    companion.close()
    open_store(path).close()


def test_a_writer_outside_our_rules_makes_us_wait_and_then_say_so(store: Store) -> None:
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    started = time.perf_counter()
    with pytest.raises(StoreError) as refused, store.impatient(20):
        remember(store, "a")
    assert refused.value.code == "store.busy"
    assert time.perf_counter() - started < BUSY_MILLISECONDS / 1000 / 2
    assert store.query("PRAGMA busy_timeout") == [(BUSY_MILLISECONDS,)], "outside it is as patient as before"
    other.execute("ROLLBACK")
    other.close()
    remember(store, "a")


def test_a_store_that_cannot_be_written_is_said_so_and_works_again_later(store: Store) -> None:
    remember(store, "a")
    store.raw_connection.execute("PRAGMA query_only=ON")
    with pytest.raises(StoreFull) as refused:
        remember(store, "b")
    assert refused.value.code == "store.read_only"
    store.raw_connection.execute("PRAGMA query_only=OFF")
    remember(store, "b")
    assert facts.fact(store, "b") == "x"


def test_opening_a_store_loads_nothing_heavy(store: Store, tmp_path: Path) -> None:
    path = store.path
    store.close()
    program = (
        "import sys\nfrom pathlib import Path\nfrom ctecs_desktop.store.opening import open_store\n"
        f"open_store(Path({str(path)!r})).close()\n"
        "print([name for name in ('sqlite_utils', 'pandas', 'click', 'openpyxl', 'asyncio') if name in sys.modules])\n"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
