"""The shape of the file, step by step: what each release added, in order, never changed afterwards.

A migration imports no domain types, which move on. ``PRAGMA user_version`` counts the migrations that a file has, so
that a file newer than this build is known by its header before SQLite opens it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

    from ctecs_desktop.store.store import Store

MIGRATION_SET = "ctecs_desktop"

_M0001 = (
    """CREATE TABLE workspace (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        role TEXT NOT NULL CHECK (role IN ('school', 'central')),
        district TEXT NOT NULL CHECK (district <> ''),
        organization TEXT NOT NULL CHECK (organization <> ''),
        incarnation TEXT NOT NULL CHECK (incarnation <> ''),
        created_at TEXT NOT NULL CHECK (created_at <> '')
    ) STRICT""",
    """CREATE TABLE history (
        sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
        at TEXT NOT NULL CHECK (at <> ''),
        person TEXT NOT NULL,
        noun TEXT NOT NULL CHECK (noun <> ''),
        subject TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        act INTEGER NOT NULL CHECK (act > 0 AND act <= sequence),
        reverses INTEGER NOT NULL CHECK (reverses >= 0 AND reverses < act),
        digest BLOB NOT NULL CHECK (length(digest) = 32)
    ) STRICT""",
    """CREATE TRIGGER history_is_never_changed BEFORE UPDATE ON history
        BEGIN SELECT RAISE(ABORT, 'history is append-only'); END""",
    """CREATE TRIGGER history_is_never_deleted BEFORE DELETE ON history
        BEGIN SELECT RAISE(ABORT, 'history is append-only'); END""",
    "CREATE TABLE code (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT",
    """CREATE TABLE fact (
        name TEXT PRIMARY KEY CHECK (name <> ''), value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE observation (
        school INTEGER NOT NULL REFERENCES code,
        period INTEGER NOT NULL REFERENCES code,
        measure INTEGER NOT NULL REFERENCES code,
        subgroup INTEGER NOT NULL REFERENCES code,
        value TEXT NOT NULL CHECK (value <> ''),
        note TEXT NOT NULL CHECK (length(note) <= 2000),
        PRIMARY KEY (school, period, measure, subgroup)
    ) STRICT, WITHOUT ROWID""",
    # What was typed and not taken. It is neither signed nor history: it goes once its value is taken or it is emptied.
    """CREATE TABLE draft_text (
        school INTEGER NOT NULL REFERENCES code,
        period INTEGER NOT NULL REFERENCES code,
        measure INTEGER NOT NULL REFERENCES code,
        subgroup INTEGER NOT NULL REFERENCES code,
        part TEXT NOT NULL CHECK (part IN ('numerator', 'denominator', 'value')),
        text TEXT NOT NULL CHECK (text <> '' AND length(text) <= 2000),
        PRIMARY KEY (school, period, measure, subgroup, part)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE explanation (
        school INTEGER NOT NULL REFERENCES code,
        period INTEGER NOT NULL REFERENCES code,
        measure INTEGER NOT NULL REFERENCES code,
        subgroup INTEGER NOT NULL REFERENCES code,
        rule TEXT NOT NULL CHECK (rule <> ''),
        reason TEXT NOT NULL CHECK (length(reason) <= 2000),
        PRIMARY KEY (school, period, measure, subgroup, rule)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE strategy_update (
        period INTEGER NOT NULL REFERENCES code,
        strategy TEXT NOT NULL CHECK (strategy <> ''),
        status TEXT NOT NULL CHECK (status <> ''),
        narrative TEXT NOT NULL,
        PRIMARY KEY (period, strategy)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE plan (
        id INTEGER PRIMARY KEY,
        version TEXT NOT NULL UNIQUE CHECK (version <> ''),
        document TEXT NOT NULL CHECK (document <> ''),
        source TEXT NOT NULL,
        at TEXT NOT NULL,
        person TEXT NOT NULL
    ) STRICT""",
    # What is edited over the plan in force, row by row; publishing it makes a plan of it and empties this table.
    """CREATE TABLE plan_draft (
        plan_table TEXT NOT NULL CHECK (plan_table <> ''),
        number INTEGER NOT NULL CHECK (number > 0),
        text TEXT NOT NULL CHECK (text <> ''),
        PRIMARY KEY (plan_table, number)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE archive (
        id INTEGER PRIMARY KEY,
        digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
        content BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE signed (
        id INTEGER PRIMARY KEY,
        digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
        period INTEGER NOT NULL REFERENCES code,
        revision INTEGER NOT NULL CHECK (revision > 0),
        identity TEXT NOT NULL,
        file_name TEXT NOT NULL,
        archive INTEGER NOT NULL REFERENCES archive,
        at TEXT NOT NULL,
        person TEXT NOT NULL,
        UNIQUE (period, revision)
    ) STRICT""",
    """CREATE TABLE revision_begun (
        period INTEGER NOT NULL REFERENCES code,
        revision INTEGER NOT NULL CHECK (revision > 1),
        reason TEXT NOT NULL CHECK (reason <> ''),
        PRIMARY KEY (period, revision)
    ) STRICT, WITHOUT ROWID""",
    # What schools are told of the district: one set, replaced whole by the next plan workbook that brings a newer one.
    """CREATE TABLE district_figures (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        newest INTEGER NOT NULL CHECK (newest > 0),
        register INTEGER NOT NULL CHECK (register > 0),
        document TEXT NOT NULL CHECK (document <> ''),
        source TEXT NOT NULL,
        at TEXT NOT NULL,
        person TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE reply (
        id INTEGER PRIMARY KEY,
        document TEXT NOT NULL UNIQUE,
        file_name TEXT NOT NULL,
        at TEXT NOT NULL,
        person TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE received (
        id INTEGER PRIMARY KEY,
        digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
        school INTEGER NOT NULL REFERENCES code,
        period INTEGER NOT NULL REFERENCES code,
        revision INTEGER NOT NULL CHECK (revision > 0),
        verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'held')),
        identity TEXT NOT NULL,
        attachments TEXT NOT NULL,
        received_at TEXT NOT NULL,
        file_name TEXT NOT NULL,
        archive INTEGER NOT NULL REFERENCES archive,
        signer_fingerprint TEXT NOT NULL,
        note TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX received_by_place ON received (period, school)",
    # The submission first: one school's file is read and written in one stretch, however many schools there are.
    """CREATE TABLE submitted_value (
        submission INTEGER NOT NULL REFERENCES received,
        measure INTEGER NOT NULL REFERENCES code,
        subgroup INTEGER NOT NULL REFERENCES code,
        value TEXT NOT NULL CHECK (value <> ''),
        note TEXT NOT NULL,
        sheet INTEGER NOT NULL REFERENCES code,
        cell TEXT NOT NULL,
        PRIMARY KEY (submission, measure, subgroup)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE decision (
        id INTEGER PRIMARY KEY,
        digest BLOB NOT NULL REFERENCES received (digest),
        status TEXT NOT NULL CHECK (status IN ('accepted', 'returned', 'excluded', 'received')),
        against TEXT NOT NULL,
        reason TEXT NOT NULL,
        at TEXT NOT NULL,
        person TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX decision_by_submission ON decision (digest)",
    """CREATE TABLE question (
        digest BLOB NOT NULL REFERENCES received (digest),
        measure INTEGER NOT NULL REFERENCES code,
        subgroup INTEGER NOT NULL REFERENCES code,
        text TEXT NOT NULL CHECK (length(text) <= 2000),
        PRIMARY KEY (digest, measure, subgroup)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE snapshot (
        id INTEGER PRIMARY KEY,
        period INTEGER NOT NULL REFERENCES code,
        plan_version TEXT NOT NULL CHECK (plan_version <> ''),
        fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 64),
        note TEXT NOT NULL CHECK (length(note) <= 2000),
        archive INTEGER NOT NULL REFERENCES archive,
        at TEXT NOT NULL,
        person TEXT NOT NULL
    ) STRICT""",
    # Derived: what the rollup page showed last of a period. It can be computed anew at any time, so it has no history.
    """CREATE TABLE rollup_figures (
        period INTEGER PRIMARY KEY REFERENCES code,
        basis TEXT NOT NULL CHECK (length(basis) = 64),
        digest BLOB NOT NULL CHECK (length(digest) = 32),
        content BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE release (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE CHECK (name <> ''),
        period INTEGER NOT NULL REFERENCES code,
        fingerprint TEXT NOT NULL CHECK (length(fingerprint) = 64),
        approved_by TEXT NOT NULL CHECK (approved_by <> ''),
        choices TEXT NOT NULL CHECK (choices <> ''),
        archive INTEGER NOT NULL REFERENCES archive,
        at TEXT NOT NULL CHECK (at <> ''),
        person TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE report_text (
        period INTEGER NOT NULL REFERENCES code,
        name TEXT NOT NULL CHECK (name <> ''),
        text TEXT NOT NULL CHECK (text <> ''),
        PRIMARY KEY (period, name)
    ) STRICT, WITHOUT ROWID""",
    # A file that could not be read at all has no digest: its refusal is kept by its name.
    """CREATE TABLE refused_file (
        id INTEGER PRIMARY KEY,
        file_name TEXT NOT NULL,
        file_digest BLOB NOT NULL CHECK (length(file_digest) IN (0, 32)),
        reason_code TEXT NOT NULL CHECK (reason_code <> ''),
        facts TEXT NOT NULL,
        archive INTEGER REFERENCES archive,
        at TEXT NOT NULL,
        person TEXT NOT NULL
    ) STRICT""",
    # What the state published. Figures belong to their file, so that a later file overwrites nothing.
    """CREATE TABLE published_source (
        id INTEGER PRIMARY KEY,
        archive INTEGER NOT NULL REFERENCES archive,
        file_name TEXT NOT NULL,
        export TEXT NOT NULL CHECK (export <> ''),
        school_year TEXT NOT NULL CHECK (school_year <> ''),
        at TEXT NOT NULL,
        person TEXT NOT NULL,
        withdrawn TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE published_figure (
        source INTEGER NOT NULL REFERENCES published_source,
        organization INTEGER NOT NULL REFERENCES code,
        measure INTEGER NOT NULL REFERENCES code,
        subgroup INTEGER NOT NULL REFERENCES code,
        part TEXT NOT NULL CHECK (part IN ('numerator', 'denominator', 'value')),
        amount TEXT NOT NULL CHECK (amount <> ''),
        line INTEGER NOT NULL CHECK (line > 0),
        title TEXT NOT NULL,
        PRIMARY KEY (source, organization, measure, subgroup, part)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE trust_list (
        version INTEGER PRIMARY KEY CHECK (version > 0), document TEXT NOT NULL CHECK (document <> '')
    ) STRICT""",
    # A contact is a person's name and number as central office has them on file, never as a workbook says.
    """CREATE TABLE contact (
        school TEXT PRIMARY KEY CHECK (school <> ''),
        name TEXT NOT NULL CHECK (length(name) <= 200),
        email TEXT NOT NULL CHECK (length(email) <= 200),
        phone TEXT NOT NULL CHECK (length(phone) <= 200)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE key_test (
        id INTEGER PRIMARY KEY,
        root TEXT NOT NULL CHECK (length(root) = 64),
        kind TEXT NOT NULL CHECK (kind IN ('copy', 'drill')),
        place TEXT NOT NULL CHECK (place <> '' AND length(place) <= 200),
        file_name TEXT NOT NULL,
        at TEXT NOT NULL CHECK (at <> ''),
        person TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE register_sent (
        id INTEGER PRIMARY KEY,
        version INTEGER NOT NULL CHECK (version > 0),
        school TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('plan', 'reply')),
        file_name TEXT NOT NULL,
        at TEXT NOT NULL CHECK (at <> ''),
        person TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE enrolment (
        fingerprint TEXT PRIMARY KEY CHECK (fingerprint <> ''),
        school TEXT NOT NULL,
        signer TEXT NOT NULL,
        role TEXT NOT NULL,
        request BLOB NOT NULL,
        at TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'refused', 'revoked')),
        reason TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
)


def m0001_first_release(database: Database) -> None:
    """Workspace, history, values, plan, submissions on both sides, trust."""
    for statement in _M0001:
        database.execute(statement)


MIGRATIONS: list[Callable[[Database], None]] = [m0001_first_release]
"""Append-only, in order. The function's name is the record that a file keeps of it."""


def names() -> list[str]:
    """The migrations that this build knows, in order."""
    return [migration.__name__ for migration in MIGRATIONS]


def applied(store: Store) -> list[str]:
    """The migrations that the file has had, in order."""
    if not store.query("SELECT 1 FROM sqlite_schema WHERE name = '_sqlite_migrations'"):
        return []
    rows = store.query("SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY rowid", (MIGRATION_SET,))
    return [name for (name,) in rows]


def apply_pending(store: Store) -> None:
    """Run what is missing, inside the caller's transaction: DDL, data, record and version are one."""
    from sqlite_utils import Database, Migrations  # 50 ms that only a new or an old file must pay

    migrations = Migrations(MIGRATION_SET)
    for migration in MIGRATIONS:
        migrations()(migration)
    # In an open transaction the library uses savepoints; plugins of other programs have no business in this file.
    migrations.apply(Database(store.raw_connection, execute_plugins=False, strict=True))
    store.execute(f"PRAGMA user_version={len(MIGRATIONS)}")
