"""The coordinator's desk, and the sheet that a trainer fills in."""
