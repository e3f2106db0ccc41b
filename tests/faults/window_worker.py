"""Works in a real window as a school does, for ever, until it is killed: ``python -m tests.faults.window_worker``.

Each step is announced before it is done and acknowledged once the window has said that it is done; both outside the
store. A process that is started again looks at how things stand and goes on there, as a person does.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from ctecs_desktop.domain.reply import Question
from ctecs_desktop.services import intake, questions, review, sending, submission
from ctecs_desktop.services.keys import unlock
from ctecs_desktop.ui.entry.entry_columns import NUMERATOR_COLUMN, VALUE_COLUMN
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.start.new_school import NewSchoolDialog
from ctecs_desktop.ui.submission.check_page import CheckPage
from ctecs_desktop.ui.submission.findings_model import REASON
from ctecs_desktop.ui.submission.strategies_page import StrategiesPage
from tests.district import ABBOTT, BULLARD, CENTRAL_PASSPHRASE, SCHOOL_PASSPHRASE, YEAR, District, TickingClock
from tests.ui.entry.keyboard import COUNT, RATE, entry_page, go, press
from tests.ui.windows import ScriptedAsker

LONGEST_WAIT = 30.0


class Worker:
    """One window, and the numbers with which everything that is done can be told apart."""

    def __init__(self, folder: Path, log: Path) -> None:
        self.district = District(folder, TickingClock())
        self.folder = folder
        self.number = 0
        self.asker = ScriptedAsker()
        self.window = MainWindow(asker=self.asker)
        self._log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def step(self, name: str, act: Callable[[int], object]) -> None:
        self.number += 1
        os.write(self._log, f"begun {name} {self.number}\n".encode())
        act(self.number)
        os.write(self._log, f"done {name} {self.number}\n".encode())

    def wait(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + LONGEST_WAIT
        while not condition():
            QApplication.processEvents()
            if time.monotonic() > end:
                raise TimeoutError(self.page_text())
            time.sleep(0.001)

    def page_text(self) -> str:
        view = self.window.view
        return view.page.message.text if view is not None and view.page is not None else ""

    def open(self) -> None:
        self.window.resize(1360, 800)
        self.window.show()
        self.window.open_store(self.district.school_path(BULLARD))
        self.wait(lambda: self.window.is_ready)
        self.view.workplace.choose_period(self.view.workplace.plan.period(YEAR))

    @property
    def view(self):  # type: ignore[no-untyped-def]  # the window's own, without its optional part
        return self.window.view

    @property
    def session(self):  # type: ignore[no-untyped-def]
        return self.view.workplace.session

    def go_on(self) -> None:
        """Whatever is next, as the state of the period says."""
        period = submission.state_of(self.session, YEAR)
        asked = questions.asked(self.session, YEAR)
        if not period.is_locked:
            self.step("type", self.type)
            self.step("paste", self.paste)
            self.step("undo", self.undo)
            self.step("draft", self.draft)
            self.step("undraft", self.undraft)
            self.step("strategy", self.strategy)
            self.step("reason", self.reason)
            self.step("sign", self.sign)
        elif sending.can_take_back(self.session, YEAR):
            self.step("make", self.make)
            self.step("sent", self.sent)
            self.step("reply", self.reply)
        elif asked is not None:
            self.step("answer", lambda _number: self.view.questions.answer())
        else:
            self.step("amend", self.amend)

    def type(self, number: int) -> None:
        go(entry_page(self.window), COUNT, VALUE_COLUMN)
        press(str(number), Qt.Key.Key_Return)
        self.wait(lambda: self.view.saved.text().startswith("saved "))

    def paste(self, number: int) -> None:
        page = entry_page(self.window)
        go(page, RATE, NUMERATOR_COLUMN)
        QGuiApplication.clipboard().setText(f"{number}\t{number + 5}\n")
        press("v", modifiers=Qt.KeyboardModifier.ControlModifier)

    def undo(self, _number: int) -> None:
        """The paste is taken back; then what the rules find in order is typed, whatever a kill has left."""
        page = entry_page(self.window)
        press("z", modifiers=Qt.KeyboardModifier.ControlModifier)
        go(page, COUNT, VALUE_COLUMN)
        press("40", Qt.Key.Key_Return)
        go(page, RATE, NUMERATOR_COLUMN)
        press("164", Qt.Key.Key_Tab, "784", Qt.Key.Key_Return)

    def draft(self, number: int) -> None:
        page = entry_page(self.window)
        go(page, COUNT, VALUE_COLUMN)
        press(f"about {number}", Qt.Key.Key_Return)
        page.drafts.keep_now()

    def undraft(self, _number: int) -> None:
        page = entry_page(self.window)
        go(page, COUNT, VALUE_COLUMN)
        press(Qt.Key.Key_Delete)
        page.drafts.keep_now()

    def strategy(self, number: int) -> None:
        page = self.view.go_to("strategies")
        assert isinstance(page, StrategiesPage)
        page.boxes[0].narrative.setPlainText(f"Text {number}")
        page.boxes[0].save_now()

    def check_page(self) -> CheckPage:
        page = self.view.go_to("check")
        assert isinstance(page, CheckPage)
        return page

    def reason(self, number: int) -> None:
        """Every finding is kept with the same words, so that signing can follow."""
        model = self.check_page().findings.model
        rows = [row.finding for row in model.rows if not row.is_heading]
        for finding in rows[:1]:
            self.keep(finding, f"Reason {number}")
        while (row := next((row for row in model.rows if row.is_open and not row.is_heading), None)) is not None:
            self.keep(row.finding, f"Reason {number}")

    def keep(self, finding: object, text: str) -> None:
        model = self.check_page().findings.model
        number = next(number for number, row in enumerate(model.rows) if row.finding == finding and not row.is_heading)
        if not model.setData(model.index(number, REASON), text):
            raise AssertionError(f"an error stops signing: {finding}")

    def sign(self, number: int) -> None:
        page = self.check_page()
        page.panel.signer.setText("Pat Principal")
        page.panel.role.setText("Principal")
        page.panel.passphrase.setText(SCHOOL_PASSPHRASE)
        self.asker.new_files = [self.folder / "out" / f"{number}.xlsx"]
        page.panel.sign.trigger()
        self.wait(lambda: self.window.is_ready and page.panel.title.text() == "Signed and locked")

    def make(self, number: int) -> None:
        """Another school's first start."""
        asker = ScriptedAsker(files=[self.district.plan_file], new_files=[self.folder / "new" / f"{number}.ctecs"])
        dialog = NewSchoolDialog(asker, self.window.tasks, self.window)
        dialog.workbook.choose()
        dialog.school.setCurrentIndex(dialog.school.findData(ABBOTT))
        dialog.place.choose()
        dialog.compared.setChecked(True)
        dialog.verb.click()
        self.wait(lambda: dialog.made is not None)

    def sent(self, _number: int) -> None:
        self.check_page().panel.mark_sent.trigger()

    def reply(self, number: int) -> None:
        """Central office asks about every second revision, and its answer is opened."""
        record = sending.last_record(self.session, YEAR)
        out = self.folder / "replies" / f"{number}.xlsx"
        workbook = self.folder / "out" / f"sent {number}.xlsx"
        submission.export_again(self.session, YEAR, out=workbook)
        with self.district.central() as central:
            intake.import_files(central, [workbook])
            authority = unlock(central, CENTRAL_PASSPHRASE)
            wanted = [Question(RATE, "Is this right?")] if record.identity.revision % 2 else []
            if wanted:
                review.return_to_school(central, record.digest, reason="Please look.")
            else:
                review.accept(central, record.digest)
            review.write_reply(central, record.digest, authority=authority, out=out, questions=wanted)
        self.window.take_files([out])
        self.wait(lambda: self.window.is_ready and "answered to" in self.page_text())

    def amend(self, number: int) -> None:
        self.asker.texts = [f"Recount {number}"]
        self.check_page().panel.amend.trigger()


def main() -> None:
    application = QApplication([])
    worker = Worker(Path(sys.argv[1]), Path(sys.argv[2]))
    print("loaded", flush=True)
    worker.number = int(sys.stdin.readline())
    worker.open()
    print("at work", flush=True)
    while True:
        worker.go_on()
    del application


if __name__ == "__main__":
    main()
