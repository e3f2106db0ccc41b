"""Above the files of the inbox: how many want what, those alone on request, a search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.review.inbox_rows import NEEDS_SOMEBODY, InboxRow, Wants
from ctecs_desktop.ui.review.inbox_words import wants_text
from ctecs_desktop.ui.table_bar import TableBar


class InboxBar(TableBar):
    """Says which rows are wanted, and counts all of them."""

    def __init__(self) -> None:
        super().__init__(_("S&how"), name=_("Files shown"), hint=_("Find a file or school"))
        self.count(())

    def count(self, rows: Sequence[InboxRow]) -> None:
        """Offer what there is, each with its number; what was chosen stays chosen."""
        found = Counter(row.wants for row in rows)
        needing = sum(found[wants] for wants in NEEDS_SOMEBODY)
        chosen = max(self.choice.currentIndex(), 0)  # the groups always stand in the same places
        self.choice.blockSignals(True)
        self.choice.clear()
        self._offer(_("all files"), len(rows), None)
        self._offer(_("what needs you"), needing, NEEDS_SOMEBODY)
        self.choice.insertSeparator(self.choice.count())
        for wants in Wants:
            self._offer(wants_text(wants), found[wants], frozenset({wants}))
        self.choice.setCurrentIndex(chosen)
        self.choice.blockSignals(False)

    def _offer(self, text: str, count: int, wanted: frozenset[Wants] | None) -> None:
        self.choice.addItem(_("{what} ({count})").format(what=text, count=f"{count:,}"), wanted)

    def wants(self, row: InboxRow, words: str) -> bool:
        """Whether that row is to be seen; ``words`` are what it is found by."""
        wanted: frozenset[Wants] | None = self.choice.currentData()
        return (wanted is None or row.wants in wanted) and self.finds(words)
