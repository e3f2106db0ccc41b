"""Sets up the log: one rotating file for support, which never holds what people typed.

Modules log through ``logging.getLogger(__name__)``: keys, codes and counts, never values, names of persons or key
material. A traceback is therefore written as its frames and exception types only, without the messages, since a
message may quote the value that was refused.
"""

from __future__ import annotations

import copy
import logging
import traceback
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

LOG_FILE_NAME = "ctecs.log"
LOG_FILE_BYTES = 1_000_000
LOG_FILES_KEPT = 5

_HANDLER_NAME = "ctecs_desktop.log"


class FramesOnlyFormatter(logging.Formatter):
    """A line for every record, UTC time first; of an exception the frames and types, never its message."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The record as text; a traceback that another handler left in the record is not taken over."""
        ours = copy.copy(record)
        ours.exc_text = None
        return super().format(ours)

    def formatTime(  # noqa: N802 - the name that logging gave it, as are the parameters
        self,
        record: logging.LogRecord,
        datefmt: str | None = None,  # noqa: ARG002
    ) -> str:
        """The time of the record in UTC, to the millisecond."""
        return datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds")

    def formatException(  # noqa: N802 - the name that logging gave it
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """Frames and types of the exception and of those that led to it, oldest first."""
        exception = ei[1]
        if exception is None:
            return ""
        return "\n".join(_describe(exception))


def set_up_log(folder: Path, *, level: str = "INFO") -> Path | None:
    """Write records of ``level`` and above into ``folder`` from now on; the answer is the log file.

    A second call moves the log instead of writing everything twice. Where the folder cannot be written the program
    goes on without a log file and the answer is None. Raises ValueError for a level that logging does not know.
    """
    root = logging.getLogger()
    root.setLevel(level)
    for old in [handler for handler in root.handlers if handler.get_name() == _HANDLER_NAME]:
        root.removeHandler(old)
        old.close()
    path = folder / LOG_FILE_NAME
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            path, maxBytes=LOG_FILE_BYTES, backupCount=LOG_FILES_KEPT, encoding="utf-8", errors="backslashreplace"
        )
    except OSError:
        # Without any handler, logging would print warnings on the terminal, between the answers of a command.
        handler = logging.NullHandler()
    handler.set_name(_HANDLER_NAME)
    handler.setFormatter(FramesOnlyFormatter())
    root.addHandler(handler)
    logging.captureWarnings(capture=True)
    return path if isinstance(handler, RotatingFileHandler) else None


def _describe(exception: BaseException) -> list[str]:
    lines: list[str] = []
    earlier = exception.__cause__ or (None if exception.__suppress_context__ else exception.__context__)
    if earlier is not None:
        lines += [*_describe(earlier), "  which led to"]
    for frame in traceback.extract_tb(exception.__traceback__):
        lines.append(f"  {frame.filename}:{frame.lineno} in {frame.name}")
    lines.append(f"  {type(exception).__module__}.{type(exception).__qualname__}")
    return lines
