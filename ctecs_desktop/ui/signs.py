"""Icon, colour and word for every status and verdict: the three always come together."""

from __future__ import annotations

from ctecs_desktop.domain.review import Verdict
from ctecs_desktop.domain.rule import Severity
from ctecs_desktop.domain.status import MeasureStatus
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.table import Cell
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import status_text, submission_status_text, verdict_text

_OF_MEASURE = {
    MeasureStatus.MET: ("check", Tone.GOOD),
    MeasureStatus.ON_TRACK: ("on", Tone.GOOD),
    MeasureStatus.OFF_TRACK: ("cross", Tone.BAD),
    MeasureStatus.UNDETERMINED: ("question", Tone.WARN),
    MeasureStatus.NOT_RATED: ("", Tone.MUTED),
    MeasureStatus.NO_DATA: ("", Tone.MUTED),
}
_OF_SUBMISSION = {
    SubmissionStatus.DRAFT: ("pen", Tone.MUTED),
    SubmissionStatus.SIGNED_OFF: ("lock", Tone.GOOD),
    SubmissionStatus.RECEIVED: ("inbox", Tone.ACCENT),
    SubmissionStatus.HELD: ("warning", Tone.WARN),
    SubmissionStatus.CONFLICT: ("conflict", Tone.BAD),
    SubmissionStatus.ACCEPTED: ("check", Tone.GOOD),
    SubmissionStatus.RETURNED: ("returned", Tone.WARN),
    SubmissionStatus.SUPERSEDED: ("dash", Tone.MUTED),
    SubmissionStatus.EXCLUDED: ("dash", Tone.WARN),
}
_OF_VERDICT = {
    Verdict.ACCEPTED: ("check", Tone.GOOD),
    Verdict.HELD: ("warning", Tone.WARN),
    Verdict.REFUSED: ("cross", Tone.BAD),
}


def measure_cell(status: MeasureStatus) -> Cell:
    """How a measure stands against its target."""
    name, tone = _OF_MEASURE[status]
    return Cell(status_text(status), tone, name)


def submission_cell(status: SubmissionStatus) -> Cell:
    """Where a submission stands."""
    name, tone = _OF_SUBMISSION[status]
    return Cell(submission_status_text(status), tone, name)


def verdict_cell(verdict: Verdict) -> Cell:
    """What the verifier says. Its "accepted" is called genuine here: whether the values are taken is a person's act."""
    name, tone = _OF_VERDICT[verdict]
    return Cell(_("genuine") if verdict is Verdict.ACCEPTED else verdict_text(verdict), tone, name)


def severity_sign(severity: Severity, *, is_explained: bool = False) -> tuple[str, Tone]:
    """Icon and tone of a finding."""
    if is_explained:
        return "check", Tone.GOOD
    return ("cross", Tone.BAD) if severity is Severity.ERROR else ("warning", Tone.WARN)
