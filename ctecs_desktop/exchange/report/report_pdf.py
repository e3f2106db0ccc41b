"""Sets the report as a tagged PDF (PDF/UA-1 and PDF/A-2a in one file) and as pictures of its pages, with Typst.

The document goes to Typst as data; the template is ours and fixed. Fonts are those inside Typst, so that every
computer sets the same pages; what they lack is written out by its name instead of leaving a hole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC
from types import ModuleType
from typing import Literal, TypeVar

from ctecs_desktop.assets import asset
from ctecs_desktop.domain.errors import ExchangeError
from ctecs_desktop.exchange.report.glyphs import without_missing_glyphs
from ctecs_desktop.exchange.report.report_document import (
    Block,
    Bullets,
    Exhibit,
    Heading,
    Notes,
    Paragraph,
    Picture,
    Pictures,
    ReportDocument,
    Table,
    is_right_to_left,
    unbroken,
)
from ctecs_desktop.i18n import _

STANDARDS = ["ua-1", "a-2a"]

LONG_ROW = 600
"""Characters from which a row may go on to the next page; a shorter one never does."""

SCREEN_PPI = 96.0
PRINT_PPI = 200.0

Answer = TypeVar("Answer")


def write_pdf(document: ReportDocument) -> bytes:
    """The report as PDF; the same document gives the same bytes. Raises ``ExchangeError("report.not_set")``."""
    return _set(document, lambda typst, source, inputs: _one(_compile(typst, source, inputs, kind="pdf")))


def draw_pages(document: ReportDocument, *, pixels_per_inch: float = SCREEN_PPI) -> list[bytes]:
    """Every page as a PNG, exactly as the PDF has it; raises as :func:`write_pdf`."""
    return _set(
        document,
        lambda typst, source, inputs: _many(_compile(typst, source, inputs, kind="png", ppi=pixels_per_inch)),
    )


def draw_pictures(pictures: Sequence[Picture], *, pixels_per_inch: float = PRINT_PPI) -> list[bytes]:
    """Every picture as a PNG of its own size, drawn by the same program that sets the PDF."""
    if not pictures:
        return []
    data = [{"svg": each.svg, "width": each.width, "height": each.height} for each in pictures]
    return _guarded(
        lambda typst: _many(_compile(typst, _PICTURES, {"report": json.dumps(data)}, kind="png", ppi=pixels_per_inch))
    )


_PICTURES = b"""
#let d = json(bytes(sys.inputs.report))
#set page(margin: 0pt, fill: white)
#for each in d {
  page(width: each.width * 1pt, height: each.height * 1pt, image(bytes(each.svg), format: "svg", width: 100%))
}
"""


def _set(document: ReportDocument, act: Callable[[ModuleType, bytes, dict[str, str]], Answer]) -> Answer:
    source = asset("report/report.typ").read_bytes()

    def work(typst: ModuleType) -> Answer:
        text = without_missing_glyphs(json.dumps(_document(document), ensure_ascii=False))
        return act(typst, source, {"report": text})

    return _guarded(work)


def _guarded(work: Callable[[ModuleType], Answer]) -> Answer:
    # 30 MB that only who sets a report must load.
    import typst

    try:
        return work(typst)
    except typst.TypstError as error:
        raise ExchangeError("report.not_set", reason=str(error)[:300]) from error


def _compile(
    typst: ModuleType, source: bytes, inputs: dict[str, str], *, kind: Literal["pdf", "png"], ppi: float | None = None
) -> object:
    made: object = typst.compile(
        source,
        format=kind,
        ppi=ppi,
        sys_inputs=inputs,
        ignore_system_fonts=True,
        pdf_standards=STANDARDS if kind == "pdf" else [],
    )
    return made


def _one(made: object) -> bytes:
    assert isinstance(made, bytes)
    return made


def _many(made: object) -> list[bytes]:
    return list(made) if isinstance(made, list) else [_one(made)]


def _document(document: ReportDocument) -> dict[str, object]:
    moment = document.claimed_time.astimezone(UTC)
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "district": document.district,
        "edition": document.edition,
        "language": document.language.split("_")[0],
        "contents": _("Contents"),
        "facts": document.facts,
        "footer": document.footer,
        "cover": document.has_cover,
        "date": [moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second],
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: Block) -> dict[str, object]:
    if isinstance(block, Heading):
        begins = block.begins_page or (block.level == 1 and not block.flows)
        place = {"page": begins, "listed": block.is_listed}
        return {"kind": "heading", "level": block.level, "text": block.text} | place
    if isinstance(block, Paragraph):
        texts = [_text(each.strip("\n")) for each in block.text.split("\n\n") if each.strip()]
        return {"kind": "paragraph", "muted": block.is_muted, "notice": block.is_notice, "paragraphs": texts}
    if isinstance(block, Bullets):
        return {"kind": "bullets", "items": [_text(each) for each in block.items]}
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Pictures):
        return {"kind": "pictures", "pictures": [_picture(each) for each in block.pictures]}
    if isinstance(block, Exhibit):
        return {"kind": "exhibit", "picture": _picture(block.picture), "table": _table(block.table)}
    assert isinstance(block, Notes)
    return {"kind": "notes", "notes": [{"number": note.number} | _text(note.text) for note in block.notes]}


def _picture(picture: Picture) -> dict[str, object]:
    return {name: getattr(picture, name) for name in ("svg", "width", "alternative", "caption")}


def _table(table: Table) -> dict[str, object]:
    return {
        "kind": "table",
        "caption": table.caption,
        "together": table.stays_together,
        "explained": table.explained_below,
        "columns": [{"heading": each.heading, "share": each.share, "number": each.is_number} for each in table.columns],
        "rows": [
            {
                "strong": row.is_strong,
                "group": row.is_group,
                "long": sum(len(cell.text) for cell in row.cells) > LONG_ROW,
                "cells": [
                    {
                        "text": unbroken(cell.text),
                        "status": cell.status.value if cell.status else None,
                        "marks": cell.marks,
                    }
                    for cell in row.cells
                ],
            }
            for row in table.rows
        ],
    }


def _text(text: str) -> dict[str, object]:
    return {"text": text, "rtl": is_right_to_left(text)}
