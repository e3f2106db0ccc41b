"""The thresholds by which figures are withheld, and the editions that were published so far."""

from __future__ import annotations

from ctecs_desktop.domain.disclosure_rules import Threshold
from ctecs_desktop.domain.publication_choices import KeptRelease
from ctecs_desktop.i18n import _
from ctecs_desktop.ui.table import Cell, Column, TableModel
from ctecs_desktop.wording import date_text, quantity_text, short_time_text
from ctecs_desktop.wording.publication import threshold_text

DIGITS_SHOWN = 12
"""Of a fingerprint."""


class ThresholdModel(TableModel[Threshold]):
    """Each threshold with its reason, its source and the day of that source."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column(_("Threshold"), 38),
                Column(_("Value"), 7, is_number=True),
                Column(_("Why"), 0),
                Column(_("As of"), 18),
                Column(_("Source"), 36),
            ]
        )

    def cell(self, row: Threshold, column: int) -> Cell:
        texts = (threshold_text(row.code), quantity_text(row.value), row.reason, date_text(row.as_of), row.source)
        return Cell(texts[column], tip=texts[column])


class ReleaseModel(TableModel[KeptRelease]):
    """What readers have: every later edition is judged with it."""

    def __init__(self) -> None:
        super().__init__(
            [
                Column(_("Edition"), 16),
                Column(_("Published (UTC)"), 18),
                Column(_("Approved by"), 0),
                Column(_("Written by"), 14),
                Column(_("Fingerprint"), 16),
            ]
        )

    def cell(self, row: KeptRelease, column: int) -> Cell:
        texts = (row.name, short_time_text(row.at), row.approved_by, row.person, row.fingerprint[:DIGITS_SHOWN])
        return Cell(texts[column], tip=row.fingerprint if column == 4 else "")
