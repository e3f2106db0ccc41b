"""The open workspace file: who owns it, its transactions, and the two ways to speak to it (query and execute)."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ctecs_desktop.domain.errors import StoreDamaged, StoreError
from ctecs_desktop.domain.workspace import Workspace
from ctecs_desktop.store import connection as connections
from ctecs_desktop.store.codes import Codes
from ctecs_desktop.store.location import location_notice
from ctecs_desktop.store.ownership import Ownership

_log = logging.getLogger(__name__)


class Store:
    """One workspace file, opened. Made by ``opening.open_store`` and ``create_store``, never directly.

    A store belongs to the thread that opened it; ``companion`` gives another thread its own. ``current_act`` is the
    number of the first history entry of the transaction at hand, or of the last one; 0 where it has none.
    """

    def __init__(self, path: Path, *, writable: bool, owner: Ownership | None, connection: sqlite3.Connection) -> None:
        self.path = path
        self.is_writable = writable
        self.codes = Codes(self)
        self._owner = owner
        self._connection = connection
        self.current_act = 0
        self._depth = 0
        self._patience = connections.BUSY_MILLISECONDS
        self._must_reopen = False
        self._workspace: Workspace | None = None

    def companion(self) -> Store:
        """A second connection to the same file under the same ownership, for the thread that calls this."""
        connection = connections.connect(self.path, writable=self.is_writable)
        owner = self._owner.share() if self._owner else None
        store = Store(self.path, writable=self.is_writable, owner=owner, connection=connection)
        store._workspace = self._workspace
        try:
            store.apply_settings()
        except BaseException:
            store.close()
            raise
        return store

    @property
    def workspace(self) -> Workspace:
        """Whose store this is, as the file said when it was opened."""
        if self._workspace is None:
            raise RuntimeError("the store was not opened by open_store or create_store")
        return self._workspace

    def belongs_to(self, workspace: Workspace) -> None:
        """Told once, at opening: whose store this is never changes."""
        self._workspace = workspace

    @property
    def notice(self) -> str | None:
        """A code where the file lies in a folder that another program synchronises; see ``location_notice``."""
        return location_notice(self.path)

    @property
    def is_in_transaction(self) -> bool:
        """Whether a ``transaction`` block is open."""
        return self._depth > 0

    @property
    def raw_connection(self) -> sqlite3.Connection:
        """SQLite's own connection, for migrations and backups alone."""
        return self._connection

    def apply_settings(self) -> None:
        """Give the connection the settings of ``connection.py``, each read back."""
        with self._errors_translated():
            connections.apply_settings(self._connection, self.path, writable=self.is_writable)

    @contextmanager
    def impatient(self, milliseconds: int) -> Iterator[None]:
        """Inside, wait so long and no longer for another program that holds the file; then ``StoreBusy`` is raised."""
        self._be_patient(milliseconds)
        try:
            yield
        finally:
            self._be_patient(connections.BUSY_MILLISECONDS)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block or nothing; it is on the disk when the block has been left.

        The outermost block is a BEGIN IMMEDIATE, so that nobody can write between our read and our write; a nested
        one is a savepoint. Whatever is raised inside rolls back and goes on; an error of SQLite has become ours.
        """
        if not self.is_writable:
            raise StoreError("store.opened_for_reading", path=str(self.path))
        self._reopen_if_needed()
        level = self._depth
        begin, undo, commit = (
            (f"SAVEPOINT level_{level}", f"ROLLBACK TO level_{level}", f"RELEASE level_{level}")
            if level
            else ("BEGIN IMMEDIATE", "ROLLBACK", "COMMIT")
        )
        self._run(begin)
        if not level:
            self.current_act = 0
        self._depth += 1
        try:
            try:
                yield
            except UnicodeEncodeError as error:
                # Half of a surrogate pair, as some programs put on the clipboard, is not text that UTF-8 can hold.
                raise StoreError("store.text_not_storable", path=str(self.path)) from error
            self._refuse_if_lost()
            self._run(commit)
        except BaseException:
            self._undo(undo, commit if level else None)
            raise
        finally:
            self._depth -= 1

    def query(self, sql: str, parameters: Sequence[object] = ()) -> list[Any]:
        """All rows of a SELECT, as tuples."""
        if not self._depth:
            self._reopen_if_needed()
        with self._errors_translated():
            return self._connection.execute(sql, parameters).fetchall()

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run one writing statement inside a transaction; gives the id of the row inserted last."""
        self._refuse_outside_transaction()
        with self._errors_translated():
            return self._connection.execute(sql, parameters).lastrowid or 0

    def execute_many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run one writing statement for every row, inside a transaction."""
        self._refuse_outside_transaction()
        with self._errors_translated():
            self._connection.executemany(sql, rows)

    def close(self) -> None:
        """Close the file and give up ownership; an open transaction is rolled back. May be called twice."""
        self._connection.close()
        if self._owner is not None:
            self._owner.release()
            self._owner = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _be_patient(self, milliseconds: int) -> None:
        self._patience = milliseconds
        with suppress(sqlite3.Error):  # a connection that was lost is told by its next use, and opened anew
            self._connection.execute(f"PRAGMA busy_timeout={milliseconds}")

    def _run(self, sql: str) -> None:
        with self._errors_translated():
            self._connection.execute(sql)

    @contextmanager
    def _errors_translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError:
            raise  # a closed store or a wrong thread is a bug of ours, not a state of the file
        except sqlite3.Error as error:
            if connections.is_input_output_error(error):
                self._must_reopen = True
            raise connections.translated(error, self.path) from error
        except UnicodeDecodeError as error:
            # SQLite's message quotes a damaged schema, and Python stumbles over the quotation.
            self._must_reopen = True
            raise StoreDamaged("store.damaged", path=str(self.path), check="sqlite", detail="schema") from error

    def _undo(self, undo: str, release: str | None) -> None:
        self.codes.forget()
        # SQLite rolls back by itself on a full disk or an I/O error; then there is nothing left to undo. Should the
        # rollback itself fail, closing the connection and the journal on disk will do it.
        if not self._connection.in_transaction:
            return
        try:
            self._connection.execute(undo)
            if release:
                self._connection.execute(release)
        except sqlite3.Error:
            _log.warning("rollback failed; the file is opened anew before the next use")
            self._must_reopen = True

    def _refuse_if_lost(self) -> None:
        """Without this, a caller that swallowed an error of SQLite would take its lost transaction for saved."""
        if not self._connection.in_transaction:
            raise StoreError("store.transaction_lost", path=str(self.path))

    def _refuse_outside_transaction(self) -> None:
        if not self._depth:
            raise RuntimeError("writing outside a transaction")
        self._refuse_if_lost()

    def _reopen_if_needed(self) -> None:
        if not self._must_reopen or self._depth:
            return
        with suppress(sqlite3.Error):
            self._connection.close()
        # A new connection finds the journal and takes back what was half written.
        self._connection = connections.connect(self.path, writable=self.is_writable)
        self.codes.forget()
        self.apply_settings()
        self._must_reopen = False
        self._be_patient(self._patience)
