"""LibreOffice opens a signed workbook, finds its signature good, and what it saves again is held and not refused."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from ctecs_desktop.exchange.opc.classifier import classify
from ctecs_desktop.exchange.opc.container import pack, read_container
from ctecs_desktop.exchange.opc.package_verifier import has_package_signature, read_unsigned_package
from tests.exchange.package_building import replace_once, signed_workbook, unpack

SOFFICE = shutil.which("soffice") or ""
pytestmark = pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed")

SHEET = "xl/worksheets/sheet1.xml"
# Asks LibreOffice's own signature service about two files, without a window, and writes down what it says.
MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Function Verdict(url)
  Dim arguments(2), properties(0) As New com.sun.star.beans.PropertyValue
  properties(0).Name = "StorageFormat"
  properties(0).Value = "ZipFormat"
  arguments(0) = url
  arguments(1) = 1
  arguments(2) = properties()
  storage = CreateUnoService("com.sun.star.embed.StorageFactory").createInstanceWithArguments(arguments())
  service = com.sun.star.security.DocumentDigitalSignatures.createWithVersion("1.2")
  found = service.verifyDocumentContentSignatures(storage, Nothing)
  Verdict = "signatures " &amp; (UBound(found) + 1) &amp; " valid " &amp; found(0).SignatureIsValid
End Function
Sub Check
  Dim file
  file = FreeFile
  Open "FOLDER/verdicts.txt" For Output As #file
  Print #file, Verdict("file://FOLDER/signed.xlsx")
  Print #file, Verdict("file://FOLDER/changed.xlsx")
  Close #file
End Sub
</script:module>"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Module1"/></library:library>"""
LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
<library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"
 library:link="false"/></library:libraries>"""


def _run(folder: Path, *arguments: str) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--norestore", *arguments]
    subprocess.run(command, capture_output=True, check=True, timeout=120, cwd=folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("libreoffice")
    (folder / "signed.xlsx").write_bytes(signed_workbook("rsa-3072"))
    parts = unpack(signed_workbook("rsa-3072"))
    parts[SHEET] = replace_once(parts[SHEET].decode(), "<v>3</v>", "<v>9</v>").encode()
    (folder / "changed.xlsx").write_bytes(pack(parts))
    # The first start makes the profile, and would replace a library that is there already.
    (folder / "again").mkdir()
    _run(folder, "--convert-to", "xlsx", "--outdir", "again", "signed.xlsx")
    basic = folder / "profile/user/basic"
    (basic / "Standard").mkdir(parents=True, exist_ok=True)
    (basic / "script.xlc").write_text(LIBRARIES)
    (basic / "Standard/script.xlb").write_text(LIBRARY)
    (basic / "Standard/Module1.xba").write_text(MACRO.replace("FOLDER", folder.as_posix()))
    return folder


def test_libreoffice_finds_the_signature_good_and_a_changed_cell_bad(folder: Path) -> None:
    _run(folder, "macro:///Standard.Module1.Check")
    verdicts = (folder / "verdicts.txt").read_text().splitlines()
    assert verdicts == ["signatures 1 valid True", "signatures 1 valid False"]


def test_a_workbook_that_libreoffice_saved_again_has_no_signature_and_can_be_read(folder: Path) -> None:
    again = (folder / "again/signed.xlsx").read_bytes()
    container = read_container(again)
    assert not has_package_signature(container)
    assert SHEET in read_unsigned_package(container).parts
    explanation = classify(again)
    assert (explanation.kind, explanation.facts["has_signature"]) == ("saved_by_libreoffice", False)
