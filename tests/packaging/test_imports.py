"""No two modules of the package import each other, not even for types alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import ctecs_desktop

PACKAGE = Path(ctecs_desktop.__file__).parent


def imported(body: list[ast.stmt]) -> Iterator[str]:
    """What stands at the head of a module, under ``if TYPE_CHECKING`` too; functions may import what runs later."""
    for each in body:
        if isinstance(each, ast.If):
            yield from imported(each.body)
        elif isinstance(each, ast.ImportFrom) and each.module:
            yield each.module
            yield from (f"{each.module}.{name.name}" for name in each.names)


def test_imports_go_one_way() -> None:
    files = {
        "ctecs_desktop." + ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
        for path in PACKAGE.rglob("*.py")
    }
    graph = {
        name: {each for each in imported(ast.parse(path.read_text(encoding="utf-8")).body) if each in files} - {name}
        for name, path in files.items()
    }
    assert graph["ctecs_desktop.ui.main_window"]
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(f"a circle: {' -> '.join(error.args[1])}") from error
