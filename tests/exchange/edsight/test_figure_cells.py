from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import CtecsError, ValueRejected
from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.published import PublishedFigure, Unstated
from ctecs_desktop.domain.value import Suppressed, high_of, low_of
from ctecs_desktop.exchange.edsight.export_reader import read_export
from ctecs_desktop.exchange.edsight.figure_cells import added, read_amount
from ctecs_desktop.exchange.edsight.mapping import Star
from ctecs_desktop.exchange.edsight.mapping_reader import shipped_mapping
from ctecs_desktop.exchange.plan_files import practice_plan
from ctecs_desktop.wording import problem_text
from tests.building import make_measure
from tests.exchange.edsight_building import EXPORTS

SHARE = make_measure("1.01")
STAR = Suppressed(Decimal(1), Decimal(5))
counts = st.one_of(st.integers(0, 999).map(Decimal), st.just(STAR))


@pytest.mark.parametrize(
    ("text", "part", "amount"),
    [
        ("1,234", Part.NUMERATOR, Decimal(1234)),
        ("0", Part.NUMERATOR, Decimal(0)),
        ("12.7", Part.VALUE, Decimal("12.7")),
        ("12.7 %", Part.VALUE, Decimal("12.7")),
        ("n/a", Part.VALUE, Unstated.NONE),
        ("*", Part.NUMERATOR, STAR),
        ("", Part.NUMERATOR, None),
    ],
)
def test_a_cell_says_a_figure_a_star_n_a_or_nothing(text: str, part: Part, amount: object) -> None:
    assert read_amount(text, Star.SMALL_COUNT, SHARE, part) == amount


@pytest.mark.parametrize(
    "text", ["1,23", "12,345,6", "-5", "5-Jan", "1e3", "#REF!", "twelve", "١٢", "9" * 20, "12.5 %"]
)
def test_anything_else_is_no_count(text: str) -> None:
    with pytest.raises(ValueRejected):
        read_amount(text, Star.ANY, SHARE, Part.NUMERATOR)


def test_what_is_withheld_leaves_no_sum_and_n_a_adds_nothing() -> None:
    assert added([Decimal(3), Unstated.WITHHELD]) is Unstated.WITHHELD
    assert added([Decimal(3), Unstated.NONE]) == Decimal(3)
    assert added([Unstated.NONE, Unstated.NONE]) is Unstated.NONE


@given(parts=st.lists(counts, min_size=1, max_size=9), data=st.data())
def test_a_sum_holds_every_sum_of_what_the_parts_may_be(parts: list[Decimal | Suppressed], data: st.DataObject) -> None:
    true = [data.draw(st.integers(int(low_of(each)), int(high_of(each)))) for each in parts]
    whole = added(list(parts))
    assert isinstance(whole, Decimal | Suppressed)
    assert low_of(whole) <= sum(true) <= high_of(whole)
    assert isinstance(whole, Decimal) == all(isinstance(each, Decimal) for each in parts)


FILES = [path.read_bytes() for path in sorted(EXPORTS.iterdir()) if path.suffix != ".md"]


@given(
    data=st.sampled_from(FILES),
    place=st.integers(0, 2_000),
    length=st.integers(0, 12),
    instead=st.one_of(st.binary(max_size=12), st.sampled_from([b'"', b",,", b"\r", b"\x00", b'="', b"2016-17", b"*"])),
)
def test_however_a_file_is_spoilt_it_is_read_or_refused_in_words(
    data: bytes, place: int, length: int, instead: bytes
) -> None:
    spoilt = data[: place % (len(data) + 1)] + instead + data[place % (len(data) + 1) + length :]
    code, figures = read_or_code(spoilt)
    assert not code or code.startswith("edsight.")
    assert len({each.address for each in figures}) == len(figures)


def read_or_code(data: bytes) -> tuple[str, tuple[PublishedFigure, ...]]:
    """What was read, or the code of the refusal, which has words."""
    try:
        found = read_export(data, "spoilt.csv", plan=practice_plan(), mapping=shipped_mapping(), school_year="")
    except CtecsError as error:
        return problem_text(error) and error.code, ()
    return "", found.figures
