"""Every window and dialog of the program, opened on a real district: what the tests of all of them walk through."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

import ctecs_desktop.ui
from ctecs_desktop.domain.contact import Contact
from ctecs_desktop.domain.grid import Area, Part
from ctecs_desktop.domain.observation import ALL_STUDENTS, MeasureCode, ObservationKey
from ctecs_desktop.domain.paste import plan_paste
from ctecs_desktop.domain.plan_differences import PlanDifference
from ctecs_desktop.domain.plan_use import PlanUse
from ctecs_desktop.domain.restatement import restatements
from ctecs_desktop.domain.snapshot import Snapshot
from ctecs_desktop.services import backup, baselines, edsight, enrolment, plan_editing, school_key, submission
from ctecs_desktop.services.contacts import save_contact
from ctecs_desktop.services.entry import preview_file
from ctecs_desktop.services.keys import district_words
from ctecs_desktop.services.plan_file import PlanImport
from ctecs_desktop.services.rollup import compute
from ctecs_desktop.services.school_register import register
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.snapshots import Ledger
from ctecs_desktop.ui.about.about_dialog import AboutDialog
from ctecs_desktop.ui.about.places import Places
from ctecs_desktop.ui.about.support_dialog import SupportDialog
from ctecs_desktop.ui.annual_report.export_dialog import ExportDialog
from ctecs_desktop.ui.asking import PassphraseDialog, TextDialog
from ctecs_desktop.ui.backup.restore_dialog import RestoreDialog
from ctecs_desktop.ui.edsight.baseline_dialog import BaselineDialog
from ctecs_desktop.ui.enrolment.approve_dialog import ApproveDialog
from ctecs_desktop.ui.enrolment.contact_dialog import ContactDialog
from ctecs_desktop.ui.enrolment.enrol_dialog import EnrolDialog
from ctecs_desktop.ui.enrolment.key_back_dialog import KeyBackDialog
from ctecs_desktop.ui.enrolment.key_file_dialog import CopyDialog, LostKeyDialog, SecondKeyDialog, TakeUpDialog
from ctecs_desktop.ui.enrolment.new_root_dialog import NewRootDialog
from ctecs_desktop.ui.enrolment.revoke_dialog import RevokeDialog
from ctecs_desktop.ui.entry.entry_columns import NUMERATOR_COLUMN
from ctecs_desktop.ui.entry.entry_page import EntryPage
from ctecs_desktop.ui.entry.file_entry import FileDialog
from ctecs_desktop.ui.entry.paste_dialog import PasteDialog
from ctecs_desktop.ui.entry.verify_dialog import VerifyDialog, figures_of
from ctecs_desktop.ui.help.help_window import HelpWindow
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.plan.changes_dialog import ChangesDialog, ImportDialog
from ctecs_desktop.ui.plan.publish_dialog import PublishDialog
from ctecs_desktop.ui.review.refused_dialog import RefusedDialog
from ctecs_desktop.ui.rollup.ledger_dialog import LedgerDialog
from ctecs_desktop.ui.signed_workbook import SignedWorkbookDialog
from ctecs_desktop.ui.start.new_central import NewCentralDialog
from ctecs_desktop.ui.start.new_school import NewSchoolDialog
from ctecs_desktop.ui.submission.compare_dialog import CompareDialog
from ctecs_desktop.ui.tasks import TaskRunner
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.ui.workplace import Workplace
from tests.district import BULLARD, YEAR, District, sign
from tests.exchange.edsight_building import EXPORTS
from tests.ui.windows import ScriptedAsker, opened_window, wait_until_ready

FOUNDATIONS = frozenset({"FormDialog", "KeyFileDialog", "_QuestionDialog", "_TextDialog"})
"""Dialogs that are only ever shown as one of their kinds."""


TABBED = frozenset({"edsight", "publication", "schools"})
"""Pages of which every tab is walked through."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a dialog may need to be opened."""

    district: District
    school: Session
    central: Session
    tasks: TaskRunner
    asker: ScriptedAsker
    qtbot: QtBot

    @property
    def enrolment_file(self) -> Path:
        return self.district.folder / f"enrolment {BULLARD}.xlsx"


def _key_back(at: Opening) -> QDialog:
    """With a key that was put aside, and put back afterwards for the dialogs that follow."""
    aside = school_key.put_key_aside(at.school)
    dialog = KeyBackDialog(at.school, at.tasks)
    aside.rename(at.school.key_path)
    return dialog


def _new_school(at: Opening) -> QDialog:
    at.asker.files = [at.district.plan_file]
    dialog = NewSchoolDialog(at.asker, at.tasks)
    dialog.workbook.choose()
    return dialog


def _approve(at: Opening) -> QDialog:
    """With the row about the keys so far, and a number on file."""
    save_contact(at.central, Contact(BULLARD, "1 2", "", "860 555 0100"))
    request = enrolment.read_request(at.central, at.enrolment_file)
    return ApproveDialog(at.central, replace(request, fingerprint="ab" * 32), at.tasks)


