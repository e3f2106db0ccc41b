"""The public edition of a real district: proposed, decided about, audited, written by its own process, recorded."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import StreamObject

from ctecs_desktop.domain.annual_report import AnnualProgressReport, ReportFormat
from ctecs_desktop.domain.changes import Noun
from ctecs_desktop.domain.coarsening import Coarsening, CoarseningKind
from ctecs_desktop.domain.disclosure_plan import Override, OverrideKind, Weakness
from ctecs_desktop.domain.errors import Cancelled, FileUnwritable, PublicationRefused
from ctecs_desktop.domain.publication import CellId, Reader
from ctecs_desktop.domain.report_narratives import REASON, narratives_of
from ctecs_desktop.domain.text_guard import Clue
from ctecs_desktop.domain.value import number_text
from ctecs_desktop.exchange.report.public_writer import PublicJob
from ctecs_desktop.services import annual_report, publication
from ctecs_desktop.services.annual_report import write_text
from ctecs_desktop.services.proposed_edition import ProposedEdition
from ctecs_desktop.services.public_files import write_staged
from ctecs_desktop.services.publication import propose, publish
from ctecs_desktop.services.report_files import write_report
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import releases
from ctecs_desktop.wording.publication import named_text, narrative_text
from tests.district import YEAR, District
from tests.domain.test_public_report import internal_of, numbers_in
from tests.exchange.report_building import with_reasons
from tests.publishing import (
    REACHED,
    declared,
    plan_with_groups,
    protected,
    years_with_groups,
)
from tests.services.test_annual_report import accepted

MOVED = "Seven of them moved away."
PDF_ONLY = (ReportFormat.PDF,)


@pytest.fixture(scope="session")
def published_district(signed_district: District, tmp_path_factory: pytest.TempPathFactory) -> District:
    """A district whose submissions are accepted; only to be copied."""
    district = signed_district.copied_to(tmp_path_factory.mktemp("district") / "accepted")
    with accepted(district):
        pass
    return district


@pytest.fixture
def central(published_district: District, tmp_path: Path) -> Iterator[Session]:
    folder = tmp_path / "district"
    folder.mkdir()
    for path in published_district.folder.glob("central*"):
        shutil.copy(path, folder)
    with District(folder, published_district.clock).central() as session:
        yield session


def decided(session: Session) -> ProposedEdition:
    """The edition with every text that the guard asked about left out."""
    found = propose(session, YEAR)
    for name in found.undecided_texts:
        found = replace(found, choices=publication.decide_text(found, name, is_kept=False))
    return found


def test_nothing_is_written_before_somebody_approved_it(central: Session, tmp_path: Path) -> None:
    found = decided(central)
    assert found.protection.audit.has_passed
    assert found.protection.plan.withheld
    with pytest.raises(PublicationRefused, match=r"publication\.approval_missing"):
        publish(central, found, tmp_path / "out", approved_by="  ")
    assert not (tmp_path / "out").exists()
    assert releases.releases(central.store) == ()


def test_it_is_written_in_every_format_and_recorded_with_who_approved_it(central: Session, tmp_path: Path) -> None:
    found = decided(central)
    written = publish(central, found, tmp_path / "out", approved_by="Sue Superintendent")
    assert [path.name.removeprefix("annual-progress-report-2015-16-") for path in written.files] == [
        *("public.pdf", "public.docx", "public.xlsx", "public-figures.csv")
    ]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(path.name for path in written.files)
    (kept,) = releases.releases(central.store)
    assert (kept.name, kept.approved_by, kept.fingerprint) == ("2015-16 / 1", "Sue Superintendent", found.fingerprint)
    assert releases.records(central.store) == (written.record,)
    assert Noun.PUBLICATION in written.changes.nouns
    shown = PdfReader(written.files[0]).pages[-1].extract_text()
    assert "Public edition" in shown
    assert found.fingerprint[:12] in shown


def test_no_edition_replaces_another_and_none_is_recorded_that_was_not_written(
    central: Session, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    taken = out / "annual-progress-report-2015-16-public.pdf"
    taken.write_bytes(b"an earlier one")
    with pytest.raises(FileUnwritable):
        publish(central, decided(central), out, approved_by="Sue", formats=PDF_ONLY)
    assert [path.name for path in out.iterdir()] == [taken.name]
    assert releases.releases(central.store) == ()


def test_a_failed_audit_writes_nothing(central: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = decided(central)
    name = next(iter(found.protection.plan.withheld))
    weak = replace(found.protection.audit, weaknesses=(Weakness(name, Decimal(3), Decimal(3)),))
    failed = replace(found, protection=replace(found.protection, audit=weak))
    monkeypatch.setattr(publication, "propose", lambda *_given, **_named: failed)
    with pytest.raises(PublicationRefused, match=r"publication\.cell_inferable"):
        publish(central, found, tmp_path / "out", approved_by="Sue")
    assert not (tmp_path / "out").exists()
    assert releases.releases(central.store) == ()


def test_what_changed_since_it_was_shown_is_shown_again_first(central: Session, tmp_path: Path) -> None:
    found = decided(central)
    write_text(central, YEAR, "priorities", "More of the same.")
    with pytest.raises(PublicationRefused, match=r"publication\.moved_on"):
        publish(central, found, tmp_path / "out", approved_by="Sue")


def test_a_stop_leaves_neither_files_nor_a_record(central: Session, tmp_path: Path) -> None:
    found = decided(central)

    class Stopping:
        def report(self, _done: int, _total: int, what: str) -> None:
            if what.endswith(".pdf"):
                raise Cancelled

    with pytest.raises(Cancelled):
        publish(central, found, tmp_path / "out", approved_by="Sue", progress=Stopping())
    assert not list((tmp_path / "out").iterdir())
    assert releases.releases(central.store) == ()


def test_a_text_that_may_give_a_figure_away_is_decided_about_before_anything_is_written(
    central: Session, tmp_path: Path
) -> None:
    cells = propose(central, YEAR).protection.plan
    secret = next(
        cell.number
        for cell in cells.publication.cells
        if cells.is_withheld(cell.name) and cell.number and cell.reader is Reader.SHOWN
    )
    write_text(central, YEAR, "letter-board", f"We are proud of all {number_text(secret)} of them.")
    found = propose(central, YEAR)
    assert "letter-board" in found.undecided_texts
    (finding, *_more) = [each for each in found.findings if each.narrative == "letter-board"]
    assert finding.text == number_text(secret)
    with pytest.raises(PublicationRefused, match=r"publication\.texts_undecided"):
        publish(central, found, tmp_path / "out", approved_by="Sue")
    with pytest.raises(PublicationRefused, match=r"publication\.text_without_reason"):
        publication.decide_text(found, "letter-board", is_kept=True)
    kept = replace(found, choices=publication.decide_text(found, "letter-board", is_kept=True, reason="workshops"))
    assert "letter-board" not in kept.undecided_texts
    assert publication.public_job(kept, tmp_path).report.text("letter-board")
    left_out = replace(found, choices=publication.decide_text(kept, "letter-board", is_kept=False))
    assert publication.public_job(left_out, tmp_path).report.text("letter-board") == ""
    publication.keep_choices(central, YEAR, kept.choices)
    write_text(central, YEAR, "letter-board", f"Written anew about all {number_text(secret)} of them.")
    assert "letter-board" in propose(central, YEAR).undecided_texts, "another text is decided about anew"


def test_a_number_of_a_group_that_is_not_told_stops_the_writing(central: Session, tmp_path: Path) -> None:
    write_text(
        central, YEAR, "letter-board", "We opened three workshops.\n\nOur 7 English learners at Wright did well."
    )
    found = propose(central, YEAR)
    (finding,) = [each for each in found.findings if each.clue is Clue.GROUP]
    assert (finding.narrative, finding.text) == ("letter-board", "7")
    assert named_text(finding.about, found.report.plan) == "English learners · J. M. Wright Technical High School"
    with pytest.raises(PublicationRefused, match=r"publication\.texts_undecided"):
        publish(central, found, tmp_path / "out", approved_by="Sue")
    write_text(central, YEAR, "letter-board", "We opened three workshops for English learners in 2015-16.")
    assert [each for each in propose(central, YEAR).findings if each.clue is Clue.GROUP] == []


def test_exactly_the_texts_that_are_printed_are_guarded(
    central: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why a group's value was kept is a text of the release where the group's figure is told, and nowhere else."""
    build = annual_report.build
    monkeypatch.setattr(annual_report, "build", lambda *given, **named: with_reasons(build(*given, **named), MOVED))
    found = propose(central, YEAR)
    guarded = {each.name for each in found.protection.plan.publication.narratives}
    public = publication.public_job(found, tmp_path).report
    assert guarded == {each.name for each in narratives_of(public)}
    of_groups = [each for each in found.declared.narratives if each.name.startswith(REASON) and " " in each.name]
    assert of_groups
    for each in of_groups:
        measure, group = each.name.removeprefix(REASON).rpartition("-")[0].split(" ")
        lines = [line for of in public.measure(measure).breakdowns for line in of.lines]
        told = [line for line in lines if [str(one.code) for one in line.subgroups] == [group]]
        is_told = any(line.present.value is not None for line in told)
        assert (each.name in guarded) == is_told == any(line.reasons for line in told)
    told_of = [each for each in of_groups if each.name in guarded]
    assert 0 < len(told_of) < len(of_groups)
    assert {each.narrative for each in found.findings} >= {each.name for each in told_of}, "its number is found"
    title = narrative_text(told_of[0].name, found.report.plan)
    assert title.startswith(f"Reason kept with measure {told_of[0].name.removeprefix(REASON)[:4]}, ")
    left_out = replace(found, choices=publication.decide_text(found, told_of[0].name, is_kept=False))
    printed = {each.name for each in narratives_of(publication.public_job(left_out, tmp_path).report)}
    assert printed == guarded - {told_of[0].name}


