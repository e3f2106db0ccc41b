from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from ctecs_desktop import __version__
from ctecs_desktop.cli import exits
from ctecs_desktop.cli.key_commands import key
from ctecs_desktop.cli.main import ctecs, exit_code_of
from ctecs_desktop.cli.terminal import Terminal
from ctecs_desktop.domain.errors import Cancelled, MachineLacks, NotAllowed
from tests.cli.conftest import Run

COMMANDS = (
    *("demo", "new", "enrol", "approve", "plan", "draft", "open", "form", "enter", "validate", "explain"),
    *("sign", "export", "amend", "school-report"),
    *("verify", "import", "refused", "received", "review", "ask", "accept", "return", "exclude", "take-back", "reply"),
    *("schools", "register", "contact", "renew", "revoke", "certificate", "key"),
    *("rollup", "snapshot", "snapshots", "report", "publish", "edsight", "check", "status"),
    *("backup", "backups", "restore", "support"),
)
HEAVY = ("PySide6", "cryptography", "lxml", "openpyxl", "platformdirs", "python_calamine", "sqlite3", "sqlite_utils")


def test_help_lists_every_command_in_the_order_of_the_work(run: Run) -> None:
    answer = run("--help")
    assert answer.code == exits.DONE
    listed = [line.split()[0] for line in answer.out.partition("Commands:")[2].splitlines() if line.strip()]
    assert tuple(listed) == COMMANDS
    assert "..." not in answer.out.partition("Commands:")[2], "a short help is cut off"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str, run: Run) -> None:
    answer = run(name, "--help")
    assert answer.code == exits.DONE
    assert f"  ctecs {name} " in answer.out
    assert "--json" in answer.out


def test_every_option_says_what_it_is_for() -> None:
    for command in ctecs.commands.values():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{command.name} {parameter.name}"


def test_no_option_takes_a_passphrase_itself() -> None:
    names = {name for command in ctecs.commands.values() for parameter in command.params for name in parameter.opts}
    names |= {name for command in key.commands.values() for parameter in command.params for name in parameter.opts}
    asked = {name for name in names if "pass" in name}
    assert asked == {"--passphrase-file", "--own-passphrase-file", "--new-passphrase-file"}


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").out == f"ctecs {__version__}\n"


def test_wrong_usage_has_clicks_exit_code(run: Run) -> None:
    assert run("accept").code == exits.WRONG_USAGE
    assert run("unheard-of").code == exits.WRONG_USAGE
    assert "No such command" in run("unheard-of").err


def test_wrong_usage_is_one_document_too_where_one_was_asked_for(run: Run) -> None:
    answer = run("rollup", "x.ctecs", "--json", "--unheard-of")
    assert answer.code == exits.WRONG_USAGE
    assert answer.document["error"]["code"] == "usage"
    assert answer.err == ""


def test_a_refusal_is_told_on_standard_error(run: Run, tmp_path: Path) -> None:
    answer = run("status", tmp_path / "nowhere.ctecs")
    assert answer.code == exits.REFUSED
    assert answer.out == ""
    assert answer.err.startswith("There is no workspace ")


def test_a_refusal_is_one_document_with_its_facts_where_one_was_asked_for(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "nowhere.ctecs"
    answer = run("status", path, "--json")
    assert answer.code == exits.REFUSED
    assert answer.document == {
        "error": {
            "code": "store.missing",
            "path": str(path),
            "message": f"There is no workspace {path}. The workspace is as it was. Check the name and the folder.",
        }
    }


def _raising(error: BaseException) -> object:
    raise error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotAllowed("key.none", path="x"), exits.REFUSED),
        (MachineLacks("machine.library_missing", name="xmlsec1"), exits.MACHINE_LACKS_SOMETHING),
        (ModuleNotFoundError("no", name="openpyxl"), exits.MACHINE_LACKS_SOMETHING),
        (FileNotFoundError("this installation lacks the shipped file 'plan'"), exits.MACHINE_LACKS_SOMETHING),
        (click.UsageError("no"), exits.WRONG_USAGE),
        (Cancelled("Two files are kept."), exits.STOPPED),
        (KeyboardInterrupt(), exits.STOPPED),
        (click.Abort(), exits.STOPPED),
        (ModuleNotFoundError("no", name="ctecs_desktop.nowhere"), exits.FAULT),
        (FileNotFoundError(2, "No such file"), exits.FAULT),
        (ZeroDivisionError("secret 4711"), exits.FAULT),
    ],
)
def test_every_end_of_a_command_has_its_exit_code(
    error: BaseException, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(lambda: _raising(error), Terminal()) == code
    told = capsys.readouterr()
    assert told.err
    assert told.out == ""
    assert "4711" not in told.err
    assert exit_code_of(lambda: _raising(error), Terminal(is_json=True)) == code
    assert json.loads(capsys.readouterr().out)["error"]["message"]


def test_the_exit_codes_of_faults_are_none_that_scripts_rely_on() -> None:
    assert (exits.DONE, exits.REFUSED, exits.WRONG_USAGE, exits.MACHINE_LACKS_SOMETHING) == (0, 1, 2, 3)
    assert not {exits.FAULT, exits.STOPPED, exits.OUTPUT_CLOSED} & {0, 1, 2, 3}


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from ctecs_desktop.cli.main import ctecs\n"
        "try:\n    ctecs.main(['--help'])\n"
        "except SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_process_ends_with_the_code_and_one_document(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "ctecs_desktop", "check", str(tmp_path / "no.ctecs"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == exits.REFUSED
    assert json.loads(done.stdout)["ok"] is False
    assert done.stderr == ""


def test_a_reader_who_goes_away_gets_no_traceback() -> None:
    command = [sys.executable, "-m", "ctecs_desktop", "--help"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
    assert told == b""
    assert process.returncode == exits.OUTPUT_CLOSED


def test_an_unwritable_home_keeps_no_command_from_running(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.write_text("a file where the folder should be", encoding="utf-8")
    monkeypatch.setenv("XDG_STATE_HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    assert run("status", tmp_path / "nowhere.ctecs").code == exits.REFUSED
