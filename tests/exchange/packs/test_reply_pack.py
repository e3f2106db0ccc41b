"""The reply workbook: a receipt or questions that a school can read, file and answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctecs_desktop.domain.errors import NotAllowed, NotAWorkbook, PlanInvalid, SignatureInvalid, WrongTemplate
from ctecs_desktop.domain.observation import MeasureCode, ObservationKey, SubgroupCode
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.domain.reply import Question, Reply
from ctecs_desktop.domain.submission import SubmissionStatus
from ctecs_desktop.exchange.packs.reply_pack import (
    ReplyPack,
    _Names,
    _pages,
    read_reply_pack,
    write_reply_pack,
)
from ctecs_desktop.exchange.plan_files import shipped_plan
from ctecs_desktop.exchange.workbook.workbook_page import LONGEST_TEXT, Page
from tests.exchange.pack_building import (
    PERIOD,
    cell_that_says,
    flipped,
    make_pack_identity,
    make_reply,
    plan_workbook,
    reply_identity,
    reply_workbook,
    signed,
    small_district,
    with_cell,
)

PLAN = shipped_plan()
ANSWERS = (SubmissionStatus.ACCEPTED, SubmissionStatus.RETURNED, SubmissionStatus.RECEIVED)

texts = st.builds(
    "{}{}".format,
    st.sampled_from(["", "=", "+", "-", "@", "=1+1", "_x0041_", " ", "\n", "\t", "🎓", "'", "#N/A", "1.10", "<&>]]>"]),
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="￾￿", include_characters="\n\t"),
        max_size=80,
    ),
)


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    """Replies to any submission of the district's second school, with questions at any values of the plan."""
    district = small_district()
    questions = []
    for measure in draw(st.lists(st.sampled_from(PLAN.measures), max_size=4)):
        subgroup = draw(st.sampled_from(PLAN.subgroups_of(measure.code)))
        questions.append(Question(ObservationKey(district.school, PERIOD, measure.code, subgroup), draw(texts)))
    return make_reply(
        revision=draw(st.integers(0, 40)),
        digest=draw(st.text("0123456789abcdef", max_size=64)),
        status=draw(st.sampled_from(ANSWERS)),
        received_at=draw(st.sampled_from(["", "2020-07-15T14:03:05Z"])),
        note=draw(texts),
        questions=tuple(questions),
        certificate=draw(st.sampled_from([b"", district.certificate])),
    )


def send(reply: Reply) -> bytes:
    district = small_district()
    return write_reply_pack(reply, district.trust, identity=reply_identity(reply), signer=district.authority, plan=PLAN)


def returned_pages(reply: Reply | None = None) -> list[Page]:
    district = small_district()
    reply = reply or make_reply()
    names = _Names("District", "School", tuple(("Measure", "Group") for _ in reply.questions))
    pack = ReplyPack(reply, district.trust, reply_identity(reply), district.authority.certificate_der)
    return list(_pages(pack, names))


@settings(max_examples=40)
@given(replies())
def test_a_reply_is_read_as_it_was_written(reply: Reply) -> None:
    district = small_district()
    pack = read_reply_pack(send(reply))
    assert pack.reply == reply
    assert pack.trust == district.trust
    assert pack.identity == reply_identity(reply)
    assert pack.certificate_der == district.authority.certificate_der


def test_the_same_reply_gives_the_same_bytes() -> None:
    assert send(make_reply()) == reply_workbook()


def test_the_first_page_says_what_became_of_the_submission() -> None:
    for status, title in (
        (SubmissionStatus.ACCEPTED, "Receipt: accepted"),
        (SubmissionStatus.RETURNED, "Returned with questions"),
        (SubmissionStatus.RECEIVED, "Receipt: received"),
    ):
        assert returned_pages(make_reply(status=status))[0].rows[1][0].content == title
    alone = make_reply(revision=0, status=SubmissionStatus.ACCEPTED, questions=())
    assert returned_pages(alone)[0].rows[1][0].content == "Certificate and register of signers"


