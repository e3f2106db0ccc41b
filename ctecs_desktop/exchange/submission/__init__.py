"""The submission workbook: layout, seal, writer and reader."""
