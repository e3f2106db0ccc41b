"""The Annual Progress Report as PDF, Word and Excel: one description of its pages, painted three times."""
