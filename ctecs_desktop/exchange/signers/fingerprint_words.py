"""Seven plain words for a public key, to be compared over the telephone.

Central office reads them to the school before it believes the school's key, and the school reads the
district's back in the same way. Seven words of a list of 2,048 are 77 bits: to find a second key with the same
words, 2^77 keys would have to be made and tried.
"""

from __future__ import annotations

import hashlib
from functools import cache

from ctecs_desktop.assets import asset

WORD_COUNT = 7
BITS_PER_WORD = 11
BITS_OF_DIGEST = 256

FingerprintWords = tuple[str, str, str, str, str, str, str]


def fingerprint_words(public_key_der: bytes) -> FingerprintWords:
    """The words of a public key (DER of its SubjectPublicKeyInfo): the first 77 bits of its SHA-256."""
    return words_of_fingerprint(hashlib.sha256(public_key_der).hexdigest())


def words_of_fingerprint(fingerprint: str) -> FingerprintWords:
    """The words of a public key of which only its SHA-256 is known, as hexadecimal digits."""
    number = int(fingerprint, 16) >> (BITS_OF_DIGEST - WORD_COUNT * BITS_PER_WORD)
    words = word_list()
    mask = (1 << BITS_PER_WORD) - 1
    first, second, third, fourth, fifth, sixth, seventh = (
        words[number >> (BITS_PER_WORD * place) & mask] for place in reversed(range(WORD_COUNT))
    )
    return first, second, third, fourth, fifth, sixth, seventh


@cache
def word_list() -> tuple[str, ...]:
    """The shipped list; ``ValueError`` where it is not 2,048 different words, a fault of the installation."""
    lines = asset("fingerprint_words.txt").read_text(encoding="ascii").splitlines()
    words = tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))
    if len(words) != 1 << BITS_PER_WORD or len(set(words)) != len(words):
        raise ValueError("the list of fingerprint words is damaged")
    return words
