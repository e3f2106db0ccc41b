"""Colours, spacing and type sizes of the windows: Fusion with a palette of ours and a small style sheet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from ctecs_desktop.ui.style_sheet import style_sheet
from ctecs_desktop.ui.tokens import DARK, LIGHT, Tokens, Tone

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
    "section_title",
    "table_font",
    "tokens_of",
]

INSIDE, BETWEEN_GROUPS, BETWEEN_SECTIONS = 8, 16, 24
"""Pixels inside a group, between groups and between sections; everything is a step of four."""

ROW_AIR = 12
"""Pixels that a table row has above and below its text together."""

TITLE_SCALE, SECTION_SCALE = 1.5, 1.15


def apply_theme(application: QApplication, scheme: str = "system") -> None:
    """Dress the program in the light or the dark scheme; ``system`` follows the person's desktop."""
    if scheme == "system":
        is_dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    else:
        is_dark = scheme == "dark"
    tokens = DARK if is_dark else LIGHT
    application.setStyle("Fusion")
    application.setPalette(palette_of(tokens))
    application.setStyleSheet(style_sheet(tokens))


def tokens_of(widget: QWidget | None = None) -> Tokens:
    """The colours now in use, told from the palette, so that nothing else has to remember the scheme."""
    palette = widget.palette() if widget is not None else QGuiApplication.palette()
    return LIGHT if palette.color(QPalette.ColorRole.Window).lightness() > 128 else DARK


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
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    font.setWeight(QFont.Weight.DemiBold)
    label.setFont(font)
    label.setWordWrap(True)
    return label
