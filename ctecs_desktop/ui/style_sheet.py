"""What a palette cannot say: borders of inputs, the focus ring, primary buttons, bars and headers."""

from __future__ import annotations

from ctecs_desktop.assets import asset
from ctecs_desktop.ui.tokens import Tokens


def style_sheet(tokens: Tokens) -> str:
    """The style sheet of the whole program in the colours of ``tokens``."""
    parts = _surfaces, _buttons, _inputs, _tables, _scroll_bars, _menus
    return "".join(part(tokens) for part in parts)


def _picture(name: str, tokens: Tokens) -> str:
    """A style sheet cannot colour a picture, so that those it names are shipped in both schemes."""
    return asset(f"icons/{name}-{'dark' if tokens.is_dark else 'light'}.svg").as_posix()


def _surfaces(tokens: Tokens) -> str:
    tones = "".join(
        f"""
QLabel[tone="{tone}"] {{ color: {colour}; }}
#message[tone="{tone}"] {{ background: {tint}; border-left: 3px solid {colour}; }}
"""
        for tone, colour, tint in (
            ("good", tokens.good, tokens.good_tint),
            ("warn", tokens.warn, tokens.warn_tint),
            ("bad", tokens.bad, tokens.bad_tint),
            ("accent", tokens.accent, tokens.surface),
        )
    )
    return f"""
QToolTip {{
    background: {tokens.surface}; color: {tokens.text}; border: 1px solid {tokens.control_line}; padding: 4px;
}}
QLabel[tone="muted"] {{ color: {tokens.muted}; }}
{tones}
#title-bar, #task-strip, #side-panel, #side-panel QScrollArea, #side-panel-content {{ background: {tokens.surface}; }}
#title-bar {{ border-bottom: 1px solid {tokens.line}; }}
#task-strip {{ border-top: 1px solid {tokens.line}; }}
#question-bar {{ background: {tokens.warn_tint}; border-bottom: 1px solid {tokens.line}; }}
#practice-bar {{ background: {tokens.selection}; border-bottom: 1px solid {tokens.line}; }}
#side-panel {{ border: 1px solid {tokens.line}; }}
#side-panel #message[tone="accent"] {{ background: {tokens.background}; }}
#card {{ background: {tokens.surface}; border: 1px solid {tokens.line}; border-radius: 6px; }}
#tour-card {{ background: {tokens.surface}; border: 2px solid {tokens.accent}; border-radius: 6px; }}
QTextBrowser {{ background: {tokens.background}; border: 1px solid {tokens.line}; }}
QTextBrowser:focus {{ border: 2px solid {tokens.accent}; }}
QListWidget, QTreeWidget {{
    background: {tokens.background}; border: 1px solid {tokens.control_line}; border-radius: 4px; outline: none;
}}
QListWidget:focus, QTreeWidget:focus {{ border: 2px solid {tokens.accent}; }}
QListWidget::item, QTreeWidget::item {{ padding: 5px 6px; }}
QListWidget::item:selected, QTreeWidget::item:selected {{ background: {tokens.selection}; color: {tokens.text}; }}
QListWidget#navigation {{
    background: {tokens.surface}; border: none; border-right: 1px solid {tokens.line}; padding: 8px; outline: none;
}}
QTabWidget::pane {{ border: none; border-top: 1px solid {tokens.line}; }}
QTabBar {{ background: transparent; }}
QTabBar::tab {{
    background: transparent; color: {tokens.muted}; border: none; border-bottom: 2px solid transparent;
    padding: 6px 12px;
}}
QTabBar::tab:hover {{ color: {tokens.text}; }}
QTabBar::tab:selected {{ color: {tokens.text}; border-bottom: 2px solid {tokens.accent}; }}
QTabBar::tab:focus {{ border: 2px solid {tokens.accent}; padding: 4px 10px; }}
QSplitter::handle {{ background: transparent; width: 12px; }}
QScrollArea {{ border: none; }}
QProgressBar {{ border: none; background: {tokens.line}; border-radius: 3px; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {tokens.accent}; border-radius: 3px; }}
"""


