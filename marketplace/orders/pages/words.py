"""States and events of orders in words for their buyer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.core.money import Money
from marketplace.localisation.formats import format_money
from marketplace.orders.models import Order, OrderEvent, OrderState

HEADLINES = {
    OrderState.HELD: lazy_gettext("We look at your order before you pay"),
    OrderState.PLACED: lazy_gettext("We wait for your payment"),
    OrderState.PAID: lazy_gettext("Paid; the cooperative confirms it next"),
    OrderState.CONFIRMED: lazy_gettext("Your pieces are being packed"),
    OrderState.PARTLY_SHIPPED: lazy_gettext("A part of it is on its way"),
    OrderState.SHIPPED: lazy_gettext("Your order is on its way"),
    OrderState.DELIVERED: lazy_gettext("Your order has arrived"),
    OrderState.CANCELLED: lazy_gettext("This order was cancelled"),
}
STATES = {
    OrderState.HELD: (lazy_gettext("Being checked"), "wait"),
    OrderState.PLACED: (lazy_gettext("Waiting for payment"), "wait"),
    OrderState.PAID: (lazy_gettext("Paid"), "ok"),
    OrderState.CONFIRMED: (lazy_gettext("Being packed"), "info"),
    OrderState.PARTLY_SHIPPED: (lazy_gettext("Partly sent"), "info"),
    OrderState.SHIPPED: (lazy_gettext("On its way"), "info"),
    OrderState.DELIVERED: (lazy_gettext("Delivered"), "ok"),
    OrderState.CANCELLED: (lazy_gettext("Cancelled"), ""),
}
EVENTS = {
    "placed": lazy_gettext("Ordered"),
    "held": lazy_gettext("The cooperative checks it"),
    "released": lazy_gettext("Checked; it can be paid now"),
    "part_received": lazy_gettext("A part of the payment arrived"),
    "proof": lazy_gettext("You sent a proof of payment"),
    "paid": lazy_gettext("Payment received"),
    "confirmed": lazy_gettext("The cooperative confirmed it"),
    "parcel_packed": lazy_gettext("Packed"),
    "parcel_unpacked": lazy_gettext("Packed anew"),
    "parcel_shipped": lazy_gettext("Sent"),
    "parcel_delivered": lazy_gettext("Delivered"),
    "partly_shipped": lazy_gettext("A part is on its way"),
    "shipped": lazy_gettext("Everything is on its way"),
    "delivered": lazy_gettext("Everything has arrived"),
    "cancelled": lazy_gettext("Cancelled"),
    "refund_paid": lazy_gettext("Money sent back to you"),
}
MARKS = (
    (lazy_gettext("Ordered"), {"placed"}),
    (lazy_gettext("Paid"), {"paid"}),
    (lazy_gettext("Confirmed"), {"confirmed"}),
    (lazy_gettext("Packed"), {"parcel_packed"}),
    (lazy_gettext("On its way"), {"partly_shipped", "shipped"}),
    (lazy_gettext("At your door"), {"delivered"}),
)


REACHED = {
    OrderState.HELD: 1,
    OrderState.PLACED: 1,
    OrderState.PAID: 2,
    OrderState.CONFIRMED: 3,
    OrderState.PARTLY_SHIPPED: 5,
    OrderState.SHIPPED: 5,
    OrderState.DELIVERED: len(MARKS),
}
"""How many of the marks an order in that state has passed."""


@dataclass(frozen=True)
class ListedOrder:
    """An order as a line of a list: its state in words, the kind of tag it is shown in, and how far
    it has come in percent, None where it goes nowhere any more."""

    order: Order
    url: str
    state: str
    kind: str
    percent: int | None


@dataclass(frozen=True)
class Step:
    """A line of the timeline as it is shown."""

    title: str
    at: datetime
    text: str
    done: bool = True
    now: bool = False


@dataclass(frozen=True)
class Mark:
    """A stage of the way; `at` is None while it lies ahead."""

    title: str
    at: datetime | None
    now: bool


def listed(order: Order, url: str) -> ListedOrder:
    """The order as a line of a list that leads to `url`."""
    state, kind = STATES[order.state]
    going = order.state not in (OrderState.DELIVERED, OrderState.CANCELLED)
    percent = REACHED[order.state] * 100 // len(MARKS) if going else None
    return ListedOrder(order, url, str(state), kind, percent)


def timeline(order: Order, events: Sequence[OrderEvent]) -> list[Step]:
    """What happened, the newest first and marked as where things stand."""
    known = [event for event in events if event.kind in EVENTS]
    newest = known[-1].id if known else 0
    return [
        Step(
            str(EVENTS[event.kind]),
            event.created_at,
            _text(event),
            done=event.id != newest,
            now=event.id == newest,
        )
        for event in reversed(known)
    ]


def marks(events: Sequence[OrderEvent]) -> list[Mark]:
    """The stages of an order, for the woven bar."""
    reached = [next((e.created_at for e in events if e.kind in kinds), None) for _w, kinds in MARKS]
    last = max((i for i, at in enumerate(reached) if at), default=0)
    return [
        Mark(str(words), at, i == last)
        for i, ((words, _kinds), at) in enumerate(zip(MARKS, reached, strict=True))
    ]


def _text(event: OrderEvent) -> str:
    said = event.details
    parts = [str(said[key]) for key in ("parcel", "carrier", "tracking_number") if said.get(key)]
    if "minor" in said:
        parts.append(format_money(Money(int(said["minor"]), str(said["currency"]))))
    if said.get("reason"):
        parts.append(str(said["reason"]))
    return str(_(", ")).join(parts)
