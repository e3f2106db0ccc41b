"""A submission's values beside the revision that counts, last year and the state, as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ctecs_desktop.domain.differences import OTHER_KIND, Address, Beside, ComparedValue, ComparisonBasis, largest_first
from ctecs_desktop.domain.observation import ALL_STUDENTS, ObservationKey, PeriodCode, SchoolCode
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.value import Missing
from ctecs_desktop.i18n import _
from ctecs_desktop.services.inspection import Inspection
from ctecs_desktop.ui.table import Cell, Column, TableModel
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import address_text, column_text, share_text, subgroup_text, submitted_text, term

MEASURE, GROUP, NOW, FIRST_OTHER = range(4)
BASES = tuple(ComparisonBasis)
DIFFERENCE = FIRST_OTHER + len(BASES)
ASKED = DIFFERENCE + 1


class DifferenceModel(TableModel[ComparedValue]):
    """One column for each thing to compare with; the page hides those that this submission has not."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(
            [
                Column(_("Measure"), 0),
                Column(_("Group"), 24),
                Column(_("Submitted"), 24, is_number=True),
                *(Column(_titles()[basis], 16, is_number=True, tip=term(basis)) for basis in BASES),
                Column(_("Apart"), 7, is_number=True, tip=_("The share of the larger one by which they differ")),
                Column(_("Asked, note"), 9, tip=_("What is asked about the value, or the school's note")),
            ]
        )
        self._plan = plan
        self._asked: Mapping[Address, str] = {}
        self._places: dict[ComparisonBasis, int] = {}
        self.chosen = -1

    def show_inspection(self, found: Inspection, chosen: int, *, only_differences: bool) -> None:
        """Show the values; what differs from column number ``chosen``, the largest first, or all by code."""
        self._asked = {(each.key.measure, each.key.subgroup): each.text for each in found.questions}
        self._places = _places(found.columns, chosen)
        self.chosen = chosen
        has_column = 0 <= chosen < len(found.columns)
        rows = largest_first(found.values, chosen) if only_differences and has_column else found.values
        self.show_rows(rows)

    def columns_shown(self, room: int) -> set[int]:
        """The columns that have anything to say: the comparison chosen, and of the others as many as have ``room``."""
        others = {FIRST_OTHER + BASES.index(basis): place for basis, place in self._places.items()}
        chosen = [column for column, place in others.items() if place == self.chosen]
        further = [column for column in sorted(others) if column not in chosen][: max(0, room)]
        always = {MEASURE, GROUP, NOW, ASKED} | ({DIFFERENCE} if self.chosen >= 0 else set())
        return {*always, *chosen, *further}

    def cell(self, row: ComparedValue, column: int) -> Cell:
        if column in {MEASURE, GROUP}:
            return self._place_cell(row, column)
        if column == NOW:
            text = submitted_text(row.value, row.measure, self._plan)
            if row.value is Missing.NOT_ENTERED:
                return Cell(text, Tone.MUTED)
            return Cell(text, is_strong=True, tip=f"{text}\n{row.note}".strip())
        if column == DIFFERENCE:
            return self._difference_cell(row)
        if column == ASKED:
            return self._asked_cell(row)
        place = self._places.get(BASES[column - FIRST_OTHER])
        if place is None:
            return Cell()
        text = submitted_text(row.others[place], row.measure, self._plan)
        differs = row.sizes[place] is not None
        return Cell(text, Tone.PLAIN if differs else Tone.MUTED, tip=text, spoken=text if differs else _("the same"))

    def _place_cell(self, row: ComparedValue, column: int) -> Cell:
        place = ObservationKey(SchoolCode(""), PeriodCode(""), row.measure, row.subgroup)
        whole = address_text(row.measure, row.subgroup, self._plan)
        if column == MEASURE:
            return Cell(address_text(row.measure, ALL_STUDENTS, self._plan), tip=whole)
        if row.subgroup == ALL_STUDENTS:
            return Cell(_("all"), Tone.MUTED, spoken=subgroup_text(place, self._plan))
        return Cell(subgroup_text(place, self._plan), tip=whole)

    def _difference_cell(self, row: ComparedValue) -> Cell:
        size = row.sizes[self.chosen] if self.chosen >= 0 else None
        if size is None:
            return Cell(_("same"), Tone.MUTED)
        if size >= OTHER_KIND:
            is_gone = isinstance(row.value, Missing)
            tip = _("One side has a figure and the other has none")
            return Cell(_("gone") if is_gone else _("new"), Tone.WARN, "warning", tip=tip)
        return Cell(share_text(size), Tone.WARN if size >= 1 else Tone.PLAIN)

    def _asked_cell(self, row: ComparedValue) -> Cell:
        text = self._asked.get((row.measure, row.subgroup), "")
        if text:
            return Cell(text, Tone.ACCENT, "question", tip=text)
        if row.note:
            return Cell(row.note, Tone.MUTED, "note", tip=row.note, spoken=_("note: {note}").format(note=row.note))
        return Cell("", spoken=_("nothing asked"))


def _places(columns: Sequence[Beside], chosen: int) -> dict[ComparisonBasis, int]:
    """The number of the column that stands for each basis: of several rivals the chosen one, else the first."""
    places: dict[ComparisonBasis, int] = {}
    for number, column in enumerate(columns):
        if column.basis not in places or number == chosen:
            places[column.basis] = number
    return places


def _titles() -> dict[ComparisonBasis, str]:
    return {
        ComparisonBasis.RIVAL: _("Other copy"),
        ComparisonBasis.COUNTING: _("Revision before"),
        ComparisonBasis.LAST_YEAR: _("Last year"),
        ComparisonBasis.PUBLISHED: _("Published"),
    }


def column_titles(columns: Sequence[Beside]) -> list[str]:
    """What the values can be compared with, for a list to choose from."""
    return [column_text(column) for column in columns]
