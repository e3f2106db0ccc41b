"""What LibreOffice makes of a signed workbook: it opens it, saves it anew, and no value is another.

Only collected where LibreOffice is installed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ctecs_desktop.domain.plan import Unit
from ctecs_desktop.domain.review import CellDifference
from ctecs_desktop.exchange.opc.container import pack, read_container
from ctecs_desktop.exchange.opc.package_verifier import read_unsigned_package
from ctecs_desktop.exchange.submission.workbook_reader import read_identity, read_submission
from ctecs_desktop.exchange.submission.workbook_writer import export_submission
from ctecs_desktop.exchange.workbook.workbook_parts import open_workbook
from tests.exchange.submission_building import CODES, PLAN, make_identity, make_submission, signing_key

SOFFICE = shutil.which("soffice")

if SOFFICE:

    def _saved_by_libreoffice(data: bytes, folder: Path) -> bytes:
        (folder / "in").mkdir()
        (folder / "in" / "workbook.xlsx").write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [str(SOFFICE), profile, "--headless", "--norestore", "--convert-to", "xlsx"]
        command += ["--outdir", str(folder / "out"), str(folder / "in" / "workbook.xlsx")]
        subprocess.run(command, capture_output=True, check=True, timeout=120)
        return (folder / "out" / "workbook.xlsx").read_bytes()

    @pytest.fixture(scope="module")
    def saved_again(tmp_path_factory: pytest.TempPathFactory) -> bytes:
        submission = make_submission(identity=make_identity(revision=2, revision_reason="Two counts were wrong."))
        data = export_submission(submission, PLAN, signer=signing_key(), previous=make_submission())
        return _saved_by_libreoffice(data, tmp_path_factory.mktemp("libreoffice"))

    def test_saved_by_libreoffice_every_value_is_what_was_signed(saved_again: bytes) -> None:
        package = read_unsigned_package(saved_again)
        found = read_submission(package.parts, PLAN)
        assert found.differences == ()
        assert found.seal.is_valid
        found.require_agreement()
        assert found.submission == make_submission(identity=found.submission.identity)
        assert read_identity(package.repacked_bytes) == found.submission.identity

    def test_a_cell_changed_in_libreoffice_is_named(saved_again: bytes) -> None:
        parts = dict(read_container(saved_again))
        book = open_workbook(parts)
        sheet = f"Goal {CODES[Unit.PERCENT][0]}"
        xml = book.sheets[sheet]
        changed, count = re.subn(rb'(<c r="E5"[^>]*><v>)57(</v>)', rb"\g<1>75\g<2>", xml)
        assert count == 1
        name = next(name for name, part in parts.items() if part == xml)
        found = read_submission(read_unsigned_package(pack({**parts, name: changed})).parts, PLAN)
        assert found.seal.is_valid
        assert found.differences == (CellDifference(sheet, "E5", "57", "75"),)
