"""What a refused command must leave behind: a clear answer, and a workspace that holds what it held before."""

from __future__ import annotations

from pathlib import Path

from ctecs_desktop.services import entry, review, submission
from ctecs_desktop.services.keys import trust_list
from ctecs_desktop.services.session import open_session
from ctecs_desktop.store.check import check_store
from tests.cli.conftest import Answer
from tests.district import YEAR

SIGN = ("--period", YEAR, "--signer", "Pat Principal", "--role", "Principal")
"""The options of ``ctecs sign`` that are the same in every test."""

HEADER = "measure,period,subgroup,numerator,denominator,value,blank,note\n"
"""The first line of a file of values."""


def holdings(path: Path) -> dict[str, object]:
    """What a person would miss if it were lost: values, reasons, signed and received workbooks, the register."""
    assert [each for each in check_store(path) if not each.ok] == []
    with open_session(path, writable=False) as session:
        if path.name == "central.ctecs":
            return {"received": review.received(session), "plan": session.plan, "trust": trust_list(session)}
        return {
            "values": entry.current_values(session, YEAR),
            "open": submission.validate(session, YEAR).findings,
            "state": submission.state_of(session, YEAR),
            "signed": submission.timeline(session),
            "plan": session.plan,
        }


def require_told(answer: Answer, code: str, *, exit_code: int = 1) -> str:
    """The refusal has its code, and its message is whole sentences that end with something to do."""
    assert answer.code == exit_code, answer
    document = answer.document
    error = document["error"] if isinstance(document, dict) else document[0]
    assert error["code"] == code
    message = str(error["message"] if "message" in error else error["reason"])
    assert len([sentence for sentence in message.split(". ") if sentence]) >= 2, message
    assert message.endswith((".", "…"))
    for unexplained in ("Traceback", "Error(", "Errno", "{", "None", "support this code"):
        assert unexplained not in message, message
    return message
