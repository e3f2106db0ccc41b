"""Commands about files that arrive: the verdict on each, and the import at central office."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctecs_desktop.cli import exits
from ctecs_desktop.cli.terminal import FilePath, Terminal, json_option, pass_terminal, store_argument
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.i18n import _, ngettext

if TYPE_CHECKING:
    from ctecs_desktop.services.intake import ImportedFile

DIGITS_SHOWN = 12
"""Of a digest; ``--save`` takes the beginning of one."""


def workbooks_among(paths: Sequence[Path]) -> list[Path]:
    """The files named, and every file in the folders named, in the order of their names.

    Raises ``NotAllowed("import.folder_empty", path)``. What Excel leaves beside an open workbook is passed over.
    """
    from ctecs_desktop.services.gathering import files_among

    files: list[Path] = []
    for path in paths:
        inside = files_among([path])
        if not inside:
            raise NotAllowed("import.folder_empty", path=str(path))
        files += inside
    return files


@click.command(short_help="Give the verdict on each file.")
@click.argument("files", nargs=-1, required=True, type=FilePath)
@click.option("--store", type=FilePath, metavar="CENTRAL", help="A workspace whose register says whom to believe.")
@click.option("--plan-file", type=FilePath, metavar="PLAN.xlsx", help="Without a workspace: the plan of the files.")
@json_option
@pass_terminal
def verify(terminal: Terminal, files: tuple[Path, ...], *, store: Path | None, plan_file: Path | None) -> None:
    """Give the verdict on each of FILES: accepted, held or refused, with the reason and every cell that differs.

    Without a workspace nobody vouches for a signer, so the best verdict is held. Nothing is stored. A folder stands
    for every file in it. Exit code 1 where any file is refused.

    \b
      ctecs verify norwich-2015-16.xlsx --store central.ctecs
    """
    from ctecs_desktop.cli.verdicts import tell_verdict, verdict_document
    from ctecs_desktop.domain.review import Verdict
    from ctecs_desktop.services.session import open_session, system_clock
    from ctecs_desktop.services.verification import verifier_of, verifier_without_store, verify_file

    if store and plan_file:
        raise click.UsageError("Give --store or --plan-file, not both.")
    paths = workbooks_among(files)
    verdicts = []
    with ExitStack() as stack:
        verifier = (
            verifier_of(stack.enter_context(open_session(store, writable=False)))
            if store
            else verifier_without_store(plan_file)
        )
        progress = stack.enter_context(terminal.progress(_("Nothing was stored.")))
        for index, path in enumerate(paths):
            progress.report(index, len(paths), path.name)
            verdicts.append(verify_file(path, verifier, at=system_clock()))
        progress.report(len(paths), len(paths), "")

    def tell() -> None:
        for verdict in verdicts:
            tell_verdict(terminal, verdict)

    terminal.answer([verdict_document(each) for each in verdicts], tell)
    if any(each.verdict is Verdict.REFUSED for each in verdicts):
        click.get_current_context().exit(exits.REFUSED)


@click.command("import", short_help="Import workbooks at central office.")
@store_argument
@click.argument("files", nargs=-1, required=True, type=FilePath)
@click.option("--accept", "accept_clean", is_flag=True, help="Also accept what leaves nothing to ask.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@json_option
@pass_terminal
def import_workbooks(
    terminal: Terminal, store: Path, files: tuple[Path, ...], *, accept_clean: bool, dry_run: bool
) -> None:
    """Import FILES into central office's STORE: each is verified, compared and kept; the same twice changes nothing.

    A folder stands for every file in it, and nothing is refused in silence. Exit code 1 where any file is refused.

    \b
      ctecs import central.ctecs submissions/ --accept
      ctecs import central.ctecs norwich.xlsx --dry-run
    """
    from ctecs_desktop.cli.verdicts import import_document
    from ctecs_desktop.domain.review import Verdict
    from ctecs_desktop.services.intake import import_files

    if accept_clean and dry_run:
        raise click.UsageError("Give --accept or --dry-run, not both.")
    paths = workbooks_among(files)
    kept = _("The files done so far are kept; import the same files again to go on, what is known changes nothing.")
    with terminal.opened(store, writable=not dry_run) as session, terminal.progress(kept) as progress:
        found = import_files(session, paths, accept_clean=accept_clean, dry_run=dry_run, progress=progress)
    terminal.answer(
        [import_document(each) for each in found.files],
        lambda: _tell_import(terminal, found.files, is_dry_run=dry_run),
    )
    if any(each.verdict.verdict is Verdict.REFUSED for each in found.files):
        click.get_current_context().exit(exits.REFUSED)


def _tell_import(terminal: Terminal, files: Sequence[ImportedFile], *, is_dry_run: bool) -> None:
    from ctecs_desktop.cli.verdicts import reason_of
    from ctecs_desktop.domain.review import Verdict
    from ctecs_desktop.wording import import_state_text

    rows = [
        [
            each.verdict.file,
            import_state_text(each.state),
            *(str(number) if number else "" for number in (each.new, each.changed, each.same, each.conflicting)),
            _remark(each),
        ]
        for each in files
    ]
    headers = [_("File"), _("State"), _("New"), _("Changed"), _("Same"), _("Conflicting"), _("To look at")]
    terminal.table(headers, rows, right={2, 3, 4, 5})
    for each in files:
        if each.verdict.verdict is not Verdict.ACCEPTED:
            terminal.say()
            terminal.say(f"{each.verdict.file}: {reason_of(each.verdict)} [{each.verdict.code}]")
    terminal.say()
    refused = sum(1 for each in files if each.verdict.verdict is Verdict.REFUSED)
    done = len(files) - refused
    if is_dry_run:
        terminal.say(_("This was a dry run: nothing was stored."))
    else:
        sentence = ngettext(
            "{done} file was taken in, {refused} refused.", "{done} files were taken in, {refused} refused.", done
        )
        terminal.say(sentence.format(done=done, refused=refused))


def _remark(imported: ImportedFile) -> str:
    count = len(imported.findings)
    if not count:
        return ""
    return ngettext("{count} finding open", "{count} findings open", count).format(count=count)


@click.command(short_help="List the files that were refused, and why.")
@store_argument
@click.option("--save", "digest", metavar="DIGEST", help="Save the file kept aside whose digest begins so.")
@click.option("--out", type=FilePath, metavar="FILE", help="Where to save it.")
@json_option
@pass_terminal
def refused(terminal: Terminal, store: Path, *, digest: str | None, out: Path | None) -> None:
    """List every file that was refused, with the reason; its bytes are kept aside and can be saved.

    \b
      ctecs refused central.ctecs
      ctecs refused central.ctecs --save 3f9a12 --out odd.xlsx
    """
    from ctecs_desktop.services.intake import refused_files
    from ctecs_desktop.services.kept_aside import save_refused
    from ctecs_desktop.services.session import open_session
    from ctecs_desktop.wording import printable, refusal_text, short_time_text

    if (digest is None) != (out is None):
        raise click.UsageError("Give --save and --out together.")
    with open_session(store, writable=False) as session:
        found = refused_files(session)
        written = save_refused(session, digest, out) if digest is not None and out is not None else None
    documents = [
        {
            "file": each.file_name,
            "digest": each.file_digest or None,
            "code": each.code,
            "reason": refusal_text(each),
            "at": each.at,
            "is_kept": each.is_kept,
        }
        for each in found
    ]

    def tell() -> None:
        if written is not None:
            terminal.say(_("Wrote {file}. It was refused: open it with care.").format(file=written))
            return
        for each in found:
            head = _("{time} UTC, {file} [{code}] {digest}").format(
                time=short_time_text(each.at),
                file=printable(each.file_name),
                code=each.code,
                digest=each.file_digest[:DIGITS_SHOWN],
            )
            terminal.say(head.rstrip())
            terminal.say(refusal_text(each), indent="    ")
        if not found:
            terminal.say(_("Nothing was refused."))

    terminal.answer(documents if written is None else {"file": str(written)}, tell)
