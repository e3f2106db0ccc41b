"""The state's published figures: every loaded file with its figures, nothing overwritten, one withdrawn with a reason.

Figures belong to the file that they came in. Where two files speak of one address, the one loaded last counts; the
older one stays and can be read. Replay computes the digest of a file's figures anew from the stored rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ctecs_desktop.domain.errors import NotAllowed
from ctecs_desktop.domain.grid import Part
from ctecs_desktop.domain.observation import MeasureCode, SchoolCode, SubgroupCode
from ctecs_desktop.domain.published import (
    LoadedFigure,
    PublishedAddress,
    PublishedFigure,
    PublishedSource,
    amount_of,
    amount_text,
    figures_digest,
)
from ctecs_desktop.store import archive, history

if TYPE_CHECKING:
    from ctecs_desktop.store.store import Store

NOUN = "published_source"

_COLUMNS = "s.id, a.digest, s.file_name, s.export, s.school_year, s.at, s.person, s.withdrawn"
_FROM = "FROM published_source s JOIN archive a ON a.id = s.archive"


def keep_source(
    store: Store,
    figures: Sequence[PublishedFigure],
    *,
    content: bytes,
    file_digest: str,
    file_name: str,
    export: str,
    school_year: str,
    at: str,
    person: str,
) -> int:
    """Keep a file with its figures and give its number; 0 where it brings nothing that does not stand already.

    Raises ``StoreError("archive.digest")`` where ``file_digest`` is not that of ``content``.
    """
    with store.transaction():
        standing = {each.figure.address: each.figure.amount for each in published_figures(store, school_year)}
        if all(standing.get(each.address) == each.amount for each in figures):
            return 0
        kept = archive.keep(store, content, file_digest)
        number = store.execute(
            "INSERT INTO published_source (archive, file_name, export, school_year, at, person, withdrawn)"
            " VALUES (?, ?, ?, ?, ?, ?, '')",
            (kept, file_name, export, school_year, at, person),
        )
        store.execute_many(
            "INSERT INTO published_figure (source, organization, measure, subgroup, part, amount, line, title)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [_row(store, number, each) for each in figures],
        )
        after = _text(file_digest, file_name, export, school_year, at, person, "", figures_digest(tuple(figures)))
        history.append(store, at=at, person=person, noun=NOUN, subject=str(number), before="", after=after)
    return number


def withdraw(store: Store, number: int, *, reason: str, at: str, person: str) -> None:
    """Let a file count no more, with the reason; it stays and can be read.

    Raises ``NotAllowed``: ``edsight.unknown_source``, or ``edsight.withdrawn_already`` (``reason``).
    """
    with store.transaction():
        found = [each for each in sources(store) if each.number == number]
        if not found:
            raise NotAllowed("edsight.unknown_source", number=number)
        if found[0].withdrawn:
            raise NotAllowed("edsight.withdrawn_already", number=number, reason=found[0].withdrawn)
        ((_subject, before),) = _state_of(store, number)
        store.execute("UPDATE published_source SET withdrawn = ? WHERE id = ?", (reason, number))
        ((subject, after),) = _state_of(store, number)
        history.append(store, at=at, person=person, noun=NOUN, subject=subject, before=before, after=after)


def sources(store: Store) -> list[PublishedSource]:
    """Every file that was loaded, in that order, the withdrawn ones too."""
    counts = dict(store.query("SELECT source, COUNT(*) FROM published_figure GROUP BY source"))
    return [
        PublishedSource(
            number, digest.hex(), file_name, export, school_year, counts.get(number, 0), at, person, withdrawn
        )
        for number, digest, file_name, export, school_year, at, person, withdrawn in store.query(
            f"SELECT {_COLUMNS} {_FROM} ORDER BY s.id"
        )
    ]


def published_figures(store: Store, school_year: str) -> list[LoadedFigure]:
    """The figures of a school year that count: of each address the one from the file loaded last."""
    by_number = {each.number: each for each in sources(store) if not each.withdrawn and each.school_year == school_year}
    found: dict[PublishedAddress, LoadedFigure] = {}
    for number, source in by_number.items():
        for figure in _figures_of(store, number, school_year):
            found[figure.address] = LoadedFigure(figure, source)
    return list(found.values())


def source_content(store: Store, number: int) -> bytes:
    """The file as it came, byte for byte; raises ``NotAllowed("edsight.unknown_source")``."""
    rows = store.query(f"SELECT a.content {_FROM} WHERE s.id = ?", (number,))
    if not rows:
        raise NotAllowed("edsight.unknown_source", number=number)
    content: bytes = rows[0][0]
    return content


def state(store: Store) -> Iterator[tuple[str, str]]:
    """What replaying the history must give."""
    for (number,) in store.query("SELECT id FROM published_source ORDER BY id"):
        yield from _state_of(store, number)


def _state_of(store: Store, number: int) -> Iterator[tuple[str, str]]:
    for _number, digest, file_name, export, school_year, at, person, withdrawn in store.query(
        f"SELECT {_COLUMNS} {_FROM} WHERE s.id = ?", (number,)
    ):
        figures = figures_digest(tuple(_figures_of(store, number, school_year)))
        yield str(number), _text(digest.hex(), file_name, export, school_year, at, person, withdrawn, figures)


def _figures_of(store: Store, number: int, school_year: str) -> Iterator[PublishedFigure]:
    texts = store.codes.texts()
    for organization, measure, subgroup, part, amount, line, title in store.query(
        "SELECT organization, measure, subgroup, part, amount, line, title FROM published_figure WHERE source = ?",
        (number,),
    ):
        address = PublishedAddress(
            SchoolCode(texts[organization]),
            school_year,
            MeasureCode(texts[measure]),
            SubgroupCode(texts[subgroup]),
            Part(part),
        )
        yield PublishedFigure(address, amount_of(amount), line, title)


def _row(store: Store, number: int, figure: PublishedFigure) -> tuple[object, ...]:
    address = figure.address
    codes = (store.codes.number_of(each) for each in (address.organization, address.measure, address.subgroup))
    return number, *codes, address.part.value, amount_text(figure.amount), figure.line, figure.column


def _text(*parts: str) -> str:
    return json.dumps(parts, ensure_ascii=False)
