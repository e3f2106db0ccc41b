"""Commands about the district's own keys: how they are cared for, copies, drills, a second one, its taking up."""

from __future__ import annotations

from pathlib import Path

import click

from ctecs_desktop.cli.passphrases import passphrase_option, read_passphrase
from ctecs_desktop.cli.terminal import FilePath, Terminal, json_option, pass_terminal, store_argument
from ctecs_desktop.i18n import _


@click.group(short_help="Care for the district's key; take a school's earlier key back.")
def key() -> None:
    """Care for keys: at central office tested copies, drills, a second key, and what to do after a loss; at a school
    the keys that were put aside.

    \b
      ctecs key status central.ctecs --json
      ctecs key copy central.ctecs E:\\key.p12 --place "superintendent's safe" --passphrase-file pass.txt
    """


_place_option = click.option("--place", required=True, metavar="WORDS", help="Where the copy is kept.")


@key.command("status", short_help="The district's keys, their copies and drills.")
@store_argument
@json_option
@pass_terminal
def key_status(terminal: Terminal, store: Path) -> None:
    """List the district's keys with their seven words, tested copies and last drill."""
    from ctecs_desktop.services.district_key import district_keys, key_tests
    from ctecs_desktop.wording import revocation_text, short_time_text, term, words_text
    from ctecs_desktop.wording.key_care import key_care_text

    with terminal.opened(store, writable=False) as session:
        keys, tests = district_keys(session), key_tests(session)
    document = {
        "keys": [
            {
                "fingerprint": each.fingerprint,
                "words": list(each.words),
                "valid_until": each.valid_until,
                "is_in_use": each.is_in_use,
                "revoked": each.reason and each.reason.value,
                "places": list(each.care.places),
                "last_test": each.care.last_test,
                "copies_missing": each.care.copies_missing,
                "is_drill_due": each.care.is_drill_due,
            }
            for each in keys
        ],
        "tests": [
            {"root": each.root, "kind": each.kind.value, "place": each.place, "file": each.file_name, "at": each.at}
            for each in tests
        ],
    }

    def tell() -> None:
        for each in keys:
            terminal.say(words_text(each.words))
            if each.reason is not None:
                terminal.say(_("revoked: {reason}").format(reason=revocation_text(each.reason.value)), indent="    ")
                continue
            terminal.say(_("signs now") if each.is_in_use else _("in reserve"), indent="    ")
            terminal.say(key_care_text(each.care), indent="    ")
        rows = [[short_time_text(each.at), term(each.kind), each.place, each.file_name] for each in tests]
        terminal.table([_("When (UTC)"), _("What"), _("Where it is kept"), _("File")], rows)

    terminal.answer(document, tell)


@key.command("copy", short_help="Copy the key to FILE, and test the copy.")
@store_argument
@click.argument("file", type=FilePath)
@_place_option
@passphrase_option
@json_option
@pass_terminal
def key_copy(terminal: Terminal, store: Path, file: Path, *, place: str, passphrase_file: str | None) -> None:
    """Copy the district's key to FILE, on a stick or another drive, open the copy and compare it."""
    from ctecs_desktop.services.district_key import make_copy

    with terminal.opened(store) as session:
        passphrase = read_passphrase(passphrase_file, whose=_("the district key"))
        test, _changes = make_copy(session, file, passphrase=passphrase, place=place)

    def tell() -> None:
        terminal.say(_("The copy {file} opens. It is kept at: {place}.").format(file=file, place=test.place))

    terminal.answer({"root": test.root, "kind": test.kind.value, "place": test.place, "file": str(file)}, tell)


@key.command("drill", short_help="Prove that a copy opens and signs.")
@store_argument
@click.argument("file", type=FilePath)
@_place_option
@passphrase_option
@json_option
@pass_terminal
def key_drill(terminal: Terminal, store: Path, file: Path, *, place: str, passphrase_file: str | None) -> None:
    """Open FILE, a copy fetched from its place, and make it sign; the time and the place are kept."""
    from ctecs_desktop.services.district_key import drill

    with terminal.opened(store) as session:
        passphrase = read_passphrase(passphrase_file, whose=_("the copy"))
        test, _changes = drill(session, file, passphrase=passphrase, place=place)

    def tell() -> None:
        terminal.say(_("The copy {file} opens and signs as the district's key.").format(file=file))

    terminal.answer({"root": test.root, "kind": test.kind.value, "place": test.place, "file": str(file)}, tell)


