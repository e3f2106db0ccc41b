"""Signs that the fonts lack are named; those they have stay."""

from __future__ import annotations

from ctecs_desktop.exchange.report.glyphs import without_missing_glyphs


def test_what_can_be_shown_stays_as_it_is() -> None:
    text = "Plain – “quoted”… Łódź ≥ 5 % שלום Ελλάς Москва"
    assert without_missing_glyphs(text) == text


def test_what_cannot_be_shown_is_named() -> None:
    assert without_missing_glyphs("well done 🎉") == "well done [party popper]"
    assert without_missing_glyphs("\U000f0000") in {"[u+f0000]", "[U+F0000]"}


def test_signs_that_only_steer_others_go_without_a_word() -> None:
    assert without_missing_glyphs("👩\u200d👩") == "[woman]\u200d[woman]"
    assert without_missing_glyphs("👍🏽") == "[thumbs up sign]"
