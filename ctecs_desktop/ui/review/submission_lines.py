"""What is told of a submission in lines: who signed it with which key, what the school said, what was decided."""

from __future__ import annotations

from decimal import Decimal

from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.review import DECIDED
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.inspection import Inspection
from ctecs_desktop.services.snapshots import Ledger
from ctecs_desktop.wording import (
    finding_text,
    place_text,
    quantity_text,
    recorded_time_text,
    revision_reason_text,
    revocation_text,
    strategy_status_text,
    submission_status_text,
    validity_text,
    words_text,
)


def school_name(plan: Plan, code: str) -> str:
    """The school's name; its code where the plan does not have it any more."""
    return next((school.name for school in plan.schools if school.code == code), code)


def about_lines(found: Inspection) -> list[str]:
    """Who signed, when it came as which file, how much it holds, and why there are decisions and amendments."""
    received = found.received
    identity = received.identity
    lines = [
        _("Signed by {signer}, {role}, {time}.").format(
            signer=identity.signer, role=identity.role, time=recorded_time_text(identity.claimed_time)
        ),
        _("Received {time} as {file}.").format(time=recorded_time_text(received.received_at), file=received.file_name),
        _("{values} values, {blanks} blanks with a reason, control total {total}.").format(
            values=f"{found.totals.values:,}",
            blanks=f"{found.totals.blanks:,}",
            total=quantity_text(Decimal(found.totals.total)),
        ),
    ]
    if identity.revision_reason:
        lines.append(_("Amended because: {reason}").format(reason=revision_reason_text(identity.revision_reason)))
    if found.reason:
        lines.append(_("Decided because: {reason}").format(reason=found.reason))
    return lines


def signature_lines(found: Inspection) -> list[str]:
    """Package signature and seal, and the words by which the key was known on the telephone."""
    signed = found.signed_with
    lines = [
        _("Package signature {package}, seal {seal}.").format(
            package=validity_text(signed.package_signature), seal=validity_text(signed.seal)
        )
    ]
    if signed.words is not None:
        lines.append(_("The key’s words: {words}.").format(words=words_text(signed.words)))
    if signed.revocation is not None:
        lines.append(
            _("The key was revoked on {day}: {reason}. What came before stays valid.").format(
                day=recorded_time_text(signed.revocation.at.isoformat()),
                reason=revocation_text(signed.revocation.reason.value),
            )
        )
    return lines


def finding_lines(found: Inspection, plan: Plan) -> list[str]:
    """What the rules still want."""
    return [f"{place_text(each.key, plan)}: {finding_text(each, plan)}" for each in found.findings]


def kept_lines(found: Inspection, plan: Plan) -> list[str]:
    """The values that the school kept although a rule asked, each with its reason."""
    return [f"{place_text(each.key, plan)}: {each.reason}" for each in found.explanations]


def strategy_lines(found: Inspection, plan: Plan) -> list[str]:
    """How far each strategy is, in the school's words."""
    texts = {strategy.code: strategy.text for strategy in plan.strategies}
    lines = []
    for update in found.strategy_updates:
        head = f"{update.strategy} {texts.get(update.strategy, '')}".strip()
        text = _("{strategy}: {status}").format(strategy=head, status=strategy_status_text(update.status))
        lines.append(f"{text}. {update.narrative}".strip() if update.narrative else text)
    return lines


def question_lines(found: Inspection, plan: Plan) -> list[str]:
    """What is asked about single values."""
    return [f"{place_text(each.key, plan)}: {each.text}" for each in found.questions]


def decision_lines(found: Inspection) -> list[str]:
    """Everything that was decided, the newest first; what was taken back stands there too."""
    lines = []
    for each in reversed(found.decisions):
        status = each.decision.status
        what = submission_status_text(status) if status in DECIDED else _("decision taken back")
        line = _("{time}, {person}: {what}").format(time=recorded_time_text(each.at), person=each.person, what=what)
        lines.append(f"{line}. {each.reason}" if each.reason else line)
    return lines


def ledger_lines(ledgers: tuple[Ledger, ...]) -> list[str]:
    """What accepting would change in figures that were given away."""
    lines = []
    for each in ledgers:
        count = len(each.restatements)
        if count:
            text = ngettext(
                "Accepting it changes {count} figure of snapshot {number}.",
                "Accepting it changes {count} figures of snapshot {number}.",
                count,
            ).format(count=count, number=each.snapshot.number)
            lines.append(f"{text} ({each.snapshot.note})" if each.snapshot.note else text)
    return lines
