from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.cli.conftest import Run
from tests.district import BULLARD, YEAR, District

HEADER = "measure,period,subgroup,numerator,denominator,value,blank,note\n"


def _values(district: District, *rows: str) -> Path:
    path = district.folder / "rows.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_values_are_counted_as_new_changed_and_same(run: Run, enrolled: District) -> None:
    store = enrolled.school_path(BULLARD)
    rows = _values(enrolled, "3.01,2016-17,all,,,790,,", "1.01,2016-17,all,12,100,,,")
    assert run("enter", store, rows, "--json").document == {"new": 2, "changed": 0, "same": 0, "refused": []}
    assert run("enter", store, rows, "--json").document == {"new": 0, "changed": 0, "same": 2, "refused": []}
    rows = _values(enrolled, "3.01,2016-17,all,,,791,,recounted", "1.01,2016-17,all,12,100,,,")
    answer = run("enter", store, rows)
    assert answer.code == 0
    assert "0 new, 1 changed, 1 the same" in answer.out


def test_with_one_refusal_nothing_is_written_and_every_refusal_is_told(run: Run, enrolled: District) -> None:
    store = enrolled.school_path(BULLARD)
    rows = _values(
        enrolled, "3.01,2016-17,all,,,790,,", "3.01,2016-17,grade.09,,,\"12,5\",,", "9.99,2016-17,all,,,1,,",
        "1.01,2016-17,all,12,many,,,",
    )  # fmt: skip
    answer = run("enter", store, rows, "--json")
    assert answer.code == 1
    document = answer.document
    assert (document["new"], document["changed"], document["same"]) == (0, 0, 0)
    assert [(each["where"], each["code"]) for each in document["refused"]] == [
        ("line 3, value", "value.decimal_comma"),
        ("line 4, measure", "plan.unknown_measure"),
        ("line 5, denominator", "value.not_a_number"),
    ]
    assert "Enter 12.5." in document["refused"][0]["reason"]
    told = run("enter", store, rows)
    assert told.code == 1
    assert "nothing was written" in told.out
    assert run("enter", store, _values(enrolled, "3.01,2016-17,all,,,790,,"), "--json").document["new"] == 1


def test_a_file_of_another_form_is_refused_whole(run: Run, enrolled: District) -> None:
    path = enrolled.folder / "letter.csv"
    path.write_text("Dear colleague,\nhere are the values\n", encoding="utf-8")
    answer = run("enter", enrolled.school_path(BULLARD), path, "--json")
    assert answer.code == 1
    assert answer.document["error"]["code"] == "entry.columns"
    assert answer.document["error"]["missing"] == ["measure", "period"]


def test_a_signed_period_takes_no_values(run: Run, signed: District) -> None:
    rows = _values(signed, "3.01,2015-16,all,,,790,,")
    answer = run("enter", signed.school_path(BULLARD), rows, "--json")
    assert answer.code == 1
    assert answer.document["refused"][0]["code"] == "submission.locked"
    assert "Pat Principal" in answer.document["refused"][0]["reason"]


def test_validation_answers_a_list_of_findings_errors_first(run: Run, enrolled: District) -> None:
    store = enrolled.school_path(BULLARD)
    run("enter", store, _values(enrolled, "1.01,2016-17,all,151,143,,,"))
    answer = run("validate", store, "--period", "2016-17", "--json")
    assert answer.code == 1
    findings = answer.document
    severities = [each["severity"] for each in findings]
    assert severities == sorted(severities)
    first = next(each for each in findings if each["code"] == "numerator-above-denominator")
    assert (first["measure"], first["subgroup"], first["open"]) == ("1.01", "all", True)
    assert "Numerator 151 is larger than denominator 143" in first["message"]


def test_one_cause_is_told_once_with_all_its_places(run: Run, enrolled: District) -> None:
    answer = run("validate", enrolled.school_path(BULLARD), "--period", "2016-17")
    assert answer.code == 1
    assert answer.out.count("Nothing is entered here.") == 1
    assert "1.01 all" in answer.out
    assert "5.01 all" in answer.out
    assert "cannot be signed yet" in answer.out


def test_where_every_warning_has_its_reason_nothing_stops_signing(run: Run, enrolled: District) -> None:
    answer = run("validate", enrolled.school_path(BULLARD), "--period", YEAR)
    assert answer.code == 0
    assert "Nothing stops 2015-16 from being signed." in answer.out
    assert "As counted." in answer.out


