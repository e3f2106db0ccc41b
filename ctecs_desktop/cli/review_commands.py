"""Commands about what central office holds: list it, accept or return it, answer the school."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctecs_desktop.cli.passphrases import passphrase_option, read_passphrase
from ctecs_desktop.cli.terminal import Terminal, json_option, out_option, pass_terminal, store_argument
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, ObservationKey, PeriodCode, SubgroupCode
from ctecs_desktop.i18n import _

if TYPE_CHECKING:
    from ctecs_desktop.domain.plan import Plan
    from ctecs_desktop.domain.reply import Question
    from ctecs_desktop.domain.review import ReceivedSubmission
    from ctecs_desktop.services.session import Session

DIGITS_SHOWN = 12
"""Of a digest; the commands take the beginning of one."""


def _document(submission: ReceivedSubmission) -> dict[str, object]:
    identity = submission.identity
    return {
        "digest": submission.digest,
        "school": identity.school,
        "period": identity.period,
        "revision": identity.revision,
        "revision_reason": identity.revision_reason,
        "status": submission.status.value,
        "verdict": submission.verdict.value,
        "signer": identity.signer,
        "role": identity.role,
        "received_at": submission.received_at,
        "file": submission.file_name,
        "file_digest": submission.file_digest,
    }


@click.command(short_help="List what central office holds.")
@store_argument
@click.option("--period", metavar="P", help="Only this period.")
@json_option
@pass_terminal
def received(terminal: Terminal, store: Path, *, period: str | None) -> None:
    """List every submission that central office holds, and how it stands.

    \b
      ctecs received central.ctecs --period 2015-16
    """
    from ctecs_desktop.services import review
    from ctecs_desktop.services.session import open_session
    from ctecs_desktop.wording import short_time_text, submission_status_text

    with open_session(store, writable=False) as session:
        code = session.plan.period(period).code if period else None
        held = review.received(session, period=code)

    def tell() -> None:
        rows = [
            [
                each.digest[:DIGITS_SHOWN],
                each.identity.school,
                each.identity.period,
                str(each.identity.revision),
                submission_status_text(each.status),
                short_time_text(each.received_at),
                each.identity.signer,
                each.file_name,
            ]
            for each in held
        ]
        headers = [
            _("Digest"),
            _("School"),
            _("Period"),
            _("Rev."),
            _("Status"),
            _("Received (UTC)"),
            _("Signer"),
            _("File"),
        ]
        terminal.table(headers, rows, right={3})
        if not rows:
            terminal.say(_("Nothing was received yet. Import workbooks with “ctecs import”."))

    terminal.answer([_document(each) for each in held], tell)


@click.command(short_help="Take a submission into the rollup.")
@store_argument
@click.argument("digest")
@click.option("--reason", default="", metavar="TEXT", help="Why; needed for a re-saved file and in a conflict.")
@json_option
@pass_terminal
def accept(terminal: Terminal, store: Path, digest: str, *, reason: str) -> None:
    """Take a submission into the rollup. DIGEST is the beginning of one that “ctecs received” lists.

    \b
      ctecs accept central.ctecs 3f9a12
    """
    from ctecs_desktop.services import review

    _decide(terminal, store, digest, act=lambda session: review.accept(session, digest, reason=reason))


@click.command("return", short_help="Give a submission back to its school.")
@store_argument
@click.argument("digest")
@click.option("--reason", required=True, metavar="TEXT", help="What the school should look at.")
@json_option
@pass_terminal
def return_submission(terminal: Terminal, store: Path, digest: str, *, reason: str) -> None:
    """Give a submission back to its school, which answers with the next revision.

    \b
      ctecs return central.ctecs 3f9a12 --reason "1.01 is twice last year's"
    """
    from ctecs_desktop.services import review

    _decide(terminal, store, digest, act=lambda session: review.return_to_school(session, digest, reason=reason))


@click.command(short_help="Keep a submission out of the rollup.")
@store_argument
@click.argument("digest")
@click.option("--reason", required=True, metavar="TEXT", help="Why it must not count.")
@json_option
@pass_terminal
def exclude(terminal: Terminal, store: Path, digest: str, *, reason: str) -> None:
    """Keep a genuine submission out of the rollup; what it was accepted over counts again.

    \b
      ctecs exclude central.ctecs 3f9a12 --reason "Made from a test copy"
    """
    from ctecs_desktop.services import review

    _decide(terminal, store, digest, act=lambda session: review.exclude(session, digest, reason=reason))


@click.command("take-back", short_help="Undo the last decision over a submission.")
@store_argument
@click.argument("digest")
@click.option("--reason", default="", metavar="TEXT", help="Why.")
@json_option
@pass_terminal
def take_back(terminal: Terminal, store: Path, digest: str, *, reason: str) -> None:
    """Undo an acceptance, a return or an exclusion; both stay in the history, and the submission waits again.

    \b
      ctecs take-back central.ctecs 3f9a12
    """
    from ctecs_desktop.services import review

    _decide(terminal, store, digest, act=lambda session: review.take_back(session, digest, reason=reason))


@click.command(short_help="Ask about single values of a submission.")
@store_argument
@click.argument("digest")
@click.argument("questions", nargs=-1, metavar='["1.01 all: TEXT"]...')
@json_option
@pass_terminal
def ask(terminal: Terminal, store: Path, digest: str, *, questions: tuple[str, ...]) -> None:
    """Keep questions to single values for the reply; “1.01 all:” without a text withdraws one. Lists what is asked.

    \b
      ctecs ask central.ctecs 3f9a12 "1.01 all: Is the numerator this year's?"
    """
    from ctecs_desktop.services import review
    from ctecs_desktop.services.inspection import inspect_submission
    from ctecs_desktop.wording import place_text

    with terminal.opened(store) as session:
        submission = review.find_received(session, digest)
        for question in questions_from(questions, submission, session.plan, may_be_empty=True):
            review.ask(session, submission.digest, question)
        found, plan = inspect_submission(session, submission.digest), session.plan

    def tell() -> None:
        for each in found.questions:
            terminal.say(f"{place_text(each.key, plan)}: {each.text}")
        if found.questions:
            terminal.say(_("They go to the school with “ctecs return” and “ctecs reply”."))
        else:
            terminal.say(_("Nothing is asked."))

    asked = [
        {"measure": each.key.measure, "subgroup": each.key.subgroup, "text": each.text} for each in found.questions
    ]
    terminal.answer({**_document(submission), "questions": asked}, tell)


def _decide(terminal: Terminal, store: Path, digest: str, *, act: Callable[[Session], object]) -> None:
    from ctecs_desktop.services import review
    from ctecs_desktop.wording import submission_status_text

    with terminal.opened(store) as session:
        act(session)
        submission = review.find_received(session, digest)
    identity = submission.identity

    def tell() -> None:
        terminal.say(
            _("{school}, {period}, revision {revision}: {status}.").format(
                school=identity.school,
                period=identity.period,
                revision=identity.revision,
                status=submission_status_text(submission.status),
            )
        )
        terminal.say(_("Tell the school with “ctecs reply”."))

    terminal.answer(_document(submission), tell)


@click.command(short_help="Write the signed answer to a submission.")
@store_argument
@click.argument("digest")
@out_option
@passphrase_option
@click.option("--note", default="", metavar="TEXT", help="A few words to the school.")
@click.option(
    "--question", "questions", multiple=True, metavar='"1.01 all: TEXT"', help="A question to one value; repeatable."
)
@json_option
@pass_terminal
def reply(
    terminal: Terminal,
    store: Path,
    digest: str,
    *,
    out: Path,
    passphrase_file: str | None,
    note: str,
    questions: tuple[str, ...],
) -> None:
    """Write the signed answer to a submission: a receipt, a note, questions to single values.

    \b
      ctecs reply central.ctecs 3f9a12 --out reply.xlsx --passphrase-file pass.txt \\
          --question "1.01 all: Is the numerator this year's?"
    """
    from ctecs_desktop.services import review
    from ctecs_desktop.services.inspection import inspect_submission
    from ctecs_desktop.services.keys import unlock

    with terminal.opened(store) as session:
        submission = review.find_received(session, digest)
        asked = questions_from(questions, submission, session.plan)
        kept = [each.key for each in inspect_submission(session, submission.digest).questions]
        authority = unlock(session, read_passphrase(passphrase_file, whose=_("the district key")))
        written = review.write_reply(
            session, submission.digest, authority=authority, out=out, note=note, questions=asked
        )

    def tell() -> None:
        terminal.say(
            _("Wrote {file}. Send it to school {school}.").format(file=written, school=submission.identity.school)
        )

    count = len({*kept, *(each.key for each in asked)})
    terminal.answer({"file": str(written), "questions": count, **_document(submission)}, tell)


def questions_from(
    texts: Sequence[str], submission: ReceivedSubmission, plan: Plan, *, may_be_empty: bool = False
) -> list[Question]:
    """The questions that were typed, ``1.01 all: text``; the subgroup may be left out.

    Raises ``NotAllowed("reply.question_unclear", text)``, and ``PlanInvalid`` for what the plan does not have.
    """
    from ctecs_desktop.domain.reply import Question

    questions = []
    for text in texts:
        address, colon, asked = text.partition(":")
        words = address.split()
        if not colon or not (may_be_empty or asked.strip()) or len(words) not in {1, 2}:
            raise NotAllowed("reply.question_unclear", text=text)
        measure = plan.measure(words[0]).code
        subgroup = SubgroupCode(words[1]) if len(words) == 2 else ALL_STUDENTS
        if subgroup not in plan.subgroups_of(measure):
            plan.subgroup(subgroup)
            raise NotAllowed("reply.question_unclear", text=text)
        identity = submission.identity
        key = ObservationKey(identity.school, PeriodCode(identity.period), MeasureCode(measure), subgroup)
        questions.append(Question(key, asked.strip()))
    return questions
