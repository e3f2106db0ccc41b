"""Tests of the rules that the plan ships: each finds what it is for, and nothing in values that are right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

import pytest

from ctecs_desktop.domain.checks import CHECK_NAMES, CHECKS, check_rule
from ctecs_desktop.domain.errors import PlanInvalid
from ctecs_desktop.domain.observation import Observation, ObservationKey
from ctecs_desktop.domain.plan import Plan, SeriesBreak, Unit
from ctecs_desktop.domain.rule import Finding, Rule, Scope, Severity
from ctecs_desktop.domain.submission import Explanation
from ctecs_desktop.domain.validation import check, stops_sign_off, unexplained
from ctecs_desktop.domain.value import Mean, Missing, Names, Ratio, Suppressed, Value
from ctecs_desktop.exchange.plan_files import shipped_plan

PLAN = shipped_plan()
YEAR = PLAN.period("2021-22")
LAST_YEAR = PLAN.period("2020-21")
SCHOOL = PLAN.schools[0].code
Values = dict[ObservationKey, Observation]

GROUPS = {
    "grade": {"grade.09": 113, "grade.10": 107, "grade.11": 101, "grade.12": 92},
    "gender": {"gender.female": 171, "gender.male": 242},
    "swd": {"swd.yes": 61, "swd.no": 352},
}
ENROLLED = 413


def D(number: int | str) -> Decimal:
    return Decimal(number)


def share(numerator: int | str, denominator: int | str) -> Ratio:
    return Ratio(D(numerator), D(denominator))


def key(measure: str, subgroup: str = "all", *, school: str = SCHOOL, period: str = YEAR.code) -> ObservationKey:
    return ObservationKey(school, period, measure, subgroup)


def put(values: Values, measure: str, value: Value, *, subgroup: str = "all", note: str = "") -> None:
    at = key(measure, subgroup)
    values[at] = Observation(at, value, note)


def right_values() -> Values:
    """A school's whole year in which nothing is wrong."""
    values: Values = {}
    for measure in PLAN.measures_due(YEAR):
        if measure.is_central_only:
            continue
        value: Value = D(17)
        if measure.unit.is_ratio:
            value = share(37, 83)
        elif measure.unit is Unit.MEAN:
            value = Mean(D("3.41"), D(79))
        elif measure.unit is Unit.YES_NO:
            value = True
        elif measure.unit is Unit.MILESTONE_DATE:
            value = date(2022, 3, 31)
        elif measure.unit is Unit.NAMES:
            value = Names(("Acme", "Pratt"))
        put(values, measure.code, value)
    put(values, "3.01", D(ENROLLED))
    for groups in GROUPS.values():
        for subgroup, many in groups.items():
            put(values, "3.01", D(many), subgroup=subgroup)
            put(values, "1.03", share(many // 7, many), subgroup=subgroup)
    put(values, "1.03", share(58, ENROLLED))
    put(values, "1.03", share(9, 61), subgroup="swd.yes")
    put(values, "1.03", share(49, 352), subgroup="swd.no")
    put(values, "1.05", D(2))
    put(values, "1.06", Ratio(D(21), D(ENROLLED)))
    for code, many in (("3.05", 203), ("3.06", 61), ("3.07", 38)):
        put(values, code, share(many, ENROLLED))
    put(values, "1.10", share(43, 97))
    put(values, "1.11", share(29, 96))
    put(values, "1.12", Mean(D("469.4"), D(97)))
    put(values, "1.08", Mean(D("3.87"), D(301)))
    put(values, "1.09", share(309, ENROLLED))
    put(values, "2.01", share(47, 92))
    put(values, "2.03", D(9123))
    put(values, "2.02", share(41, 86))
    put(values, "2.05", share(33, 86))
    put(values, "3.09", share(71, 193))
    put(values, "3.10", share(143, 193))
    put(values, "5.02", D(3))
    put(values, "5.03", share(3, 67))
    return values


def last_years_values() -> Values:
    """The year before: near this year's, but not the same."""
    values: Values = {}
    for at, observation in right_values().items():
        value = observation.value
        if isinstance(value, Ratio):
            value = Ratio(value.numerator + 1, value.denominator + 2)
        elif isinstance(value, Mean):
            value = Mean(value.mean + D("0.02"), value.n + 1)
        elif isinstance(value, Decimal):
            value += 1
        before = at._replace(period=LAST_YEAR.code)
        values[before] = Observation(before, value)
    return values


@dataclass
class Case:
    """The figures that a test changes before it looks."""

    values: Values = field(default_factory=right_values)
    previous: Values = field(default_factory=last_years_values)
    published: Values = field(default_factory=dict)
    plan: Plan = PLAN

    def findings(self) -> tuple[Finding, ...]:
        return check(
            self.plan, self.values, school=SCHOOL, period=YEAR, previous=self.previous, published=self.published
        )

    def codes(self) -> set[str]:
        return {finding.code for finding in self.findings()}

    def put(self, measure: str, value: Value, *, subgroup: str = "all", note: str = "") -> None:
        put(self.values, measure, value, subgroup=subgroup, note=note)

    def put_before(self, measure: str, value: Value, *, subgroup: str = "all") -> None:
        at = key(measure, subgroup, period=LAST_YEAR.code)
        self.previous[at] = Observation(at, value)

    def put_published(self, measure: str, value: Value, *, subgroup: str = "all") -> None:
        put(self.published, measure, value, subgroup=subgroup)


def _copied(case: Case) -> None:
    for at, observation in case.values.items():
        before = at._replace(period=LAST_YEAR.code)
        case.previous[before] = Observation(before, observation.value)


def _rounded(case: Case) -> None:
    for at, observation in list(case.values.items()):
        if at.subgroup == "all" and isinstance(observation.value, Ratio):
            case.values[at] = Observation(at, share(30, 80))


FAILING: dict[str, Callable[[Case], object]] = {
    "missing-answer": lambda case: case.values.pop(key("2.06")),
    "unknown-address": lambda case: case.put("1.05", D(1), subgroup="race.asian"),
    "wrong-kind": lambda case: case.put("2.06", share(1, 2)),
    "included-where": lambda case: case.put("2.06", Missing.INCLUDED_ELSEWHERE, note=" "),
    "negative": lambda case: case.put("2.06", D(-1)),
    "numerator-above-denominator": lambda case: case.put("1.14", share(151, 143)),
    "counted-over-nobody": lambda case: case.put("1.08", Mean(D("3.5"), D(0))),
    "outside-limits": lambda case: case.put("1.08", Mean(D("5.01"), D(301))),
    "enrollment-groups": lambda case: case.put("3.01", D(93), subgroup="grade.12"),
    "groups-overlap": lambda case: case.put("1.03", share(13, 95), subgroup="grade.12"),
    "parts-above-total": lambda case: case.put("1.03", share(13, 492), subgroup="grade.12"),
    "grades-make-enrollment": lambda case: case.put("3.01", D(91), subgroup="grade.12"),
    "tested-agree": lambda case: case.put("1.12", Mean(D("469.4"), D(96))),
    "enrolled-agree": lambda case: case.put("3.06", share(61, 412)),
    "parts-below-total": lambda case: case.put("1.03", share(49, 320), subgroup="swd.no"),
    "breakdown-incomplete": lambda case: case.values.pop(key("1.03", "swd.no")),
    "enrollment-denominator": lambda case: case.put("1.06", share(21, 411)),
    "suspended-above-enrolled": lambda case: case.put("1.03", share(414, 414)),
    "expelled-above-suspended": lambda case: case.put("1.05", D(59)),
    "tested-above-grade-11": lambda case: case.put("1.11", share(29, 107)),
    "scored-above-grade-11": lambda case: case.put("1.12", Mean(D("469.4"), D(107))),
    "placed-above-grade-12": lambda case: case.put("2.01", share(97, 99)),
    "hours-per-participant": lambda case: case.put("2.03", D(47001)),
    "concentrators-above-grades": lambda case: case.put("2.02", share(41, 194)),
    "concentrators-agree": lambda case: case.put("2.05", share(33, 85)),
    "grades-11-12-agree": lambda case: case.put("3.10", share(143, 192)),
    "grades-11-12-enrolled": lambda case: case.put("3.09", share(71, 203)),
    "scored-above-responses": lambda case: case.put("1.08", Mean(D("3.87"), D(310))),
    "vacancies-above-positions": lambda case: case.put("5.02", D(68)),
    "change-students": lambda case: case.put_before("3.01", D(520)),
    "change-count": lambda case: case.put_before("1.04", D(35)),
    "change-percent": lambda case: case.put_before("1.14", share(60, 83)),
    "change-hours": lambda case: case.put_before("2.03", D(4000)),
    "change-money": lambda case: case.put_before("2.14", D(5000)),
    "change-score": lambda case: case.put_before("1.12", Mean(D(510), D(97))),
    "change-climate": lambda case: case.put_before("1.08", Mean(D("3.3"), D(301))),
    "change-days": lambda case: case.put_before("4.09", D(40)),
    "same-as-last-year": _copied,
    "round-numbers": _rounded,
    "placeholder": lambda case: case.put("2.06", D(999)),
    "not-as-published": lambda case: case.put_published("3.01", D(420)),
}


def test_values_that_are_right_have_no_findings() -> None:
    assert Case().findings() == ()


def test_every_shipped_rule_has_a_case_that_it_finds() -> None:
    assert set(FAILING) == {rule.code for rule in PLAN.rules}


@pytest.mark.parametrize("code", FAILING)
def test_a_rule_finds_what_it_is_for(code: str) -> None:
    case = Case()
    FAILING[code](case)
    (rule,) = (rule for rule in PLAN.rules if rule.code == code)
    found = [finding for finding in case.findings() if finding.code == code]
    assert found
    for finding in found:
        assert finding.severity is rule.severity
        text = rule.sentence.format(**dict(finding.params))
        assert "{" not in text


PASSING: dict[str, Callable[[Case], object]] = {
    "missing-answer": lambda case: case.put("2.06", Missing.NOT_COLLECTED),
    "included-where": lambda case: case.put("2.06", Missing.INCLUDED_ELSEWHERE, note="at Prince Tech"),
    "negative": lambda case: case.put("2.14", D(-100)),
    "numerator-above-denominator": lambda case: case.put("1.14", Ratio(Suppressed(D(1), D(5)), D(3))),
    "counted-over-nobody": lambda case: case.put("1.14", share(0, 0)),
    "outside-limits": lambda case: case.put("3.03", share(107, 100)),
    "enrollment-groups": lambda case: case.put("3.01", Suppressed(D(1), D(95)), subgroup="grade.12"),
    "parts-above-total": lambda case: case.put("1.03", Ratio(D(1), Suppressed(D(90), D(600))), subgroup="grade.12"),
    "grades-make-enrollment": lambda case: case.put("3.01", Suppressed(D(90), D(95)), subgroup="grade.12"),
    "tested-agree": lambda case: case.put("1.12", Mean(D("469.4"), Suppressed(D(95), D(99)))),
    "enrolled-agree": lambda case: case.put("3.06", Missing.NOT_APPLICABLE),
    "parts-below-total": lambda case: case.put("1.03", share(49, 340), subgroup="swd.no"),
    "breakdown-incomplete": lambda case: case.put("1.03", Missing.WITHHELD, subgroup="swd.no"),
    "enrollment-denominator": lambda case: case.put("1.03", share(1, 90), subgroup="grade.12"),
    "tested-above-grade-11": lambda case: case.put("1.11", share(29, 106)),
    "hours-per-participant": lambda case: case.put("2.03", D(47000)),
    "change-students": lambda case: case.put_before("3.01", Suppressed(D(420), D(600))),
    "change-count": lambda case: case.put_before("1.04", D(26)),
    "change-percent": lambda case: case.put_before("1.14", share(12, 15)),
    "same-as-last-year": lambda case: case.previous.clear(),
    "placeholder": lambda case: case.put("2.06", D(998)),
    "not-as-published": lambda case: case.put_published("3.01", Suppressed(D(400), D(420))),
}


@pytest.mark.parametrize("code", PASSING)
def test_a_rule_says_nothing_of_what_may_be_true(code: str) -> None:
    case = Case()
    PASSING[code](case)
    assert code not in case.codes()


def test_errors_come_first_and_then_the_plans_order() -> None:
    case = Case()
    case.put("5.02", D(-3))
    case.put("1.14", share(151, 143))
    case.put("1.10", share(43, 200))
    case.put("2.06", D(999))
    places = {measure.code: place for place, measure in enumerate(PLAN.measures)}
    order = [(each.severity is Severity.WARNING, places[each.key.measure]) for each in case.findings()]
    assert len(order) >= 5
    assert order == sorted(order)


def test_findings_do_not_depend_on_the_order_in_which_values_were_entered() -> None:
    case = Case()
    for code in ("negative", "parts-above-total", "placeholder", "round-numbers", "concentrators-agree"):
        FAILING[code](case)
    turned = Case(dict(reversed(case.values.items())), dict(reversed(case.previous.items())))
    assert case.findings() == turned.findings()


def test_of_two_rules_with_the_same_check_at_the_same_value_the_error_speaks() -> None:
    case = Case()
    case.put("1.03", share(13, 492), subgroup="grade.12")
    assert "parts-above-total" in case.codes()
    assert "groups-overlap" not in case.codes()


def test_values_of_another_school_and_period_are_passed_over() -> None:
    case = Case()
    for at in (key("2.06", school=PLAN.schools[1].code), key("2.06", period="2020-21")):
        case.values[at] = Observation(at, D(-1))
    assert case.findings() == ()


def test_a_quarter_asks_only_for_what_is_due_in_it() -> None:
    quarter = PLAN.period("2021-22 Q1")
    asked = {finding.key.measure for finding in check(PLAN, {}, school=SCHOOL, period=quarter)}
    assert asked == {measure.code for measure in PLAN.measures_due(quarter) if not measure.is_central_only}


def test_central_office_is_asked_for_what_it_enters_itself() -> None:
    asked = {finding.key.measure for finding in check(PLAN, {}, school=PLAN.district, period=YEAR)}
    assert {"4.06", "5.04", "1.03"} <= asked
    assert "3.01" not in asked


def test_a_break_of_the_series_is_not_compared_with_the_year_before() -> None:
    case = Case()
    FAILING["change-percent"](case)
    assert "change-percent" in case.codes()
    broken = SeriesBreak(PLAN.measure("1.14").code, YEAR.school_year, "remote schooling")
    case.plan = replace(PLAN, series_breaks=(broken,))
    assert "change-percent" not in case.codes()


@pytest.mark.parametrize(
    ("measure", "ours", "published", "differs"),
    [
        ("1.14", share(37, 83), D("44.6"), False),  # 44.578 rounds to 44.6
        ("1.14", share(37, 83), D("44.5"), True),
        ("1.14", share(37, 83), share(37, 83), False),
        ("1.14", share(37, 83), share(38, 83), True),
        ("1.14", share(37, 83), share(37, 84), True),
        ("1.14", share(3, 83), Ratio(Suppressed(D(1), D(5)), D(83)), False),
        ("1.14", share(6, 83), Ratio(Suppressed(D(1), D(5)), D(83)), True),
        ("1.14", Ratio(Suppressed(D(1), D(5)), D(83)), D("7.0"), True),
        ("1.14", Missing.NOT_YET, D("44.5"), False),
        ("1.12", Mean(D("469.4"), D(97)), Mean(D(469), D(97)), False),
        ("1.12", Mean(D("469.6"), D(97)), Mean(D(469), D(97)), True),
        ("1.12", Mean(D("469.4"), D(97)), Mean(D(469), D(98)), True),
        ("1.12", Mean(D("469.4"), D(97)), D(469), False),
        ("3.01", D(ENROLLED), D(ENROLLED), False),
        ("1.05", D(2), Suppressed(D(1), D(5)), False),
        ("1.05", D(0), Suppressed(D(1), D(5)), True),
    ],
)
def test_a_published_figure_stands_for_all_that_rounds_to_it(
    measure: str, ours: Value, published: Value, differs: bool
) -> None:
    case = Case()
    case.put(measure, ours)
    case.put_published(measure, published)
    assert ("not-as-published" in case.codes()) is differs


def test_addends_that_do_not_make_the_total_are_found_by_a_rule_that_a_plan_may_add() -> None:
    rule = Rule(
        "cohort",
        "addends_make_total",
        Severity.ERROR,
        Scope.MEASURES,
        ("1.14",),
        (("part", "denominator"), ("addends", "1.14:numerator 1.04:value 1.07:value")),
        "{found} {sum}",
        "graduates, still enrolled and others are the cohort",
    )
    case = Case(plan=replace(PLAN, rules=(rule,)))
    case.put("1.14", share(60, 94))
    assert case.codes() == set()
    case.put("1.04", D(18))
    (finding,) = case.findings()
    assert dict(finding.params)["sum"] == "95"
    case.put("1.04", Suppressed(D(15), D(18)))
    assert case.codes() == set()


def test_warnings_stop_the_sign_off_until_they_have_a_reason_and_errors_always_do() -> None:
    case = Case()
    case.put("2.06", D(999))
    warning = next(each for each in case.findings() if each.code == "placeholder")
    assert stops_sign_off((warning,), ())
    assert unexplained((warning,), (Explanation("placeholder", warning.key, " "),)) == (warning,)
    elsewhere = Explanation("placeholder", key("1.04"), "there were 999")
    assert unexplained((warning,), (elsewhere,)) == (warning,)
    reason = Explanation("placeholder", warning.key, "there were 999")
    assert not stops_sign_off((warning,), (reason,))
    error = replace(warning, severity=Severity.ERROR)
    assert stops_sign_off((error,), (reason,))


def _rule(name: str, **params: str) -> Rule:
    return Rule("r", name, Severity.ERROR, Scope.VALUE, (), tuple(params.items()), "s", "r")


def _complaints(rule: Rule) -> list[str]:
    measures = {measure.code: measure for measure in PLAN.measures}
    subgroups = {subgroup.code for subgroup in PLAN.subgroups}
    return [complaint.code for complaint in check_rule(rule, measures, subgroups)]


def test_every_shipped_rule_is_well_formed() -> None:
    assert {rule.code: _complaints(rule) for rule in PLAN.rules if _complaints(rule)} == {}
    assert {rule.check for rule in PLAN.rules} == CHECK_NAMES - {"addends_make_total"}
    for rule in PLAN.rules:
        assert set(rule.measures) <= {each.code for each in PLAN.measures if CHECKS[rule.check].fits(each, rule)}


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (_rule("no_such_check"), "plan.row.unknown_check"),
        (_rule("placeholder_number"), "plan.row.param_missing"),
        (_rule("answered", numbers="9"), "plan.row.unknown_param"),
        (_rule("placeholder_number", numbers="many"), "plan.row.param_refused"),
        (_rule("placeholder_number", numbers=""), "plan.row.param_refused"),
        (_rule("parts_reach_total", share="0.1 0.2"), "plan.row.param_refused"),
        (_rule("parts_reach_total", share="NaN"), "plan.row.param_refused"),
        (_rule("parts_reach_total", disaggregations="height"), "plan.row.param_refused"),
        (_rule("agrees", part="half", other="3.01", other_part="value"), "plan.row.param_refused"),
        (_rule("agrees", part="value", other="9.99", other_part="value"), "plan.row.param_refused"),
        (_rule("agrees", part="value", other="3.01", other_part="value", subgroup="x.y"), "plan.row.param_refused"),
        (_rule("addends_make_total", part="value", addends="3.01"), "plan.row.param_refused"),
        (_rule("changed_little", unit="furlong"), "plan.row.param_refused"),
    ],
)
def test_a_rule_that_cannot_be_carried_out_is_complained_of(rule: Rule, code: str) -> None:
    assert _complaints(rule) == [code]


def test_a_check_that_this_program_does_not_know_is_named() -> None:
    plan = replace(PLAN, rules=(_rule("of_next_year"),))
    with pytest.raises(PlanInvalid) as raised:
        check(plan, {}, school=SCHOOL, period=YEAR)
    assert raised.value.code == "plan.unknown_check"
