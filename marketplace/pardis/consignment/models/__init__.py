"""Notes with their lines, pieces with their stories, sales and settlements."""

from marketplace.pardis.consignment.models.notes import (
    Bearer,
    Note,
    NoteLine,
    NoteState,
    PriceRule,
    Unsold,
)
from marketplace.pardis.consignment.models.pieces import (
    Piece,
    PieceEvent,
    PieceEventKind,
    PieceState,
    Sale,
    SaleKind,
    Settlement,
)

__all__ = [
    "Bearer",
    "Note",
    "NoteLine",
    "NoteState",
    "Piece",
    "PieceEvent",
    "PieceEventKind",
    "PieceState",
    "PriceRule",
    "Sale",
    "SaleKind",
    "Settlement",
    "Unsold",
]
