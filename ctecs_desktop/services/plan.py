"""Publishing the plan as a signed workbook, and taking in what central office sends: plans and replies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import NotAllowed, SignerUnknown, WrongTemplate
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.plan_versions import KeptNewer, comes_before
from ctecs_desktop.domain.reply import Reply
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.files import LARGEST_WORKBOOK, read_file_bounded, write_file_atomically
from ctecs_desktop.exchange.packs.plan_pack import PlanPack, read_plan_pack, write_plan_pack
from ctecs_desktop.exchange.packs.reply_pack import ReplyPack, read_reply_pack
from ctecs_desktop.exchange.packs.workbook_kind import kind_of
from ctecs_desktop.exchange.signers.fingerprint_words import fingerprint_words
from ctecs_desktop.exchange.signers.keys import SigningKey
from ctecs_desktop.exchange.signers.trust import TrustList, certificate_public_key, verify_district_signer
from ctecs_desktop.services.district_figures import figures_for_schools
from ctecs_desktop.services.enrolment import pack_identity
from ctecs_desktop.services.keys import keep_trust, note_root_in_use, trust_list
from ctecs_desktop.services.register_sent import note_register_sent
from ctecs_desktop.services.sent_marks import note_sent
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import district_figures, plans, replies

_NOBODY_VOUCHES = frozenset({"trust.issuer_forged", "trust.unknown_key"})
"""Refusals of a signer that may be the district's new key as well as a forger's."""


@dataclass(frozen=True, slots=True)
class OpenedWorkbook:
    """What a workbook from central office brought. ``plan_before`` is the version that a new plan took the place of.

    ``district_years`` are the school years of the district's figures, where other ones than before came along;
    ``kept`` is what the school has newer than the workbook.
    """

    kind: WorkbookKind
    plan_version: str
    is_new_plan: bool
    trust_version: int
    reply: Reply | None
    changes: Changes
    plan_before: str = ""
    district_years: tuple[str, ...] = ()
    kept: KeptNewer | None = None


def publish_plan(session: Session, *, authority: SigningKey, out: Path, signer: str = "", role: str = "") -> Path:
    """Write the plan in force, the register of signers and the frozen years as a workbook signed by the district."""
    session.require(WorkspaceRole.CENTRAL)
    plan = session.plan
    identity = pack_identity(
        session, WorkbookKind.PLAN, "", signer=signer or session.person, role=role or "Central office"
    )
    figures = figures_for_schools(session)
    data = write_plan_pack(plan, trust_list(session), figures, identity=identity, signer=authority)
    note_sent(session)
    path = write_file_atomically(out, data)
    note_register_sent(session, WorkbookKind.PLAN, path)
    return path


def open_workbook(session: Session, path: Path) -> OpenedWorkbook:
    """Take in a plan or reply workbook at a school.

    It must be signed by a district key that this workspace knows already; a newer register of signers is merged, an
    older one changes nothing that was learnt since, and nor do an older plan and older figures of the district. Raises
    ``SignerUnknown("trust.root_unknown")`` (``words``) for a key that nobody here vouches for: a forgery, or the
    district's after a loss; see ``services.new_root``.
    """
    session.require(WorkspaceRole.SCHOOL)
    data = read_file_bounded(path, LARGEST_WORKBOOK)
    kind = kind_of(data)
    if kind is WorkbookKind.PLAN:
        pack = read_plan_pack(data)
        return _take_plan(session, pack, path.name)
    if kind is WorkbookKind.REPLY:
        return _take_reply(session, read_reply_pack(data), path.name)
    raise WrongTemplate("workbook.not_for_school", file=path.name, kind=kind.value)


def _merged_trust(session: Session, pack: PlanPack | ReplyPack) -> TrustList:
    known = trust_list(session)
    try:
        verify_district_signer(pack.certificate_der, known, at=session.clock())
    except SignerUnknown as error:
        if error.code not in _NOBODY_VOUCHES:
            raise
        words = fingerprint_words(certificate_public_key(pack.certificate_der))
        raise SignerUnknown("trust.root_unknown", words=words) from error
    if pack.identity.district != session.workspace.district:
        raise WrongTemplate("workbook.other_district", found=pack.identity.district, wanted=session.workspace.district)
    return known if pack.trust.version < known.version else known.merged_with(pack.trust)


def _take_plan(session: Session, pack: PlanPack, file_name: str) -> OpenedWorkbook:
    trust = _merged_trust(session, pack)
    before = session.plan
    keeps_plan = before != pack.plan and _is_older_plan(session, pack, before)
    is_new = before != pack.plan and not keeps_plan
    with session.store.transaction():
        if is_new:
            plans.save_plan(session.store, pack.plan, at=session.now(), person=session.person, source=file_name)
        if not keeps_plan:
            plans.note_register(session.store, pack.trust.version, at=session.now(), person=session.person)
        keep_trust(session, trust)
        note_root_in_use(session, pack.certificate_der)
        brings_figures = district_figures.keep_figures(
            session.store,
            pack.district,
            register=pack.trust.version,
            source=file_name,
            at=session.now(),
            person=session.person,
        )
    nouns = {Noun.TRUST} | ({Noun.PLAN} if is_new else set()) | ({Noun.DISTRICT} if brings_figures else set())
    return OpenedWorkbook(
        WorkbookKind.PLAN,
        before.version if keeps_plan else pack.plan.version,
        is_new,
        trust.version,
        None,
        Changes(nouns=frozenset(nouns)),
        before.version if is_new else "",
        tuple(year.school_year for year in pack.district.years) if brings_figures else (),
        _kept_newer(session, pack, plan=before.version if keeps_plan else ""),
    )


def _kept_newer(session: Session, pack: PlanPack, *, plan: str) -> KeptNewer | None:
    newest, register = district_figures.kept_numbers(session.store)
    keeps_figures = (
        pack.district.newest,
        pack.trust.version,
    ) < (newest, register) and district_figures.kept_figures(session.store) != pack.district
    if not plan and not keeps_figures:
        return None
    return KeptNewer(
        plan,
        pack.plan.version,
        newest if keeps_figures else 0,
        pack.district.newest,
        is_late=bool(plan) or pack.trust.version <= register,
    )


def _is_older_plan(session: Session, pack: PlanPack, before: Plan) -> bool:
    """Whether central office wrote the workbook before the one that brought the plan which is in force here.

    The register goes with every workbook and its number only grows, also after a restore at central office, so it says
    which of two was written later. Under the same number a plan that was in force here before, or whose number is the
    lower one, is the older.
    """
    known = plans.register_of_plan(session.store)
    if pack.trust.version != known:
        return pack.trust.version < known
    held = {each.version for each in plans.plan_versions(session.store)}
    return pack.plan.version in held - {before.version} or comes_before(pack.plan.version, before.version)


def _take_reply(session: Session, pack: ReplyPack, file_name: str) -> OpenedWorkbook:
    trust = _merged_trust(session, pack)
    if pack.reply.school != session.workspace.organization:
        raise NotAllowed("reply.other_school", school=pack.reply.school, own=session.workspace.organization)
    with session.store.transaction():
        keep_trust(session, trust)
        note_root_in_use(session, pack.certificate_der)
        replies.record_reply(session.store, pack.reply, file_name=file_name, at=session.now(), person=session.person)
    return OpenedWorkbook(
        WorkbookKind.REPLY,
        session.plan.version,
        is_new_plan=False,
        trust_version=trust.version,
        reply=pack.reply,
        changes=Changes(
            frozenset(question.key for question in pack.reply.questions), frozenset({Noun.TRUST, Noun.SUBMISSION})
        ),
    )
