"""Submissions that somebody else signed, or with a key that is good no more (rules 16 and 17), and old kinds of file.

All of them are whole: values, seal and package signature agree, and are all by the one key named in the case.
"""

from __future__ import annotations

from dataclasses import replace

from ctecs_desktop.domain.observation import SchoolCode
from ctecs_desktop.domain.value import Ratio
from ctecs_desktop.exchange.submission.seal import make_seal
from ctecs_desktop.exchange.submission.workbook_writer import write_submission
from tests.district import ABBOTT
from tests.exchange.package_building import unpack
from tests.faults.submission_case import Forger, submission_case


@submission_case("trust.unknown_key", rule=16)
def a_key_that_nobody_enrolled(forger: Forger) -> bytes:
    return forger.written(forger.submission, key=forger.signers.stranger)


@submission_case("trust.unknown_key", rule=16)
def a_changed_value_sealed_and_signed_by_the_attackers_own_key(forger: Forger) -> bytes:
    first, *others = forger.submission.observations
    assert isinstance(first.value, Ratio)
    better = replace(first, value=replace(first.value, numerator=first.value.numerator - 100))  # type: ignore[operator]
    changed = replace(forger.submission, observations=(better, *others))
    return forger.written(changed, key=forger.signers.stranger)


@submission_case("trust.issuer_forged", rule=16)
def a_root_of_the_districts_name(forger: Forger) -> bytes:
    return forger.written(forger.submission, key=forger.signers.forged_root)


@submission_case("trust.issuer_forged", rule=16)
def another_schools_certificate_with_our_schools_name_written_in(forger: Forger) -> bytes:
    return forger.written(forger.submission, key=forger.signers.renamed)


@submission_case("trust.other_district", rule=16)
def a_key_of_another_district(forger: Forger) -> bytes:
    return forger.written(forger.submission, key=forger.signers.other_district)


@submission_case("trust.other_district", rule=16)
def a_certificate_that_a_school_issued(forger: Forger) -> bytes:
    return forger.written(forger.submission, key=forger.signers.below_a_school)


@submission_case("trust.not_registered", rule=17)
def a_certificate_of_the_district_that_was_never_entered(forger: Forger) -> bytes:
    return forger.written(forger.submission, key=forger.signers.not_registered)


@submission_case("trust.revoked", rule=16)
def the_key_of_a_revoked_certificate(forger: Forger) -> bytes:
    return forger.written(forger.submission, key=forger.signers.revoked)


@submission_case("trust.expired", rule=16)
def an_expired_certificate(forger: Forger) -> bytes:
    return forger.written(forger.submission, key=forger.signers.expired)


@submission_case("trust.not_yet_valid", rule=16)
def a_certificate_that_is_not_valid_yet(forger: Forger) -> bytes:
    return forger.written(forger.submission, key=forger.signers.not_yet_valid)


@submission_case("trust.district_revoked", rule=16)
def a_certificate_of_a_stolen_district_key(forger: Forger) -> bytes:
    return forger.written(forger.submission, key=forger.signers.of_a_revoked_root)


@submission_case("trust.district_expired", rule=16)
def a_certificate_of_a_district_key_whose_time_is_over(forger: Forger) -> bytes:
    return forger.written(forger.submission, key=forger.signers.of_an_expired_root)


@submission_case("trust.certificate_unfit", rule=16)
def a_schools_certificate_that_may_issue_others(forger: Forger) -> bytes:
    return forger.written(forger.submission, key=forger.signers.authority_itself)


@submission_case("trust.certificate_unfit", rule=16)
def a_certificate_for_the_web(forger: Forger) -> bytes:
    return forger.written(forger.submission, key=forger.signers.for_the_web)


@submission_case("trust.certificate_unfit", rule=16)
def a_certificate_with_a_limit_that_we_do_not_know(forger: Forger) -> bytes:
    return forger.written(forger.submission, key=forger.signers.unknown_limit)


@submission_case("trust.other_school", rule=17)
def one_schools_values_signed_by_another_schools_genuine_key(forger: Forger) -> bytes:
    return forger.written(forger.submission, key=forger.signers.other_school)


@submission_case("trust.other_school", rule=17)
def a_schools_values_in_another_schools_name(forger: Forger) -> bytes:
    """Bullard's principal signs for Abbott: every page says Abbott, the key is Bullard's."""
    identity = replace(forger.submission.identity, school=ABBOTT)
    observations = tuple(replace(each, key=each.key._replace(school=ABBOTT)) for each in forger.submission.observations)
    return forger.written(replace(forger.submission, identity=identity, observations=observations, explanations=()))


@submission_case("trust.other_school", rule=17)
def the_district_signs_for_a_school(forger: Forger) -> bytes:
    return forger.written(forger.submission, key=forger.signers.authority)


@submission_case("seal.other_certificate", rule=20)
def sealed_by_one_key_and_signed_by_another(forger: Forger) -> bytes:
    return forger.signed(forger.parts, forger.signers.other_school)


@submission_case("seal.other_certificate", rule=20)
def sealed_by_the_attacker_and_signed_by_the_school(forger: Forger) -> bytes:
    seal = make_seal(forger.submission, forger.signers.stranger)
    return forger.signed(unpack(write_submission(forger.submission, forger.plan, seal=seal)))


@submission_case("workbook.other_district", rule=17)
def another_districts_submission(forger: Forger) -> bytes:
    district = SchoolCode("9000099")
    identity = replace(forger.submission.identity, district=district)
    plan = replace(forger.plan, district=district, district_name="Another district")
    return forger.written(replace(forger.submission, identity=identity), plan=plan)
