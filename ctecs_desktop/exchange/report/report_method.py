"""The report's last pages: how figures are made, what each measure means, who submitted when, what was restated."""

from __future__ import annotations

from datetime import UTC, datetime

from ctecs_desktop.domain.annual_report import AnnualProgressReport, ReportFigure, RestatedPeriod
from ctecs_desktop.domain.plan import Measure, RollupMethod
from ctecs_desktop.domain.school_names import short_names
from ctecs_desktop.exchange.report.report_document import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Paragraph,
    Row,
    Table,
)
from ctecs_desktop.exchange.report.report_words import definition_words, figure_cell, figure_words
from ctecs_desktop.i18n import _
from ctecs_desktop.wording import (
    address_text,
    date_text,
    recorded_time_text,
    rollup_method_text,
    submission_status_text,
    term,
)


def _rule_sentences() -> dict[RollupMethod, str]:
    """How a district figure is made, by method."""
    return {
        RollupMethod.SUM: _("What the schools report is added."),
        RollupMethod.RATIO_OF_SUMS: _(
            "Numerators and denominators of the schools are added, then divided; never the mean of the schools' rates."
        ),
        RollupMethod.WEIGHTED_MEAN: _("Each school's mean weighs as much as the number of people behind it."),
        RollupMethod.COUNT_OF_YES: _("How many schools say yes."),
        RollupMethod.ON_TIME_COUNT: _("How many schools were on time."),
        RollupMethod.DISTINCT_UNION: _("Each name counts once, however many schools name it."),
        RollupMethod.RANGE: _("The least and the greatest school; medians and dates are not averaged."),
        RollupMethod.DISTRICT_ENTERED: _(
            "Central office counts without duplicates; the schools' own sum is told beside it."
        ),
    }


def method_blocks(report: AnnualProgressReport) -> list[Block]:
    """Rules in words, the meaning of a status, and a definition for every measure with its source and evidence."""
    used = {each.measure.rollup_method for each in report.measures}
    rules = tuple(
        f"{_first_up(rollup_method_text(method))}: {sentence}"
        for method, sentence in _rule_sentences().items()
        if method in used
    )
    statuses = (
        _("Met or off track: the figure against the target of this year, compared exactly, before it is rounded."),
        _("On track: the figure lies on or better than the line from the baseline to the target of a later year."),
        _("Undetermined: only bounds are known, and the target lies between them."),
        _("Not rated: the measure is for information, or has no target."),
    )
    return [
        Heading(1, _("Method and definitions")),
        Heading(2, _("How a district figure is made")),
        Bullets(rules) if rules else Paragraph(_("The plan has no measure."), is_notice=True),
        Paragraph(
            _(
                "Where schools are missing, a figure speaks for those that reported; where a figure is withheld at its "
                "source, bounds stand in its place. Coverage weighs the schools by their enrollment."
            )
        ),
        Heading(2, _("What a status says")),
        Bullets(statuses),
        *([Paragraph(report.plan.status_note, is_muted=True)] if report.plan.status_note else []),
        Heading(2, _("Definitions")),
        _definitions(report),
    ]


def _definitions(report: AnnualProgressReport) -> Table:
    columns = (
        Column(_("Code"), 1),
        Column(_("Measure and definition"), 7),
        Column(_("Rule"), 3),
        Column(_("Source and evidence"), 5),
    )
    rows = tuple(
        Row(
            (
                Cell(measure.code),
                Cell(f"{measure.name}: {definition_words(measure)}"),
                Cell(_rule_words(measure)),
                Cell(" · ".join(each for each in (measure.source, term(measure.evidence)) if each)),
            )
        )
        for measure in (each.measure for each in report.measures)
    )
    return Table(_("Definitions of the measures"), columns, rows)


def _rule_words(measure: Measure) -> str:
    return term(measure.level) if measure.is_central_only else rollup_method_text(measure.rollup_method)


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]


