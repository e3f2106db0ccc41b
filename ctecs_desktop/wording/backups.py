"""What is told of backups: why one was made, and what may go wrong."""

from __future__ import annotations

from ctecs_desktop.domain.retention import BackupKind
from ctecs_desktop.wording.terms import term
from ctecs_desktop.wording.told import Family, Told, said

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
    },
    safe=said("The workspace is as it was."),
)


def backup_kind_text(kind: BackupKind) -> str:
    """Why a backup was made."""
    return term(kind)
