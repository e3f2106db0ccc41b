"""Sentences for what stops the Annual Progress Report."""

from __future__ import annotations

from ctecs_desktop.wording.told import Family, Told, said

REPORTS = Family(
    {
        "report.not_a_year": Told(
            said("The Annual Progress Report is about a whole school year; {period} is a part of one."),
            said("Choose the period of the whole year."),
        ),
        "report.snapshot_of_other": Told(
            said("Snapshot {number} holds the figures of {found}, not of {period}."),
            said("Choose a snapshot of {period}."),
            terminal=said("List them with “ctecs snapshots”."),
        ),
        "report.unknown_text": Told(
            said("The report of the plan in force has no place for a text called “{name}”."),
            said("A goal or strategy may have left the plan; look at the list of texts."),
        ),
        "report.part_twice": Told(said("The part “{part}” stands in the order twice."), said("Name every part once.")),
        "report.public_edition": Told(
            said("A public edition is only written once what it withholds has been audited."),
            said("Write the internal edition, and keep it inside the office."),
        ),
        "report.not_set": Told(
            said("The pages could not be set: {reason}"),
            said("This is a fault of the program; please report it. Word and Excel files can still be written."),
        ),
    },
    safe=said("Nothing was changed, and no file was written."),
)
