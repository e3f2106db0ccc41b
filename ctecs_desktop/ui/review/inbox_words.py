"""What the inbox says in words: what a file wants, why there is nothing to decide over, what an import came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.intake import ImportedFile
from ctecs_desktop.ui.review.inbox_rows import NEEDS_SOMEBODY, InboxRow, Wants
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import explanation_text, verdict_reason_text

_OF_WORKBOOKS = frozenset({"signed", "saved_by_libreoffice", "saved_by_excel", "saved_by_other", "no_signature"})
"""Kinds of files in which something is wrong; any other is the wrong file."""


def wants_text(wants: Wants) -> str:
    """Files that want that, after a number as well as by itself."""
    return {
        Wants.CHOICE: _("in conflict"),
        Wants.LOOK: _("held"),
        Wants.REASONS: _("with findings"),
        Wants.OPENING: _("not opened"),
        Wants.ANSWER: _("refused"),
        Wants.YES: _("ready to accept"),
        Wants.NOTHING: _("with nothing left to do"),
    }[wants]


def why_text(imported: ImportedFile, *, between: str = "\n\n") -> str:
    """Why there is nothing to decide over, with what the file seems to be; that comes first of what is no workbook."""
    verdict, seems = imported.verdict, imported.verdict.explanation
    if imported.is_waiting:
        return between.join(_waiting_texts(verdict.code))
    texts = [
        verdict_reason_text(verdict.code, verdict.error),
        explanation_text(seems.kind, seems.application) if seems is not None else "",
    ]
    if seems is not None and seems.kind not in _OF_WORKBOOKS:
        texts.reverse()
    return between.join(text for text in texts if text)


def _waiting_texts(code: str) -> tuple[str, str]:
    if code == "file.held":
        return (
            _("Waiting: another program holds this file."),
            _("Close it there, in Excel for example. It is taken in by itself as soon as it can be opened."),
        )
    return (
        _("Waiting: this file cannot be opened."),
        _("Check that you may open it. It is taken in by itself as soon as it can be opened."),
    )


def summary_of(rows: Sequence[InboxRow]) -> tuple[str, Tone]:
    """How many files were looked at and what they want, for the message."""
    found = Counter(row.wants for row in rows)
    text = ngettext("{count} file was looked at: {what}.", "{count} files were looked at: {what}.", len(rows))
    what = ", ".join(
        _("{count} {what}").format(count=f"{found[wants]:,}", what=wants_text(wants)) for wants in Wants if found[wants]
    )
    tone = Tone.WARN if any(found[wants] for wants in NEEDS_SOMEBODY) else Tone.GOOD
    return text.format(count=f"{len(rows):,}", what=what), tone


def stopped_text(done: int, total: int) -> str:
    """What a Stop left."""
    text = _("Stopped after {done} of {total} files. What was done is kept; drop the rest again to go on.")
    return text.format(done=f"{done:,}", total=f"{total:,}")
