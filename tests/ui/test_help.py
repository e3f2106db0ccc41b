"""Help is where it is looked for: by F1, by words, by links, by the plan's own rules."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ctecs_desktop.assets import asset
from ctecs_desktop.services.workspace import starting_plan
from ctecs_desktop.ui.help.book import CONTENTS, HelpBook
from ctecs_desktop.ui.help.help_window import HelpWindow
from ctecs_desktop.ui.help.rules_page import rules_page
from ctecs_desktop.ui.main_window import MainWindow
from ctecs_desktop.ui.pages import central_pages, school_pages
from ctecs_desktop.ui.start.new_central import NewCentralDialog
from ctecs_desktop.ui.tasks import TaskRunner
from ctecs_desktop.wording.problems import PROBLEMS
from ctecs_desktop.wording.told import Told
from tests.district import BULLARD, District
from tests.ui.windows import ScriptedAsker, opened_window

BOOK = HelpBook("en", (rules_page(starting_plan()),))
WITHOUT_TROUBLE = {"glossary", "keys", "rules"}
LINK = re.compile(r"\[[^\]]+\]\(([^)]+)\)")
CHOICE = re.compile(r"\b(?:[Cc]hoose|with) ([A-Z][^“”.,]*…)")
PAGE = re.compile(r"\bpage ([A-Z].*)")
ACTS = {"act:tour"}


def help_of(window: MainWindow) -> HelpWindow:
    (found,) = window.findChildren(HelpWindow)
    return found


def bring_forward(qtbot: QtBot, window: QWidget) -> None:
    """Only the active window gets keys."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def text_of(window: HelpWindow) -> str:
    return window.view.toPlainText()


@pytest.mark.parametrize("page", BOOK.pages, ids=lambda page: page.name)
def test_every_page_has_a_title_links_that_lead_somewhere_and_what_to_do(page: object) -> None:
    assert page.text.startswith(f"# {page.title}\n")  # type: ignore[attr-defined]
    for link in LINK.findall(page.text):  # type: ignore[attr-defined]
        assert link in ACTS or BOOK.page(link.removesuffix(".md")) is not None, link
    if page.name not in WITHOUT_TROUBLE:  # type: ignore[attr-defined]
        assert "\n## When it goes wrong\n" in page.text  # type: ignore[attr-defined]


def test_every_page_of_the_window_has_its_help(qtbot: QtBot, district: District) -> None:
    assert set(CONTENTS) == {page.name for page in BOOK.pages} - {"rules"}
    names = {kind.name for kind in (*school_pages(), *central_pages())}
    assert {BOOK.page_for(name).name for name in names} > {"start", "entering", "findings", "sending", "rollup"}


def test_f1_opens_the_help_for_the_page_in_front(qtbot: QtBot, district: District) -> None:
    with opened_window(qtbot, district.school_path(BULLARD)) as window:
        assert window.view is not None
        for name, title in (("home", "Start here"), ("entry", "Entering values"), ("check", "Findings and reasons")):
            page = window.view.go_to(name)
            bring_forward(qtbot, window)
            page.setFocus()
            qtbot.keyClick(window, Qt.Key.Key_F1)
            assert text_of(help_of(window)).startswith(title)


def test_f1_opens_the_help_in_a_dialog_too(qtbot: QtBot) -> None:
    tasks = TaskRunner()
    dialog = NewCentralDialog(ScriptedAsker(), tasks)
    qtbot.addWidget(dialog)
    dialog.show()
    bring_forward(qtbot, dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_F1)
    (window,) = dialog.findChildren(HelpWindow)
    assert text_of(window).startswith("Central office: the plan")
    tasks.close()


def test_the_help_is_searched_by_words_without_case_or_accents(qtbot: QtBot) -> None:
    window = HelpWindow(plan=starting_plan())
    qtbot.addWidget(window)
    window.show_help("start")
    window.search.setText("FORGOTTEN passphrasé")
    assert window.contents.count() >= 1
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert text_of(window).startswith("Keys and passphrases")
    assert window.view.extraSelections()
    window.search.setText("zebra crossing")
    assert window.contents.count() == 0
    window.search.clear()
    assert window.contents.count() == len(BOOK.pages)


def test_back_and_forward_by_keyboard(qtbot: QtBot) -> None:
    window = HelpWindow(plan=None)
    qtbot.addWidget(window)
    window.show_help("start")
    bring_forward(qtbot, window)
    window.view.anchorClicked.emit(QUrl("signing.md"))
    assert text_of(window).startswith("Signing")
    assert window.contents.currentItem().text() == "Signing"
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert text_of(window).startswith("Start here")
    qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert text_of(window).startswith("Signing")


