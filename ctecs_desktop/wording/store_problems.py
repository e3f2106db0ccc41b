"""What is told of a workspace file that cannot be opened, read or written."""

from __future__ import annotations

from ctecs_desktop.wording.plain import filled, plain, recorded_time_text, with_fact
from ctecs_desktop.wording.told import Facts, Family, Told, said

_AS_IT_WAS = said("The workspace is as it was.")
_TELL_SUPPORT = said("Open the workspace again; if it is told once more, send the support bundle from the menu Help.")
_VALUES_ARE_SAFE = said("Values, signatures, exports and reports are not touched by it.")
_CHECK = said("Run “ctecs check”, and send its answer to support.")


def _owned(facts: Facts) -> str:
    safe_and_next = said("Your work is safe there. Close the workspace in that program, then try again.")
    if not facts.get("who"):
        first = filled(said("The workspace {path} is open in another program."), facts)
        return f"{first} {filled(safe_and_next, facts)}"
    known = with_fact(facts, since=recorded_time_text(str(facts.get("since", ""))))
    first = filled(
        said("The workspace {path} is open already: {who} on {host} has had it since {since} (process {pid})."), known
    )
    return f"{first} {filled(safe_and_next, facts)}"


def _damaged(facts: Facts) -> str:
    found = [
        plain(facts[name]) for name in ("detail", "sequence", "noun", "subject") if facts.get(name) not in {None, ""}
    ]
    return filled(
        said("The workspace {path} is damaged: the check “{check}” failed ({found})."),
        with_fact(facts, found=" ".join(found) or "-"),
    )


STORES = Family(
    {
        "store.missing": Told(said("There is no workspace {path}."), said("Check the name and the folder.")),
        "store.exists": Told(
            said("There is a workspace or a key {path} already; nothing is ever written over it."),
            said("Open it, or choose another name."),
        ),
        "store.not_a_store": Told(
            said("{path} is not a workspace of this program."), said("Choose a file that ends in .ctecs.")
        ),
        "store.unreadable": Told(said("{path} cannot be read ({detail})."), said("Check that you may open it.")),
        "store.folder_missing": Told(said("There is no folder for {path}."), said("Make the folder, then try again.")),
        "store.owned": _owned,
        "store.busy": Told(
            said("The workspace {path} is being written at this moment."), said("Try again in a few seconds.")
        ),
        "store.damaged": Told(
            _damaged,
            said("Put back the newest good backup; the damaged file is kept."),
            said("Nothing was changed, and signed workbooks that left the workspace are still good."),
            terminal=said(
                "Put the newest good backup in its place, with “ctecs restore {path} newest”; the damaged file is kept."
            ),
        ),
        "store.too_new": Told(
            said("The workspace {path} was written by a newer program ({found}; this one knows {known})."),
            said("Install the newest version of the program; until then use the one that wrote it."),
        ),
        "store.needs_migration": Told(
            said("The workspace {path} is of an older version and must be brought up to date first ({pending})."),
            said("Open it once in the program; a backup is made before anything is changed."),
        ),
        "store.full": Told(
            said("There is no space left on the disk for {path}."),
            said("Make some room, then do the last step again."),
        ),
        "store.read_only": Told(
            said("{path} may be read but not written."),
            said("Copy the workspace into a folder of your own, or ask for the right to write."),
        ),
        "store.cannot_write": Told(
            said("{path} cannot be written ({detail})."), said("Check the disk and the folder, then try again.")
        ),
        "store.network_share": Told(
            said("{path} lies on a network share, where a power cut or a second person could damage it."),
            said("Put the workspace into a folder on this computer."),
        ),
        "store.synced_folder": Told(
            said("{path} lies in a folder that another program, such as OneDrive, copies while it is being written."),
            said("Put the workspace into a folder that is not synchronized."),
        ),
        "store.opened_for_reading": Told(said("{path} was opened for reading only."), said("Open it for writing.")),
        "store.input_output": Told(
            said("The disk with {path} reports an error ({detail})."),
            said("Copy the workspace to another disk, then open the copy; everything in it is checked."),
            terminal=said("Copy the workspace to another disk, then run “ctecs check” on the copy."),
        ),
        "store.interrupted": Told(said("Work on {path} was interrupted."), said("Do the last step again.")),
        "store.transaction_lost": Told(
            said("The last step on {path} was taken back as a whole."), said("Do the last step again.")
        ),
        "store.constraint": Told(
            said("The workspace {path} refused a change that contradicts what it holds ({detail})."),
            _TELL_SUPPORT,
            terminal=_CHECK,
        ),
        "store.failed": Told(
            said("The workspace {path} could not do what was asked ({detail})."),
            _TELL_SUPPORT,
            terminal=_CHECK,
        ),
        "store.setting": Told(
            said("The workspace {path} cannot be kept safely here: {setting} is {found}, not {wanted}."),
            said("Put the workspace on a local disk."),
        ),
        "store.text_not_storable": Told(
            said("A text holds characters that cannot be stored in {path}."), said("Type the text anew.")
        ),
        "store.kept_figures_damaged": Told(
            said("The figures of {period} that {path} keeps for the page Rollup are damaged, and are not shown."),
            said("Open the page Rollup, which computes them anew; if it is told once more, look after the disk."),
            _VALUES_ARE_SAFE,
        ),
        "store.kept_figures_differ": Told(
            said(
                "Figures of {period} that {path} keeps for the page Rollup are not what the schools' values give"
                " (measure and group {first}, {count} in all)."
            ),
            said("Open the page Rollup of {period} and choose “Compute anew” in the menu."),
            _VALUES_ARE_SAFE,
        ),
        "archive.digest": Told(
            said("A workbook kept in {path} is not the one that was received: {found} instead of {named}."),
            said("Restore a backup, or import the workbook again."),
        ),
    },
    safe=_AS_IT_WAS,
)
