"""The one way in which a stock item's figure changes: together with the movement that says why."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts.models import User
from marketplace.core.db import db
from marketplace.core.events import announce
from marketplace.core.money import Money
from marketplace.inventory.errors import OutOfStock
from marketplace.inventory.events import StockMoved
from marketplace.inventory.models import Movement, MovementKind, StockItem


@dataclass(frozen=True)
class Sale:
    """What each of the pieces was sold for, and what taking the money for it cost. `on` is the day,
    where it was not today: a counter without a line tells of its sales later."""

    price: Money
    cost: Money
    on: date | None = None


@dataclass(frozen=True)
class Cause:
    """Why stock changes and who says so. The same `key` twice changes nothing twice. Of a sale from
    the shelf: what it was sold for."""

    key: str
    by: User | None = None
    note: str = ""
    sale: Sale | None = None


def record(item: StockItem, kind: MovementKind, quantity: int, cause: Cause) -> bool:
    """Book the movement, unless its key has been booked before; whether it was booked now."""
    booked_at = db.session.scalar(
        insert(Movement)
        .values(
            stock_item_id=item.id,
            kind=kind,
            quantity=quantity,
            key=cause.key,
            note=cause.note,
            by_id=cause.by.id if cause.by else None,
        )
        .on_conflict_do_nothing(index_elements=[Movement.key])
        .returning(Movement.created_at)
    )
    if booked_at is None:
        return False
    left = db.session.scalar(
        update(StockItem)
        .where(StockItem.id == item.id, StockItem.on_hand + quantity >= 0)
        .values(on_hand=StockItem.on_hand + quantity, **_moments(kind, booked_at))
        .returning(StockItem.on_hand)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(item, ["on_hand"])
    if left is None:
        raise OutOfStock(item.variant_id, item.on_hand)
    _tell(item, kind, quantity, cause)
    return True


def _moments(kind: MovementKind, moment: datetime) -> dict[str, Any]:
    """When pieces first came and last sold, as far as this movement says."""
    if kind is MovementKind.RECEIVED:
        return {"came_at": func.least(StockItem.came_at, moment)}
    if kind is MovementKind.SOLD:
        return {"sold_at": func.greatest(StockItem.sold_at, moment)}
    return {}


def _tell(item: StockItem, kind: MovementKind, quantity: int, cause: Cause) -> None:
    announce(
        StockMoved(
            stock_item_id=item.id,
            variant_id=item.variant_id,
            cooperative_id=item.location.cooperative_id,
            owner=item.owner,
            kind=kind,
            quantity=quantity,
            key=cause.key,
            by_id=cause.by.id if cause.by else None,
            note=cause.note,
            price=cause.sale.price if cause.sale else None,
            cost=cause.sale.cost if cause.sale else None,
            sold_on=cause.sale.on if cause.sale else None,
        )
    )
