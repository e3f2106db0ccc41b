"""A school's window over the large plan: 5,042 addresses of one year, shown in a table of real rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pytestqt.qtbot import QtBot

from ctecs_desktop.domain.clipboard_table import Table
from ctecs_desktop.domain.grid import stored_text
from ctecs_desktop.domain.observation import Observation, ObservationKey
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.value import Ratio
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.services.plan import publish_plan
from ctecs_desktop.services.workspace import create_central, create_school, read_invitation
from ctecs_desktop.ui.entry.entry_columns import PARTS
from ctecs_desktop.ui.entry.entry_page import EntryPage
from ctecs_desktop.ui.entry.entry_rows import EntryRow
from ctecs_desktop.ui.main_window import MainWindow
from tests.bench.large_district import PERIOD, SEED, school_edits
from tests.district import CENTRAL_PASSPHRASE
from tests.ui.entry.keyboard import entry_page
from tests.ui.windows import opened_window, wait_until_ready


def empty_school(folder: Path, plan: Plan) -> Path:
    """The store of the first school, under ``plan`` and with nothing entered."""
    path = folder / "school.ctecs"
    with create_central(folder / "central.ctecs", plan=plan, passphrase=CENTRAL_PASSPHRASE, person="carol") as central:
        publish_plan(central, authority=unlock(central, CENTRAL_PASSPHRASE), out=folder / "plan.xlsx")
    invitation = read_invitation(folder / "plan.xlsx")
    create_school(path, invitation=invitation, school=plan.schools[0].code, person="sam").close()
    return path


@dataclass(frozen=True, slots=True)
class LargeWindow:
    """The window, its page of values with every breakdown open, and what would fill it."""

    window: MainWindow
    page: EntryPage
    wanted: dict[ObservationKey, Observation]

    def table(self) -> Table:
        """What would be copied out of a spreadsheet to fill every box."""
        return tuple(tuple(self._text(row, column) for column in PARTS) for row in self.page.model.rows)

    def file(self, folder: Path) -> Path:
        """The same as a table of values, as a school's own system writes it out."""
        lines = ["measure,period,subgroup,numerator,denominator,value"]
        for key, wanted in self.wanted.items():
            texts = stored_text(wanted, self.page.workplace.plan.measure(key.measure))
            lines.append(
                f"{key.measure},{key.period},{key.subgroup},{texts.numerator},{texts.denominator},"
                + ("" if isinstance(wanted.value, Ratio) else f'"{texts.value}"')
            )
        path = folder / "values.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    def _text(self, row: object, column: int) -> str:
        if not isinstance(row, EntryRow) or not row.takes(PARTS[column]) or row.key not in self.wanted:
            return ""
        return str(getattr(stored_text(self.wanted[row.key], row.measure), PARTS[column].value))


@contextmanager
def large_window(qtbot: QtBot, store: Path, plan: Plan) -> Iterator[LargeWindow]:
    """Open ``store`` at the year of the large plan."""
    edits = school_edits(plan, plan.schools[0], SEED)
    with opened_window(qtbot, store) as window:
        page = entry_page(window)
        page.workplace.choose_period(page.workplace.plan.period(PERIOD))
        for row in page.model.all_rows:
            row.is_open = bool(row.subgroups)
        page.model.show_wanted(page.filters.wanted())
        wait_until_ready(qtbot, window)
        yield LargeWindow(window, page, {each.key: Observation(each.key, each.value) for each in edits})
