"""Every window speaks through the catalogues, and holds texts a third longer and letters twice the size."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ctecs_desktop.assets import asset
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.plan_tables import plan_to_tables
from ctecs_desktop.i18n import _, use_language
from ctecs_desktop.services.publication_rules import thresholds
from ctecs_desktop.services.support import libraries
from ctecs_desktop.services.workspace import starting_plan
from ctecs_desktop.ui.theme import apply_theme
from tests.district import District
from tests.ui.every_window import DIALOGS, dialog_classes, every_dialog, every_page
from tests.ui.looking import clipped, texts_of

sys.path.insert(0, str(Path(__file__).parents[2] / "packaging"))
try:
    import texts
finally:
    sys.path.pop(0)

LANGUAGE = "xx"
KEYS = re.compile(r"\(?((Ctrl|Alt|Shift)\+)+[A-Z][A-Za-z0-9]*\)?")
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
FINGERPRINT_WORDS = set(asset("fingerprint_words.txt").read_text().split())
NAMES = (
    "Pat Principal", "Principal", "As counted.", "sam", "carol", "CTECS", "Enter", "Esc", "Ctrl", "Alt", "Shift", "Tab",
    "Left", "Right", "Up", "Down", "Del", "Home", "End", "PgUp", "PgDown", "UTC", "Return", "Space", "Ins",
)  # fmt: skip
"""Names of persons and of keys, the program's own name, and time: none of them is a word to be translated."""


SUPPORT_FILES = ("versions.json", "settings.json", "workspace.json", "check.json", "standing.json")

WORKBOOK_WORDS = ("PageTable", "Sheets of the workbook")
"""What shows the workbook's own words: they are English and part of the format, because its reader compares them."""


@pytest.fixture(scope="session")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locale")
    texts.write_test_language(LANGUAGE, folder)
    return folder


@pytest.fixture(params=[100, 150, 200])
def text_size(request: pytest.FixtureRequest, qapp: QApplication, catalogues: Path) -> Iterator[int]:
    """The test language in that size of text, and no column as a person left it."""
    QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "ctecs_desktop", "windows").clear()
    apply_theme(qapp, "light", text_size=request.param)
    assert use_language(LANGUAGE, catalogues=catalogues) == LANGUAGE
    yield request.param
    apply_theme(qapp, "light")
    qapp.setStyleSheet("")


def untranslated(text: str) -> list[str]:
    """The pieces of ``text`` that stand outside every bracket of the test language and hold a word."""
    while (shorter := re.sub(rf"{texts.OPEN}[^{texts.OPEN}{texts.CLOSE}]*{texts.CLOSE}", "\0", text)) != text:
        text = shorter
    return [piece.strip() for piece in re.split("[\0\n]", text) if re.search(r"[^\W\d_]{2,}", piece)]


def data_of(district: District) -> str:
    """Every text that comes from a plan, a person, a place or a file: data, which no catalogue translates."""
    found: list[str] = [*NAMES, *SUPPORT_FILES, str(district.folder), f"{platform.system()} {platform.release()}"]
    found.append(", ".join(f"{each.name} {each.version} ({each.licence})" for each in libraries()))
    for store in sorted(district.folder.rglob("*")):
        found += [store.name, store.stem]
    for table in [*district.folder.glob("*.csv"), *asset("demo").glob("*.csv")]:
        found.append(table.read_text())
    found += [text for each in thresholds().thresholds for text in (each.source, each.reason)]
    for plan in (starting_plan(), starting_plan(practice=True)):
        found += _texts_in(plan)
        # The page of the plan shows its cells, in which lists have semicolons between their items.
        lists = [
            cell for table in plan_to_tables(plan).values() for row in table.rows for cell in row.cells if ";" in cell
        ]
        found += [*lists, *(cell.replace(";", "; ") for cell in lists)]
    return re.sub(r"\s+", " ", " \n ".join(found)).casefold()


