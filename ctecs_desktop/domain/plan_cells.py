"""How one cell of a plan table is read and written: the kinds of cell, each with its inverse.

A cell is text. Every kind has one canonical spelling: ``read(write(value)) == value`` for every value that a valid
plan may hold. Outer white space never counts, since neither a text editor nor a spreadsheet shows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from ctecs_desktop.domain.errors import ValueRejected
from ctecs_desktop.domain.value import checked_number, number_text

LONGEST_FACT = 80
"""Characters of a refused cell that are quoted in its problem."""

LONGEST_CELL = 10_000
"""Characters a cell may have; a spreadsheet cell holds 32,767, and a sentence needs far fewer."""

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SCHOOL_YEAR = re.compile(r"[0-9]{4}-[0-9]{2}")
_ESCAPED = re.compile(r"\\([;\\])|;")
# What XML, and so a workbook, cannot hold: control characters but the line feed, lone surrogates, two non-characters.
_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class CellRejected(Exception):
    """A cell's text is not of its kind; ``code`` and ``facts`` go into the problem that is shown."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = tuple(sorted(facts.items()))


@dataclass(frozen=True, slots=True)
class CellKind:
    """A pair of functions: ``read`` takes cleaned text and raises ``CellRejected``, ``write`` is its inverse.

    ``choices`` are all texts that such a cell may have, where there are few enough to be offered.
    """

    read: Callable[[str], object]
    write: Callable[[Any], str]
    choices: tuple[str, ...] = ()


def clean_cell(text: str) -> str:
    """``text`` with plain line ends and without outer white space.

    Raises ``CellRejected``: ``plan.cell.control_character`` or ``plan.cell.too_long``.
    """
    cleaned = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    found = _FORBIDDEN.search(cleaned)
    if found:
        raise CellRejected("plan.cell.control_character", character=f"U+{ord(found.group()):04X}")
    if len(cleaned) > LONGEST_CELL:
        raise CellRejected("plan.cell.too_long", length=str(len(cleaned)), limit=str(LONGEST_CELL))
    return cleaned


def _plain(text: str) -> str:
    return text


def _refused(code: str, text: str, **facts: str) -> CellRejected:
    return CellRejected(code, text=text[:LONGEST_FACT], **facts)


def _read_required(text: str) -> str:
    if not text:
        raise CellRejected("plan.cell.blank")
    return text


TEXT = CellKind(_plain, _plain)
"""Any text, also none."""

REQUIRED_TEXT = CellKind(_read_required, _plain)
"""Any text but none."""


def code_kind(problem: str, pattern: str) -> CellKind:
    """A code that matches ``pattern`` whole; any other text has the problem of that code."""
    shape = re.compile(pattern)

    def read(text: str) -> str:
        if not shape.fullmatch(_read_required(text)):
            raise _refused(problem, text)
        return text

    return CellKind(read, _plain)


# Two digits after the dot, always: a spreadsheet that took 1.10 for a number writes 1.1, which is then noticed.
MEASURE_CODE = code_kind("plan.cell.not_a_measure_code", r"[1-9][0-9]?\.[0-9]{2}")
ORGANIZATION_CODE = code_kind("plan.cell.not_an_organization_code", r"[0-9]{7}")
PERIOD_CODE = code_kind("plan.cell.not_a_period_code", r"[0-9]{4}-[0-9]{2}( Q[1-4])?")
DIMENSION_CODE = code_kind("plan.cell.not_a_code", r"[a-z][a-z0-9_]*")
SUBGROUP_CODE = code_kind("plan.cell.not_a_subgroup_code", r"[a-z][a-z0-9_]*\.[a-z0-9_]+")
CODE = code_kind("plan.cell.not_a_code", r"[A-Za-z0-9][A-Za-z0-9._-]*")


def _read_school_year(text: str) -> str:
    _read_required(text)
    if not _SCHOOL_YEAR.fullmatch(text) or (int(text[:4]) + 1) % 100 != int(text[5:]):
        raise _refused("plan.cell.not_a_school_year", text)
    return text


SCHOOL_YEAR = CellKind(_read_school_year, _plain)
"""A school or fiscal year, 1 July to 30 June, written ``2019-20``."""


def _read_number(text: str) -> Decimal:
    _read_required(text)
    if not _NUMBER.fullmatch(text):
        raise _refused("plan.cell.not_a_number", text)
    try:
        return checked_number(Decimal(text))
    except ValueRejected as error:
        raise _refused("plan.cell.number_too_large", text) from error