def test_choices_are_kept_and_an_override_is_audited_again(central: Session) -> None:
    found = propose(central, YEAR)
    plan = found.protection.plan
    shown = next(
        cell.name
        for cell in plan.publication.cells
        if cell.reader is Reader.SHOWN and not plan.is_withheld(cell.name) and cell.number
    )
    with pytest.raises(PublicationRefused, match=r"publication\.override_without_reason"):
        publication.override(found, Override(OverrideKind.WITHHOLD, shown, " ", "carol"))
    with pytest.raises(PublicationRefused, match=r"publication\.override_unknown"):
        publication.override(found, Override(OverrideKind.WITHHOLD, CellId("no such"), "why", "carol"))
    choices = publication.override(found, Override(OverrideKind.WITHHOLD, shown, "asked for by the school", "carol"))
    assert publication.keep_choices(central, YEAR, choices).nouns == {Noun.PUBLICATION}
    again = propose(central, YEAR)
    assert again.choices == choices
    assert again.protection.plan.is_withheld(shown)
    assert again.protection.audit.has_passed
    assert again.fingerprint != found.fingerprint


def test_telling_less_is_offered_with_what_it_costs(central: Session) -> None:
    found = propose(central, YEAR)
    as_it_is, *coarser = publication.coarser_editions(found)
    assert as_it_is.coarsening is None
    assert as_it_is.withheld == sum(
        found.protection.plan.is_withheld(name)
        for name in [
            *(cell.name for cell in found.protection.plan.publication.cells if cell.reader is Reader.SHOWN),
            *found.protection.plan.publication.quotient_by_name,
        ]
    )
    by_school = next(each for each in coarser if each.coarsening == Coarsening(CoarseningKind.DROP, "school"))
    assert by_school.boxes < as_it_is.boxes
    choices = replace(found.choices, coarsenings=(Coarsening(CoarseningKind.DROP, "school"),))
    less = propose(central, YEAR, choices=choices)
    assert not any(dict(cell.coordinates).get("school") for cell in less.protection.plan.publication.cells)
    assert all(
        not measure.schools
        for measure in publication.public_job(less, Path()).report.measures
        if measure.years[0].figure.is_known and measure.measure.unit.is_ratio
    )


