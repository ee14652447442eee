"""Pieces come in, are counted, moved, set aside. Each act says why."""

from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.accounts.permissions import CENTRE
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.events import announce
from marketplace.inventory import queries
from marketplace.inventory.errors import OutOfStock
from marketplace.inventory.events import StockChanged
from marketplace.inventory.models import Condition, Location, MovementKind, Owner, StockItem
from marketplace.inventory.services import values
from marketplace.inventory.services.movements import Cause, record

ADJUSTMENTS = {
    MovementKind.FOUND: 1,
    MovementKind.LOST: -1,
    MovementKind.DAMAGED: -1,
    MovementKind.WITHDRAWN: -1,
}
"""What staff may say happened to pieces on a shelf, and whether there are more or fewer then."""


def receive(
    variant_id: int,
    location_id: int,
    quantity: int,
    key: str,
    by: User | None,
    note: str = "",
) -> StockItem:
    """Pieces have come in. The same `key` twice brings them in once."""
    item = stock_item(variant_id, location_id)
    receive_into(item, quantity, Cause(key, by, note))
    return item


def receive_into(item: StockItem, quantity: int, cause: Cause) -> None:
    """More of the same have come to where they lie."""
    at_least_one(quantity)
    if record(item, MovementKind.RECEIVED, quantity, cause):
        values.note_prices([item.variant_id])
        told(item, cause, MovementKind.RECEIVED, quantity)


def consume(item: StockItem, quantity: int, cause: Cause) -> None:
    """Pieces were used up for something that the cause names."""
    book_out(item, MovementKind.CONSUMED, quantity, cause)


def book_out(item: StockItem, kind: MovementKind, quantity: int, cause: Cause) -> None:
    """Free pieces leave for good: nothing that an order holds can."""
    at_least_one(quantity)
    if queries.booked(cause.key):
        return
    lock_free(item, quantity)
    if record(item, kind, -quantity, cause):
        told(item, cause, kind, -quantity)


def lock_free(item: StockItem, quantity: int) -> None:
    """Hold the stock item until the transaction ends, and refuse where fewer pieces are free."""
    queries.locked_items([item.id])
    free = item.on_hand - queries.held_on([item.id]).get(item.id, 0)
    if free < quantity:
        raise OutOfStock(item.variant_id, max(free, 0))


def adjust(item: StockItem, kind: MovementKind, quantity: int, cause: Cause) -> None:
    """Say that so many pieces were found, lost, damaged or given back; `quantity` is positive."""
    at_least_one(quantity)
    if kind not in ADJUSTMENTS:
        raise Invalid(_("Choose what happened."), "kind")
    if record(item, kind, ADJUSTMENTS[kind] * quantity, cause):
        told(item, cause, kind, ADJUSTMENTS[kind] * quantity)


def move_to(item: StockItem, location_id: int, quantity: int, cause: Cause) -> None:
    """Carry pieces to another place of the same cooperative."""
    target = db.session.get_one(Location, location_id)
    if target.cooperative_id != item.location.cooperative_id or target.id == item.location_id:
        raise Invalid(_("Choose another place of this cooperative."), "location_id")
    there = stock_item(item.variant_id, location_id, item.condition, item.owner)
    move(item, there, quantity, cause)


def change_condition(item: StockItem, to: Condition, quantity: int, cause: Cause) -> None:
    """Set pieces aside for show, or as damaged, or put them up for sale again."""
    if to is item.condition:
        raise Invalid(_("They are in this condition already."), "condition")
    there = stock_item(item.variant_id, item.location_id, to, item.owner)
    move(item, there, quantity, cause)


def move(source: StockItem, target: StockItem, quantity: int, cause: Cause) -> None:
    """From one stock item to another of the same variant and the same owner."""
    if (source.variant_id, source.owner) != (target.variant_id, target.owner):
        raise Conflict(_("These are not the same pieces."))
    at_least_one(quantity)
    if (source.condition is Condition.DOMESTIC) != (target.condition is Condition.DOMESTIC):
        raise Invalid(
            _("Pieces of a lower grade are sold at home only, and stay apart from others."),
            "condition",
        )
    queries.locked_items([source.id, target.id])
    if record(source, MovementKind.MOVED, -quantity, replace(cause, key=f"{cause.key}:out")):
        record(target, MovementKind.MOVED, quantity, replace(cause, key=f"{cause.key}:in"))
        told(source, cause, MovementKind.MOVED, -quantity)


def stock_item(
    variant_id: int,
    location_id: int,
    condition: Condition = Condition.SELLABLE,
    owner: Owner | None = None,
) -> StockItem:
    """The row of these pieces, which is made when it is the first time. What nobody says otherwise
    belongs to its maker; at the centre, where makers' pieces come against a note, to the centre."""
    if owner is None:
        place = db.session.get_one(Location, location_id)
        owner = Owner.CENTRE if place.cooperative_id == CENTRE else Owner.ARTISAN
    where = {
        "variant_id": variant_id,
        "location_id": location_id,
        "condition": condition,
        "owner": owner,
    }
    db.session.execute(insert(StockItem).values(**where, on_hand=0).on_conflict_do_nothing())
    return db.session.scalars(select(StockItem).filter_by(**where)).one()


def at_least_one(quantity: int) -> None:
    if quantity < 1:
        raise Invalid(_("Say how many pieces, at least one."), "quantity")


def told(item: StockItem, cause: Cause, kind: MovementKind, quantity: int) -> None:
    after = {"quantity": quantity, "on_hand": item.on_hand, "note": cause.note}
    scope_id = item.location.cooperative_id
    audit.record(cause.by, f"stock.{kind}", item, after=after, scope_id=scope_id)
    announce(StockChanged((item.variant_id,)))
