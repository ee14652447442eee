"""What makers' sold pieces brought to the house, which had paid wages for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.inventory.models import Reservation, StockItem
from marketplace.inventory.queries import OF_THE_HOUSE, order_number
from marketplace.orders import shares
from marketplace.orders.models import Order, OrderLine, OrderState

NOT_SOLD = {OrderState.PLACED, OrderState.HELD, OrderState.CANCELLED}
SOLD = [s for s in OrderState if s not in NOT_SOLD]


@dataclass(frozen=True)
class Kept:
    """Of a line that was paid for then: so many pieces, and what the house keeps for them."""

    paid_at: datetime | None
    pieces: int
    share: Money


def kept_of(artisan_id: int) -> Mapping[int, Kept]:
    """Of all that she made and that stands sold, by line; one select."""
    rows = db.session.execute(
        select(OrderLine, Order.paid_at, func.sum(Reservation.quantity))
        .join(OrderLine.order)
        .join(Reservation, order_number == Order.number)
        .join(
            StockItem,
            (StockItem.id == Reservation.stock_item_id)
            & (StockItem.variant_id == OrderLine.variant_id),
        )
        .where(
            OrderLine.artisan_id == artisan_id,
            Order.state.in_(SOLD),
            Reservation.used_at.is_not(None),
            OF_THE_HOUSE,
        )
        .options(contains_eager(OrderLine.order))
        .group_by(OrderLine.id, Order.id)
        .order_by(OrderLine.id)
    ).all()
    return {
        line.id: Kept(paid_at, min(int(pieces), line.quantity), shares.of_house(line, int(pieces)))
        for line, paid_at, pieces in rows
    }
