"""The district's own keys: which signs, how many copies are known to open, and when the last drill was."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ctecs_desktop.domain.key_test import KeyTest
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.register import KnownCertificate
from ctecs_desktop.i18n import _
from ctecs_desktop.services.district_key import DistrictKey, district_keys, key_tests, keys_to_care_for
from ctecs_desktop.services.keys import has_key
from ctecs_desktop.ui.buttons import button_of
from ctecs_desktop.ui.enrolment.key_file_dialog import CopyDialog, LostKeyDialog, SecondKeyDialog, TakeUpDialog
from ctecs_desktop.ui.enrolment.revoke_dialog import RevokeDialog
from ctecs_desktop.ui.table import Cell, Column, TableModel, TableView
from ctecs_desktop.ui.theme import BETWEEN_GROUPS, INSIDE, Tone, muted_label, section_title
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import revocation_text, short_time_text, term, words_text
from ctecs_desktop.wording.key_care import key_care_text

KEYS_SHOWN = 3
"""Rows that the table of keys has room for; few districts ever have more."""


class KeysModel(TableModel[DistrictKey]):
    """One row for each district key, the oldest first."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column(_("Seven words"), 0),
                Column(_("State"), 26),
                Column(_("Until (UTC)"), 11),
                Column(_("Copies"), 30),
                Column(_("Last opened (UTC)"), 16),
            ]
        )

        self.is_here = True
        """Whether the file of the key in use lies beside the workspace."""

    def cell(self, row: DistrictKey, column: int) -> Cell:
        if column == 0:
            return Cell(words_text(row.words), tip=row.fingerprint, is_strong=row.is_in_use)
        if column == 1:
            return _state_cell(row, is_here=self.is_here)
        if column == 2:
            return Cell(f"{row.valid_until:%Y-%m-%d}")
        care = row.care
        if column == 3:
            text = key_care_text(care)
            return (
                Cell(text, tip="\n".join(care.places)) if not care.copies_missing else Cell(text, Tone.WARN, "warning")
            )
        tone, sign = (Tone.WARN, "clock") if care.is_drill_due else (Tone.PLAIN, "")
        return Cell(short_time_text(care.last_test) if care.last_test else _("never"), tone, sign)


def _state_cell(row: DistrictKey, *, is_here: bool) -> Cell:
    if row.revoked_at is not None and row.reason is not None:
        return Cell(_("revoked: {reason}").format(reason=revocation_text(row.reason.value)), Tone.BAD, "cross")
    if row.is_in_use and not is_here:
        return Cell(_("its file is not here"), Tone.BAD, "cross")
    if row.is_in_use:
        return Cell(_("signs now"), Tone.GOOD, "check")
    return Cell(_("in reserve"), Tone.PLAIN, "key")


