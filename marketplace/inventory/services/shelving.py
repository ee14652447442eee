"""Pieces come in, are counted, moved, set aside. Each act says why."""

from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.db import Texts, db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.events import announce
from marketplace.inventory import queries
from marketplace.inventory.events import StockChanged
from marketplace.inventory.models import Condition, Location, MovementKind, Owner, StockItem
from marketplace.inventory.services.movements import Cause, record

ADJUSTMENTS = {
    MovementKind.FOUND: 1,
    MovementKind.LOST: -1,
    MovementKind.DAMAGED: -1,
    MovementKind.WITHDRAWN: -1,
}
"""What staff may say happened to pieces on a shelf, and whether there are more or fewer then."""


def make_location(cooperative_id: int, code: str, names: Texts, by: User | None) -> Location:
    if db.session.scalar(
        select(Location.id).where(Location.cooperative_id == cooperative_id, Location.code == code)
    ):
        raise Invalid(_("There is a place with this code already."), "code")
    location = Location(cooperative_id=cooperative_id, code=code, names=names)
    db.session.add(location)
    audit.record(by, "location.made", location, after={"code": code}, scope_id=cooperative_id)
    return location


def main_place(cooperative_id: int) -> Location:
    """Where a cooperative's pieces are booked in unless somebody says else; made the first time."""
    return queries.main_location(cooperative_id) or make_location(
        cooperative_id, queries.MAIN, {"en": "Main store", "fa": "انبار اصلی"}, None
    )


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
    _at_least_one(quantity)
    if record(item, MovementKind.RECEIVED, quantity, cause):
        _told(item, cause.by, MovementKind.RECEIVED, quantity, cause.note)


def adjust(item: StockItem, kind: MovementKind, quantity: int, cause: Cause) -> None:
    """Say that so many pieces were found, lost, damaged or given back; `quantity` is positive."""
    _at_least_one(quantity)
    if kind not in ADJUSTMENTS:
        raise Invalid(_("Choose what happened."), "kind")
    if record(item, kind, ADJUSTMENTS[kind] * quantity, cause):
        _told(item, cause.by, kind, ADJUSTMENTS[kind] * quantity, cause.note)


def move_to(item: StockItem, location_id: int, quantity: int, cause: Cause) -> None:
    """Carry pieces to another place of the same cooperative."""
    target = db.session.get_one(Location, location_id)
    if target.cooperative_id != item.location.cooperative_id or target.id == item.location_id:
        raise Invalid(_("Choose another place of this cooperative."), "location_id")
    there = stock_item(item.variant_id, location_id, item.condition, item.owner)
    _transfer(item, there, quantity, cause)


def change_condition(item: StockItem, to: Condition, quantity: int, cause: Cause) -> None:
    """Set pieces aside for show, or as damaged, or put them up for sale again."""
    if to is item.condition:
        raise Invalid(_("They are in this condition already."), "condition")
    there = stock_item(item.variant_id, item.location_id, to, item.owner)
    _transfer(item, there, quantity, cause)


def move(source: StockItem, target: StockItem, quantity: int, cause: Cause) -> None:
    """From one stock item to another of the same variant."""
    if source.variant_id != target.variant_id:
        raise Conflict(_("These are not the same pieces."))
    _transfer(source, target, quantity, cause)


def stock_item(
    variant_id: int,
    location_id: int,
    condition: Condition = Condition.SELLABLE,
    owner: Owner = Owner.ARTISAN,
) -> StockItem:
    """The row of these pieces, which is made when it is the first time."""
    where = {
        "variant_id": variant_id,
        "location_id": location_id,
        "condition": condition,
        "owner": owner,
    }
    db.session.execute(insert(StockItem).values(**where, on_hand=0).on_conflict_do_nothing())
    return db.session.scalars(select(StockItem).filter_by(**where)).one()


def _transfer(source: StockItem, target: StockItem, quantity: int, cause: Cause) -> None:
    _at_least_one(quantity)
    if (source.condition is Condition.DOMESTIC) != (target.condition is Condition.DOMESTIC):
        raise Invalid(
            _("Pieces of a lower grade are sold at home only, and stay apart from others."),
            "condition",
        )
    queries.locked_items([source.id, target.id])
    if record(source, MovementKind.MOVED, -quantity, replace(cause, key=f"{cause.key}:out")):
        record(target, MovementKind.MOVED, quantity, replace(cause, key=f"{cause.key}:in"))
        _told(source, cause.by, MovementKind.MOVED, -quantity, cause.note)


def _at_least_one(quantity: int) -> None:
    if quantity < 1:
        raise Invalid(_("Say how many pieces, at least one."), "quantity")


def _told(item: StockItem, by: User | None, kind: MovementKind, quantity: int, note: str) -> None:
    after = {"quantity": quantity, "on_hand": item.on_hand, "note": note}
    audit.record(by, f"stock.{kind}", item, after=after, scope_id=item.location.cooperative_id)
    announce(StockChanged((item.variant_id,)))
