"""Baselines proposed from what the state published: a list of differences that a person looks at before it is taken.

Taken ones are written into the draft of the next plan as one step, which undo takes back; the plan in force stays as
it is until the draft is published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ctecs_desktop.domain.changes import Changes
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode
from ctecs_desktop.domain.plan import Measure
from ctecs_desktop.domain.plan_draft import DraftRow, PlanDraft, RowKey, columns_of
from ctecs_desktop.domain.published import LoadedFigure
from ctecs_desktop.domain.value import exact, number_text, rounded
from ctecs_desktop.exchange.edsight.mapping_reader import shipped_mapping
from ctecs_desktop.services import edsight, plan_editing
from ctecs_desktop.services.session import Session

TABLE = "baselines"


@dataclass(frozen=True, slots=True)
class BaselineProposal:
    """A baseline as the published figures would have it. ``before`` is the row of the draft that it would change."""

    measure: MeasureCode
    school: str  # "" for the district
    school_year: str
    value: Decimal
    source: str
    loaded: LoadedFigure
    row: RowKey | None = None
    before: str = ""  # the value that stands there
    before_year: str = ""


def propose(session: Session, school_year: str, *, with_schools: bool = False) -> tuple[BaselineProposal, ...]:
    """A proposal wherever the published figure of ``school_year`` is not the baseline already, by measure and school.

    Figures of subgroups, withheld ones and intervals propose nothing.
    """
    plan = session.plan
    rows = _rows_of(plan_editing.draft_of(session))
    by_target: dict[tuple[MeasureCode, str], dict[Part, LoadedFigure]] = defaultdict(dict)
    for loaded in edsight.figures(session, school_year):
        address = loaded.figure.address
        if address.subgroup != ALL_STUDENTS or not plan.has_measure(address.measure):
            continue
        school = "" if address.organization == plan.district else address.organization
        if not school or (with_schools and any(each.code == school for each in plan.schools)):
            by_target[address.measure, school][address.part] = loaded
    names = {each.export: each.name for each in shipped_mapping().exports}
    found = []
    for (measure, school), parts in sorted(by_target.items()):
        proposal = _proposal(plan.measure(measure), school, school_year, parts, names)
        if proposal is not None and (fitted := _beside(proposal, rows.get((measure, school)))) is not None:
            found.append(fitted)
    return tuple(found)


def _proposal(
    measure: Measure, school: str, school_year: str, parts: Mapping[Part, LoadedFigure], names: Mapping[str, str]
) -> BaselineProposal | None:
    numbers = {part: each.figure.amount for part, each in parts.items() if isinstance(each.figure.amount, Decimal)}
    loaded = parts.get(Part.VALUE) or parts.get(Part.NUMERATOR)
    value = numbers.get(Part.VALUE)
    numerator, denominator = numbers.get(Part.NUMERATOR), numbers.get(Part.DENOMINATOR)
    if Part.VALUE not in parts and measure.unit.is_ratio and numerator is not None and denominator:
        value = rounded(measure.unit.factor * exact(numerator) / exact(denominator), measure.decimals)
    if value is None or loaded is None:
        return None
    level = "school" if school else "district"
    source = f"Published by the state (EdSight, {names.get(loaded.source.export, loaded.source.export)}, {level})"
    return BaselineProposal(measure.code, school, school_year, value, source, loaded)


def _beside(proposal: BaselineProposal, row: DraftRow | None) -> BaselineProposal | None:
    """The proposal with what stands in the draft; None where that says the same."""
    if row is None:
        return proposal
    cells = dict(zip(columns_of(TABLE), row.cells, strict=True))
    if (cells["school_year"], cells["value"]) == (proposal.school_year, number_text(proposal.value)):
        return None
    return BaselineProposal(
        proposal.measure,
        proposal.school,
        proposal.school_year,
        proposal.value,
        proposal.source,
        proposal.loaded,
        row.key,
        cells["value"],
        cells["school_year"],
    )


def _rows_of(draft: PlanDraft) -> dict[tuple[str, str], DraftRow]:
    columns = columns_of(TABLE)
    measure, school = columns.index("measure"), columns.index("school")
    return {(row.cells[measure], row.cells[school]): row for row in draft.rows[TABLE]}


def take(session: Session, proposals: Sequence[BaselineProposal]) -> Changes:
    """Write the proposals into the draft of the next plan: one step, one transaction.

    Raises ``NotAllowed("edsight.nothing_chosen")``, and ``NotAllowed("edsight.proposal_moved_on")`` (``measure``) where
    the draft no longer holds what the person saw.
    """
    if not proposals:
        raise NotAllowed("edsight.nothing_chosen")
    changes = Changes()
    with session.store.transaction():
        rows = _rows_of(plan_editing.draft_of(session))
        for proposal in proposals:
            _refuse_if_moved_on(proposal, rows.get((proposal.measure, proposal.school)))
        for proposal in proposals:
            texts = {
                "school_year": proposal.school_year,
                "value": number_text(proposal.value),
                "source": proposal.source,
            }
            if proposal.row is not None:
                changes |= plan_editing.change_cells(session, proposal.row, texts)
            else:
                named = {"measure": proposal.measure, "school": proposal.school, **texts}
                changes |= plan_editing.add_row(session, TABLE, named)[1]
    return changes


def _refuse_if_moved_on(proposal: BaselineProposal, row: DraftRow | None) -> None:
    if row is None:
        has_moved = proposal.row is not None
    else:
        cells = dict(zip(columns_of(TABLE), row.cells, strict=True))
        has_moved = (row.key, cells["value"], cells["school_year"]) != (
            proposal.row,
            proposal.before,
            proposal.before_year,
        )
    if has_moved:
        raise NotAllowed("edsight.proposal_moved_on", measure=proposal.measure)


def chosen(proposals: Sequence[BaselineProposal], measures: Collection[str]) -> tuple[BaselineProposal, ...]:
    """The proposals for those measures; all where none is named."""
    return tuple(each for each in proposals if not measures or each.measure in measures)
