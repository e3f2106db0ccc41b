"""What became of loaded files, as one sentence and as a list that can be copied."""

from __future__ import annotations

from collections import Counter

from ctecs_desktop.i18n import _, ngettext
from ctecs_desktop.services.edsight import Loading
from ctecs_desktop.ui.theme import Tone
from ctecs_desktop.wording import placed_text, problem_text


def loading_text(done: Loading) -> tuple[str, Tone]:
    """How many files were read, brought something new, were known, or were refused."""
    refused = sum(1 for each in done.files if each.error)
    known = sum(1 for each in done.files if each.is_known)
    new = sum(each.new for each in done.files)
    changed = sum(len(each.changed) for each in done.files)
    parts = [
        ngettext("{count} file was looked at.", "{count} files were looked at.", len(done.files)).format(
            count=len(done.files)
        )
    ]
    counts = (
        (new, ngettext("{count} figure is new.", "{count} figures are new.", new)),
        (changed, ngettext("{count} differs from before.", "{count} differ from before.", changed)),
        (
            known,
            ngettext("{count} file changed nothing.", "{count} files changed nothing.", known),
        ),
        (refused, ngettext("{count} file was refused.", "{count} files were refused.", refused)),
    )
    parts += [text.format(count=f"{count:,}") for count, text in counts if count]
    return " ".join(parts), Tone.WARN if refused else Tone.GOOD


def loading_details(done: Loading) -> str:
    """Why files were refused and what in others is worth a look; "" where there is nothing to say."""
    lines = [problem_text(each.error) for each in done.files if each.error]
    remarks = Counter(
        placed_text(remark) if len(done.files) == 1 else _without_place(placed_text(remark))
        for each in done.files
        for remark in each.remarks
        if remark.code != "edsight.nothing_used"
    )
    for text, count in remarks.most_common():
        times = ngettext("{count} file", "{count} files", count).format(count=count)
        lines.append(_("{text} ({times})").format(text=text, times=times))
    return "\n\n".join(lines)


def _without_place(text: str) -> str:
    return text.partition(": ")[2] or text
