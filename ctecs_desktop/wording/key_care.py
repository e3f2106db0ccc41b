"""How well a district key is cared for, in words."""

from __future__ import annotations

from ctecs_desktop.domain.key_test import KeyCare
from ctecs_desktop.i18n import _, ngettext


def key_care_text(care: KeyCare) -> str:
    """What is to be done for the key, or in which places its copies lie."""
    if care.copies_missing:
        text = ngettext(
            "{count} more tested copy is wanted", "{count} more tested copies are wanted", care.copies_missing
        )
        return text.format(count=care.copies_missing)
    if care.is_drill_due:
        return _("a copy should be opened once more")
    return ", ".join(care.places)