def _revoke(at: Opening) -> QDialog:
    row = next(each for each in register(at.central).schools if each.certificates)
    return RevokeDialog(at.central, row.certificates, at.tasks, whose="1 2 3")


def _support(at: Opening) -> QDialog:
    dialog = SupportDialog(at.school.store_path, log_folder=at.district.folder, asker=at.asker, tasks=at.tasks)
    at.qtbot.waitUntil(lambda: dialog.bundle is not None, timeout=20_000)
    return dialog


def _help(at: Opening) -> QDialog:
    window = HelpWindow(plan=at.school.plan)
    window.show_help("rules")
    return window


def _compare(at: Opening) -> QDialog:
    records = submission.timeline(at.school, YEAR)
    assert records
    dialog = CompareDialog(at.school, YEAR, records, tasks=at.tasks)
    at.qtbot.waitUntil(lambda: not at.tasks.is_busy)
    return dialog


def _signed(at: Opening) -> QDialog:
    workplace = Workplace(at.school, tasks=at.tasks, asker=at.asker, period=at.school.plan.period(YEAR))
    (record,) = submission.timeline(at.school, YEAR)
    key = ObservationKey(BULLARD, YEAR, MeasureCode("1.01"), ALL_STUDENTS)
    dialog = SignedWorkbookDialog(workplace, record.digest, key=key)
    at.qtbot.waitUntil(lambda: dialog.found is not None, timeout=20_000)
    return dialog


def _restore(at: Opening) -> QDialog:
    made = next(at.district.folder.glob("backups/*.ctecs"))
    dialog = RestoreDialog(at.school.store_path, made, at.school.plan, tasks=at.tasks)
    dialog.show()
    at.qtbot.waitUntil(lambda: not at.tasks.is_busy)
    return dialog


@contextmanager
def _entry_page(at: Opening) -> Iterator[EntryPage]:
    """The page from which a dialog takes what it is about; closed again before the dialog is shown."""
    workplace = Workplace(at.school, tasks=at.tasks, asker=at.asker, period=at.school.plan.period(YEAR))
    page = EntryPage(workplace)
    page.read()
    yield page
    workplace.close()
    page.deleteLater()


def _paste(at: Opening) -> QDialog:
    with _entry_page(at) as page:
        grid, area = page.model.grid(page.view.visible_columns()), Area(0, NUMERATOR_COLUMN)
    table = (("1.01", "160", "784"), ("1.03", "16o", "784"), ("9.99", "5", "6"))
    dialog = PasteDialog(at.school.plan, table, grid, area, first=plan_paste(table, grid, area))
    dialog.by_name.setChecked(True)
    return dialog


def _verify(at: Opening) -> QDialog:
    keys = [ObservationKey(BULLARD, YEAR, MeasureCode(code), ALL_STUDENTS) for code in ("1.01", "1.03")]
    with _entry_page(at) as page:
        rows = [row for key in keys if (row := page.model.row_of(key)) is not None]
    return VerifyDialog(at.school.plan, figures_of(rows, [Part.NUMERATOR, Part.DENOMINATOR, Part.VALUE]))


def _plan_differences(at: Opening) -> tuple[PlanDifference, ...]:
    """What a draft differs in, with an edit of every kind."""
    if not plan_editing.draft_of(at.central).is_changed:
        rows = plan_editing.draft_of(at.central).rows
        plan_editing.change_cells(at.central, rows["measures"][0].key, {"name": "…"})
        plan_editing.remove_row(at.central, rows["targets"][0].key)
        plan_editing.move_row(at.central, rows["goals"][0].key, 1)
        plan_editing.add_row(at.central, "priority_areas", {"text": "…"})
    return plan_editing.draft_state(at.central).differences


def _plan_import(at: Opening) -> PlanImport:
    draft = plan_editing.draft_of(at.central)
    return PlanImport(draft, {}, _plan_differences(at), (), {"targets 1.01": PlanUse(18)})


def _publish(at: Opening) -> QDialog:
    _plan_differences(at)
    return PublishDialog(at.central, plan_editing.draft_state(at.central), asker=at.asker, tasks=at.tasks)


def _file(at: Opening) -> QDialog:
    table = at.district.folder / "some.csv"
    table.write_text(f"measure,period,value,note\n1.05,{YEAR},7,Counted.\n1.04,{YEAR},many,\n", encoding="utf-8")
    return FileDialog(at.school.plan, preview_file(at.school, table))


def _baselines(at: Opening) -> QDialog:
    edsight.load_files(at.central, [EXPORTS / "thousands.csv"])
    return BaselineDialog(at.central.plan, baselines.propose(at.central, YEAR))


def _ledgers(at: Opening) -> list[Ledger]:
    snapshot = Snapshot(1, YEAR, at.central.plan.version, "0" * 64, "1 2 3", "2016-07-10T12:00:00Z", "carol")
    rollup = compute(at.central, YEAR)
    return [Ledger(snapshot, restatements(replace(rollup, figures=rollup.figures[:-2]), rollup))]


