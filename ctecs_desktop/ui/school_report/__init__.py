"""The page on which a school sees, saves and prints its own report."""