NUMBER = CellKind(_read_number, number_text)
"""An exact number with a decimal point and without thousands separators."""


def _read_date(text: str) -> date:
    _read_required(text)
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError as error:  # the 31st of June
        raise _refused("plan.cell.not_a_date", text) from error
    raise _refused("plan.cell.not_a_date", text)


DATE = CellKind(_read_date, date.isoformat)
"""A day, written ``2020-07-15`` and no other way, since 7/6/2020 means two days."""


def _read_number_or_date(text: str) -> Decimal | date:
    return _read_date(text) if _DATE.fullmatch(text) else _read_number(text)


def _write_number_or_date(value: Decimal | date) -> str:
    return number_text(value) if isinstance(value, Decimal) else value.isoformat()


NUMBER_OR_DATE = CellKind(_read_number_or_date, _write_number_or_date)
"""A target or a baseline: a number, or a day for measures whose value is a day."""


def whole_number(least: int, greatest: int) -> CellKind:
    """A whole number within bounds that both belong to it."""

    def read(text: str) -> int:
        number = _read_number(text)
        if number != int(number):
            raise _refused("plan.cell.not_a_whole_number", text)
        if not least <= number <= greatest:
            raise _refused("plan.cell.out_of_range", text, least=str(least), greatest=str(greatest))
        return int(number)

    return CellKind(read, str)


def choice(members: type[Enum]) -> CellKind:
    """One of an enum's values, in any mixture of capitals, since spreadsheets turn ``yes`` into ``Yes``."""
    by_text = {str(member.value).casefold(): member for member in members}
    known = "; ".join(str(member.value) for member in members)

    def read(text: str) -> Enum:
        member = by_text.get(_read_required(text).casefold())
        if member is None:
            raise _refused("plan.cell.unknown_choice", text, known=known)
        return member

    return CellKind(read, lambda member: str(member.value), tuple(str(member.value) for member in members))


def _read_yes_no(text: str) -> bool:
    lowered = _read_required(text).casefold()
    if lowered not in {"yes", "no"}:
        raise _refused("plan.cell.unknown_choice", text, known="yes; no")
    return lowered == "yes"


YES_NO = CellKind(_read_yes_no, lambda value: "yes" if value else "no", ("yes", "no"))

MARK = CellKind(lambda text: bool(text) and _read_yes_no(text), YES_NO.write, YES_NO.choices)
"""Yes for the few rows that are marked; a blank cell marks nothing."""


def optional(kind: CellKind) -> CellKind:
    """``kind``, or ``None`` for a blank cell."""
    return CellKind(
        lambda text: kind.read(text) if text else None,
        lambda value: "" if value is None else kind.write(value),
    )


def split_list(text: str) -> tuple[str, ...]:
    r"""The items of a list written with ``;`` between them; ``\;`` is a semicolon inside an item, ``\\`` a backslash.

    Blank items are passed over, so a semicolon too many at the end does no harm.
    """
    items, item, position = [], "", 0
    for mark in _ESCAPED.finditer(text):
        item += text[position : mark.start()]
        position = mark.end()
        if mark.group(1):
            item += mark.group(1)
        else:
            items.append(item)
            item = ""
    items.append(item + text[position:])
    return tuple(cleaned for each in items if (cleaned := each.strip()))


def join_list(items: tuple[str, ...]) -> str:
    """The inverse of :func:`split_list`."""
    return ";".join(item.replace("\\", "\\\\").replace(";", "\\;") for item in items)


def list_of(kind: CellKind) -> CellKind:
    """Distinct items of ``kind``, separated by semicolons; a blank cell is the empty list."""

    def read(text: str) -> tuple[object, ...]:
        items = split_list(text)
        twice = next((item for number, item in enumerate(items) if item in items[:number]), None)
        if twice is not None:
            raise _refused("plan.cell.item_twice", twice)
        return tuple(kind.read(item) for item in items)

    return CellKind(read, lambda items: join_list(tuple(kind.write(item) for item in items)))


def _read_params(text: str) -> tuple[tuple[str, str], ...]:
    params: dict[str, str] = {}
    for item in split_list(text):
        name, equals, value = item.partition("=")
        name = name.strip()
        if not equals or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise _refused("plan.cell.not_a_param", item)
        if name in params:
            raise _refused("plan.cell.item_twice", name)
        params[name] = value.strip()
    return tuple(params.items())


PARAMS = CellKind(_read_params, lambda params: join_list(tuple(f"{name}={value}" for name, value in params)))
"""A rule's parameters, written ``name=value;name=value``."""
