"""Selling from a shelf: the same stock as the shop's, so a piece is sold once."""

from dataclasses import replace

from marketplace.core.events import announce
from marketplace.inventory import queries
from marketplace.inventory.errors import OutOfStock
from marketplace.inventory.events import StockChanged
from marketplace.inventory.models import MovementKind, StockItem
from marketplace.inventory.services.movements import Cause, record
from marketplace.inventory.services.shelving import at_least_one, told


def sell_from(location_id: int, variant_id: int, quantity: int, cause: Cause) -> list[StockItem]:
    """Book so many pieces out of a place and all that lies in it, first what is for sale, then what
    is on show. What orders of the shop hold is not sold; `OutOfStock` where too few are free.

    `cause.sale` says what each was sold for. The same key twice sells once. The stock items that
    the pieces came from, one for each piece.
    """
    at_least_one(quantity)
    places = queries.ids_inside(location_id)
    locked = [item for item in queries.locked_stock([variant_id]) if item.location_id in places]
    shelves = sorted((item for item in locked if item.is_on_sale), key=lambda item: item.sale_rank)
    if any(queries.booked(f"{cause.key}:{item.id}") for item in shelves):
        return []
    shares = _shares(shelves, variant_id, quantity)
    for item, pieces in shares:
        record(item, MovementKind.SOLD, -pieces, replace(cause, key=f"{cause.key}:{item.id}"))
    announce(StockChanged((variant_id,)))
    return [item for item, pieces in shares for _ in range(pieces)]


def bring_back(item: StockItem, quantity: int, sold: str, cause: Cause) -> None:
    """So many pieces that were sold from a shelf are there again. `sold` is the key of the movement
    by which they left; the same cause brings them back once."""
    at_least_one(quantity)
    queries.locked_items([item.id])
    key = f"{sold}:back{cause.key}"
    if record(item, MovementKind.RETURNED, quantity, replace(cause, key=key)):
        told(item, cause, MovementKind.RETURNED, quantity)


def _shares(
    shelves: list[StockItem], variant_id: int, quantity: int
) -> list[tuple[StockItem, int]]:
    held = queries.held_on([item.id for item in shelves])
    shares, missing = [], quantity
    for item in shelves:
        pieces = min(missing, item.on_hand - held.get(item.id, 0))
        if pieces > 0:
            shares.append((item, pieces))
            missing -= pieces
    if missing:
        raise OutOfStock(variant_id, quantity - missing)
    return shares
