"""Which of our workbooks a file looks like, by the names of its sheets: for sending it to its reader, and no more.

Nothing is verified here. The reader of each kind refuses what only looks like one.
"""

from __future__ import annotations

from collections.abc import Sequence

from ctecs_desktop.domain.errors import WrongTemplate
from ctecs_desktop.domain.pack import WorkbookKind
from ctecs_desktop.exchange.opc.container import Container, read_container
from ctecs_desktop.exchange.opc.package_xml import parse_package_xml
from ctecs_desktop.exchange.submission.workbook_layout import SEAL, SIGN_OFF

PLAN, REPLY, ENROLMENT = "Plan", "Reply", "Enrolment"
"""The first sheets of the workbooks that are no submission."""

QUESTIONS, REQUEST, ABOUT = "Questions", "Request", "About"

_WORKBOOK_NAME = "xl/workbook.xml"
_SHEETS_OF_KIND = {
    WorkbookKind.PLAN: (PLAN, ABOUT),
    WorkbookKind.REPLY: (REPLY, QUESTIONS),
    WorkbookKind.ENROLMENT: (ENROLMENT, REQUEST),
    WorkbookKind.SUBMISSION: (SIGN_OFF, SEAL),
}
_MOST_NAMES = 20


def kind_of(data: bytes | Container) -> WorkbookKind:
    """The kind of the workbook ``data``, which is trusted in nothing.

    Raises ``NotAWorkbook`` for a container that breaks rules 1-4, ``WrongTemplate("workbook.unknown_kind")``
    (``sheets``: the names that it has) for any other workbook.
    """
    container = data if isinstance(data, Container) else read_container(data)
    names = _sheet_names(container)
    kind = kind_of_sheets(names)
    if kind is None:
        raise WrongTemplate("workbook.unknown_kind", rule=19, sheets=tuple(name[:40] for name in names[:_MOST_NAMES]))
    return kind


def kind_of_sheets(names: Sequence[str]) -> WorkbookKind | None:
    """The kind whose two telling sheets are among ``names``; ``None`` where no kind, or more than one, has them."""
    found = [kind for kind, telling in _SHEETS_OF_KIND.items() if set(telling) <= set(names)]
    return found[0] if len(found) == 1 else None


def _sheet_names(container: Container) -> list[str]:
    if _WORKBOOK_NAME not in container:
        return []
    root = parse_package_xml(container[_WORKBOOK_NAME], part=_WORKBOOK_NAME)
    return [element.get("name", "") for element in root.iterfind("{*}sheets/{*}sheet")]
