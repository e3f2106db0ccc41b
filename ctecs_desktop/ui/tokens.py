"""The colours of both schemes; measured contrast ratios stand behind them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a text or sign is saying; every tone but the plain one comes with an icon and a word."""

    PLAIN = "plain"
    MUTED = "muted"
    ACCENT = "accent"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one scheme. Texts keep a contrast of 4.5 against their background, borders of inputs 3."""

    background: str
    surface: str
    line: str
    control_line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    selection: str
    good: str
    warn: str
    bad: str
    good_tint: str
    warn_tint: str
    bad_tint: str
    is_dark: bool = False

    def colour(self, tone: Tone) -> str:
        """The colour in which a tone is written."""
        return self.text if tone is Tone.PLAIN else str(getattr(self, tone.value))

    def tint(self, tone: Tone) -> str:
        """The background on which a tone stands; the tones that tell nothing special stand on the surface."""
        return str(getattr(self, f"{tone.value}_tint", self.surface))


LIGHT = Tokens(
    background="#FFFFFF",
    surface="#F5F6F8",
    line="#D3D8E0",
    control_line="#8A93A1",
    text="#1B1F27",
    muted="#566070",
    accent="#1D5BB8",
    on_accent="#FFFFFF",
    selection="#DCE8F8",
    good="#17703F",
    warn="#855300",
    bad="#B0241C",
    good_tint="#E7F5EC",
    warn_tint="#FFF3D9",
    bad_tint="#FCEBE9",
)
DARK = Tokens(
    background="#15171C",
    surface="#1E2128",
    line="#343944",
    control_line="#6B7482",
    text="#E8EAEE",
    muted="#A6AEBB",
    accent="#85B4FF",
    on_accent="#15171C",
    selection="#263A5C",
    good="#74CF9F",
    warn="#F1C56B",
    bad="#FF9F97",
    good_tint="#17302A",
    warn_tint="#332A15",
    bad_tint="#3B2224",
    is_dark=True,
)


def is_dark(colour: str) -> bool:
    """Whether white reads better on ``colour`` (``#rrggbb``) than black: by relative luminance (WCAG 2.2)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.179
