"""LibreOffice computes the rollup workbook anew, from nothing but its typed cells, and finds the rollup's figures."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from ctecs_desktop.domain.plan import RollupMethod
from ctecs_desktop.domain.rollup import DistrictFigure, roll_up
from ctecs_desktop.domain.rollup_report import shows_dates
from ctecs_desktop.domain.value import Ratio
from ctecs_desktop.exchange.rollup.rollup_values import figure_key
from ctecs_desktop.exchange.rollup.rollup_workbook import rollup_sheets
from ctecs_desktop.exchange.workbook.live_page import day_number
from tests.building import YEAR, make_measure, make_school, make_submission, make_submitted
from tests.exchange.rollup_building import CLAIMED, District, district_of, random_district

SOFFICE = shutil.which("soffice") or ""
pytestmark = pytest.mark.skipif(not SOFFICE, reason="LibreOffice is not installed")

SEEDS = tuple(range(8))
CLOSE = Fraction(1, 10**9)
WHAT_IF = district_of(
    [make_measure("1.01")],
    [make_school("9001116"), make_school("9001216"), make_school("9001316")],
    {
        "9001116": {("1.01", "all"): Ratio(Decimal(10), Decimal(40))},
        "9001216": {("1.01", "all"): Ratio(Decimal(5), Decimal(50))},
    },
)


def _without_results(data: bytes) -> Workbook:
    """The workbook as openpyxl reads it: formulas, and nothing of what they gave."""
    return load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workbook]:
    """Every workbook of these tests as LibreOffice computed it, in one run."""
    folder = tmp_path_factory.mktemp("rollups")
    for seed in SEEDS:
        _without_results(random_district(seed).workbook()).save(folder / f"{seed}.xlsx")
    (folder / "whole.xlsx").write_bytes(random_district(0).workbook())
    changed = _without_results(WHAT_IF.workbook())
    changed["Values"]["H5"] = 20
    changed.save(folder / "changed.xlsx")
    filled = _without_results(WHAT_IF.workbook())
    filled["Values"]["G7"], filled["Values"]["H7"], filled["Values"]["I7"] = "yes", 3, 30
    filled.save(folder / "filled.xlsx")
    left_out = _without_results(WHAT_IF.workbook())
    left_out["Values"]["G6"] = "no"
    left_out.save(folder / "left_out.xlsx")
    upside_down = _without_results(WHAT_IF.workbook())
    values = upside_down["Values"]
    for column in "ABCDEFGHIR":
        top, bottom = values[f"{column}5"], values[f"{column}7"]
        top.value, bottom.value = bottom.value, top.value
    upside_down.save(folder / "upside_down.xlsx")
    files = sorted(str(file) for file in folder.glob("*.xlsx"))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--norestore", "--convert-to", "xlsx", "--outdir", "computed", *files]
    subprocess.run(command, capture_output=True, check=True, timeout=180, cwd=folder)
    return {Path(file).stem: load_workbook(folder / "computed" / Path(file).name, data_only=True) for file in files}


def _number(found: object) -> Fraction | None:
    if found is None or found == "":
        return None
    if hasattr(found, "toordinal"):
        return Fraction(day_number(found.toordinal()))
    assert isinstance(found, int | float), found
    return Fraction(found)


def _is_close(found: object, wanted: Fraction | Decimal | None) -> bool:
    number = _number(found)
    if number is None or wanted is None:
        return number is None and wanted is None
    return abs(number - Fraction(wanted)) <= CLOSE * max(abs(Fraction(wanted)), CLOSE)


def _figures(book: Workbook, goals: int = 5) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for goal in range(1, goals + 1):
        rows = list(book[f"Goal {goal}"].iter_rows(min_row=4, values_only=True))
        headings = [str(heading) for heading in rows[0]]
        for row in rows[1:]:
            record = dict(zip(headings, row, strict=True))
            found[str(record["Figure"])] = record
    return found


def _ends(figure: DistrictFigure, district: District) -> dict[str, Fraction | Decimal | None]:
    ends: dict[str, Fraction | None] = {"District": figure.value, "Low": figure.low, "High": figure.high}
    if shows_dates(district.plan.measure(figure.measure)):
        return {heading: None if end is None else day_number(end) for heading, end in ends.items()}
    return dict(ends)


@pytest.mark.parametrize("name", [*map(str, SEEDS), "whole"])
def test_every_figure_is_computed_as_it_was_rolled_up(computed: dict[str, Workbook], name: str) -> None:
    district = random_district(0 if name == "whole" else int(name))
    found = _figures(computed[name])
    for figure in district.rollup.figures:
        record = found[figure_key(figure)]
        wanted = {"Numerator": figure.numerator, "Denominator": figure.denominator, **_ends(figure, district)}
        wanted["Schools' own"] = figure.school_sum
        for heading, number in wanted.items():
            assert _is_close(record[heading], number), (figure.measure, figure.subgroup, heading, record[heading])
        assert (record["Counted"], record["Expected"]) == (figure.coverage.reporting, figure.coverage.expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_formula_gives_what_is_written_beside_it(computed: dict[str, Workbook], seed: int) -> None:
    district = random_district(seed)
    sheets, _ = rollup_sheets(
        district.rollup, district.plan, district.accepted, claimed_time=CLAIMED, entered=district.entered
    )
    for sheet in sheets:
        for row_number, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row.cells, start=1):
                if not cell.formula:
                    continue
                found = computed[str(seed)][sheet.name].cell(row_number, column).value
                if isinstance(cell.shown, str) and cell.shown:
                    assert found == cell.shown, (sheet.name, row_number, column)
                else:
                    wanted = None if isinstance(cell.shown, str) else cell.shown
                    assert _is_close(found, wanted), (sheet.name, row_number, column, found, cell.shown)


def test_the_random_districts_have_every_method_missing_schools_and_withheld_figures() -> None:
    figures = [figure for seed in SEEDS for figure in random_district(seed).rollup.figures]
    for method in RollupMethod:
        ours = [figure for figure in figures if figure.method is method]
        assert any(figure.value is not None or figure.low is not None for figure in ours), method
        assert any(not figure.coverage.is_whole for figure in ours), method
    assert any(figure.low != figure.high and figure.value is None for figure in figures)


def test_a_changed_value_changes_the_figure_and_its_bounds(computed: dict[str, Workbook]) -> None:
    before, after = WHAT_IF.rollup.figure("1.01"), _changed_figure()
    assert (before.numerator, after.numerator) == (15, 25)
    record = _figures(computed["changed"])["1.01 · all"]
    assert _is_close(record["Numerator"], after.numerator)
    for heading, end in _ends(after, WHAT_IF).items():
        assert _is_close(record[heading], end), heading


def _changed_figure() -> DistrictFigure:
    first = WHAT_IF.accepted[0]
    submission = make_submission("9001116", {("1.01", "all"): Ratio(Decimal(20), Decimal(40))})
    changed = replace(first, observations=make_submitted(submission).observations)
    plan = WHAT_IF.plan
    return roll_up(plan, plan.period(YEAR), [changed, *WHAT_IF.accepted[1:]]).figure("1.01")


def test_a_missing_school_that_is_filled_in_closes_the_bounds(computed: dict[str, Workbook]) -> None:
    record = _figures(computed["filled"])["1.01 · all"]
    for heading in ("District", "Low", "High"):
        assert _is_close(record[heading], Fraction(100 * 18, 120)), heading
    assert record["Coverage"] == "3 of 3 schools, 100 % of enrollment"


def test_a_school_that_is_left_out_widens_the_bounds(computed: dict[str, Workbook]) -> None:
    record = _figures(computed["left_out"])["1.01 · all"]
    assert _is_close(record["District"], Fraction(25))
    # The two others can add 50 pupils, the most the school showed, and 600.
    assert _is_close(record["Low"], Fraction(1000, 690))
    assert _is_close(record["High"], Fraction(66_000, 690))


def test_the_order_of_the_rows_does_not_matter(computed: dict[str, Workbook]) -> None:
    record = _figures(computed["upside_down"])["1.01 · all"]
    for heading, end in _ends(WHAT_IF.rollup.figure("1.01"), WHAT_IF).items():
        assert _is_close(record[heading], end), heading
