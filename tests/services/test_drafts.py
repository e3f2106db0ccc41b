"""Texts that could not be taken are kept until a value is taken in their place."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey
from ctecs_desktop.services.drafts import keep_typed, typed_texts
from ctecs_desktop.services.entry import record_values
from tests.district import BULLARD, YEAR, District, make_district, sign

KEY = ObservationKey(BULLARD, YEAR, MeasureCode("1.04"), ALL_STUDENTS)
OTHER = KEY._replace(measure=MeasureCode("1.05"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> District:
    return make_district(tmp_path_factory.mktemp("drafts") / "made", BULLARD)


@pytest.fixture
def district(made: District, tmp_path: Path) -> District:
    return made.copied_to(tmp_path / "copy")


def test_a_text_is_there_again_when_the_workspace_is_opened_again(district: District) -> None:
    with district.school() as session:
        keep_typed(session, {(KEY, Part.VALUE): "4o", (OTHER, Part.VALUE): "?"})
        keep_typed(session, {(KEY, Part.VALUE): "4oo", (OTHER, Part.VALUE): ""})
    with district.school() as session:
        assert typed_texts(session, YEAR) == {(KEY, Part.VALUE): "4oo"}


def test_a_value_taken_at_the_address_ends_it_and_no_other(district: District) -> None:
    with district.school() as session:
        keep_typed(session, {(KEY, Part.VALUE): "4o", (OTHER, Part.VALUE): "?"})
        record_values(session, [Edit(KEY, Decimal(41))])
        assert typed_texts(session, YEAR) == {(OTHER, Part.VALUE): "?"}


def test_texts_are_neither_history_nor_signed(district: District) -> None:
    with district.school() as session:
        before = session.store.query("SELECT count(*) FROM history")
        keep_typed(session, {(KEY, Part.VALUE): "4o"})
        assert session.store.query("SELECT count(*) FROM history") == before


def test_a_signed_period_keeps_no_text(district: District) -> None:
    with district.school() as session:
        sign(session, district.folder / "signed.xlsx")
        with pytest.raises(NotAllowed, match="locked"):
            keep_typed(session, {(KEY, Part.VALUE): "4o"})


def test_a_period_is_not_signed_while_a_typed_text_was_not_taken(district: District) -> None:
    with district.school() as session:
        keep_typed(session, {(KEY, Part.VALUE): "4o"})
        with pytest.raises(NotAllowed) as refused:
            sign(session, district.folder / "signed.xlsx")
        assert (refused.value.code, refused.value.params["count"]) == ("submission.texts_open", 1)
        keep_typed(session, {(KEY, Part.VALUE): ""})
        sign(session, district.folder / "signed.xlsx")
