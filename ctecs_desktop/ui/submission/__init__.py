"""Checking, signing and what was sent."""