DIALOGS: dict[str, Callable[[Opening], QDialog]] = {
    "AboutDialog": lambda at: AboutDialog(Places(Path("/home/sam/settings.json"), Path("/home/sam/log"))),
    "ApproveDialog": _approve,
    "BaselineDialog": _baselines,
    "ContactDialog": lambda at: ContactDialog(at.central, Contact(BULLARD, "1 2", "", ""), at.tasks),
    "CopyDialog": lambda at: CopyDialog(at.central, at.asker, at.tasks, is_drill=False),
    "ChangesDialog": lambda at: ChangesDialog([("1", _plan_differences(at))]),
    "CompareDialog": _compare,
    "EnrolDialog": lambda at: EnrolDialog(at.school, at.asker, at.tasks),
    "ExportDialog": lambda at: ExportDialog(at.tasks),
    "FileDialog": _file,
    "HelpWindow": _help,
    "ImportDialog": lambda at: ImportDialog("a.xlsx", _plan_import(at)),
    "LedgerDialog": lambda at: LedgerDialog(at.central.plan, _ledgers(at)),
    "KeyBackDialog": _key_back,
    "LostKeyDialog": lambda at: LostKeyDialog(at.central, at.asker, at.tasks),
    "NewRootDialog": lambda at: NewRootDialog(at.school, at.district.plan_file, district_words(at.central), at.tasks),
    "NewCentralDialog": lambda at: NewCentralDialog(at.asker, at.tasks),
    "NewSchoolDialog": _new_school,
    "PassphraseDialog": lambda at: PassphraseDialog("1 2 3?", verb="…"),
    "PasteDialog": _paste,
    "PublishDialog": _publish,
    "RefusedDialog": lambda at: RefusedDialog(at.central, at.asker),
    "RestoreDialog": _restore,
    "RevokeDialog": _revoke,
    "SignedWorkbookDialog": _signed,
    "SecondKeyDialog": lambda at: SecondKeyDialog(at.central, at.asker, at.tasks),
    "TakeUpDialog": lambda at: TakeUpDialog(at.central, at.asker, at.tasks),
    "SupportDialog": _support,
    "TextDialog": lambda at: TextDialog("1 2 3?", verb="…"),
    "VerifyDialog": _verify,
}
"""How each dialog is opened, by the name of its class; a test fails for a dialog that is not here."""


def dialog_classes() -> set[str]:
    """The names of all dialogs that the program has."""
    for module in pkgutil.walk_packages(ctecs_desktop.ui.__path__, "ctecs_desktop.ui."):
        importlib.import_module(module.name)
    found: set[str] = set()
    waiting = list(QDialog.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("ctecs_desktop."):
            found.add(kind.__name__)
    return found - FOUNDATIONS


@contextmanager
def every_dialog(qtbot: QtBot, district: District) -> Iterator[Iterator[tuple[str, QDialog]]]:
    """Each dialog, shown, one after the other."""
    with ExitStack() as stack:
        tasks = TaskRunner()
        stack.callback(tasks.close)
        with district.school() as session:
            if not submission.timeline(session, YEAR):
                assert backup.back_up(session).made is not None
                sign(session, district.folder / "signed.xlsx")
        school, central = stack.enter_context(district.school()), stack.enter_context(district.central())
        at = Opening(district, school, central, tasks, ScriptedAsker(), qtbot)

        def walk() -> Iterator[tuple[str, QDialog]]:
            for name, make in DIALOGS.items():
                dialog = make(at)
                qtbot.addWidget(dialog)
                dialog.show()
                QApplication.processEvents()
                yield name, dialog
                dialog.close()

        yield walk()


def every_page(qtbot: QtBot, district: District) -> Iterator[tuple[str, QWidget]]:
    """The main window on its start page, and on each page of a school and of central office with its tabs."""
    window = MainWindow(asker=ScriptedAsker())
    qtbot.addWidget(window)
    window.resize(1360, 800)
    window.show_recent([district.central_path])
    window.show()
    QApplication.processEvents()
    yield "start", window
    window.close()
    for store in (district.school_path(BULLARD), district.central_path):
        with opened_window(qtbot, store) as opened:
            assert opened.view is not None
            for kind in opened.view.kinds:
                page = opened.view.go_to(kind.name)
                wait_until_ready(qtbot, opened)
                page.message.show_message("1 2 3.", Tone.WARN)
                QApplication.processEvents()
                yield f"{store.stem} {kind.name}", opened
                for tabs in page.findChildren(QTabWidget) if kind.name in TABBED else ():
                    for number in range(1, tabs.count()):
                        tabs.setCurrentIndex(number)
                        wait_until_ready(qtbot, opened)
                        QApplication.processEvents()
                        yield f"{store.stem} {kind.name} {tabs.tabText(number)}", opened
