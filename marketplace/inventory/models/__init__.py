"""Places, stock items, movements and reservations."""

from marketplace.inventory.models.counts import CountLine, CountReason, CountState, Stocktake
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
from marketplace.inventory.models.transfers import (
    Transfer,
    TransferKind,
    TransferLine,
    TransferPicture,
    TransferState,
    WriteOff,
    WriteOffState,
)

__all__ = [
    "Condition",
    "CountLine",
    "CountReason",
    "CountState",
    "Location",
    "Movement",
    "MovementKind",
    "Owner",
    "PlaceKind",
    "ReorderPoint",
    "Reservation",
    "StockItem",
    "Stocktake",
    "Transfer",
    "TransferKind",
    "TransferLine",
    "TransferPicture",
    "TransferState",
    "UnitValue",
    "WriteOff",
    "WriteOffState",
]