def test_the_next_edition_is_judged_with_what_readers_have(central: Session, tmp_path: Path) -> None:
    publish(central, decided(central), tmp_path / "one", approved_by="Sue", formats=PDF_ONLY)
    again = propose(central, YEAR)
    known = [cell for cell in again.protection.plan.publication.cells if cell.reader is Reader.KNOWN]
    assert known
    name = known[0].name
    with pytest.raises(PublicationRefused, match=r"publication\.published_before"):
        propose(central, YEAR, choices=replace(again.choices, coarsenings=(Coarsening(CoarseningKind.DROP, "year"),)))
    assert not again.protection.plan.is_withheld(name)
    publish(central, decided(central), tmp_path / "two", approved_by="Sue", formats=PDF_ONLY)
    assert [each.name for each in releases.releases(central.store)] == ["2015-16 / 1", "2015-16 / 2"]


# What follows is about bytes: a district with figures that nothing else could be taken for.


def internal() -> AnnualProgressReport:
    """The internal report of that district."""
    return internal_of(plan_with_groups(), years_with_groups())


def job_of_canaries(folder: Path) -> tuple[PublicJob, set[str]]:
    """The job of that district, and every withheld figure of four digits and more as it could be written.

    Among them are the boys' counts of a measure that tells them by nothing but its breakdown.
    """
    protection = protected(declared(plan_with_groups(), years_with_groups()))
    assert protection.plan.is_withheld(CellId(f"{REACHED} n district 2015-16 gender.male"))
    found = ProposedEdition(internal(), protection.plan.publication, protection, (), publication.NO_CHOICES, ())
    shown = {number_text(value) for value in protection.edition.values.values() if isinstance(value, Decimal)}
    hidden = {
        number_text(cell.number)
        for cell in protection.plan.publication.cells
        if cell.number and protection.plan.is_withheld(cell.name)
    }
    return publication.public_job(found, folder), {text for text in hidden - shown if len(text) >= 4}


