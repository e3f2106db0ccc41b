"""An independent verifier, the program xmlsec1, finds our signatures good and a changed cell bad.

It has its own canonical XML and its own relationships transform; a signer and a verifier that share a mistake would
agree with each other and with nobody else. Its exit code alone says nothing about the parts, since a broken manifest
does not fail SignedInfo: both counts are read.
"""

from __future__ import annotations

import re
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from ctecs_desktop.services.keys import trust_list
from tests.district import BULLARD, YEAR, District
from tests.exchange.package_building import SIGNATURE_NAME, make_signer, replace_once, signed_workbook, unpack

XMLSEC1 = shutil.which("xmlsec1") or ""
pytestmark = pytest.mark.skipif(not XMLSEC1, reason="the program xmlsec1 is not installed")


def counts(parts: dict[str, bytes], folder: Path, *, pem: bytes) -> dict[str, tuple[int, int]]:
    """How many references were good, of how many, in SignedInfo and in the manifest."""
    for name, content in parts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    certificate = folder / "certificate.pem"
    certificate.write_bytes(pem)
    signature = parts[SIGNATURE_NAME].decode()
    maps = [
        f"--url-map:{uri}={folder / uri.partition('?')[0][1:]}"
        for uri in re.findall(r'Reference URI="(/[^"]+)"', signature)
    ]
    command = [XMLSEC1, "--verify", "--id-attr:Id", "Object", "--id-attr:Id", "SignedProperties"]
    for one in maps:
        uri, _, path = one.rpartition("=")
        command += [uri, path]
    command += ["--trusted-pem", str(certificate), str(folder / SIGNATURE_NAME)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.findall(r"(SignedInfo|Manifests) References \(ok/all\): (\d+)/(\d+)", done.stdout + done.stderr)
    assert found, done.stderr
    return {name: (int(good), int(total)) for name, good, total in found}


@pytest.mark.parametrize("kind", ["rsa-2048", "rsa-3072", "p256", "p384", "p521"])
def test_every_reference_is_good(kind: str, tmp_path: Path) -> None:
    parts = unpack(signed_workbook(kind))
    total = parts[SIGNATURE_NAME].count(b'<Reference URI="/')
    assert total > 8
    assert counts(parts, tmp_path, pem=make_signer(kind).certificate_pem) == {
        "SignedInfo": (3, 3),
        "Manifests": (total, total),
    }


def test_a_changed_cell_shows_in_the_manifest(tmp_path: Path) -> None:
    parts = unpack(signed_workbook())
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = replace_once(parts[sheet].decode(), "<v>3</v>", "<v>9</v>").encode()
    found = counts(parts, tmp_path, pem=make_signer("rsa-2048").certificate_pem)
    good, total = found["Manifests"]
    assert (found["SignedInfo"], good) == ((3, 3), total - 1)


def test_an_exchanged_relationship_shows_in_the_manifest(tmp_path: Path) -> None:
    parts = unpack(signed_workbook())
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = replace_once(parts[name].decode(), "sheet1.xml", "sheet2.xml").encode()
    good, total = counts(parts, tmp_path, pem=make_signer("rsa-2048").certificate_pem)["Manifests"]
    assert good == total - 1


def test_a_changed_time_shows_in_signed_info(tmp_path: Path) -> None:
    parts = unpack(signed_workbook())
    signature = parts[SIGNATURE_NAME].decode()
    parts[SIGNATURE_NAME] = replace_once(signature, "<xd:SigningTime>2016", "<xd:SigningTime>2015").encode()
    good, total = counts(parts, tmp_path, pem=make_signer("rsa-2048").certificate_pem)["SignedInfo"]
    assert (good, total) == (2, 3)


@pytest.mark.parametrize("changed", [False, True])
def test_what_a_school_and_the_district_really_send_is_good_and_a_changed_value_is_not(
    signed: District, tmp_path: Path, changed: bool
) -> None:
    with signed.central() as central:
        pem = ssl.DER_cert_to_PEM_cert(trust_list(central).roots[0]).encode()
    for file in (signed.folder / f"{BULLARD} {YEAR}.xlsx", signed.plan_file):
        parts = unpack(file.read_bytes())
        total = parts[SIGNATURE_NAME].count(b'<Reference URI="/')
        if changed:
            parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"].replace(b"a", b"o", 1)
        folder = tmp_path / file.stem
        folder.mkdir()
        assert counts(parts, folder, pem=pem) == {"SignedInfo": (3, 3), "Manifests": (total - changed, total)}
