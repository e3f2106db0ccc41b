"""Plans of pasting, filling and clearing: where each text goes, what it would become, what is refused and why."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.domain.clipboard_table import MOST_CELLS, read_text, table_text
from ctecs_desktop.domain.errors import ValueRejected
from ctecs_desktop.domain.grid import Area, Grid, GridCell, Part, cell_text, copied
from ctecs_desktop.domain.observation import ALL_STUDENTS, Observation, ObservationKey, SubgroupCode
from ctecs_desktop.domain.paste import (
    Outcome,
    PastePlan,
    plan_clear,
    plan_fill_down,
    plan_fill_right,
    plan_paste,
)
from ctecs_desktop.domain.paste_columns import AddressColumn, ColumnMapping, mapping_of_header, suggested_roles
from ctecs_desktop.domain.plan import Unit
from ctecs_desktop.domain.value import BLANK_REASONS, Mean, Missing, Ratio, Suppressed, Value
from tests.building import key as any_key
from tests.building import make_measure

SCHOOL = "9001116"
GROUPS = (ALL_STUDENTS, SubgroupCode("gender.female"), SubgroupCode("gender.male"))
RATE = make_measure("1.01")
COUNT = make_measure("1.04", unit=Unit.COUNT, decimals=0)
SCORE = make_measure("1.12", unit=Unit.MEAN)
TEN = make_measure("1.10")
MEASURES = (RATE, COUNT, SCORE, TEN)
COLUMNS = (None, Part.NUMERATOR, Part.DENOMINATOR, Part.VALUE, Part.NOTE)  # the first is the measure's name
NAME, NUM, DEN, VALUE, NOTE = range(5)
ROWS = {(measure.code, group): at for at, (measure, group) in enumerate((m, g) for m in MEASURES for g in GROUPS)}


def key(measure: str = "1.01", group: str = ALL_STUDENTS) -> ObservationKey:
    return any_key(measure, group, school=SCHOOL)


def grid(
    values: Mapping[ObservationKey, Value] | None = None,
    *,
    notes: Mapping[ObservationKey, str] | None = None,
    typed: Mapping[tuple[ObservationKey, Part], str] | None = None,
    is_locked: bool = False,
) -> Grid:
    """Four measures by three groups: name, numerator, denominator, value, note."""
    rows = tuple(
        tuple(
            GridCell(key(measure.code, group), measure, part, is_locked) if part is not None else None
            for part in COLUMNS
        )
        for measure in MEASURES
        for group in GROUPS
    )
    notes = notes or {}
    stored = {at: Observation(at, value, notes.get(at, "")) for at, value in (values or {}).items()}
    return Grid(rows, stored, typed or {})


def paste(text: str, at: Area, into: Grid | None = None, **how: object) -> PastePlan:
    return plan_paste(read_text(text), into or grid(), at, **how)  # type: ignore[arg-type]


def row_of(measure: str, group: str = ALL_STUDENTS) -> int:
    return ROWS[measure, group]  # type: ignore[index]


def values(plan: PastePlan) -> dict[tuple[str, str], Value]:
    return {(edit.key.measure, edit.key.subgroup): edit.value for edit in plan.edits}


def codes(plan: PastePlan) -> list[str]:
    return [cell.error.code for cell in plan.refused if cell.error]


def ratio(numerator: int, denominator: int) -> Ratio:
    return Ratio(Decimal(numerator), Decimal(denominator))


def test_a_block_that_fits_is_clean_and_becomes_exact_values() -> None:
    plan = paste("57\t131\n1,021\t2 044\n", Area(0, NUM))
    assert plan.is_clean
    assert values(plan) == {("1.01", "all"): ratio(57, 131), ("1.01", "gender.female"): ratio(1021, 2044)}
    assert [cell.outcome for cell in plan.cells] == [Outcome.CHANGED] * 4
    assert plan.expected[key()] == Observation(key(), Missing.NOT_ENTERED)


def test_what_stands_there_already_is_the_same_and_writes_nothing() -> None:
    plan = paste("57\t131\t43.5\n", Area(0, NUM), grid({key(): ratio(57, 131)}))
    assert (plan.edits, plan.is_clean) == ((), True)
    assert {cell.outcome for cell in plan.cells} == {Outcome.SAME}
    assert [cell.before for cell in plan.cells] == ["57", "131", "43.5"]


def test_a_part_alone_joins_the_stored_other_one() -> None:
    plan = paste("60\n", Area(0, NUM), grid({key(): ratio(57, 131)}))
    assert values(plan) == {("1.01", "all"): ratio(60, 131)}
    assert plan.is_clean


def test_numerators_alone_wait_in_their_cells_until_the_denominators_are_pasted() -> None:
    first = paste("57\n21\n", Area(0, NUM))
    assert first.is_clean
    assert first.edits == ()
    assert first.count(Outcome.WAITING) == 2
    assert first.waiting == {(key(), Part.NUMERATOR): "57", (key(group="gender.female"), Part.NUMERATOR): "21"}
    second = paste("131\n47\n", Area(0, DEN), grid(typed=first.waiting))
    assert values(second) == {("1.01", "all"): ratio(57, 131), ("1.01", "gender.female"): ratio(21, 47)}


def test_a_column_of_percents_is_no_column_of_counts_not_even_where_a_sign_is_missing() -> None:
    plan = paste("43.5%\t131\n44\t140\nn/a\n", Area(0, NUM))
    assert not plan.is_clean
    assert values(plan) == {("1.01", "gender.male"): Missing.NOT_APPLICABLE}
    assert codes(plan) == ["paste.percent_column"] * 4
    assert plan.refused[0].error is not None
    assert plan.refused[0].error.params == {"column": "numerator", "text": "43.5%"}


def test_percents_onto_the_computed_column_are_told_what_is_wanted() -> None:
    plan = paste("43.5%\n", Area(0, VALUE), grid({key(): ratio(5, 10)}))
    assert codes(plan) == ["value.parts_wanted"]
    assert plan.edits == ()


def test_a_quotient_that_its_parts_do_not_make_betrays_a_shifted_block() -> None:
    plan = paste("57\t131\t43.5 %\n21\t47\t39.9 %\n", Area(0, NUM))
    assert values(plan) == {("1.01", "all"): ratio(57, 131)}
    assert codes(plan) == ["value.parts_disagree"] * 3


def test_text_that_is_no_number_is_refused_where_it_stands_and_the_rest_is_taken() -> None:
    plan = paste("57\tmany\n21\t47\n", Area(0, NUM))
    assert values(plan) == {("1.01", "gender.female"): ratio(21, 47)}
    assert [(cell.row, cell.column) for cell in plan.refused] == [(0, 0), (0, 1)]
    assert plan.refused[0].error is not None
    assert plan.refused[0].error.params["column"] == "denominator"


def test_a_count_takes_its_value_and_nothing_in_the_boxes_it_does_not_have() -> None:
    at = row_of("1.04")
    assert values(paste("\t\t5\n", Area(at, NUM))) == {("1.04", "all"): Decimal(5)}
    assert paste("\t\t5\n", Area(at, NUM)).is_clean
    assert codes(paste("5\n", Area(at, NUM))) == ["value.part_not_wanted"]
    assert values(paste("174\t448.5\n", Area(row_of("1.12"), DEN))) == {
        ("1.12", "all"): Mean(Decimal("448.5"), Decimal(174))
    }


def test_a_reason_for_a_blank_speaks_for_its_row() -> None:
    into = grid({key(): ratio(57, 131)})
    assert values(paste("n/a\n", Area(0, NUM), into)) == {("1.01", "all"): Missing.NOT_APPLICABLE}
    assert values(paste("not yet\n", Area(0, VALUE), into)) == {("1.01", "all"): Missing.NOT_YET}
    assert codes(paste("n/a\t131\n", Area(0, NUM), into)) == ["value.number_and_blank"] * 2


def test_a_figure_takes_the_place_of_a_reason() -> None:
    into = grid({key(): Missing.NOT_APPLICABLE})
    assert values(paste("0\t131\n", Area(0, NUM), into)) == {("1.01", "all"): ratio(0, 131)}


def test_an_empty_cell_over_a_value_is_shown_before_it_takes_it_away() -> None:
    into = grid({key(): ratio(57, 131)}, notes={key(): "recount"})
    plan = paste("\t\n", Area(0, NUM), into)
    assert values(plan) == {("1.01", "all"): Missing.NOT_ENTERED}
    assert plan.cleared == (key(),)
    assert not plan.is_clean
    assert paste("\t\t\t\n", Area(0, NUM), into).cleared == (key(),)
    assert paste("\t\n", Area(0, NUM)).is_clean


def test_notes_are_taken_beside_values_and_by_themselves() -> None:
    plan = paste("57\t131\t\trecount\n", Area(0, NUM))
    assert (plan.edits[0].value, plan.edits[0].note) == (ratio(57, 131), "recount")
    alone = paste("why\n", Area(0, NOTE), grid({key(): ratio(57, 131)}))
    assert (alone.edits[0].value, alone.edits[0].note) == (ratio(57, 131), "why")
    refused = paste("57\t131\t\tbell \x07\n", Area(0, NUM))
    assert codes(refused) == ["value.note_character"]
    assert (refused.edits[0].value, refused.edits[0].note) == (ratio(57, 131), "")


def test_what_reaches_over_the_edge_or_onto_labels_is_shown() -> None:
    plan = paste("57\t131\n", Area(len(ROWS) - 1, NOTE))
    assert [cell.outcome for cell in plan.cells] == [Outcome.CHANGED, Outcome.OUTSIDE]
    assert codes(paste("1\t2\n", Area(len(ROWS), NUM))) == ["paste.outside"] * 2
    labels = paste("Name\t57\t131\n", Area(0, NAME))
    assert codes(labels) == ["paste.read_only"]
    assert labels.cells[0].outcome is Outcome.READ_ONLY
    assert values(labels) == {("1.01", "all"): ratio(57, 131)}


def test_a_locked_grid_takes_nothing() -> None:
    plan = paste("57\t131\n", Area(0, NUM), grid(is_locked=True))
    assert (plan.edits, codes(plan)) == ((), ["paste.read_only"] * 2)
    assert plan_clear(grid({key(): ratio(1, 2)}, is_locked=True), [Area(0, NUM, 1, 4)]).edits == ()


def test_a_header_sends_columns_and_rows_by_name_wherever_the_cursor_is() -> None:
    text = "Measure\tGroup\tDen.\tNum.\tUnit\n1.10\tgender.female\t47\t21\tpercent\n1.04  Events\t\t\t5\tcount\n"
    plan = paste(text, Area(0, NOTE))
    assert plan.is_by_name
    assert not plan.is_clean
    assert values(plan) == {("1.10", "gender.female"): ratio(21, 47), ("1.04", "all"): Decimal(5)}


def test_codes_that_a_spreadsheet_mangled_or_that_come_twice_are_refused() -> None:
    plan = paste("Measure\tNumerator\tDenominator\n1.1\t21\t47\n1.01\t5\t9\n1.01\t6\t9\n", Area(0, NUM))
    assert codes(plan) == ["paste.unknown_row"] * 2 + ["entry.given_twice"] * 2
    assert values(plan) == {("1.01", "all"): ratio(5, 9)}


def test_a_header_without_codes_sends_columns_by_name_to_the_rows_beside() -> None:
    plan = paste("Denominator\tNumerator\n47\t21\n50\t22\n", Area(1, VALUE))
    assert values(plan) == {("1.01", "gender.female"): ratio(21, 47), ("1.01", "gender.male"): ratio(22, 50)}
    beyond = paste("Denominator\tNumerator\n47\t21\n50\t22\n", Area(len(ROWS) - 1, NUM))
    assert codes(beyond) == ["paste.outside"] * 2


def test_a_person_may_say_what_the_columns_are() -> None:
    mapping = ColumnMapping((None, Part.DENOMINATOR, Part.NUMERATOR, Part.BLANK), has_header=False)
    plan = paste("x\t47\t21\t\ny\t\t\tnot collected\n", Area(0, NUM), mapping=mapping)
    assert values(plan) == {("1.01", "all"): ratio(21, 47), ("1.01", "gender.female"): Missing.NOT_COLLECTED}


def test_a_mapping_must_say_something_and_nothing_twice() -> None:
    with pytest.raises(ValueRejected) as refusal:
        ColumnMapping((Part.NUMERATOR, Part.NUMERATOR), has_header=False)
    assert (refusal.value.code, refusal.value.params["column"]) == ("paste.column_twice", "numerator")
    with pytest.raises(ValueRejected) as refusal:
        ColumnMapping((AddressColumn.MEASURE, None), has_header=False)
    assert refusal.value.code == "paste.no_value_column"


def test_rows_of_data_are_never_taken_for_a_header() -> None:
    assert mapping_of_header(read_text("57\t131\n75\t140\n")) is None
    assert mapping_of_header(read_text("Numerator\t131\n75\t140\n")) is None
    assert mapping_of_header(read_text("Name\tUnit\nx\ty\n")) is None
    assert mapping_of_header(read_text("Numerator\tDenominator\n")) is None


def test_a_guess_finds_the_column_of_codes() -> None:
    table = read_text("Rate\t1.01\t57\t131\nTen\t1.10\t5\t9\n")
    roles = suggested_roles(table, codes=[measure.code for measure in MEASURES])
    assert roles == (Part.NUMERATOR, AddressColumn.MEASURE, Part.DENOMINATOR, Part.VALUE)
    assert suggested_roles(read_text("57\t131\n"), codes=["1.01"]) == (Part.NUMERATOR, Part.DENOMINATOR)
    assert suggested_roles((), codes=["1.01"]) == ()


def test_one_cell_fills_the_selected_block_and_a_row_is_repeated_in_it() -> None:
    assert values(paste("n/a\n", Area(0, NUM, 3, 1))) == {("1.01", group): Missing.NOT_APPLICABLE for group in GROUPS}
    assert values(paste("5\t9\n", Area(0, NUM, 3, 2))) == {("1.01", group): ratio(5, 9) for group in GROUPS}
    assert values(paste("5\t9\n", Area(0, NUM, 3, 3))) == {("1.01", "all"): ratio(5, 9)}  # no multiple: as it is
    with pytest.raises(ValueRejected) as refusal:
        paste("5\n", Area(0, 0, MOST_CELLS, 2))
    assert refusal.value.code == "paste.too_large"


def test_fill_down_takes_the_first_row_or_the_one_above() -> None:
    into = grid({key(): ratio(5, 9)}, notes={key(): "counted"})
    assert values(plan_fill_down(into, Area(0, NUM, 3, 2))) == {
        ("1.01", "gender.female"): ratio(5, 9),
        ("1.01", "gender.male"): ratio(5, 9),
    }
    single = plan_fill_down(into, Area(1, NUM, 1, 4))
    assert [(edit.key.subgroup, edit.value, edit.note) for edit in single.edits] == [
        ("gender.female", ratio(5, 9), "counted")
    ]
    assert plan_fill_down(into, Area(0, NUM, 1, 2)).cells == ()


def test_fill_right_takes_the_first_column_or_the_one_before() -> None:
    into = grid({key(): ratio(5, 9)})
    assert values(plan_fill_right(into, Area(0, NUM, 1, 2))) == {("1.01", "all"): ratio(5, 5)}
    assert values(plan_fill_right(into, Area(0, DEN, 1, 1))) == {("1.01", "all"): ratio(5, 5)}
    assert plan_fill_right(into, Area(0, NAME, 1, 1)).cells == ()


def test_reasons_and_withheld_intervals_are_filled_too() -> None:
    withheld = Ratio(Suppressed(Decimal(6), Decimal(9)), Decimal(60))
    into = grid({key(): withheld, key("1.04"): Missing.NOT_YET})
    assert values(plan_fill_down(into, Area(0, NUM, 2, 2))) == {("1.01", "gender.female"): withheld}
    at = row_of("1.04")
    assert values(plan_fill_down(into, Area(at, NUM, 2, 3))) == {("1.04", "gender.female"): Missing.NOT_YET}


def test_delete_empties_what_is_selected_and_asks_nothing() -> None:
    into = grid({key(): ratio(5, 9), key("1.04"): Decimal(5)}, notes={key(): "counted"})
    one = plan_clear(into, [Area(0, NUM)])
    assert [(edit.value, edit.note) for edit in one.edits] == [(Missing.NOT_ENTERED, "counted")]
    assert one.is_clean
    everything = plan_clear(into, [Area(0, NAME, len(ROWS), len(COLUMNS)), Area(0, NUM)])
    assert {(edit.key.measure, edit.value, edit.note) for edit in everything.edits} == {
        ("1.01", Missing.NOT_ENTERED, ""),
        ("1.04", Missing.NOT_ENTERED, ""),
    }
    assert plan_clear(grid(typed={(key(), Part.NUMERATOR): "5"}), [Area(0, NUM)]).edits == ()


def test_a_note_alone_is_cleared_alone() -> None:
    into = grid({key(): ratio(5, 9)}, notes={key(): "counted"})
    plan = plan_clear(into, [Area(0, NOTE)])
    assert [(edit.value, edit.note) for edit in plan.edits] == [(ratio(5, 9), "")]
    assert paste("\n", Area(0, NOTE), into).cleared == (key(),)


def test_a_reason_that_is_emptied_never_takes_a_figure_with_it() -> None:
    mapping = ColumnMapping((Part.BLANK,), has_header=False)
    assert paste("\n x\n", Area(0, NUM), grid({key(): ratio(5, 9)}), mapping=mapping).edits == ()


QUANTITIES = st.integers(0, 400).map(Decimal)
INTERVALS = st.tuples(QUANTITIES, QUANTITIES).map(lambda ends: Suppressed(min(ends), max(ends)))
KNOWN_OR_NOT = st.one_of(QUANTITIES, st.just(Suppressed(Decimal(1), Decimal(5))), INTERVALS)
RATIOS = st.builds(Ratio, KNOWN_OR_NOT, KNOWN_OR_NOT)
KINDS: dict[str, st.SearchStrategy[Value]] = {
    "1.01": RATIOS,
    "1.04": KNOWN_OR_NOT,
    "1.12": st.builds(Mean, KNOWN_OR_NOT, KNOWN_OR_NOT),
    "1.10": RATIOS,
}
NOTES = st.sampled_from(("", "a note", 'a "quoted"\nnote'))


@st.composite
def contents(draw: st.DrawFn) -> dict[tuple[str, str], tuple[Value, str]]:
    """Any values and notes of some rows."""
    rows = draw(st.lists(st.sampled_from(list(ROWS)), unique=True, max_size=5))
    return {row: (draw(st.one_of(st.sampled_from(BLANK_REASONS), KINDS[row[0]])), draw(NOTES)) for row in rows}


def filled(content: dict[tuple[str, str], tuple[Value, str]]) -> Grid:
    return grid(
        {key(*row): value for row, (value, _) in content.items()},
        notes={key(*row): note for row, (_, note) in content.items()},
    )


WHOLE = Area(0, NAME, len(ROWS), len(COLUMNS))


@given(contents())
def test_what_is_copied_and_pasted_back_changes_nothing(content: dict[tuple[str, str], tuple[Value, str]]) -> None:
    into = filled(content)
    plan = plan_paste(copied(into, WHOLE), into, WHOLE)
    assert (plan.refused, plan.edits, plan.is_clean) == ((), (), True)


@given(contents(), contents())
def test_a_copied_block_makes_another_grid_the_same(
    source: dict[tuple[str, str], tuple[Value, str]], target: dict[tuple[str, str], tuple[Value, str]]
) -> None:
    into = filled(target)
    plan = plan_paste(read_text(table_text(copied(filled(source), WHOLE))), into, WHOLE)
    assert plan.refused == ()
    after = dict(into.observations)
    for edit in plan.edits:
        after[edit.key] = Observation(edit.key, edit.value, edit.note)
    assert {at: each for at, each in after.items() if each.is_entered or each.note} == filled(source).observations


TEXTS = ("", "5", "9", "43.5%", "n/a", "*", "1-5", "6–9 (withheld)", "x", "1,234", "not yet", "%")
CELLS = st.one_of(st.sampled_from(TEXTS), st.text(max_size=4))
TABLES = st.lists(st.lists(CELLS, max_size=6).map(tuple), max_size=6).map(tuple)


@given(TABLES, contents(), st.integers(0, 11), st.integers(0, 4))
def test_whatever_is_pasted_every_cell_has_one_outcome_and_no_edit_is_idle(
    table: tuple[tuple[str, ...], ...], content: dict[tuple[str, str], tuple[Value, str]], row: int, column: int
) -> None:
    into = filled(content)
    plan = plan_paste(table, into, Area(row, column))
    for cell in plan.cells:
        assert (cell.error is not None) == (cell.outcome in {Outcome.REFUSED, Outcome.READ_ONLY, Outcome.OUTSIDE})
        assert cell.before == (cell_text(into, cell.target) if cell.target else "")
    for edit in plan.edits:
        assert Observation(edit.key, edit.value, edit.note) != into.stored(edit.key)
    assert len({edit.key for edit in plan.edits}) == len(plan.edits)
    assert set(plan.expected) == {edit.key for edit in plan.edits}
