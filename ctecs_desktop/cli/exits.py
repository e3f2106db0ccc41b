"""The exit codes of the terminal commands, which scripts rely on."""

from __future__ import annotations

DONE = 0
"""What was asked for was done."""

REFUSED = 1
"""It was refused, or something looked at does not hold; the reason was told."""

WRONG_USAGE = 2
"""The command line could not be understood; click's own code."""

MACHINE_LACKS_SOMETHING = 3
"""The computer lacks something that the program needs."""

FAULT = 70
"""A fault of the program itself (``EX_SOFTWARE`` of sysexits.h); the log holds where it happened."""

STOPPED = 130
"""The person pressed Ctrl+C (128 + SIGINT)."""

OUTPUT_CLOSED = 141
"""Whoever read the output went away (128 + SIGPIPE), as ``head`` does."""
