"""Words of a school's own report: which figures of the district came along, and what the school's own rest on."""

from __future__ import annotations

from collections.abc import Sequence

from ctecs_desktop.i18n import _


def district_years_text(school_years: Sequence[str]) -> str:
    """``District figures of 2013-14 to 2015-16 came along.``"""
    if len(school_years) > 2:
        text = _("District figures of {first} to {last} came along.")
        return text.format(first=school_years[0], last=school_years[-1])
    return _("District figures of {years} came along.").format(years=", ".join(school_years))
