"""What ``ctecs status`` tells: at a school what is left of a period, at central office who has sent what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.board import board
from ctecs_desktop.services.keys import district_words, has_key, trust_list
from ctecs_desktop.services.overview import school_overview
from ctecs_desktop.wording import (
    revocation_text,
    short_time_text,
    standing_text,
    submission_status_text,
    words_text,
)

if TYPE_CHECKING:
    from ctecs_desktop.cli.terminal import Terminal
    from ctecs_desktop.domain.observation import PeriodCode
    from ctecs_desktop.services.session import Session

DIGITS_SHOWN = 12
"""Of a digest or a fingerprint; every command takes the beginning of one."""


def _head(session: Session, period: PeriodCode, name: str) -> dict[str, object]:
    workspace, plan = session.workspace, session.plan
    return {
        "store": str(session.store.path),
        "role": workspace.role.value,
        "organization": workspace.organization,
        "name": name,
        "district": workspace.district,
        "person": session.person,
        "plan": {"title": plan.title, "version": plan.version, "periods": [each.code for each in plan.periods]},
        "trust_version": trust_list(session).version,
        "district_words": list(district_words(session)),
        "period": period,
    }


def _tell_head(terminal: Terminal, session: Session, name: str) -> None:
    plan = session.plan
    is_school = session.workspace.role is WorkspaceRole.SCHOOL
    sentence = (
        _("{name} ({code}): a school's workspace") if is_school else _("{name} ({code}): central office's workspace")
    )
    terminal.say(sentence.format(name=name, code=session.workspace.organization))
    terminal.say(_("Plan {version}: {title}").format(version=plan.version, title=plan.title))
    terminal.say(_("Periods: {codes}").format(codes=", ".join(each.code for each in plan.periods)))
    terminal.say(_("The district's key: {words}").format(words=words_text(district_words(session))))


def tell_school(terminal: Terminal, session: Session, period: PeriodCode) -> None:
    """What is left of the period, and what became of what was sent."""
    name = session.plan.school(session.workspace.organization).name
    overview = school_overview(session, period)
    state = overview.state
    document = _head(session, period, name) | {
        "has_key": has_key(session),
        "state": state.status.value,
        "revision": state.revision,
        "due": overview.period.due.isoformat(),
        "days_left": overview.days_left,
        "goals": [
            {"goal": each.goal, "ready": each.ready, "to_check": each.to_check, "left": each.left}
            for each in overview.goals
        ],
        "next_measure": overview.next_measure,
        "signed": overview.signed and {"digest": overview.signed.digest, "at": overview.signed.at},
        "reply": overview.reply and {"status": overview.reply.status.value, "note": overview.reply.note},
    }

    def tell() -> None:
        _tell_head(terminal, session, name)
        terminal.say()
        terminal.say(
            _("{period}, revision {revision}: {status}").format(
                period=period, revision=state.revision, status=submission_status_text(state.status)
            )
        )
        if not state.is_locked:
            terminal.say(_due_text(overview.days_left))
        rows = [
            [
                f"{each.goal} {session.plan.goal(each.goal).title}",
                *(str(count) for count in (each.ready, each.to_check, each.left)),
            ]
            for each in overview.goals
            if each.due
        ]
        terminal.table([_("Goal"), _("Ready"), _("To check"), _("Left")], rows, right={1, 2, 3})
        if overview.reply is not None:
            terminal.say(
                _("Central office: {status}. {note}").format(
                    status=submission_status_text(overview.reply.status), note=overview.reply.note
                )
            )
        if not has_key(session):
            terminal.say(_("There is no key yet: make one with “ctecs enrol”."))

    terminal.answer(document, tell)


def _due_text(days_left: int) -> str:
    if days_left < 0:
        return ngettext("{days} day late", "{days} days late", -days_left).format(days=-days_left)
    return ngettext("due in {days} day", "due in {days} days", days_left).format(days=days_left)


def tell_central(terminal: Terminal, session: Session, period: PeriodCode) -> None:
    """Every school of the plan with what it sent for the period, and whose keys are believed."""
    plan, trust = session.plan, trust_list(session)
    standings = board(session, period)
    certificates = [
        {
            "school": each.school_code,
            "fingerprint": each.fingerprint,
            "revoked": (revoked := trust.revocation(each.fingerprint, at=session.clock())) and revoked.reason.value,
        }
        for each in trust.schools
    ]
    document = _head(session, period, plan.district_name) | {
        "schools": [
            {
                "school": each.school.code,
                "name": each.school.name,
                "status": each.status.value if each.status else None,
                "state": each.state.value,
                "questions": each.questions,
                "revision": each.submission.identity.revision if each.submission else None,
                "digest": each.submission.digest if each.submission else None,
                "days_late": each.days_late,
            }
            for each in standings
        ],
        "certificates": certificates,
    }

    def tell() -> None:
        _tell_head(terminal, session, plan.district_name)
        terminal.say()
        terminal.say(_("Submissions for {period}").format(period=period))
        rows = [
            [
                each.school.code,
                each.school.name,
                standing_text(each.state, each.days_late, each.questions),
                str(each.submission.identity.revision) if each.submission else "",
                short_time_text(each.submission.received_at) if each.submission else "",
            ]
            for each in standings
        ]
        terminal.table([_("Code"), _("School"), _("Status"), _("Rev."), _("Received (UTC)")], rows, right={3})
        terminal.say()
        terminal.say(_("Register of signers, number {version}").format(version=trust.version))
        keys = [
            [str(each["school"]), str(each["fingerprint"])[:DIGITS_SHOWN], _believed(each["revoked"])]
            for each in certificates
        ]
        terminal.table([_("School"), _("Certificate"), _("State")], keys)

    terminal.answer(document, tell)


def _believed(revoked: object) -> str:
    return _("believed") if revoked is None else _("revoked: {reason}").format(reason=revocation_text(str(revoked)))