@pytest.mark.parametrize("part", range(24))
def test_one_flipped_bit_is_refused(part: int) -> None:
    data = reply_workbook()
    with pytest.raises((NotAWorkbook, SignatureInvalid)):
        read_reply_pack(flipped(data, len(data) * (2 * part + 1) // 48))


def test_a_plan_is_no_reply() -> None:
    with pytest.raises(WrongTemplate) as refused:
        read_reply_pack(plan_workbook())
    assert refused.value.code == "workbook.other_kind"


@pytest.mark.parametrize("field", ["school", "period", "revision"])
def test_an_identity_of_another_submission_is_not_written(field: str) -> None:
    district, reply = small_district(), make_reply()
    other: dict[str, object] = {"school": "9001111", "period": "2020-21", "revision": 3}
    identity = replace(reply_identity(reply), **{field: other[field]})  # type: ignore[arg-type]
    with pytest.raises(WrongTemplate) as refused:
        write_reply_pack(reply, district.trust, identity=identity, signer=district.authority, plan=PLAN)
    assert (refused.value.code, refused.value.params["field"]) == ("workbook.identity_differs", field)


def test_a_status_that_is_no_answer_is_not_written() -> None:
    with pytest.raises(NotAllowed) as refused:
        send(make_reply(status=SubmissionStatus.CONFLICT))
    assert refused.value.code == "reply.status"


def test_a_question_about_another_school_is_not_written() -> None:
    district = small_district()
    other = next(school.code for school in PLAN.schools if school.code != district.school)
    key = ObservationKey(other, PERIOD, MeasureCode("1.01"), SubgroupCode("all"))
    with pytest.raises(NotAllowed) as refused:
        send(make_reply(questions=(Question(key, "Why?"),)))
    assert refused.value.code == "reply.foreign_key"


def test_a_question_about_a_measure_that_the_plan_lacks_is_not_written() -> None:
    key = ObservationKey(small_district().school, PERIOD, MeasureCode("9.99"), SubgroupCode("all"))
    with pytest.raises(PlanInvalid) as refused:
        send(make_reply(questions=(Question(key, "Why?"),)))
    assert refused.value.code == "plan.unknown_measure"


def test_a_certificate_that_is_not_the_schools_is_not_written() -> None:
    district = small_district()
    for certificate in (district.authority.certificate_der, district.trust.schools[0].certificate_der):
        with pytest.raises(NotAllowed) as refused:
            send(make_reply(certificate=certificate))
        assert refused.value.code == "reply.certificate_not_registered"


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("a\rb", "workbook.character"),
        ("\x00", "workbook.character"),
        ("x" * (LONGEST_TEXT + 1), "workbook.text_too_long"),
    ],
    ids=["carriage return", "null", "too long"],
)
def test_a_note_that_a_workbook_would_change_is_not_written(note: str, code: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        send(make_reply(note=note))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("label", "content", "code"),
    [
        ("Status", "Perhaps", "reply.unknown_status"),
        ("School's certificate", "ff" * 32, "reply.unknown_certificate"),
        ("Questions", "7", "cell.changed"),
        ("Workbook kind", "plan", "workbook.other_kind"),
    ],
)
def test_a_first_page_that_cannot_be_is_refused(label: str, content: str, code: str) -> None:
    pages = returned_pages()
    cell = cell_that_says(pages, "Reply", label).replace("A", "B")
    with pytest.raises(WrongTemplate) as refused:
        read_reply_pack(signed(with_cell(pages, "Reply", cell, content), small_district().authority))
    assert refused.value.code == code


def test_a_reply_signed_by_a_school_is_read_and_names_its_signer() -> None:
    district = small_district()
    reply = make_reply()
    pack = ReplyPack(reply, district.trust, reply_identity(reply), district.abbott.certificate_der)
    names = _Names("District", "School", tuple(("Measure", "Group") for _ in reply.questions))
    # Whose key it is, the service judges by the certificate that is answered here.
    found = read_reply_pack(signed(_pages(pack, names), district.abbott))
    assert found.certificate_der == district.abbott.certificate_der


def test_a_revision_of_nothing_is_shown_as_text_and_read_as_a_number() -> None:
    identity = make_pack_identity(WorkbookKind.REPLY, school=small_district().school)
    reply = make_reply(period=identity.period, revision=0, status=SubmissionStatus.RECEIVED, questions=(), note="")
    district = small_district()
    data = write_reply_pack(reply, district.trust, identity=identity, signer=district.authority, plan=PLAN)
    assert read_reply_pack(data).reply == reply