@key.command("second", short_help="Make a second district key beside the first.")
@store_argument
@click.argument("file", type=FilePath)
@passphrase_option
@click.option(
    "--new-passphrase-file", metavar="FILE", help="File whose first line is the passphrase of the second key."
)
@json_option
@pass_terminal
def key_second(
    terminal: Terminal, store: Path, file: Path, *, passphrase_file: str | None, new_passphrase_file: str | None
) -> None:
    """Make a second district key in FILE; the first vouches for it in the next plan workbook."""
    from ctecs_desktop.services.district_key import district_keys, make_second_root
    from ctecs_desktop.services.keys import unlock
    from ctecs_desktop.wording import words_text

    with terminal.opened(store) as session:
        authority = unlock(session, read_passphrase(passphrase_file, whose=_("the district key")))
        passphrase = read_passphrase(new_passphrase_file, whose=_("the second key"), is_new=True)
        make_second_root(session, file, authority=authority, passphrase=passphrase)
        words = district_keys(session)[-1].words

    def tell() -> None:
        terminal.say(_("Made a second district key in {file}: {words}").format(file=file, words=words_text(words)))
        terminal.say(_("Tell the schools with the next plan workbook: “ctecs plan”."))

    terminal.answer({"file": str(file), "words": list(words)}, tell)


@key.command("use", short_help="Sign with the key in FILE from now on.")
@store_argument
@click.argument("file", type=FilePath)
@passphrase_option
@json_option
@pass_terminal
def key_use(terminal: Terminal, store: Path, file: Path, *, passphrase_file: str | None) -> None:
    """Sign with the district key in FILE from now on: a copy after a loss, or the second key."""
    from ctecs_desktop.services.district_key import take_up_key
    from ctecs_desktop.wording import words_text

    with terminal.opened(store) as session:
        passphrase = read_passphrase(passphrase_file, whose=_("the key in that file"))
        words, _changes = take_up_key(session, file, passphrase=passphrase)

    def tell() -> None:
        terminal.say(_("From now on this key signs: {words}").format(words=words_text(words)))

    terminal.answer({"words": list(words)}, tell)


@key.command("replace", short_help="Make a new district key after every copy was lost.")
@store_argument
@click.option("--put-aside", is_flag=True, help="Give a key file that nobody can open another name first.")
@passphrase_option
@json_option
@pass_terminal
def key_replace(terminal: Terminal, store: Path, *, put_aside: bool, passphrase_file: str | None) -> None:
    """Make a new district key where every copy of the one before is gone and there is no second one.

    Every school has to compare its seven words over the telephone: “ctecs open … --words”.
    """
    from ctecs_desktop.services.district_key import make_root_after_loss
    from ctecs_desktop.wording import words_text

    with terminal.opened(store) as session:
        passphrase = read_passphrase(passphrase_file, whose=_("the new district key"), is_new=True)
        words, _changes = make_root_after_loss(session, passphrase=passphrase, puts_aside=put_aside)

    def tell() -> None:
        terminal.say(_("Made a new district key. Publish the plan, and read these words to every school:"))
        terminal.say(words_text(words), indent="    ")

    terminal.answer({"words": list(words)}, tell)


@key.command("back", short_help="A school's keys put aside; use one again.")
@store_argument
@click.argument("file", type=FilePath, required=False)
@passphrase_option
@json_option
@pass_terminal
def key_back(terminal: Terminal, store: Path, file: Path | None, *, passphrase_file: str | None) -> None:
    """Use a school's earlier key again, FILE, as when an acting signer's time is over. Without FILE they are listed.

    \b
      ctecs key back norwich.ctecs
      ctecs key back norwich.ctecs norwich.key.until-20270630T140305Z.p12 --passphrase-file pass.txt
    """
    from ctecs_desktop.services.school_key import keys_aside, take_key_back
    from ctecs_desktop.wording import short_time_text, words_text

    with terminal.opened(store, writable=file is not None) as session:
        if file is not None:
            words = take_key_back(session, file, read_passphrase(passphrase_file, whose=_("the key in that file")))
        aside = keys_aside(session)
    document: dict[str, object] = {
        "aside": [
            {"file": str(each.path), "until": each.until, "signer": each.asked.signer if each.asked else None}
            for each in aside
        ]
    }
    if file is not None:
        document["words"] = list(words)

    def tell() -> None:
        if file is not None:
            terminal.say(_("From now on this key signs: {words}").format(words=words_text(words)))
            return
        rows = [
            [short_time_text(each.until), each.asked.signer if each.asked else "", str(each.path)] for each in aside
        ]
        terminal.table([_("In use until (UTC)"), _("Signer"), _("File")], rows)

    terminal.answer(document, tell)
