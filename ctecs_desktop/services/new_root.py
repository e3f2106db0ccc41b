"""A school hears of a district key that no key it knows vouches for: after a loss, only the telephone can tell.

Every other newer key comes inside a workbook that a known one signed; see ``services.plan.open_workbook``.
"""

from __future__ import annotations

from pathlib import Path

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import NotAllowed, WrongTemplate
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.files import LARGEST_WORKBOOK, read_file_bounded
from ctecs_desktop.exchange.packs.plan_pack import PlanPack, read_plan_pack
from ctecs_desktop.exchange.packs.reply_pack import ReplyPack, read_reply_pack
from ctecs_desktop.exchange.packs.workbook_kind import kind_of
from ctecs_desktop.exchange.signers.fingerprint_words import FingerprintWords, fingerprint_words
from ctecs_desktop.exchange.signers.trust import certificate_fingerprint, certificate_public_key, verify_district_signer
from ctecs_desktop.services.keys import keep_trust, trust_list
from ctecs_desktop.services.session import Session


def read_new_root(session: Session, path: Path) -> FingerprintWords:
    """The seven words of the district key that signed a plan or reply workbook and is not known here.

    Raises ``NotAllowed("trust.root_known")`` where it is, and ``trust.root_was_revoked`` (``reason``, ``at``) for one
    that central office itself has revoked; otherwise what reading a plan workbook raises.
    """
    return fingerprint_words(certificate_public_key(_pack(session, path).certificate_der))


def believe_new_root(session: Session, path: Path, *, words: tuple[str, ...]) -> Changes:
    """Believe the key that signed a workbook of central office from now on; ``words`` are those that it read out.

    Raises ``NotAllowed("trust.words_differ")`` (``found``). The workbook itself is then opened like any other.
    """
    pack = _pack(session, path)
    found = fingerprint_words(certificate_public_key(pack.certificate_der))
    if tuple(word.lower() for word in words) != found:
        raise NotAllowed("trust.words_differ", found=found)
    keep_trust(session, trust_list(session).with_root(pack.certificate_der))
    return Changes(nouns=frozenset({Noun.TRUST}))


def _pack(session: Session, path: Path) -> PlanPack | ReplyPack:
    session.require(WorkspaceRole.SCHOOL)
    data = read_file_bounded(path, LARGEST_WORKBOOK)
    pack = read_reply_pack(data) if kind_of(data) is WorkbookKind.REPLY else read_plan_pack(data)
    known = trust_list(session)
    if pack.identity.district != session.workspace.district:
        raise WrongTemplate("workbook.other_district", found=pack.identity.district, wanted=session.workspace.district)
    verify_district_signer(pack.certificate_der, pack.trust, at=session.clock())
    fingerprint = certificate_fingerprint(pack.certificate_der)
    if known.root(fingerprint) is None:
        return pack
    revocation = known.revocation(fingerprint, at=session.clock())
    if revocation is not None:
        raise NotAllowed("trust.root_was_revoked", reason=revocation.reason.value, at=revocation.at)
    raise NotAllowed("trust.root_known", file=path.name)
