"""The entry point ``ctecs``: its commands, and how every end of a command becomes an exit code.

Whatever takes time to import is imported inside the commands, so that ``ctecs --help`` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import click

from ctecs_desktop import __version__
from ctecs_desktop.cli import exits
from ctecs_desktop.cli.backup_commands import backup, backups, restore
from ctecs_desktop.cli.demo_commands import demo
from ctecs_desktop.cli.edsight_commands import edsight
from ctecs_desktop.cli.entry_commands import enter, explain, form, validate
from ctecs_desktop.cli.inspection_commands import review
from ctecs_desktop.cli.intake_commands import import_workbooks, refused, verify
from ctecs_desktop.cli.key_commands import key
from ctecs_desktop.cli.plan_commands import draft, plan
from ctecs_desktop.cli.publication_commands import publish
from ctecs_desktop.cli.record_commands import register_command
from ctecs_desktop.cli.register_commands import certificate, contact, renew, schools
from ctecs_desktop.cli.report_commands import report, school_report
from ctecs_desktop.cli.review_commands import accept, ask, exclude, received, reply, return_submission, take_back
from ctecs_desktop.cli.rollup_commands import rollup
from ctecs_desktop.cli.signer_commands import approve, enrol, revoke
from ctecs_desktop.cli.snapshot_commands import snapshot, snapshots
from ctecs_desktop.cli.submission_commands import amend, export, sign
from ctecs_desktop.cli.support_commands import support
from ctecs_desktop.cli.terminal import Terminal
from ctecs_desktop.cli.workspace_commands import check, new, open_command, status
from ctecs_desktop.domain.errors import Cancelled, CtecsError, MachineLacks


class CommandLine(click.Group):
    """The group of all commands, in the order of the work; its ``main`` ends with one of our exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the name that click gave it
        """The commands as they were added, not by the alphabet."""
        return list(self.commands)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: ARG002 - the names that click gave them
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Run the command line and leave the process."""
        given = list(sys.argv[1:] if args is None else args)
        # What click refuses is refused before it has looked at the options.
        terminal = Terminal(is_json="--json" in given[: given.index("--")] if "--" in given else "--json" in given)

        def run() -> object:
            return click.Group.main(
                self,
                args,
                prog_name or "ctecs",
                complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                obj=terminal,
                **extra,
            )

        sys.exit(exit_code_of(run, terminal))


@click.group(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="ctecs", message="%(prog)s %(version)s")
def ctecs() -> None:
    """Strategic-plan measures of a school district: enter, sign, verify, roll up; offline.

    Exit codes: 0 done, 1 refused (the reason is told), 2 wrong usage, 3 the computer lacks something, 70 a fault of
    the program, 130 stopped by Ctrl+C.

    \b
    A whole district to look at:
      ctecs demo build/district
    """
    from ctecs_desktop.cli.surroundings import prepare

    prepare()


for command in (
    *(demo, new, enrol, approve, plan, draft, open_command, form, enter, validate, explain, sign, export, amend),
    school_report,
    *(verify, import_workbooks, refused, received, review, ask, accept, return_submission, exclude, take_back, reply),
    *(schools, register_command, contact, renew, revoke, certificate, key),
    *(rollup, snapshot, snapshots, report, publish, edsight, check, status),
    *(backup, backups, restore, support),
):
    ctecs.add_command(command)


def exit_code_of(run: Callable[[], object], terminal: Terminal) -> int:
    """Run a command; whatever ends it is told and becomes an exit code."""
    try:
        code = run()
        sys.stdout.flush()
        return code if isinstance(code, int) else exits.DONE
    except CtecsError as error:
        terminal.tell_problem(error)
        return exits.MACHINE_LACKS_SOMETHING if isinstance(error, MachineLacks) else exits.REFUSED
    except click.UsageError as error:
        if terminal.is_json:
            terminal.tell_failure("usage", error.format_message(), {})
        else:
            error.show()
        return exits.WRONG_USAGE
    except (Cancelled, click.Abort, KeyboardInterrupt) as stop:
        return _stopped(stop, terminal)
    except BrokenPipeError:
        # Python would complain once more when it flushes standard output at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.OUTPUT_CLOSED
    except SystemExit as leaving:
        # So click ends a command whose reader went away; the shell's completion ends with 0.
        return exits.OUTPUT_CLOSED if leaving.code else exits.DONE
    except (ImportError, FileNotFoundError) as error:
        if (lack := _lack(error)) is None:
            return _fault(error, terminal)
        terminal.tell_problem(lack)
        return exits.MACHINE_LACKS_SOMETHING
    except Exception as error:
        return _fault(error, terminal)


def _stopped(stop: BaseException, terminal: Terminal) -> int:
    from ctecs_desktop.i18n import _

    kept = str(stop) if isinstance(stop, Cancelled) and str(stop) else _("The step at hand was taken back.")
    terminal.tell_failure("stopped", _("Stopped as you asked. {kept}").format(kept=kept), {})
    return exits.STOPPED


def _lack(error: ImportError | FileNotFoundError) -> MachineLacks | None:
    """What the installation lacks, if that is why the program went wrong."""
    if isinstance(error, ImportError):
        name = error.name or ""
        is_ours = name.partition(".")[0] == "ctecs_desktop"
        return None if is_ours or not name else MachineLacks("machine.library_missing", name=name)
    # The system's own errors have a number; ours about a shipped file has none.
    return MachineLacks("machine.file_missing", name=str(error)) if error.errno is None else None


def _fault(error: Exception, terminal: Terminal) -> int:
    """A fault of the program: the log gets where it happened, the person one sentence."""
    import logging

    from ctecs_desktop.cli.surroundings import log_file
    from ctecs_desktop.i18n import _

    logging.getLogger(__name__).error("a command failed: %s", type(error).__name__, exc_info=error)
    where = log_file()
    message = _(
        "This is a fault of the program ({kind}), not of yours; what was saved before is safe. "
        "Please send the log to support: {log}"
    ).format(kind=type(error).__name__, log=where or _("(no log could be written)"))
    terminal.tell_failure("fault", message, {"log": str(where or "")})
    return exits.FAULT


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line given, or that of the process, and leave with its exit code."""
    ctecs.main(arguments)
