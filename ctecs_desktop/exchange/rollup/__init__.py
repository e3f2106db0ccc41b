"""The rollup as a workbook of live formulas, and as a table."""
