"""Choosing, opening and making a workspace."""
