"""Backups as a person asks for them: make one, list them, see what one would change, put one back."""

from __future__ import annotations

import glob
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ctecs_desktop.domain.changes import Noun
from ctecs_desktop.domain.errors import CtecsError, NotAllowed
from ctecs_desktop.domain.observation import Observation, ObservationKey, PeriodCode
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.retention import BackupKind
from ctecs_desktop.domain.value import encode_value
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.services import backup_keeping, sent_marks
from ctecs_desktop.services.backup_keeping import BackupReport
from ctecs_desktop.services.export_marks import (
    Marks,
    copy_marks,
    lift_above_marks,
    marks_path_of,
    raise_marks,
    read_marks,
)
from ctecs_desktop.services.progress import SILENT, Progress
from ctecs_desktop.services.sent_marks import KnownSigners
from ctecs_desktop.services.session import Clock, Session, as_utc_text, system_clock, system_person
from ctecs_desktop.settings import settings_in_use
from ctecs_desktop.store import history, observations, sign_offs
from ctecs_desktop.store.backup_files import BackupFile, backups_folder, list_backups
from ctecs_desktop.store.backups import reading, verify_backup
from ctecs_desktop.store.contents import Contents, contents
from ctecs_desktop.store.opening import open_store
from ctecs_desktop.store.plans import current_plan
from ctecs_desktop.store.restoring import refuse_other_workspace, restore_store

__all__ = ["BackupFile", "BackupReport", "back_up", "back_up_if_due", "backups_folder", "is_due"]

_NOUNS: Mapping[str, Noun] = {
    "plan": Noun.PLAN,
    "plan_draft": Noun.PLAN_DRAFT,
    "explanation": Noun.EXPLANATION,
    "strategy_update": Noun.STRATEGY_UPDATE,
    "trust": Noun.TRUST,
    "enrolment": Noun.TRUST,
}
"""What the store's nouns are to a person; all others are about submissions."""


@dataclass(frozen=True, slots=True)
class ListedBackup:
    """A backup with what checking it found; ``problem`` is None where it is good."""

    file: BackupFile
    problem: CtecsError | None


@dataclass(frozen=True, slots=True)
class ValueDifference:
    """A value that the backup has otherwise; ``NOT_ENTERED`` without a note where a side has none.

    None stands for what a damaged file says there, where that is no value.
    """

    key: ObservationKey
    present: Observation | None
    backup: Observation | None


