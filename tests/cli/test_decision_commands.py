"""Looking at a submission, asking about it, undoing decisions, freezing figures: in a terminal."""

from __future__ import annotations

from tests.cli.conftest import Run
from tests.district import BULLARD, YEAR, District


def digest_of(run: Run, district: District) -> str:
    digest: str = run("received", district.central_path, "--json").document[0]["digest"]
    return digest


def test_a_submission_is_laid_open_before_the_decision(run: Run, imported: District) -> None:
    digest = digest_of(run, imported)
    document = run("review", imported.central_path, digest[:8], "--json").document
    assert (document["school"], document["signer"], document["status"]) == (BULLARD, "Pat Principal", "accepted")
    assert (document["package_signature"], document["seal"], len(document["words"])) == ("valid", "valid", 7)
    assert (document["compared_with"], document["findings"]) == ([], [])
    assert {each["reason"] for each in document["explanations"]} == {"As counted."}
    assert [each["status"] for each in document["decisions"]] == ["accepted"]
    told = run("review", imported.central_path, digest[:8])
    assert told.code == 0
    for words in ("Pat Principal", "package signature valid", "What the school kept, and why", "As counted."):
        assert words in told.out


def test_an_acceptance_is_taken_back_and_an_exclusion_wants_a_reason(run: Run, imported: District) -> None:
    digest = digest_of(run, imported)
    back = run("take-back", imported.central_path, digest[:8], "--json")
    assert back.document["status"] == "received"
    again = run("take-back", imported.central_path, digest[:8], "--json")
    assert (again.code, again.document["error"]["code"]) == (1, "review.nothing_decided")
    assert run("exclude", imported.central_path, digest[:8]).code == 2
    out = run("exclude", imported.central_path, digest[:8], "--reason", "A test copy", "--json")
    assert out.document["status"] == "excluded"
    assert "kept out of the rollup" in run("received", imported.central_path).out


def test_questions_are_kept_listed_and_withdrawn(run: Run, imported: District) -> None:
    digest = digest_of(run, imported)
    asked = run("ask", imported.central_path, digest[:8], "1.01 all: Why so few?", "3.01: Which day?", "--json")
    assert [(each["measure"], each["text"]) for each in asked.document["questions"]] == [
        ("1.01", "Why so few?"),
        ("3.01", "Which day?"),
    ]
    left = run("ask", imported.central_path, digest[:8], "1.01 all:")
    assert "Why so few?" not in left.out
    assert "Which day?" in left.out


def test_a_period_is_frozen_and_its_ledger_told(run: Run, imported: District) -> None:
    assert run("snapshots", imported.central_path, "--json").document == []
    frozen = run("snapshot", imported.central_path, "--period", YEAR, "--note", "State Board", "--json")
    assert (frozen.code, frozen.document["number"], frozen.document["note"]) == (0, 1, "State Board")
    again = run("snapshot", imported.central_path, "--period", YEAR, "--json")
    assert again.document["error"]["code"] == "snapshot.frozen_already"
    assert "No figure has changed since." in run("snapshots", imported.central_path).out
    run("take-back", imported.central_path, digest_of(run, imported)[:8])
    (ledger,) = run("snapshots", imported.central_path, "--period", YEAR, "--json").document
    changed = {(each["measure"], each["subgroup"]): each for each in ledger["restatements"]}
    absence = changed["1.01", "all"]
    assert absence["schools"] == [BULLARD]
    assert absence["before"]["value"] is not None
    told = run("snapshots", imported.central_path).out
    assert "State Board" in told
    assert "1.01" in told
