"""The form of what is told of a problem: what happened, what is safe, what to do next, in the window or a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Facts = Mapping[str, object]
"""The params of an error, by name."""


def said(text: str) -> str:
    """Mark ``text`` for the translators (``pybabel extract -k said``); it is looked up when it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Told:
    """Sentences with named placeholders. ``None`` takes that of the family; "" says that there is nothing to say.

    ``what`` may be a function that makes the sentence ready from the facts. ``then`` speaks of the window; where a
    terminal has another way, ``terminal`` takes its place there.
    """

    what: str | Callable[[Facts], str]
    then: str | None = None
    safe: str | None = None
    terminal: str = ""


Wording = str | Told | Callable[[Facts], str]
"""A sentence of its own, one with what is safe and what to do, or a function that makes it ready from the facts."""


@dataclass(frozen=True, slots=True)
class Family:
    """Problems of one kind, and what is safe and to be done in all of them unless they say otherwise."""

    sentences: Mapping[str, Wording]
    safe: str = ""
    then: str = ""