def submission_blocks(report: AnnualProgressReport) -> list[Block]:
    """Every school, with who signed what and when; one that sent nothing has a line that says so."""
    columns = (
        Column(_("School"), 9),
        Column(_("Standing"), 5),
        Column(_("Revision"), 4, is_number=True),
        Column(_("Signed by"), 9),
        Column(_("Signed"), 8),
        Column(_("Received"), 8),
    )
    names = short_names([line.school for line in report.submissions])
    rows = []
    for line in report.submissions:
        name = Cell(names[line.school.code])
        if line.status is None:
            rows.append(Row((name, Cell(_("nothing sent")), *(Cell("") for _each in range(4)))))
            continue
        signer = ", ".join(each for each in (line.signer, line.role) if each)
        days = (Cell(_day(line.signed_at)), Cell(_day(line.received_at)))
        status = Cell(submission_status_text(line.status))
        rows.append(Row((name, status, Cell(str(line.revision)), Cell(signer), *days)))
    caption = _("Submissions for {year}").format(year=report.period.school_year)
    blocks: list[Block] = [Heading(1, _("Who submitted when")), Table(caption, columns, tuple(rows))]
    due = _("Due on {date}.").format(date=date_text(report.period.due))
    return [*blocks, Paragraph(f"{due} {_('Days are told in UTC.')}", is_muted=True)]


def _day(recorded: str) -> str:
    try:
        return date_text(datetime.fromisoformat(recorded).astimezone(UTC).date())
    except ValueError:
        return recorded


def restatement_blocks(report: AnnualProgressReport) -> list[Block]:
    """Every figure that was given to others and reads otherwise now; that there is none is said too."""
    blocks: list[Block] = [Heading(1, _("Restatements"))]
    if not report.restated:
        text = _("No figures of these years were frozen for others before, so nothing is restated.")
        return [*blocks, Paragraph(text), *_fingerprints(report)]
    same = tuple(_as_it_was(each) for each in report.restated if not each.figures)
    if same:
        blocks.append(Bullets(same))
    for each in (each for each in report.restated if each.figures):
        title = _("{period}, given away on {date}").format(period=each.period, date=_day(each.at))
        blocks.append(Heading(2, title, is_listed=False))
        if each.note:
            blocks.append(Paragraph(each.note, is_muted=True))
        columns = (
            Column(_("Figure"), 6),
            Column(_("As given"), 3, is_number=True),
            Column(_("Now"), 3, is_number=True),
            Column(_("Because of"), 5),
        )
        rows = tuple(
            Row(
                (
                    Cell(address_text(figure.measure, figure.subgroup, report.plan)),
                    _restated_cell(report, figure.measure, figure.before),
                    _restated_cell(report, figure.measure, figure.after),
                    Cell(", ".join(_school_name(report, school) for school in figure.schools)),
                )
            )
            for figure in each.figures
        )
        blocks.append(Table(title, columns, rows))
    return [*blocks, *_fingerprints(report)]


def _as_it_was(period: RestatedPeriod) -> str:
    told = {"period": period.period, "date": _day(period.at), "note": period.note}
    if period.note:
        return _("{period}, given away on {date} ({note}): no figure reads otherwise now.").format(**told)
    return _("{period}, given away on {date}: no figure reads otherwise now.").format(**told)


def _restated_cell(report: AnnualProgressReport, measure: str, figure: ReportFigure | None) -> Cell:
    if figure is None:
        return Cell(_("none"))
    if not report.plan.has_measure(measure):
        return Cell(_("no longer in the plan"))
    known = report.plan.measure(measure)
    return figure_cell(figure, known) if figure_words(figure, known) else Cell(_("none"))


def _school_name(report: AnnualProgressReport, code: str) -> str:
    if code == report.plan.district:
        return _("central office")
    return next((school.name for school in report.plan.schools if school.code == code), code)


def _fingerprints(report: AnnualProgressReport) -> list[Block]:
    """What the report was computed from, to the letter."""
    lines = [f"{period}: {fingerprint}" for period, fingerprint in report.earlier.items()]
    lines.append(f"{report.period.code}: {report.fingerprint}")
    as_of = _("Figures as of {time}.").format(time=recorded_time_text(report.as_of))
    return [Heading(2, _("Fingerprints of the figures")), Bullets(tuple(lines)), Paragraph(as_of, is_muted=True)]
