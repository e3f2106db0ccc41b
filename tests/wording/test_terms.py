from __future__ import annotations

import importlib
import pkgutil
from enum import Enum

import pytest

from ctecs_desktop import domain
from ctecs_desktop.domain.enrolment import RevocationReason
from ctecs_desktop.domain.passphrase import PassphraseStrength
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.wording import (
    explanation_text,
    import_state_text,
    passphrase_strength_text,
    revocation_text,
    term,
    validity_text,
)
from ctecs_desktop.wording.file_kinds import EXPLANATIONS
from ctecs_desktop.wording.terms import TERMS
from tests.wording.error_codes import PACKAGE

ENUMS = sorted(
    {
        kind
        for module in pkgutil.iter_modules(domain.__path__)
        for kind in vars(importlib.import_module(f"{domain.__name__}.{module.name}")).values()
        if isinstance(kind, type) and issubclass(kind, Enum) and kind.__module__.startswith(domain.__name__)
    },
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("kind", ENUMS)
def test_every_member_of_the_domains_enums_has_words(kind: type[Enum]) -> None:
    words = [term(member) for member in kind]
    assert all(words)
    assert len(set(words)) == len(words), "two members could not be told apart"


def test_no_words_are_left_for_a_member_that_is_gone() -> None:
    assert {type(member) for member in TERMS} == set(ENUMS)


def test_stable_names_have_the_words_of_their_members() -> None:
    for reason in RevocationReason:
        assert revocation_text(reason.value) != reason.value
    for strength in PassphraseStrength:
        assert passphrase_strength_text(strength.value) != strength.value or strength is PassphraseStrength.STRONG
    for status in SubmissionStatus:
        assert import_state_text(status.value) == term(status)
    assert import_state_text("known") == "known already"
    assert validity_text("missing") == "missing"


def test_a_word_that_is_not_known_is_shown_as_it_is() -> None:
    assert revocation_text("later") == "later"
    assert import_state_text("later") == "later"


def test_every_kind_of_file_that_the_classifier_names_is_explained() -> None:
    source = (PACKAGE / "exchange" / "opc" / "classifier.py").read_text(encoding="utf-8")
    for kind in EXPLANATIONS:
        assert f'"{kind}"' in source, f"{kind} is no kind of the classifier's any more"
    listed = source.partition("Kinds of other files:")[2].partition('"""')[0]
    kinds = {part for part in listed.split("``")[1::2] if part.replace("_", "").isalpha()}
    assert len(kinds) > 20
    assert kinds <= set(EXPLANATIONS)


def test_what_a_file_seems_to_be_names_the_program_that_saved_it() -> None:
    assert "by Numbers" in explanation_text("saved_by_other", "Numbers")
    assert explanation_text("signed", None) == ""
    assert explanation_text("a kind of a later release", None) == ""
