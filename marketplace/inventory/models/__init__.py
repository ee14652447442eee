"""Places, stock items, movements and reservations."""

from marketplace.inventory.models.places import Location, PlaceKind
from marketplace.inventory.models.stock import (
    Condition,
    Movement,
    MovementKind,
    Owner,
    ReorderPoint,
    Reservation,
    StockItem,
    UnitValue,
)

__all__ = [
    "Condition",
    "Location",
    "Movement",
    "MovementKind",
    "Owner",
    "PlaceKind",
    "ReorderPoint",
    "Reservation",
    "StockItem",
    "UnitValue",
]
