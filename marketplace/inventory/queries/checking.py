"""Whether the figures agree."""

from collections.abc import Sequence

from sqlalchemy import and_, func, select
from sqlalchemy.orm import selectinload

from marketplace.core.db import db
from marketplace.inventory.models import Location, Movement, MovementKind, Reservation, StockItem
from marketplace.inventory.queries.promising import held_pieces


def drift() -> Sequence[tuple[StockItem, int]]:
    """Stock items whose kept figure is not the sum of their movements, with that sum."""
    total = func.coalesce(func.sum(Movement.quantity), 0)
    rows = db.session.execute(
        select(StockItem, total)
        .outerjoin(Movement, Movement.stock_item_id == StockItem.id)
        .group_by(StockItem.id)
        .having(StockItem.on_hand != total)
        .order_by(StockItem.id)
    )
    return [(item, int(sum_)) for item, sum_ in rows]


def moments_that_disagree() -> Sequence[StockItem]:
    """Stock items that say otherwise than their movements when pieces first came or last sold."""
    came, sold = (
        select(moment)
        .where(Movement.stock_item_id == StockItem.id, Movement.kind == kind)
        .scalar_subquery()
        for kind, moment in (
            (MovementKind.RECEIVED, func.min(Movement.created_at)),
            (MovementKind.SOLD, func.max(Movement.created_at)),
        )
    )
    differ = StockItem.came_at.is_distinct_from(came) | StockItem.sold_at.is_distinct_from(sold)
    return db.session.scalars(select(StockItem).where(differ).order_by(StockItem.id)).all()


def promised_beyond_stock() -> Sequence[tuple[StockItem, int]]:
    """Stock items of which more pieces are held than lie there, with the number held."""
    held = held_pieces().subquery()
    rows = db.session.execute(
        select(StockItem, held.c.pieces)
        .join(held, and_(held.c.stock_item_id == StockItem.id))
        .where(held.c.pieces > StockItem.on_hand)
        .order_by(StockItem.id)
    )
    return [(item, int(pieces)) for item, pieces in rows]


def sales_that_disagree() -> Sequence[tuple[str, int, int]]:
    """Reservations that were used, with the pieces booked out for them, where the two differ."""
    sold = -func.coalesce(func.sum(Movement.quantity), 0)
    cause = func.concat(Reservation.key, ":sold:", Reservation.stock_item_id)
    rows = db.session.execute(
        select(Reservation.key, Reservation.quantity, sold)
        .outerjoin(Movement, Movement.key == cause)
        .where(Reservation.used_at.is_not(None))
        .group_by(Reservation.id)
        .having(sold != Reservation.quantity)
        .order_by(Reservation.id)
    )
    return [(row[0], row[1], int(row[2])) for row in rows]


def count_items() -> int:
    return db.session.scalar(select(func.count(StockItem.id))) or 0


def pieces_by_location() -> Sequence[tuple[Location, int]]:
    rows = db.session.execute(
        select(Location, func.coalesce(func.sum(StockItem.on_hand), 0))
        .outerjoin(StockItem, StockItem.location_id == Location.id)
        .options(selectinload(Location.cooperative))
        .group_by(Location.id)
        .order_by(Location.cooperative_id, Location.code)
    )
    return [(row[0], int(row[1])) for row in rows]
