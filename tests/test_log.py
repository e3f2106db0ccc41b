"""The log holds codes, times and frames, and nothing that a person typed."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ctecs_desktop import log
from ctecs_desktop.domain.errors import ValueRejected

TYPED = "Maria Santiago, 555-0199"


@pytest.fixture(autouse=True)
def _root_logger_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    for handler in [handler for handler in root.handlers if handler not in handlers]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def refuse_what_was_typed() -> None:
    try:
        int(TYPED)
    except ValueError as error:
        raise ValueRejected("value.not_a_number", text=TYPED) from error


def test_a_record_is_one_line_with_its_time_in_utc(tmp_path: Path) -> None:
    path = log.set_up_log(tmp_path / "logs")
    logging.getLogger("ctecs_desktop.store").info("opened %s", "store.opened")
    assert path is not None
    time, level, rest = path.read_text(encoding="utf-8").splitlines()[0].split(" ", 2)
    assert datetime.fromisoformat(time).utcoffset() == timedelta(0)
    assert (level, rest) == ("INFO", "ctecs_desktop.store: opened store.opened")


def test_a_traceback_names_frames_and_types_but_not_what_was_typed(tmp_path: Path) -> None:
    path = log.set_up_log(tmp_path)
    try:
        refuse_what_was_typed()
    except ValueRejected:
        logging.getLogger("ctecs_desktop").exception("entry refused")
    assert path is not None
    text = path.read_text(encoding="utf-8")
    assert "in refuse_what_was_typed" in text
    assert text.index("builtins.ValueError") < text.index("ctecs_desktop.domain.errors.ValueRejected")
    assert TYPED not in text


def test_a_traceback_that_another_handler_already_spelt_out_is_not_taken_over(tmp_path: Path) -> None:
    terminal = io.StringIO()
    logging.getLogger().addHandler(logging.StreamHandler(terminal))
    path = log.set_up_log(tmp_path)
    try:
        refuse_what_was_typed()
    except ValueRejected:
        logging.getLogger("ctecs_desktop").exception("entry refused")
    assert TYPED in terminal.getvalue()
    assert path is not None
    assert TYPED not in path.read_text(encoding="utf-8")


def test_setting_up_twice_writes_every_record_once(tmp_path: Path) -> None:
    log.set_up_log(tmp_path / "first")
    path = log.set_up_log(tmp_path / "second")
    logging.getLogger("ctecs_desktop").warning("once")
    assert path == tmp_path / "second" / log.LOG_FILE_NAME
    assert path.read_text(encoding="utf-8").count("once") == 1
    assert "once" not in (tmp_path / "first" / log.LOG_FILE_NAME).read_text(encoding="utf-8")


def test_records_below_the_chosen_level_are_left_out(tmp_path: Path) -> None:
    path = log.set_up_log(tmp_path, level="WARNING")
    logging.getLogger("ctecs_desktop").info("quiet")
    assert path is not None
    assert path.read_text(encoding="utf-8") == ""


def test_python_warnings_go_into_the_log(tmp_path: Path) -> None:
    path = log.set_up_log(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("an old habit", DeprecationWarning, stacklevel=1)
    assert path is not None
    assert "an old habit" in path.read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_made_leaves_the_program_running(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder", encoding="utf-8")
    assert log.set_up_log(tmp_path / "taken" / "logs") is None
    logging.getLogger("ctecs_desktop").warning("goes nowhere, and harms nothing")


def test_the_log_never_grows_beyond_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "LOG_FILE_BYTES", 2_000)
    log.set_up_log(tmp_path)
    for number in range(400):
        logging.getLogger("ctecs_desktop").info("record %d of many that fill the file", number)
    files = sorted(tmp_path.iterdir())
    assert len(files) == log.LOG_FILES_KEPT + 1
    assert all(file.stat().st_size <= 2_000 for file in files)
