"""The page on which central office writes the Annual Progress Report."""
