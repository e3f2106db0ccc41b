"""Every error code that the package's source can raise, with the facts that come along, read off the source itself."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import ctecs_desktop
from ctecs_desktop.domain import errors

PACKAGE = Path(ctecs_desktop.__file__).parent
ERROR_CLASSES = frozenset(
    name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.CtecsError)
)
DOTTED = re.compile(r"[a-z]+(\.[a-z][a-z0-9_]*[a-z0-9]){1,2}")
NOT_CODES = frozenset({"plan.current", "plan.register", "plan.xlsx", "sheet.binary"})
"""Dotted texts of the source that are no codes: the name of a fact in a store, of a file, a piece of a media type."""

REFUSALS = frozenset({"_refuse"})
"""Functions that raise with the code they are given first, adding facts of their own to those they are given."""

UNKNOWN = "**"
"""Stands among the facts of a call that passes on facts gathered elsewhere."""


@dataclass(slots=True)
class Collected:
    """By code the facts of each call and the modules that name it; by module the facts of calls with a variable."""

    calls: dict[str, list[frozenset[str]]] = field(default_factory=lambda: defaultdict(list))
    named: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    open_calls: dict[str, list[frozenset[str]]] = field(default_factory=lambda: defaultdict(list))

    def facts_of(self, code: str) -> list[frozenset[str]]:
        """The facts of each place that can raise ``code``; of a code in a table those of its module's calls."""
        if code in self.calls:
            return self.calls[code]
        return [facts for module in self.named[code] for facts in self.open_calls[module]]


@cache
def collected() -> Collected:
    """Read the whole package once."""
    found = Collected()
    families: set[str] = set()
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
    for path, tree in trees.items():
        if path.parent.name == "wording":
            continue
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
        for call in calls:
            if _name(call.func) in ERROR_CLASSES:
                families |= {code.partition(".")[0] for code in _take_call(found, str(path), call, tree)}
        for call in calls:
            if _name(call.func) in REFUSALS and isinstance(call.args[0], ast.Constant):
                families |= {_take_refusal(found, str(path), call)}
    for path, tree in trees.items():
        if path.parent.name != "wording":
            for text in _texts(tree):
                if DOTTED.fullmatch(text) and text.partition(".")[0] in families and text not in NOT_CODES:
                    found.named[text].add(str(path))
    return found


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _take_call(found: Collected, path: str, call: ast.Call, tree: ast.Module) -> list[str]:
    facts = frozenset(keyword.arg or UNKNOWN for keyword in call.keywords)
    first = call.args[0]
    if isinstance(first, ast.Constant):
        codes = [str(first.value)]
    elif isinstance(first, ast.IfExp):
        codes = [str(each.value) for each in (first.body, first.orelse) if isinstance(each, ast.Constant)]
    elif isinstance(first, ast.JoinedStr):
        codes = _joined(first, call, tree)
        assert codes, f"{path}:{call.lineno}: a code is made of parts that cannot be followed"
    else:
        codes = [text for text in _texts_given(_name(first), call, tree) if DOTTED.fullmatch(text)]
        found.open_calls[path].append(facts)
    for code in codes:
        found.calls[code].append(facts)
    return codes


def _take_refusal(found: Collected, path: str, call: ast.Call) -> str:
    """A call of a function that raises: its own facts, and those that the function adds to all."""
    assert isinstance(call.args[0], ast.Constant)
    code = str(call.args[0].value)
    added = frozenset[str]().union(*(facts for facts in found.open_calls[path] if UNKNOWN in facts))
    found.calls[code].append(frozenset(keyword.arg or UNKNOWN for keyword in call.keywords) | added - {UNKNOWN})
    return code.partition(".")[0]


def _joined(text: ast.JoinedStr, call: ast.Call, tree: ast.Module) -> list[str]:
    """``f"family.{name}"`` for every text that ``name`` is given in the function around it."""
    head, part = text.values
    assert isinstance(head, ast.Constant)
    assert isinstance(part, ast.FormattedValue)
    given = _texts_given(_name(part.value), call, tree)
    return [f"{head.value}{each}" for each in given if re.fullmatch("[a-z_]+", each)]


def _texts_given(name: str, call: ast.Call, tree: ast.Module) -> list[str]:
    """Every text that the variable ``name`` can hold in the function around ``call``."""
    function = next(
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.lineno <= call.lineno <= (node.end_lineno or 0)
    )
    given: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(_name(target) == name for target in node.targets):
            given |= set(_texts(node.value))
        if isinstance(node, ast.For) and isinstance(node.target, ast.Tuple) and isinstance(node.iter, ast.Tuple):
            places = [place for place, target in enumerate(node.target.elts) if _name(target) == name]
            for row in node.iter.elts:
                if places and isinstance(row, ast.Tuple):
                    given |= set(_texts(row.elts[places[0]]))
    return sorted(given)


def _texts(tree: ast.AST) -> list[str]:
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def all_codes() -> list[str]:
    """Every code, sorted."""
    return sorted({*collected().calls, *collected().named})
