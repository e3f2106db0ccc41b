"""A chart as a file by itself, written whole or not at all."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from ctecs_desktop.domain.errors import ExchangeError
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.services.practice_bounds import require_inside
from ctecs_desktop.services.session import Session


class PictureFormat(Enum):
    """What a chart is saved as; the value is the ending of its name."""

    PNG = ".png"
    PDF = ".pdf"


def picture_format(out: Path) -> PictureFormat:
    """What the name of ``out`` asks for. Raises ``ExchangeError("file.not_a_picture")`` (``path``) for another."""
    for each in PictureFormat:
        if out.suffix.lower() == each.value:
            return each
    raise ExchangeError("file.not_a_picture", path=str(out))


def write_chart(session: Session, data: bytes, out: Path) -> Path:
    """Write the bytes of a drawn chart. Raises ``NotAllowed("practice.outside")`` and ``FileUnwritable``."""
    require_inside(session, out)
    return write_file_atomically(out, data)
