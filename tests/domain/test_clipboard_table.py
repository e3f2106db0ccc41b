"""Tables on the clipboard: what Excel, LibreOffice and a browser put there, and what is given back to them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctecs_desktop.domain.clipboard_table import (
    MOST_CELLS,
    read_clipboard,
    read_html,
    read_text,
    table_html,
    table_text,
)
from ctecs_desktop.domain.errors import ValueRejected

EXCEL_HTML = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><style><!--table {mso-displayed-decimal:".";}
td {color:black;}--></style></head>
<body link="#0563C1"><table border=0 cellpadding=0 cellspacing=0 width=192 style='border-collapse:collapse'>
<!--StartFragment-->
 <col width=64 span=3 style='width:48pt'>
 <tr height=20 style='height:15.0pt'>
  <td height=20 class=xl65 width=64 style='height:15.0pt'>1.10</td>
  <td align=right width=64>1,234</td>
  <td class=xl66 align=right width=64>43.5%</td>
 </tr>
 <tr height=40>
  <td colspan=2 height=40>two<br>
    lines &amp;<span style='mso-spacerun:yes'>&nbsp; </span>more</td>
  <td></td>
 </tr>
<!--EndFragment-->
</table></body></html>"""

LIBREOFFICE_HTML = """<!DOCTYPE html><html><head><meta name="generator" content="LibreOffice 24.2 (Linux)"/></head>
<body><table cellspacing="0" border="0"><colgroup width="85"></colgroup><tr>
<td height="17" align="left" sdnum="1033;0;@">1.10</td>
<td align="right" sdval="1234" sdnum="1033;0;#,##0">1,234</td>
<td align="right" sdval="0.434782608695652" sdnum="1033;0;0.0%">43.5%</td></tr>
<tr><td height="33" colspan=2 align="left">two<br>lines &amp; more</td><td align="left"><br></td></tr>
</table></body></html>"""


def test_a_block_from_a_spreadsheet_has_no_row_after_its_last_line_end() -> None:
    assert read_text("57\t131\r\n75\t140\r\n") == (("57", "131"), ("75", "140"))
    assert read_text("57\t131\n75\t140\n") == (("57", "131"), ("75", "140"))
    assert read_text("57\t131\n75\t140") == (("57", "131"), ("75", "140"))


def test_empty_cells_and_rows_are_kept() -> None:
    assert read_text("\t2\n\n3\t\n") == (("", "2"), ("",), ("3", ""))
    assert read_text("1\t") == (("1", ""),)
    assert read_text("\r\n") == (("",),)
    assert read_text("") == ()


def test_line_breaks_tabs_and_quotes_inside_a_cell_are_kept() -> None:
    assert read_text('57\t"two\nlines"\t131\n') == (("57", "two\nlines", "131"),)
    assert read_text('"a\tb"\t"say ""no"""\r\n') == (("a\tb", 'say "no"'),)
    assert read_text('"one\r\ntwo"\r\n"three"') == (("one\ntwo",), ("three",))


def test_quotes_that_are_only_part_of_a_text_are_left_alone() -> None:
    assert read_text('the "A" school\t5\n') == (('the "A" school', "5"),)
    assert read_text('"A" school\t5\n') == (('"A" school', "5"),)
    assert read_text('5"\t"open\n7') == (('5"', '"open'), ("7",))


def test_what_follows_the_end_that_windows_puts_after_text_is_dropped() -> None:
    assert read_text("57\t131\r\n\0garbage\t9") == (("57", "131"),)


@pytest.mark.parametrize("html", [EXCEL_HTML, LIBREOFFICE_HTML])
def test_the_html_of_both_spreadsheets_says_what_was_shown(html: str) -> None:
    table = read_html(html)
    assert table == (("1.10", "1,234", "43.5%"), (table[1][0], "", ""))
    assert " ".join(table[1][0].split()) == "two lines & more"
    assert table[1][0].count("\n") == 1


def test_merged_cells_say_their_text_once_and_keep_the_others_in_place() -> None:
    html = (
        "<table><tr><td rowspan=2>a</td><td colspan='2'>b</td><td>c</td></tr>"
        "<tr><td>d</td><td>e</td><td>f</td></tr><tr><td>g</td></tr></table>"
    )
    assert read_html(html) == (("a", "b", "", "c"), ("", "d", "e", "f"), ("g",))


def test_only_the_first_table_counts_and_one_inside_a_cell_is_its_text() -> None:
    html = "<p>x<table><tr><td>1<table><tr><td>2<td>3</table><td>4</table><table><tr><td>5</table>"
    assert read_html(html) == (("123", "4"),)


def test_html_without_a_table_and_broken_html_say_what_they_can() -> None:
    assert read_html("<p>no table</p>") == ()
    assert read_html("<table><td>1<td>2<tr><td>3") == (("1", "2"), ("3",))
    assert read_html("<table><tr></tr><tr><td>&nbsp;</td></tr></table>") == (("",), ("",))


def test_the_text_is_taken_unless_it_lost_the_columns() -> None:
    html = "<table><tr><td>57</td><td>131</td></tr></table>"
    assert read_clipboard(text="57\t131\n", html="<table><tr><td>other</td></tr></table>") == (("57", "131"),)
    assert read_clipboard(text="57\n131\n", html=html) == (("57", "131"),)
    assert read_clipboard(html=html) == (("57", "131"),)
    assert read_clipboard(text="57\n", html="<p>57</p>") == (("57",),)
    assert read_clipboard(text="57\n75\n", html="<table><tr><td>57<tr><td>75</table>") == (("57",), ("75",))
    assert read_clipboard() == ()


@pytest.mark.parametrize(
    "paste",
    [
        lambda: read_text("\t" * MOST_CELLS),
        lambda: read_html("<table><tr><td colspan=99999 rowspan=99999>x"),
        lambda: read_html("<table>" + "<tr><td colspan=60000>" * 2),
    ],
)
def test_more_than_anyone_can_have_meant_is_refused_at_once(paste: object) -> None:
    assert callable(paste)
    start = time.process_time()
    with pytest.raises(ValueRejected) as refusal:
        paste()
    assert refusal.value.code == "paste.too_large"
    assert time.process_time() - start < 5


CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\0"), max_size=8)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=4).map(tuple), max_size=5).map(tuple)


@given(TABLES)
def test_what_is_copied_as_text_comes_back(table: tuple[tuple[str, ...], ...]) -> None:
    assert read_text(table_text(table)) == table


@given(TABLES)
def test_what_is_copied_as_html_comes_back_as_it_is_shown(table: tuple[tuple[str, ...], ...]) -> None:
    def shown(text: str) -> list[str]:
        return text.split()

    back = read_html(table_html(table))
    assert [[shown(cell) for cell in row] for row in back] == [[shown(cell) for cell in row] for row in table]


@given(st.text(st.sampled_from('<>/="table tr td colspan 0123456789 \n&;!-'), max_size=60))
def test_no_html_makes_the_reader_fail(html: str) -> None:
    read_html(html)


def test_numbers_are_copied_as_numbers_and_codes_and_formulas_as_text() -> None:
    html = table_html([["1.10", "57", "-3.5", "=1+1", "007", ""]], text_columns={0})
    cells = html.split("<td")[1:]
    assert ["@" in cell for cell in cells] == [True, False, False, True, True, False]
    assert read_html(html) == (("1.10", "57", "-3.5", "=1+1", "007", ""),)
