"""What the desk announces."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TableFileReady:
    """A table that somebody asked for lies ready, or could not be written."""

    file_id: int