def test_a_link_that_leads_out_is_not_followed(qtbot: QtBot) -> None:
    window = HelpWindow(plan=None)
    qtbot.addWidget(window)
    window.show_help("start")
    for link in ("http://example.org/", "file:///etc/passwd", "../../secret.md", "nowhere.md"):
        window.view.anchorClicked.emit(QUrl(link))
        assert text_of(window).startswith("Start here")


def test_the_page_of_rules_is_made_of_the_plan_in_force(qtbot: QtBot) -> None:
    plan = starting_plan()
    window = HelpWindow(plan=plan)
    qtbot.addWidget(window)
    window.show_help("rules")
    shown = text_of(window)
    for rule in plan.rules:
        assert rule.code in shown
        assert rule.reason in shown, rule.code
    assert "{" not in shown


def test_text_of_a_plan_cannot_dress_itself_up_as_help() -> None:
    from ctecs_desktop.ui.help.rules_page import escaped

    assert escaped("[free](http://x) <b> # *a* `c` |") == r"\[free\](http://x) \<b\> \# \*a\* \`c\` \|"


def test_a_translated_page_takes_the_place_of_the_english_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "es").mkdir()
    (tmp_path / "start.md").write_text("# Start here\n")
    (tmp_path / "signing.md").write_text("# Signing\n")
    (tmp_path / "es" / "start.md").write_text("# Empiece aquí\n")
    monkeypatch.setattr("ctecs_desktop.ui.help.book.asset", lambda name: tmp_path)
    assert [page.title for page in HelpBook("es_MX").pages] == ["Empiece aquí", "Signing"]
    assert [page.title for page in HelpBook("../es").pages] == ["Start here", "Signing"]


def texts_of_the_program() -> set[str]:
    """Every text that a person may meet in it, without the signs of keys."""
    sys.path.insert(0, str(asset("help").parents[1] / "packaging"))
    try:
        import texts
    finally:
        sys.path.pop(0)
    found = {message.id if isinstance(message.id, str) else message.id[0] for message in texts.extracted()}
    return {str(text).replace("&", "") for text in found}


def test_what_a_problem_tells_a_person_to_choose_is_in_the_window() -> None:
    """Whatever ends with an ellipsis, or is called a page, is found there by those very words."""
    known = texts_of_the_program()
    said = [told.then for _family, told in PROBLEMS.values() if isinstance(told, Told) and told.then]
    choices = [found for sentence in said for found in CHOICE.findall(sentence)]
    pages = [page for sentence in said for page in PAGE.findall(sentence)]
    titles = tuple(kind.title for kind in (*school_pages(), *central_pages()))
    assert len(choices) >= 6
    assert [text for text in choices if text not in known] == []
    assert len(pages) >= 8
    assert [page for page in pages if not page.startswith(titles)] == []


def test_what_the_help_calls_by_name_is_in_the_window() -> None:
    """Whatever stands in bold and ends with an ellipsis, or names a page, is a text of the program."""
    known = texts_of_the_program()
    titles = {"Home", "Enter values", "Check and sign", "Sent", "Who has sent", "Inbox", "District values", "Rollup"}
    for page in BOOK.pages:
        if page.name != "rules":
            for bold in re.findall(r"\*\*([^*]+)\*\*", page.text):
                if bold.endswith("…") or bold in titles:
                    assert bold in known, f"{page.name}: {bold}"


def test_the_tour_goes_through_by_enter_and_can_be_left_and_taken_again(qtbot: QtBot, district: District) -> None:
    for store in (district.school_path(BULLARD), district.central_path):
        with opened_window(qtbot, store) as window:
            bring_forward(qtbot, window)
            acts = window.window_acts
            acts.take_tour.trigger()
            seen = []
            while acts.tour is not None:
                assert acts.tour.card.isVisible()
                assert window.rect().contains(acts.tour.card.geometry())
                seen.append(acts.tour.card.accessibleDescription())
                button = QApplication.focusWidget()
                assert button is not None
                qtbot.keyClick(button, Qt.Key.Key_Return)
            assert len(seen) == len(set(seen)) >= 6
            acts.take_tour.trigger()
            assert acts.tour is not None
            button = QApplication.focusWidget()
            assert button is not None
            qtbot.keyClick(button, Qt.Key.Key_Right)
            qtbot.keyClick(button, Qt.Key.Key_Left)
            assert acts.tour.number == 0
            qtbot.keyClick(button, Qt.Key.Key_Escape)
            assert acts.tour is None


def test_the_tour_begins_without_a_workspace_too(qtbot: QtBot) -> None:
    window = MainWindow(asker=ScriptedAsker())
    qtbot.addWidget(window)
    window.show()
    window.window_acts.start_tour()
    assert window.window_acts.tour is not None
    window.window_acts.tour.forward()
    window.window_acts.tour.forward()
    assert window.window_acts.tour is None
    window.close()
