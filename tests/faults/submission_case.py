"""What a hostile submission is made from: a real district, a real signed submission, and everybody's keys.

Each case is one function with ``@submission_case``; it gets the ``Forger`` and gives the bytes of a workbook. What is
not the point of a case is sound in it, signatures included, so that it can only be refused for its own reason.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from xml.sax.saxutils import escape

from ctecs_desktop.domain.plan import Plan
from ctecs_desktop.domain.submission import Submission, text_of_lines
from ctecs_desktop.exchange.opc.container import pack
from ctecs_desktop.exchange.opc.package_signature import Signer, sign_package
from ctecs_desktop.exchange.signers.keys import SigningKey
from ctecs_desktop.exchange.signers.trust import TrustList
from ctecs_desktop.exchange.submission.seal import (
    RSA_ALGORITHM,
    SEAL_FIRST_ROW,
    Seal,
    check_digits,
    line_as_text,
    make_seal,
)
from ctecs_desktop.exchange.submission.workbook_writer import write_submission
from ctecs_desktop.services import submission as submissions
from ctecs_desktop.services.keys import keep_trust, trust_list, unlock
from tests.district import ABBOTT, BULLARD, CENTRAL_PASSPHRASE, YEAR, District, school_key
from tests.exchange.package_building import CLAIMED_TIME, replace_once, unpack
from tests.faults.forged_signers import Signers, registered
from tests.faults.hostile_case import Victim

GOALS = tuple(f"Goal {number}" for number in range(1, 6))
SHEETS = ("Sign-off", *GOALS, "Names", "Strategies", "Reasons", "Changes", "Seal")
GOAL = "Goal 1"  # its first value, 1.01 of all students, is 164 of 784 in E5 and F5
WORKBOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"

Parts = dict[str, bytes]


@dataclass(frozen=True)
class Forger:
    """Somebody who has the program, a signed submission, keys of all kinds, and time."""

    plan: Plan
    submission: Submission  # Bullard-Havens, 2015-16, revision 3, so that its first sheet says <v>3</v>
    key: SigningKey  # Bullard's own
    signers: Signers
    trust: TrustList
    at: datetime

    @classmethod
    def in_district(cls, district: District) -> Forger:
        """Sign as the school would, and enter the certificates that central office must not believe any more."""
        with district.school(BULLARD) as school:
            draft = submissions.draft(school, YEAR, signer="Pat Principal", role="Principal")
            key, plan = school_key(school), school.plan
        with district.school(ABBOTT) as school:
            other_school = school_key(school)
        with district.central() as central:
            authority, at = unlock(central, CENTRAL_PASSPHRASE), central.clock()
            trust, signers = registered(
                trust_list(central), authority, other_school=other_school, name=plan.district_name, at=at
            )
            keep_trust(central, trust)
        identity = replace(
            draft.identity,
            revision=3,
            parent="ab" * 32,
            revision_reason="Recount",
            claimed_time=CLAIMED_TIME.isoformat().replace("+00:00", "Z"),
        )
        return cls(plan, replace(draft, identity=identity), key, signers, trust, at)

    @cached_property
    def unsigned(self) -> bytes:
        """The submission, sealed by the school's key, without a package signature."""
        return write_submission(self.submission, self.plan, seal=make_seal(self.submission, self.key))

    @cached_property
    def _parts(self) -> Parts:
        return unpack(self.unsigned)

    @property
    def parts(self) -> Parts:
        """The parts of ``unsigned``, to be changed."""
        return dict(self._parts)

    @cached_property
    def sound(self) -> bytes:
        """The submission as it should arrive."""
        return self.signed(self.parts)

    @property
    def victim(self) -> Victim:
        """The same for the cases of the package."""
        return Victim(self.sound, self.key, self.unsigned)

    def signed(self, parts: Mapping[str, bytes], key: Signer | None = None) -> bytes:
        """The parts under a package signature that holds, by the school's own key where none is named."""
        return sign_package(pack(dict(parts)), signer=key or self.key, claimed_time=CLAIMED_TIME, comments="")

    def written(self, submission: Submission, *, key: Signer | None = None, plan: Plan | None = None) -> bytes:
        """A whole workbook of ``submission``, sealed and signed by one key."""
        signer = key or self.key
        seal = make_seal(submission, signer)
        return self.signed(unpack(write_submission(submission, plan or self.plan, seal=seal)), signer)

    def edited(self, part: str, old: str, new: str) -> bytes:
        """The workbook with one place of one part changed, then signed by the school's own key."""
        return self.signed(self.with_edit(part, old, new))

    def with_edit(self, part: str, old: str, new: str) -> Parts:
        """The parts with one place of one part changed; fails where that place is not there."""
        parts = self.parts
        parts[part] = replace_once(parts[part].decode(), old, new).encode()
        return parts

    def sheet(self, name: str, old: str, new: str) -> bytes:
        """``edited`` by the name of a sheet."""
        return self.edited(part_of(name), old, new)

    def put_in(self, part: str, old: str, new: str) -> bytes:
        """The signed workbook with one place changed that no signer of ours would sign: refused before its digest."""
        text = self.parts[part].decode()
        return pack({**unpack(self.sound), part: replace_once(text, old, new).encode()})

    def cell(self, sheet: str, address: str, change: Callable[[str], str]) -> bytes:
        """The workbook with the XML of one cell changed."""
        old = cell_xml(self.parts, sheet, address)
        return self.sheet(sheet, old, change(old))

    def sealed(self, lines: tuple[str, ...] | list[str], *, key: Signer | None = None, **head: object) -> bytes:
        """The workbook under a seal of our own making: any lines, signed by any key, its head as wished."""
        signer = key or self.key
        seal = Seal(tuple(lines), RSA_ALGORITHM, signer.sign(text_of_lines(lines)), signer.certificate_der)
        return self.with_seal(replace(seal, **head))  # type: ignore[arg-type]

    def with_seal(self, seal: Seal) -> bytes:
        """The sound pages with that seal behind them, signed by the school's own key."""
        parts = self.parts
        name = part_of("Seal")
        for address, content in (
            ("B5", seal.algorithm),
            ("B6", seal.digest),
            ("B7", base64.b64encode(seal.signature).decode()),
            ("B8", base64.b64encode(seal.certificate_der).decode()),
        ):
            old = cell_xml(parts, "Seal", address)
            parts[name] = replace_once(parts[name].decode(), old, text_cell(content)(old)).encode()
        head = parts[name].decode().partition(f'<row r="{SEAL_FIRST_ROW}"')[0]
        tail = parts[name].decode().partition("</sheetData>")[2]
        rows = "".join(_seal_row(number, line) for number, line in enumerate(seal.lines, start=SEAL_FIRST_ROW))
        return self.signed({**parts, name: f"{head}{rows}</sheetData>{tail}".encode()})


