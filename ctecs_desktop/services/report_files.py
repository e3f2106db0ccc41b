"""The files of an Annual Progress Report, each written whole or not at all; and its pages and charts as pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from ctecs_desktop.domain.annual_report import AnnualProgressReport, ReportEdition, ReportFormat
from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.services.progress import SILENT, Progress

if TYPE_CHECKING:
    from ctecs_desktop.exchange.report.report_document import ReportDocument


CHARTS_FOLDER = "charts"
"""Where the charts go, in the folder of the report."""

SLIDE_PIXELS_PER_INCH = 400.0
"""So that a chart of four inches fills a slide without a blur."""


class ChartFormat(Enum):
    """What a chart is written as; the value is the ending of its name."""

    PNG = "png"
    SVG = "svg"


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """Which files of a report are wanted."""

    formats: tuple[ReportFormat, ...] = tuple(ReportFormat)
    has_summary: bool = False
    charts: tuple[ChartFormat, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is wanted."""
        return not (self.formats or self.has_summary or self.charts)


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


def write_chosen(
    report: AnnualProgressReport, folder: Path, choice: ReportChoice, *, progress: Progress = SILENT
) -> tuple[Path, ...]:
    """Every file that ``choice`` names, the charts in a folder of their own; raises as :func:`write_report`."""
    written = write_report(report, folder, formats=choice.formats, progress=progress)
    if choice.has_summary:
        written += (write_summary(report, folder),)
    for kind in choice.charts:
        written += write_charts(report, folder / CHARTS_FOLDER, kind=kind, progress=progress)
    return written


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
    report: AnnualProgressReport, folder: Path, *, kind: ChartFormat = ChartFormat.PNG, progress: Progress = SILENT
) -> tuple[Path, ...]:
    """Every chart of ``report`` by itself, for slides. Raises as above."""
    if report.edition is not ReportEdition.INTERNAL:
        raise NotAllowed("report.public_edition")
    from ctecs_desktop.exchange.report.report_pages import report_document
    from ctecs_desktop.exchange.report.report_pdf import draw_pictures

    folder.mkdir(parents=True, exist_ok=True)
    pictures = report_document(report).pictures
    if kind is ChartFormat.SVG:
        contents = [each.svg.encode("utf-8") for each in pictures]
    else:
        contents = draw_pictures(pictures, pixels_per_inch=SLIDE_PIXELS_PER_INCH)
    written = []
    for number, (picture, content) in enumerate(zip(pictures, contents, strict=True)):
        name = f"{picture.name}.{kind.value}"
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
