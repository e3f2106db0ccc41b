"""Writes the report as a Word document, which the office may edit: headings, table styles, captions, alt texts.

The same document gives the same bytes: the time in it is the claimed one, and the package is packed by our own rules.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC
from itertools import count

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from ctecs_desktop.exchange.opc.container import pack
from ctecs_desktop.exchange.report.report_document import (
    Block,
    Bullets,
    Exhibit,
    Heading,
    Notes,
    Paragraph,
    Pictures,
    ReportDocument,
    Table,
    is_right_to_left,
)
from ctecs_desktop.exchange.report.report_pdf import draw_pictures
from ctecs_desktop.exchange.report.word_tables import table_element
from ctecs_desktop.i18n import _

TYPEFACE = "Cambria"
"""Comes with Word on every system; others take the serif nearest to it."""

_ACCENT, _MUTED = RGBColor(0x1D, 0x5B, 0xB8), RGBColor(0x56, 0x60, 0x70)
_INK = RGBColor(0x1B, 0x1F, 0x27)
_TEXT_WIDTH = 468  # points between the margins of a letter page
_WIDE = 400
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def write_word(document: ReportDocument) -> bytes:
    """The report as .docx; the same document gives the same bytes."""
    word = Document()
    _set_up(word, document)
    (_cover if document.has_cover else _head)(word, document)
    pictures = _Pictures(document)
    for block in document.blocks:
        _add(word, block, pictures)
    buffer = io.BytesIO()
    word.save(buffer)
    with zipfile.ZipFile(buffer) as written:
        return pack({name: written.read(name) for name in written.namelist()})


class _Pictures:
    """The pictures drawn all at once, and numbers for them: Word wants each number once in a document."""

    def __init__(self, document: ReportDocument) -> None:
        pictures = document.pictures
        self.drawn = dict(zip((each.name for each in pictures), draw_pictures(pictures), strict=True))
        self.numbers = count(1)


def _plain(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)


def _set_up(word: WordDocument, document: ReportDocument) -> None:
    section = word.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Pt(612), Pt(792)
    section.left_margin = section.right_margin = Pt(72)
    section.top_margin = section.bottom_margin = Pt(56)
    _styles(word, document.language.replace("_", "-"), has_cover=document.has_cover)
    foot = section.footer.paragraphs[0]
    _run(foot, f"{document.footer} · ", size=8.5, colour=_MUTED)
    _field(foot, "PAGE", "1")
    section.different_first_page_header_footer = document.has_cover
    moment = document.claimed_time.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = word.core_properties
    properties.title, properties.subject = _plain(document.title), _plain(document.subtitle)
    properties.author = properties.last_modified_by = _plain(document.district)
    properties.comments, properties.keywords = "", document.edition
    properties.created = properties.modified = moment
    properties.language = document.language.replace("_", "-")
    properties.revision = 1


def _styles(word: WordDocument, language: str, *, has_cover: bool) -> None:
    sizes = {"Normal": 10.5, "Title": 28, "Heading 1": 20, "Heading 2": 14, "Heading 3": 10.5, "Caption": 9}
    if not has_cover:
        sizes |= {"Title": 20, "Heading 1": 14, "Heading 2": 10.5}
    for name, size in sizes.items():
        style = word.styles[name]
        style.font.name, style.font.size = TYPEFACE, Pt(size)
        style.font.bold = name not in {"Normal", "Caption"}
        style.font.color.rgb = _MUTED if name == "Caption" else _INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), TYPEFACE)
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    word.styles["Caption"].paragraph_format.keep_with_next = True
    word.styles["Heading 1"].paragraph_format.page_break_before = has_cover
    word.styles["Normal"].paragraph_format.space_after = Pt(6)
    for element in word.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), language if "-" in language else f"{language}-US")


def _cover(word: WordDocument, document: ReportDocument) -> None:
    word.add_paragraph(_plain(document.title), style="Title").paragraph_format.space_before = Pt(150)
    for text, size in ((document.subtitle, 15), (document.district, 12)):
        _run(word.add_paragraph(), text, size=size)
    edition = word.add_paragraph()
    edition.paragraph_format.space_before = Pt(200)
    _run(edition, document.edition, is_bold=True)
    for name, fact in document.facts:
        line = word.add_paragraph()
        line.paragraph_format.space_after = Pt(0)
        _run(line, f"{name}: ", colour=_MUTED)
        _run(line, fact)
    contents = word.add_paragraph()
    contents.paragraph_format.page_break_before = True
    _run(contents, _("Contents"), size=20, is_bold=True)
    headings = [block.text for block in document.blocks_of(Heading) if block.level == 1]
    # Written out, so that the list is there before Word is asked to find the page numbers (F9).
    _field(word.add_paragraph(), 'TOC \\o "1-2" \\h \\z \\u', "\n".join(headings))


def _head(word: WordDocument, document: ReportDocument) -> None:
    """Without a cover the title stands over the first page."""
    word.add_paragraph(_plain(document.title), style="Title").paragraph_format.space_after = Pt(2)
    _run(word.add_paragraph(), f"{document.district} · {document.edition}", size=9.5, colour=_MUTED)


def _add(word: WordDocument, block: Block, pictures: _Pictures) -> None:
    if isinstance(block, Heading):
        heading = word.add_heading(_plain(block.text), level=block.level)
        heading.paragraph_format.page_break_before = False if block.flows else block.begins_page or None
    elif isinstance(block, Paragraph):
        _add_paragraphs(word, block)
    elif isinstance(block, Bullets):
        for item in block.items:
            _say(word.add_paragraph(style="List Bullet"), item)
    elif isinstance(block, Table):
        _add_table(word, block)
    elif isinstance(block, Pictures):
        _add_pictures(word, block, pictures)
    elif isinstance(block, Exhibit):
        _add_pictures(word, Pictures((block.picture,)), pictures)
        _add_table(word, block.table)
    elif isinstance(block, Notes):
        for note in block.notes:
            line = word.add_paragraph()
            line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Pt(16), Pt(-16)
            line.paragraph_format.space_after = Pt(2)
            run = _run(line, f"{note.number}  {note.text}", size=8.5)
            if is_right_to_left(note.text):
                _turn(line, run)


def _add_paragraphs(word: WordDocument, block: Paragraph) -> None:
    for text in block.text.split("\n\n"):
        if not text.strip():
            continue
        line = word.add_paragraph()
        _say(line, text.strip("\n"), colour=_MUTED if block.is_muted else None, is_italic=block.is_notice)


def _say(line: WordParagraph, text: str, *, colour: RGBColor | None = None, is_italic: bool = False) -> None:
    """Put ``text`` into a paragraph, from right to left where its first letter is written so."""
    run = _run(line, text, colour=colour)
    run.italic = is_italic or None
    if is_right_to_left(text):
        _turn(line, run)


def _turn(line: WordParagraph, run: Run) -> None:
    """Set a paragraph from right to left."""
    properties = line._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no name for it
    later = {qn("w:spacing"), qn("w:ind"), qn("w:jc")}  # the schema wants it before these
    place = next((number for number, each in enumerate(properties) if each.tag in later), len(properties))
    properties.insert(place, OxmlElement("w:bidi"))
    run.font.rtl = True


def _run(
    line: WordParagraph, text: str, *, size: float | None = None, colour: RGBColor | None = None, is_bold: bool = False
) -> Run:
    run = line.add_run(_plain(text))
    if size is not None:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour
    if is_bold:
        run.bold = True
    return run


def _field(line: WordParagraph, code: str, shown: str) -> None:
    """A field that Word fills in, with what it shows until then."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", shown), ("end", "")):
        run = line.add_run()
        if kind == "shown":
            run.text = _plain(text)
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)  # noqa: SLF001 - python-docx has no name for it


