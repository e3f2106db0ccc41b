"""What a school is told of a workbook from central office that is older than what it has."""

from __future__ import annotations

from ctecs_desktop.domain.plan_versions import KeptNewer
from ctecs_desktop.i18n import _


def kept_newer_text(kept: KeptNewer) -> str:
    """What a school keeps of its own since a workbook of central office brought older things, and why."""
    parts = []
    if kept.plan:
        text = _("Plan {version} stays in force; the workbook brought version {sent}, which is older.")
        parts.append(text.format(version=kept.plan, sent=kept.plan_sent))
    if kept.figures:
        text = (
            _("The district's figures of snapshot {number} stay; the workbook's end with snapshot {sent}.")
            if kept.figures_sent
            else _("The district's figures of snapshot {number} stay; the workbook brought none.")
        )
        parts.append(text.format(number=kept.figures, sent=kept.figures_sent))
    parts.append(
        _("The workbook was written before another one that was opened here.")
        if kept.is_late
        else _(
            "An older backup seems to have been put back at central office; newer figures come with the next year that "
            "it freezes."
        )
    )
    return " ".join(parts)
