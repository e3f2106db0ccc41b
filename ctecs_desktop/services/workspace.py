"""Making a workspace: central office from a plan, a school from the plan workbook it was sent."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from ctecs_desktop.domain.errors import StoreError
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.workspace import Workspace, WorkspaceRole
from ctecs_desktop.exchange.files import LARGEST_WORKBOOK, read_file_bounded
from ctecs_desktop.exchange.packs.plan_pack import PlanPack, read_plan_pack
from ctecs_desktop.exchange.plan_files import practice_plan, read_plan_folder, shipped_plan
from ctecs_desktop.exchange.signers.certificates import new_district_key
from ctecs_desktop.exchange.signers.fingerprint_words import FingerprintWords, fingerprint_words
from ctecs_desktop.exchange.signers.keys import save_key
from ctecs_desktop.exchange.signers.trust import TrustList, certificate_public_key, verify_district_signer
from ctecs_desktop.services.keys import keep_trust
from ctecs_desktop.services.session import Clock, Session, as_utc_text, key_path_of, system_clock, system_person
from ctecs_desktop.store import district_figures, plans
from ctecs_desktop.store.opening import create_store


def starting_plan(folder: Path | None = None, *, practice: bool = False) -> Plan:
    """The plan to begin with: the shipped one, the practice plan over published years, or a folder's tables."""
    if folder is not None:
        return read_plan_folder(folder)
    return practice_plan() if practice else shipped_plan()


def default_folder() -> Path:
    """Where a workspace lies unless its owner wants it elsewhere: on this PC, in no synchronized folder."""
    return Path(platformdirs.user_data_path("ctecs_desktop", appauthor=False))


def make_default_folder(path: Path) -> None:
    """Make the folder of ``path`` where it is the usual one; a folder that a person named must be there."""
    if path.parent == default_folder():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            detail = error.strerror or type(error).__name__
            raise StoreError("store.cannot_write", path=str(path), detail=detail) from error


def create_central(
    path: Path, *, plan: Plan, passphrase: str, person: str | None = None, clock: Clock = system_clock
) -> Session:
    """A workspace for central office with a new district key beside it.

    Raises ``StoreError("store.exists")`` where a store or a key of that name is there already: a district key is never
    overwritten.
    """
    key_path = key_path_of(path)
    _require_nothing_there(path, key_path)
    now = clock()
    key = new_district_key(plan.district_name, at=now)
    save_key(key, key_path, passphrase=passphrase)
    session = Session(
        create_store(path, _new_workspace(WorkspaceRole.CENTRAL, plan, plan.district, as_utc_text(now))),
        person or system_person(),
        clock,
    )
    plans.save_plan(session.store, plan, at=session.now(), person=session.person, source="shipped")
    keep_trust(session, TrustList(version=1, roots=(key.certificate_der,)))
    return session


@dataclass(frozen=True, slots=True)
class Invitation:
    """A plan workbook as a school sees it before it trusts it: what it says, and the words to compare."""

    pack: PlanPack
    words: FingerprintWords
    file_name: str


def read_invitation(path: Path) -> Invitation:
    """Open a plan workbook whose district is not known yet.

    The signature must hold and must be that of the district named in the workbook itself; whether that is the real
    district, only the seven words can tell, compared over the telephone.
    """
    pack = read_plan_pack(read_file_bounded(path, LARGEST_WORKBOOK))
    signer = verify_district_signer(pack.certificate_der, pack.trust, at=system_clock())
    return Invitation(pack, fingerprint_words(certificate_public_key(signer.certificate_der)), path.name)


def create_school(
    path: Path,
    *,
    invitation: Invitation,
    school: SchoolCode,
    person: str | None = None,
    clock: Clock = system_clock,
) -> Session:
    """A workspace for one school of the plan; its key is made when it enrols."""
    pack = invitation.pack
    _require_nothing_there(path, key_path_of(path))
    code = pack.plan.school(school).code
    session = Session(
        create_store(path, _new_workspace(WorkspaceRole.SCHOOL, pack.plan, code, as_utc_text(clock()))),
        person or system_person(),
        clock,
    )
    plans.save_plan(session.store, pack.plan, at=session.now(), person=session.person, source=invitation.file_name)
    plans.note_register(session.store, pack.trust.version, at=session.now(), person=session.person)
    keep_trust(session, pack.trust)
    district_figures.keep_figures(
        session.store,
        pack.district,
        register=pack.trust.version,
        source=invitation.file_name,
        at=session.now(),
        person=session.person,
    )
    return session


def _new_workspace(role: WorkspaceRole, plan: Plan, organization: SchoolCode, at: str) -> Workspace:
    return Workspace(role, plan.district, organization, incarnation=uuid.uuid4().hex, created_at=at)


def _require_nothing_there(*paths: Path) -> None:
    for path in paths:
        if path.exists():
            raise StoreError("store.exists", path=str(path))