Build = Callable[[Forger], bytes]


@dataclass(frozen=True)
class SubmissionCase:
    """A hostile submission: how it must be refused, by which rule, and how it is made."""

    name: str
    code: str
    rule: int
    build: Build


SUBMISSION_CASES: list[SubmissionCase] = []


def submission_case(code: str, *, rule: int) -> Callable[[Build], Build]:
    """Enter the function below as the builder of a submission that is refused with ``code`` by ``rule``."""

    def enter(build: Build) -> Build:
        assert build.__name__ not in {one.name for one in SUBMISSION_CASES}, f"two cases are called {build.__name__}"
        SUBMISSION_CASES.append(SubmissionCase(build.__name__, code, rule, build))
        return build

    return enter


def _seal_row(number: int, line: str) -> str:
    cells = zip("AB", (check_digits(line), line_as_text(line)), strict=True)
    texts = "".join(
        f'<c r="{column}{number}" s="28" t="inlineStr"><is><t>{escape(text)}</t></is></c>' for column, text in cells
    )
    return f'<row r="{number}">{texts}</row>'


def part_of(sheet: str) -> str:
    """The part of a sheet in a submission as this program writes it."""
    return f"xl/worksheets/sheet{SHEETS.index(sheet) + 1}.xml"


def cell_xml(parts: Mapping[str, bytes], sheet: str, address: str) -> str:
    """The XML of one cell."""
    found = re.search(rf'<c r="{address}"[^>]*>.*?</c>', parts[part_of(sheet)].decode(), re.DOTALL)
    assert found, f"{sheet} has no {address}"
    return found.group()


def number_cell(number: str, *, style: str | None = None) -> Callable[[str], str]:
    """A cell turned into that number, in its own style or another."""

    def change(cell: str) -> str:
        found = re.match(r'<c r="([A-Z0-9]+)" s="([0-9]+)"', cell)
        assert found
        return f'<c r="{found[1]}" s="{style or found[2]}" t="n"><v>{number}</v></c>'

    return change


def text_cell(text: str) -> Callable[[str], str]:
    """A cell turned into that text."""
    inline = f' t="inlineStr"><is><t>{text}</t></is></c>'
    return lambda cell: re.sub(r' t="[A-Za-z]+">.*</c>', lambda _: inline, cell, flags=re.DOTALL)


def with_number_format(parts: Parts, code: str) -> tuple[Parts, str]:
    """The parts with one more cell style, of that number format, and the style's number."""
    styles = parts[STYLES].decode()
    count = re.search(r'<cellXfs count="([0-9]+)">', styles)
    assert count
    number = int(count[1])
    styles = replace_once(styles, count[0], f'<cellXfs count="{number + 1}">')
    styles = replace_once(styles, "</cellXfs>", '<xf numFmtId="199" fontId="0" fillId="0" borderId="0"/></cellXfs>')
    styles = replace_once(styles, "</numFmts>", f'<numFmt numFmtId="199" formatCode="{code}"/></numFmts>')
    return {**parts, STYLES: styles.encode()}, str(number)
