"""The page of the public edition: what it withholds, what that costs, and what is decided about it."""
