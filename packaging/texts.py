"""The texts of the program for translators: gathered from the source, compiled, and stretched into a test language.

Runs in `.venv`, where Babel is: `dev.py texts` calls it.
"""

from __future__ import annotations

import ast
import math
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGE = CHECKOUT / "ctecs_desktop"
LOCALE = CHECKOUT / "resources" / "locale"
TEMPLATE = CHECKOUT / "build" / "ctecs_desktop.pot"
DOMAIN = "ctecs_desktop"

OPEN, CLOSE = "⟦", "⟧"
"""Stand around every text in the test language: what is seen without them was never translated."""

LONGER = 1 / 3
"""What German and Spanish take more than English, by rule of thumb."""

_KEPT = re.compile(r"\{[^{}]*\}|\n")
_FILLER = "ëñöüà "


def extracted() -> Catalog:
    """Every text of the program with the place where it is used.

    They are read off the syntax trees, because Babel's own reader misses those inside an f-string.
    """
    catalog = Catalog(domain=DOMAIN, project=DOMAIN, fuzzy=False)
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(CHECKOUT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                _take(catalog, node.func.id, node.args, (place, node.lineno))
    return catalog


def _take(catalog: Catalog, function: str, given: list[ast.expr], place: tuple[str, int]) -> None:
    """Add the texts of a call of the functions of `i18n.py`, or of `said`, which marks one that is looked up later."""
    texts = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    if function in {"_", "said"} and len(texts) == 1:
        catalog.add(texts[0], locations=[place])
    elif function == "ngettext" and len(texts) == 2:
        catalog.add((texts[0], texts[1]), locations=[place])
    elif function == "pgettext" and len(texts) == 2:
        catalog.add(texts[1], locations=[place], context=texts[0])


def stretched(text: str) -> str:
    """`text` in the test language: in brackets and a third longer, its placeholders and line ends as they are."""
    length = len(_KEPT.sub("", text))
    more = max(0, math.ceil(length * LONGER) - len(OPEN + CLOSE))
    filler = (_FILLER * (more // len(_FILLER) + 1))[:more].rstrip()
    return f"{OPEN}{text}{f' {filler}' if filler else ''}{CLOSE}"


def write_test_language(language: str, folder: Path) -> Path:
    """A catalogue below `folder` in which every text is stretched; answers its file."""
    catalog = Catalog(locale="en", domain=DOMAIN, fuzzy=False)
    for message in extracted():
        if message.id:
            texts = message.id if isinstance(message.id, list | tuple) else (message.id,)
            answers = tuple(stretched(text) for text in texts)
            catalog.add(message.id, answers if len(answers) > 1 else answers[0], context=message.context)
    path = folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, catalog)
    return path


def main() -> int:
    """Write the template, and compile every translation that is there; the answer is the exit code."""
    catalog = extracted()
    TEMPLATE.parent.mkdir(parents=True, exist_ok=True)
    with TEMPLATE.open("wb") as file:
        write_po(file, catalog, width=120, sort_by_file=True)
    print(f"{len(catalog)} texts in {TEMPLATE}")
    for source in sorted(LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        with source.open("rb") as file:
            translated = read_po(file)
        translated.update(catalog)
        with source.open("wb") as file:
            write_po(file, translated, width=120)
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, translated)
        missing = sum(1 for message in translated if message.id and not message.string)
        print(f"{source.parent.parent.name}: {missing} texts are not translated yet")
    return 0


if __name__ == "__main__":
    sys.exit(main())
