"""Where the program keeps what is the person's: told by whoever starts it, shown in the about box."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """Settings and log of this person on this PC."""

    settings_file: Path
    log_folder: Path
