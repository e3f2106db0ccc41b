"""What an analyst would do with the schools' workbooks: read_excel, concat, groupby. Runs where pandas is installed.

Arguments: the engine, the number of the heading row, the sheets (joined by ``;``), then the files. For every line on
standard input it does the work once and answers with a line of JSON: its seconds, and some sums to compare.
"""

from __future__ import annotations

import json
import sys
import time

import openpyxl
import pandas as pd
import python_calamine

assert openpyxl
assert python_calamine


def _tables(file: str, *, engine: str, heading_row: int, sheets: list[str]) -> list[pd.DataFrame]:
    # Left to itself pandas would read the measures 1.1 and 1.10 as one number.
    text = {"Measure": str, "Group": str}
    found = pd.read_excel(file, sheet_name=sheets, header=heading_row - 1, dtype=text, engine=engine)
    return list(found.values())


def roll_up(files: list[str], *, engine: str, heading_row: int, sheets: list[str]) -> pd.DataFrame:
    tables = [table for file in files for table in _tables(file, engine=engine, heading_row=heading_row, sheets=sheets)]
    values = pd.concat(tables, ignore_index=True)
    for column in ("Numerator", "Denominator", "Value"):
        values[column] = pd.to_numeric(values[column], errors="coerce")
    sums = values.groupby(["Measure", "Group"])[["Numerator", "Denominator", "Value"]].sum()
    sums["Rate"] = sums["Numerator"] / sums["Denominator"]
    return sums


def main() -> None:
    engine, heading_row, sheets, *files = sys.argv[1:]
    for _ in sys.stdin:
        started = time.perf_counter()
        sums = roll_up(files, engine=engine, heading_row=int(heading_row), sheets=sheets.split(";"))
        seconds = time.perf_counter() - started
        enrolment = sums.loc[("3.01", "all")]
        graduates = sums.loc[("1.14", "all")]
        told = {
            "seconds": seconds,
            "rows": len(sums),
            "enrolment": int(enrolment["Value"]),
            "graduates": [int(graduates["Numerator"]), int(graduates["Denominator"])],
        }
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
