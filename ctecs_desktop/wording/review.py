"""What central office reads of a submission beside others, and what it writes to schools that are late."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from ctecs_desktop.domain.board import NOTHING_CAME, BoardState
from ctecs_desktop.domain.contact import Contact
from ctecs_desktop.domain.differences import Beside, ComparedValue, ComparisonBasis
from ctecs_desktop.domain.errors import ExchangeError
from ctecs_desktop.domain.observation import MeasureCode, ObservationKey, PeriodCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.plan import Plan, ReportingPeriod
from ctecs_desktop.domain.refused_file import RefusedFile
from ctecs_desktop.domain.rollup import DistrictFigure
from ctecs_desktop.domain.value import Missing, Value, rounded
from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.wording.findings import place_text
from ctecs_desktop.wording.plain import date_text, printable
from ctecs_desktop.wording.problems import problem_text
from ctecs_desktop.wording.sending import COUNTED_DAYS
from ctecs_desktop.wording.terms import term
from ctecs_desktop.wording.values import NOTHING_SHOWN, bounds_text, figure_text, quantity_text, value_text


def column_text(column: Beside) -> str:
    """What submitted values are laid beside: ``last year (2014-15)``."""
    if column.basis is ComparisonBasis.COUNTING:
        return _("revision {title}").format(title=column.title)
    if not column.title:
        return term(column.basis)
    return _("{basis} ({title})").format(basis=term(column.basis), title=printable(column.title))


def submitted_text(value: Value, measure: MeasureCode, plan: Plan) -> str:
    """A submitted value; that nothing was said is told as such, and a measure that the plan lacks by its number."""
    if value is Missing.NOT_ENTERED:
        return _("nothing")
    return value_text(value, plan.measure(measure)) if plan.has_measure(measure) else str(value)


def share_text(size: Fraction) -> str:
    """How far two values lie apart, as a share of the larger one: ``25 %``; less than half a percent is ``< 1 %``."""
    percent = rounded(100 * size, 0)
    if size and not percent:
        return _("< 1 %")
    return f"{percent:,} %"


def address_text(measure: MeasureCode, subgroup: SubgroupCode, plan: Plan) -> str:
    """Where a value stands within its submission: ``1.01 Chronic absenteeism rate, Female``."""
    return place_text(ObservationKey(SchoolCode(""), PeriodCode(""), measure, subgroup), plan)


def difference_text(row: ComparedValue, column: int, plan: Plan) -> str:
    """One value that was otherwise before: ``1.01 …: 12.7 % (57 of 449) → 17.2 % (77 of 449)``."""
    return _("{place}: {before} → {after}").format(
        place=address_text(row.measure, row.subgroup, plan),
        before=submitted_text(row.others[column], row.measure, plan),
        after=submitted_text(row.value, row.measure, plan),
    )


def letter_text(
    state: BoardState,
    school: str,
    period: ReportingPeriod,
    *,
    revision: int = 0,
    questions: Sequence[str] = (),
    today: date,
    sender: str,
    contact: Contact | None = None,
) -> str:
    """What to write to a school whose turn it is, and to whom; "" where there is nothing to remind of."""
    name = printable(school)
    if state in {BoardState.QUESTIONED, BoardState.RETURNED}:
        letter = _reminder_to_answer(name, period.code, revision, questions=questions, sender=sender)
    elif state in NOTHING_CAME - {BoardState.NOT_OPEN}:
        letter = _reminder(name, period.code, period.due, today=today, sender=sender)
    else:
        return ""
    if contact is None or not contact.email:
        return letter
    address = f"{printable(contact.name)} <{contact.email}>" if contact.name else contact.email
    return "\n".join([_("To: {address}").format(address=address), letter])


def contact_text(contact: Contact) -> str:
    """Whom to call and to write to, in one line; "" where nobody is on file."""
    return printable(", ".join(part for part in (contact.name, contact.phone, contact.email) if part))


def returned_with_questions_reason(count: int) -> str:
    """Why a submission comes back where single values were asked about; kept with the decision, and told the school."""
    text = ngettext("Central office asks about {count} value.", "Central office asks about {count} values.", count)
    return text.format(count=count)


def standing_text(state: BoardState, days: int, questions: int) -> str:
    """A school's state in a period, with how late it is or how much it was asked: ``late by 3 days``, ``asked 2``."""
    if state is BoardState.LATE:
        return ngettext("late by {count} day", "late by {count} days", days).format(count=f"{days:,}")
    if state is BoardState.QUESTIONED:
        return ngettext("asked {count} question", "asked {count} questions", questions).format(count=questions)
    return term(state)


def _reminder(school: str, period: str, due: date, *, today: date, sender: str) -> str:
    """A letter to a school that has sent nothing for ``period``; it accuses nobody and says what to do."""
    days = (today - due).days
    if days > COUNTED_DAYS:
        when = _("They were due on {day}.").format(day=date_text(due))
    elif days > 0:
        when = ngettext(
            "They were due on {day}, {count} day ago.", "They were due on {day}, {count} days ago.", days
        ).format(day=date_text(due), count=f"{days:,}")
    else:
        when = _("They are due on {day}.").format(day=date_text(due))
    lines = [
        _("Subject: Strategic-plan values of {school} for {period}").format(school=school, period=period),
        "",
        _("The values of {school} for {period} have not arrived here yet.").format(school=school, period=period),
        when,
        "",
        _(
            "Please open CTECS Desktop, enter what is left on the page Enter values, sign on the page Check and sign, "
            "and send the signed workbook as an attachment. If it was sent already, please send it once more: the same "
            "file twice changes nothing."
        ),
        "",
        _("If something keeps you from it, an answer in one line helps."),
        "",
        sender,
    ]
    return "\n".join(lines)


def _reminder_to_answer(school: str, period: str, revision: int, *, questions: Sequence[str], sender: str) -> str:
    """A letter to a school whose submission came back and that has not answered yet."""
    lines = [
        _("Subject: Questions about the values of {school} for {period}").format(school=school, period=period),
        "",
        _(
            "Revision {revision} of the values of {school} for {period} came back to you, and the next revision has "
            "not arrived here yet."
        ).format(revision=revision, school=school, period=period),
    ]
    if questions:
        lines += ["", _("What we asked:"), *(f"- {each}" for each in questions)]
    lines += [
        "",
        _(
            "Please open the reply workbook in CTECS Desktop: it leads to each value. Correct it, or keep it and say "
            "why in its note; then sign and send the next revision."
        ),
        "",
        sender,
    ]
    return "\n".join(lines)


def restated_figure_text(figure: DistrictFigure | None, plan: Plan) -> str:
    """A district figure as a reader took it, ``12.7 % (1,364 of 10,741)``; a dash where there is none."""
    if figure is None or not plan.has_measure(figure.measure):
        return NOTHING_SHOWN
    measure = plan.measure(figure.measure)
    if figure.value is None:
        return bounds_text(figure.low, figure.high, measure)
    text = figure_text(figure.value, measure)
    if figure.numerator is None or figure.denominator is None:
        return text
    return _("{figure} ({numerator} of {denominator})").format(
        figure=text, numerator=quantity_text(figure.numerator), denominator=quantity_text(figure.denominator)
    )


def refusal_text(refused: RefusedFile) -> str:
    """Why a file was refused, made again from what was kept, in the language in use now."""
    facts = json.loads(refused.facts)
    return problem_text(ExchangeError(refused.code, **(facts if isinstance(facts, dict) else {})))
