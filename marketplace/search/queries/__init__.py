"""What the shop asks of its index."""

from marketplace.search.queries.choices import Choice, Choices, choices, currencies
from marketplace.search.queries.filters import Filters, Ready, available_pieces
from marketplace.search.queries.pieces import Page, PictureRow, PieceRow, find, newest
from marketplace.search.queries.sorting import Cursor, Sort

__all__ = [
    "Choice",
    "Choices",
    "Cursor",
    "Filters",
    "Page",
    "PictureRow",
    "PieceRow",
    "Ready",
    "Sort",
    "available_pieces",
    "choices",
    "currencies",
    "find",
    "newest",
]
