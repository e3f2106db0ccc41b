"""The whole check of a store for ``ctecs check``: every check is run and told, not only the first that fails."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ctecs_desktop.domain.errors import CtecsError, StoreError
from ctecs_desktop.store import connection as connections
from ctecs_desktop.store.opening import take_back_what_a_crash_left
from ctecs_desktop.store.store import Store
from ctecs_desktop.store.verification import CHECKS, run_check, verify_header, verify_migrations


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check. ``detail`` is "" or the error's code and facts; ``problem`` the error itself, to be worded."""

    name: str
    ok: bool
    detail: str = ""
    problem: CtecsError | None = None


def check_store(path: Path) -> list[CheckResult]:
    """Check the file at ``path`` from header to replay; a store in use may be checked too.

    Nothing is changed but what a crash left half written, which is taken back first, as any opening would do.
    """
    header = _result("header", lambda: verify_header(path))
    if not header.ok:
        return [header]
    take_back_what_a_crash_left(path)
    try:
        connection = connections.connect(path, writable=False)
    except StoreError as error:
        return [header, CheckResult("open", ok=False, detail=str(error), problem=error)]
    with closing(Store(path, writable=False, owner=None, connection=connection)) as store:
        results = [header, _result("open", store.apply_settings), _result("migrations", lambda: _migrations(store))]
        if not all(result.ok for result in results):
            return results
        for name, check in CHECKS:
            results.append(_checked(store, name, check))
    return results


def _checked(store: Store, name: str, check: Callable[[Store], None]) -> CheckResult:
    return _result(name, lambda: run_check(store, name, check))


def _migrations(store: Store) -> None:
    pending: list[str] = []
    run_check(store, "migrations", lambda checked: pending.extend(verify_migrations(checked)))
    if pending:
        raise StoreError("store.needs_migration", path=str(store.path), pending=pending[0])


def _result(name: str, check: Callable[[], None]) -> CheckResult:
    try:
        check()
    except CtecsError as error:
        return CheckResult(name, ok=False, detail=str(error), problem=error)
    return CheckResult(name, ok=True)
