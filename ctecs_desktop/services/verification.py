"""Who is believed when a file is verified: the signers and plans of a workspace, or the shipped plans alone."""

from __future__ import annotations

from pathlib import Path

from ctecs_desktop.domain.errors import WrongTemplate
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.exchange.files import LARGEST_WORKBOOK, read_file_bounded
from ctecs_desktop.exchange.packs.plan_pack import read_plan_pack
from ctecs_desktop.exchange.plan_files import practice_plan, shipped_plan
from ctecs_desktop.services.file_verdict import FileVerdict, PlanFinder, Verifier, verify_bytes, verify_file
from ctecs_desktop.services.keys import trust_list
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import plans

__all__ = [
    "FileVerdict",
    "PlanFinder",
    "Verifier",
    "verifier_of",
    "verifier_without_store",
    "verify_bytes",
    "verify_file",
]


def verifier_of(session: Session) -> Verifier:
    """The verifier of a workspace: its register of signers and every plan version it ever had."""
    return Verifier(
        trust_list(session), lambda version: plans.plan_of_version(session.store, version), session.workspace.district
    )


def verifier_without_store(plan_file: Path | None = None) -> Verifier:
    """A verifier for whoever has no store: it reads by the shipped plans, or by the plan workbook given.

    Nobody vouches for a signer here, so that the best verdict is *held*.
    """
    known = {plan.version: plan for plan in (shipped_plan(), practice_plan())}
    if plan_file is not None:
        pack = read_plan_pack(read_file_bounded(plan_file, LARGEST_WORKBOOK))
        known[pack.plan.version] = pack.plan

    def plan_of(version: str) -> Plan:
        if version not in known:
            raise WrongTemplate("workbook.unknown_plan_version", version=version)
        return known[version]

    return Verifier(None, plan_of)
