"""What the texts of the report are called, and what belongs into each."""

from __future__ import annotations

from ctecs_desktop.domain.annual_report import (
    ABOUT_TEXT,
    AIM,
    GLANCE_TEXT,
    LETTER_OF_BOARD,
    LETTER_OF_SUPERINTENDENT,
    PRIORITIES_TEXT,
    STRATEGY,
)
from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.i18n import _
from ctecs_desktop.wording.told import said

_TITLES = {
    LETTER_OF_BOARD: said("Letter from the Board"),
    LETTER_OF_SUPERINTENDENT: said("Letter from the Superintendent"),
    ABOUT_TEXT: said("About the system"),
    GLANCE_TEXT: said("The year in a few sentences"),
    PRIORITIES_TEXT: said("Next year's priorities"),
}
_HINTS = {
    LETTER_OF_BOARD: said("To whom it is written, the year as the Board saw it, and who signs."),
    LETTER_OF_SUPERINTENDENT: said("What was reached, what was not, and what follows from it."),
    ABOUT_TEXT: said(
        "For readers who do not know the schools. Vision, mission and priority areas follow from the plan."
    ),
    GLANCE_TEXT: said("Stands above the tables of measures and enrollment; may stay empty."),
    PRIORITIES_TEXT: said("What the district will do next, in the order of its weight."),
}


def report_text_title(name: str) -> str:
    """``Letter from the Board``, ``Goal 1: what it aims at``, ``S1.3: how it went``."""
    if name in _TITLES:
        return _(_TITLES[name])
    if name.startswith(AIM):
        return _("Goal {number}: what it aims at").format(number=name.removeprefix(AIM))
    return _("{strategy}: how it went").format(strategy=name.removeprefix(STRATEGY))


def report_text_hint(name: str, plan: Plan) -> str:
    """What to write there."""
    if name in _HINTS:
        return _(_HINTS[name])
    if name.startswith(AIM):
        number = name.removeprefix(AIM)
        title = next((goal.title for goal in plan.goals if str(goal.number) == number), "")
        return _("{title}. In a sentence or two, for readers outside the schools.").format(title=title)
    code = name.removeprefix(STRATEGY)
    text = next((strategy.text for strategy in plan.strategies if strategy.code == code), "")
    return _("{strategy}. The schools' own words follow under yours.").format(strategy=text.rstrip("."))