class ProofsModel(TableModel[KeyTest]):
    """Every copy and drill, the newest first."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column(_("When (UTC)"), 16),
                Column(_("What"), 32),
                Column(_("Where it is kept"), 0),
                Column(_("File"), 22),
                Column(_("By"), 12),
            ]
        )

    def cell(self, row: KeyTest, column: int) -> Cell:
        return Cell((short_time_text(row.at), term(row.kind), row.place, row.file_name, row.person)[column])


class DistrictKeyTab(QWidget):
    """``told`` carries what happened, as a sentence and its tone; ``refused`` a ``CtecsError``."""

    told = Signal(str, object)
    refused = Signal(object)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self.is_well = True
        self.keys, self.tests = KeysModel(), ProofsModel()
        self.key_view, self.test_view = TableView(_("The district's keys")), TableView(_("Copies and drills"))
        self.key_view.show_model(self.keys)
        self.test_view.show_model(self.tests)
        self._advice = muted_label()
        self.copy = self._act(_("Copy the key…"), lambda: self._test(is_drill=False))
        self.drill = self._act(_("Hold a drill…"), lambda: self._test(is_drill=True))
        self.second = self._act(_("Make a second key…"), self._make_second)
        self.take_up = self._act(_("Use another key file…"), self._take_up)
        self.revoke = self._act(_("Revoke this key…"), self._revoke)
        self.replace = self._act(_("Make a new key after a loss…"), self._replace)
        self._lay_out()
        self.key_view.when_row_changes(lambda _row: self._show_chosen())

    @property
    def all(self) -> tuple[QAction, ...]:
        """In the order in which they are offered."""
        return self.copy, self.drill, self.second, self.take_up, self.revoke, self.replace

    def read(self) -> None:
        """Read the keys and their tests."""
        session = self._workplace.session
        keys = district_keys(session)
        is_here = self.keys.is_here = has_key(session)
        self.keys.show_rows(keys)
        self.tests.show_rows(list(reversed(key_tests(session))))
        believed = [each for each in keys if each.revoked_at is None]
        to_do = keys_to_care_for(keys)
        self.is_well = is_here and not to_do
        missing = _(
            "The key file {file} is not beside the workspace, so nothing can be signed. Use a copy, or the second key."
        )
        lines = [] if is_here else [missing.format(file=session.key_path.name)]
        lines += [
            _("{words}: {care}").format(words=words_text(each.words), care=key_care_text(each.care)) for each in to_do
        ]
        if len(believed) < 2:
            lines.append(_("There is no second district key. With one, a loss costs no telephone calls."))
        self.replace.setVisible(not is_here or len(believed) < 2)
        self._advice.setText("\n".join(lines))
        self._advice.setVisible(bool(lines))
        self.key_view.setCurrentIndex(self.keys.index(0, 0))
        self._show_chosen()

    def _chosen(self) -> DistrictKey | None:
        number = self.key_view.current_row()
        return self.keys.rows[number] if 0 <= number < len(self.keys.rows) else None

    def _show_chosen(self) -> None:
        chosen = self._chosen()
        believed = sum(1 for each in self.keys.rows if each.revoked_at is None)
        self.revoke.setEnabled(chosen is not None and chosen.revoked_at is None and believed > 1)

    def _test(self, *, is_drill: bool) -> None:
        workplace = self._workplace
        dialog = CopyDialog(
            workplace.session, workplace.asker, workplace.tasks, is_drill=is_drill, parent=self.window()
        )
        text = _("The copy opens and signs.") if is_drill else _("The copy is made, opened and compared.")
        self._finish(dialog, text)

    def _make_second(self) -> None:
        workplace = self._workplace
        dialog = SecondKeyDialog(workplace.session, workplace.asker, workplace.tasks, parent=self.window())
        self._finish(dialog, _("Made. Publish the plan workbook, so that every school knows it before it is needed."))

    def _take_up(self) -> None:
        workplace = self._workplace
        dialog = TakeUpDialog(workplace.session, workplace.asker, workplace.tasks, parent=self.window())
        self._finish(dialog, _("From now on this key signs."))

    def _replace(self) -> None:
        workplace = self._workplace
        dialog = LostKeyDialog(workplace.session, workplace.asker, workplace.tasks, parent=self.window())
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.changes is not None:
            self._workplace.changes.publish(dialog.changes)
            text = _("Made. Publish the plan workbook, and read these words to every school: {words}")
            self.told.emit(text.format(words=words_text(dialog.words)), Tone.WARN)

    def _revoke(self) -> None:
        chosen, workplace = self._chosen(), self._workplace
        if chosen is None:
            return
        root = KnownCertificate(
            chosen.fingerprint,
            SchoolCode(""),
            words_text(chosen.words),
            "",
            workplace.session.clock(),
            chosen.valid_until,
            chosen.fingerprint,
        )
        dialog = RevokeDialog(
            workplace.session, [root], workplace.tasks, whose=_("A district key"), parent=self.window()
        )
        text = _("Revoked. Renew the schools' certificates under the other key, then publish the plan workbook.")
        self._finish(dialog, text)

    def _finish(self, dialog: CopyDialog | SecondKeyDialog | TakeUpDialog | RevokeDialog, text: str) -> None:
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.changes is not None:
            self._workplace.changes.publish(dialog.changes)
            self.told.emit(text, Tone.GOOD)

    def _act(self, text: str, slot: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _checked=False: slot())
        return action

    def _lay_out(self) -> None:
        self._advice.setProperty("tone", Tone.WARN.value)
        rows = self.key_view.verticalHeader().defaultSectionSize() * KEYS_SHOWN
        self.key_view.setFixedHeight(rows + self.key_view.horizontalHeader().sizeHint().height() + INSIDE)
        care, loss = (self.copy, self.drill, self.second), (self.take_up, self.revoke, self.replace)
        buttons = QGridLayout()
        buttons.setSpacing(INSIDE)
        for number, (text, acts) in enumerate(((_("To care for it"), care), (_("After a loss or a theft"), loss))):
            label = muted_label(text)
            label.setWordWrap(False)
            buttons.addWidget(label, number, 0)
            row = QHBoxLayout()
            row.setSpacing(INSIDE)
            for act in acts:
                row.addWidget(button_of(act))
            row.addStretch(1)
            buttons.addLayout(row, number, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, BETWEEN_GROUPS, 0, 0)
        column.setSpacing(INSIDE)
        column.addWidget(self._advice)
        column.addWidget(self.key_view)
        column.addLayout(buttons)
        column.addSpacing(INSIDE)
        column.addWidget(section_title(_("Copies and drills")))
        column.addWidget(self.test_view, stretch=1)
