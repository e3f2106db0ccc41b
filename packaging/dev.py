"""The one command of the checkout: `python3 packaging/dev.py demo | run | test | check | bench | faults`.

It sets up whatever is missing (system libraries, `.venv` from the hash-pinned lock, the project itself) and then
does what was asked. It needs nothing but Python 3.11 or later, on Linux and Windows. This first file keeps to
words that every Python understands, so that an old one gets a sentence instead of a syntax error.
"""

import sys

OLDEST_PYTHON = (3, 11)

if sys.version_info < OLDEST_PYTHON:
    sys.stderr.write(
        "This program needs Python %d.%d or later; this is Python %s.\n"  # noqa: UP031 - see above
        % (OLDEST_PYTHON[0], OLDEST_PYTHON[1], sys.version.split()[0])
    )
    sys.exit(3)

from development import main  # noqa: E402 - only now may newer words follow

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
