"""The words for every member of the domain's enums, the same in window, workbook, report and terminal."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from ctecs_desktop.domain.annual_report import BreakdownGap, ReportEdition, ReportFormat, ReportPart
from ctecs_desktop.domain.board import BoardState
from ctecs_desktop.domain.changes import Noun
from ctecs_desktop.domain.coarsening import CoarseningKind
from ctecs_desktop.domain.differences import ComparisonBasis
from ctecs_desktop.domain.disclosure_plan import OverrideKind, Sign, WithheldFor
from ctecs_desktop.domain.enrolment import EnrolmentStatus, RevocationReason
from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.key_test import KeyTestKind
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.domain.passphrase import PassphraseStrength
from ctecs_desktop.domain.paste import Outcome
from ctecs_desktop.domain.paste_columns import AddressColumn
from ctecs_desktop.domain.plan import RollupMethod, Unit
from ctecs_desktop.domain.publication import Counted, Reader
from ctecs_desktop.domain.publication_addresses import FigurePart
from ctecs_desktop.domain.published import Unstated
from ctecs_desktop.domain.reconciliation import Agreement
from ctecs_desktop.domain.register import Arrival, SignerState
from ctecs_desktop.domain.register_record import RecordKind
from ctecs_desktop.domain.retention import BackupKind
from ctecs_desktop.domain.review import Verdict
from ctecs_desktop.domain.revision_reason import RevisionCause
from ctecs_desktop.domain.rollup import RollupNote
from ctecs_desktop.domain.rule import Severity
from ctecs_desktop.domain.school_report import Basis
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.domain.submission import StrategyStatus, SubmissionStatus
from ctecs_desktop.domain.text_guard import Clue
from ctecs_desktop.domain.timeline import EventKind
from ctecs_desktop.domain.value import Missing
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.i18n import _
from ctecs_desktop.wording.plan_terms import PLAN_TERMS
from ctecs_desktop.wording.told import said

TERMS: Mapping[Enum, str] = {
    **PLAN_TERMS,
    Missing.NOT_ENTERED: said("not entered"),
    Missing.NOT_APPLICABLE: said("not applicable"),
    Missing.NOT_YET: said("not yet"),
    Missing.NOT_COLLECTED: said("not collected"),
    Missing.INCLUDED_ELSEWHERE: said("included elsewhere"),
    Missing.WITHHELD: said("withheld at its source"),
    MeasureStatus.MET: said("met"),
    MeasureStatus.ON_TRACK: said("on track"),
    MeasureStatus.OFF_TRACK: said("off track"),
    MeasureStatus.UNDETERMINED: said("undetermined"),
    MeasureStatus.NOT_RATED: said("not rated"),
    MeasureStatus.NO_DATA: said("no data"),
    Verdict.ACCEPTED: said("accepted"),
    Verdict.HELD: said("held"),
    Verdict.REFUSED: said("refused"),
    SubmissionStatus.DRAFT: said("draft"),
    SubmissionStatus.SIGNED_OFF: said("signed off"),
    SubmissionStatus.RECEIVED: said("received"),
    SubmissionStatus.HELD: said("held"),
    SubmissionStatus.CONFLICT: said("in conflict"),
    SubmissionStatus.ACCEPTED: said("accepted"),
    SubmissionStatus.RETURNED: said("returned"),
    SubmissionStatus.SUPERSEDED: said("superseded"),
    SubmissionStatus.EXCLUDED: said("kept out of the rollup"),
    BoardState.NOT_OPEN: said("not open yet"),
    BoardState.AWAITED: said("not yet received"),
    BoardState.LATE: said("late"),
    BoardState.MISSING: said("missing"),
    BoardState.RECEIVED: said("received"),
    BoardState.HELD: said("held"),
    BoardState.CONFLICT: said("in conflict"),
    BoardState.QUESTIONED: said("questioned"),
    BoardState.RETURNED: said("returned"),
    BoardState.ACCEPTED: said("accepted"),
    BoardState.EXCLUDED: said("kept out of the rollup"),
    BoardState.SUPERSEDED: said("superseded"),
    ComparisonBasis.RIVAL: said("the other copy of this revision"),
    ComparisonBasis.COUNTING: said("the revision that counts"),
    ComparisonBasis.LAST_YEAR: said("last year"),
    ComparisonBasis.PUBLISHED: said("published by the state"),
    EventKind.BEGUN: said("next revision begun"),
    EventKind.SIGNED: said("signed"),
    EventKind.EXPORTED: said("written to a file"),
    EventKind.SENT: said("sent"),
    EventKind.RECEIVED: said("received by central office"),
    EventKind.RETURNED: said("returned"),
    EventKind.ACCEPTED: said("accepted"),
    StrategyStatus.NOT_STARTED: said("not started"),
    StrategyStatus.UNDER_WAY: said("under way"),
    StrategyStatus.DONE: said("done"),
    StrategyStatus.DROPPED: said("dropped"),
    Part.NUMERATOR: said("numerator"),
    Part.DENOMINATOR: said("denominator"),
    Part.VALUE: said("value"),
    Part.BLANK: said("reason for the blank"),
    Part.NOTE: said("note"),
    AddressColumn.MEASURE: said("measure"),
    AddressColumn.SUBGROUP: said("subgroup"),
    Outcome.CHANGED: said("changes"),
    Outcome.SAME: said("stays as it is"),
    Outcome.WAITING: said("waits for the other part"),
    Outcome.REFUSED: said("refused"),
    Outcome.READ_ONLY: said("not to be filled in"),
    Outcome.OUTSIDE: said("has no place"),
    BackupKind.DAILY: said("first opening of the day"),
    BackupKind.HALF_HOUR: said("half an hour of work"),
    BackupKind.BEFORE_VALUES: said("before many values were entered"),
    BackupKind.BEFORE_IMPORT: said("before an import"),
    BackupKind.SIGN_OFF: said("after a sign-off"),
    BackupKind.BEFORE_RESTORE: said("put aside by a restore"),
    BackupKind.DAMAGED: said("put aside as damaged"),
    BackupKind.BEFORE_MIGRATION: said("before a newer version"),
    BackupKind.BY_HAND: said("asked for"),
    Counted.PUPILS: said("students"),
    Counted.STAFF: said("staff"),
    Counted.THINGS: said("not people"),
    Counted.POINTS: said("sum of scores"),
    Reader.SHOWN: said("shown in this release"),
    Reader.COMPUTED: said("can be computed"),
    Reader.KNOWN: said("published before"),
    Reader.STARRED: said("withheld in an earlier release"),
    WithheldFor.ITSELF: said("few people"),
    WithheldFor.ANOTHER: said("another figure could be worked out with it"),
    WithheldFor.LINKED: said("a withheld figure could be read off it"),
    Sign.WITHHELD: said("withheld for privacy"),
    Sign.SMALL_GROUP: said("withheld: too few in the group"),
    Sign.NOT_APPLICABLE: said("not applicable"),
    Sign.NOT_YET: said("not yet"),
    OverrideKind.WITHHOLD: said("withhold this too"),
    OverrideKind.KEEP: said("show this, withhold another"),
    OverrideKind.RELEASE: said("show this: it is not about few people"),
    FigurePart.NUMERATOR: said("count"),
    FigurePart.DENOMINATOR: said("out of how many"),
    FigurePart.POINTS: said("sum behind the mean"),
    FigurePart.RATE: said("rate or mean"),
    CoarseningKind.MERGE: said("tell together"),
    CoarseningKind.DROP: said("do not break down"),
    Clue.COUNT: said("is a withheld count"),
    Clue.RATE: said("is a withheld rate"),
    Clue.REST_COUNT: said("is the rest of a withheld count"),
    Clue.REST_RATE: said("is the rest of a withheld rate"),
    Clue.CHANGE: said("is the change from a figure that is shown"),
    Clue.GROUP: said("may be of a group that is not told so"),
    BreakdownGap.NOT_REPORTED: said("Nobody has reported this measure by"),
    BreakdownGap.NOT_TOLD: said("Not told in this edition by"),
    BreakdownGap.ALL_WITHHELD: said("Withheld for privacy in every group and year"),
    ReportEdition.INTERNAL: said("internal edition"),
    ReportEdition.PUBLIC: said("public edition"),
    ReportFormat.PDF: said("PDF"),
    ReportFormat.WORD: said("Word document"),
    ReportFormat.EXCEL: said("Excel workbook"),
    ReportPart.LETTERS: said("Letters"),
    ReportPart.ABOUT: said("About the system"),
    ReportPart.GLANCE: said("The district at a glance"),
    ReportPart.GOALS: said("The goals"),
    ReportPart.BREAKDOWNS: said("Breakdowns, with the goals"),
    ReportPart.PARTNERS: said("Partners"),
    ReportPart.PRIORITIES: said("Next year's priorities"),
    ReportPart.METHOD: said("Method and definitions"),
    ReportPart.SUBMISSIONS: said("Who submitted when"),
    ReportPart.RESTATEMENTS: said("Restatements"),
    WorkspaceRole.SCHOOL: said("school"),
    WorkspaceRole.CENTRAL: said("central office"),
    SignerState.NEVER_OPENED: said("has never asked"),
    SignerState.ASKED: said("words to compare"),
    SignerState.ENROLLED: said("enrolled"),
    SignerState.ENDS_SOON: said("ends soon"),
    SignerState.ENDED: said("ended"),
    SignerState.REVOKED: said("revoked"),
    Arrival.NOTHING: said("nothing to send"),
    Arrival.NOT_SENT: said("not sent yet"),
    Arrival.SENT: said("sent"),
    Arrival.USED: said("in use"),
    KeyTestKind.COPY: said("copy made and opened"),
    KeyTestKind.DRILL: said("drill: copy opened and made to sign"),
    RecordKind.REQUEST_CAME: said("request came"),
    RecordKind.APPROVED: said("key approved"),
    RecordKind.APPROVED_FOR_A_TIME: said("key approved for a time"),
    RecordKind.REFUSED: said("request refused"),
    RecordKind.RENEWED: said("certificate renewed"),
    RecordKind.REVOKED: said("certificate revoked"),
    RecordKind.CONTACT_CHANGED: said("contact changed"),
    RecordKind.KEY_MADE: said("district key made"),
    RecordKind.SECOND_KEY_MADE: said("second district key made"),
    RecordKind.KEY_REPLACED: said("district key replaced after a loss"),
    RecordKind.KEY_TAKEN_UP: said("district key taken up"),
    RecordKind.KEY_REVOKED: said("district key revoked"),
    RecordKind.COPY_TESTED: said("copy made and opened"),
    RecordKind.DRILL_HELD: said("drill held"),
    RecordKind.PLAN_SENT: said("plan workbook written"),
    RecordKind.REPLY_SENT: said("reply workbook written"),
    EnrolmentStatus.PENDING: said("pending"),
    EnrolmentStatus.APPROVED: said("approved"),
    EnrolmentStatus.REFUSED: said("refused"),
    EnrolmentStatus.REVOKED: said("revoked"),
    WorkbookKind.ENROLMENT: said("enrolment workbook"),
    WorkbookKind.PLAN: said("plan workbook"),
    WorkbookKind.SUBMISSION: said("submission"),
    WorkbookKind.REPLY: said("reply workbook"),
    Noun.PLAN: said("plan"),
    Noun.PLAN_DRAFT: said("draft of the plan"),
    Noun.OBSERVATION: said("value"),
    Noun.EXPLANATION: said("reason for keeping a value"),
    Noun.STRATEGY_UPDATE: said("strategy update"),
    Noun.SUBMISSION: said("submission"),
    Noun.TRUST: said("register of signers"),
    Noun.CONTACT: said("contact at a school"),
    Unstated.WITHHELD: said("withheld"),
    Unstated.NONE: said("none"),
    Agreement.DIFFERS: said("differs"),
    Agreement.ONLY_PUBLISHED: said("only published"),
    Agreement.ONLY_SENT: said("only sent"),
    Agreement.INTERVAL: said("within the interval"),
    Agreement.WITHHELD: said("withheld by the state"),
    Agreement.AGREES: said("agrees"),
    Noun.PUBLISHED: said("published figure"),
    Noun.ROLLUP: said("rollup"),
    Noun.DISTRICT: said("figures of the district"),
    Noun.PUBLICATION: said("public edition"),
    Basis.NOTHING: said("nothing entered"),
    Basis.ENTERED: said("entered, not signed yet"),
    Basis.SIGNED: said("signed"),
    Basis.ACCEPTED: said("accepted by central office"),
    Noun.REPORT: said("annual progress report"),
    RollupNote.DISTRICT_ENTERED: said("Central office enters this figure; the schools' sum is shown beside it."),
    RollupNote.NOT_ENTERED_BY_DISTRICT: said("Central office has not entered this figure yet."),
    RollupNote.SCHOOLS_MISSING: said("Schools are missing; the bounds allow for what they may report."),
    RollupNote.FIGURES_WITHHELD: said("Some figures are withheld at their source and known as intervals only."),
    RollupNote.RANGE_ONLY: said("This measure cannot be averaged; least and greatest school are shown."),
    RollupNote.NO_DUE_DATE: said("The plan names no due date, so nothing can be on time."),
    RollupNote.OUTSIDE_SCHOOL_SUM: said("The entered figure contradicts the schools' sum."),
    RollupNote.SERIES_BREAK: said("The series breaks here; do not compare with earlier years."),
    RevocationReason.SUPERSEDED: said("replaced by a newer certificate"),
    RevocationReason.SIGNER_CHANGED: said("the signer has changed"),
    RevocationReason.KEY_LOST: said("the key was lost"),
    RevocationReason.KEY_STOLEN: said("the key was stolen"),
    RevocationReason.ISSUED_BY_MISTAKE: said("it was issued by mistake"),
    RevisionCause.TAKEN_BACK: said("The signature of revision {revision} was taken back before it was sent."),
    RevisionCause.ASKED: said("Central office asked about revision {revision}."),
    RevisionCause.RESTORED: said(
        "The workspace was restored from a backup that did not hold revision {revision}, which had been signed before."
    ),
    PassphraseStrength.TOO_SHORT: said("too short"),
    PassphraseStrength.TOO_COMMON: said("too easy to guess"),
    PassphraseStrength.TOO_UNIFORM: said("too uniform"),
    PassphraseStrength.ENOUGH: said("good enough"),
    PassphraseStrength.STRONG: said("strong"),
}
"""Words for what a person may see, by member."""

_TRUTHS: Mapping[str, str] = {"valid": said("valid"), "missing": said("missing"), "invalid": said("invalid")}
_STATES: Mapping[str, str] = {
    "known": said("known already"),
    "refused": said("refused"),
    "waiting": said("waiting"),
    "not imported": said("not imported"),
}


def term(member: Enum) -> str:
    """The words for a member of one of the domain's enums."""
    return _(TERMS[member])


