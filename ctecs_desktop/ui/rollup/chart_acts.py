"""Copying and saving the charts of a figure, with the words that explain them where nothing else does."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from ctecs_desktop.charts.exhibit import Chart, Legend
from ctecs_desktop.domain.rollup import Rollup
from ctecs_desktop.i18n import _
from ctecs_desktop.services.chart_files import PictureFormat, picture_format, write_chart
from ctecs_desktop.services.session import Session
from ctecs_desktop.services.snapshots import Ledger
from ctecs_desktop.ui.asking import FileKind
from ctecs_desktop.ui.charts.chart_picture import exhibit_of, image_of, pdf_of, png_of
from ctecs_desktop.ui.rollup.figure_panel import FigurePanel
from ctecs_desktop.ui.rollup.ledger_dialog import DIGITS_SHOWN
from ctecs_desktop.ui.rollup.rollup_model import FigureRow
from ctecs_desktop.ui.tasks import JobProgress
from ctecs_desktop.ui.workplace import Workplace
from ctecs_desktop.wording import figures_source_text


class ChartActs(QObject):
    """Acts on the two charts that the side panel shows."""

    told = Signal(str)
    refused = Signal(object)
    """Carries the ``CtecsError``."""

    def __init__(self, workplace: Workplace, panel: FigurePanel, parent: QWidget) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._panel = panel
        self._source = ""
        panel.copy_bars.triggered.connect(lambda: self._copy(panel.chart_of_schools(), self._legend_of_schools()))
        panel.save_bars.triggered.connect(
            lambda: self._save(panel.chart_of_schools(), self._legend_of_schools(), "schools")
        )
        panel.copy_years.triggered.connect(lambda: self._copy(panel.years.chart, self._legend_of_years()))
        panel.save_years.triggered.connect(lambda: self._save(panel.years.chart, self._legend_of_years(), "years"))

    def follow(self, rollup: Rollup, newest: Ledger | None) -> None:
        """Say of these figures where they are from, and whether they are those of the ``newest`` snapshot."""
        is_frozen = newest is not None and newest.snapshot.fingerprint == rollup.fingerprint
        self._source = figures_source_text(
            self._workplace.plan.district_name,
            reporting=len(rollup.schools_accepted),
            expected=len(rollup.schools_expected),
            snapshot=newest.snapshot.number if newest is not None and is_frozen else None,
            fingerprint=rollup.fingerprint[:DIGITS_SHOWN],
        )

    def _legend_of_schools(self) -> Legend:
        return self._legend(_("By school, {period}"), _("{group}, by school, {period}"))

    def _legend_of_years(self) -> Legend:
        return self._legend(_("The district over the years to {period}"), _("{group}, over the years to {period}"))

    def _legend(self, of_all: str, of_group: str) -> Legend:
        row = self._panel.shown
        assert row is not None
        subtitle = of_group if row.is_subgroup else of_all
        return Legend(
            title=f"{row.measure.code}  {row.measure.name}",
            subtitle=subtitle.format(group=row.name.strip(), period=self._workplace.period.code),
            source=self._source,
        )

    def _copy(self, chart: Chart | None, legend: Legend) -> None:
        if chart is None:
            return

        def work(_session: Session, _progress: JobProgress) -> QImage:
            return image_of(exhibit_of(chart, legend))

        self._workplace.run(_("Drawing the chart"), work, done=self._copied, failed=self.refused.emit)

    def _copied(self, image: QImage) -> None:
        QGuiApplication.clipboard().setImage(image)
        self.told.emit(_("The chart is on the clipboard."))

    def _save(self, chart: Chart | None, legend: Legend, what: str) -> None:
        row = self._panel.shown
        if chart is None or row is None:
            return
        suggestion = f"{_file_stem(row, what)}-{self._workplace.period.code}{PictureFormat.PNG.value}"
        out = self._workplace.asker.choose_new_file(_("Save the chart"), FileKind.PICTURE, suggestion=suggestion)
        if out is None:
            return

        def work(session: Session, _progress: JobProgress) -> Path:
            write = {PictureFormat.PNG: png_of, PictureFormat.PDF: pdf_of}[picture_format(out)]
            title = f"{legend.title}: {legend.subtitle}"
            return write_chart(session, write(exhibit_of(chart, legend), title=title), out)

        self._workplace.run(_("Saving the chart"), work, done=self._saved, failed=self.refused.emit)

    def _saved(self, path: Path) -> None:
        self.told.emit(_("Saved: {path}").format(path=path))


def _file_stem(row: FigureRow, what: str) -> str:
    """The report's charts are named alike: ``1.01-schools``."""
    group = f"-{row.figure.subgroup}" if row.is_subgroup else ""
    return f"{row.measure.code}-{what}{group}"
