"""How good a passphrase is, judged by plain rules that can be told to the person who chooses it.

No estimate of "bits" or "years to crack": such figures promise more than they know. The rules are length,
variety, and a short list of what everybody tries first; the 600,000 rounds of the key file do the rest.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

MINIMUM_LENGTH = 12
"""Characters. Four common words come to about twenty."""

STRONG_LENGTH = 20
STRONG_WORDS = 4
MINIMUM_DIFFERENT_CHARACTERS = 6

_COMMON = (
    "password",
    "passphrase",
    "passwort",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwerty",
    "letmein",
    "iloveyou",
    "welcome",
    "administrator",
    "admin",
    "changeme",
    "default",
    "secret",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "dragon",
    "monkey",
    "superman",
    "principal",
    "school",
    "teacher",
    "connecticut",
    "technical",
    "ctecs",
    "cthss",
    "correcthorsebatterystaple",
)
_SEQUENCES = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_LOOK_ALIKES = str.maketrans("@4310$57", "aaeiosst")


class PassphraseStrength(Enum):
    """The judgement, worst first; ``is_enough`` says whether a key may be kept under it."""

    TOO_SHORT = "too_short"
    TOO_COMMON = "too_common"
    TOO_UNIFORM = "too_uniform"
    ENOUGH = "enough"
    STRONG = "strong"

    @property
    def is_enough(self) -> bool:
        """Whether it reaches the minimum."""
        return self in (PassphraseStrength.ENOUGH, PassphraseStrength.STRONG)


def passphrase_strength(text: str) -> PassphraseStrength:
    """Judge a passphrase: ``STRONG`` is four different words, or twelve different characters, in twenty at least."""
    phrase = unicodedata.normalize("NFC", text).strip()
    if len(phrase) < MINIMUM_LENGTH:
        return PassphraseStrength.TOO_SHORT
    if len(set(phrase.casefold())) < MINIMUM_DIFFERENT_CHARACTERS or _repeats_a_part(phrase.casefold()):
        return PassphraseStrength.TOO_UNIFORM
    if _without_common_parts(phrase) < MINIMUM_LENGTH // 2:
        return PassphraseStrength.TOO_COMMON
    different_words = set(re.findall(r"[^\W\d_]{3,}", phrase.casefold()))
    is_varied = len(different_words) >= STRONG_WORDS or len(set(phrase)) >= MINIMUM_LENGTH
    return PassphraseStrength.STRONG if len(phrase) >= STRONG_LENGTH and is_varied else PassphraseStrength.ENOUGH


def _repeats_a_part(phrase: str) -> bool:
    """Whether it is one part written again and again, such as ``abc123abc123``."""
    return phrase in (phrase + phrase)[1:-1]


def _without_common_parts(phrase: str) -> int:
    """How many letters and digits remain once the first guesses of everybody are taken out.

    Digits in place of letters (``p4ssw0rd``) count as the letters they stand for, years and runs of the
    keyboard or the alphabet as nothing.
    """
    folded = phrase.casefold()
    for reading in (folded, folded.translate(_LOOK_ALIKES)):
        rest = _without_runs(re.sub(r"[\W_]+", "", reading))
        for common in sorted(_COMMON, key=len, reverse=True):
            rest = rest.replace(common, "")
        rest = re.sub(r"(19|20)\d\d|(.)\2{2,}", "", rest)
        if len(rest) < MINIMUM_LENGTH // 2:
            break
    return len(rest)


def _without_runs(text: str) -> str:
    """The text without runs of four or more neighbours, forwards or backwards."""
    for sequence in (*_SEQUENCES, *(sequence[::-1] for sequence in _SEQUENCES)):
        for length in range(len(sequence), 3, -1):
            for start in range(len(sequence) - length + 1):
                text = text.replace(sequence[start : start + length], "")
    return text
