"""Native charts of a sheet of computed cells: they follow the cells, and say in words what they show."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree
from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.worksheet.worksheet import Worksheet

from ctecs_desktop.exchange.workbook.live_page import ChartKind, LiveChart

_ACCENT, _BAR = "1D5BB8", "AEB6C2"
_WIDTH = 15  # centimetres
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"


def add_chart(sheet: Worksheet, chart: LiveChart) -> None:
    """Lay ``chart`` over the cells at its anchor."""
    made = _bars() if chart.kind is ChartKind.BARS else _line()
    series = Series(_area(sheet, chart.values), title=chart.series)
    look = series.graphicalProperties = GraphicalProperties()
    if chart.kind is ChartKind.BARS:
        look.solidFill = _BAR
    else:
        look.line.solidFill = _ACCENT
        series.smooth = False
        series.marker.symbol = "circle"
        series.marker.graphicalProperties = GraphicalProperties(solidFill=_ACCENT)
    made.series.append(series)
    made.set_categories(_area(sheet, chart.names))
    made.title, made.legend = _title(chart.title), None
    made.width = _WIDTH
    made.height = chart.height
    made.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    if chart.number_format:
        made.dataLabels.numFmt = chart.number_format
        made.y_axis.number_format = chart.number_format
    made.x_axis.delete = made.y_axis.delete = False
    made.y_axis.majorGridlines = None
    sheet.add_chart(made, chart.anchor)


def _title(text: str) -> Title:
    """The title in the size of the cells, not half again as large."""
    look = CharacterProperties(sz=1100, b=True)
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=look), r=[RegularTextRun(rPr=look, t=text)])
    return Title(tx=Text(rich=RichText(p=[paragraph])), overlay=False)


def _bars() -> BarChart:
    made = BarChart()
    made.type, made.gapWidth = "bar", 40
    # The first row of the table is the first bar from the top.
    made.x_axis.scaling.orientation = "maxMin"
    made.y_axis.scaling.min = 0
    made.y_axis.crosses = "max"
    return made


def _line() -> LineChart:
    made = LineChart()
    made.layout = Layout(ManualLayout(x=0.06, y=0.2, w=0.9, h=0.62))
    return made


def _area(sheet: Worksheet, area: tuple[int, int, int, int]) -> Reference:
    first_row, first_column, last_row, last_column = area
    return Reference(sheet, min_col=first_column, min_row=first_row, max_col=last_column, max_row=last_row)


def describe_charts(parts: dict[str, bytes], charts: Sequence[Sequence[LiveChart]]) -> None:
    """Give every chart in ``parts`` its name and its words; ``charts`` are those of each sheet that has any."""
    for number, of_sheet in enumerate(charts, start=1):
        name = f"xl/drawings/drawing{number}.xml"
        root = etree.fromstring(parts[name])
        frames = root.iter(f"{{{_DRAWING}}}cNvPr")
        for place, (frame, chart) in enumerate(zip(frames, of_sheet, strict=True), start=1):
            frame.set("id", str(place + 1))
            frame.set("name", chart.title)
            frame.set("descr", chart.alternative)
        parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