def _texts_in(thing: object) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _texts_in(getattr(thing, field.name))
    elif isinstance(thing, tuple | list | frozenset | set):
        for each in thing:
            yield from _texts_in(each)


def rule_patterns(plan: Plan) -> list[re.Pattern[str]]:
    """A rule's sentence comes with the plan; with its facts filled in it is known by its shape."""
    return [re.compile(".*".join(map(re.escape, re.split(r"\{\w+\}", rule.sentence)))) for rule in plan.rules]


def is_data(piece: str, data: str, rules: list[re.Pattern[str]]) -> bool:
    words = re.sub(r"\s+", " ", piece).strip(" .,:;()–—-·+/!?|\"'“”").casefold()
    words = re.sub(r"^[\d.]+ ", "", words)  # the number of a goal or measure stands before its name
    if KEYS.fullmatch(piece) or FINGERPRINT.fullmatch(words.replace(" ", "")):
        return True
    if words.startswith(("home/", "tmp/")) or set(words.split()) <= FINGERPRINT_WORDS:
        return True
    # A cut that the program itself made ends with an ellipsis.
    return words.removesuffix("…").strip() in data or any(rule.fullmatch(piece) for rule in rules)


def test_every_dialog_is_among_those_that_are_walked_through() -> None:
    assert dialog_classes() == set(DIALOGS)


def test_a_text_without_translation_and_a_clipped_one_would_be_found(
    qtbot: QtBot, qapp: QApplication, catalogues: Path
) -> None:
    use_language(LANGUAGE, catalogues=catalogues)
    window = QWidget()
    qtbot.addWidget(window)
    button, label = QPushButton("Not translated", window), QLabel(_("Enter values"), window)
    button.resize(20, 10)
    label.resize(label.sizeHint())
    window.show()
    assert [untranslated(seen.text) for seen in texts_of(window)][1:] == [["Not translated"], []]
    (found,) = clipped(window)
    assert "Not translated" in found


def test_the_test_language_is_a_third_longer_and_keeps_placeholders() -> None:
    for text in ("Sign and export…", "{count} of {total}\nready", "&File"):
        longer = texts.stretched(text)
        assert len(longer) >= len(re.sub(r"\{\w+\}", "", text)) * 4 // 3
        assert re.findall(r"\{\w+\}|\n|&\w", longer) == re.findall(r"\{\w+\}|\n|&\w", text)


def test_every_page_holds_longer_texts_and_larger_letters(qtbot: QtBot, district: District, text_size: int) -> None:
    found, data = [], data_of(district)
    rules = rule_patterns(starting_plan(practice=True))
    for name, window in every_page(qtbot, district):
        found += [f"{name}: {each}" for each in clipped(window)]
        if text_size == 100:
            assert window.minimumSizeHint().width() <= 1280, name
            found += sorted(
                {
                    f"{name}: not translated: {piece!r} in {seen.where}"
                    for seen in texts_of(window)
                    for piece in untranslated(seen.text)
                    if not is_data(piece, data, rules) and not any(each in seen.where for each in WORKBOOK_WORDS)
                }
            )
    assert not found, "\n".join(dict.fromkeys(found))


def test_every_dialog_holds_longer_texts_and_larger_letters(qtbot: QtBot, district: District, text_size: int) -> None:
    found, data = [], data_of(district)
    with every_dialog(qtbot, district) as dialogs:
        for name, dialog in dialogs:
            found += [f"{name}: {each}" for each in clipped(dialog)]
            if text_size == 100 and name != "HelpWindow":  # a page of help is one text
                found += [
                    f"{name}: not translated: {piece!r} in {seen.where}"
                    for seen in texts_of(dialog)
                    for piece in untranslated(seen.text)
                    if not is_data(piece, data, []) and not any(each in seen.where for each in WORKBOOK_WORDS)
                ]
    assert not found, "\n".join(dict.fromkeys(found))
