"""The texts of the program for translators: gathered from the source, compiled, and stretched into a test language.

Runs in `.venv`, where Babel is: `dev.py texts` calls it.
"""

from __future__ import annotations

import math
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGE = CHECKOUT / "ctecs_desktop"
LOCALE = CHECKOUT / "resources" / "locale"
TEMPLATE = CHECKOUT / "build" / "ctecs_desktop.pot"
DOMAIN = "ctecs_desktop"

KEYWORDS = {"_": None, "said": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
"""The functions of `i18n.py` that look a text up, and `said`, which marks one that is looked up later."""

OPEN, CLOSE = "⟦", "⟧"
"""Stand around every text in the test language: what is seen without them was never translated."""

LONGER = 1 / 3
"""What German and Spanish take more than English, by rule of thumb."""

_KEPT = re.compile(r"\{[^{}]*\}|\n")
_FILLER = "ëñöüà "


def extracted() -> Catalog:
    """Every text of the program with the place where it is used."""
    catalog = Catalog(domain=DOMAIN, project=DOMAIN, fuzzy=False)
    found = extract_from_dir(
        PACKAGE, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=["For translators:"]
    )
    for file, line, message, comments, context in found:
        catalog.add(message, locations=[(f"ctecs_desktop/{file}", line)], auto_comments=comments, context=context)
    return catalog


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
