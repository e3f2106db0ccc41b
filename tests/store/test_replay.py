"""Whatever is changed behind the program's back is found when the store is opened."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import StoreDamaged
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.store.opening import open_store
from ctecs_desktop.store.replay import STATES

SCHOOL, CENTRAL = WorkspaceRole.SCHOOL, WorkspaceRole.CENTRAL

# Numbers that only say in which order equal things came, and what nothing refers to. Archive and submission numbers
# are not among them: other rows refer to those.
ORDER_ONLY = {("plan", "id"), ("signed", "id")}

# What was typed and could not be taken is neither signed nor history, so that nothing can be compared with it; figures
# that are kept can be computed anew, which `ctecs check` does.
NOT_IN_HISTORY = {"draft_text", "rollup_figures"}

FILLED_BY = {
    "workspace": SCHOOL,
    "history": SCHOOL,
    "code": SCHOOL,
    "fact": SCHOOL,
    "observation": SCHOOL,
    "explanation": SCHOOL,
    "strategy_update": SCHOOL,
    "plan": SCHOOL,
    "plan_draft": CENTRAL,
    "archive": SCHOOL,
    "signed": SCHOOL,
    "revision_begun": SCHOOL,
    "district_figures": SCHOOL,
    "reply": SCHOOL,
    "received": CENTRAL,
    "submitted_value": CENTRAL,
    "decision": CENTRAL,
    "question": CENTRAL,
    "snapshot": CENTRAL,
    "release": CENTRAL,
    "report_text": CENTRAL,
    "refused_file": CENTRAL,
    "published_source": CENTRAL,
    "published_figure": CENTRAL,
    "trust_list": CENTRAL,
    "enrolment": CENTRAL,
    "contact": CENTRAL,
    "key_test": CENTRAL,
    "register_sent": CENTRAL,
}


def columns_of(data: bytes) -> dict[str, dict[str, bool]]:
    """By table: its columns, and whether each is part of the primary key."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(data)
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        return {
            name: {column[1]: column[5] > 0 for column in connection.execute(f"PRAGMA table_info({name})")}
            for (name,) in names
            if not name.startswith(("sqlite_", "_sqlite"))
        }


def tampered(folder: Path, data: bytes, statement: str) -> Path:
    """A copy of the store on which ``statement`` was run by someone who knows SQLite and none of our rules."""
    path = folder / "store.ctecs"
    path.write_bytes(data)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute("DROP TRIGGER history_is_never_changed")
        connection.execute("DROP TRIGGER history_is_never_deleted")
        assert connection.execute(statement).rowcount == 1, statement
    return path


def test_every_table_is_filled_and_looked_at(filled: dict[WorkspaceRole, bytes]) -> None:
    assert columns_of(filled[SCHOOL]).keys() == FILLED_BY.keys() | NOT_IN_HISTORY
    for table, role in FILLED_BY.items():
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.deserialize(filled[role])
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 0, table


def test_every_noun_of_the_history_is_replayed(filled: dict[WorkspaceRole, bytes], tmp_path: Path) -> None:
    nouns: set[str] = set()
    for role in WorkspaceRole:
        path = tmp_path / role.value
        path.write_bytes(filled[role])
        with open_store(path, writable=False) as store:
            nouns.update(noun for (noun,) in store.query("SELECT DISTINCT noun FROM history"))
    assert nouns == STATES.keys()


@pytest.mark.parametrize("table", FILLED_BY)
def test_a_change_of_any_column_is_found(table: str, filled: dict[WorkspaceRole, bytes], tmp_path: Path) -> None:
    data = filled[FILLED_BY[table]]
    columns = columns_of(data)[table]
    key = ", ".join(name for name, is_key in columns.items() if is_key)
    for column in columns:
        if (table, column) in ORDER_ONLY:
            continue
        # Texts get one more character, bytes another last one, and numbers become ones that are not there.
        statement = (
            f"UPDATE {table} SET {column} = CASE typeof({column})"
            f" WHEN 'integer' THEN {column} + 1000"
            f" WHEN 'blob' THEN CAST(substr({column}, 1, length({column}) - 1) || x'01' AS BLOB)"
            f" ELSE {column} || 'x' END"
            f" WHERE ({key}) = (SELECT {key} FROM {table} LIMIT 1)"
        )
        path = tampered(tmp_path, data, statement)
        with pytest.raises(StoreDamaged):
            open_store(path)


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        (SCHOOL, "DELETE FROM observation WHERE note = 'note 7'"),
        (SCHOOL, "DELETE FROM history WHERE sequence = 9"),
        (SCHOOL, "DELETE FROM history WHERE sequence = (SELECT max(sequence) FROM history)"),
        (SCHOOL, "DELETE FROM fact WHERE name = 'key.file'"),
        (SCHOOL, "INSERT INTO fact VALUES ('planted', 'x')"),
        (CENTRAL, "DELETE FROM decision"),
        (CENTRAL, "DELETE FROM enrolment"),
        (CENTRAL, "DELETE FROM submitted_value WHERE value = 'yes' AND submission = 1"),
    ],
)
def test_rows_taken_away_or_slipped_in_are_found(
    role: WorkspaceRole, statement: str, filled: dict[WorkspaceRole, bytes], tmp_path: Path
) -> None:
    path = tampered(tmp_path, filled[role], statement)
    with pytest.raises(StoreDamaged) as refused:
        open_store(path)
    assert refused.value.params["check"] in {"chain", "replay"}


def test_the_damaged_value_is_named(filled: dict[WorkspaceRole, bytes], tmp_path: Path) -> None:
    path = tampered(tmp_path, filled[SCHOOL], "UPDATE observation SET value = '8' WHERE note = 'note 7'")
    with pytest.raises(StoreDamaged) as refused:
        open_store(path)
    assert refused.value.params["noun"] == "observation"
    assert refused.value.params["subject"] == "9001116\t2015-16\t1.07\tall"
