"""The first page of a school: what is left, when it is due, what became of what was sent."""
