"""What is told of a single file, table, row or cell of a plan; the place is named before each sentence."""

from __future__ import annotations

from collections.abc import Mapping

from ctecs_desktop.wording.told import said

PLAN_ROWS: Mapping[str, str] = {
    "plan.file.unexpected": said("this is no table of a plan; the tables are {known}."),
    "plan.file.not_utf8": said("the text is not in UTF-8 {encoding}; save it as “CSV UTF-8”."),
    "plan.file.broken_quotes": said("a quotation mark is opened and not closed."),
    "plan.file.no_header": said("the first line must hold the names of the columns."),
    "plan.file.wrong_separator": said("the columns are parted by a {separator}; a comma is wanted."),
    "plan.table.unknown": said("a plan has no such table."),
    "plan.table.missing": said("this table is missing."),
    "plan.table.empty": said("this table has no rows, but some are wanted."),
    "plan.table.too_long": said("this table has more rows than any plan."),
    "plan.table.unknown_column": said("this column is not known; the columns are {known}."),
    "plan.table.column_twice": said("this column is there twice."),
    "plan.table.missing_column": said("this column is missing."),
    "plan.cell.blank": said("something must stand here."),
    "plan.cell.too_long": said("the text has {length} characters; {limit} is the most."),
    "plan.cell.control_character": said("the text holds the character {character}, which cannot be printed."),
    "plan.cell.not_a_number": said("“{text}” is not a number."),
    "plan.cell.number_too_large": said("“{text}” is too large, or has too many digits."),
    "plan.cell.not_a_whole_number": said("“{text}” is not a whole number."),
    "plan.cell.out_of_range": said("{text} is not between {least} and {greatest}."),
    "plan.cell.not_a_date": said("“{text}” is not a date; write it as 2020-03-31."),
    "plan.cell.not_a_school_year": said("“{text}” is not a school year; write it as 2019-20."),
    "plan.cell.unknown_choice": said("“{text}” is not one of the choices: {known}."),
    "plan.cell.item_twice": said("“{text}” stands in the list twice."),
    "plan.cell.not_a_param": said("“{text}” is not written as name=value."),
    "plan.cell.not_a_measure_code": said("“{text}” is not the code of a measure; write it as 1.01."),
    "plan.cell.not_an_organization_code": said("“{text}” is not an EdSight code, which has seven digits."),
    "plan.cell.not_a_period_code": said("“{text}” is not a period; write it as 2019-20 or 2019-20 Q1."),
    "plan.cell.not_a_code": said("“{text}” is not a code; use letters, digits and points, and begin with a letter."),
    "plan.cell.not_a_subgroup_code": said("“{text}” is not the code of a subgroup; write it as gender.female."),
    "plan.row.too_many_cells": said("the row has {found} cells, but there are {columns} columns."),
    "plan.row.duplicate": said("“{key}” stands in line {first_line} already."),
    "plan.row.unknown_reference": said("“{text}” does not stand in the table {refers_to}."),
    "plan.row.unknown_key": said("“{key}” is not known; the keys are {known}."),
    "plan.row.key_missing": said("the row “{key}” is missing."),
    "plan.row.year_outside_plan": said("{school_year} is not among the years of the plan: {known}."),
    "plan.row.year_after_plan": said("{school_year} lies after the plan, whose last year is {last}."),
    "plan.row.denominator_missing": said("a measure whose unit is {unit} needs a denominator."),
    "plan.row.denominator_unwanted": said("a measure whose unit is {unit} has no denominator."),
    "plan.row.rollup_unfit": said("{unit} cannot be rolled up by {rollup_method}; what fits is {known}."),
    "plan.row.bound_unfit": said(
        "only figures that the district enters have a bound ({sum_bound}); this is {rollup_method}."
    ),
    "plan.row.direction_unfit": said("the direction {direction} does not fit the unit {unit}."),
    "plan.row.limits_reversed": said("the least value, {low}, is above the greatest, {high}."),
    "plan.row.subgroup_of_another_disaggregation": said("the code {code} does not begin with {disaggregation}."),
    "plan.row.school_is_the_district": said("{code} is the district itself, which would be counted twice."),
    "plan.row.period_code_disagrees": said("the code is {code}, but by year and quarter it is {expected}."),
    "plan.row.quarter_disagrees": said("the quarter {quarter} does not fit a period of the kind {kind}."),
    "plan.row.day_outside_school_year": said("{day} is not within the school year, from {first} to {last}."),
    "plan.row.period_ends_before_it_starts": said("the period ends on {ends}, before it starts on {starts}."),
    "plan.row.period_opens_before_it_starts": said("the period opens on {opens}, before it starts on {starts}."),
    "plan.row.period_due_before_it_ends": said("the period is due on {due}, before it ends on {ends}."),
    "plan.row.period_due_before_it_opens": said("the period is due on {due}, before it opens on {opens}."),
    "plan.row.band_without_high": said("measure {measure} has a target band, which needs its upper end."),
    "plan.row.high_without_band": said("measure {measure} has the direction {direction}, so its target has one end."),
    "plan.row.amount_of_another_unit": said("{text} does not fit measure {measure}, which is a {unit}."),
    "plan.row.amount_outside_limits": said("{text} cannot be true of measure {measure} (limits “{low}” to “{high}”)."),
    "plan.row.unknown_check": said("there is no check {check}; the checks are {known}."),
    "plan.row.code_retired": said(
        "the code {code} was used until version {version} of the plan, and codes are never used again; choose another."
    ),
    "plan.row.version_taken": said("version {version} was published before; choose another."),
    "plan.row.other_district": said(
        "this workspace belongs to district {own}, so the plan cannot be that of {district}."
    ),
    "plan.row.unit_changed": said(
        "measure {measure} was published as a {before}; what is counted as a {unit} needs a measure of its own."
    ),
    "plan.row.new_rule_is_error": said(
        "the rule {rule} is new and begins as a warning, so that what schools have signed is not refused."
    ),
    "plan.row.param_missing": said("the check {check} needs the parameter {param}."),
    "plan.row.unknown_param": said("the check {check} has no parameter {param}; it has {known}."),
    "edsight.mapping.unreadable": said("this table cannot be read ({reason})."),
    "edsight.mapping.columns": said("the first line must hold exactly these names: {known}."),
    "edsight.mapping.half_a_figure": said(
        "a column that is used needs all of measure, part and star; missing: {missing}."
    ),
    "plan.row.param_refused": said("“{text}” cannot be the parameter {param}, which is a {kind}."),
}
"""Sentences by code; the facts of a ``PlanProblem`` fill them."""
