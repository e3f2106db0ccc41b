"""Keys: a school asks to be known, central office approves."""