def _add_table(word: WordDocument, block: Table) -> None:
    word.add_paragraph(_plain(block.caption), style="Caption")
    word.element.body[-1].addprevious(table_element(block, _TEXT_WIDTH, _plain))  # the last one is the section's
    # Word wants one. It is as low as can be: the space after it, unlike its height, opens no page where one is full.
    below = word.add_paragraph().paragraph_format
    below.keep_with_next = block.explained_below or None
    below.space_after, below.line_spacing = Pt(7), Pt(1)


def _add_pictures(word: WordDocument, block: Pictures, pictures: _Pictures) -> None:
    caption = " · ".join(each.caption for each in block.pictures)
    word.add_paragraph(_plain(caption), style="Caption")
    line = word.add_paragraph()
    # A picture over the whole width stands with the table that tells its figures.
    line.paragraph_format.keep_with_next = (len(block.pictures) == 1 and block.pictures[0].width > _WIDE) or None
    for number, picture in enumerate(block.pictures):
        if number:
            line.add_run("  ")
        shape = line.add_run().add_picture(io.BytesIO(pictures.drawn[picture.name]), width=Pt(picture.width))
        inline = shape._inline  # noqa: SLF001 - python-docx has no name for it
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")  # LibreOffice takes a margin for granted, and two pictures do not fit any more
        properties = inline.docPr
        properties.set("id", str(next(pictures.numbers)))
        properties.set("name", _plain(picture.name))
        properties.set("descr", _plain(picture.alternative))
