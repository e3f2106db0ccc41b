"""The files of an Annual Progress Report, each written whole or not at all; and its pages and charts as pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ctecs_desktop.domain.annual_report import AnnualProgressReport, ReportEdition, ReportFormat
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.services.progress import SILENT, Progress

if TYPE_CHECKING:
    from ctecs_desktop.exchange.report.report_document import ReportDocument


SLIDE_PIXELS_PER_INCH = 400.0
"""So that a chart of four inches fills a slide without a blur."""


def file_name(report: AnnualProgressReport, kind: ReportFormat) -> str:
    """``annual-progress-report-2015-16-internal.pdf``."""
    return f"annual-progress-report-{report.period.school_year}-{report.edition.value}.{kind.value}"


def write_report(
    report: AnnualProgressReport,
    folder: Path,
    *,
    formats: Sequence[ReportFormat] = tuple(ReportFormat),
    progress: Progress = SILENT,
) -> tuple[Path, ...]:
    """Write ``report`` into ``folder`` in each of ``formats``; a stop between two leaves whole files only.

    Raises ``NotAllowed("report.public_edition")``: what a public edition shows is decided and audited elsewhere first;
    ``ExchangeError("report.not_set")``; ``FileUnwritable``.
    """
    if report.edition is not ReportEdition.INTERNAL:
        raise NotAllowed("report.public_edition")
    # The pages' words are needed when a report is set, not when the window opens.
    from ctecs_desktop.exchange.report.report_pages import report_document

    folder.mkdir(parents=True, exist_ok=True)
    document = report_document(report)
    written = []
    for number, kind in enumerate(formats):
        name = file_name(report, kind)
        progress.report(number, len(formats), name)
        written.append(write_file_atomically(folder / name, _WRITERS[kind](report, document)))
    progress.report(len(formats), len(formats), "")
    return tuple(written)


def write_summary(report: AnnualProgressReport, folder: Path) -> Path:
    """The board's summary of two pages, as PDF; raises as :func:`write_report`."""
    if report.edition is not ReportEdition.INTERNAL:
        raise NotAllowed("report.public_edition")
    from ctecs_desktop.exchange.report.report_pdf import write_pdf
    from ctecs_desktop.exchange.report.report_summary import summary_document

    folder.mkdir(parents=True, exist_ok=True)
    name = file_name(report, ReportFormat.PDF).replace("report", "summary", 1)
    return write_file_atomically(folder / name, write_pdf(summary_document(report)))


def write_charts(
    report: AnnualProgressReport, folder: Path, *, is_drawing: bool = False, progress: Progress = SILENT
) -> tuple[Path, ...]:
    """Every chart of ``report`` by itself, for slides: as PNG, or with ``is_drawing`` as SVG. Raises as above."""
    if report.edition is not ReportEdition.INTERNAL:
        raise NotAllowed("report.public_edition")
    from ctecs_desktop.exchange.report.report_pages import report_document
    from ctecs_desktop.exchange.report.report_pdf import draw_pictures

    folder.mkdir(parents=True, exist_ok=True)
    pictures = report_document(report).pictures
    if is_drawing:
        contents = [each.svg.encode("utf-8") for each in pictures]
    else:
        contents = draw_pictures(pictures, pixels_per_inch=SLIDE_PIXELS_PER_INCH)
    written = []
    for number, (picture, content) in enumerate(zip(pictures, contents, strict=True)):
        name = f"{picture.name}.{'svg' if is_drawing else 'png'}"
        progress.report(number, len(pictures), name)
        written.append(write_file_atomically(folder / name, content))
    return tuple(written)


def page_pictures(report: AnnualProgressReport, *, pixels_per_inch: float) -> list[bytes]:
    """Every page as a PNG, as the PDF has it; raises ``ExchangeError("report.not_set")``."""
    from ctecs_desktop.exchange.report.report_pages import report_document
    from ctecs_desktop.exchange.report.report_pdf import draw_pages

    return draw_pages(report_document(report), pixels_per_inch=pixels_per_inch)


def _pdf(_report: AnnualProgressReport, document: ReportDocument) -> bytes:
    from ctecs_desktop.exchange.report.report_pdf import write_pdf

    return write_pdf(document)


def _word(_report: AnnualProgressReport, document: ReportDocument) -> bytes:
    # python-docx and its template cost a fifth of a second to import; only who writes a document pays.
    from ctecs_desktop.exchange.report.report_word import write_word

    return write_word(document)


def _excel(report: AnnualProgressReport, document: ReportDocument) -> bytes:
    from ctecs_desktop.exchange.report.report_excel import write_excel

    return write_excel(report, document)


_WRITERS: dict[ReportFormat, Callable[[AnnualProgressReport, ReportDocument], bytes]] = {
    ReportFormat.PDF: _pdf,
    ReportFormat.WORD: _word,
    ReportFormat.EXCEL: _excel,
}
