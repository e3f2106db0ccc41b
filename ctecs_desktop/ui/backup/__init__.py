"""Backups of the workspace: seen, made, put back."""
