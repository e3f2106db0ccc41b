"""A district of many schools, each with a signed submission of some 5,000 values: what a busy central office imports.

The plan is the large one with further schools. Each school has an RSA key of its own, a certificate that central office
issued for it, and a workbook that ``export_submission`` wrote, sealed, signed and read back; only the stores of the
schools are left out, which central office never sees. Two processes write, since that is what takes long.

Arguments: the folder, and how many schools.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from ctecs_desktop.domain.observation import Observation, SchoolCode
from ctecs_desktop.domain.pack import EnrolmentRequest
from ctecs_desktop.domain.plan import Plan, School
from ctecs_desktop.domain.rule import Severity
from ctecs_desktop.domain.submission import FORMAT_VERSION, Explanation, Submission, SubmissionIdentity
from ctecs_desktop.domain.validation import check
from ctecs_desktop.exchange.signers.certificates import certificate_request, request_public_key
from ctecs_desktop.exchange.signers.fingerprint_words import fingerprint_words
from ctecs_desktop.exchange.signers.keys import SigningKey, new_signing_key
from ctecs_desktop.exchange.signers.trust import public_key_fingerprint
from ctecs_desktop.exchange.submission.workbook_writer import export_submission
from ctecs_desktop.services import enrolment
from ctecs_desktop.services.enrolment import ReadRequest
from ctecs_desktop.services.keys import trust_list, unlock
from ctecs_desktop.services.session import Session, as_utc_text, system_clock
from ctecs_desktop.services.workspace import create_central
from tests.bench.large_district import PERIOD, SCHOOL_COUNT, SEED, large_plan, school_edits
from tests.district import CENTRAL_PASSPHRASE

PROCESSES = 2
SIGNER, ROLE = "Pat Principal", "Principal"
_INCARNATION = "0" * 32


@cache
def many_schools_plan(count: int) -> Plan:
    """The large plan with ``count`` schools: those of the district that have pupils of their own, and further ones."""
    plan = large_plan()
    schools = plan.schools[: min(count, SCHOOL_COUNT)]
    further = [
        School(
            SchoolCode(f"98{number:03}16"), f"Technical High School {number}", f"Town {number}", 300 + 7 * number % 600
        )
        for number in range(len(schools), count)
    ]
    return replace(plan, version=f"{plan.version}-{count}-schools", schools=(*schools, *further))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A school's new key (PKCS#8), and the request for its certificate; small enough to cross processes."""

    school: SchoolCode
    private_key: bytes
    request: bytes


@dataclass(frozen=True, slots=True)
class _Order:
    """A submission to be written: whose, with which key, under which certificates."""

    folder: Path
    count: int
    number: int
    private_key: bytes
    certificate: bytes
    root: bytes
    district: SchoolCode


def make_many_schools(folder: Path, count: int) -> None:
    """Central office's store with every school enrolled, and every school's signed submission beside it."""
    plan = many_schools_plan(count)
    with (
        ProcessPoolExecutor(PROCESSES) as processes,
        create_central(folder / "central.ctecs", plan=plan, passphrase=CENTRAL_PASSPHRASE, person="carol") as central,
    ):
        authority = unlock(central, CENTRAL_PASSPHRASE)
        asked = list(processes.map(_ask, plan.schools))
        for each in asked:
            enrolment.approve(central, _request(each), authority=authority)
        list(processes.map(_write, _orders(central, folder, asked)))


def _ask(school: School) -> _Asked:
    key = new_signing_key(f"{SIGNER}, {school.name}", at=system_clock())
    data = key.private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return _Asked(school.code, data, certificate_request(key, school_code=school.code, school_name=school.name))


def _request(asked: _Asked) -> ReadRequest:
    """What central office reads out of the school's enrolment workbook."""
    public_key = request_public_key(asked.request)
    words = fingerprint_words(public_key)
    request = EnrolmentRequest(asked.school, SIGNER, ROLE, asked.request, words)
    return ReadRequest(request, words, public_key_fingerprint(public_key))


def _orders(central: Session, folder: Path, asked: Sequence[_Asked]) -> list[_Order]:
    trust = trust_list(central)
    certificates = {each.school_code: each.certificate_der for each in trust.schools}
    return [
        _Order(
            folder,
            len(asked),
            number,
            each.private_key,
            certificates[each.school],
            trust.roots[0],
            central.workspace.district,
        )
        for number, each in enumerate(asked)
    ]


def _write(order: _Order) -> None:
    plan = many_schools_plan(order.count)
    school = plan.schools[order.number]
    key = SigningKey(load_der_private_key(order.private_key, None), order.certificate, (order.root,))
    submission = _submission(plan, school, district=order.district, seed=SEED + order.number)
    data = export_submission(submission, plan, signer=key)
    (order.folder / f"{school.code} {PERIOD}.xlsx").write_bytes(data)


def _submission(plan: Plan, school: School, *, district: SchoolCode, seed: int) -> Submission:
    """Everything that the school is asked for, with a reason for every warning."""
    observations = tuple(Observation(each.key, each.value, each.note) for each in school_edits(plan, school, seed))
    values = {each.key: each for each in observations}
    findings = check(plan, values, school=school.code, period=plan.period(PERIOD), previous={})
    assert all(each.severity is not Severity.ERROR for each in findings), findings
    identity = SubmissionIdentity(
        format_version=FORMAT_VERSION,
        district=district,
        school=school.code,
        plan_version=plan.version,
        period=PERIOD,
        revision=1,
        parent="",
        unique_id=f"{seed:032x}",
        incarnation=_INCARNATION,
        program_version="bench",
        signer=SIGNER,
        role=ROLE,
        claimed_time=as_utc_text(system_clock()),
        history_head=_INCARNATION * 2,
    )
    return Submission(
        identity, observations, tuple(Explanation(each.code, each.key, "As counted.") for each in findings)
    )


if __name__ == "__main__":
    make_many_schools(Path(sys.argv[1]), int(sys.argv[2]))
