"""The plan workbook: what central office publishes to every school, signed: the plan, the register of signers, and the
district's figures of the years that are frozen.

Whether its signer is the district is not judged here; the seven words of the key that signed stand on its first page.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ctecs_desktop.domain.district_figures import NOTHING_FROZEN, DistrictFigures
from ctecs_desktop.domain.pack import PackIdentity, WorkbookKind
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.exchange.opc.package_signature import Signer
from ctecs_desktop.exchange.packs.district_pages import (
    DISTRICT_FIGURES,
    NEWEST_SNAPSHOT_LABEL,
    district_page,
    read_district,
)
from ctecs_desktop.exchange.packs.pack_page import (
    fact,
    letter_page,
    letterhead,
    prose,
    read_facts,
    read_identity,
    record_rows,
    require_fact,
    section,
    signer_rows,
    steps,
    word_rows,
)
from ctecs_desktop.exchange.packs.pack_workbook import (
    export_pages,
    open_signed,
    require_identity,
    require_pages,
)
from ctecs_desktop.exchange.packs.plan_pages import PLAN_SHEET_NAMES, plan_pages, read_plan
from ctecs_desktop.exchange.packs.signer_pages import (
    REGISTER_VERSION_LABEL,
    REVOKED,
    SIGNERS,
    read_trust,
    signer_pages,
)
from ctecs_desktop.exchange.packs.workbook_kind import PLAN
from ctecs_desktop.exchange.signers.fingerprint_words import fingerprint_words
from ctecs_desktop.exchange.signers.trust import certificate_public_key
from ctecs_desktop.exchange.signers.trust_list import TrustList
from ctecs_desktop.exchange.workbook.workbook_page import CellStyle, Page, PageRow

SHEET_NAMES = (PLAN, *PLAN_SHEET_NAMES, DISTRICT_FIGURES, SIGNERS, REVOKED)
"""Every sheet of a plan workbook, in order."""


@dataclass(frozen=True, slots=True)
class PlanPack:
    """What a plan workbook holds, and the certificate that its package signature was made with."""

    plan: Plan
    trust: TrustList
    identity: PackIdentity
    certificate_der: bytes = field(repr=False)
    district: DistrictFigures = NOTHING_FROZEN


def write_plan_pack(
    plan: Plan,
    trust: TrustList,
    district: DistrictFigures = NOTHING_FROZEN,
    *,
    identity: PackIdentity,
    signer: Signer,
) -> bytes:
    """The signed workbook; the same plan, register, figures, identity and key give the same bytes.

    It is verified and read back before it is answered: ``ExchangeError("workbook.not_as_written")`` should it then say
    anything else. Raises ``WrongTemplate("workbook.identity_differs")`` (``field``, ``found``, ``expected``) where the
    identity is not the plan's, and what ``workbook_bytes`` and ``sign_package`` raise.
    """
    _require_same_plan(identity, plan)
    pack = PlanPack(plan, trust, identity, signer.certificate_der, district)
    return export_pages(
        _pages(pack),
        identity=identity,
        signer=signer,
        title=f"{plan.title} · plan version {plan.version}",
        reads_as=lambda data: read_plan_pack(data) == pack,
    )


def read_plan_pack(data: bytes) -> PlanPack:
    """What stands in the plan workbook ``data``, of which only what is signed is read.

    Raises ``NotAWorkbook`` or ``SignatureInvalid`` (see ``verify_package``), ``WrongTemplate`` where a sheet or cell is
    not that of the layout, ``PlanInvalid`` with the cell of every problem, ``ExchangeError("trust.list_damaged")``.
    """
    signed = open_signed(data, kind=WorkbookKind.PLAN, sheet_names=SHEET_NAMES)
    facts = read_facts(signed.cells[PLAN])
    pack = PlanPack(
        plan=read_plan(signed.cells),
        trust=read_trust(signed.cells, version=require_fact(facts, REGISTER_VERSION_LABEL)),
        identity=read_identity(facts, kind=WorkbookKind.PLAN),
        certificate_der=signed.certificate_der,
        district=read_district(signed.cells[DISTRICT_FIGURES], newest=require_fact(facts, NEWEST_SNAPSHOT_LABEL)),
    )
    _require_same_plan(pack.identity, pack.plan)
    require_pages(signed, _pages(pack), identity=pack.identity)
    return pack


def _require_same_plan(identity: PackIdentity, plan: Plan) -> None:
    require_identity(identity, kind=WorkbookKind.PLAN, district=plan.district, plan_version=plan.version)


def _pages(pack: PlanPack) -> tuple[Page, ...]:
    plan = pack.plan
    footer = f"Plan version {plan.version}"
    return (
        letter_page(PLAN, _first_page(pack), footer=footer),
        *plan_pages(plan, footer=footer),
        district_page(pack.district, plan, footer=footer),
        *signer_pages(pack.trust, footer=footer),
    )


def _first_page(pack: PlanPack) -> tuple[PageRow, ...]:
    plan, identity = pack.plan, pack.identity
    words = fingerprint_words(certificate_public_key(pack.certificate_der))
    return (
        *letterhead(plan.district_name, plan.title, f"School years {_years(plan)} · plan version {plan.version}"),
        *section("What this is"),
        *prose(
            "Purpose",
            "The strategic plan as every school reports on it, with its measures, targets and due dates, the "
            "register of those who may sign, and the district's figures of the years that central office has frozen. "
            "Central office publishes it; schools open it in CTECS Desktop.",
        ),
        *(prose("Status", plan.status_note) if plan.status_note else ()),
        *_contents(pack),
        *section("What to do with it"),
        *steps(
            "Keep this file as it is. Saved again by Excel or LibreOffice it loses its signature and is refused.",
            "Open it in CTECS Desktop: a new school begins its workspace with it, others open it in the one they have.",
            "The first time, the program shows seven words. Telephone central office on a number you know already, "
            "not one from a message that came with this file, and have them read their words aloud.",
            "Go on only if they read exactly these words. If one differs, the file is not from central office.",
        ),
        *section("The district's seven words"),
        *word_rows(words),
        *section("Signed for the district by"),
        *signer_rows(identity),
        *section("Record"),
        *record_rows(identity),
        fact(REGISTER_VERSION_LABEL, str(pack.trust.version), CellStyle.RECORD),
        fact(NEWEST_SNAPSHOT_LABEL, str(pack.district.newest), CellStyle.RECORD),
    )


def _contents(pack: PlanPack) -> tuple[PageRow, ...]:
    plan = pack.plan
    frozen = ", ".join(year.school_year for year in pack.district.years)
    goals = "\n".join(f"{goal.number}  {goal.title}" for goal in plan.goals)
    return (
        *prose("Goals", goals),
        fact("Measures", str(len(plan.measures))),
        fact("Schools", str(len(plan.schools))),
        fact("Reporting periods", str(len(plan.periods))),
        fact("District figures of", frozen or "no year yet"),
    )


def _years(plan: Plan) -> str:
    return " to ".join(dict.fromkeys((*plan.school_years[:1], *plan.school_years[-1:])))
