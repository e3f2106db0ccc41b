"""A period rolled up from all its values in a process of its own, and kept: seconds, and how much memory that took.

Arguments: central office's store, and the period. Answers with a line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from ctecs_desktop.domain.observation import PeriodCode
from ctecs_desktop.services.rollup import basis_of
from ctecs_desktop.services.rollup_figures import figures_from
from ctecs_desktop.services.session import open_session


def peak_megabytes() -> float:
    """The most memory that the process has had so far; NaN where the system does not say it (it is Linux that does).

    Not ``getrusage``, whose peak a child process takes over from the one that started it.
    """
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), float("nan"))


def main() -> None:
    path, period = Path(sys.argv[1]), PeriodCode(sys.argv[2])
    before = peak_megabytes()
    with open_session(path, person="carol", keeps_backups=False) as session:
        opened = peak_megabytes()
        started = time.perf_counter()
        found = figures_from(session, basis_of(session, period), anew=True)
        told = {
            "seconds": time.perf_counter() - started,
            "figures": len(found.figures),
            "schools": len(found.schools_accepted),
            "megabytes": [before, opened, peak_megabytes()],
        }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
