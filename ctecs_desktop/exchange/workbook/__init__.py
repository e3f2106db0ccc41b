"""Sheets and cells of any workbook of ours: how a page is drawn, parsed and compared."""