@dataclass(frozen=True, slots=True)
class Differences:
    """What restoring would change: each value, and of everything else how many things the two files have otherwise.

    ``problem`` is why the present file is not sound (None: it is, or there is none); what it says is then no more than
    what could be read of it, and ``is_whole`` is False where something could not.
    """

    values: tuple[ValueDifference, ...]
    others: Mapping[Noun, int]
    signed_lost: tuple[tuple[PeriodCode, int], ...]  # period and revision that only the present file holds
    signed_back: tuple[tuple[PeriodCode, int], ...]  # those that only the backup holds
    is_present: bool = True
    is_whole: bool = True
    problem: CtecsError | None = None
    plan: Plan | None = None  # the backup's, to name measures and show values by
    is_central: bool = False
    backup_of: str = ""  # when the backup knew last of anything, ISO-8601 UTC

    @property
    def lost(self) -> int:
        """How many values and notes of the present file the backup does not hold."""
        return sum(1 for each in self.values if _says(each.present) is not None)

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not (self.values or self.others or self.signed_lost or self.signed_back)

    @property
    def is_same(self) -> bool:
        """Whether nothing can have been forgotten: a sound workspace is there, and the backup says what it says."""
        return self.is_present and self.is_whole and self.problem is None and self.is_empty


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: where the file that was there is now, what differs, which numbers the drafts now have."""

    aside: Path | None
    differences: Differences
    incarnation: str
    revisions: Marks
    unknown: CtecsError | None = None  # at central office: what was sent and is not known any more


def back_up(session: Session, *, to: Path | None = None) -> BackupReport:
    """Make a backup now, and copy it into the folder ``to`` as well.

    Raises the errors of the store where none can be made, and ``FileUnwritable`` where it cannot be copied.
    """
    report = backup_keeping.keep_backup(session.store, BackupKind.BY_HAND, now=session.clock())
    if to is None or report.made is None:
        return report
    copied = backup_keeping.copy_file(report.made, to)
    copy_marks(session.store.path, to)
    return BackupReport(report.made, copied, report.problems)


def back_up_if_due(session: Session, kind: BackupKind) -> BackupReport:
    """A backup for this reason where one is wanted. Never raises; what failed is logged and among the notices."""
    if not session.keeps_backups:
        return BackupReport()
    report = backup_keeping.back_up_if_due(session.store, kind, now=session.clock())
    session.notices.extend(report.problems)
    return report


def is_due(session: Session) -> bool:
    """Whether thirty minutes have gone by with changes since the newest backup."""
    return session.keeps_backups and backup_keeping.is_due(session.store, BackupKind.HALF_HOUR, now=session.clock())


def backup_files(path: Path) -> list[BackupFile]:
    """The backups of the store at ``path``, the newest first, with those that only the second folder has; unchecked."""
    found = list_backups(path)
    chosen = settings_in_use().second_backup_folder
    if chosen and Path(chosen).is_dir():
        names = {each.path.name for each in found}
        for folder in sorted(Path(chosen).glob(f"{glob.escape(path.stem)} *")):
            found += [each for each in list_backups(path, folder) if each.path.name not in names]
    return sorted(found, key=lambda each: each.at, reverse=True)


def backups(path: Path, *, progress: Progress = SILENT) -> list[ListedBackup]:
    """The same, each checked like a store at opening."""
    files = backup_files(path)
    listed = []
    for index, file in enumerate(files):
        progress.report(index, len(files), file.path.name)
        listed.append(ListedBackup(file, _problem_of(file.path)))
    return listed


def newest_good(path: Path) -> BackupFile | None:
    """The newest backup that is sound: what to offer where the store is not. Files put aside do not count."""
    aside = {BackupKind.DAMAGED, BackupKind.BEFORE_RESTORE}
    files = (each for each in backup_files(path) if each.kind not in aside)
    return next((each for each in files if _problem_of(each.path) is None), None)


def differences(path: Path, backup: Path) -> Differences:
    """What would change if ``backup`` took the place of the store at ``path``. Nothing is written.

    Raises the errors of the backup where that is not sound, and ``NotAllowed("backup.other_workspace")``.
    """
    verify_backup(backup)
    theirs, plan = contents(backup), _plan_of(backup)
    is_central = theirs.workspace is not None and theirs.workspace.role is WorkspaceRole.CENTRAL
    with reading(backup) as store:
        last = history.last_at(store)
    if not path.exists():
        found = replace(_compare(Contents(None, {}), theirs), is_present=False)
        return replace(found, plan=plan, is_central=is_central, backup_of=last)
    ours = contents(path)
    if ours.workspace is not None and theirs.workspace is not None:
        refuse_other_workspace(path, ours.workspace, theirs.workspace)
    return replace(_compare(ours, theirs), plan=plan, is_central=is_central, backup_of=last)


def restore(path: Path, backup: Path, *, person: str | None = None, clock: Clock = system_clock) -> Restored:
    """Put ``backup`` in the place of the store at ``path``, which nobody may have open.

    The restored store is a new incarnation; the file that was there lies among the backups; drafts whose revision
    number has left the workspace once get a number above it. Raises the errors of ``restore_store``; then nothing was
    changed but marks of exports raised.
    """
    found = differences(path, backup)
    organization = verify_backup(backup).organization
    marks = read_marks(marks_path_of(backup.with_name(path.name)), organization=organization)
    for period, revision in (*found.signed_lost, *found.signed_back):
        marks[period] = max(revision, marks.get(period, 0))
    raise_marks(path, marks, organization=organization)  # before the file that knows it is put aside
    signers = _keep_what_was_sent(path, backup, found, organization=organization) if found.is_central else None
    incarnation = uuid.uuid4().hex
    now, who = clock(), person or system_person()
    aside = restore_store(path, backup, incarnation=incarnation, at=now, recorded_at=as_utc_text(now), person=who)
    with open_store(path) as store:
        at = as_utc_text(clock())
        revisions = lift_above_marks(store, at=at, person=who)
        since = found.backup_of if found.is_central and not found.is_same else None
        sent_marks.lift_above_sent(store, at=at, person=who, since=since, signers=signers)
        unknown = sent_marks.notice_of(store)
    return Restored(aside, found, incarnation, revisions, unknown)


def _keep_what_was_sent(path: Path, backup: Path, found: Differences, *, organization: str) -> KnownSigners | None:
    """Raise the marks of what central office sent to all that is known of it; gives its present signers.

    Where the present file cannot say what it sent, the numbers leap.
    """
    beside = marks_path_of(backup.with_name(path.name))
    marks = sent_marks.read_sent(beside, organization=organization) | sent_marks.known_in(backup)
    marks |= sent_marks.read_sent(marks_path_of(path), organization=organization)
    is_sound = found.is_present and found.problem is None
    marks = marks | sent_marks.known_in(path) if is_sound else sent_marks.leapt(marks)
    sent_marks.raise_sent(path, marks, organization=organization)
    return sent_marks.signers_in(path) if is_sound else None


def named_backup(path: Path, name: str) -> Path:
    """The backup that a person means: ``newest`` for the newest good one, a name from the list, or any file.

    Raises ``NotAllowed("backup.none_good")`` and ``NotAllowed("backup.unknown")``.
    """
    if name == "newest":
        found = newest_good(path)
        if found is None:
            raise NotAllowed("backup.none_good", path=str(path))
        return found.path
    for each in backup_files(path):
        if each.path.name == name:
            return each.path
    if not Path(name).exists():
        raise NotAllowed("backup.unknown", path=str(path), name=name)
    return Path(name)


def _plan_of(backup: Path) -> Plan | None:
    """The plan in force in a backup; None where it has none, or one that only an older release can read."""
    try:
        with reading(backup) as store:
            return current_plan(store)
    except CtecsError:
        return None


def _problem_of(path: Path) -> CtecsError | None:
    try:
        verify_backup(path)
    except CtecsError as error:
        return error
    return None


def _compare(ours: Contents, theirs: Contents) -> Differences:
    """Of a noun that could not be read on our side nothing can be told."""
    values: list[ValueDifference] = []
    others: Counter[Noun] = Counter()
    signed: dict[bool, list[tuple[PeriodCode, int]]] = {True: [], False: []}
    for noun, wanted in theirs.states.items():
        if noun in ours.unreadable:
            continue
        found = ours.states.get(noun, {})
        subjects = [each for each in sorted(found.keys() | wanted.keys()) if found.get(each) != wanted.get(each)]
        if noun == observations.NOUN:
            pairs = (_value_difference(each, found.get(each, ""), wanted.get(each, "")) for each in subjects)
            values = [each for each in pairs if each is not None and _says(each.present) != _says(each.backup)]
            continue
        if subjects:
            others[_NOUNS.get(noun, Noun.SUBMISSION)] += len(subjects)
        if noun == sign_offs.SIGNED:
            for each in subjects:
                is_ours = each in found
                signed[is_ours].append(sign_offs.revision_in(found[each] if is_ours else wanted[each]))
    return Differences(
        tuple(values),
        dict(others),
        signed_lost=tuple(sorted(signed[True])),
        signed_back=tuple(sorted(signed[False])),
        is_whole=not ours.unreadable,
        problem=ours.problem,
    )


def _value_difference(subject: str, present: str, backup: str) -> ValueDifference | None:
    """None for an address of a damaged file that is none."""
    try:
        key = observations.key_of(subject)
    except ValueError:
        return None
    return ValueDifference(key, _read_observation(key, present), _read_observation(key, backup))


def _read_observation(key: ObservationKey, text: str) -> Observation | None:
    try:
        return Observation(key, *observations.parse_stored_text(text))
    except (CtecsError, ValueError, LookupError, TypeError, ArithmeticError):
        return None


def _says(observation: Observation | None) -> tuple[str, str] | None:
    """Value and note as texts, for Python takes True for Decimal(1); None where nothing was ever said."""
    if observation is None:
        return "", ""
    if not observation.is_entered and not observation.note:
        return None
    return encode_value(observation.value), observation.note