def blank_text(reason: Missing) -> str:
    """Why there is no value."""
    return term(reason)


def status_text(status: MeasureStatus) -> str:
    """How a measure stands against its target."""
    return term(status)


def verdict_text(verdict: Verdict) -> str:
    """What the verifier says of a file, in a word."""
    return term(verdict)


def submission_status_text(status: SubmissionStatus) -> str:
    """Where a submission stands."""
    return term(status)


def strategy_status_text(status: StrategyStatus) -> str:
    """How far a strategy has come."""
    return term(status)


def severity_text(severity: Severity) -> str:
    """What a finding wants."""
    return term(severity)


def unit_text(unit: Unit) -> str:
    """What the values of a measure are."""
    return term(unit)


def rollup_method_text(method: RollupMethod) -> str:
    """How the district's figure is made."""
    return term(method)


def rollup_note_text(note: RollupNote) -> str:
    """What a reader must know before using a figure; a sentence."""
    return term(note)


def role_text(role: WorkspaceRole) -> str:
    """Whose workspace it is."""
    return term(role)


def workbook_kind_text(kind: WorkbookKind) -> str:
    """What kind of workbook it is."""
    return term(kind)


def revocation_text(reason: str) -> str:
    """Why a certificate is no longer believed, from the reason's stable name; other words as they are."""
    return next((term(each) for each in RevocationReason if each.value == reason), reason)


def passphrase_strength_text(strength: str) -> str:
    """How good a passphrase is, from the judgement's stable name; other words as they are."""
    return next((term(each) for each in PassphraseStrength if each.value == strength), strength)


def validity_text(found: str) -> str:
    """``valid``, ``missing`` or ``invalid``, said of a signature or a seal."""
    return _(_TRUTHS[found]) if found in _TRUTHS else found


def import_state_text(state: str) -> str:
    """What became of an imported file: how its submission stands, or that it is known, refused, waiting…"""
    if state in _STATES:
        return _(_STATES[state])
    return next((term(status) for status in SubmissionStatus if status.value == state), state)
