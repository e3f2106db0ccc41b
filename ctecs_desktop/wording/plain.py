"""Facts as plain text: numbers, dates and lists as a person reads them, and nothing that a terminal would obey."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

from ctecs_desktop.domain.observation import ALL_STUDENTS, ObservationKey
from ctecs_desktop.i18n import _
from ctecs_desktop.wording.terms import term
from ctecs_desktop.wording.told import Facts, said

LONGEST_FACT = 500
"""Characters of one fact that are shown; a hostile workbook may hold names of any length."""

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
"""A place in a sentence where a fact belongs."""

_MONTHS = (
    *(said("January"), said("February"), said("March"), said("April"), said("May"), said("June")),
    *(said("July"), said("August"), said("September"), said("October"), said("November"), said("December")),
)


def printable(text: str) -> str:
    """``text`` without characters that steer a terminal or turn its direction; line ends and tabs become spaces."""
    if text.isprintable():
        return text
    return "".join(_printable_sign(sign) for sign in text)


def _printable_sign(sign: str) -> str:
    if sign in "\n\r\t":
        return " "
    # Zero-width signs and those that turn the writing direction (Cf) could make one name look like another.
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"} else sign


def plain(fact: object) -> str:
    """A fact of a problem as it stands in its sentence."""
    if fact is None:
        return _("nothing")
    if isinstance(fact, bool):
        return _("yes") if fact else _("no")
    if isinstance(fact, Enum):
        return term(fact)
    if isinstance(fact, datetime):
        return time_text(fact)
    if isinstance(fact, date):
        return date_text(fact)
    if isinstance(fact, ObservationKey):
        return key_text(fact)
    if isinstance(fact, tuple | list | frozenset | set):
        return ", ".join(plain(each) for each in fact)
    text = printable(str(fact))
    return text if len(text) <= LONGEST_FACT else f"{text[:LONGEST_FACT]}…"


def filled(sentence: str, facts: Facts) -> str:
    """The sentence in the language in use with its placeholders filled; a fact that is missing is shown as "…".

    Sentences of rules come with a plan, so only ``{name}`` is filled: no format of Python's is carried out.
    """
    return PLACEHOLDER.sub(lambda found: plain(facts.get(found[1], "…")), _(sentence))


def key_text(key: ObservationKey) -> str:
    """An address in one word or two: measure, and the subgroup where it is not everyone."""
    return key.measure if key.subgroup == ALL_STUDENTS else f"{key.measure} {key.subgroup}"


def date_text(day: date) -> str:
    """``July 15, 2020``."""
    return _("{month} {day}, {year}").format(month=_(_MONTHS[day.month - 1]), day=day.day, year=day.year)


def time_text(moment: datetime) -> str:
    """``July 15, 2020, 14:03 UTC``; times are kept in UTC and shown so, since two offices may differ."""
    universal = moment.astimezone(UTC)
    return _("{date}, {time} UTC").format(date=date_text(universal.date()), time=f"{universal:%H:%M}")


def recorded_time_text(text: str) -> str:
    """A time as a workspace keeps it (ISO-8601 UTC); "" stays "", and what is no time is shown as it is."""
    try:
        return time_text(datetime.fromisoformat(text))
    except ValueError:
        return printable(text)


def short_time_text(text: str) -> str:
    """A time as a workspace keeps it, for a table whose header says UTC: ``2020-07-15 14:03``."""
    try:
        return f"{datetime.fromisoformat(text).astimezone(UTC):%Y-%m-%d %H:%M}"
    except ValueError:
        return printable(text)


def counted(number: Decimal | int) -> str:
    """A number with commas between thousands: ``10,506``."""
    return format(number, ",f") if isinstance(number, Decimal) else format(number, ",d")


def words_text(words: tuple[str, ...]) -> str:
    """The seven fingerprint words as they are read out."""
    return " ".join(words)


def with_fact(facts: Facts, **more: object) -> Mapping[str, object]:
    """The facts with some said otherwise."""
    return {**facts, **more}
