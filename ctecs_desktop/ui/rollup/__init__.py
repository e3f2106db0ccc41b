"""The district's figures."""
