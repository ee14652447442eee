"""States and events of orders in the words of the back office."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.core.db import Json
from marketplace.orders.models import Order, OrderEvent, OrderState, Parcel, ParcelState
from marketplace.payments.models import PaymentState

STATES = {
    OrderState.HELD: (lazy_gettext("To check"), "wait", "lotus"),
    OrderState.PLACED: (lazy_gettext("Waiting for payment"), "wait", "gold"),
    OrderState.PAID: (lazy_gettext("To confirm"), "brand", "madder"),
    OrderState.CONFIRMED: (lazy_gettext("To pack"), "ok", "tea"),
    OrderState.PARTLY_SHIPPED: (lazy_gettext("Partly sent"), "info", "lagoon"),
    OrderState.SHIPPED: (lazy_gettext("On its way"), "indigo", "indigo"),
    OrderState.DELIVERED: (lazy_gettext("Delivered"), "ok", "tea"),
    OrderState.CANCELLED: (lazy_gettext("Cancelled"), "bad", "madder"),
}
"""Word, kind of tag, dye of the board's column."""

PARCEL_STATES = {
    ParcelState.PACKED: (lazy_gettext("Packed"), "ok"),
    ParcelState.SHIPPED: (lazy_gettext("On its way"), "info"),
    ParcelState.DELIVERED: (lazy_gettext("Delivered"), "ok"),
    ParcelState.UNPACKED: (lazy_gettext("Unpacked"), ""),
}

PAYMENT_STATES = {
    PaymentState.EXPECTED: (lazy_gettext("Not paid yet"), "wait"),
    PaymentState.PARTLY_PAID: (lazy_gettext("Partly paid"), "wait"),
    PaymentState.PAID: (lazy_gettext("Paid"), "ok"),
    PaymentState.CANCELLED: (lazy_gettext("No longer awaited"), ""),
}

EVENTS = {
    "placed": lazy_gettext("Order placed"),
    "held": lazy_gettext("Held, to be checked by two people"),
    "release_proposed": lazy_gettext("Release proposed"),
    "released": lazy_gettext("Released by a second person"),
    "paid": lazy_gettext("Paid"),
    "confirmed": lazy_gettext("Confirmed"),
    "cancelled": lazy_gettext("Cancelled"),
    "parcel_packed": lazy_gettext("Parcel packed"),
    "parcel_unpacked": lazy_gettext("Parcel unpacked"),
    "parcel_shipped": lazy_gettext("Parcel sent"),
    "parcel_delivered": lazy_gettext("Parcel delivered"),
    "partly_shipped": lazy_gettext("Partly sent"),
    "shipped": lazy_gettext("Everything sent"),
    "delivered": lazy_gettext("Everything delivered"),
    "message": lazy_gettext("Message"),
    "proof": lazy_gettext("Proof of payment received"),
    "part_received": lazy_gettext("Part of the money arrived"),
    "refund_owed": lazy_gettext("Refund owed"),
    "refund_paid": lazy_gettext("Refund paid"),
    "dispute_inquiry": lazy_gettext("The buyer’s bank asks"),
    "dispute_open": lazy_gettext("The buyer’s bank asks for the money back"),
    "dispute_won": lazy_gettext("The dispute is won"),
    "dispute_lost": lazy_gettext("The dispute is lost"),
    "dispute_closed": lazy_gettext("The bank asks no further"),
}


@dataclass(frozen=True)
class Step:
    """A line of the timeline as it is shown."""

    title: str
    at: datetime
    text: str
    done: bool = True
    now: bool = False


def timeline(order: Order, events: list[OrderEvent]) -> list[Step]:
    """What happened, in words, the latest marked as where things stand."""
    steps = [Step(_title(event.kind), event.created_at, _text(event.details)) for event in events]
    if steps:
        last = steps.pop()
        steps.append(Step(last.title, last.at, last.text, now=True))
    else:
        steps = [Step(_title("placed"), order.created_at, "", now=True)]
    return steps


def timeline_of_parcel(parcel: Parcel, events: list[OrderEvent]) -> list[Step]:
    """What happened to one parcel."""
    of_it = [event for event in events if event.details.get("parcel") == parcel.number]
    return timeline(parcel.order, of_it) if of_it else []


def _title(kind: str) -> str:
    return str(EVENTS.get(kind, kind.replace("_", " ").capitalize()))


def _text(details: Json) -> str:
    keys = ("parcel", "carrier", "tracking_number", "reason")
    return str(_(", ")).join(str(details[key]) for key in keys if details.get(key))
