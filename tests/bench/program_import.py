"""What central office does with the schools' workbooks, in a process of its own as an analyst's pandas has.

Arguments: the folder of the large district, and one for stores. For every line on standard input it imports and accepts
all files into a store that has none yet, rolls them up, and answers with a line of JSON: the seconds of both, and some
figures to compare. Nothing but this module's few lines is imported again by the child processes that read the files.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def main() -> None:
    from ctecs_desktop.domain.submission import SubmissionStatus
    from ctecs_desktop.services import rollup
    from ctecs_desktop.services.intake import import_files
    from tests.bench.central_copies import CentralCopies
    from tests.bench.large_district import PERIOD, LargeDistrict, large_plan

    district, stores = (Path(argument) for argument in sys.argv[1:])
    large = LargeDistrict(district, large_plan())
    copies = CentralCopies(large, stores)
    for _ in sys.stdin:
        session = copies.open()
        started = time.perf_counter()
        done = import_files(session, large.files, accept_clean=True)
        imported = time.perf_counter()
        figures = rollup.compute(session, PERIOD)
        graduates = figures.figure("1.14")
        told = {
            "seconds": imported - started,
            "rollup": time.perf_counter() - imported,
            "accepted": sum(each.state == SubmissionStatus.ACCEPTED.value for each in done.files),
            "enrolment": int(str(figures.figure("3.01").value)),
            "graduates": [int(str(graduates.numerator)), int(str(graduates.denominator))],
        }
        print(json.dumps(told), flush=True)
    copies.close()


if __name__ == "__main__":
    main()
