"""What the tour shows at a school, at central office, and while no workspace is open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenuBar, QWidget

from ctecs_desktop.i18n import _
from ctecs_desktop.ui.help.tour import TourStep
from ctecs_desktop.ui.workspace_view import WorkspaceView


def start_steps(start: QWidget, menus: QMenuBar) -> list[TourStep]:
    """While no workspace is open."""
    return [
        TourStep(
            _("Begin here"),
            _(
                "A school begins with the plan workbook that central office sent. Central office begins with a plan "
                "of its own. A workspace that is there already is opened below."
            ),
            lambda: start,
        ),
        _help_step(menus),
    ]


def workspace_steps(view: WorkspaceView, menus: QMenuBar) -> list[TourStep]:
    """While a workspace is open: only pages that it has."""
    steps = [
        TourStep(
            _("The pages"),
            _("They follow the work from top to bottom. Ctrl+1, Ctrl+2 and so on lead to them."),
            lambda: view.navigation,
            _going(view, view.kinds[0].name),
        ),
        TourStep(
            _("The reporting period"),
            _("Everything you see belongs to this period. Earlier ones stay here to be looked up."),
            lambda: view.period,
        ),
    ]
    texts = _texts_of_pages(is_school=view.workplace.is_school)
    steps += [
        TourStep(kind.title, texts[kind.name], lambda: view.page, _going(view, kind.name))
        for kind in view.kinds
        if kind.name in texts
    ]
    steps.append(
        TourStep(
            _("Saved means saved"),
            _("What is in a cell is on the disk. There is no button for it; this line says when it happened last."),
            lambda: view.saved if view.saved.text() else view.navigation,
            _going(view, view.kinds[0].name),
        )
    )
    return [*steps, _help_step(menus)]


def _going(view: WorkspaceView, name: str) -> Callable[[], object]:
    return lambda: view.go_to(name)


def _help_step(menus: QMenuBar) -> TourStep:
    return TourStep(
        _("Help is at hand"),
        _(
            "F1 opens the help for the page you are on. The menu Help has this tour, and the menu View makes text "
            "larger or the colors dark."
        ),
        lambda: menus,
    )


def _texts_of_pages(*, is_school: bool) -> dict[str, str]:
    if is_school:
        return {
            "home": _("What is left, until when, and what became of what you sent. One button goes on where you were."),
            "entry": _(
                "Type as in a spreadsheet: Enter goes down, Tab goes right, Ctrl+Z takes back. Blocks from Excel can "
                "be pasted. Findings stand beside the value."
            ),
            "check": _(
                "Everything that the rules found, what stops signing first. Below it is exactly what will be signed. "
                "The principal signs here."
            ),
            "sent": _("Every revision that was signed, with its file and with central office's answer."),
        }
    return {
        "board": _("Which school has sent what, and who is late."),
        "inbox": _(
            "Drop workbooks anywhere on the window. Each is verified, and then accepted, returned or asked about."
        ),
        "entry": _("Figures that central office enters for the whole district."),
        "check": _("What the rules found in these figures. Whoever holds the district's key signs them here."),
        "schools": _("Who may sign until when, whom to call, who asks; and how well the district's own key is kept."),
        "rollup": _("The district's figures. Each one opens down to the cell that a principal signed."),
        "plan": _("Goals, measures, targets, rules and due dates. Edit them as a draft; schools see what you publish."),
        "edsight": _(
            "What the state published beside what schools sent. A difference is a question, not a correction."
        ),
    }
