"""The thresholds below which a figure is withheld: parameters, each with its source and the day of that source."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from ctecs_desktop.domain.errors import PublicationRefused
from ctecs_desktop.domain.value import number_text

COLUMNS = ("code", "value", "source", "as_of", "reason")


@dataclass(frozen=True, slots=True)
class Threshold:
    """One parameter: where it comes from, of which day that source is, and why it is asked for."""

    code: str
    value: Decimal
    source: str
    as_of: date
    reason: str


@dataclass(frozen=True, slots=True)
class DisclosureRules:
    """All thresholds. ``version`` names exactly these values; it goes into the record of every release."""

    pupils_withheld_to: Threshold
    """Counts of pupils from 1 to this are withheld; 0 is shown."""
    denominator_at_least: Threshold
    """A rate over fewer is withheld, unless it is 0 % or 100 %."""
    complement_withheld_to: Threshold
    """A count is withheld where from 1 to this many are *not* counted."""
    mean_n_at_least: Threshold
    """A mean over fewer is withheld."""
    staff_at_least: Threshold
    """Counts of staff from 1 to below this are withheld."""
    rate_span: Threshold
    """How many whole numbers must stay possible for the count behind a rate that is withheld for its denominator."""
    mean_span: Threshold
    """To within how many percent of its scale a withheld mean must not be known."""

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """All of them, in the order of their table."""
        return tuple(getattr(self, code) for code in CODES)

    @property
    def version(self) -> str:
        """A short name of these values and sources."""
        lines = [f"{each.code}\t{number_text(each.value)}\t{each.source}\t{each.as_of}" for each in self.thresholds]
        return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()[:16]


CODES = tuple(DisclosureRules.__dataclass_fields__)


def rules_from_table(text: str) -> DisclosureRules:
    """The rules that a CSV table with the columns ``COLUMNS`` says, one threshold to a line.

    Raises ``PublicationRefused("publication.rules_invalid", line, column)`` for a line that is no threshold,
    ``publication.rules_incomplete`` (``codes``) where one is missing.
    """
    found: dict[str, Threshold] = {}
    reader = csv.DictReader(io.StringIO(text))
    for row in reader:
        threshold = _threshold(row, reader.line_num)
        if threshold.code not in CODES or threshold.code in found:
            raise PublicationRefused("publication.rules_invalid", line=reader.line_num, column="code")
        found[threshold.code] = threshold
    missing = [code for code in CODES if code not in found]
    if missing:
        raise PublicationRefused("publication.rules_incomplete", codes=", ".join(missing))
    return DisclosureRules(**found)


def _threshold(row: dict[str, str | None], line: int) -> Threshold:
    column = "source"
    try:
        texts = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if not texts["source"]:
            raise ValueError("a threshold without a source")
        column = "value"
        value = Decimal(texts["value"])
        if not value.is_finite() or value < 0 or value != value.to_integral_value():
            raise ValueError(texts["value"])
        column = "as_of"
        as_of = date.fromisoformat(texts["as_of"])
    except (ValueError, InvalidOperation) as error:
        raise PublicationRefused("publication.rules_invalid", line=line, column=column) from error
    return Threshold(texts["code"], value, texts["source"], as_of, texts["reason"])
