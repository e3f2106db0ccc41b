"""Tests of the one text form of every value, and of exact numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import ValueRejected
from ctecs_desktop.domain.value import (
    BLANK_REASONS,
    Mean,
    Missing,
    Names,
    Ratio,
    Suppressed,
    Value,
    checked_number,
    decode_value,
    encode_value,
    number_text,
    rounded,
)

numbers = st.tuples(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 8)).map(
    lambda parts: Decimal(number_text(Decimal(parts[0]).scaleb(-parts[1])))
)
quantities = numbers | st.tuples(numbers, numbers).map(lambda ends: Suppressed(min(ends), max(ends)))
values: st.SearchStrategy[Value] = st.one_of(
    quantities,
    st.builds(Ratio, quantities, quantities),
    st.builds(Mean, quantities, quantities),
    st.booleans(),
    st.dates(date(1000, 1, 1)),
    st.lists(st.text(st.characters(exclude_categories=("Cs",))), max_size=4).map(lambda each: Names(tuple(each))),
    st.sampled_from(Missing),
)


@settings(max_examples=500)
@given(values)
def test_every_value_is_read_back_from_its_text(value: Value) -> None:
    text = encode_value(value)
    found = decode_value(text)
    assert found == value
    assert type(found) is type(value)
    assert encode_value(found) == text


@settings(max_examples=300)
@given(values, values)
def test_two_values_share_a_text_only_if_they_are_the_same(one: Value, other: Value) -> None:
    same_kind = type(one) is type(other)
    assert (encode_value(one) == encode_value(other)) is (same_kind and one == other)


@settings(max_examples=500)
@given(st.text(max_size=30) | st.from_regex(r'[-0-9.,/@\[\]!"a-z_]{0,16}', fullmatch=True))
def test_any_other_spelling_is_refused(text: str) -> None:
    try:
        value = decode_value(text)
    except ValueRejected as refused:
        problem = refused.code
    else:
        assert encode_value(value) == text
        return
    assert problem in {"value.not_canonical", "value.interval_reversed"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal(248), "248"),
        (Decimal("-0.50"), "-0.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0"), "0"),
        (Ratio(Decimal(57), Decimal(131)), "57/131"),
        (Ratio(Suppressed(Decimal(1), Decimal(5)), Decimal(131)), "[1,5]/131"),
        (Mean(Decimal(449), Decimal(174)), "449@174"),
        (Suppressed(Decimal(1), Decimal(5)), "[1,5]"),
        (True, "yes"),
        (False, "no"),
        (date(2020, 3, 31), "2020-03-31"),
        (Names(("Pratt", "Acme")), '["Acme","Pratt"]'),
        (Names(()), "[]"),
        (Ratio(Decimal(123), Decimal(-4)), "123/-4"),
        (Suppressed(Decimal(-9), Decimal(-5)), "[-9,-5]"),
        (Missing.NOT_APPLICABLE, "!not_applicable"),
        (Missing.NOT_ENTERED, "!not_entered"),
    ],
)
def test_a_value_has_one_spelling(value: Value, text: str) -> None:
    assert encode_value(value) == text
    assert decode_value(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "007", "1.0", "+1", "-0", "1e3", "1/2/3", "57 /131", "[5,1]", "[1,5", "Yes", "NaN", "Infinity",
     '["b","a"]', '["a","a"]', '["a"', "!because", "!", "1@", "/2", "[]/2", "１", "2020-02-30", "[NaN,NaN]",
    "[1,Infinity]", "sNaN", "1/NaN", '["a",1]', '["a",["b"]]', "1_000"],
)  # fmt: skip
def test_what_is_not_spelled_that_way_is_refused(text: str) -> None:
    with pytest.raises(ValueRejected) as raised:
        decode_value(text)
    assert raised.value.code in {"value.not_canonical", "value.interval_reversed"}


def test_a_text_nested_without_end_is_refused_like_any_other() -> None:
    with pytest.raises(ValueRejected) as raised:
        decode_value('["a",' + "[" * 200_000)
    assert raised.value.code == "value.not_canonical"


def test_nothing_zero_and_a_reason_for_a_blank_are_different() -> None:
    texts = [encode_value(value) for value in (Decimal(0), False, Names(()), *Missing)]
    assert len(set(texts)) == len(texts)
    assert Missing.NOT_ENTERED not in BLANK_REASONS
    assert len(BLANK_REASONS) == 5


def test_an_interval_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(ValueRejected) as raised:
        Suppressed(Decimal(5), Decimal(1))
    assert raised.value.code == "value.interval_reversed"


def test_names_are_cleaned_sorted_and_distinct() -> None:
    assert Names((" Pratt  & Whitney ", "Acme", "Acme", " ")).names == ("Acme", "Pratt & Whitney")


@pytest.mark.parametrize(
    ("fraction", "decimals", "text"),
    [
        (Fraction(1, 2), 0, "1"),
        (Fraction(-1, 2), 0, "-1"),
        (Fraction(25, 2), 0, "13"),
        (Fraction(125, 1000), 2, "0.13"),
        (Fraction(-1, 1000), 2, "0.00"),
        (Fraction(1270, 100), 1, "12.7"),
        (Fraction(2, 3), 4, "0.6667"),
        (Fraction(12), 1, "12.0"),
    ],
)
def test_a_half_is_rounded_away_from_zero(fraction: Fraction, decimals: int, text: str) -> None:
    assert str(rounded(fraction, decimals)) == text


@given(st.fractions(-(10**6), 10**6), st.integers(0, 6))
def test_rounding_moves_a_number_by_at_most_half_a_place(fraction: Fraction, decimals: int) -> None:
    assert abs(Fraction(rounded(fraction, decimals)) - fraction) <= Fraction(1, 2 * 10**decimals)
    assert rounded(-fraction, decimals) == -rounded(fraction, decimals)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("NaN", "value.not_a_number"),
        ("Infinity", "value.not_a_number"),
        ("1E+12", "value.too_large"),
        ("-1E+400", "value.too_large"),
        ("1234567890.123456", "value.too_many_digits"),
    ],
)
def test_a_number_that_a_spreadsheet_would_not_keep_is_refused(number: str, code: str) -> None:
    with pytest.raises(ValueRejected) as raised:
        checked_number(Decimal(number))
    assert raised.value.code == code


@given(numbers)
def test_a_number_that_is_kept_survives_a_spreadsheets_double(number: Decimal) -> None:
    try:
        kept = checked_number(number)
    except ValueRejected:
        return
    assert kept == number
    assert Decimal(format(float(kept), ".15g")) == kept