def test_a_warning_is_kept_with_a_reason_and_opened_again_without(run: Run, enrolled: District) -> None:
    store = enrolled.school_path(BULLARD)
    finding = run("validate", store, "--period", YEAR, "--json").document[0]
    address = (
        *("--period", YEAR, "--code", finding["code"], "--measure", finding["measure"]),
        *("--subgroup", finding["subgroup"]),
    )
    taken_back = run("explain", store, *address, "--reason", "", "--json")
    assert taken_back.code == 0
    assert taken_back.document["open"] == 1
    assert run("validate", store, "--period", YEAR).code == 1
    kept = run("explain", store, *address, "--reason", "Counted twice by hand")
    assert kept.code == 0
    assert "0 findings are open." in kept.out
    again = run("validate", store, "--period", YEAR, "--json").document[0]
    assert (again["explanation"], again["open"]) == ("Counted twice by hand", False)


def test_only_a_warning_that_was_found_can_be_kept(run: Run, enrolled: District) -> None:
    store = enrolled.school_path(BULLARD)
    rows = ("--reason", "x", "--json")
    nothing = run("explain", store, "--period", YEAR, "--code", "no-such", "--measure", "1.01", *rows)
    assert nothing.document["error"]["code"] == "explain.no_such_finding"
    error = run("explain", store, "--period", "2016-17", "--code", "missing-answer", "--measure", "1.01", *rows)
    assert error.document["error"]["code"] == "explain.is_an_error"
    assert (nothing.code, error.code) == (1, 1)


def test_a_dry_run_tells_every_change_and_writes_nothing(run: Run, enrolled: District) -> None:
    store = enrolled.school_path(BULLARD)
    rows = _values(enrolled, "3.01,2016-17,all,,,790,,", "1.01,2015-16,all,160,784,,,recount")
    answer = run("enter", store, rows, "--dry-run", "--json").document
    assert (answer["new"], answer["changed"], answer["dry_run"]) == (1, 1, True)
    assert [(each["measure"], each["before"], each["after"]) for each in answer["changes"]] == [
        ("3.01", "not entered", "790"),
        ("1.01", "20.9 % (164 of 784)", "20.4 % (160 of 784)"),
    ]
    told = run("enter", store, rows, "--dry-run")
    assert told.code == 0
    assert "20.4 % (160 of 784)" in told.out
    assert "1 new and 1 changed" in told.out
    assert "Nothing was written." in told.out
    assert run("enter", store, rows, "--json").document["new"] == 1
    assert "0 new and 0 changed; 2 are as before" in run("enter", store, rows, "--dry-run").out


def test_a_dry_run_with_a_refusal_tells_both_and_ends_as_refused(run: Run, enrolled: District) -> None:
    rows = _values(enrolled, "3.01,2016-17,all,,,790,,", "1.01,2015-16,all,160,many,,,")
    answer = run("enter", enrolled.school_path(BULLARD), rows, "--dry-run")
    assert answer.code == 1
    assert "790" in answer.out
    assert "value.not_a_number" in answer.out


def test_a_form_is_written_filled_in_and_taken_back(run: Run, enrolled: District) -> None:
    store, path = enrolled.school_path(BULLARD), enrolled.folder / "form.xlsx"
    written = run("form", store, "--period", "2016-17", "--out", path, "--json")
    assert written.document == {"path": str(path), "period": "2016-17"}
    book = openpyxl.load_workbook(path)
    sheet = book["Goal 3"]
    sheet["G5"] = 790
    book.save(path)
    assert run("enter", store, path, "--json").document == {"new": 1, "changed": 0, "same": 0, "refused": []}
    sheet["G5"] = "many"
    book.save(path)
    refused = run("enter", store, path, "--json").document["refused"]
    assert [(each["where"], each["code"]) for each in refused] == [("Goal 3!G5", "value.not_a_number")]
    assert "ctecs enter" in run("form", store, "--period", "2016-17", "--out", path).out


def test_a_value_that_changed_meanwhile_is_told_in_words(run: Run, enrolled: District) -> None:
    store, path = enrolled.school_path(BULLARD), enrolled.folder / "form.xlsx"
    run("form", store, "--period", "2016-17", "--out", path)
    book = openpyxl.load_workbook(path)
    book["Goal 3"]["G5"] = 790
    book.save(path)
    run("enter", store, _values(enrolled, "3.01,2016-17,all,,,801,,by hand"))
    (refused,) = run("enter", store, path, "--json").document["refused"]
    assert "it was not entered, and now it is 801 with the note “by hand”." in refused["reason"]
