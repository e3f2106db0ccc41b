"""What was sent beside what was published, one row for each part of a value, the largest difference first."""

from __future__ import annotations

from collections.abc import Iterable

from ctecs_desktop.domain.observation import ALL_STUDENTS
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.reconciliation import Agreement, Comparison
from ctecs_desktop.i18n import _
from ctecs_desktop.services.reconciliation import organization_name
from ctecs_desktop.ui.table import Cell, Column, TableModel
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import NOTHING_SHOWN, published_text, reconciled_difference_text, sent_text, term

SCHOOL, MEASURE, PART, SENT, PUBLISHED, RESULT = range(6)

_SIGNS = {
    Agreement.DIFFERS: ("warning", Tone.WARN),
    Agreement.ONLY_PUBLISHED: ("dash", Tone.MUTED),
    Agreement.ONLY_SENT: ("dash", Tone.MUTED),
    Agreement.INTERVAL: ("range", Tone.GOOD),
    Agreement.WITHHELD: ("lock", Tone.MUTED),
    Agreement.AGREES: ("check", Tone.GOOD),
}


class ComparisonModel(TableModel[Comparison]):
    """Rows in the order of the reconciliation; nothing here can be edited."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(
            [
                Column(_("School"), 20),
                Column(_("Measure and group"), 0),
                Column(_("Part"), 10),
                Column(_("Sent"), 9, is_number=True),
                Column(_("Published"), 9, is_number=True),
                Column(_("Difference"), 17, tip=_("What was sent less what was published")),
            ]
        )
        self._plan = plan

    def learn(self, plan: Plan) -> None:
        """Name things as ``plan`` does."""
        self._plan = plan
        self.forget_cells()

    def cell(self, row: Comparison, column: int) -> Cell:
        measure = self._plan.measure(row.address.measure)
        if column == SCHOOL:
            name = organization_name(row.address.organization, self._plan)
            return Cell(name, tip=f"{name} ({row.address.organization})")
        if column == MEASURE:
            group = group_name(row.address.subgroup, self._plan)
            text = f"{measure.code}  {measure.name if row.address.subgroup == ALL_STUDENTS else group}"
            return Cell(
                text, tip=f"{measure.code}  {measure.name}\n{group}", spoken=f"{measure.code} {measure.name}, {group}"
            )
        if column == PART:
            return Cell(term(row.part))
        if column == SENT:
            text = sent_text(row, measure)
            return Cell(text, Tone.MUTED if text == NOTHING_SHOWN else Tone.PLAIN, tip=text)
        if column == PUBLISHED:
            text = published_text(row.published, measure, row.part)
            return Cell(text, Tone.MUTED if text == NOTHING_SHOWN else Tone.PLAIN, tip=text)
        sign, tone = _SIGNS[row.agreement]
        text = reconciled_difference_text(row, measure) or term(row.agreement)
        spoken = f"{term(row.agreement)} {text}" if row.agreement is Agreement.DIFFERS else text
        return Cell(text, tone, sign, tip=spoken, spoken=spoken)


def group_name(subgroup: str, plan: Plan) -> str:
    """A subgroup's name, "All students" for everyone."""
    return _("All students") if subgroup == ALL_STUDENTS else plan.subgroup(subgroup).name


def wanted_among(
    comparisons: Iterable[Comparison], plan: Plan, *, agreements: frozenset[Agreement], organization: str, words: str
) -> list[Comparison]:
    """The comparisons to show: how they agree, whose they are ("" for all), and words of measure, group or school."""
    sought = words.casefold().split()
    found = []
    for each in comparisons:
        address = each.address
        if each.agreement not in agreements or organization not in {"", address.organization}:
            continue
        text = " ".join(
            (
                address.measure,
                plan.measure(address.measure).name,
                group_name(address.subgroup, plan),
                organization_name(address.organization, plan),
            )
        ).casefold()
        if all(word in text for word in sought):
            found.append(each)
    return found
