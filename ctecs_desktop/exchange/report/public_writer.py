"""The child process that makes the files of a public edition: all that it ever gets is what readers may have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ctecs_desktop.assets import asset
from ctecs_desktop.domain.annual_report import AnnualProgressReport, ReportFormat
from ctecs_desktop.domain.errors import CtecsError
from ctecs_desktop.domain.public_table import PublicLine
from ctecs_desktop.exchange.files import write_file_atomically
from ctecs_desktop.exchange.report.public_csv import write_public_csv
from ctecs_desktop.exchange.report.report_document import ReportDocument
from ctecs_desktop.exchange.report.report_pages import report_document
from ctecs_desktop.i18n import language_in_use, use_language


@dataclass(frozen=True, slots=True)
class PublicJob:
    """What the child gets: the public report and its lines, and where to write what under which name.

    ``language`` is that of whoever gives the job.
    """

    report: AnnualProgressReport
    lines: tuple[PublicLine, ...]
    folder: Path
    pages: tuple[tuple[ReportFormat, str], ...]
    table: str
    language: str = field(default_factory=language_in_use)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files, in the order in which they are written."""
        return (*(name for _kind, name in self.pages), self.table)


def serve(connection: Connection[Any, Any]) -> None:
    """Take a ``PublicJob``; answer with the name of each file that is whole, or with the error that ended it."""
    job: PublicJob = connection.recv()
    use_language(job.language, catalogues=asset("locale"))
    try:
        document = report_document(job.report)
        for kind, name in job.pages:
            write_file_atomically(job.folder / name, _WRITERS[kind](job.report, document))
            connection.send(name)
        write_file_atomically(job.folder / job.table, write_public_csv(job.lines))
        connection.send(job.table)
    except CtecsError as error:
        connection.send(error)


def _pdf(_report: AnnualProgressReport, document: ReportDocument) -> bytes:
    from ctecs_desktop.exchange.report.report_pdf import write_pdf

    return write_pdf(document)


def _word(_report: AnnualProgressReport, document: ReportDocument) -> bytes:
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
