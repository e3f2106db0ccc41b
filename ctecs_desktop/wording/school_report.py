"""Words of a school's own report: which figures of the district came along, and what the school's own rest on."""

from __future__ import annotations

from collections.abc import Sequence

from ctecs_desktop.domain.school_report import Basis, SchoolReport, YearBasis
from ctecs_desktop.i18n import _
from ctecs_desktop.wording.plain import printable, recorded_time_text
from ctecs_desktop.wording.terms import term
from ctecs_desktop.wording.told import Family, Told, said

SCHOOL_REPORTS = Family(
    {
        "school_report.nothing_entered": Told(
            said("Nothing is entered for {period} yet, so there is nothing to report."),
            said("Enter or paste the values on the page Enter values; the report follows."),
            safe="",
            terminal=said("Take in values with “ctecs enter”, then ask again."),
        ),
        "school_report.nothing_accepted": Told(
            said("Nothing of {school} is accepted for {period}, so there is nothing to report."),
            said("Take in its signed workbook and accept it."),
        ),
        "school_report.which_school": Told(
            said("Central office holds the values of every school; no school was named."),
            said("Choose the school."),
            terminal=said("Name it with “--school”."),
        ),
        "school_report.other_school": Told(
            said("This is the workspace of school {own}; it holds no values of {school}."),
            said("Only central office can report on every school."),
        ),
    },
    safe=said("Nothing was changed, and no file was written."),
)


def district_years_text(school_years: Sequence[str]) -> str:
    """``District figures of 2013-14 to 2015-16 came along.``"""
    if len(school_years) > 2:
        text = _("District figures of {first} to {last} came along.")
        return text.format(first=school_years[0], last=school_years[-1])
    return _("District figures of {years} came along.").format(years=", ".join(school_years))


def district_missing_text(report: SchoolReport) -> str:
    """Why the district does not stand beside the report's own period; "" where it does."""
    if not report.is_of_a_year:
        return _("The district's figures are of whole school years; beside a quarter there are none.")
    if any(each.period == report.period.code for each in report.frozen):
        return ""
    return _(
        "Central office has not sent the district's figures of {year} yet; the line comes with the next plan workbook "
        "after it has frozen that year."
    ).format(year=report.period.school_year)


def basis_text(year: YearBasis) -> str:
    """What a school's values of a period rest on: ``accepted by central office: revision 1, signed by …``."""
    if year.basis is Basis.NOTHING:
        return term(year.basis)
    if year.basis is Basis.ENTERED:
        return _("{basis} (draft of revision {revision})").format(basis=term(year.basis), revision=year.revision)
    if year.basis is Basis.ACCEPTED:
        text = _("{basis}: revision {revision}, signed by {name} ({role}), {time}")
    else:
        text = _("revision {revision}, signed by {name} ({role}), {time}")
    return text.format(
        basis=term(year.basis),
        revision=year.revision,
        name=printable(year.signer),
        role=printable(year.role),
        time=recorded_time_text(year.signed_at),
    )
