"""The state's exports of published figures: read as they come, matched by code, by tables that a person can edit."""
