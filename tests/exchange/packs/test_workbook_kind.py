"""Which reader a workbook is for, told from its sheets alone and trusted in nothing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from ctecs_desktop.domain.errors import CtecsError, NotAWorkbook, SignatureInvalid, WrongTemplate
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.exchange.opc.container import read_container
from ctecs_desktop.exchange.packs.plan_pack import read_plan_pack
from ctecs_desktop.exchange.packs.workbook_kind import kind_of
from ctecs_desktop.exchange.submission.workbook_layout import SEAL, SIGN_OFF
from ctecs_desktop.exchange.workbook.workbook_page import Page, PageCell
from tests.exchange.pack_building import enrolment_workbook, plan_workbook, reply_workbook, unsigned

SOFFICE = shutil.which("soffice") or ""


def workbook_with_sheets(*names: str) -> bytes:
    return unsigned([Page(name, (20,), ((PageCell("text"),),)) for name in names])


def test_every_kind_is_told_from_the_others() -> None:
    assert kind_of(plan_workbook()) is WorkbookKind.PLAN
    assert kind_of(reply_workbook()) is WorkbookKind.REPLY
    assert kind_of(enrolment_workbook()) is WorkbookKind.ENROLMENT
    assert kind_of(workbook_with_sheets(SIGN_OFF, "Goal 1", SEAL)) is WorkbookKind.SUBMISSION


def test_a_container_that_was_read_already_is_not_read_again() -> None:
    assert kind_of(read_container(reply_workbook())) is WorkbookKind.REPLY


@pytest.mark.parametrize(
    "names", [("Sheet1",), ("Plan",), ("Reply", "Signers"), ("Plan", "About", "Reply", "Questions")], ids=" ".join
)
def test_any_other_workbook_is_of_no_known_kind(names: tuple[str, ...]) -> None:
    with pytest.raises(WrongTemplate) as refused:
        kind_of(workbook_with_sheets(*names))
    assert refused.value.code == "workbook.unknown_kind"
    assert refused.value.params["sheets"] == names


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 not a workbook", b"measure,period\n1.01,2019-20\n"])
def test_what_is_no_workbook_is_refused_as_such(data: bytes) -> None:
    with pytest.raises(NotAWorkbook):
        kind_of(data)


def test_a_truncated_workbook_is_refused() -> None:
    data = plan_workbook()
    for length in (10, len(data) // 2, len(data) - 1):
        with pytest.raises(CtecsError):
            kind_of(data[:length])


@pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed")
def test_libreoffice_opens_every_kind_and_what_it_saves_is_known_but_not_believed(tmp_path: Path) -> None:
    workbooks = {"plan": plan_workbook(), "reply": reply_workbook(), "enrolment": enrolment_workbook()}
    for name, data in workbooks.items():
        (tmp_path / f"{name}.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        SOFFICE,
        profile,
        "--headless",
        "--norestore",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "saved"),
    ]
    files = [str(tmp_path / f"{name}.xlsx") for name in workbooks]
    subprocess.run([*command, *files], capture_output=True, check=True, timeout=120, cwd=tmp_path)
    for name in workbooks:
        assert kind_of((tmp_path / "saved" / f"{name}.xlsx").read_bytes()).value == name
    with pytest.raises(SignatureInvalid) as refused:
        read_plan_pack((tmp_path / "saved" / "plan.xlsx").read_bytes())
    assert refused.value.code == "signature.missing"