def _buttons(tokens: Tokens) -> str:
    return f"""
QPushButton {{
    background: {tokens.background}; color: {tokens.text}; border: 1px solid {tokens.control_line};
    border-radius: 4px; padding: 6px 14px;
}}
QPushButton:hover {{ background: {tokens.surface}; }}
QPushButton:pressed {{ background: {tokens.selection}; }}
QPushButton:focus {{ border: 2px solid {tokens.accent}; padding: 5px 13px; }}
QPushButton:disabled {{ color: {tokens.muted}; border-color: {tokens.line}; }}
QPushButton[primary="true"] {{
    background: {tokens.accent}; color: {tokens.on_accent}; border-color: {tokens.accent};
}}
QPushButton[primary="true"]:focus {{ border: 2px solid {tokens.text}; }}
QPushButton[primary="true"]:disabled {{
    background: {tokens.surface}; color: {tokens.muted}; border-color: {tokens.line};
}}
QPushButton[link="true"] {{
    border: 1px solid transparent; background: transparent; color: {tokens.accent}; padding: 4px;
}}
QPushButton[link="true"]:focus {{ border: 2px solid {tokens.accent}; padding: 3px; }}
QCheckBox, QRadioButton {{ spacing: 8px; }}
QCheckBox::indicator, QRadioButton::indicator, QTreeWidget::indicator {{
    width: 14px; height: 14px; background: {tokens.background}; border: 1px solid {tokens.control_line};
    border-radius: 3px;
}}
QRadioButton::indicator {{ border-radius: 8px; }}
QCheckBox::indicator:checked, QTreeWidget::indicator:checked {{
    background: {tokens.accent}; border-color: {tokens.accent}; image: url("{_picture("tick", tokens)}");
}}
QRadioButton::indicator:checked {{
    width: 8px; height: 8px; background: {tokens.on_accent}; border: 4px solid {tokens.accent};
}}
QCheckBox:focus, QRadioButton:focus {{ color: {tokens.accent}; }}
QCheckBox::indicator:focus {{ width: 12px; height: 12px; border: 2px solid {tokens.accent}; }}
"""


def _inputs(tokens: Tokens) -> str:
    return f"""
QLineEdit, QPlainTextEdit, QComboBox, QDateEdit {{
    background: {tokens.background}; color: {tokens.text}; border: 1px solid {tokens.control_line};
    border-radius: 4px; padding: 4px 6px; selection-background-color: {tokens.accent};
    selection-color: {tokens.on_accent};
}}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QDateEdit:focus {{
    border: 2px solid {tokens.accent}; padding: 3px 5px;
}}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QDateEdit:disabled, QLineEdit[readOnly="true"],
QPlainTextEdit[readOnly="true"] {{
    background: {tokens.surface}; color: {tokens.muted}; border-color: {tokens.line};
}}
QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{ image: url("{_picture("arrow", tokens)}"); width: 16px; height: 16px; }}
QComboBox QAbstractItemView {{
    background: {tokens.background}; border: 1px solid {tokens.control_line};
    selection-background-color: {tokens.selection}; selection-color: {tokens.text};
}}
"""


def _tables(tokens: Tokens) -> str:
    return f"""
QTableView {{
    border: 1px solid {tokens.line}; gridline-color: {tokens.line}; background: {tokens.background}; outline: none;
}}
QTableView QLineEdit {{ border: 2px solid {tokens.accent}; border-radius: 0; padding: 0 4px; }}
QHeaderView {{ background: {tokens.surface}; border: none; }}
QHeaderView::section {{
    background: {tokens.surface}; color: {tokens.muted}; border: none; border-bottom: 1px solid {tokens.control_line};
    padding: 6px 8px;
}}
"""


def _scroll_bars(tokens: Tokens) -> str:
    """Flat ones: a calmer look, and painted in a fiftieth of the time that Fusion's gradients take."""
    return f"""
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: 14px; }}
QScrollBar:horizontal {{ height: 14px; }}
QScrollBar::handle {{ background: {tokens.control_line}; border-radius: 4px; margin: 3px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {tokens.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: none; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
"""


def _menus(tokens: Tokens) -> str:
    return f"""
QMenuBar {{ background: {tokens.background}; }}
QMenuBar::item {{ padding: 4px 8px; background: transparent; }}
QMenuBar::item:selected, QMenu::item:selected {{ background: {tokens.selection}; color: {tokens.text}; }}
QMenu {{ background: {tokens.background}; border: 1px solid {tokens.control_line}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px 5px 8px; }}
QMenu::item:disabled {{ color: {tokens.muted}; }}
QMenu::separator {{ height: 1px; background: {tokens.line}; margin: 4px; }}
"""
