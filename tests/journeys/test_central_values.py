"""Central office enters, checks and signs its own values; a district figure is then traced to the signed cell."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from ctecs_desktop.domain.errors import KeyLocked, NotAllowed
from ctecs_desktop.domain.observation import ALL_STUDENTS, Edit, MeasureCode, ObservationKey
from ctecs_desktop.domain.rule import Severity
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.domain.value import Missing, Ratio
from ctecs_desktop.exchange.opc.package_verifier import verify_package
from ctecs_desktop.exchange.signers.trust import verify_district_signer
from ctecs_desktop.services import intake, review, rollup, snapshots, submission
from ctecs_desktop.services.demo_data import district_values
from ctecs_desktop.services.entry import current_values, enter_file, record_values
from ctecs_desktop.services.keys import trust_list, unlock
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.submission import SignedFile
from ctecs_desktop.services.undo import undo_last
from ctecs_desktop.store.replay import verify_replay
from tests.district import CENTRAL_PASSPHRASE, SCHOOL_PASSPHRASE, YEAR, District, explain_all

SUSPENSIONS = MeasureCode("1.03")


@pytest.fixture
def central(enrolled: District) -> Iterator[Session]:
    """Central office with its own figures of the year entered, and a reason where one is wanted."""
    with enrolled.central() as session:
        table = enrolled.folder / "district.csv"
        table.write_bytes(district_values(YEAR))
        assert not enter_file(session, table).refused
        for finding in submission.validate(session, YEAR).open:
            if finding.severity is Severity.ERROR and finding.key not in current_values(session, YEAR):
                record_values(session, [Edit(finding.key, Missing.NOT_COLLECTED, "Not collected that year.")])
        explain_all(session, YEAR)
        assert submission.validate(session, YEAR).open == ()
        yield session


def key_of(session: Session, measure: str = SUSPENSIONS) -> ObservationKey:
    return ObservationKey(session.workspace.organization, YEAR, MeasureCode(measure), ALL_STUDENTS)


def signed(session: Session, out: Path, *, passphrase: str = CENTRAL_PASSPHRASE) -> SignedFile:
    key = unlock(session, passphrase)
    return submission.sign_off(session, YEAR, signer="Carol Data", role="Data manager", key=key, out=out)


def test_a_printed_district_figure_is_traced_to_the_cell_that_central_office_signed(
    central: Session, enrolled: District
) -> None:
    unsigned = rollup.compute(central, YEAR).figure(SUSPENSIONS)
    assert [(each.digest, each.file) for each in unsigned.sources if each.school == central.plan.district] == [("", "")]
    file = signed(central, enrolled.folder / "district 2015-16.xlsx")
    figure = rollup.compute(central, YEAR).figure(SUSPENSIONS)
    assert figure.value == unsigned.value
    (source,) = [each for each in figure.sources if each.school == central.plan.district]
    assert (source.revision, source.digest, source.file) == (1, file.digest, "district 2015-16.xlsx")
    copy = review.save_signed_workbook(central, source.digest, enrolled.folder / "copy.xlsx")
    assert copy.read_bytes() == file.path.read_bytes()
    package = verify_package(copy.read_bytes())
    assert verify_district_signer(package.certificate_der, trust_list(central), at=central.clock()).is_district
    cells = load_workbook(io.BytesIO(copy.read_bytes()))[source.sheet][source.cell][0]
    assert [cell.value for cell in cells] == [float(figure.numerator or 0), float(figure.denominator or 0)]
    assert isinstance(source.recorded, Ratio)
    verify_replay(central.store)


def test_signed_values_are_locked_and_a_correction_is_a_revision_with_its_reason(
    central: Session, enrolled: District
) -> None:
    key = key_of(central)
    before = current_values(central, YEAR)[key]
    correction = Edit(key, Ratio(Decimal(1_571), Decimal(10_741)), "Counted again.")
    signed(central, enrolled.folder / "first.xlsx")
    with pytest.raises(NotAllowed) as locked:
        record_values(central, [correction])
    assert (locked.value.code, locked.value.params["signer"]) == ("submission.locked", "Carol Data")
    snapshots.freeze(central, YEAR, note="for the board")
    submission.amend(central, YEAR, reason="Two pupils were counted twice.")
    record_values(central, [correction])
    undo_last(central, YEAR)
    assert current_values(central, YEAR)[key] == before
    record_values(central, [correction])
    explain_all(central, YEAR)
    assert rollup.compute(central, YEAR).figure(SUSPENSIONS).sources[-1].digest == ""  # changed, and not signed
    second = signed(central, enrolled.folder / "second.xlsx")
    assert second.identity.revision_reason == "Two pupils were counted twice."
    assert rollup.compute(central, YEAR).figure(SUSPENSIONS).sources[-1].digest == second.digest
    restated = [each.measure for each in snapshots.ledgers(central, YEAR)[0].restatements]
    assert restated == [SUSPENSIONS]


def test_nobody_signs_for_the_district_with_another_key_or_sends_its_values_in(
    central: Session, enrolled: District
) -> None:
    with pytest.raises(KeyLocked):
        signed(central, enrolled.folder / "district.xlsx", passphrase=SCHOOL_PASSPHRASE)
    file = signed(central, enrolled.folder / "district.xlsx")
    (read,) = intake.import_files(central, [file.path]).files
    assert (read.state, read.verdict.code) == ("refused", "trust.other_school")
    assert review.received(central) == []


def test_the_draft_of_central_office_names_the_district(central: Session) -> None:
    found = submission.draft(central, YEAR, signer="Carol", role="Data manager")
    assert found.identity.school == found.identity.district == central.plan.district
    assert central.plan.reporter(found.identity.school).name == central.plan.district_name
    assert submission.state_of(central, YEAR).status is SubmissionStatus.DRAFT
