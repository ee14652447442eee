"""Made-up orders were all made just now; this spreads them over the past weeks.

Only what people look at is dated back. The ledger and the trail cannot be changed, and say when the
demonstration was loaded.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.orders.models import Order, OrderEvent, OrderMessage, Parcel

DAYS_AFTER = {
    "placed": 0.0,
    "held": 0.0,
    "release_proposed": 0.4,
    "released": 0.9,
    "cancelled": 1.0,
    "paid": 2.2,
    "confirmed": 2.9,
    "parcel_packed": 4.1,
}
SHIPPED_AFTER = 5.3
MINUTE = timedelta(minutes=1)


class Calendar:
    """When each step of an order was taken; nothing lies in the future."""

    def __init__(self, days_ago: int, delivery: dict[str, Any]) -> None:
        self.placed = now() - timedelta(
            days=days_ago, hours=days_ago % 9, minutes=days_ago * 7 % 60
        )
        under_way = float(delivery["days_max"] + delivery["days_min"]) / 2 * 1.3
        self.shipped = self.after(SHIPPED_AFTER)
        self.delivered = self.after(SHIPPED_AFTER + under_way)

    def after(self, days: float) -> datetime:
        return min(self.placed + timedelta(days=days), now() - MINUTE)

    def of(self, kind: str) -> datetime:
        if kind in {"parcel_shipped", "shipped", "partly_shipped"}:
            return self.shipped
        if kind in {"parcel_delivered", "delivered"}:
            return self.delivered
        return self.after(DAYS_AFTER.get(kind, 2.0))


def age(order: Order, calendar: Calendar) -> None:
    db.session.flush()
    order.created_at = order.group.created_at = calendar.placed
    order.reserved_until -= now() - calendar.placed
    if order.paid_at:
        order.paid_at = calendar.of("paid")
    if order.delivered_at:
        order.delivered_at = calendar.delivered
    for event in _of(OrderEvent, order):
        event.created_at = calendar.of(event.kind)
    for parcel in _of(Parcel, order):
        _age_parcel(parcel, calendar)
    for number, message in enumerate(_of(OrderMessage, order)):
        message.created_at = calendar.after(1.0 + number / 2)
    for receipt in order.payment.receipts if order.payment else ():
        receipt.created_at = calendar.of("paid")
        receipt.value_date = receipt.created_at.date()
    db.session.flush()


def _age_parcel(parcel: Parcel, calendar: Calendar) -> None:
    parcel.created_at = calendar.of("parcel_packed")
    if parcel.shipped_at:
        parcel.shipped_at = calendar.shipped


def _of(model: Any, order: Order) -> list[Any]:
    rows = db.session.scalars(select(model).where(model.order_id == order.id).order_by(model.id))
    return list(rows)
