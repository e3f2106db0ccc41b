"""Colours, spacing and type sizes of the windows: Fusion with a palette of ours and a small style sheet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from ctecs_desktop.ui.style_sheet import style_sheet
from ctecs_desktop.ui.tokens import DARK, LIGHT, Tokens, Tone, is_dark

__all__ = [
    "BETWEEN_GROUPS",
    "BETWEEN_SECTIONS",
    "INSIDE",
    "ROW_AIR",
    "Tone",
    "apply_theme",
    "colour_of",
    "muted_label",
    "page_title",
    "scaled",
    "section_title",
    "table_font",
    "tokens_of",
]

INSIDE, BETWEEN_GROUPS, BETWEEN_SECTIONS = 8, 16, 24
"""Pixels inside a group, between groups and between sections; everything is a step of four."""

ROW_AIR = 12
"""Pixels that a table row has above and below its text together."""

TITLE_SCALE, SECTION_SCALE = 1.5, 1.15


_BASE_SIZE = "ctecs-base-size"
_TEXT_SCALE = "ctecs-text-scale"
_desktop: Tokens | None = None
"""The desktop's own colours while the program is dressed in them."""


def apply_theme(
    application: QApplication, scheme: str = "system", *, text_size: int = 100, desktop: QPalette | None = None
) -> None:
    """Dress the program in one of ``settings.COLOUR_SCHEMES``, its text in ``text_size`` percent of the desktop's.

    ``system`` follows the desktop between light and dark, and takes the desktop's own colours where the person asked
    there for high contrast. ``desktop`` is the palette to take for the desktop's own.
    """
    global _desktop  # the palette alone cannot tell a dark desktop from our dark scheme
    application.setStyle("Fusion")
    application.setStyleSheet("")
    hints = QGuiApplication.styleHints()
    if scheme == "system" and hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
        scheme = "desktop"
    if scheme == "desktop":
        application.setPalette(desktop or QPalette())  # an empty palette stands for the desktop's own
        tokens = _desktop = desktop_tokens(application.palette())
    else:
        wants_dark = scheme == "dark" or (scheme == "system" and hints.colorScheme() is Qt.ColorScheme.Dark)
        tokens, _desktop = (DARK if wants_dark else LIGHT), None
        application.setPalette(palette_of(tokens))
    _apply_text_size(application, text_size)
    application.setStyleSheet(style_sheet(tokens))


def tokens_of(widget: QWidget | None = None) -> Tokens:
    """The colours now in use, told from the palette, so that nothing else has to remember the scheme."""
    if _desktop is not None:
        return _desktop
    palette = widget.palette() if widget is not None else QGuiApplication.palette()
    return LIGHT if palette.color(QPalette.ColorRole.Window).lightness() > 128 else DARK


def desktop_tokens(palette: QPalette) -> Tokens:
    """Our names for the desktop's own colours: what is told by a colour of ours is left to icon and word there."""

    def named(role: QPalette.ColorRole) -> str:
        return palette.color(role).name()

    role = QPalette.ColorRole
    text, background, surface = named(role.WindowText), named(role.Base), named(role.Window)
    return Tokens(
        background=background,
        surface=surface,
        line=text,
        control_line=text,
        text=text,
        muted=text,
        accent=named(role.Link),
        on_accent=background,
        selection=_between(palette.color(role.Highlight), palette.color(role.Base)),
        good=text,
        warn=text,
        bad=text,
        good_tint=surface,
        warn_tint=surface,
        bad_tint=surface,
        is_dark=is_dark(background),
    )


def scaled(pixels: int) -> int:
    """A width that holds text, at the size of text now in use."""
    application = QApplication.instance()
    base = application.property(_BASE_SIZE) if application is not None else None
    return round(pixels * _points(QGuiApplication.font()) / base) if base else pixels


def _points(font: QFont) -> float:
    size = font.pointSizeF()
    return size if size > 0 else QFontInfo(font).pointSizeF()


def _between(colour: QColor, ground: QColor) -> str:
    """A quarter of ``colour`` on ``ground``: a selection on which the desktop's text colour still reads."""
    return QColor(
        round(0.25 * colour.red() + 0.75 * ground.red()),
        round(0.25 * colour.green() + 0.75 * ground.green()),
        round(0.25 * colour.blue() + 0.75 * ground.blue()),
    ).name()


def _apply_text_size(application: QApplication, percent: int) -> None:
    base = application.property(_BASE_SIZE)
    if base is None:
        base = _points(application.font())
        application.setProperty(_BASE_SIZE, base)
    font = application.font()
    if abs(_points(font) - base * percent / 100) < 0.01:  # as it is already: nothing has to be laid out anew
        return
    font.setPointSizeF(base * percent / 100)
    application.setFont(font)
    for widget in application.allWidgets():
        scale = widget.property(_TEXT_SCALE)
        if scale is not None:
            own = widget.font()
            own.setPointSizeF(font.pointSizeF() * scale)
            widget.setFont(own)


def colour_of(tone: Tone) -> QColor:
    """The colour in which a tone is written in the scheme now in use."""
    return QColor(tokens_of().colour(tone))


def palette_of(tokens: Tokens) -> QPalette:
    """The tokens in the roles that Fusion paints with."""
    role = QPalette.ColorRole
    palette = QPalette()
    for name, colour in (
        (role.Window, tokens.background),
        (role.WindowText, tokens.text),
        (role.Base, tokens.background),
        (role.AlternateBase, tokens.surface),
        (role.Text, tokens.text),
        (role.Button, tokens.surface),
        (role.ButtonText, tokens.text),
        (role.ToolTipBase, tokens.surface),
        (role.ToolTipText, tokens.text),
        (role.PlaceholderText, tokens.muted),
        (role.Highlight, tokens.selection),
        (role.HighlightedText, tokens.text),
        (role.Link, tokens.accent),
        (role.Mid, tokens.line),
        (role.Accent, tokens.accent),
    ):
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(tokens.muted))
    return palette


def page_title(text: str) -> QLabel:
    """A label in the size of a page's title."""
    return _sized_label(text, TITLE_SCALE, "page-title")


def section_title(text: str) -> QLabel:
    """A label in the size of a section's title."""
    return _sized_label(text, SECTION_SCALE, "section-title")


def muted_label(text: str = "") -> QLabel:
    """A label for what accompanies the values: hints, sources, last year."""
    label = QLabel(text)
    label.setProperty("tone", Tone.MUTED.value)
    label.setWordWrap(True)
    return label


def table_font(base: QFont) -> QFont:
    """The font with figures of equal width, so that numbers stand under each other."""
    font = QFont(base)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _sized_label(text: str, scale: float, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setProperty(_TEXT_SCALE, scale)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    font.setWeight(QFont.Weight.DemiBold)
    label.setFont(font)
    label.setWordWrap(True)
    return label
