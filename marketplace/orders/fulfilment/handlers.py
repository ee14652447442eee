"""Who is written to when an order moves."""

from marketplace.core.db import db
from marketplace.orders.events import OrderConfirmed, OrderPaid, ParcelDelivered, ParcelShipped
from marketplace.orders.fulfilment import letters
from marketplace.orders.models import Order, Parcel


def write_of_sold(event: OrderPaid) -> None:
    letters.sold(db.session.get_one(Order, event.order_id))


def write_of_confirmed(event: OrderConfirmed) -> None:
    letters.confirmed(db.session.get_one(Order, event.order_id))


def write_of_shipped(event: ParcelShipped) -> None:
    parcel = db.session.get_one(Parcel, event.parcel_id)
    letters.shipped(parcel)
    letters.on_the_way(parcel)


def write_of_delivered(event: ParcelDelivered) -> None:
    letters.delivered(db.session.get_one(Parcel, event.parcel_id))
