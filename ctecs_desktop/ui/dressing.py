"""The look that the person chose, colours and size of text: put on at once and kept."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu

from ctecs_desktop.i18n import _
from ctecs_desktop.settings import COLOUR_SCHEMES, TEXT_SIZES
from ctecs_desktop.ui.theme import apply_theme

Keep = Callable[[str, int], None]
"""Keeps a scheme and a size of text for the next start; raises OSError where that cannot be done."""

_log = logging.getLogger(__name__)


class Dressing(QObject):
    """``changed`` comes after the program has been dressed anew: what was drawn in the old colours is drawn again."""

    changed = Signal()

    def __init__(self, scheme: str = "system", text_size: int = 100, *, keep: Keep | None = None) -> None:
        super().__init__()
        self.scheme = scheme
        self.text_size = text_size
        self._keep = keep
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_desktop)

    def choose(self, *, scheme: str = "", text_size: int = 0) -> None:
        """Dress the program so from now on, and keep it; what is not named stays as it is."""
        wanted = scheme or self.scheme, text_size or self.text_size
        if wanted == (self.scheme, self.text_size):
            return
        self.scheme, self.text_size = wanted
        self.put_on()
        if self._keep is not None:
            try:
                self._keep(self.scheme, self.text_size)
            except OSError as error:
                _log.warning("the look is not kept: %s", type(error).__name__)

    def step(self, by: int) -> None:
        """The next larger or smaller size of text."""
        number = TEXT_SIZES.index(self.text_size) + by
        if 0 <= number < len(TEXT_SIZES):
            self.choose(text_size=TEXT_SIZES[number])

    def put_on(self) -> None:
        """Dress the program as chosen."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apply_theme(application, self.scheme, text_size=self.text_size)
        self.changed.emit()

    def _follow_desktop(self, _scheme: object) -> None:
        if self.scheme in {"system", "desktop"}:
            self.put_on()


def fill_view_menu(menu: QMenu, dressing: Dressing) -> None:
    """Colours and sizes of text, the ones in use marked, with keys for larger and smaller."""
    schemes = {
        "system": _("Light or dark as the desktop"),
        "light": _("Light"),
        "dark": _("Dark"),
        "desktop": _("The desktop's own colors"),
    }
    colours = menu.addMenu(_("&Colors"))
    _choices(
        colours,
        [(schemes[scheme], partial(dressing.choose, scheme=scheme)) for scheme in COLOUR_SCHEMES],
        COLOUR_SCHEMES.index(dressing.scheme),
    )
    sizes = menu.addMenu(_("&Text size"))
    _choices(
        sizes,
        [(_("{size} %").format(size=size), partial(dressing.choose, text_size=size)) for size in TEXT_SIZES],
        TEXT_SIZES.index(dressing.text_size),
    )
    for text, by, keys in (
        (_("Larger text"), 1, ("Ctrl++", "Ctrl+=")),
        (_("Smaller text"), -1, ("Ctrl+-",)),
    ):
        action = menu.addAction(text)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(lambda _checked=False, by=by: dressing.step(by))


def _choices(menu: QMenu, choices: list[tuple[str, Callable[[], None]]], chosen: int) -> None:
    group = QActionGroup(menu)
    for number, (text, call) in enumerate(choices):
        action = QAction(text, menu, checkable=True, checked=number == chosen)
        action.triggered.connect(lambda _checked=False, call=call: call())
        group.addAction(action)
        menu.addAction(action)
