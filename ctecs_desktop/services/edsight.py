"""Loading what the state published: each file whole or not at all; nothing that schools sent is touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ctecs_desktop.domain.changes import Changes, Noun
from ctecs_desktop.domain.errors import CtecsError, NotAllowed, WrongTemplate
from ctecs_desktop.domain.observation import clean_note
from ctecs_desktop.domain.published import Amount, LoadedFigure, PublishedAddress, PublishedFigure, PublishedSource
from ctecs_desktop.domain.workspace import WorkspaceRole
from ctecs_desktop.exchange.edsight.export_reader import ReadExport, read_export, year_suggested_by
from ctecs_desktop.exchange.edsight.mapping import EdSightMapping, school_years_in
from ctecs_desktop.exchange.edsight.mapping_reader import read_mapping, shipped_mapping
from ctecs_desktop.exchange.edsight.text_table import LARGEST_FILE, decoded
from ctecs_desktop.exchange.files import read_file_bounded
from ctecs_desktop.services.progress import SILENT, Progress
from ctecs_desktop.services.session import Session
from ctecs_desktop.store import published_figures

NAME_OF_YEAR = "from-name"
"""Given as the school year, it stands for the one that each file's name speaks of."""


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A published figure that a newer file gives otherwise than the one before; both stay."""

    new: PublishedFigure
    before: Amount


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """What became of one file. ``error`` says why it was refused; ``remarks`` are worth a look."""

    file: str
    read: ReadExport | None = None
    error: CtecsError | None = None
    new: int = 0
    same: int = 0
    changed: tuple[ChangedFigure, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether every figure of it stood already."""
        return self.read is not None and not self.new and not self.changed

    @property
    def remarks(self) -> tuple[CtecsError, ...]:
        """What was odd and stopped nothing."""
        return self.read.remarks if self.read else ()


@dataclass(frozen=True, slots=True)
class Loading:
    """What became of all files, in the order in which they were given."""

    files: tuple[LoadedFile, ...]
    changes: Changes = field(default_factory=Changes)


def mapping_in(folder: Path | None) -> EdSightMapping:
    """The mapping tables in ``folder``, or those that come with the program."""
    return shipped_mapping() if folder is None else read_mapping(folder)


def year_proposed(path: Path) -> str:
    """The school year that the name of a file speaks of, for a person to confirm; "" where there is none."""
    return year_suggested_by(path.name)


def load_files(
    session: Session,
    paths: Sequence[Path],
    *,
    school_year: str = "",
    mapping: EdSightMapping | None = None,
    dry_run: bool = False,
    progress: Progress = SILENT,
) -> Loading:
    """Read and keep every file; the same file again changes nothing and says so.

    ``school_year`` is what a person says of files that name no year themselves: a year, or ``NAME_OF_YEAR``. Raises
    ``WrongTemplate("edsight.not_a_year")``; what is wrong with one file stands in its ``LoadedFile``.
    """
    session.require(WorkspaceRole.CENTRAL)
    if school_year not in {"", NAME_OF_YEAR} and school_years_in(school_year) != [school_year]:
        raise WrongTemplate("edsight.not_a_year", text=school_year)
    tables = mapping or shipped_mapping()
    standing: Standing = {}
    found = []
    for number, path in enumerate(paths):
        progress.report(number, len(paths), path.name)
        given = year_proposed(path) if school_year == NAME_OF_YEAR else school_year
        try:
            data = read_file_bounded(path, LARGEST_FILE)
            read = _read(data, path.name, session, tables, given)
        except CtecsError as error:
            found.append(LoadedFile(path.name, error=error))
            continue
        found.append(_compared(session, read, standing))
        if not dry_run and not found[-1].is_known:
            _keep(session, read, data)
    progress.report(len(paths), len(paths), "")
    has_news = not dry_run and any(each.new or each.changed for each in found)
    return Loading(tuple(found), Changes(nouns=frozenset({Noun.PUBLISHED}) if has_news else frozenset()))


Standing = dict[str, dict[PublishedAddress, Amount]]
"""By school year the figures that count, read once for many files."""


def _compared(session: Session, read: ReadExport, standing: Standing) -> LoadedFile:
    """What a file brings beside what stands, which it then joins."""
    year = read.school_year
    if year not in standing:
        stored = published_figures.published_figures(session.store, year)
        standing[year] = {each.figure.address: each.figure.amount for each in stored}
    before = standing[year]
    changed = tuple(
        ChangedFigure(each, before[each.address])
        for each in read.figures
        if before.get(each.address, each.amount) != each.amount
    )
    new = sum(1 for each in read.figures if each.address not in before)
    before.update((each.address, each.amount) for each in read.figures)
    return LoadedFile(read.file, read, None, new, len(read.figures) - new - len(changed), changed)


def _keep(session: Session, read: ReadExport, data: bytes) -> None:
    published_figures.keep_source(
        session.store,
        read.figures,
        content=data,
        file_digest=read.digest,
        file_name=read.file,
        export=read.export,
        school_year=read.school_year,
        at=session.now(),
        person=session.person,
    )


def _read(data: bytes, name: str, session: Session, mapping: EdSightMapping, given: str) -> ReadExport:
    """The file with the year that it names; what a person said counts only where it names none."""
    try:
        return read_export(data, name, plan=session.plan, mapping=mapping)
    except WrongTemplate as error:
        if error.code != "edsight.no_year" or not given:
            raise
    return read_export(data, name, plan=session.plan, mapping=mapping, school_year=given)


def files_without_year(session: Session, paths: Sequence[Path]) -> dict[Path, str]:
    """The files that name no year themselves, each with the year that its name speaks of, to be confirmed."""
    found = {}
    for path in paths:
        try:
            _read(read_file_bounded(path, LARGEST_FILE), path.name, session, shipped_mapping(), "")
        except CtecsError as error:
            if error.code == "edsight.no_year":
                found[path] = year_proposed(path)
    return found


def sources(session: Session) -> list[PublishedSource]:
    """Every file that was loaded, the withdrawn ones too."""
    session.require(WorkspaceRole.CENTRAL)
    return published_figures.sources(session.store)


def figures(session: Session, school_year: str) -> list[LoadedFigure]:
    """The published figures of a school year that count."""
    session.require(WorkspaceRole.CENTRAL)
    return published_figures.published_figures(session.store, school_year)


def withdraw(session: Session, number: int, *, reason: str) -> Changes:
    """Let a loaded file count no more, with a reason; it stays in the history.

    Raises ``NotAllowed``: ``edsight.reason_wanted``, ``edsight.unknown_source``, ``edsight.withdrawn_already``.
    """
    session.require(WorkspaceRole.CENTRAL)
    cleaned = clean_note(reason)
    if not cleaned:
        raise NotAllowed("edsight.reason_wanted", number=number)
    published_figures.withdraw(session.store, number, reason=cleaned, at=session.now(), person=session.person)
    return Changes(nouns=frozenset({Noun.PUBLISHED}))


def source_line(session: Session, loaded: LoadedFigure) -> str:
    """The line of the file in which a figure stands, as it came."""
    content = published_figures.source_content(session.store, loaded.source.number)
    lines = decoded(content, loaded.source.file_name).splitlines()
    number = loaded.figure.line
    return lines[number - 1] if 0 < number <= len(lines) else ""
