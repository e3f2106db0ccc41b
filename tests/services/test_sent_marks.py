"""The numbers of what central office sent, kept beside the workspace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ctecs_desktop.services import sent_marks
from ctecs_desktop.services.export_marks import marks_path_of, raise_marks, read_marks
from ctecs_desktop.services.keys import trust_list
from ctecs_desktop.services.sent_marks import SentMarks
from tests.district import YEAR, District

OFFICE = "0900000"


def test_marks_are_raised_and_never_lowered_beside_the_revisions_of_the_same_office(tmp_path: Path) -> None:
    store = tmp_path / "central.ctecs"
    raise_marks(store, {YEAR: 3}, organization=OFFICE)
    sent_marks.raise_sent(store, SentMarks(5, 2, frozenset({"a.2"})), organization=OFFICE)
    sent_marks.raise_sent(store, SentMarks(4, 7, frozenset({"a.1"})), organization=OFFICE)
    found = sent_marks.read_sent(marks_path_of(store), organization=OFFICE)
    assert found == SentMarks(5, 7, frozenset({"a.1", "a.2"}))
    assert read_marks(marks_path_of(store), organization=OFFICE) == {YEAR: 3}
    assert sent_marks.read_sent(marks_path_of(store), organization="another") == SentMarks()


@pytest.mark.parametrize("marks", [7, [], {"register": "many"}, {"plans": 3}, {"snapshot": None}])
def test_marks_without_sense_stop_no_work(tmp_path: Path, marks: object) -> None:
    store = tmp_path / "central.ctecs"
    marks_path_of(store).write_text(json.dumps({f"{OFFICE} sent": marks}))
    assert sent_marks.read_sent(marks_path_of(store), organization=OFFICE) == SentMarks()


def test_publishing_keeps_the_number_of_the_register_outside_the_workspace(enrolled: District) -> None:
    with enrolled.central() as central:
        version, organization = trust_list(central).version, central.workspace.organization
        plan = central.plan.version
    found = sent_marks.read_sent(marks_path_of(enrolled.central_path), organization=organization)
    assert found == SentMarks(version, 0, frozenset({plan}))
    with enrolled.school() as school:
        assert sent_marks.known_to(school.store).register == version
        assert sent_marks.notice_of(school.store) is None
