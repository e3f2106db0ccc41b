"""The sentence of every problem: what happened, what is safe, what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.i18n import _
from ctecs_desktop.wording.backups import BACKUPS
from ctecs_desktop.wording.edsight_problems import EDSIGHT
from ctecs_desktop.wording.file_problems import CONTAINERS, FILES, PACKAGES
from ctecs_desktop.wording.key_care_problems import CONTACTS, KEY_CARE
from ctecs_desktop.wording.machine_problems import MACHINE
from ctecs_desktop.wording.plain import filled
from ctecs_desktop.wording.plan_problems import PLAN
from ctecs_desktop.wording.publication_problems import PUBLICATIONS
from ctecs_desktop.wording.report_problems import REPORTS
from ctecs_desktop.wording.school_report import SCHOOL_REPORTS
from ctecs_desktop.wording.sending import SENDING
from ctecs_desktop.wording.signature_problems import SIGNATURES
from ctecs_desktop.wording.store_problems import STORES
from ctecs_desktop.wording.told import Facts, Family, Told, Wording, said
from ctecs_desktop.wording.trust_problems import ENROLMENTS, KEYS, TRUST
from ctecs_desktop.wording.value_problems import ENTRY, PASTES, UNDO, VALUES
from ctecs_desktop.wording.work_problems import SUBMISSIONS, WORK
from ctecs_desktop.wording.workbook_problems import CELLS, SHEETS, WORKBOOKS

FAMILIES: tuple[Family, ...] = (
    *(VALUES, ENTRY, PASTES, UNDO, PLAN, STORES, BACKUPS, FILES, CONTAINERS, PACKAGES, SIGNATURES),
    *(TRUST, KEYS, ENROLMENTS, SUBMISSIONS, SENDING, WORKBOOKS, SHEETS, CELLS, WORK, MACHINE, EDSIGHT),
    REPORTS,
    SCHOOL_REPORTS,
    PUBLICATIONS,
    *(KEY_CARE, CONTACTS),
)


def _by_code() -> Mapping[str, tuple[Family, Wording]]:
    table: dict[str, tuple[Family, Wording]] = {}
    for family in FAMILIES:
        for code, wording in family.sentences.items():
            if code in table:
                raise ValueError(f"two sentences for {code}")
            table[code] = family, wording
    return table


PROBLEMS = _by_code()
"""The wording of each code, with its family."""


def problem_text(error: CtecsError, *, in_terminal: bool = False) -> str:
    """What is told of ``error``, in the language in use; in a terminal it names commands instead of pages."""
    return code_text(error.code, error.params, in_terminal=in_terminal)


def code_text(code: str, facts: Facts, *, in_terminal: bool = False) -> str:
    """What is told of the problem of that code; also of one that was recorded and is told again later."""
    if code not in PROBLEMS:
        return _("This was refused: {code}. Nothing was changed. Please tell support this code.").format(code=code)
    family, wording = PROBLEMS[code]
    if callable(wording):
        return wording(facts)
    told = wording if isinstance(wording, Told) else Told(wording)
    what = told.what(facts) if callable(told.what) else filled(told.what, facts)
    safe = family.safe if told.safe is None else told.safe
    then = family.then if told.then is None else told.then
    if in_terminal and told.terminal:
        then = told.terminal
    return " ".join([what, *(filled(sentence, facts) for sentence in (safe, then) if sentence)])


VERDICTS: Mapping[str, str] = {
    "verified": said("Signature and seal hold, and the signer is known."),
    "resaved.values_intact": said(
        "The file was saved again by another program, which took the signature away; the seal shows that every value "
        "is as it was signed."
    ),
}
"""Codes of verdicts that are no problems."""


def verdict_reason_text(code: str, error: CtecsError | None, *, in_terminal: bool = False) -> str:
    """Why a file got its verdict."""
    if error is not None:
        return problem_text(error, in_terminal=in_terminal)
    return _(VERDICTS[code]) if code in VERDICTS else code_text(code, {}, in_terminal=in_terminal)
