"""What is told of backups: why one was made, and what may go wrong."""

from __future__ import annotations

from ctecs_desktop.domain.retention import BackupKind
from ctecs_desktop.i18n import _
from ctecs_desktop.wording.plain import recorded_time_text
from ctecs_desktop.wording.terms import term
from ctecs_desktop.wording.told import Facts, Family, Told, said


def _sent_unknown(facts: Facts) -> str:
    """What schools may have that this workspace does not know; the facts are those of ``services.sent_marks``."""
    text = _(
        "This workspace was put back to an older state. What was sent after {time} is not known here: schools may have "
        "certificates, replies and questions of that time."
    )
    lines = [text.format(time=recorded_time_text(str(facts.get("since", ""))))]
    plans, snapshot = facts.get("plans"), facts.get("snapshot")
    if isinstance(plans, tuple) and plans:
        text = _("Schools may have the plan in version {versions}.")
        lines.append(text.format(versions=", ".join(map(str, plans))))
    if snapshot:
        lines.append(_("Schools may have district figures up to snapshot {number}.").format(number=snapshot))
    return " ".join(lines)


BACKUPS = Family(
    {
        "backup.differs": Told(
            said("The backup {path} is not the same as the workspace."), said("Try again; check the disk.")
        ),
        "backup.exists": Told(said("There is a backup {path} already."), said("Try again in a second.")),
        "backup.same_file": Told(
            said("{path} is the workspace itself, not a backup of it."),
            said("Choose one from the page Backups."),
            terminal=said("Choose one that “ctecs backups” lists."),
        ),
        "backup.other_workspace": Told(
            said("The backup is one of {found}, but {path} is the workspace of {wanted}."),
            said("Choose a backup of the same workspace, or restore this one under another name."),
        ),
        "backup.none_good": Told(
            said("There is no good backup of {path} beside it or in the second folder."),
            said("Name the file of a backup that lies elsewhere. Signed workbooks that left are still good."),
        ),
        "backup.unknown": Told(
            said("There is no backup “{name}” of {path}, and no file of that name."),
            said("Choose one from the page Backups."),
            terminal=said("Choose one that “ctecs backups” lists, or say “newest”."),
        ),
        "backup.no_second_folder": Told(
            said("The second folder for backups, {path}, is not there; perhaps a stick was pulled out."),
            said("Put it back, or choose another folder in the settings."),
            said("The backup beside the workspace was made."),
        ),
        "backup.not_copied": Told(
            said("The backup could not be copied into {path} ({reason})."),
            said("Check the folder and the room on its disk."),
            said("The backup beside the workspace was made."),
        ),
        "backup.older_state": Told(
            said(
                "This workspace is an older copy: it did not know that {period} had been signed under the number "
                "before {revision}."
            ),
            said("Compare the values with what was sent; the next signed revision has the number {revision}."),
            said("No number is used twice."),
        ),
        "backup.sent_unknown": Told(
            _sent_unknown,
            said(
                "Look through Schools and keys, do again what is missing there, publish the plan workbook, and take in "
                "once more what schools sent since."
            ),
            said("The register goes out as number {register}, above every one sent before; no number is used twice."),
        ),
    },
    safe=said("The workspace is as it was."),
)


def backup_kind_text(kind: BackupKind) -> str:
    """Why a backup was made."""
    return term(kind)
