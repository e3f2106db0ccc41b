"""What is told where the computer lacks something, and of passphrases and options given in a terminal."""

from __future__ import annotations

from ctecs_desktop.wording.told import Family, Told, said

MACHINE = Family(
    {
        "machine.library_missing": Told(
            said("This installation lacks a part of the program: {name}."), said("Install the program again.")
        ),
        "machine.file_missing": Told(
            said("This installation lacks a file of the program: {name}."), said("Install the program again.")
        ),
        "passphrase.unreadable": Told(
            said("The passphrase file {path} cannot be read ({reason})."),
            said("Check its name and that you may read it."),
        ),
        "passphrase.empty": Told(said("The first line of the passphrase file {path} is empty."), said("Fill it.")),
        "passphrase.no_terminal": Told(
            said("A passphrase is wanted, but there is no terminal to ask for it."),
            said("Run the command in a terminal."),
            terminal=said("Give --passphrase-file FILE, or --passphrase-file - and the passphrase on standard input."),
        ),
        "invitation.words_differ": Told(
            said("The words given are not those of the district's key in {file}, which are: {found}."),
            said("Do not use this file. Ask central office for its words and for the plan workbook once more."),
        ),
        "invitation.words_not_compared": Told(
            said("The district's key in {file} has the words: {found}. Nobody has compared them yet."),
            said("Call central office and compare them."),
            terminal=said('Call central office and compare them; then give --words "…" or --yes-words-compared.'),
        ),
        "import.folder_empty": Told(
            said("There is no workbook (.xlsx) in the folder {path}."), said("Name the folder that holds them.")
        ),
        "sign.not_exported": Told(
            said("{path} could not be written ({reason})."),
            said("Write it with Export again… on the page Check and sign, to another disk if need be."),
            said("The values are signed, and the signed workbook is kept in the workspace; do not sign again."),
            terminal=said("Write the workbook with “ctecs export”, to another disk if need be."),
        ),
        "explain.no_such_finding": Told(
            said("There is no finding {code} at measure {measure}, subgroup {subgroup}."),
            said("See the findings on the page Check and sign."),
            terminal=said("See the findings with “ctecs validate”."),
        ),
        "explain.is_an_error": Told(
            said("The finding {code} at measure {measure} must be corrected; no reason keeps it."),
            said("Correct the value on the page Enter values."),
            terminal=said("Correct the value with “ctecs enter”."),
        ),
        "reply.question_unclear": Told(
            said("“{text}” is not a question to a value."),
            said("Write it as “1.01 all: Is this figure right?”: measure, subgroup, a colon, the question."),
        ),
    },
    safe=said("Nothing was changed."),
)
