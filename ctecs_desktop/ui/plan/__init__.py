"""The plan: its tables, edited as a draft and published."""
