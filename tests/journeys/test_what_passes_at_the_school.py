"""What the rules let a school sign, they let central office accept: one rule book, whatever the school entered."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest

from ctecs_desktop.domain.observation import Edit
from ctecs_desktop.domain.rule import Severity
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.domain.value import Ratio, Value
from ctecs_desktop.services import entry, intake, submission
from ctecs_desktop.services.session import Session
from tests.district import BULLARD, YEAR, District, explain_all, sign

CHANGED_VALUES = 40
"""Of some 140: enough to break every kind of rule, from sums of breakdowns to last year's figures."""


def scribble(school: Session, seed: int) -> None:
    """Change many figures at random, as no school would, then do what the checks ask until it may be signed.

    What stops signing is put back as it was; everything else is kept with a reason.
    """
    chance = random.Random(seed)
    before = entry.current_values(school, YEAR)
    figures = [each for each in before.values() if isinstance(each.value, Decimal | Ratio)]
    chosen = chance.sample(figures, CHANGED_VALUES)
    entry.record_values(school, [Edit(each.key, _other(each.value, chance), "counted anew") for each in chosen])
    changed = {each.key for each in chosen}
    while stopping := [each for each in submission.validate(school, YEAR).open if each.severity is Severity.ERROR]:
        wrong = changed & {key for each in stopping for key in (each.key, *each.related)} or changed
        entry.record_values(school, [Edit(key, before[key].value, before[key].note) for key in sorted(wrong)])
        changed -= wrong
    explain_all(school, YEAR)


def _other(value: Value, chance: random.Random) -> Value:
    factor = Decimal(chance.choice(["0", "0.5", "0.9", "1.1", "2", "40"]))
    if isinstance(value, Ratio) and isinstance(value.numerator, Decimal):
        return Ratio((value.numerator * factor).to_integral_value(), value.denominator)
    if isinstance(value, Decimal):
        return (value * factor).to_integral_value()
    return value


@pytest.mark.parametrize("seed", range(6))
def test_what_a_school_could_sign_leaves_central_office_nothing_to_ask(
    enrolled: District, tmp_path: Path, seed: int
) -> None:
    with enrolled.school() as school:
        scribble(school, seed)
        found = submission.validate(school, YEAR)
        assert not [each for each in found.open if each.severity is Severity.ERROR]
        assert found.findings, "nothing that the rules would say anything of was entered"
        signed = sign(school, tmp_path / "signed.xlsx")
    with enrolled.central() as central:
        (imported,) = intake.import_files(central, [signed.path], accept_clean=True).files
    assert (imported.verdict.code, imported.findings) == ("verified", ())
    assert imported.state == SubmissionStatus.ACCEPTED.value
    assert imported.verdict.school == BULLARD
