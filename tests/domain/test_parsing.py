"""Tests of what is understood of typed texts, and above all of what is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import ValueRejected
from ctecs_desktop.domain.parsing import EntryText, entry_text, parse_number, parse_value, value_fits
from ctecs_desktop.domain.plan import Measure
from ctecs_desktop.domain.value import (
    Mean,
    Missing,
    Names,
    Ratio,
    Suppressed,
    Value,
    encode_value,
)
from ctecs_desktop.exchange.plan_files import shipped_plan

PLAN = shipped_plan()
PERCENT, RATE, AMOUNT, COUNT, MEAN = (PLAN.measure(code) for code in ("1.01", "1.06", "4.06", "3.01", "1.12"))
HOURS, CURRENCY, DAYS = (PLAN.measure(code) for code in ("2.03", "2.14", "4.09"))
YES_NO, MILESTONE, NAMES = (PLAN.measure(code) for code in ("4.01", "4.03", "2.04"))


def refusal(read: Callable[[], object]) -> ValueRejected:
    with pytest.raises(ValueRejected) as raised:
        read()
    return raised.value


def number_refused(text: str) -> str:
    return refusal(lambda: parse_number(text)).code


def entry_refused(measure: Measure, **boxes: str) -> tuple[str, object]:
    error = refusal(lambda: parse_value(EntryText(**boxes), measure))
    return error.code, error.params.get("column")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234", "1234"),
        ("1,234,567.89", "1234567.89"),
        ("12.5", "12.5"),
        ("12.5 %", "12.5"),
        ("12.5%", "12.5"),
        ("12.5\u202f％", "12.5"),
        ("½", "0.5"),
        ("2½", "2.5"),
        ("2 ¾", "2.75"),
        ("-½", "-0.5"),
        ("  42  ", "42"),
        ("\ufeff42\u200b", "42"),
        ("42\r\n", "42"),
        ("1 234", "1234"),
        ("1\u00a0234", "1234"),
        ("1\u2009234.5", "1234.5"),
        ("１，２３４．５", "1234.5"),
        ("+7", "7"),
        ("−7", "-7"),
        ("- 7", "-7"),
        ("－７", "-7"),
        ("$1,234.50", "1234.5"),
        ("-$5", "-5"),
        ("$ -5", "-5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1.234", "1.234"),
        ("007", "7"),
        ("0", "0"),
        ("-0", "0"),
        ("0.00", "0"),
        ("999999999999", "999999999999"),
    ],
)
def test_a_number_that_reads_one_way_only_is_taken(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)
    assert str(parse_number(text)) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "value.empty"),
        (" \u00a0\u200b", "value.empty"),
        ("12,5", "value.decimal_comma"),
        ("0,25", "value.decimal_comma"),
        (",5", "value.decimal_comma"),
        ("1.234,56", "value.decimal_comma"),
        ("1 234,5 %", "value.decimal_comma"),
        ("1,23", "value.ambiguous_number"),
        ("1,234,5", "value.ambiguous_number"),
        ("1,00,000", "value.ambiguous_number"),
        ("1.234.567", "value.ambiguous_number"),
        ("1’234", "value.ambiguous_number"),
        ("12 34", "value.ambiguous_number"),
        ("1 234,567", "value.ambiguous_number"),
        ("1/2", "value.ambiguous_number"),
        ("1-2", "value.interval_instead_of_number"),
        ("138–142", "value.interval_instead_of_number"),
        ("1e400", "value.exponent"),
        ("1.2E+05", "value.exponent"),
        ("2020-03-31", "value.date_instead_of_number"),
        ("2020-01-02 00:00:00", "value.date_instead_of_number"),
        ("1/2/2020", "value.date_instead_of_number"),
        ("3/31/20", "value.date_instead_of_number"),
        ("2-Jan", "value.date_instead_of_number"),
        ("Jan-20", "value.date_instead_of_number"),
        ("31.12.2020", "value.date_instead_of_number"),
        ("0x1F", "value.hexadecimal"),
        ("#N/A", "value.spreadsheet_error"),
        ("#DIV/0!", "value.spreadsheet_error"),
        ("#####", "value.spreadsheet_error"),
        ("(1,234)", "value.parentheses"),
        ("⅓", "value.fraction_not_exact"),
        ("9999999999999", "value.too_large"),
        ("0.1234567890123456", "value.too_many_digits"),
        ("1" * 80, "value.too_many_digits"),
        ("nan", "value.not_a_number"),
        ("inf", "value.not_a_number"),
        ("TRUE", "value.not_a_number"),
        ("about 5", "value.not_a_number"),
        ("<6", "value.not_a_number"),
        ("5²", "value.not_a_number"),
        ("1_000", "value.not_a_number"),
        ("٣", "value.not_a_number"),
        ("--5", "value.not_a_number"),
        ("5-", "value.not_a_number"),
        ("$5%", "value.not_a_number"),
        ("1\t234", "value.not_a_number"),
        ("1\n234", "value.not_a_number"),
    ],
)
def test_whatever_is_no_number_or_more_than_one_is_refused_with_its_own_reason(text: str, code: str) -> None:
    assert number_refused(text) == code


@pytest.mark.parametrize(
    ("text", "suggestion"), [("12,5", "12.5"), ("-12,5", "-12.5"), ("1.234,56", "1234.56"), ("0,123", "0.123")]
)
def test_a_decimal_comma_is_answered_with_what_was_probably_meant(text: str, suggestion: str) -> None:
    assert refusal(lambda: parse_number(text)).params["suggestion"] == suggestion


def test_an_ambiguous_number_is_answered_with_its_readings() -> None:
    assert refusal(lambda: parse_number("1,23")).params["readings"] == ("1.23", "123")


def _grouped(digits: str, mark: str, *, first: int = 3, later: int = 3) -> str:
    parts, rest = [digits[-first:]], digits[:-first]
    while rest:
        parts.insert(0, rest[-later:])
        rest = rest[:-later]
    return mark.join(parts)


def _formatter(
    group: str, point: str, *, minus: str = "-", later: int = 3, least_grouped: int = 4
) -> Callable[..., str]:
    def written(number: Decimal) -> str:
        whole, _, decimals = format(abs(number), "f").partition(".")
        if len(whole) >= least_grouped:
            whole = _grouped(whole, group, later=later)
        return (minus if number < 0 else "") + whole + (point + decimals if decimals else "")

    return written


AMERICAN = _formatter(",", ".")
LOCALES: dict[str, Callable[[Decimal], str]] = {
    "en_US": AMERICAN,
    "de_DE": _formatter(".", ","),
    "fr_FR": _formatter("\u202f", ","),
    "es_ES": _formatter(".", ",", least_grouped=5),
    "de_CH": _formatter("’", "."),
    "en_IN": _formatter(",", ".", later=2),
    "sv_SE": _formatter("\u00a0", ",", minus="\u2212"),
    "ar_EG": lambda number: _formatter("٬", "٫")(number).translate({ord("0") + n: 0x0660 + n for n in range(10)}),
}

numbers = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=None).map(
    lambda number: round(number, 6)
)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(LOCALES)), st.integers(0, 6), st.integers(-(10**9), 10**9))
def test_a_number_of_another_country_is_refused_or_right_unless_an_american_would_have_written_it(
    locale: str, places: int, units: int
) -> None:
    number = Decimal(units).scaleb(-places)
    text = LOCALES[locale](number)
    try:
        understood = parse_number(text)
    except ValueRejected:
        assert locale != "en_US"
        return
    assert understood == number or re.fullmatch(r"-?\d{1,3}([.]\d+|(,\d{3})+)", text.replace("\u2212", "-"))


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(LOCALES)), st.integers(0, 2), st.integers(-(10**9), 10**9))
def test_an_amount_of_money_is_never_taken_for_another_whatever_country_wrote_it(
    locale: str, places: int, units: int
) -> None:
    number = Decimal(units).scaleb(-places)
    try:
        understood = parse_value(EntryText(value=LOCALES[locale](number)), CURRENCY)
    except ValueRejected:
        assert locale != "en_US"
        return
    assert understood == number


@pytest.mark.parametrize("text", ["1.000", "5.000", "12.500", "999.000"])
def test_a_point_before_three_digits_is_asked_back_where_no_three_places_are_wanted(text: str) -> None:
    for measure in (COUNT, HOURS, CURRENCY):
        assert entry_refused(measure, value=text) == ("value.ambiguous_number", "value")


def _read_by_hand(text: str) -> Decimal:
    """An oracle: the digits in their order, the point where the point stands, half a half."""
    plain = text.translate({0xFF00 + ord(sign) - 0x20: sign for sign in "0123456789.,%+-$"})
    fraction = Decimal("0.5") if "½" in plain else Decimal(0)
    digits = re.sub("[^0-9.]", "", plain)
    sign = -1 if "-" in plain or "\u2212" in plain else 1
    return sign * (Decimal(digits or "0") + fraction)


@settings(max_examples=1500, deadline=None)
@given(st.text(alphabet="0123456789.,½ \u00a0\u2009-+\u2212$%１５．eExX'’()/_", max_size=12))
def test_a_string_that_is_taken_says_its_digits_in_their_order_and_nothing_else(text: str) -> None:
    try:
        number = parse_number(text)
    except ValueRejected:
        return
    assert number == _read_by_hand(text)
    assert text.count(".") + text.count("．") <= 1
    assert re.search(r"[,  \u00a0\u2009]\d{1,2}(\D|$)", text.strip(" \u00a0\u2009$%+-\u2212½")) is None


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20), st.text(max_size=10))
def test_any_text_in_any_box_is_a_value_of_the_right_kind_or_refused(
    value: str, numerator: str, denominator: str, blank: str
) -> None:
    columns = set()
    for measure in (PERCENT, COUNT, MEAN, YES_NO, MILESTONE, NAMES):
        try:
            found = parse_value(EntryText(numerator, denominator, value, blank), measure)
        except ValueRejected as refused:
            columns.add(refused.params.get("column"))
        else:
            assert value_fits(found, measure)
    assert columns <= {"numerator", "denominator", "value", "blank"}


@pytest.mark.parametrize(
    ("measure", "boxes", "value"),
    [
        (PERCENT, {"numerator": "57", "denominator": "131"}, Ratio(Decimal(57), Decimal(131))),
        (PERCENT, {"numerator": "0", "denominator": "131"}, Ratio(Decimal(0), Decimal(131))),
        (PERCENT, {"numerator": "57", "denominator": "131", "value": "43.5 %"}, Ratio(Decimal(57), Decimal(131))),
        (PERCENT, {"numerator": "57", "denominator": "131", "value": "0.435"}, Ratio(Decimal(57), Decimal(131))),
        (PERCENT, {"numerator": "*", "denominator": "131"}, Ratio(Suppressed(Decimal(1), Decimal(5)), Decimal(131))),
        (
            PERCENT,
            {"numerator": "1-5", "denominator": "138–142", "blank": "withheld"},
            Ratio(Suppressed(Decimal(1), Decimal(5)), Suppressed(Decimal(138), Decimal(142))),
        ),
        (RATE, {"numerator": "12", "denominator": "640"}, Ratio(Decimal(12), Decimal(640))),
        (AMOUNT, {"numerator": "$1,234.50", "denominator": "61.5"}, Ratio(Decimal("1234.5"), Decimal("61.5"))),
        (COUNT, {"value": "1,234"}, Decimal(1234)),
        (COUNT, {"value": "248.0"}, Decimal(248)),
        (COUNT, {"numerator": "248"}, Decimal(248)),
        (COUNT, {"numerator": "248", "value": "248"}, Decimal(248)),
        (COUNT, {"value": "0"}, Decimal(0)),
        (COUNT, {"value": "*"}, Suppressed(Decimal(1), Decimal(5))),
        (COUNT, {"value": "6-9", "blank": "withheld at source"}, Suppressed(Decimal(6), Decimal(9))),
        (MEAN, {"value": "449.5", "denominator": "174"}, Mean(Decimal("449.5"), Decimal(174))),
        (HOURS, {"value": "2½"}, Decimal("2.5")),
        (CURRENCY, {"value": "-$1,234.50"}, Decimal("-1234.5")),
        (DAYS, {"value": "12.5"}, Decimal("12.5")),
        (YES_NO, {"value": "Yes"}, True),
        (YES_NO, {"value": " n "}, False),
        (YES_NO, {"value": "TRUE"}, True),
        (MILESTONE, {"value": "2020-03-31"}, date(2020, 3, 31)),
        (MILESTONE, {"value": "2020-03-31T00:00:00"}, date(2020, 3, 31)),
        (MILESTONE, {"value": "2020-03-31 00:00:00"}, date(2020, 3, 31)),
        (MILESTONE, {"value": "3/31/2020"}, date(2020, 3, 31)),
        (MILESTONE, {"value": "March 31, 2020"}, date(2020, 3, 31)),
        (MILESTONE, {"value": "31-Mar-2020"}, date(2020, 3, 31)),
        (NAMES, {"value": "Pratt; Acme, Inc.\nPratt"}, Names(("Acme, Inc.", "Pratt"))),
        (NAMES, {"value": "none"}, Names(())),
        (NAMES, {"value": "0"}, Names(())),
        (COUNT, {}, Missing.NOT_ENTERED),
        (COUNT, {"note": "to follow"}, Missing.NOT_ENTERED),
        (COUNT, {"blank": "n/a"}, Missing.NOT_APPLICABLE),
        (COUNT, {"blank": "Not applicable"}, Missing.NOT_APPLICABLE),
        (COUNT, {"blank": "not_yet"}, Missing.NOT_YET),
        (COUNT, {"blank": "no cohort"}, Missing.NOT_YET),
        (COUNT, {"blank": "not collected"}, Missing.NOT_COLLECTED),
        (COUNT, {"blank": "INCLUDED ELSEWHERE"}, Missing.INCLUDED_ELSEWHERE),
        (PERCENT, {"blank": "withheld"}, Missing.WITHHELD),
        (PERCENT, {"numerator": "n/a", "denominator": "N/A"}, Missing.NOT_APPLICABLE),
        (NAMES, {"value": "not collected"}, Missing.NOT_COLLECTED),
    ],
)
def test_what_is_typed_is_understood(measure: Measure, boxes: dict[str, str], value: Value) -> None:
    found = parse_value(EntryText(**boxes), measure)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("measure", "boxes", "code", "column"),
    [
        (PERCENT, {"value": "43.5 %"}, "value.parts_wanted", "value"),
        (PERCENT, {"numerator": "57"}, "value.part_missing", "denominator"),
        (PERCENT, {"denominator": "131"}, "value.part_missing", "numerator"),
        (PERCENT, {"numerator": "57", "denominator": "131", "value": "45 %"}, "value.parts_disagree", "value"),
        (PERCENT, {"numerator": "0", "denominator": "0", "value": "0"}, "value.parts_disagree", "value"),
        (PERCENT, {"numerator": "57.5", "denominator": "131"}, "value.too_many_decimals", "numerator"),
        (PERCENT, {"numerator": "57 %", "denominator": "131"}, "value.percent_not_wanted", "numerator"),
        (PERCENT, {"numerator": "$57", "denominator": "131"}, "value.money_not_wanted", "numerator"),
        (PERCENT, {"numerator": "57", "denominator": "*"}, "value.star_not_wanted", "denominator"),
        (PERCENT, {"numerator": "1-5", "denominator": "131"}, "value.interval_instead_of_number", "numerator"),
        (
            PERCENT,
            {"numerator": "5-1", "denominator": "9", "blank": "withheld"},
            "value.interval_reversed",
            "numerator",
        ),
        (PERCENT, {"numerator": "2020-01-05", "denominator": "9"}, "value.date_instead_of_number", "numerator"),
        (
            PERCENT,
            {"numerator": "57", "denominator": "131", "blank": "withheld"},
            "value.number_and_blank",
            "numerator",
        ),
        (COUNT, {"value": "0", "blank": "not applicable"}, "value.number_and_blank", "value"),
        (COUNT, {"value": "5", "blank": "n/a"}, "value.number_and_blank", "value"),
        (COUNT, {"value": "1-5", "blank": "not yet"}, "value.number_and_blank", "value"),
        (COUNT, {"blank": "because"}, "value.unknown_blank_reason", "blank"),
        (COUNT, {"blank": "not_entered"}, "value.unknown_blank_reason", "blank"),
        (COUNT, {"value": "1.5"}, "value.too_many_decimals", "value"),
        (COUNT, {"value": "12 %"}, "value.percent_not_wanted", "value"),
        (COUNT, {"value": "5", "denominator": "9"}, "value.part_not_wanted", "denominator"),
        (COUNT, {"numerator": "5", "value": "6"}, "value.parts_disagree", "value"),
        (MEAN, {"value": "449"}, "value.part_missing", "denominator"),
        (MEAN, {"value": "449", "numerator": "1", "denominator": "2"}, "value.part_not_wanted", "numerator"),
        (MEAN, {"value": "*", "denominator": "2"}, "value.star_not_wanted", "value"),
        (HOURS, {"numerator": "*"}, "value.star_not_wanted", "numerator"),
        (YES_NO, {"value": "1"}, "value.not_yes_or_no", "value"),
        (YES_NO, {"value": "maybe"}, "value.not_yes_or_no", "value"),
        (YES_NO, {"numerator": "yes"}, "value.part_not_wanted", "numerator"),
        (NAMES, {"value": "1-5", "blank": "withheld"}, "value.number_and_blank", "value"),
        (NAMES, {"value": "Ac\x00me"}, "value.control_character", "value"),
        (MILESTONE, {"value": "3/31/20"}, "value.two_digit_year", "value"),
        (MILESTONE, {"value": "31-Mar-20"}, "value.two_digit_year", "value"),
        (MILESTONE, {"value": "31/3/2020"}, "value.ambiguous_date", "value"),
        (MILESTONE, {"value": "31.3.2020"}, "value.ambiguous_date", "value"),
        (MILESTONE, {"value": "2020-02-30"}, "value.not_a_date", "value"),
        (MILESTONE, {"value": "soon"}, "value.not_a_date", "value"),
        (MILESTONE, {"value": "March 2020"}, "value.not_a_date", "value"),
        (MILESTONE, {"value": "43921"}, "value.number_instead_of_date", "value"),
        (MILESTONE, {"value": "1900-01-01"}, "value.date_out_of_range", "value"),
        (MILESTONE, {"value": "2020-03-31T14:30:00"}, "value.time_not_wanted", "value"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_the_box_it_is_in(
    measure: Measure, boxes: dict[str, str], code: str, column: str
) -> None:
    assert entry_refused(measure, **boxes) == (code, column)


def test_a_day_first_date_is_answered_with_what_was_probably_meant() -> None:
    error = refusal(lambda: parse_value(EntryText(value="31/3/2020"), MILESTONE))
    assert error.params["suggestion"] == "2020-03-31"


def test_a_percentage_alone_is_answered_with_the_parts_wanted() -> None:
    error = refusal(lambda: parse_value(EntryText(value="43.5"), PERCENT))
    assert error.params["numerator"] == PERCENT.numerator
    assert error.params["denominator"] == PERCENT.denominator


def _numbers(places: int, *, least: int = 0) -> st.SearchStrategy[Decimal]:
    most = 10 ** (11 if places < 4 else 9)
    return st.integers(least * 10**places, most).map(
        lambda units: Decimal(encode_value(Decimal(units).scaleb(-places)))
    )


def _quantities(places: int) -> st.SearchStrategy[Decimal | Suppressed]:
    intervals = st.tuples(_numbers(places), _numbers(places)).map(lambda ends: Suppressed(min(ends), max(ends)))
    return _numbers(places) | intervals


_names = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs"), exclude_characters=";"), min_size=1, max_size=20)
_words = st.sampled_from(["none", "0", "n/a", "withheld", "*", "1-5", "None", "not applicable"])
VALUES: tuple[tuple[Measure, st.SearchStrategy[Value]], ...] = (
    (PERCENT, st.builds(Ratio, _quantities(0), _quantities(0))),
    (RATE, st.builds(Ratio, _quantities(0), _quantities(0))),
    (AMOUNT, st.builds(Ratio, _quantities(2), _quantities(2))),
    (COUNT, _quantities(0)),
    (MEAN, st.builds(Mean, _quantities(2), _quantities(0))),
    (HOURS, _quantities(1)),
    (CURRENCY, _quantities(2) | _numbers(2).map(lambda number: -number if number else number)),
    (DAYS, _quantities(1)),
    (YES_NO, st.booleans()),
    (MILESTONE, st.dates(date(1950, 1, 1), date(2100, 12, 31))),
    (NAMES, st.lists(_names | _words, max_size=4).map(lambda names: Names(tuple(names)))),
)


@pytest.mark.parametrize("place", range(len(VALUES)), ids=[measure.unit.value for measure, _ in VALUES])
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_every_value_is_read_back_from_how_it_is_typed(place: int, data: st.DataObject) -> None:
    measure, values = VALUES[place]
    value = data.draw(values | st.sampled_from(Missing))
    found = parse_value(entry_text(value, measure, note="a note"), measure)
    assert found == value
    assert encode_value(found) == encode_value(value)


def test_the_note_goes_with_the_typed_value() -> None:
    assert entry_text(Decimal(5), COUNT, note="from PSIS") == EntryText(value="5", note="from PSIS")
    assert entry_text(Missing.NOT_YET, COUNT, note="2021") == EntryText(blank="not_yet", note="2021")


def test_a_value_of_another_unit_is_not_written_down_as_something_else() -> None:
    assert refusal(lambda: entry_text(Decimal(5), PERCENT)).code == "value.wrong_kind"
    assert refusal(lambda: entry_text(True, COUNT)).code == "value.wrong_kind"
