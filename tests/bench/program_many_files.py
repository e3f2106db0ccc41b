"""Central office imports and accepts the submissions of many schools, in a process of its own, and says what it took.

Arguments: the folder of the schools, how many there are, and a folder for stores. For every line on standard input all
files are imported into a store that has none yet; the answer is a line of JSON: the seconds, some figures to compare,
and the memory of this process and of the children that read, after a quarter of the files and after all.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from pathlib import Path


def megabytes_of(process: int) -> dict[str, float]:
    """What the system says of a process: the memory that lies in RAM now, and the most that ever did; MB."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    facts = dict(line.split(":", 1) for line in lines)
    return {name: int(facts[key].split()[0]) / 1024 for name, key in (("now", "VmRSS"), ("most", "VmHWM"))}


def main() -> None:
    from ctecs_desktop.domain.submission import SubmissionStatus
    from ctecs_desktop.domain.value import Ratio
    from ctecs_desktop.services.intake import ImportedFile, import_files
    from ctecs_desktop.store.observations import value_of
    from ctecs_desktop.store.submissions import rows_of_submission
    from tests.bench.central_copies import CentralCopies
    from tests.bench.large_district import LargeDistrict
    from tests.bench.many_schools import many_schools_plan

    folder, count, stores = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    district = LargeDistrict(folder, many_schools_plan(count), count)
    copies = CentralCopies(district, stores)
    for _ in sys.stdin:
        session = copies.open()
        memory: list[dict[str, object]] = []

        def told(_done: ImportedFile, memory: list[dict[str, object]] = memory) -> None:
            children = [megabytes_of(each.pid or 0) for each in multiprocessing.active_children()]
            memory.append({"own": megabytes_of(os.getpid()), "children": children})

        started = time.perf_counter()
        done = import_files(session, district.files, accept_clean=True, told=told).files
        seconds = time.perf_counter() - started
        at_end = megabytes_of(os.getpid())
        enrolment, graduates = 0, [0, 0]
        for each in done:
            assert each.verdict.values is not None
            for measure, subgroup, text, *_ in rows_of_submission(session.store, each.verdict.values.received.digest):
                if (measure, subgroup) == ("3.01", "all"):
                    enrolment += int(text)
                elif (measure, subgroup) == ("1.14", "all"):
                    value = value_of(text)
                    assert isinstance(value, Ratio)
                    graduates[0] += int(value.numerator)
                    graduates[1] += int(value.denominator)
        answer = {
            "seconds": seconds,
            "accepted": sum(each.state == SubmissionStatus.ACCEPTED.value for each in done),
            "enrolment": enrolment,
            "graduates": graduates,
            "quarter": memory[count // 4 - 1],
            "all": memory[count - 1],
            "end": at_end,
        }
        print(json.dumps(answer), flush=True)
    copies.close()


if __name__ == "__main__":
    main()
