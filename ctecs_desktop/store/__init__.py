"""The workspace on disk: one SQLite file, its history and its migrations."""