def unpacked(path: Path) -> str:
    """All that lies in a file: the parts of a package, the streams of a PDF inflated, and what its pages say."""
    data = path.read_bytes()
    pieces = [data.decode("latin-1")]
    if path.suffix in {".docx", ".xlsx"}:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            pieces += [package.read(name).decode("latin-1") for name in package.namelist()]
    elif path.suffix == ".pdf":
        reader = PdfReader(io.BytesIO(data))
        for number in range(1, len(reader.xref_objStm) + sum(len(each) for each in reader.xref.values()) + 1):
            found = reader.get_object(number)
            if isinstance(found, StreamObject):
                pieces.append(found.get_data().decode("latin-1"))
            else:
                pieces.append(repr(found))
        pieces += [page.extract_text() for page in reader.pages]
    return "\n".join(pieces)


def found_in(text: str, figures: set[str]) -> set[str]:
    """Those that stand in the text by themselves, with or without a comma between thousands."""
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    return {each for each in figures if re.search(rf"(?<![\d.]){re.escape(each)}(?![\d]|\.\d)", plain)}


def test_no_withheld_figure_stands_in_the_bytes_of_any_public_file(tmp_path: Path) -> None:
    job, secret = job_of_canaries(tmp_path)
    assert len(secret) >= 6
    of_groups = {"7123", "7124", "7125"}
    assert of_groups <= secret
    for path in write_staged(job, publication.SILENT):
        assert found_in(unpacked(path), secret) == set(), path.name
    inside = tmp_path / "inside"
    written = write_report(internal(), inside)
    for path in written:
        found = found_in(unpacked(path), secret)
        assert len(found) >= 4, f"the same search finds them in {path.name}"
        assert found & of_groups, f"and those of groups in {path.name}"


def test_the_writing_process_gets_what_readers_may_have_and_nothing_else(tmp_path: Path) -> None:
    job, secret = job_of_canaries(tmp_path)
    hidden = {Fraction(text) for text in secret}
    assert not hidden & set(numbers_in(job))
    assert not found_in(str(job.lines), secret)
    assert hidden & set(numbers_in(internal()))
    assert set(PublicJob.__dataclass_fields__) == {"report", "lines", "folder", "pages", "table", "language"}
