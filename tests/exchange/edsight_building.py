"""Reading the fixtures of published figures under the practice plan."""

from __future__ import annotations

from pathlib import Path

from ctecs_desktop.domain.published import amount_text
from ctecs_desktop.exchange.edsight.export_reader import ReadExport, read_export
from ctecs_desktop.exchange.edsight.mapping_reader import shipped_mapping
from ctecs_desktop.exchange.plan_files import practice_plan

EXPORTS = Path(__file__).resolve().parents[1] / "data" / "edsight"
BULLARD, ABBOTT, ELLIS, DISTRICT = "9001116", "9001216", "9001316", "9000016"


def read(name: str, *, school_year: str = "") -> ReadExport:
    """The fixture of that name, read."""
    data = (EXPORTS / name).read_bytes()
    return read_export(data, name, plan=practice_plan(), mapping=shipped_mapping(), school_year=school_year)


def figures(name: str, *, school_year: str = "") -> dict[tuple[str, str, str, str], str]:
    """Organization, measure, subgroup and part to the amount's text."""
    return {
        (each.address.organization, each.address.measure, each.address.subgroup, each.address.part.value): amount_text(
            each.amount
        )
        for each in read(name, school_year=school_year).figures
    }
