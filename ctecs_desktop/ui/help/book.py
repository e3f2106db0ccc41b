"""The pages of the help: shipped Markdown in the language in use, found by name or by words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ctecs_desktop.assets import asset

CONTENTS = (
    *(
        "start",
        "entering",
        "keys",
        "strategies",
        "findings",
        "signing",
        "amendments",
        "sending",
        "school-report",
        "backups",
        "passphrases",
    ),
    *(
        "practice",
        "central",
        "plan",
        "enrolment",
        "district-key",
        "inbox",
        "review",
        "rollup",
        "report",
        "publication",
        "edsight",
        "support",
        "glossary",
    ),
)
"""The shipped pages in the order in which they are offered; any others follow by their names."""

RULES = "rules"
"""The page that is made of the plan in force; see ``rules_page``."""

CONTEXT: Mapping[str, str] = {
    "home": "start",
    "entry": "entering",
    "check": "findings",
    "sent": "sending",
    "board": "inbox",
    "schools": "enrolment",
}
"""By the name of a window's page the help page for it, where the two are called differently."""

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_SIGNS = re.compile(r"[*`#|]")
EXCERPT = 90
"""Characters of the line in which a word was found."""


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page; ``text`` is Markdown whose first line is the title.

    ``marks`` name its headings of the third level, in order, so that a link such as ``rules.md#negative`` finds one.
    """

    name: str
    text: str
    marks: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The first line without its sign."""
        return self.text.partition("\n")[0].removeprefix("# ").strip()

    @property
    def words(self) -> str:
        """The text as it is read, without Markdown's signs."""
        return _SIGNS.sub("", _LINK.sub(r"\1", self.text))


@dataclass(frozen=True, slots=True)
class Hit:
    """A page in which all words of a search stand, and the line of the first."""

    page: HelpPage
    excerpt: str


class HelpBook:
    """All pages of the help. ``extra`` are pages that the program makes itself."""

    def __init__(self, language: str, extra: tuple[HelpPage, ...] = ()) -> None:
        folder = asset("help")
        found = {path.stem: path for path in sorted(folder.glob("*.md"))}
        for part in (language.partition("_")[0], language):  # a page that is not translated stays in English
            found |= {path.stem: path for path in sorted(_folder(folder, part).glob("*.md"))}
        order = [*CONTENTS, *sorted(set(found) - set(CONTENTS))]
        shipped = [HelpPage(name, found[name].read_text(encoding="utf-8")) for name in order if name in found]
        self._pages = {page.name: page for page in (*shipped, *extra)}

    @property
    def pages(self) -> tuple[HelpPage, ...]:
        """In the order in which they are offered."""
        return tuple(self._pages.values())

    def page(self, name: str) -> HelpPage | None:
        """The page of that name."""
        return self._pages.get(name)

    def page_for(self, window_page: str) -> HelpPage:
        """The help for a page of the window; where there is none, the first page."""
        return self.page(CONTEXT.get(window_page, window_page)) or self.pages[0]

    def search(self, text: str) -> list[Hit]:
        """The pages that hold every word of ``text``, those that name one in their title first."""
        words = [folded(word) for word in text.split()]
        hits = []
        for page in self.pages:
            inside = folded(page.words)
            if all(word in inside for word in words):
                hits.append(Hit(page, _excerpt(page, words)))
        return sorted(hits, key=lambda hit: not any(word in folded(hit.page.title) for word in words))


def folded(text: str) -> str:
    """``text`` for comparing: without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _folder(folder: Path, language: str) -> Path:
    # A language code comes from a settings file, so it may not lead anywhere else.
    return folder / language if language.replace("_", "").isalnum() else folder / "none"


def _excerpt(page: HelpPage, words: list[str]) -> str:
    for line in page.words.splitlines()[1:]:
        if any(word in folded(line) for word in words):
            cut = line.strip(" -")
            return cut if len(cut) <= EXCERPT else f"{cut[:EXCERPT].rstrip()}…"
    return ""
