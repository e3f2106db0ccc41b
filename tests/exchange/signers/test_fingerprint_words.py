"""The seven words of a key: the list they come from, and that they say exactly 77 bits of it."""

from __future__ import annotations

import hashlib
import re

from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.exchange.signers.fingerprint_words import fingerprint_words, word_list

SOUND_ALIKE = """
ate eight, bare bear, beat beet, berry bury, board bored, boulder bolder, brake break, bread bred, cell sell, cent
scent sent, cereal serial, census senses, ceiling sealing, chord cord, choral coral, coarse course, council counsel,
creek creak, cruise crews, current currant, dear deer, dual duel, earn urn, fair fare, flour flower, four fore, fort
forth, gate gait, great grate, grown groan, guest guessed, hair hare, hall haul, hear here, heard herd, heal heel,
high hi, hole whole, hour our, idle idol, jeans genes, kernel colonel, knight night, knot not, know no, lean lien,
lesson lessen, loan lone, lute loot, made maid, mail male, main mane, manner manor, maize maze, mayor mare, meat
meet, merry marry, metal medal mettle meddle, minor miner, mist missed, moose mousse, morning mourning, muscle
mussel, naval navel, nose knows, pail pale, pain pane, pair pear pare, palette palate pallet, pause paws, peace
piece, peak peek, petal pedal peddle, plain plane, plum plumb, pole poll, pour pore poor, pray prey, pride pried,
prince prints, profit prophet, principal principle, rain reign rein, raise rays, read reed, real reel, right write,
ring wring, road rode, role roll, root route, rose rows, rough ruff, sail sale, scene seen, seam seem, sight site,
sleigh slay, soar sore, sole soul, stair stare, stake steak, steal steel, step steppe, straight strait, style stile,
suite sweet, symbol cymbal, tail tale, team teem, their there, throne thrown, thyme time, tide tied, toad towed,
vain vein, waist waste, wait weight, ware wear, wave waive, weak week, weather whether, which witch, whale wail,
wood would, wrap rap, yolk yoke
"""


def test_the_list_has_2048_plain_words_in_alphabetical_order() -> None:
    words = word_list()
    assert len(words) == 2048
    assert list(words) == sorted(set(words))
    assert all(re.fullmatch("[a-z]{4,8}", word) for word in words)


def test_no_two_words_begin_alike() -> None:
    assert len({word[:4] for word in word_list()}) == 2048


def test_of_words_that_sound_the_same_the_list_has_one_at_most() -> None:
    groups = [set(group.split()) for group in SOUND_ALIKE.split(",")]
    assert len(groups) > 100
    words = set(word_list())
    assert [group & words for group in groups if len(group & words) > 1] == []


def test_the_list_never_changes() -> None:
    """Another list would show other words for the same key to a school with an older program."""
    digest = hashlib.sha256("\n".join(word_list()).encode("ascii")).hexdigest()
    assert digest == "6e6186c237087de098b59bd1f5e6c4b18051b45814c0292dddb4b4330b6da488"


def test_a_known_key_has_known_words() -> None:
    assert fingerprint_words(b"a public key") == (
        "assemble",
        "option",
        "drift",
        "animal",
        "oblong",
        "gypsum",
        "dish",
    )


@given(key=st.binary(min_size=1, max_size=600))
def test_the_words_give_back_the_first_77_bits_of_the_digest(key: bytes) -> None:
    words = word_list()
    bits = "".join(f"{words.index(word):011b}" for word in fingerprint_words(key))
    assert bits == f"{int.from_bytes(hashlib.sha256(key).digest(), 'big'):0256b}"[:77]


@given(key=st.binary(min_size=1, max_size=600), place=st.integers(min_value=0))
def test_another_key_has_other_words(key: bytes, place: int) -> None:
    other = bytearray(key)
    other[place % len(key)] ^= 1
    assert fingerprint_words(key) != fingerprint_words(bytes(other))
