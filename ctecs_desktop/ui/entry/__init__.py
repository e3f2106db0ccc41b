"""The page on which values are typed."""
