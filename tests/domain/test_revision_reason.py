"""A reason of the program's own is kept as a code; whatever a person types stays as it was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.domain.revision_reason import KnownReason, RevisionCause, coded_reason, known_reason


@given(st.sampled_from(RevisionCause), st.integers(1, 999_999_999))
def test_a_code_is_read_back(cause: RevisionCause, revision: int) -> None:
    assert known_reason(coded_reason(cause, revision)) == KnownReason(cause, revision)


@pytest.mark.parametrize(
    "text", ["", "One pupil was counted twice.", "!taken-back", "!taken-back 0", "!later 2", "!asked 2 ", "!asked ²"]
)
def test_words_of_a_person_are_no_code(text: str) -> None:
    assert known_reason(text) is None
