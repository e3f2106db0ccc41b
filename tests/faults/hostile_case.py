"""What a hostile workbook is: a name, the code and the rule by which it must be refused, and how it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ctecs_desktop.exchange.opc.package_signature import Signer


@dataclass(frozen=True)
class Victim:
    """A soundly signed workbook, the key that signed it, and the workbook before it was signed.

    It may be a small one by openpyxl or a school's own submission. The cases find ``<v>3</v>`` on its first sheet, and
    it was signed at ``package_building.CLAIMED_TIME``.
    """

    signed: bytes
    signer: Signer
    unsigned: bytes


Builder = Callable[[Victim], bytes]


@dataclass(frozen=True)
class HostileCase:
    name: str
    code: str
    rule: int
    build: Builder


CASES: list[HostileCase] = []


def case(code: str, *, rule: int) -> Callable[[Builder], Builder]:
    """Enter the function below as the builder of a hostile workbook that is refused with ``code`` by ``rule``."""

    def enter(build: Builder) -> Builder:
        assert build.__name__ not in {one.name for one in CASES}, f"two cases are called {build.__name__}"
        CASES.append(HostileCase(build.__name__, code, rule, build))
        return build

    return enter
