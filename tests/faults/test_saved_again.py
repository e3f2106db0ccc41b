"""A school's signed submission saved again by LibreOffice: held and explained; each edited cell is named.

Only collected where LibreOffice is installed.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from ctecs_desktop.domain.review import CellDifference, Verdict
from ctecs_desktop.exchange.opc.container import pack, read_container
from ctecs_desktop.services import intake, review
from ctecs_desktop.services.verification import verifier_of, verify_file
from tests.cli.conftest import Run
from tests.district import BULLARD, YEAR, District

SOFFICE = shutil.which("soffice")

VERIFY_KEYS = [
    *("file", "verdict", "code", "reason", "kind", "school", "period", "revision", "signer"),
    *("package_signature", "seal", "changed"),
]
IMPORT_KEYS = ["file", "verdict", "code", "reason", "new", "changed", "same", "conflicting", "state"]
CHANGED_KEYS = ["sheet", "cell", "signed", "found"]

GOAL = "xl/worksheets/sheet2.xml"


def _edited(data: bytes, old: bytes, new: bytes) -> bytes:
    parts = dict(read_container(data))
    assert parts[GOAL].count(old) == 1
    return pack({**parts, GOAL: parts[GOAL].replace(old, new)})


if SOFFICE:

    @pytest.fixture(scope="module")
    def saved_again(sound_district: District, tmp_path_factory: pytest.TempPathFactory) -> Path:
        """A folder with the submission as LibreOffice saves it: untouched, one value edited, one code mangled."""
        folder = tmp_path_factory.mktemp("libreoffice")
        signed = (sound_district.folder / f"{BULLARD} {YEAR}.xlsx").read_bytes()
        (folder / "in").mkdir()
        files = {
            "untouched": signed,
            "edited": _edited(signed, b"<v>164</v>", b"<v>64</v>"),
            "mangled": _edited(
                signed,
                b'<c r="A5" s="19" t="inlineStr"><is><t>1.01</t></is></c>',
                b'<c r="A5" s="19" t="n"><v>1.01</v></c>',
            ),
        }
        for name, data in files.items():
            (folder / "in" / f"{name}.xlsx").write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [str(SOFFICE), profile, "--headless", "--norestore", "--convert-to", "xlsx"]
        command += ["--outdir", str(folder / "out"), *(str(folder / "in" / f"{name}.xlsx") for name in files)]
        subprocess.run(command, capture_output=True, check=True, timeout=120)
        return folder / "out"

    def test_saved_again_it_is_held_with_a_valid_seal_and_no_changed_cell(
        saved_again: Path, sound_district: District
    ) -> None:
        with sound_district.central() as central:
            verdict = verify_file(saved_again / "untouched.xlsx", verifier_of(central), at=sound_district.clock())
            original = verify_file(
                sound_district.folder / f"{BULLARD} {YEAR}.xlsx", verifier_of(central), at=sound_district.clock()
            )
        assert (verdict.verdict, verdict.code) == (Verdict.HELD, "resaved.values_intact")
        assert (verdict.package_signature, verdict.seal, verdict.changed) == ("missing", "valid", ())
        assert verdict.explanation is not None
        assert verdict.explanation.kind == "saved_by_libreoffice"
        assert verdict.submission == original.submission

    def test_the_terminal_says_held_and_names_libreoffice(run: Run, saved_again: Path, signed: District) -> None:
        answer = run("verify", saved_again / "untouched.xlsx", "--store", signed.central_path, "--json")
        assert answer.code == 0
        (document,) = answer.document
        assert list(document) == VERIFY_KEYS
        reason = document.pop("reason")
        assert document == {
            "file": "untouched.xlsx",
            "verdict": "held",
            "code": "resaved.values_intact",
            "kind": "submission",
            "school": BULLARD,
            "period": YEAR,
            "revision": 1,
            "signer": "Pat Principal",
            "package_signature": "missing",
            "seal": "valid",
            "changed": [],
        }
        assert "LibreOffice" in reason
        assert "every value is as it was signed" in reason

    def test_an_edited_value_is_named_with_what_was_signed_and_what_was_found(
        run: Run, saved_again: Path, signed: District
    ) -> None:
        answer = run("verify", saved_again / "edited.xlsx", "--store", signed.central_path, "--json")
        assert answer.code == 1
        (document,) = answer.document
        assert list(document) == VERIFY_KEYS
        assert (document["verdict"], document["code"], document["seal"]) == ("refused", "cell.changed", "valid")
        assert document["package_signature"] == "missing"
        assert [list(each) for each in document["changed"]] == [CHANGED_KEYS]
        assert document["changed"] == [{"sheet": "Goal 1", "cell": "E5", "signed": "164", "found": "64"}]
        assert "LibreOffice" in document["reason"]
        told = run("verify", saved_again / "edited.xlsx", "--store", signed.central_path)
        assert "Goal 1!E5" in told.out
        assert "LibreOffice" in told.out

    def test_a_code_that_became_a_number_is_named_as_such(saved_again: Path, sound_district: District) -> None:
        with sound_district.central() as central:
            verdict = verify_file(saved_again / "mangled.xlsx", verifier_of(central), at=sound_district.clock())
        assert (verdict.verdict, verdict.code) == (Verdict.REFUSED, "cell.number_instead_of_text")
        assert verdict.changed == (CellDifference("Goal 1", "A5", "1.01", "1.01"),)

    def test_a_held_file_waits_for_a_persons_yes_and_a_refused_one_is_kept_apart(
        run: Run, saved_again: Path, signed: District
    ) -> None:
        files = [saved_again / "untouched.xlsx", saved_again / "edited.xlsx"]
        answer = run("import", signed.central_path, *files, "--accept", "--json")
        assert answer.code == 1
        assert [list(each)[: len(IMPORT_KEYS)] for each in answer.document] == [IMPORT_KEYS] * 2
        assert [each["state"] for each in answer.document] == ["held", "refused"]
        with signed.central() as central:
            (held,) = review.received(central)
            assert held.status.value == "held"
            assert [each.code for each in intake.refused_files(central)] == ["cell.changed"]
            review.accept(central, held.digest, reason="The school saved it again; nothing was changed.")
            assert review.received(central)[0].status.value == "accepted"
        original = run("import", signed.central_path, signed.folder / f"{BULLARD} {YEAR}.xlsx", "--accept", "--json")
        assert (original.code, original.document[0]["state"]) == (0, "accepted")
        with signed.central() as central:
            (accepted,) = review.received(central)
            assert accepted.verdict is Verdict.ACCEPTED, (
                "the signed file takes the place of the one that was saved again"
            )
