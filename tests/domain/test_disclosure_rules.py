from __future__ import annotations

import pytest

from ctecs_desktop.assets import asset
from ctecs_desktop.domain.disclosure_rules import CODES, rules_from_table
from ctecs_desktop.domain.errors import PublicationRefused

SHIPPED = asset("publication/thresholds.csv").read_text(encoding="utf-8")


def test_the_shipped_thresholds_are_connecticuts_each_with_a_source_and_a_day() -> None:
    rules = rules_from_table(SHIPPED)
    assert (rules.pupils_withheld_to.value, rules.denominator_at_least.value) == (5, 20)
    assert (rules.complement_withheld_to.value, rules.mean_n_at_least.value, rules.staff_at_least.value) == (5, 10, 10)
    assert [each.code for each in rules.thresholds] == list(CODES)
    assert all(each.source and each.reason and each.as_of for each in rules.thresholds)


def test_another_threshold_or_another_source_is_another_version() -> None:
    version = rules_from_table(SHIPPED).version
    assert rules_from_table(SHIPPED).version == version
    assert rules_from_table(SHIPPED.replace("pupils_withheld_to,5", "pupils_withheld_to,9")).version != version
    assert rules_from_table(SHIPPED.replace("and 39 states use 10", "and somebody uses 10")).version != version


@pytest.mark.parametrize(
    ("found", "put", "column"),
    [
        ("staff_at_least,10", "staff_at_least,ten", "value"),
        ("staff_at_least,10", "staff_at_least,-1", "value"),
        ("staff_at_least,10", "staff_at_least,2.5", "value"),
        ("staff_at_least,10,", "staff_at_least,10,,", "source"),
        ("2012-12-31", "last year", "as_of"),
        ("staff_at_least", "nobody_at_least", "code"),
        ("staff_at_least", "mean_span", "code"),
    ],
)
def test_a_line_that_is_no_threshold_is_named(found: str, put: str, column: str) -> None:
    with pytest.raises(PublicationRefused) as refused:
        rules_from_table(SHIPPED.replace(found, put))
    assert refused.value.code == "publication.rules_invalid"
    assert refused.value.params["column"] == column


def test_a_missing_threshold_is_named() -> None:
    lines = [line for line in SHIPPED.splitlines() if not line.startswith("rate_span")]
    with pytest.raises(PublicationRefused) as refused:
        rules_from_table("\n".join(lines))
    assert refused.value.params == {"codes": "rate_span"}
