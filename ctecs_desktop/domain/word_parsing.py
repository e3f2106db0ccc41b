"""Words as people type them: reasons for a blank, yes and no, lists of names."""

from __future__ import annotations

import unicodedata

from ctecs_desktop.domain.errors import ValueRejected
from ctecs_desktop.domain.number_parsing import plain_text
from ctecs_desktop.domain.value import BLANK_REASONS, Missing, Names

_BLANK_WORDS = {
    "n/a": Missing.NOT_APPLICABLE,
    "na": Missing.NOT_APPLICABLE,
    "not applicable": Missing.NOT_APPLICABLE,
    "not yet": Missing.NOT_YET,
    "no cohort": Missing.NOT_YET,
    "no cohort yet": Missing.NOT_YET,
    "not collected": Missing.NOT_COLLECTED,
    "included elsewhere": Missing.INCLUDED_ELSEWHERE,
    "withheld": Missing.WITHHELD,
    "withheld at source": Missing.WITHHELD,
    "suppressed": Missing.WITHHELD,
    "*": Missing.WITHHELD,
}
_YES_OR_NO = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
_NO_NAMES = {"none", "0"}


def parse_blank(text: str) -> Missing:
    """The reason for a blank that ``text`` says, as a code or in words.

    Raises ``ValueRejected("value.unknown_blank_reason")`` for other words.
    """
    reason = blank_reason(text)
    if reason is None:
        known = tuple(each.value for each in BLANK_REASONS)
        raise ValueRejected("value.unknown_blank_reason", text=text.strip()[:80], known=known)
    return reason


def blank_reason(text: str) -> Missing | None:
    """The reason that ``text`` says, or ``None`` where it is none of the known codes and words."""
    if text[:1].isdigit():
        return None
    words = " ".join(plain_text(text).casefold().replace("_", " ").split())
    return _BLANK_WORDS.get(words)


def parse_yes_no(text: str) -> bool:
    """Yes or no, from words only: whether 1 or 2 means yes differs from form to form.

    Raises ``ValueRejected("value.not_yes_or_no")``.
    """
    answer = _YES_OR_NO.get(plain_text(text).casefold())
    if answer is None:
        raise ValueRejected("value.not_yes_or_no", text=text[:80])
    return answer


def parse_names(text: str) -> Names:
    """Names separated by semicolons or line ends; ``none`` or ``0`` alone says that there are none.

    Raises ``ValueRejected("value.control_character")``: no workbook can hold such a name.
    """
    if plain_text(text).casefold() in _NO_NAMES:
        return Names(())
    names = Names(tuple(name for line in text.splitlines() for name in line.split(";")))
    for name in names.names:
        if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in name):
            raise ValueRejected("value.control_character", text=name[:80])
    return names


def typed_names(names: Names) -> str:
    """How a list is typed; a single name that is also a word with a meaning is closed by a semicolon."""
    if not names.names:
        return "none"
    text = "; ".join(names.names)
    is_word = len(names.names) == 1 and (plain_text(text).casefold() in _NO_NAMES or blank_reason(text) is not None)
    return f"{text};" if is_word else text
