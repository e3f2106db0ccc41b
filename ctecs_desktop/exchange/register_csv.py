"""What was done to the register and the keys as a CSV file: one row for each act, UTF-8 with a mark for Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from ctecs_desktop.domain.clipboard_table import guarded
from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.register_record import RecordedAct
from ctecs_desktop.wording.register_record import recorded_act_text

COLUMNS = (
    *("at", "act", "what", "schools", "names", "signer", "role", "words", "key", "certificate", "reason", "from"),
    *("until", "place", "file", "person"),
)


def record_csv(lines: Iterable[tuple[RecordedAct, tuple[str, ...]]], names: Mapping[SchoolCode, str]) -> bytes:
    """Acts with the seven words of their keys, () where there are none; what a spreadsheet would compute is guarded."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for act, words in lines:
        row = (
            *(act.at, act.kind.value, recorded_act_text(act, names), " ".join(act.schools)),
            ", ".join(names.get(each, each) for each in act.schools),
            *(act.signer, act.role, " ".join(words), act.key, act.certificate, act.reason),
            act.since.isoformat() if act.since is not None else "",
            act.until.isoformat() if act.until is not None else "",
            *(act.place, act.file_name, act.person),
        )
        writer.writerow([guarded(field) for field in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")
