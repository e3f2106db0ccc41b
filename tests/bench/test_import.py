"""Benchmarks: importing what schools send, against the floor of any reader and against what an analyst would use."""

from __future__ import annotations

import sys
from operator import add
from pathlib import Path

from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.exchange.opc.package_verifier import verify_package
from ctecs_desktop.exchange.submission.workbook_layout import SEAL, sheet_names
from ctecs_desktop.exchange.submission.workbook_reader import read_submission
from ctecs_desktop.exchange.submission.workbook_writer import export_submission
from ctecs_desktop.services.intake import Import, import_files
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.session import open_session
from tests.bench.central_copies import CentralCopies
from tests.bench.large_district import LargeDistrict
from tests.bench.measuring import Report, Spread, compare, seconds_of
from tests.bench.tokenising import SHEETS, packed_sheets, tokenise
from tests.bench.workers import pandas_working, working
from tests.district import SCHOOL_PASSPHRASE

ROUNDS = 15
PANDAS_ROUNDS = 3
PANDAS_DEFAULT = "openpyxl"


def _all_accepted(done: Import) -> bool:
    return all(each.state == SubmissionStatus.ACCEPTED.value for each in done.files)


def test_importing_5000_values_takes_at_most_6_times_their_tokenising(
    district: LargeDistrict, fresh_central: CentralCopies, report: Report
) -> None:
    """Verify, parse, validate, merge and keep one file with its history, by ``import_files``, into an empty store."""
    file = district.files[0]
    seal_part = f"{SHEETS}{sheet_names(district.plan).index(SEAL) + 1}.xml"
    whole, without_seal = packed_sheets(file), packed_sheets(file, leaving_out=frozenset({seal_part}))
    assert len(without_seal) == len(whole) - 1

    def importing() -> float:
        session = fresh_central.open()
        done: list[Import] = []
        seconds = seconds_of(lambda: done.append(import_files(session, [file], accept_clean=True)))
        assert _all_accepted(done[0])
        assert done[0].files[0].new > 5000
        return seconds

    found = compare(importing, lambda: seconds_of(lambda: tokenise(whole)), rounds=ROUNDS)
    stricter = compare(importing, lambda: seconds_of(lambda: tokenise(without_seal)), rounds=ROUNDS)
    report.add(
        "importing 5,042 values ÷ inflating and tokenising all their sheets",
        found.ratios.text(places=2),
        wanted="≤ 6",
        took=f"{found.subject.milliseconds} ÷ {found.reference.milliseconds}",
    )
    report.add(
        "the same ÷ inflating and tokenising the sheets but the seal's",
        stricter.ratios.text(places=2),
        took=f"{stricter.subject.milliseconds} ÷ {stricter.reference.milliseconds}",
    )
    assert found.ratios.median <= 6


def test_importing_17_files_is_4_times_faster_than_pandas(
    district: LargeDistrict, tmp_path: Path, report: Report
) -> None:
    """Each in a process of its own, whose start does not count.

    pandas reads the sheets of the goals alone, verifies nothing and keeps nothing. Its groupby makes 17 sums of what it
    read; our rollup makes every figure with bounds, coverage and sources, and is told apart.
    """
    found = {}
    rollups: list[float] = []
    with working(sys.executable, "-m", "tests.bench.program_import", str(district.folder), str(tmp_path)) as program:

        def importing() -> float:
            seconds = program.work()
            rollups.append(float(str(program.told["rollup"])))
            assert program.told["accepted"] == len(district.files)
            return seconds

        for engine in ("openpyxl", "calamine"):
            rollups.clear()
            with pandas_working(district, engine) as analyst:
                found[engine] = compare(analyst.work, importing, rounds=PANDAS_ROUNDS)
                for figure in ("enrolment", "graduates"):
                    assert analyst.told[figure] == program.told[figure]
            pandas, ours = found[engine].subject, found[engine].reference
            report.add(
                f"pandas.read_excel ({engine}) + concat + groupby ÷ importing the same 17 files",
                found[engine].ratios.text(places=2),
                wanted="≥ 4" if engine == PANDAS_DEFAULT else "",
                took=f"{pandas.text(places=2, unit='s')} ÷ {ours.text(places=2, unit='s')}",
            )
            whole = Spread(tuple(map(add, ours.values, rollups[1:])))
            report.add(
                f"the same ({engine}) ÷ importing and rolling up",
                f"{pandas.median / whole.median:.2f}",
                took=f"{pandas.text(places=2, unit='s')} ÷ {whole.text(places=2, unit='s')}",
            )
        report.add("rolling up 17 schools", "", took=Spread(tuple(rollups)).milliseconds)
    assert found[PANDAS_DEFAULT].ratios.median >= 4


def test_signing_5000_values_is_told(district: LargeDistrict, report: Report) -> None:
    """Writing, sealing, signing and reading back a workbook; opening the key, slow on purpose, is told apart."""
    whole = packed_sheets(district.files[0])
    with open_session(district.school_path(), person="sam", writable=False) as session:
        opening = Spread(tuple(seconds_of(lambda: unlock(session, SCHOOL_PASSPHRASE)) for _ in range(3)))
        key = unlock(session, SCHOOL_PASSPHRASE)
        package = verify_package(district.files[0].read_bytes())
        submission = read_submission(package.parts, district.plan).submission
        signing = compare(
            lambda: seconds_of(lambda: export_submission(submission, district.plan, signer=key)),
            lambda: seconds_of(lambda: tokenise(whole)),
            rounds=3,
        )
    report.add(
        "signing 5,042 values: written, sealed, signed, read back ÷ tokenising their sheets",
        signing.ratios.text(places=1),
        took=f"{signing.subject.milliseconds}; opening the key {opening.milliseconds}",
    )
